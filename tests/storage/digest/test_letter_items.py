"""The items of a letter: frozen when it is submitted, forgotten when it is a draft again."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.core import (
    Bold,
    JobContext,
    LetterItem,
    Photo,
    Picture,
    Signature,
    frozen_item,
    text,
    thawed_item,
)
from bot.core.context.contact import Contact
from bot.core.messages.content import Button
from bot.domain.audience import Audience
from bot.domain.digest.composing import Section
from bot.domain.roles import Seat
from storage.communities import Communities, Community
from storage.digest import Digest, Digests, LetterItems
from storage.members import Members
from storage.unit_of_work import Database, Store

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    database = Database(database_url)
    with database.unit() as made:
        yield made
    database.close()


@pytest.fixture
def digest(store: Store) -> Digest:
    names = {"slug": "p", "name": "P", "locale": "fr", "timezone": "Europe/Paris"}
    here = store[Communities].add(Community(digest="", polls_by="members", **names))
    return store[Digests].current(here.id, NOW)


def context(store: Store) -> JobContext:
    who = Contact("Terreau", "Région", "dpo@region.example", "")
    return JobContext(store, now=NOW, community=None, contact=who)


def letter(author_id: int | None = None) -> list[LetterItem]:
    return [
        LetterItem(
            kind="poll",
            ref=7,
            section=Section.FOR_YOU,
            audience=Audience(["engaged"], ["energy"], ["Jura"]),
            until=NOW + timedelta(days=3),
            headline=text("📊 {question}", question="Quand ?"),
            lines=(Bold("jeudi"), text("until {end}", end=NOW)),
            button=Button(text("Vote"), "poll:7"),
        ),
        LetterItem(
            kind="news",
            ref=7,
            headline="Titre",
            signature=Signature(Seat.REGION, "Luc", author_id),
            picture=Picture(Photo(3), text("Photo: {words}", words="Le broyeur")),
        ),
    ]


def test_items_come_back_as_they_were_submitted(store: Store, digest: Digest) -> None:
    items = letter()

    store[LetterItems].freeze(digest.id, [frozen_item(context(store), each) for each in items])

    assert [thawed_item(each) for each in store[LetterItems].frozen(digest.id)] == items


def test_a_letter_that_is_a_draft_again_has_no_submitted_items(
    store: Store, digest: Digest
) -> None:
    store[LetterItems].freeze(digest.id, [frozen_item(context(store), each) for each in letter()])
    assert len(store[LetterItems].frozen(digest.id)) == len(letter())

    store[Digests].become(digest, digest.status)

    assert store[LetterItems].frozen(digest.id) == []


def test_an_author_who_is_erased_leaves_the_words(store: Store, digest: Digest) -> None:
    luc = store[Members].register("telegram:1", "Luc", direct=None, at=NOW)
    store[LetterItems].freeze(
        digest.id, [frozen_item(context(store), each) for each in letter(luc.id)]
    )

    store.erase(luc)

    signed = store[LetterItems].frozen(digest.id)[1]
    assert thawed_item(signed).signature == Signature(Seat.REGION)
    assert thawed_item(signed).headline == "Titre"


def test_choices_of_a_draft_are_kept_apart_by_item(store: Store, digest: Digest) -> None:
    items = store[LetterItems]
    items.leave_out(digest.id, ("poll", 7))
    items.leave_out(digest.id, ("news", 7))
    items.leave_out(digest.id, ("news", 7), left_out=False)

    items.put_in_order(digest.id, [("news", 8), ("news", 7)])

    assert items.left_out(digest.id) == {("poll", 7)}
    assert items.places(digest.id) == {("news", 8): 0, ("news", 7): 1}


def test_a_community_that_goes_takes_them_along(store: Store, digest: Digest) -> None:
    store[LetterItems].freeze(digest.id, [frozen_item(context(store), each) for each in letter()])
    store[LetterItems].leave_out(digest.id, ("poll", 7))

    assert store[Digests].get(digest.id) is not None
    store[Digests].drop_community(digest.community_id)

    assert store[Digests].get(digest.id) is None
