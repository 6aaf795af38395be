"""Ballots, and the words with them, of people who leave or are erased."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bot.domain.roles import Circle
from storage.base import table
from storage.members import Member, Members
from storage.polls import Ballots, NewPoll, Poll, Polls, SecretVotes, WordsOnPolls
from storage.polls.ballots import NO_DAY
from storage.polls.poll_tables import BallotRow
from storage.unit_of_work import Database, Store
from tests.storage.communities.new_community import new_community
from tests.storage.polls.settled import NOW, community, person

LATER = NOW + timedelta(hours=3)
NEW = NewPoll("When?", ["a", "b"])


@pytest.fixture
def ids(database: Database) -> tuple[int, int, int]:
    """Ana, and two communities in which she votes with a word: a poll is open in each."""
    with database.unit() as store:
        here, there = community(store), new_community(store, "sol").id
        ana = person(store, "ana", here)
        for place in (here, there):
            poll = store[Polls].open(place, ana.id, NEW, NOW)
            store[Ballots].cast(poll.id, ana.id, (1,), NOW)
            store[WordsOnPolls].put(poll.id, ana.id, "Because", NOW)
        return ana.id, here, there


def _open(store: Store, place: int) -> Poll:
    [poll] = store[Polls].open_in(place)
    return poll


def test_leaving_one_community_takes_back_votes_and_words_there_alone(
    database: Database, ids: tuple[int, int, int]
) -> None:
    ana, here, there = ids
    with database.unit() as store:
        store[Ballots].leave(ana, here)
        store[WordsOnPolls].leave(ana, here)
        left, kept = _open(store, here).id, _open(store, there).id

        assert store[Ballots].counts(left) == []
        assert store[Ballots].counts(kept) == [((1,), 1)]
        assert store[WordsOnPolls].mine(left, ana) == ""
        assert store[WordsOnPolls].mine(kept, ana) == "Because"


def test_a_counted_ballot_of_an_erased_person_tells_no_time(
    database: Database, ids: tuple[int, int, int]
) -> None:
    ana, here, _ = ids
    with database.unit() as store:
        poll = _open(store, here)
        store[Ballots].cast(poll.id, ana, (2,), NOW, asked_on=date(2026, 11, 20))
        store[Polls].close(poll.id, LATER)
        store[Ballots].erase(ana)
        ballots = table(BallotRow).c
        columns = (ballots.member_id, ballots.choices, ballots.cast_at, ballots.asked_on)
        rows = store._session.execute(select(*columns)).all()

    assert [tuple(each) for each in rows] == [(None, "2", LATER, NO_DAY)]


def test_another_members_ballot_stays_when_one_is_erased(
    database: Database, ids: tuple[int, int, int]
) -> None:
    ana, here, _ = ids
    with database.unit() as store:
        ben: Member = person(store, "ben", here)
        poll = _open(store, here)
        store[Ballots].cast(poll.id, ben.id, (2,), NOW)
        store[Ballots].erase(ana)

        assert store[Ballots].counts(poll.id) == [((2,), 1)]
        assert store[Ballots].cast_by(ana) == []


def test_nobody_votes_in_secret_without_an_account(database: Database) -> None:
    """A gardener votes openly for a person without a phone, and in secret nobody can."""
    with database.unit() as store:
        here, votes = community(store), store[SecretVotes]
        ana = person(store, "ana", here)
        max_ = store[Members].register_without_account("max", at=NOW)
        store[Members].join(max_, here, Circle.ENGAGED, NOW)
        secret = store[Polls].open(here, ana.id, replace(NEW, secret=True), NOW)
        openly = store[Polls].open(here, ana.id, replace(NEW, quorum=2), NOW)

        assert [votes.turnout(each.id).entitled for each in (secret, openly)] == [1, 2]
        assert [votes.voted(secret.id, each.id) for each in (ana, max_)] == [False, None]
        assert [votes.voted(openly.id, each.id) for each in (ana, max_)] == [False, False]


def test_only_members_of_that_long_are_on_a_list_with_a_waiting_time(database: Database) -> None:
    with database.unit() as store:
        here, votes = community(store), store[SecretVotes]
        ana = person(store, "ana", here)
        at = NOW + timedelta(days=30)
        ben = store[Members].register("telegram:ben", "ben", direct=None, at=at)
        store[Members].join(ben, here, Circle.ENGAGED, at)
        poll = store[Polls].open(here, ana.id, replace(NEW, member_days=30), at)

        assert votes.names(poll) == ["ana"]
        assert [votes.voted(poll.id, each.id) for each in (ana, ben)] == [False, None]


def test_a_poll_with_a_secret_vote_is_neither_withdrawn_nor_free_to_change(
    database: Database,
) -> None:
    with database.unit() as store:
        here, polls = community(store), store[Polls]
        ana = person(store, "ana", here)
        poll = polls.open(here, ana.id, replace(NEW, secret=True), NOW)
        before = polls.has_votes(poll.id)
        store[SecretVotes].cast(poll.id, ana.id, (1,))

        assert (before, polls.has_votes(poll.id)) == (False, True)
        assert not polls.withdraw(poll.id, NOW)
        assert polls.get(poll.id) == poll


def test_a_closed_poll_is_not_changed(database: Database, ids: tuple[int, int, int]) -> None:
    _, here, _ = ids
    with database.unit() as store:
        poll = _open(store, here)
        store[Polls].close(poll.id, LATER)
        closed = store[Polls].get(poll.id)
        store[Polls].correct(poll.id, question="Whose fault is it?")

        assert store[Polls].get(poll.id) == closed
        assert closed.question == "When?"


def test_a_poll_is_found_in_its_community_alone(
    database: Database, ids: tuple[int, int, int]
) -> None:
    ana, here, there = ids
    with database.unit() as store:
        poll = _open(store, here)
        found = [store[Polls].turn(place, ana, poll_id=poll.id) for place in (here, there)]

        assert [each is not None and each.poll.id for each in found] == [poll.id, False]


def test_other_choices_have_ids_that_none_had_before(
    database: Database, ids: tuple[int, int, int]
) -> None:
    _, here, _ = ids
    with database.unit() as store:
        before = _open(store, here)
        store[Polls].replace_options(before, ["b", "a", "c"])
        after = _open(store, here)
        one, other = ({poll.choice_id(each) for each in (1, 2)} for poll in (before, after))

    assert (after.options, len(one), len(other)) == (["b", "a", "c"], 2, 2)
    assert one & other == set()
