"""Ages at which rows are purged, declared on their columns.

A column with a moment says so once:

    expires_at: Mapped[datetime] = mapped_column(info=kept_for(NO_LONGER))

What a rule cannot say, the table's repository does by a method `purge` (`repository.Purging`).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Literal, cast

from sqlalchemy import Column, Date, delete, or_, update
from sqlalchemy.orm import DeclarativeBase, Session

from bot.domain.personal_data import RetentionPeriods
from storage.base import changed
from storage.ownership import is_owned

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


def purging(
    session: Session, base: type[DeclarativeBase], now: datetime, ages: RetentionPeriods
) -> Iterator[Callable[[], Iterable[Purged]]]:
    """Steps that delete or untie the rows that have had their time.

    Children come before what they refer to.
    """
    for column, kept in kept_columns(base):
        yield partial(_purge, session, column, kept.then, kept.before(now, ages))


def kept_columns(base: type[DeclarativeBase]) -> Iterator[tuple[Column[Any], Retention]]:
    """The columns that say how long their rows are kept; those of children first."""
    for table in reversed(base.metadata.sorted_tables):
        for column in table.c:
            if _KEPT in column.info:
                yield column, cast("Retention", column.info[_KEPT])


def _purge(session: Session, column: Column[Any], then: Then, before: datetime) -> list[Purged]:
    session.flush()
    return [(_delete if then == "delete" else _untie)(session, column, before)]


def _delete(session: Session, column: Column[Any], before: datetime) -> Purged:
    old = delete(column.table).where(_is_over(column, before))
    return Purged(column.table.name, before, changed(session, old))


def _untie(session: Session, column: Column[Any], before: datetime) -> Purged:
    owners = [each for each in column.table.c if is_owned(each)]
    old = (_is_over(column, before), or_(*(each.is_not(None) for each in owners)))
    untied = update(column.table).where(*old).values({each.name: None for each in owners})
    return Purged(", ".join(map(str, owners)), before, changed(session, untied))


def _is_over(column: Column[Any], before: datetime) -> Any:  # noqa: ANN401 - a condition
    """The last day of something must be over itself."""
    return column < before.date() if isinstance(column.type, Date) else column <= before
