"""Rows of the inbox that wait for a lock held by another session of the database.

Waiting is no failure: a row is tried again until the lock is released, while rows that do not need
it go on. Later messages of the same person wait behind it, in their order.
"""

from bisect import insort
from collections.abc import Collection, Iterable, Sequence
from time import monotonic

from storage.inbound import Waiting

SHORTEST, LONGEST = 0.5, 5.0
"""Seconds between two tries while nothing succeeds."""
MOST = 10_000
"""The number of rows held at which no other row is taken up: a statement names them all."""
LOCK_MS = 50
"""Lock timeout in milliseconds while rows are held: the lock is known to be taken."""


class HeldRows:
    """The rows that wait for a lock, in the order of the inbox for each person."""

    def __init__(self) -> None:
        self._ids: dict[str, list[int]] = {}
        """By person, the least recently tried first: the row that was tried, then later ones."""
        self._since: float | None = None
        self._pause = 0.0
        self._next_try = 0.0

    def __bool__(self) -> bool:
        return bool(self._ids)

    @property
    def ids(self) -> Collection[int]:
        """Ids of all rows that are held."""
        return [row_id for ids in self._ids.values() for row_id in ids]

    @property
    def is_full(self) -> bool:
        """True if no more rows can be held."""
        return len(self.ids) >= MOST

    @property
    def waited(self) -> float:
        """The seconds since rows are held without a break."""
        return 0.0 if self._since is None else monotonic() - self._since

    def hold(self, row: Waiting) -> None:
        """Hold a row that needs what is locked; all tries are put off, ever longer."""
        self._since = self._since or monotonic()
        ids = self._ids.pop(_person(row), [])
        self._ids[_person(row)] = sorted({row.id, *ids})  # now the last to be tried
        self._pause = min(LONGEST, max(SHORTEST, self._pause * 2))
        self._next_try = monotonic() + self._pause

    def without_later_ones(self, rows: Iterable[Waiting]) -> list[Waiting]:
        """Rows of people with no held row; the others join their person's held rows."""
        free: list[Waiting] = []
        for row in rows:
            ids = self._ids.get(_person(row))
            if ids is None:
                free.append(row)
            else:
                insort(ids, row.id)  # one before it may come back of a batch that was lost
        return free

    def settle(self, row_ids: Sequence[int]) -> None:
        """Drop handled rows; the next ones are tried at once."""
        settled = set(row_ids)
        if not self._ids or settled.isdisjoint(self.ids):
            return
        kept = {who: [it for it in ids if it not in settled] for who, ids in self._ids.items()}
        self._ids = {who: ids for who, ids in kept.items() if ids}
        self._pause = self._next_try = 0.0
        if not self._ids:
            self._since = None

    def pause(self) -> float | None:
        """Seconds until a row is to be tried; None if none is held."""
        return max(0.0, self._next_try - monotonic()) if self._ids else None

    def due(self, most: int) -> list[int]:
        """Ids of the rows to try now: one of each person, and only one while none succeeds."""
        if self.pause() != 0.0:
            return []
        return [ids[0] for ids in self._ids.values()][: 1 if self._pause else most]


def _person(row: Waiting) -> str:
    """The account whose words keep their order; what nobody sent goes by its room."""
    return str(row.payload.get("sender") or row.room)
