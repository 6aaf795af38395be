"""Letters to the Region as they are stored: their items, and when they are drawn anew."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.roles import Circle
from storage.communities import Communities
from storage.members import Member, Members
from storage.outbound import Cards
from storage.questions import Questions
from storage.region_letter import RegionLetter, RegionLetters
from storage.unit_of_work import Database, Store
from tests.storage.communities.new_community import new_community

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


@pytest.fixture
def store(database: Database) -> Iterator[Store]:
    database.shown_in = {RegionLetter: ["letter"]}
    with database.unit() as store:
        for slug in ("energie", "mobilite"):
            new_community(store, slug)
        yield store


def here(store: Store, slug: str = "energie") -> int:
    found = store[Communities].named(slug)
    assert found is not None
    return found.id


def letter(store: Store, *items: tuple[str, int], community_id: int = 0) -> RegionLetter:
    """A letter with these items, or a notice without any."""
    return store[RegionLetters].add(
        RegionLetter(
            community_id=community_id or here(store),
            since=NOW - timedelta(days=7),
            until=NOW,
            items=[list(each) for each in items],
            more=0,
            is_empty=not items,
        )
    )


def posted(store: Store, letter: RegionLetter) -> int:
    """The letter's card in a room, up to date; gives its id."""
    card = store[Cards].add(
        "letter", letter.id, room="matrix:!region", community_id=1, locale="fr", zone="Europe/Paris"
    )
    store[Cards].posted(card.id, f"$letter-{card.id}", shown=1)
    return card.id


def drawn_anew(store: Store) -> set[int]:
    """The cards that will be."""
    return {each.id for each in store[Cards].stale("matrix", most=10)}


def person(store: Store) -> Member:
    made = store[Members].register("telegram:1", "Zoé", direct=None, at=NOW)
    store[Members].join(made, here(store), Circle.ENGAGED, NOW)
    return made


def test_the_items_told_in_letters_are_known_by_community(store: Store) -> None:
    first = letter(store, ("poll", 1), ("news", 2))
    notice = letter(store)
    letter(store, ("poll", 3), community_id=here(store, "mobilite"))
    letters = store[RegionLetters]

    assert letters.told(here(store)) == {("poll", 1), ("news", 2)}
    assert letters.latest(here(store)) is notice
    assert letters.last_sent(here(store)) is first
    assert letters.get(first.id, here(store)) is first
    assert letters.get(first.id, here(store, "mobilite")) is None


def test_a_changed_question_redraws_its_letters(store: Store) -> None:
    asked = store[Questions].add(here(store), person(store).id, "When?", NOW)
    told = posted(store, letter(store, ("late_question", asked.id)))
    posted(store, letter(store, ("poll", asked.id)))

    store[Questions].refresh_cards([asked.id])

    assert drawn_anew(store) == {told}


def test_the_letters_of_an_erased_persons_communities_are_redrawn(store: Store) -> None:
    zoe = person(store)
    told = posted(store, letter(store, ("news", 1)))
    posted(store, letter(store, ("news", 1), community_id=here(store, "mobilite")))

    store[RegionLetters].erase(zoe.id)

    assert drawn_anew(store) == {told}


def test_only_notices_go_with_a_community(store: Store) -> None:
    letter(store)
    kept = letter(store, ("poll", 1))

    store[RegionLetters].drop_community(here(store))

    assert store[RegionLetters].latest(here(store)) is kept
