"""Sendings of each circle, and names of circles."""

import pytest

from bot.core.messages.i18n import Reader
from bot.domain.circles import SHARES, NoSuchCircle, Sending, circles_getting, read_circle, told
from bot.domain.roles import Circle
from bot.vocabulary.audiences import CIRCLE_LABELS, circle_brings
from tests.town import PARIS, START

READERS = [Reader(locale, PARIS, START.date()) for locale in ("fr", "en")]


@pytest.mark.parametrize(
    ("sending", "circles"),
    [
        (Sending.CALL, {Circle.ENGAGED}),
        (Sending.LETTER, {Circle.ENGAGED, Circle.INFORMED}),
        (Sending.ANNOUNCEMENT, {Circle.ENGAGED, Circle.INFORMED}),
        (Sending.POLL, {Circle.ENGAGED, Circle.INFORMED}),
        (Sending.BIG_EVENT, set(Circle)),
        (Sending.BIG_POLL, set(Circle)),
    ],
)
def test_each_sending_goes_to_its_circles(sending: Sending, circles: set[Circle]) -> None:
    assert set(circles_getting(sending)) == circles


def test_everything_reaches_a_circle_and_closer_ones_get_no_less() -> None:
    gets = [set(SHARES[circle].gets) for circle in Circle]
    assert gets[0] == set(Sending)
    assert gets[0] >= gets[1] >= gets[2]


def test_the_list_of_sendings_leaves_out_those_that_another_includes() -> None:
    assert Sending.BIG_EVENT not in told(Circle.INFORMED)
    assert Sending.BIG_EVENT in told(Circle.CITIZEN)


@pytest.mark.parametrize("circle", Circle)
def test_a_circle_is_read_by_its_labels_and_its_word(circle: Circle) -> None:
    typed = [
        circle.value,
        circle.value.upper(),
        *(each.say(CIRCLE_LABELS[circle]) for each in READERS),
    ]
    assert {read_circle(each) for each in typed} == {circle}


@pytest.mark.parametrize(
    ("typed", "circle"),
    [
        ("actif", Circle.ENGAGED),
        ("Active.", Circle.ENGAGED),
        ("engagée", Circle.ENGAGED),
        ("nouvelles", Circle.INFORMED),
        ("rendez-vous", Circle.CITIZEN),
        ("citoyen", Circle.CITIZEN),
    ],
)
def test_a_word_is_understood_in_both_languages(typed: str, circle: Circle) -> None:
    assert read_circle(typed) is circle


@pytest.mark.parametrize("typed", ["", "reine", "actif actif", "1"])
def test_any_other_word_is_explained(typed: str) -> None:
    with pytest.raises(NoSuchCircle, match="write active, news or big"):
        read_circle(typed)


def test_the_sendings_of_a_circle_are_described_in_words() -> None:
    assert [each.say(circle_brings(Circle.CITIZEN)) for each in READERS] == [
        "les grands rendez-vous et les grands votes, soit quelques messages par an",
        "the big events and the big votes; a few messages a year",
    ]
