"""Values, dates and names as readers of each language see them."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from bot.core.messages.content import Typed, text
from bot.core.messages.i18n import Reader, spoken, without_pings
from bot.domain.dates.spans import Span
from bot.locales import LOCALES, catalogue
from tests.core.messages.language.sentences import FRENCH, Forms, translated
from tests.plain_text import plain

PARIS = ZoneInfo("Europe/Paris")
MARTINIQUE = ZoneInfo("America/Martinique")


def reader(locale: str, mark: str = "/") -> Reader:
    return Reader(locale, PARIS, date(2026, 11, 24), mark)


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        pytest.param(
            datetime(2026, 12, 5, 13, 30, tzinfo=UTC),
            "Samedi 5 décembre à 14 h 30, heure de Paris",
            "Saturday, 5 December at 14:30, Paris time",
            id="a moment, in the reader's zone",
        ),
        pytest.param(
            datetime(2026, 11, 27, 17, 0, tzinfo=UTC),
            "Vendredi 27 novembre à 18 h, heure de Paris",
            "Friday, 27 November at 18:00, Paris time",
            id="a full hour",
        ),
        pytest.param(
            datetime(2026, 7, 1, 22, 30, tzinfo=UTC),
            "Jeudi 2 juillet à 0 h 30, heure de Paris",
            "Thursday, 2 July at 00:30, Paris time",
            id="summer time, the day after",
        ),
        pytest.param(
            Span(datetime(2026, 12, 5, 13, 30, tzinfo=UTC), datetime(2026, 12, 5, 15, tzinfo=UTC)),
            "Samedi 5 décembre, 14 h 30 – 16 h, heure de Paris",
            "Saturday, 5 December, 14:30 – 16:00, Paris time",
            id="from when until when",
        ),
        pytest.param(
            Span(datetime(2026, 12, 5, 13, 30, tzinfo=UTC)),
            "Samedi 5 décembre à 14 h 30, heure de Paris",
            "Saturday, 5 December at 14:30, Paris time",
            id="until nobody knows when",
        ),
        pytest.param(
            Span(datetime(2026, 12, 5, 8, tzinfo=UTC), datetime(2026, 12, 6, 16, tzinfo=UTC)),
            "Du samedi 5 décembre à 9 h au dimanche 6 décembre à 17 h, heure de Paris",
            "From Saturday, 5 December at 09:00 to Sunday, 6 December at 17:00, Paris time",
            id="over two days",
        ),
        pytest.param(
            Span(*(datetime(2026, 12, day, tzinfo=MARTINIQUE) for day in (5, 6))),
            "Samedi 5 décembre",
            "Saturday, 5 December",
            id="a whole day, wherever one reads it",
        ),
        pytest.param(
            Span(*(datetime(2026, 12, day, tzinfo=MARTINIQUE) for day in (5, 8))),
            "Du samedi 5 décembre au lundi 7 décembre",
            "From Saturday, 5 December to Monday, 7 December",
            id="whole days",
        ),
        pytest.param(date(2026, 12, 5), "Samedi 5 décembre", "Saturday, 5 December", id="a day"),
        pytest.param(
            date(2028, 1, 3), "Lundi 3 janvier 2028", "Monday, 3 January 2028", id="a far day"
        ),
        pytest.param(time(14, 30), "14 h 30", "14:30", id="an hour of the clock"),
        pytest.param(time(8), "8 h", "08:00", id="a full hour of the clock"),
        pytest.param(timedelta(hours=2), "2 heures", "2 hours", id="a duration"),
        pytest.param(("a", "b", "c"), "a, b et c", "a, b and c", id="several"),
        pytest.param(Typed("/vote 7 2", "/voter 7 2"), "!voter 7 2", "!vote 7 2", id="a command"),
        pytest.param(text("Cancel"), "Annuler", "Cancel", id="a sentence inside a sentence"),
        pytest.param(7, "7", "7", id="a number"),
    ],
)
def test_a_value_is_shown_as_people_write_it(value: object, french: str, english: str) -> None:
    shown = [plain(reader(locale, "!").say(text("{x}", x=value))) for locale in LOCALES]
    assert shown[0] == french
    assert shown[1].replace(", and", " and") == english


def test_a_language_that_is_not_spoken_reads_english() -> None:
    assert reader("de").say(text("Cancel")) == "Cancel"


def test_french_counts_nought_as_one_and_english_as_many() -> None:
    one, many = next(forms for forms in _plurals())
    french = [catalogue("fr").ngettext(one, many, count) for count in (0, 1, 2)]
    english = [catalogue("en").ngettext(one, many, count) for count in (0, 1, 2)]
    assert french[0] == french[1] != french[2]
    assert english == [many, one, many]


def _plurals() -> Iterator[Forms]:
    with FRENCH.open("rb") as file:
        yield from (each for each, _ in translated(read_po(file, locale="fr")) if len(each) == 2)


@pytest.mark.parametrize(
    ("client", "language"),
    [
        (None, "fr"),
        ("", "fr"),
        ("en", "en"),
        ("fr-CA", "fr"),
        ("en_GB", "en"),
        ("EN", "en"),
        ("pt-br", "fr"),
        ("zh-hans", "fr"),
        ("tlh-XX", "fr"),
        ("x-klingon", "fr"),
        ("-", "fr"),
    ],
)
def test_a_language_is_spoken_for_any_code_of_a_client(client: str | None, language: str) -> None:
    assert spoken(client, "fr") == language


@given(st.text())
def test_no_client_can_break_the_choice_of_a_language(client: str) -> None:
    assert spoken(client, "fr") in LOCALES


@pytest.mark.parametrize("words", ["@room", "hé @luc", "(@all)", "@@room", "« @channel »"])
def test_a_name_calls_nobody(words: str) -> None:
    calm = without_pings(words)
    assert not re.search(r"(?<![\w.+-])@\w", calm)
    assert calm.replace("\u2060", "") == words


@given(st.text(alphabet="@a. é\n_-"))
def test_words_keep_their_letters_when_calmed(words: str) -> None:
    calm = without_pings(words)
    assert calm.replace("\u2060", "") == words
    assert not re.search(r"(?<![\w.+@-])@\w", calm)


def test_an_address_stays_an_address() -> None:
    assert without_pings("dpo@region.example") == "dpo@region.example"


def test_braces_in_typed_words_are_only_braces() -> None:
    assert reader("fr").say(text("{x}", x="{0.__class__} {y}")) == "{0.__class__} {y}"
    assert reader("fr").say("{x}") == "{x}"
