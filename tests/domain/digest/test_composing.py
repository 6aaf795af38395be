"""Each reader's part of the approved letter: items are only left out."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as some

from bot.domain.circles import Audience
from bot.domain.digest.composing import (
    ItemFacts,
    LetterReader,
    Section,
    arranged,
    compose,
    for_room,
    in_sections,
    is_consultation,
    is_over,
)

NOW = datetime(2026, 12, 1, 8, tzinfo=UTC)
FOLLOWING = NOW + timedelta(days=28)
CIRCLES, DOMAINS, PLACES = ("engaged", "informed"), ("energy", "waste"), ("Jura", "Doubs")


def _few(words: tuple[str, ...]) -> some.SearchStrategy[list[str]]:
    return some.lists(some.sampled_from(words), max_size=2)


audiences = some.builds(
    Audience, circles=_few(CIRCLES), domains=_few(DOMAINS), territories=_few(PLACES)
)
items = some.lists(
    some.builds(
        ItemFacts,
        kind=some.sampled_from(["poll", "event", "news"]),
        ref=some.integers(1, 5),
        section=some.sampled_from(Section),
        audience=audiences,
        until=some.none() | some.integers(-40, 40).map(lambda days: NOW + timedelta(days=days)),
    ),
    max_size=8,
)
keys = some.frozensets(
    some.tuples(some.sampled_from(["poll", "event", "news"]), some.integers(1, 5)), max_size=6
)
readers = some.builds(
    LetterReader,
    circle=some.sampled_from(CIRCLES),
    domains=some.frozensets(some.sampled_from(DOMAINS)),
    territory=some.none() | some.sampled_from(PLACES),
    settled=keys,
    had=keys,
)


def is_part_in_order(part: list[ItemFacts], whole: list[ItemFacts]) -> bool:
    """True if the part is the whole with some left out."""
    rest = iter(whole)
    return all(any(each is other for other in rest) for each in part)


@given(items, readers)
def test_a_letter_is_a_part_of_the_approved_items(
    approved: list[ItemFacts], reader: LetterReader
) -> None:
    letter = compose(approved, reader, NOW, following=FOLLOWING)

    assert is_part_in_order(letter, approved)


@given(items, readers)
def test_nobody_gets_past_settled_or_repeated_items(
    approved: list[ItemFacts], reader: LetterReader
) -> None:
    letter = compose(approved, reader, NOW, following=FOLLOWING)

    assert [each for each in letter if is_over(each, NOW) or each.key in reader.settled] == []
    assert len({each.key for each in letter}) == len(letter)


@given(items, readers)
def test_an_item_that_a_reader_had_comes_again_only_as_a_last_call(
    approved: list[ItemFacts], reader: LetterReader
) -> None:
    again = [
        each
        for each in compose(approved, reader, NOW, following=FOLLOWING)
        if each.key in reader.had and not is_consultation(each)
    ]

    assert all(each.until is not None and NOW < each.until <= FOLLOWING for each in again)


@given(items, readers)
def test_a_consultation_that_goes_on_comes_again_until_it_ends(
    approved: list[ItemFacts], reader: LetterReader
) -> None:
    had = replace(reader, had={each.key for each in approved})
    fresh = replace(reader, had=())

    again, first = (
        [each for each in compose(approved, each, NOW) if is_consultation(each)]
        for each in (had, fresh)
    )

    assert again == first


@given(items, readers, some.integers(1, 1000))
def test_two_readers_alike_get_the_same(
    approved: list[ItemFacts], reader: LetterReader, other_id: int
) -> None:
    twin = LetterReader(
        member_id=other_id,
        circle=reader.circle,
        domains=reader.domains,
        territory=reader.territory,
        settled=reader.settled,
        had=reader.had,
    )

    assert compose(approved, reader, NOW) == compose(approved, twin, NOW)


@given(items, readers)
def test_a_reader_gets_nothing_that_the_room_does_not(
    approved: list[ItemFacts], reader: LetterReader
) -> None:
    room = for_room(approved, NOW)

    assert all(each in room for each in compose(approved, reader, NOW, following=FOLLOWING))


def test_an_item_reaches_readers_in_every_part_of_its_audience() -> None:
    item = ItemFacts(kind="event", ref=1, audience=Audience(["engaged"], ["energy"], ["Jura"]))
    reader = LetterReader(circle="engaged", domains={"energy", "waste"}, territory="Jura")
    elsewhere = LetterReader(circle="engaged", domains={"energy"}, territory="Doubs")

    assert compose([item], reader, NOW) == [item]
    assert compose([item], elsewhere, NOW) == []


@given(items)
def test_sections_stand_together_and_each_thing_in_one(all_: list[ItemFacts]) -> None:
    ordered = in_sections(all_)

    assert [each.section for each in ordered] == sorted(
        (each.section for each in ordered), key=list(Section).index
    )
    assert {each.key for each in ordered} == {each.key for each in all_}
    assert len(ordered) == len({each.key for each in all_})


def test_items_with_a_place_come_first_in_their_section() -> None:
    one, two, three = (ItemFacts(kind="news", ref=ref) for ref in (1, 2, 3))
    poll = ItemFacts(kind="poll", ref=1, section=Section.FOR_YOU)

    assert arranged([one, two, three, poll], {three.key: 0, two.key: 1}) == [poll, three, two, one]
