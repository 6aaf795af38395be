"""Methods of repositories that are called when people, rooms or communities go."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol, runtime_checkable

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
    """The other account that they used last."""
    other_room: str | None
    """A living direct room with them."""


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
        """Give the one member all rows of the other, who no longer exists."""


@runtime_checkable
class Holding(Protocol):
    """A repository that keeps rows of people and can show them."""

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """All that is kept of a person, and nothing of anybody else."""


@runtime_checkable
class Purging(Protocol):
    """A repository with rows that are purged by more than a rule on a column."""

    def purge(self, now: datetime, ages: RetentionPeriods) -> Iterable[Purged]:
        """Delete or empty the rows that have had their time."""


@runtime_checkable
class Restorable(Protocol):
    """A repository with rows that cannot be trusted once the database comes from a backup."""

    def restored(self, now: datetime) -> None:
        """Give up rows that may have been done or used since the backup."""


@runtime_checkable
class ClockFollowing(Protocol):
    """A repository with moments that hold something back, or count, while they are ahead of now."""

    def clock_set_back(self, by: timedelta, now: datetime) -> None:
        """Move what is ahead of now to what it can honestly be: see `storage.clock_jumps`."""


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
        """Delete the rows of the account, or move them to another of the member's."""


@runtime_checkable
class Concealing(Protocol):
    """A repository of things that nobody may read in a message that could not be handled."""

    def conceals(self, payload: dict[str, Any]) -> bool:
        """True if this message may tell such a thing."""


@runtime_checkable
class CommunityDropping(Protocol):
    """A repository that keeps of a new community what may go with it."""

    def drop_community(self, community_id: int) -> None:
        """Delete the rows of a community in which nothing happened yet."""
