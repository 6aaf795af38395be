"""Counts of ballots: any change of ballots changes them, and a recount says the same."""

from collections.abc import Sequence

import pytest
from sqlalchemy import update

from bot.domain.polls.rules import Choices, Counts
from storage.members import Member
from storage.polls import BallotCounts, Ballots, NewPoll, Poll, Polls
from storage.polls.poll_tables import BallotCountRow
from storage.unit_of_work import Database, Store
from tests.storage.polls.settled import NOW, community, person

OPTIONS = ["a", "b", "c"]
NEW = {
    "one": NewPoll("When?", OPTIONS),
    "several": NewPoll("When?", OPTIONS, kind="several", least=2, most=3),
    "date": NewPoll("When?", ["2026-12-01", "2026-12-02", "2026-12-03"], kind="date"),
    "ranked": NewPoll("When?", OPTIONS, kind="ranked", most=3),
}


@pytest.mark.parametrize(
    ("kind", "cast", "counts"),
    [
        pytest.param("one", [(1,), (2,), (1,)], Counts(3, {(1,): 2, (2,): 1}), id="one"),
        pytest.param(
            "several",
            [(1, 2), (3,), (1, 2, 3)],
            Counts(2, {(1,): 2, (2,): 2, (3,): 1}),
            id="too few choices do not count yet",
        ),
        pytest.param(
            "date",
            [(1, -3), (0,), (-3,)],
            Counts(3, {(1,): 1, (-3,): 2, (0,): 1}),
            id="dates by their answers",
        ),
        pytest.param(
            "ranked",
            [(2, 1), (1, 2), (2, 1)],
            Counts(3, {(2, 1): 2, (1, 2): 1}),
            id="rankings as they are",
        ),
    ],
)
def test_ballots_cast_changed_and_taken_back_are_counted(
    database: Database, kind: str, cast: Sequence[Choices], counts: Counts
) -> None:
    with database.unit() as store:
        poll, (ana, ben, zoe, eve) = _settled(store, NEW[kind])
        ballots, counted = store[Ballots], store[BallotCounts]
        for voter, choices in zip((ana, ben, zoe), cast, strict=True):
            ballots.cast(poll.id, voter.id, choices, NOW)
        assert counted.of(poll.id) == counts

        ballots.cast(poll.id, eve.id, cast[0], NOW)
        ballots.cast(poll.id, eve.id, cast[0], NOW)
        ballots.cast(poll.id, eve.id, cast[1], NOW)
        assert not counted.wrong(), "a ballot is changed"
        ballots.cast(poll.id, eve.id, (), NOW)
        assert counted.of(poll.id) == counts, "nothing is left of one that is taken back"
        ballots.cast(poll.id, eve.id, cast[0], NOW)
        store.merge(ana, eve)
        assert counted.of(poll.id) == counts, "two members are one"
        ballots.leave(ben.id, poll.community_id)
        assert not counted.wrong(), "a member leaves"
        store[Polls].close(poll.id, NOW)
        store.erase(zoe)
        assert not counted.wrong(), "somebody is erased: the vote stays"
        assert sum(people for _, people in ballots.counts(poll.id)) == 2


def test_counts_of_many_ballots_are_mended_at_the_close(database: Database) -> None:
    with database.unit() as store:
        poll, people = _settled(store, NEW["one"])
        for voter in people:
            store[Ballots].cast(poll.id, voter.id, (2,), NOW)
        assert next(store[Ballots].voters(poll.id)) == ("ana", (2,))
        store._session.execute(update(BallotCountRow).values(people=7))
        assert [each.id for each in store[BallotCounts].wrong()] == [poll.id]
        store[Polls].close(poll.id, NOW)

        assert not store[BallotCounts].wrong()
        assert store[BallotCounts].of(poll.id) == Counts(4, {(2,): 4})


def test_a_restored_database_counts_again(database: Database) -> None:
    with database.unit() as store:
        wrong, (ana, *_) = _settled(store, NEW["one"])
        right = store[Polls].open(wrong.community_id, ana.id, NEW["date"], NOW)
        store[Ballots].cast(wrong.id, ana.id, (2,), NOW)
        store._session.execute(update(BallotCountRow).values(people=7))
        store[BallotCounts].restored(NOW)

        assert store[BallotCounts].of(wrong.id) == Counts(1, {(2,): 1})
        assert store[BallotCounts].of(right.id) == Counts(0, {})


def _settled(store: Store, new: NewPoll) -> tuple[Poll, list[Member]]:
    """A poll in a community of four."""
    here = community(store)
    people = [person(store, name, here) for name in ("ana", "ben", "zoe", "eve")]
    return store[Polls].open(here, people[0].id, new, NOW), people
