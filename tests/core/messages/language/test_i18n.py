"""Every sentence is said in French too, and said well; dates and names are shown as people write.

The catalogue is compared with what `make messages` finds in the code.
"""

import ast
import os
import re
import tomllib
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from string import Formatter
from typing import cast
from zoneinfo import ZoneInfo

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from bot.app import declarations
from bot.core.messages.content import Typed, text
from bot.core.messages.language.extractor import extract
from bot.core.messages.language.i18n import Reader, spoken, without_pings
from bot.domain.dates.spans.spans import Span
from bot.domain.refusals import Refusal
from bot.locales import LOCALES, catalogue, read_catalogue
from bot.locales.compiling import compile_catalogues
from tests.plain_text import plain

ROOT = Path(__file__).parents[4]
FRENCH = ROOT / "bot/locales/fr/LC_MESSAGES/messages.po"
PARIS = ZoneInfo("Europe/Paris")
MARTINIQUE = ZoneInfo("America/Martinique")
PLACES = re.compile(r"\{\w+\}")
ADDRESSES = re.compile(r"https?://\S+")

Forms = tuple[str, ...]


def forms(said: object) -> Forms:
    """A sentence, or its forms for one and for several."""
    return (said,) if isinstance(said, str) else tuple(cast("Iterable[str]", said or ()))


def translated(catalog: Catalog) -> Iterator[tuple[Forms, Forms]]:
    return ((forms(each.id), forms(each.string)) for each in catalog if each.id)


def in_the_code() -> set[Forms]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        babel = tomllib.load(file)["tool"]["babel"]
    methods = [
        (pattern, babel["extractors"][mapping["method"]])
        for mapping in babel["mappings"]
        for pattern in mapping["pattern"]
    ]
    options = {
        pattern: {name: str(value) for name, value in mapping.items()}
        for mapping in babel["mappings"]
        for pattern in mapping["pattern"]
    }
    found = extract_from_dir(ROOT, methods, options)
    return {forms(sentence) for _, _, sentence, _, _ in found if sentence}


@pytest.fixture(scope="module")
def french() -> dict[Forms, Forms]:
    with FRENCH.open("rb") as file:
        return dict(translated(read_po(file, locale="fr")))


@pytest.fixture(scope="module")
def sentences() -> set[Forms]:
    return in_the_code()


# What is found in the code


def found_in(source: str) -> list[object]:
    return [sentence for _, _, sentence, _ in extract(BytesIO(source.encode()))]


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        pytest.param('text("One {x}", x=1)', "One {x}", id="a sentence"),
        pytest.param('text("One "\n     "line")', "One line", id="a sentence on two lines"),
        pytest.param('ntext("One", "Many", n)', ("One", "Many"), id="a plural"),
        pytest.param('x: Annotated[str, asks("Which?")]', "Which?", id="a question"),
        pytest.param('problem("is empty")', "is empty", id="a problem of the configuration"),
        pytest.param('help_text("Run.")', "Run.", id="help at the terminal"),
        pytest.param(
            'class Bad(Refusal):\n    """This is\n    bad."""', "This is bad.", id="a refusal"
        ),
        pytest.param(
            '@router.command("a", fr="b")\ndef a(ctx):\n    """Do.\n\n    More."""\n',
            "Do.",
            id="a command",
        ),
    ],
)
def test_what_people_read_is_found(source: str, sentence: object) -> None:
    assert found_in(source) == [sentence]


@pytest.mark.parametrize(
    "source",
    [
        'def a(ctx):\n    """Do."""',
        '@router.button("a")\ndef a(ctx):\n    """Do."""',
        '@application.command("a")\ndef a(ctx):\n    """Do."""',
        'class Bad(Exception):\n    """Bad."""',
        'log.info("text")',
        "text(template)",
    ],
)
def test_what_nobody_reads_is_not_found(source: str) -> None:
    assert found_in(source) == []


def test_a_refusal_of_a_refusal_is_found() -> None:
    source = 'class A(Refusal):\n    """One."""\n\nclass B(A):\n    """Two."""'
    assert found_in(source) == ["One.", "Two."]


def test_a_plural_that_is_not_written_out_is_refused() -> None:
    with pytest.raises(ValueError, match="line 1"):
        found_in('ntext("One", plural, n)')


def test_no_sentence_hides_behind_a_name() -> None:
    hidden = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for package in ("bot/core", "handlers", "schedules")
        for path in sorted((ROOT / package).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("text", "ntext", "asks")
        and node.args
        and not isinstance(node.args[0], ast.Constant)
    ]
    assert hidden == [], "write the sentence itself between the brackets of text()"


@pytest.mark.slow
def test_every_command_and_every_refusal_is_found(sentences: set[Forms]) -> None:
    commands = {(command.summary,) for command in declarations().all_commands()}
    refusals = {(kind().sentence,) for kind in _kinds_of(Refusal) if _is_ours(kind)}
    assert (commands | refusals) - sentences == set()


def _kinds_of(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    for each in kind.__subclasses__():
        yield each
        yield from _kinds_of(each)


def _is_ours(kind: type[Refusal]) -> bool:
    made_bare = kind.__init__ is Refusal.__init__
    return made_bare and kind.__module__.split(".")[0] in ("bot", "handlers", "schedules")


# The French catalogue


def test_every_sentence_has_its_french(sentences: set[Forms], french: dict[Forms, Forms]) -> None:
    missing = sorted(each for each in sentences if not all(french.get(each, ("",))))
    assert missing == []


def test_no_french_outlives_its_sentence(sentences: set[Forms], french: dict[Forms, Forms]) -> None:
    assert sorted(set(french) - sentences) == []


def test_placeholders_are_the_same_in_french(french: dict[Forms, Forms]) -> None:
    def places(forms: Forms) -> set[str | None]:
        return {name for form in forms for _, name, _, _ in Formatter().parse(form)} - {None}

    assert {
        english: told for english, told in french.items() if places(english) != places(told)
    } == {}


def test_a_plural_has_both_its_french_forms(french: dict[Forms, Forms]) -> None:
    uneven = [english for english, told in french.items() if len(english) != len(told)]
    assert uneven == []
    for one, many in (told for told in french.values() if len(told) == 2):
        assert "{count}" in many, many
        assert one


def test_english_names_the_gardening_team(sentences: set[Forms]) -> None:
    found = [each for each in sentences if re.search(r"\b(?:who|that) tends?\b", " ".join(each))]
    assert found == []


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (r"[“”\"]", "quotes are « »"),
        (r"\w[·•‧∙]|[·•‧∙]\w", "neutral words rather than median dots"),
        (r"\w\((?:e|es|ne|trice|rice|s)\)|\w/(?:e|es|rice)\b|\w-e-s\b", "neutral words"),
        (r"[’\u00a0\u202f]", "apostrophes and spaces are as one types: they are set when shown"),
        (r"\.\.\.", "three dots are …"),
        (r"\S …|\w  \w| [.,…]", "no space too many"),
        (r"^\s|\s$", "no space at either end"),
        (r"(?i)\b(?:tu|toi|ton|tes)\b", "people are « vous »"),
    ],
)
def test_french_is_typographically_right(french: dict[Forms, Forms], wrong: str, why: str) -> None:
    def bare(sentence: str) -> str:
        return PLACES.sub("x", ADDRESSES.sub("x", sentence))

    found = [
        told for told_all in french.values() for told in told_all if re.search(wrong, bare(told))
    ]
    assert found == [], why


# English


def test_english_sentences_are_in_plain_typing(sentences: set[Forms]) -> None:
    assert [each for each in sentences if re.search(r"[’\u00a0\u202f]", "".join(each))] == []


def test_a_compiled_catalogue_is_read_unless_it_is_stale(tmp_path: Path) -> None:
    source = tmp_path / "fr" / "LC_MESSAGES" / "messages.po"
    source.parent.mkdir(parents=True)

    def said() -> str:
        return read_catalogue(source, "fr").gettext("Hello")

    source.write_text('msgid ""\nmsgstr ""\n\nmsgid "Hello"\nmsgstr "Bonjour"\n')
    compile_catalogues(tmp_path)
    at = source.stat().st_mtime_ns
    source.write_text(source.read_text().replace("Bonjour", "Salut"))
    os.utime(source, ns=(at, at))
    compiled = said()
    os.utime(source, ns=(at, at - 10**9))

    assert compiled == "Bonjour"
    assert said() == "Salut"
    assert [each.name for each in source.parent.iterdir() if each != source] == ["messages.mo"]


def test_new_sentences_are_compiled_at_once() -> None:
    makefile = (ROOT / "Makefile").read_text()
    recipe = re.search(r"^messages:.*\n((?:\t.*\n)+)", makefile, re.MULTILINE)

    assert recipe is not None
    assert recipe[1].splitlines()[-1].endswith("python -m bot.locales")


def test_english_needs_no_catalogue_since_the_sentences_are_english() -> None:
    assert catalogue("en").gettext("Any sentence") == "Any sentence"
    assert catalogue("en").ngettext("One", "Many", 2) == "Many"
    assert not (FRENCH.parents[3] / "en").exists()


# Readers


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
def test_whatever_a_client_says_its_language_is_a_language_is_spoken(
    client: str | None, language: str
) -> None:
    assert spoken(client, "fr") == language


@given(st.text())
def test_no_client_can_break_the_choice_of_a_language(client: str) -> None:
    assert spoken(client, "fr") in LOCALES


# What people typed calls nobody


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


def test_braces_in_what_people_typed_are_only_braces() -> None:
    assert reader("fr").say(text("{x}", x="{0.__class__} {y}")) == "{0.__class__} {y}"
    assert reader("fr").say("{x}") == "{x}"
