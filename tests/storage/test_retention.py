"""Every row with a moment has its end, or is kept for a reason."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Date, DateTime, ForeignKey, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from bot.domain.personal_data import RetentionPeriods
from storage.base import Base, Instant
from storage.events import Pictures
from storage.files import Files
from storage.ownership import owned_by_member, owned_columns
from storage.retention import NO_LONGER, Purged, kept_for, purging
from storage.unit_of_work import Database

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
AGES = RetentionPeriods()
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
KEPT = {
    "announcement_runs": "how many people a community was told by",
    "announcements": "what a community was told, or is about to be",
    "cards": "stands as long as what it shows",
    "communities": "their pre-election period says when it is over",
    "digests": "what a community was sent",
    "working_groups": "the group's, not its author's; closed, with what became of it",
    "group_reports": "the group's, and in letters that were sent",
    "event_series": "goes on until it is stopped; its events are numbered",
    "event_series_dates": "with its series",
    "mailings": "what was sent to whom is in the deliveries, which go",
    "monthly_figures": "sums that tell of nobody; a year is compared with all before",
    "members": "until they leave, or were inactive for as long as was set",
    "newcomers": "welcomed or dropped each minute, not each hour",
    "pair_questions": "until a gardener removes it",
    "portrait_questions": "until a gardener removes it",
    "portrait_yeses": "with its portrait",
    "polls": "what a community decided; votes lose their members",
    "restorations": "what happened in the lost time is asked for ever",
    "rooms": "a dead room may come back",
    "schedules": "planned until its feature takes it back",
    "visit_series": "goes on until it is stopped; its events are numbered",
    "weekly_questions": "stays once it was asked: none is asked twice",
    "welcomes": "ended and dropped each minute, with their newcomers",
}
"""Tables whose rows have a moment and no end: why they are kept."""


def tables_with_moments() -> set[str]:
    moments = (Instant, DateTime, Date)
    return {
        table.name
        for table in Base.metadata.sorted_tables
        if any(isinstance(column.type, moments) for column in table.c)
    }


def purged(session: Session, now: datetime) -> Iterator[Purged]:
    for step in purging(session, Shelf, now, AGES):
        yield from step()


def purged_tables(purged: list[Purged]) -> set[str]:
    """The tables of lines such as `link_codes, link_tries`, `guests.name`, `audit (old)`."""
    names = (name for each in purged for name in each.table.split(", "))
    return {name.partition(" (")[0].partition(".")[0] for name in names}


def test_each_row_with_a_moment_has_its_end_or_is_kept_for_a_reason(database: Database) -> None:
    with database.unit() as store:
        purged = purged_tables(store.purge(NOW, AGES))
    erased = {
        owned.column.table.name
        for owned in owned_columns(Base)
        if owned.owner.on_erase in {"delete", "by_method"}
    }

    assert tables_with_moments() - purged - erased == set(KEPT)


class Shelf(DeclarativeBase):
    """Tables of this test alone."""


class Person(Shelf):
    __tablename__ = "members"

    id: Mapped[int] = mapped_column(primary_key=True)


class Borrowed(Shelf):
    __tablename__ = "borrowed"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"), info=owned_by_member(on_erase="untie")
    )
    back_at: Mapped[datetime] = mapped_column(info=kept_for(lambda ages: ages.sent, then="untie"))


class Reserved(Shelf):
    __tablename__ = "reserved"

    id: Mapped[int] = mapped_column(primary_key=True)
    borrowed_id: Mapped[int] = mapped_column(ForeignKey("borrowed.id"))
    until: Mapped[date] = mapped_column(info=kept_for(timedelta(days=2)))


class Code(Shelf):
    __tablename__ = "codes"

    id: Mapped[int] = mapped_column(primary_key=True)
    expires_at: Mapped[datetime | None] = mapped_column(info=kept_for(NO_LONGER))


@pytest.fixture
def session() -> Iterator[Session]:
    engine = create_engine("sqlite://")
    Shelf.metadata.create_all(engine)
    with Session(engine) as session:
        yield session
    engine.dispose()


def test_a_row_goes_when_its_age_is_reached(session: Session) -> None:
    now = datetime(2026, 11, 25, 9, 30)  # noqa: DTZ001 - SQLite knows no zone
    session.add_all([Code(expires_at=now), Code(expires_at=now + SECOND), Code(expires_at=None)])

    counts = {each.table: each.count for each in purged(session, now)}

    assert counts["codes"] == 1
    assert session.scalars(select(Code.expires_at).order_by(Code.id)).all() == [now + SECOND, None]


def test_a_last_day_must_be_over_itself(session: Session) -> None:
    now = datetime(2026, 11, 25, 9, 30)  # noqa: DTZ001 - SQLite knows no zone
    session.add(Borrowed(member_id=None, back_at=now))
    session.flush()
    session.add_all([Reserved(borrowed_id=1, until=date(2026, 11, day)) for day in (22, 23)])

    counts = {each.table: each.count for each in purged(session, now)}

    assert counts["reserved"] == 1
    assert session.scalars(select(Reserved.until)).all() == [date(2026, 11, 23)]


def test_an_age_that_was_set_unties_once(session: Session) -> None:
    now = datetime(2026, 11, 25, 9, 30)  # noqa: DTZ001 - SQLite knows no zone
    session.add(Person(id=1))
    session.add_all([Borrowed(member_id=1, back_at=now - days * DAY) for days in (60, 59)])
    session.flush()

    lines = [list(purged(session, now)) for _ in range(2)]

    untied = [each for line in lines for each in line if each.table == "borrowed.member_id"]
    assert untied == [Purged("borrowed.member_id", now - 60 * DAY, count) for count in (1, 0)]
    assert session.scalars(select(Borrowed.member_id).order_by(Borrowed.id)).all() == [None, 1]


def test_a_purge_by_a_method_runs_after_the_tables_it_declares(database: Database) -> None:
    with database.unit() as store:
        lines = [each.table for each in store.purge(NOW, AGES)]

    assert Pictures.purged_after == (Files,)
    assert lines.index("files") < lines.index("pictures")
    assert lines.index("invitees") < lines.index("imports")
