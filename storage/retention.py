"""Ages at which rows are purged, declared on their columns.

A column with a moment says so once:

    expires_at: Mapped[datetime] = mapped_column(info=kept_for(NO_LONGER))

What a rule cannot say, the table's repository does by a method `purge` (`repository.Purging`).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, Literal, cast

from sqlalchemy import Column, Date, bindparam, delete, or_, update
from sqlalchemy.orm import DeclarativeBase, Session

from bot.domain.personal_data import RetentionPeriods
from storage.ownership import is_owned
from storage.statements import Prepared

Then = Literal["delete", "untie"]
NO_LONGER = timedelta()
"""For a column that itself says when the row's time is over."""
_KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Purged:
    """The number of purged rows of a table, and the moment before which their time was over."""

    table: str
    before: datetime
    count: int


@dataclass(frozen=True, slots=True)
class Retention:
    """A column's declaration: so long after its moment the row goes, or is nobody's any more."""

    age: timedelta | Callable[[RetentionPeriods], timedelta]
    then: Then

    def before(self, now: datetime, ages: RetentionPeriods) -> datetime:
        """The moment up to which rows have had their time."""
        return now - (self.age if isinstance(self.age, timedelta) else self.age(ages))


def kept_for(
    age: timedelta | Callable[[RetentionPeriods], timedelta], *, then: Then = "delete"
) -> dict[Any, Any]:
    """The `info` of a moment or a last day: the age at which the row is deleted, or untied."""
    return {_KEPT: Retention(age, then)}


def purge(
    session: Session, base: type[DeclarativeBase], now: datetime, ages: RetentionPeriods
) -> Iterator[Purged]:
    """Delete or untie the rows that have had their time: children before what they refer to."""
    for column, kept in kept_columns(base):
        before = kept.before(now, ages)
        purge_here = _delete if kept.then == "delete" else _untie
        yield purge_here(session, column, before)


def kept_columns(base: type[DeclarativeBase]) -> Iterator[tuple[Column[Any], Retention]]:
    """The columns that say how long their rows are kept; those of children first."""
    for table in reversed(base.metadata.sorted_tables):
        for column in table.c:
            if _KEPT in column.info:
                yield column, cast("Retention", column.info[_KEPT])


def _delete(session: Session, column: Column[Any], before: datetime) -> Purged:
    session.flush()
    count = _deleted(column).count(session, before=_limit(column, before))
    return Purged(column.table.name, before, count)


def _untie(session: Session, column: Column[Any], before: datetime) -> Purged:
    session.flush()
    owners = ", ".join(map(str, _owners(column)))
    count = _untied(column).count(session, before=_limit(column, before))
    return Purged(owners, before, count)


@cache
def _deleted(column: Column[Any]) -> Prepared:
    return Prepared(delete(column.table).where(_is_over(column)))


@cache
def _untied(column: Column[Any]) -> Prepared:
    owners = _owners(column)
    old = (_is_over(column), or_(*(each.is_not(None) for each in owners)))
    return Prepared(update(column.table).where(*old).values({each.name: None for each in owners}))


def _owners(column: Column[Any]) -> list[Column[Any]]:
    return [each for each in column.table.c if is_owned(each)]


def _is_over(column: Column[Any]) -> Any:  # noqa: ANN401 - a condition
    """The last day of something must be over itself."""
    limit = bindparam("before", type_=column.type)
    return column < limit if isinstance(column.type, Date) else column <= limit


def _limit(column: Column[Any], before: datetime) -> datetime | date:
    return before.date() if isinstance(column.type, Date) else before
