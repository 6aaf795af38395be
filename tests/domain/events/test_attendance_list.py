"""The attendance list: its order, its counts, and the search for people."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.events.attendance import (
    AttendanceFilter,
    Attendee,
    counted,
    filtered,
    in_order,
    letters,
)
from bot.domain.events.rules import Rsvp
from bot.domain.words import name_key

NOW = datetime(2026, 12, 5, 13, tzinfo=UTC)
ANSWERS = st.sampled_from(list(Rsvp))
CAME = st.sampled_from([None, NOW])
NAMES = st.sampled_from(["Zoé", "élodie", "Œuvrard", "Ana", "N'Diaye", "Le Goff Marie", ""])


@st.composite
def lists(draw: st.DrawFn) -> list[Attendee]:
    """Members, each with some guests, and people who walked in."""
    members = [
        Attendee(nth, None, draw(NAMES), draw(ANSWERS), draw(CAME))
        for nth in range(draw(st.integers(0, 8)))
    ]
    guests = [
        Attendee(host.attendance, 100 + nth, draw(NAMES), host.answer, draw(CAME), host.name)
        for nth, host in enumerate(members * 2)
        if draw(st.booleans())
    ]
    walked_in = [
        Attendee(None, 900 + nth, draw(NAMES), Rsvp.NONE, NOW)
        for nth in range(draw(st.integers(0, 4)))
    ]
    return in_order(members, guests, walked_in)


@given(lists())
def test_everybody_is_listed_once_by_name_with_guests_beneath(people: list[Attendee]) -> None:
    marks = [each.mark for each in people]
    hosts = [each for each in people if each.host is None]

    assert len(marks) == len(set(marks))
    assert hosts == sorted(hosts, key=lambda each: (not each.name, name_key(each.name)))
    for nth, each in enumerate(people):
        if each.host is not None:
            assert people[nth - 1].attendance == each.attendance


@given(lists())
def test_the_counts_are_those_of_the_list(people: list[Attendee]) -> None:
    heads = counted(people)

    assert heads.here == len(filtered(people, AttendanceFilter.HERE))
    assert (
        heads.expected
        == len(filtered(people, AttendanceFilter.AWAITED)) + heads.here - heads.unannounced
    )
    assert heads.maybe == len(filtered(people, AttendanceFilter.MAYBE))
    assert heads.waiting == len(filtered(people, AttendanceFilter.WAITING))
    assert filtered(people, AttendanceFilter.ALL) == people


@given(lists())
def test_a_letter_leads_to_the_first_of_its_names(people: list[Attendee]) -> None:
    for letter, at in letters(people).items():
        assert people[at].letter == letter
        assert not any(each.letter == letter and not each.host for each in people[:at])


@given(lists(), st.sampled_from(["zo", "goff le", "oeuv", "n'd", "marie"]))
def test_found_people_bear_the_words_or_come_with_one_who_does(
    people: list[Attendee], words: str
) -> None:
    found = filtered(people, AttendanceFilter.ALL, words)

    assert set(map(id, found)) <= set(map(id, people))
    for each in found:
        names = f"{name_key(each.name)} {name_key(each.host or '')}"
        assert all(word in names for word in words.replace("'", " ").split())
