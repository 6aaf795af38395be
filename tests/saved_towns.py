"""Towns as they were after the same deeds: each deed is done once for all tests that begin with it.

A test goes on from a saved town for as long as it does what another did before it, in the same
order. The first deed that is new is done in a copy.
"""

import pickle
from collections import OrderedDict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from operator import is_
from pathlib import Path
from typing import Any

from bot.operations.stage import Stage
from bot.transports.playground import Playground, Posted
from storage.unit_of_work import Database
from tests.saved_databases import SavedRows, put_rows, saved_rows

MOST = 200
"""The number of towns that a worker keeps."""

LINK_KEY = "5eed" * 16
"""The key that all of them sign with, so that a link of a saved town is good in its copy."""

_SHOWN = (
    "told",
    "gone",
    "menus",
    "files",
    "reactions",
    "without_reactions",
    "moderated",
    "removed",
    "pinned",
    "closed",
    "let",
    "made",
    "invited",
    "taken_out",
    "join_rules",
)

Steps = tuple[Hashable, ...]


@dataclass(frozen=True, slots=True)
class SavedTown:
    """The parts of a town."""

    rows: SavedRows
    now: datetime
    networks: bytes
    """The messages of each pretended network, pickled."""
    files: Mapping[Path, bytes]
    """The content of its folder."""
    result: Any
    """The result of the deed that led here."""

    @classmethod
    def of(cls, stage: Stage, result: object) -> "SavedTown":
        """Save a town as it is now."""
        networks = {name: _state(each) for name, each in stage.networks.items()}
        rows, data = saved_rows(stage.database), stage.database.data
        assert data is not None
        found = {each: each.read_bytes() for each in data.rglob("*") if each.is_file()}
        files = {each.relative_to(data): content for each, content in found.items()}
        return cls(rows, stage.clock.now(), pickle.dumps(networks), files, result)

    def put_into(self, database: Database, *, is_empty: bool) -> None:
        """Fill a database that nobody has open, and the folder beside it."""
        put_rows(self.rows, database, is_empty=is_empty)
        assert database.data is not None
        for path, content in self.files.items():
            (database.data / path).parent.mkdir(parents=True, exist_ok=True)
            (database.data / path).write_bytes(content)

    def show(self, networks: Mapping[str, Playground]) -> None:
        """Make the networks show what they did; a message that was there before stays the same."""
        for name, state in pickle.loads(self.networks).items():  # noqa: S301 - our own
            _show(networks[name], **state)


class Shown:
    """The messages that networks show, to be compared: equal if none was touched."""

    def __init__(self, parts: list[object]) -> None:
        self._parts = parts

    @classmethod
    def by(cls, networks: Mapping[str, Playground]) -> "Shown":
        """The messages that are shown now."""
        rooms = [room for network in networks.values() for room in network.rooms.values()]
        said = [posted for room in rooms for posted in room]
        return cls([part for it in said for part in (it, it.said, it.at, it.deleted)])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Shown) or len(self._parts) != len(other._parts):
            return False
        return all(map(is_, self._parts, other._parts))

    __hash__ = None  # type: ignore[assignment]


class SavedTowns:
    """The saved towns of one worker, by what was done in them since they were founded.

    A town is worth saving when the same is done for the second time: most tests end as no other.
    """

    def __init__(self) -> None:
        self._by_steps: OrderedDict[Steps, SavedTown] = OrderedDict()
        self._met: set[int] = set()

    def get(self, steps: Steps) -> SavedTown | None:
        """A town in which just this was done."""
        found = self._by_steps.get(steps)
        if found is not None:
            self._by_steps.move_to_end(steps)
        return found

    def save(self, steps: Steps, stage: Stage, result: object = None) -> None:
        """Keep a town in which just this was done before; the one unused for longest goes."""
        if hash(steps) not in self._met:
            self._met.add(hash(steps))
            return
        self._by_steps[steps] = SavedTown.of(stage, result)
        if len(self._by_steps) > MOST:
            self._by_steps.popitem(last=False)


def _state(network: Playground) -> Mapping[str, object]:
    number = next(network._keys)
    network._keys = count(number)
    shown = {name: getattr(network, name) for name in _SHOWN}
    return {"shown": shown, "rooms": network.rooms, "sent": network._sent, "number": number}


def _show(
    network: Playground,
    *,
    shown: Mapping[str, object],
    rooms: Mapping[str, list[Posted]],
    sent: Mapping[str, Posted],
    number: int,
) -> None:
    known = {each.id: each for each in network._sent.values()}
    kept = {each.id: _as_now(known.get(each.id, each), each) for each in sent.values()}
    network._sent = {txn: kept[each.id] for txn, each in sent.items()}
    for room in {*rooms, *network.rooms}:
        network.rooms.setdefault(room, [])[:] = [kept[each.id] for each in rooms.get(room, ())]
    vars(network).update(shown, _keys=count(number))


def _as_now(known: Posted, now: Posted) -> Posted:
    if known is not now:
        for name in Posted.__slots__:
            setattr(known, name, getattr(now, name))
    return known
