"""The base of all repositories: collections of rows within one unit of work.

Some have methods that are called when people, rooms or communities go, or when a clock was ahead.
"""

import importlib
import pkgutil
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, ClassVar, Protocol, TypeVar, runtime_checkable

from sqlalchemy import Column, ColumnElement, Executable, bindparam, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

import storage
from bot.domain.personal_data import RetentionPeriods
from storage.base import Base, from_row
from storage.folder import Folder
from storage.ownership import Held, Whom
from storage.retention import Purged

Value = TypeVar("Value")

_WITHOUT_TABLES = ("storage.migrations", "storage.operations")
"""Their files are loaded where they are used: Alembic is large."""


class Repository:
    """A collection of rows of one feature: `store[Polls]` gives the one of this unit of work."""

    order: ClassVar[int] = 0
    """When a person is erased or merged, those of a lower order come first."""
    covers: ClassVar[tuple[type[Base], ...]] = ()
    """Tables of other modules that its `erase`, `merge` and `held_of` see to."""
    purged_after: ClassVar[tuple[type["Repository"], ...]] = ()
    """Repositories whose purge has to run before this one's."""

    def __init__(self, session: Session, folder: Folder | None = None) -> None:
        """Work in `session`; the bytes of files lie in `folder`, and without one there are none."""
        self._session = session
        self._folder = folder

    def _added(self, row: Value) -> Value:
        """A new row, stored, with its id."""
        self._session.add(row)
        self._session.flush()
        return row

    def _held(self, section: str, statement: Executable) -> Iterator[Held]:
        """The rows of a statement as a section of a person's data."""
        for row in self._session.execute(statement):
            yield section, row._asdict()

    def _values(self, kind: type[Value], statement: Executable, **given: object) -> list[Value]:
        """The rows of a statement as values: each column is the field of its name."""
        return [from_row(kind, row) for row in self._session.execute(statement, given or None)]

    def _value(self, kind: type[Value], statement: Executable) -> Value | None:
        """The first row of a statement as a value, if there is one."""
        row = self._session.execute(statement).first()
        return None if row is None else from_row(kind, row)


@cache
def repositories() -> tuple[type[Repository], ...]:
    """All repositories, wherever in `storage` they are, by their order."""
    for each in pkgutil.iter_modules(storage.__path__, "storage."):
        module = importlib.import_module(each.name)
        if each.ispkg and each.name not in _WITHOUT_TABLES:
            for inner in pkgutil.iter_modules(module.__path__, f"{each.name}."):
                importlib.import_module(inner.name)
    ours = [each for each in Repository.__subclasses__() if each.__module__.startswith("storage.")]
    return tuple(sorted(ours, key=lambda each: (each.order, each.__module__, each.__name__)))


@dataclass(frozen=True, slots=True)
class Unlinked:
    """An account detached from its member, and where the member is reached from now on."""

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
        """Move what is ahead of now to what it can honestly be: see `storage.repository`."""


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


Moment = InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None]
_DAY = timedelta(days=1)


def move_stamps(
    session: Session, moment: Moment, by: timedelta, now: datetime, *where: ColumnElement[bool]
) -> None:
    """Move back when something happened; their order stays."""
    _move(session, moment, now, lambda at: min(now, at - by), *where)


def move_waits(
    session: Session, moment: Moment, by: timedelta, now: datetime, *where: ColumnElement[bool]
) -> None:
    """Move back until when something waits."""
    _move(session, moment, now, lambda at: max(now, at - by), *where)


def move_by_days(
    session: Session, moment: Moment, now: datetime, *where: ColumnElement[bool]
) -> None:
    """Move back what waits for an hour of the day: to that hour's next time."""
    _move(session, moment, now, lambda at: at - (at - now) // _DAY * _DAY, *where)


def _move(
    session: Session,
    moment: Moment,
    now: datetime,
    moved: Callable[[datetime], datetime],
    *where: ColumnElement[bool],
) -> None:
    table = Base.metadata.tables[moment.class_.__tablename__]
    column: Column[datetime] = table.c[moment.key]
    (key,) = table.primary_key.columns
    session.flush()
    ahead = session.execute(select(key, column).where(column > now, *where)).all()
    if ahead:
        statement = update(table).where(key == bindparam("row_key"))
        rows = [{"row_key": row, "at": moved(at)} for row, at in ahead]
        session.connection().execute(statement.values({column: bindparam("at")}), rows)
        session.expire_all()
