"""What a repository may do when people, rooms or communities go: found by its name, and called."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from bot.domain.retention import RetentionPeriods
from storage.holdings import Held, Whom
from storage.retention import Purged


@dataclass(frozen=True, slots=True)
class Unlinked:
    """An account that is a member's no more, and where they are reached from now on."""

    member_id: int
    account: str
    room: str
    """The direct room of this account."""
    other_account: str
    """The account of theirs that they used last."""
    other_room: str | None
    """A direct room with them that is alive."""


@runtime_checkable
class Erasing(Protocol):
    """A repository that keeps things of members which no rule on a column erases."""

    def erase(self, member_id: int) -> None:
        """Forget a person, or untie from them what must stay."""


@runtime_checkable
class Forgetting(Protocol):
    """A repository that keeps things of accounts, of direct rooms or of addresses of e-mail."""

    def forget(self, traces: Collection[str]) -> None:
        """Forget what is kept under these, members or not."""


@runtime_checkable
class Merging(Protocol):
    """A repository that keeps things of members which no rule on a column merges."""

    def merge(self, kept_id: int, gone_id: int) -> None:
        """Give to the one member what is of the other, who is no more."""


@runtime_checkable
class Holding(Protocol):
    """A repository that keeps things of people, and can tell them."""

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """All that is kept of a person, and nothing of anybody else."""


@runtime_checkable
class Purging(Protocol):
    """A repository with rows that have their time, in a way that no rule on a column says."""

    def purge(self, now: datetime, ages: RetentionPeriods) -> Iterable[Purged]:
        """Delete or empty the rows that have had their time."""


@runtime_checkable
class Restorable(Protocol):
    """A repository that keeps what cannot be believed once the database comes from a backup."""

    def restored(self, now: datetime) -> None:
        """Give up what may have been done, or used, since the backup."""


@runtime_checkable
class RoomLosing(Protocol):
    """A repository that keeps things of rooms."""

    def lose_room(self, room: str, why: str, at: datetime) -> bool | None:
        """A room is dead: give up what waits for it; True when this is news."""


@runtime_checkable
class RoomMoving(Protocol):
    """A repository that keeps things of rooms."""

    def move_room(self, old: str, new: str) -> None:
        """A room has a new address."""


@runtime_checkable
class Unlinking(Protocol):
    """A repository that keeps things of a member's accounts."""

    def unlink(self, unlinked: Unlinked) -> None:
        """Forget what was the account's, or move it to another of the member's."""


@runtime_checkable
class CommunityDropping(Protocol):
    """A repository that keeps of a new community what may go with it."""

    def drop_community(self, community_id: int) -> None:
        """Forget what is kept of a community in which nothing happened yet."""
