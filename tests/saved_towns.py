"""Towns as they are once people have joined: built once, then copied for each test that needs one.

A town is copied only while nothing happened in it but what all of its kind begin with.
"""

import pickle
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from itertools import count
from typing import Any

from bot.operations.stage import Stage
from bot.transports.playground import Playground
from storage.unit_of_work import Database

MOST = 200
"""How many towns a worker keeps."""

LINK_KEY = "5eed" * 16
"""What all of them sign with, so that a link of a saved town is good in its copy."""

_SHOWN = ("rooms", "told", "gone", "menus", "files", "_sent")

Steps = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class SavedTown:
    """What a town consists of."""

    database: sqlite3.Connection
    """A copy of its database, in memory."""
    networks: bytes
    """What each pretended network shows, pickled."""

    @classmethod
    def of(cls, stage: Stage) -> "SavedTown":
        """Save a town as it is now."""
        copy = sqlite3.connect(":memory:", check_same_thread=False)
        with _connected(stage.database) as connection:
            connection.driver_connection.backup(copy)
        networks = {name: _state(each) for name, each in stage.networks.items()}
        return cls(copy, pickle.dumps(networks))

    def put_into(self, stage: Stage) -> None:
        """Let a town be as the saved one was."""
        with _connected(stage.database) as connection:
            self.database.backup(connection.driver_connection)
        for name, state in pickle.loads(self.networks).items():  # noqa: S301 - our own
            vars(stage.networks[name]).update(state, _keys=count(state["_keys"]))


class SavedTowns:
    """The saved towns of one worker, by what was done in them since they were founded."""

    def __init__(self) -> None:
        self._by_steps: dict[Steps, SavedTown] = {}

    def get(self, steps: Steps) -> SavedTown | None:
        """A town in which just this was done."""
        return self._by_steps.get(steps)

    def save(self, steps: Steps, stage: Stage) -> None:
        """Keep a town in which just this was done."""
        self._by_steps[steps] = SavedTown.of(stage)
        if len(self._by_steps) > MOST:
            self._by_steps.pop(next(iter(self._by_steps))).database.close()

    def close(self) -> None:
        """Give the memory back."""
        for each in self._by_steps.values():
            each.database.close()


def _connected(database: Database) -> Any:  # noqa: ANN401 - the driver's connection is untyped
    return closing(database.engine.raw_connection())


def _state(network: Playground) -> Mapping[str, object]:
    number = next(network._keys)
    network._keys = count(number)
    return {**{name: getattr(network, name) for name in _SHOWN}, "_keys": number}
