"""Absences: one each in a community, ended by their last day, and followed through a merge."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from bot.domain.dates.moments import Days
from bot.domain.personal_data import RetentionPeriods
from storage.communities import Communities, Community
from storage.members import Members
from storage.members.member_tables import Member
from storage.seats import KNOWN_AFTERWARDS, Absences
from storage.unit_of_work import Database, Store

START = datetime(2026, 11, 1, 12, tzinfo=UTC)
TODAY = START.date()
WEEK, MONTH = (Days(TODAY, date(2026, 11, day)) for day in (7, 30))


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    database = Database(database_url)
    with database.unit() as made:
        yield made
    database.close()


def place(store: Store, slug: str) -> int:
    names = {"slug": slug, "name": slug, "locale": "fr", "timezone": "Europe/Paris"}
    return store[Communities].add(Community(digest="", polls_by="members", **names)).id


def member(store: Store, name: str) -> Member:
    return store[Members].register(f"telegram:{name}", name, direct=None, at=START)


def test_an_absence_is_known_until_its_last_day(store: Store) -> None:
    ana, here = member(store, "ana"), place(store, "energie")
    store[Absences].put(ana.id, here, MONTH)
    store[Absences].put(ana.id, here, WEEK)

    known = store[Absences].get(ana.id, here, date(2026, 11, 7))

    assert known is not None
    assert known.days == WEEK
    assert store[Absences].get(ana.id, here, date(2026, 11, 8)) is None


def test_a_changed_absence_is_told_anew(store: Store) -> None:
    ana, here = member(store, "ana"), place(store, "energie")
    store[Absences].put(ana.id, here, WEEK).told = True

    changed = store[Absences].put(ana.id, here, MONTH)

    assert store[Absences].get(ana.id, here, TODAY) == changed
    assert not changed.told


def test_a_past_absence_is_deleted(store: Store) -> None:
    ana, here, there = member(store, "ana"), place(store, "energie"), place(store, "eau")
    store[Absences].put(ana.id, here, WEEK)
    store[Absences].put(ana.id, there, MONTH)

    store.purge(datetime(2026, 11, 8, tzinfo=UTC) + KNOWN_AFTERWARDS, RetentionPeriods())

    assert store[Absences].get(ana.id, here, TODAY) is None
    assert store[Absences].get(ana.id, there, TODAY) is not None


def test_a_merge_keeps_the_absences_of_the_kept_member_and_others_elsewhere(
    store: Store,
) -> None:
    kept, gone = member(store, "kept"), member(store, "gone")
    here, there = place(store, "energie"), place(store, "eau")
    store[Absences].put(kept.id, here, WEEK)
    store[Absences].put(gone.id, here, MONTH)
    store[Absences].put(gone.id, there, MONTH)

    store.merge(kept, gone)

    days = [store[Absences].get(kept.id, each, TODAY) for each in (here, there)]
    assert [each and each.days for each in days] == [WEEK, MONTH]
    assert store[Absences].get(gone.id, there, TODAY) is None


def test_an_erased_member_leaves_no_absence(store: Store) -> None:
    ana, here = member(store, "ana"), place(store, "energie")
    store[Absences].put(ana.id, here, WEEK)
    assert store[Absences].get(ana.id, here, TODAY) is not None

    store.erase(ana)

    assert store[Absences].get(ana.id, here, TODAY) is None
