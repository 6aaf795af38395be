"""Offers of seats: one code for one bringer, none after a backup was put back."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from storage.seats import SeatOffer, SeatOffers
from storage.unit_of_work import Database, Store
from tests.storage.communities.new_community import new_community

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def store(database: Database) -> Iterator[Store]:
    with database.unit() as store:
        yield store


@pytest.fixture
def offer(store: Store) -> SeatOffer:
    made = SeatOffer(
        community_id=new_community(store, "eau").id,
        post="region",
        digest="hash",
        giver="telegram:42",
        address="",
        instead="",
        expires_at=NOW + DAY,
    )
    return store[SeatOffers].add(made)


def test_a_code_that_was_brought_is_brought_by_nobody_else(store: Store, offer: SeatOffer) -> None:
    offers = store[SeatOffers]
    before = offers.with_code("hash", NOW)
    offers.claim(offer, "matrix:@luc:hs")

    assert before is offer
    assert offers.with_code("hash", NOW) is None
    assert offers.get(offer.id, NOW) is offer, "its bringer still has to say yes"


def test_a_code_ends(store: Store, offer: SeatOffer) -> None:
    found = [store[SeatOffers].with_code("hash", NOW + after) for after in (DAY / 2, DAY)]

    assert found == [offer, None]


def test_no_offer_outlives_a_backup_that_was_put_back(store: Store, offer: SeatOffer) -> None:
    before = store[SeatOffers].get(offer.id, NOW)
    store[SeatOffers].restored(NOW)

    assert before is offer
    assert store[SeatOffers].with_code("hash", NOW) is None
