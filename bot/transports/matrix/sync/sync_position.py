"""The position reached: the sync token, and the invitations that are not answered yet.

Both are kept in one word that goes into the same commit as what came in: an invitation is told
once only, and a crash must not lose it.
"""

import json
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Position:
    """Before the first sync `since` is empty. `rooms` are to be entered, `refused` turned down."""

    since: str = ""
    rooms: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()

    def __str__(self) -> str:
        return json.dumps([self.since, self.rooms, self.refused])


def read_position(kept: str | None) -> Position:
    """The position that `str` made this word of."""
    if kept is None:
        return Position()
    since, rooms, refused = json.loads(kept)
    return Position(since, tuple(rooms), tuple(refused))
