"""A large room on Matrix: the first sync, the first answer, and waits on Telegram."""

import asyncio
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from itertools import cycle
from pathlib import Path

from tests.bench.children import Child
from tests.bench.homeserver import SharedRoom, homeserver, shared_room
from tests.bench.matrix import TICKING, bare, is_ready, section
from tests.bench.running.crowd import fill
from tests.bench.running.stalls import longest_stall
from tests.bench.scale import Scale
from tests.bench.tables import show
from tests.bench.telegram import Telegram, telegram
from tests.bench.village import Village
from tests.synapse import Account

FEW = 3
"""Accounts in the small room: its maker, and two bots."""
PATIENCE = 60
TAP_EVERY = 0.05
QUIET = 3.0
NOTE = """\
Both bots are on Telegram and on Matrix in one process, and new to this homeserver; the room is
encrypted, its members were written into Synapse's tables. Synced: from the command until the rooms
are known. Then somebody asks the bot for help in the room; answered: until the answer is there.
Stalls: the longest delay of a task on the main event loop that wants to run every 5 ms, from the
first getUpdates until {quiet:.0f} s after the sync, and from the question until {quiet:.0f} s after
the answer. Meanwhile somebody taps a button on Telegram every 50 ms: the longest wait of all. MiB:
resident memory in the end; the small room tells what a bot takes without the large one.
"PTB, nio": python-telegram-bot and matrix-nio's `sync(full_state=True)` on one event loop."""


@dataclass(frozen=True, slots=True)
class Bot:
    """One bot on both networks; `card` is what is tapped."""

    name: str
    user_id: str
    start: Callable[[], AbstractContextManager[Child]]
    card: int
    label: str


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one bot in one room: seconds, milliseconds, MiB."""

    synced: float
    stall_of_sync: float
    answered: float
    stall_of_answer: float
    longest_tap: float
    memory: float


@dataclass(frozen=True, slots=True)
class Group:
    """A group on Telegram, and its people, who tap."""

    api: Telegram
    id: int
    people: Sequence[int]

    def tapped(self, bot: Bot, until: Callable[[], object]) -> None:
        """Make people tap all the while, and a little longer."""
        ends = time.monotonic() + PATIENCE
        for person in cycle(self.people):
            self.api.ask("tap", people=[person], chat=self.id, message=bot.card, label=bot.label)
            time.sleep(TAP_EVERY)
            if until():
                ends, until = min(ends, time.monotonic() + QUIET), _never
            if time.monotonic() > ends:
                return


def bench(folder: Path, scale: Scale) -> None:
    """Start each bot in a small room, then in a large one."""
    with telegram() as api, homeserver(folder / "synapse") as synapse:
        api.ask("patience", seconds=PATIENCE)
        people = api.ask("people", count=50)
        group = Group(api, api.ask("group", title="Énergie", people=people), people)
        small, large = (asyncio.run(shared_room(synapse, bots=2)) for _ in range(2))
        synapse.server.stop()
        fill(synapse.server.folder / "synapse.db", large.id, scale.crowd)
        synapse.server.start()
        rows = []
        for members, room in ((FEW, small), (FEW + scale.crowd, large)):
            for bot in _bots(folder / f"{members}", synapse.url, room.bots, group):
                it = _figures(bot, room, group)
                rows.append((bot.name, f"{members:,}", *_row(it)))
    columns = (
        *("bot", "members", "synced, s", "stall, ms", "answered, s", "stall, ms"),
        *("tap, ms", "MiB"),
    )
    show("A large room", columns, rows, NOTE.format(quiet=QUIET))


def _bots(folder: Path, url: str, accounts: Sequence[Account], group: Group) -> list[Bot]:
    folder.mkdir()
    nio, ours = accounts
    start = bare(folder / "nio", url, nio, group.api)
    village = Village(folder / "terreau", group.api, group.id, group.people[0])
    village.found()
    village.register(group.people[1:])
    card, label = village.open_poll()
    village.config.write_text(village.config.read_text() + section(url, ours))
    return [
        Bot("PTB, nio", nio.user_id, start, group.api.post_card(group.id, "Oui"), "Oui"),
        Bot("Terreau", ours.user_id, partial(village.started, TICKING), card, label),
    ]


def _figures(bot: Bot, room: SharedRoom, group: Group) -> Figures:
    api = group.api
    api.ask("forget")
    with bot.start() as child, ThreadPoolExecutor(1) as aside:
        child.until(api.polled, within=PATIENCE)
        longest_stall(child)  # what starting costs does not count
        syncing = aside.submit(_seconds_to_sync, child)
        group.tapped(bot, syncing.done)
        stall_of_sync = longest_stall(child)
        asking = aside.submit(asyncio.run, room.seconds_to_answer(bot.user_id, PATIENCE))
        group.tapped(bot, asking.done)
        child.until(lambda: not api.ask("counters")["unanswered"], within=PATIENCE, every=0.1)
        return Figures(
            synced=syncing.result(),
            stall_of_sync=stall_of_sync,
            answered=asking.result(),
            stall_of_answer=longest_stall(child),
            longest_tap=api.ask("latencies")["max"] * 1000,
            memory=child.resident(),
        )


def _row(it: Figures) -> tuple[float, ...]:
    return (
        *(it.synced, it.stall_of_sync, it.answered, it.stall_of_answer),
        *(it.longest_tap, it.memory),
    )


def _seconds_to_sync(child: Child) -> float:
    child.until(partial(is_ready, child), within=PATIENCE)
    return time.monotonic() - child.started_at


def _never() -> bool:
    return False
