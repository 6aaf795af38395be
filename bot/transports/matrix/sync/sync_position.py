"""The position reached: the sync token, when it was, and the invitations not answered yet.

All are kept in one word that goes into the same commit as what came in: an invitation is told
once only, and a crash must not lose it.
"""

import json
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Position:
    """A position in the stream of a homeserver."""

    since: str = ""
    """The token of the last sync; empty before the first."""
    rooms: tuple[str, ...] = ()
    """The rooms to be entered."""
    refused: tuple[str, ...] = ()
    """The rooms to be turned down."""
    read_at: datetime | None = None
    """When the last sync was asked for: all that had reached the homeserver by then is read."""

    def __str__(self) -> str:
        read_at = self.read_at and self.read_at.isoformat()
        return json.dumps([self.since, self.rooms, self.refused, read_at])


def read_position(kept: str | None) -> Position:
    """The position that `str` made this word of."""
    if kept is None:
        return Position()
    since, rooms, refused, *read_at = json.loads(kept)  # the last was not always kept
    at = datetime.fromisoformat(read_at[0]) if any(read_at) else None
    return Position(since, tuple(rooms), tuple(refused), at)
