"""Moments that are ahead of now because the clock was: moved to what they can honestly be.

What has happened was not later than now; what waits, waits no longer than it was to when the clock
was last believed. A repository does it with `clock_set_back` (`protocols.ClockFollowing`).
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Column, ColumnElement, bindparam, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from storage.base import Base

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
