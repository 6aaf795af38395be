"""Typed words become the arguments of a handler, or a sentence that says what to type."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any, cast
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.declarations.arguments import (
    NearbyOption,
    NeitherYesNorNo,
    NotANumber,
    OptionWithoutValue,
    Parsed,
    Reading,
    TooLong,
    TooManyWords,
    UnknownOption,
    asks,
    at_most,
    option,
    params_of,
    parse,
    read_number,
    read_yes,
)
from bot.core.messages.content import Typed
from bot.core.messages.incoming import Mention
from bot.domain.dates.recurrence import Recurring
from bot.domain.refusals import Refusal
from storage.members.member_tables import Member

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ZOE = Member(id=7, name="Zoé", joined_at=NOW)


def find(typed: str, mentions: Sequence[Mention]) -> Member:
    del mentions
    if typed != "Zoé":
        raise NotANumber(typed=typed)
    return ZOE


READING = Reading(NOW, PARIS, find)


def poll(  # noqa: PLR0913 - a poll has all kinds of parameters
    ctx: None,
    question: Annotated[str, asks("Which question?")],
    choices: Annotated[list[str], asks("Which choices?")],
    *,
    end: Annotated[datetime | None, option("fin"), time(18)] = None,
    multiple: bool = False,
    open_names: Annotated[bool, option("noms")] = False,
    quorum: int | None = None,
) -> None: ...


def answer(ctx: None, number: int, words: str) -> None: ...
def take(ctx: None, number: int, due: date) -> None: ...
def vote(ctx: None, number: int, choices: list[int]) -> None: ...
def write(ctx: None, words: str) -> None: ...
def give(ctx: None, member: Member, words: str) -> None: ...
def wait(ctx: None, length: timedelta) -> None: ...
def repeat(ctx: None, rule: Recurring, words: str = "") -> None: ...
def name(ctx: None, words: Annotated[str, at_most(5)], others: str = "") -> None: ...
def bare(ctx: None) -> None: ...


HANDLERS = (poll, answer, take, vote, write, give, wait, repeat, name, bare)


def read(handler: Any, words: str) -> dict[str, object]:  # noqa: ANN401 - a handler of any shape
    return dict(parse(words, params_of(handler), READING).values)


# Parts

POLL = {"question": "Quelle date ?", "choices": ["mardi", "jeudi"]}


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("Quelle date ? | mardi | jeudi", id="on one line"),
        pytest.param("Quelle date ?\nmardi\njeudi", id="one a line"),
        pytest.param("Quelle date ?\r\nmardi\r\n\r\njeudi\r\n", id="lines of another machine"),
        pytest.param("  Quelle date ?   |mardi | jeudi |  ".replace("|m", "| m"), id="blanks"),
        pytest.param("Quelle date ? | mardi\njeudi", id="both"),
        pytest.param("Quelle date\u00a0? | mardi\u202f| jeudi", id="no-break spaces"),
        pytest.param("« Quelle date ? » | «\u00a0mardi\u00a0» | “jeudi”", id="quotes"),
        pytest.param('"Quelle date ?"\n"mardi"\n"jeudi"', id="straight quotes"),
    ],
)
def test_parts_are_separated_as_people_separate_them(words: str) -> None:
    assert read(poll, words) == POLL


@pytest.mark.parametrize(
    ("handler", "words", "values"),
    [
        (answer, "12 Oui, en mars", {"number": 12, "words": "Oui, en mars"}),
        (answer, "#12 Oui | non", {"number": 12, "words": "Oui\nnon"}),
        (answer, "12\nOui\nnon", {"number": 12, "words": "Oui\nnon"}),
        (answer, "12 « Oui »", {"number": 12, "words": "Oui"}),
        (answer, "12 a --fin b", {"number": 12, "words": "a --fin b"}),
        (take, "12 vendredi", {"number": 12, "due": date(2026, 11, 27)}),
        (take, "12 | 5/12", {"number": 12, "due": date(2026, 12, 5)}),
        (vote, "7 1, 3;4", {"number": 7, "choices": [1, 3, 4]}),
        (vote, "7 1", {"number": 7, "choices": [1]}),
        (give, "Zoé | Bonjour", {"member": ZOE, "words": "Bonjour"}),
        (give, "Zoé\nBonjour\nà vous", {"member": ZOE, "words": "Bonjour\nà vous"}),
        (wait, "2 jours", {"length": timedelta(days=2)}),
        (repeat, "mardi 8h", {"rule": Recurring.weekly(1, time(8))}),
        (bare, "", {}),
    ],
)
def test_each_part_is_read_by_the_type_of_its_parameter(
    handler: object, words: str, values: dict[str, object]
) -> None:
    assert read(handler, words) == values


@pytest.mark.parametrize(
    "words",
    [
        "Bonjour",
        "un | deux\ntrois",
        "—Bonjour, dit-elle, --vraiment-- ?",
        "« Oui » ou « non » ?",
        "l'arobase @room",
    ],
)
def test_one_text_is_taken_as_it_stands(words: str) -> None:
    assert read(write, f"  {words}\n") == {"words": words}


def test_a_missing_argument_is_named() -> None:
    parsed = parse("12", params_of(answer), READING)

    assert parsed.values == {"number": 12}
    assert parsed.missing is not None
    assert parsed.missing.name == "words"


# Options

END = datetime(2026, 11, 27, 18, 0, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("words", "options"),
    [
        ("--fin vendredi 18h", {"end": END}),
        ("--end friday 6pm", {"end": END}),
        ("--fin vendredi", {"end": END}),
        ("--FIN=vendredi 18h", {"end": END}),
        ("—fin vendredi 18h", {"end": END}),
        ("–fin « vendredi 18h »", {"end": END}),
        ("--fin vendredi 18h --multiple", {"end": END, "multiple": True}),
        ("--multiple --fin vendredi", {"end": END, "multiple": True}),
        ("--multiple | --fin vendredi", {"end": END, "multiple": True}),
        ("--noms", {"open_names": True}),
        ("--open-names", {"open_names": True}),
        ("--open_names", {"open_names": True}),
        ("--quorum 10", {"quorum": 10}),
        ("--quorum=10 --noms", {"quorum": 10, "open_names": True}),
    ],
)
@pytest.mark.parametrize("place", ["{poll} {options}", "{poll}\n{options}", "{poll} | {options}"])
def test_options_are_understood_in_both_languages(
    words: str, options: dict[str, object], place: str
) -> None:
    typed = place.format(poll="Quelle date ? | mardi | jeudi", options=words)
    assert read(poll, typed) == POLL | options


@pytest.mark.parametrize(
    "typed",
    [
        "--multiple Quelle date ? | mardi | jeudi",
        "Quelle date ? --multiple | mardi | jeudi",
        "Quelle date ? | mardi --multiple\njeudi",
    ],
)
def test_a_choice_of_yes_stands_anywhere(typed: str) -> None:
    assert read(poll, typed) == POLL | {"multiple": True}


def test_a_value_ends_with_its_part() -> None:
    typed = "Quelle date ? --fin vendredi 18h | mardi | jeudi"
    assert read(poll, typed) == POLL | {"end": END}


def test_a_dash_in_the_words_is_a_dash() -> None:
    typed = "Bus 12 – ou 14 ? | aller-retour | - rien -"
    assert read(poll, typed) == {
        "question": "Bus 12 – ou 14 ?",
        "choices": ["aller-retour", "- rien -"],
    }


@pytest.mark.parametrize(
    ("handler", "words", "refusal"),
    [
        (poll, "Q ? | a | b --couleur rouge", UnknownOption),
        (poll, "Q ? | a | b --fin", OptionWithoutValue),
        (poll, "Q ? | a | b --fin --multiple", OptionWithoutValue),
        (poll, "Q ? | a | b --quorum dix", NotANumber),
        (answer, "douze Oui", NotANumber),
        (take, "12 vendredi\ndemain", TooManyWords),
        (bare, "quelque chose", TooManyWords),
        (name, "beaucoup trop", TooLong),
    ],
)
def test_wrong_arguments_are_explained(handler: object, words: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal) as told:
        read(handler, words)
    assert str(told.value)


def test_an_unknown_option_is_answered_with_the_known_ones() -> None:
    with pytest.raises(UnknownOption) as told:
        read(poll, "Q ? | a | b --couleur rouge")
    known = cast("list[Typed]", told.value.values["options"])
    assert [each.fr for each in known] == ["--fin", "--multiple", "--noms", "--quorum"]


@pytest.mark.parametrize("typed", ["quroum 10", "mutliple", "nom"])
def test_the_nearest_option_is_suggested(typed: str) -> None:
    with pytest.raises(NearbyOption) as told:
        read(poll, f"Q ? | a | b --{typed}")

    meant = cast("Typed", told.value.values["meant"])
    assert meant.fr[:3] == f"--{typed[0]}"
    assert len(cast("list[Typed]", told.value.values["options"])) == 4


# Numbers, yes and no


@pytest.mark.parametrize("typed", ["7", "#7", "n°7", "n° 7", "N° 7", "no 7", " 7 "])
def test_a_number_is_read_as_people_write_it(typed: str) -> None:
    assert read_number(typed) == 7


@pytest.mark.parametrize("typed", ["", "sept", "7 8", "-7", "7.5", "²", "9" * 10, "9" * 5000])
def test_a_wrong_number_is_explained(typed: str) -> None:
    with pytest.raises(NotANumber):
        read_number(typed)


@pytest.mark.parametrize(
    ("typed", "answer"),
    [("oui", True), ("Oui !", True), ("yes", True), ("non", False), ("NO", False)],
)
def test_yes_and_no_are_read_in_both_languages(typed: str, answer: bool) -> None:  # noqa: FBT001
    assert read_yes(typed) is answer


def test_a_word_that_is_neither_yes_nor_no_is_explained() -> None:
    with pytest.raises(NeitherYesNorNo):
        read_yes("peut-être")


# Anything at all

marks = st.sampled_from(
    ["--", "—", "--fin ", " | ", "\n", "«", "»", '"', "#", "n°", "12", "vendredi", "18h", "\u00a0"]
)
anything = st.lists(st.text(max_size=12) | marks, max_size=10).map("".join)


@pytest.mark.slow
@given(st.sampled_from(HANDLERS), anything)
def test_any_text_is_read_or_refused_with_a_sentence(handler: object, words: str) -> None:
    try:
        read_it: Parsed | Refusal = parse(words, params_of(handler), READING)  # type: ignore[arg-type]
    except Refusal as refusal:
        read_it = refusal
    assert isinstance(read_it, Parsed) or str(read_it)


@pytest.mark.slow
@given(st.lists(st.text(st.characters(categories=["L", "N"]), min_size=1), min_size=2, max_size=6))
def test_parts_come_back_as_they_were(parts: list[str]) -> None:
    question, *choices = parts
    for mark in (" | ", "\n"):
        assert read(poll, mark.join(parts)) == {"question": question, "choices": choices}
