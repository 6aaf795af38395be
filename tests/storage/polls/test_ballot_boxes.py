"""Boxes of secret ballots: each ballot counts once, and no box tells of one person."""

from collections import Counter

import pytest
from sqlalchemy import select

from bot.domain.polls.boxes_and_receipts import LARGEST, any_of, split
from storage.polls import BallotBoxes, NewPoll, Polls
from storage.polls.poll_tables import BallotBoxRow
from storage.unit_of_work import Database, Store
from tests.storage.polls.settled import NOW, community, person

PEOPLE = 5 * LARGEST


@pytest.fixture
def poll_id(database: Database) -> int:
    with database.unit() as store:
        here = community(store)
        maker = person(store, "ana", here)
        new = NewPoll("When?", ["a", "b", "c"], kind="several", most=3)
        return store[Polls].open(here, maker.id, new, NOW).id


@pytest.mark.slow
def test_all_ballots_are_counted_and_share_their_box_with_many(
    database: Database, poll_id: int
) -> None:
    chosen = [((nth % 3 + 1,), f"{nth * 7919 % 100003:032x}") for nth in range(PEOPLE)]
    with database.unit() as store:
        boxes = store[BallotBoxes]
        for choices, receipt in chosen:
            boxes.put(poll_id, receipt, choices)
        assert boxes.counted(poll_id) == [], "nothing is counted before the end"
        sizes = [len(each) for each in store._session.scalars(select(BallotBoxRow.ballots))]
        assert _are_in_order(store)
        assert boxes.replace(poll_id, chosen[0][1], (1, 2))
        assert boxes.replace(poll_id, chosen[1][1], ())
        assert not boxes.replace(poll_id, "0" * 31 + "x", (1,))
        assert _are_in_order(store), "the place in a box does not tell which was changed"
        assert store[Polls].close(poll_id, NOW)

        expected = Counter(choices for choices, _ in chosen[2:]) + Counter([(1, 2)])
        assert dict(boxes.counted(poll_id)) == expected
        assert store._session.scalars(select(BallotBoxRow.id)).all() == []
    assert sum(sizes) == PEOPLE
    assert min(sizes) >= LARGEST // 2
    assert max(sizes) <= LARGEST


def test_a_poll_closes_without_ballots(database: Database, poll_id: int) -> None:
    with database.unit() as store:
        assert store[Polls].close(poll_id, NOW)
        assert store[BallotBoxes].counted(poll_id) == []


def _are_in_order(store: Store) -> bool:
    """True if each box has its ballots in the order of their receipts' hashes."""
    boxes = [list(each) for each in store._session.scalars(select(BallotBoxRow.ballots))]
    return len(boxes) > 1 and all(each == sorted(each) for each in boxes)


def test_a_split_box_does_not_tell_which_ballots_came_first() -> None:
    receipts = [f"{nth:03}" for nth in range(LARGEST + 1)]

    halves = [split(dict.fromkeys(receipts, "1")) for _ in range(5)]

    assert all(sorted({**one, **other}) == receipts for one, other in halves)
    assert [list(one) == receipts[: LARGEST // 2] for one, _ in halves] == [False] * 5


def test_any_box_may_take_the_next_ballot() -> None:
    taken = {any_of([7, 8, 9]) for _ in range(200)}

    assert taken == {7, 8, 9}
