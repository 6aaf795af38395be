"""Columns that hold one of an enumeration's words."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from storage.base import table
from storage.schedules import Occurrence, OccurrenceState
from storage.unit_of_work import Database

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


def _add(session: Session, state: str) -> None:
    new = {"schedule": "letter", "due_at": NOW, "state": state, "settled_at": NOW}
    session.execute(insert(Occurrence).values(**new))


def test_a_column_gives_back_the_member_that_it_was_given(database: Database) -> None:
    with Session(database.engine) as session:
        _add(session, OccurrenceState.DONE)

        found = session.scalars(select(Occurrence)).one()
        kept = session.scalar(text("SELECT state FROM occurrences"))

        assert found.state is OccurrenceState.DONE
        assert type(kept) is str
        assert kept == "done"


def test_a_column_is_compared_with_members_and_with_words(database: Database) -> None:
    rows = table(Occurrence)
    with Session(database.engine) as session:
        _add(session, "done")

        for wanted in (OccurrenceState.DONE, "done"):
            found = session.scalars(select(rows.c.state).where(rows.c.state == wanted)).all()
            assert found == [OccurrenceState.DONE]
        among = rows.c.state.in_({OccurrenceState.DONE, OccurrenceState.MISSED})
        assert session.scalars(select(rows.c.state).where(among)).all() == ["done"]
        session.execute(update(rows).values(state=OccurrenceState.MISSED))
        assert session.scalars(select(rows.c.state)).one() is OccurrenceState.MISSED


def test_a_word_that_is_none_of_them_is_refused_by_the_database(database: Database) -> None:
    with Session(database.engine) as session, pytest.raises(IntegrityError):
        _add(session, "postponed")
