"""The items of a letter: frozen when it is submitted, forgotten when it is a draft again."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.core import Bold, JobContext, Photo, Picture, text
from bot.core.context.job_context import Contact
from bot.core.messages.content import Button
from bot.domain.circles import Audience
from bot.domain.digest.composing import Section
from bot.domain.digest.contents import Part
from bot.domain.roles import Seat
from bot.vocabulary.letter_items import LetterItem, Signature
from handlers.digest.letter import frozen_item, thawed_item
from storage.communities import Communities, Community
from storage.digest import Digest, Digests, LetterItems, read_parts, stored_parts
from storage.members import Members
from storage.revisions import Revisions
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


def stored(digest: Digest) -> list[list[tuple[str, str, int | None]]]:
    """The words of a letter under way, as shown last and as submitted last."""
    return [
        [(each.key, each.words, each.author_id) for each in read_parts(parts)]
        for parts in (digest.contents, digest.shown)
    ]


def keep(store: Store, digest: Digest, *parts: Part, shown_to: list[int]) -> None:
    digest.contents = digest.shown = stored_parts(parts)
    digest.shown_to = shown_to
    store.flush()


def test_stored_words_go_with_their_author_and_that_they_were_there_is_still_told(
    store: Store, digest: Digest
) -> None:
    luc = store[Members].register("telegram:1", "Luc", direct=None, at=NOW)
    others = Part("news-2", "Deux", 99)
    keep(store, digest, Part("news-1", "Un", luc.id), others, shown_to=[luc.id, 99])
    before = store[Revisions].of("letter", digest.id)

    store.erase(luc)

    assert stored(digest) == [[("news-1", "", None), ("news-2", "Deux", 99)]] * 2
    assert digest.shown_to == [99]
    assert store[Revisions].of("letter", digest.id) > before


def test_stored_words_go_with_what_is_taken_out_of_letters(store: Store, digest: Digest) -> None:
    keep(store, digest, Part("need-7", "Un vélo"), Part("need-8", "Un toit"), shown_to=[])

    store[LetterItems].take_out("need", [7], sent=False)

    assert stored(digest) == [[("need-7", "", None), ("need-8", "Un toit", None)]] * 2


def test_two_accounts_that_become_one_have_read_and_written_the_same_letter(
    store: Store, digest: Digest
) -> None:
    luc, twin = (
        store[Members].register(f"telegram:{number}", "Luc", direct=None, at=NOW)
        for number in (1, 2)
    )
    keep(store, digest, Part("news-1", "Un", twin.id), shown_to=[luc.id, twin.id])

    store.merge(luc, twin)

    assert stored(digest) == [[("news-1", "Un", luc.id)]] * 2
    assert digest.shown_to == [luc.id]


def test_no_words_stay_stored_of_a_letter_that_is_over(store: Store, digest: Digest) -> None:
    keep(store, digest, Part("news-1", "Un"), shown_to=[5])
    assert stored(digest) == [[("news-1", "Un", None)]] * 2

    store[Digests].send(digest, NOW)

    assert (digest.contents, digest.shown, digest.shown_to) == (None, None, None)
    assert digest.sent_at == NOW
