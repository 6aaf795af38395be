"""The worst of 4,096 characters, and what nobody sees: no parser takes long, no message is lost.

Parsers are found by their names, commands and questions in the declarations: a new one is tried
too. Time is the processor's, the best of three, so that a busy machine does not count.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from importlib import import_module
from inspect import Parameter, signature
from pkgutil import walk_packages
from types import ModuleType
from zoneinfo import ZoneInfo

import pytest

from bot.app import declarations
from bot.core.declarations.arguments.parameters import Param
from bot.core.declarations.arguments.parsing import parse
from bot.core.declarations.arguments.readers import Reading, read
from bot.core.declarations.declaration import Command
from bot.core.inbound.senders.member_lookup import NobodyCalledSo
from bot.core.messages.incoming import Kind, Mention
from bot.domain import communes, names, territories, words
from bot.domain.joining import shown_name
from bot.domain.polls import choices
from bot.domain.refusals import Refusal
from handlers.conversations.intents import INTENTS
from storage.members.member_tables import Member
from tests.town import BACK_ROOM, Town
from tests.worst_words import MOST, PUMPS, growth, quickest, slowness, worst

LIMIT = 0.05
DECLARED = declarations()
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
PARIS = ZoneInfo("Europe/Paris")
TODAY = NOW.date()
BEFORE = ("« ", "du ", "1 ", "a | ", "--fin ")


@cache
def attacks(pump: str) -> Sequence[str]:
    """The worst of a kind: raw, as in files, and as messages arrive at parsers."""
    return [*_attacks(pump)]


def _attacks(pump: str) -> Iterator[str]:
    for before, end in (("", ""), (BEFORE[len(pump) % len(BEFORE)], "\x01"), ('"', "x")):
        yield worst(pump, before, end)
        yield words.normalised(worst(f"{pump}x" if pump.isspace() else pump, before, end))


def is_quick(took: float) -> bool:
    """True within the limit of a machine as fast as ours, or of this one if it is slower."""
    return took < LIMIT or took < LIMIT * slowness()


def check_quick(call: Callable[[str], object], typed: str, what: str) -> None:
    def tried() -> None:
        with suppress(Refusal):
            call(typed)

    took = quickest(tried, enough=LIMIT)
    assert is_quick(took), f"{what} of {typed[:20]!r} took {took:.3f}"


# Parsers

GIVEN: dict[str, object] = {
    "now": NOW,
    "today": TODAY,
    "first": TODAY,
    "zone": PARIS,
    "example": "/actu",
    "examples": "1",
    "communities": (),
    "places": None,
}
"""What parsers are given beside the words, by its name."""
NOT_WORDS = {
    "read_upload",  # what we wrote ourselves
    "read_picture",
    "read_address",  # of a host, see below
    "read_wanted",  # what is kept
    "read_position",
    "read_preview",
    "read_json",
    "read_cursor",
}


def _modules() -> Iterator[ModuleType]:
    for package in ("bot.domain", "bot.core", "bot.vocabulary", "bot.workers", "handlers"):
        for each in walk_packages(import_module(package).__path__, f"{package}."):
            yield import_module(each.name)


def _parser(call: Callable[..., object]) -> Callable[[str], object] | None:
    """The parser as a function of words alone; None where it does not read any."""
    first, *others = signature(call).parameters.values()
    if first.annotation in ("Sequence[str]", Sequence[str]):
        more = {each.name: GIVEN[each.name] for each in others if each.default is Parameter.empty}
        return lambda typed: call(typed.split("\n"), **more)
    if first.annotation not in ("str", str):
        return None
    more = {each.name: GIVEN[each.name] for each in others if each.default is Parameter.empty}
    return lambda typed: call(typed, **more)


def _parsers() -> dict[str, Callable[[str], object]]:
    found: dict[str, Callable[[str], object]] = {
        "fold": words.fold,
        "normalised": words.normalised,
        "on_one_line": words.on_one_line,
        "person_name": words.person_name,
        "shown_name": shown_name,
        "search_words": names.search_words,
        "parts_of": names.parts_of,
        "intents": INTENTS.read,
        "tidy": choices.tidy,
        "choices": lambda typed: choices.choices_meant(typed, ["a", "aa", "1", "Zoé", *"bcdefg"]),
        "commune": communes.find,
        "near communes": communes.guess,
        "territory": lambda typed: territories.called(typed, ["Grand Est"]),
        "near territories": lambda typed: territories.nearly(typed, ["Grand Est"]),
        "command": DECLARED.command_for,
    }
    for module in _modules():
        for name, call in vars(module).items():
            ours = getattr(call, "__module__", "") == module.__name__
            if ours and callable(call) and name.startswith("read_") and name not in NOT_WORDS:
                parser = _parser(call)
                if parser is not None:
                    found[f"{module.__name__}.{name}"] = parser
    return found


PARSERS = _parsers()


def test_parsers_are_found() -> None:
    known = (
        "moments.read_moment",
        "span_phrases.read_span",
        "news.read_news",
        "room_words.read_room",
    )

    assert all(any(name.endswith(each) for name in PARSERS) for each in known)
    assert len(PARSERS) > 40


@pytest.mark.parametrize("name", PARSERS)
def test_no_parser_takes_long(name: str) -> None:
    for each in PUMPS.values():
        for typed in attacks(each):
            check_quick(PARSERS[name], typed, name)


@pytest.mark.parametrize("name", PARSERS)
@pytest.mark.parametrize("pump", [" ", "a ", '"', "1,", "| "])
def test_parsers_take_four_times_as_long_for_four_times_as_much(name: str, pump: str) -> None:
    def tried(typed: str) -> None:
        with suppress(Refusal):
            PARSERS[name](typed)

    def make(most: int) -> str:
        return worst(pump, most=most)

    quick = quickest(lambda: tried(make(MOST)), 1) < 0.002  # too quick to be compared

    assert quick or growth(tried, make) < 9  # quadratic is 16


def _nobody(typed: str, _: Sequence[Mention]) -> Member:
    raise NobodyCalledSo(typed=typed[:40], community="")


def _params() -> dict[object, Param]:
    """One parameter of each kind that is declared anywhere."""
    declared = (
        *DECLARED.all_commands(),
        *DECLARED.buttons.values(),
        *DECLARED.forms.values(),
        *DECLARED.outcomes.values(),
    )
    return {
        (str(each.kind), each.reads, each.most, each.gone_by): each
        for declaration in declared
        for each in declaration.params
        if "Upload" not in str(each.kind) and "read_picture" not in str(each.reads)
    }


READING = Reading(NOW, PARIS, _nobody)
OF_EACH_KIND = _params()


@pytest.mark.parametrize("param", OF_EACH_KIND.values(), ids=lambda it: f"{it.name}-{it.kind}")
def test_no_parameter_takes_long(param: Param) -> None:
    for each in PUMPS.values():
        for typed in attacks(each):
            check_quick(lambda it: read(param, it, READING), typed, param.name)


ALIKE = {
    tuple((each.kind, each.option) for each in it.params): it for it in DECLARED.all_commands()
}


@pytest.mark.parametrize("command", ALIKE.values(), ids=lambda it: it.name)
def test_no_command_is_parsed_for_long(command: Command) -> None:
    for each in PUMPS.values():
        for typed in attacks(each):
            check_quick(lambda it: parse(it, command.params, READING), typed, command.name)


# Conversations

IN_TALK = [
    "blanks",
    "quotes",
    "numbers",
    "separators",
    "a letter",
    "emoji",
    "lines",
    "marks",
    "kinds",
]


def check_added(say: Callable[[str], object], typed: str, what: str) -> None:
    """What long words add to the time of a conversation, which differs from machine to machine."""
    took = quickest(lambda: say(typed), enough=LIMIT)
    if took > LIMIT:
        took -= quickest(lambda: say(typed[:20]))
    assert is_quick(took), f"{what} of {typed[:20]!r} took {took:.3f} longer"


@pytest.mark.slow
@pytest.mark.parametrize("pump", IN_TALK)
def test_no_command_takes_long(town: Town, pump: str) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    others = ((zoe, "x"), (town.stranger("Xavier"), "x"))
    # A database meets the words of those who may do most; others are refused before it does.
    for who, end in ((ana, ""), *(others if town.database.is_sqlite else ())):
        for command in DECLARED.all_commands():
            typed = worst(PUMPS[pump], f'/{command.fr} "', end)
            check_added(who.says, typed, command.name)


@pytest.mark.slow
@pytest.mark.parametrize("pump", IN_TALK)
def test_no_answer_to_a_question_takes_long(town: Town, pump: str) -> None:
    ana = town.gardener("territory")
    for name, form in DECLARED.forms.items():
        ana.says("", kind=Kind.PRESS, press=f"ask:{name}", press_id="ask")
        for param in form.params:
            check_added(ana.says, worst(PUMPS[pump]), f"{name}: {param.name}")


TOO_LONG = "écrivez 4 096 caractères au plus"


@pytest.mark.parametrize(
    "typed", [pytest.param("/ecrire ", id="a command"), pytest.param("", id="plain words")]
)
def test_too_much_is_answered_with_words(town: Town, typed: str) -> None:
    town.gardener("territory")
    zoe = town.member("Zoé")

    said = zoe.says(typed + "Bonjour, voici mon roman. " * 400)

    assert TOO_LONG in said
    assert town.said_in(BACK_ROOM) == []


def test_a_question_is_asked_again_for_a_shorter_answer(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    asked = zoe.says("/ecrire")

    again = zoe.says("Bonjour ! " * 1000)
    sent = zoe.says("Bonjour !")

    assert TOO_LONG in again
    assert asked.splitlines()[0] in again
    assert "Ana" in sent
    assert ana.name in sent


def test_a_reply_that_is_too_long_is_not_passed_on(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    zoe.says("/ecrire Bonjour")
    letter = town.said_in(BACK_ROOM)[-1]
    told = len(zoe.inbox)

    said = town.gardener("region").says("Voici. " * 1000, BACK_ROOM, reply_to=letter)

    assert TOO_LONG in said
    assert len(zoe.inbox) == told
    assert ana.inbox


def test_blanks_are_one_and_lines_stay(town: Town) -> None:
    town.gardener("territory")
    zoe = town.member("Zoé")

    zoe.says(
        "/ecrire Bonjour  \t Ana,\r\n\r\n\r\n\n\n   une\u00a0question :\n– la\u202e date\u200b ?  "
    )

    letter = town.said_in(BACK_ROOM)[-1].text
    assert "Bonjour\tAna,\n\n une question :\n– la date ?" in letter


NAMES = [
    pytest.param("Zoé\u202eeoZ", "ZoéeoZ", id="turned around"),
    pytest.param("Z\u200bo\u2060é", "Zoé", id="zero width"),
    pytest.param("Zoé https://spam.example/x", "Zoé", id="an address"),
    pytest.param("Zoé (t.me/spam)", "Zoé", id="an address without its scheme"),
    pytest.param("@spam Zoé", "spam Zoé", id="a mention"),
    pytest.param("Zoé /start", "Zoé start", id="a command"),
    pytest.param("zoe.spam", "zoe. spam", id="a host"),
    pytest.param("Zoé 👩\u200d🌾❤\ufe0f", "Zoé 👩\u200d🌾❤\ufe0f", id="emoji"),
]


@pytest.mark.parametrize(("name", "shown"), NAMES)
def test_the_name_of_an_account_hides_nothing_and_leads_nowhere(
    town: Town, name: str, shown: str
) -> None:
    assert town.member(name).says("/moi").splitlines()[0] == shown


@pytest.mark.parametrize(("name", "shown"), NAMES)
def test_a_typed_name_hides_nothing_and_leads_nowhere(town: Town, name: str, shown: str) -> None:
    ana = town.member("Ana")
    ana.says("", kind=Kind.PRESS, press="ask:rename", press_id="ask")
    ana.says(name)

    assert ana.says("/moi").splitlines()[0] == shown
