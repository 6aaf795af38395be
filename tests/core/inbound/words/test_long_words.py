"""The worst words: every parser takes linear time, also beyond the 4,096 characters of a message.

Parsers are found by their names, commands and questions in the declarations: a new one is tried
too. Linear is what grows so: a busy machine does not count.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache, partial
from importlib import import_module
from inspect import Parameter, signature
from pkgutil import walk_packages
from types import ModuleType
from zoneinfo import ZoneInfo

import pytest

from bot.app import declarations
from bot.core.declarations.arguments import Param, Reading, parse, read
from bot.core.declarations.declaration import Command
from bot.core.inbound.senders import NobodyCalledSo
from bot.core.messages.incoming import Mention
from bot.domain import communes, communities, intents, words
from bot.domain.introductions import shown_name
from bot.domain.polls import rules
from bot.domain.refusals import Refusal
from storage.members.member_tables import Member
from tests.hostile.worst_words import MOST, PUMPS, is_linear, worst

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
PARIS = ZoneInfo("Europe/Paris")
TODAY = NOW.date()
DECLARED = declarations()
BEFORE = ("« ", "du ", "1 ", "a | ", "--fin ")


Make = Callable[[int], str]


@cache
def words_of(pump: str, before: str, end: str, most: int, *, raw: bool) -> str:
    """The worst of a kind: raw, as in files, or as messages arrive at parsers."""
    if raw:
        return worst(pump, before, end, most)
    return words.normalised(worst(f"{pump}x" if pump.isspace() else pump, before, end, most))


@cache
def attacks(pump: str) -> Sequence[Make]:
    """The worst of a kind, of any length."""
    makes: dict[str, Make] = {}
    for before, end in (("", ""), (BEFORE[len(pump) % len(BEFORE)], "\x01"), ('"', "x")):
        for raw in (True, False):
            make = partial(words_of, pump, before, end, raw=raw)
            makes.setdefault(make(MOST), make)
    return [*makes.values()]


def check_linear(call: Callable[[str], object], pump: str, what: str) -> None:
    def tried(typed: str) -> None:
        with suppress(Refusal):
            call(typed)

    for make in attacks(pump):
        assert is_linear(tried, make), f"{what} of {make(20)!r} takes more than linear time"


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
"""Arguments of parsers beside the words, by name."""
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
        "search_words": words.search_words,
        "name_parts": words.name_parts,
        "intents": intents.understand,
        "clauses": intents.clauses_of,
        "tidy": rules.tidy,
        "choices": lambda typed: rules.choices_meant(typed, ["a", "aa", "1", "Zoé", *"bcdefg"]),
        "commune": communes.find,
        "territory": lambda typed: communities.territories_called(typed, ["Grand Est"]),
        "near territories": lambda typed: communities.similar_territories(typed, ["Grand Est"]),
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
        "spans.read_span",
        "news_content.read_news",
        "needs.read_need",
    )

    assert all(any(name.endswith(each) for name in PARSERS) for each in known)
    assert len(PARSERS) > 40


@pytest.mark.slow
@pytest.mark.parametrize("name", PARSERS)
def test_no_parser_takes_long(name: str) -> None:
    for each in PUMPS.values():
        check_linear(PARSERS[name], each, name)


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


@pytest.mark.slow
@pytest.mark.parametrize("param", OF_EACH_KIND.values(), ids=lambda it: f"{it.name}-{it.kind}")
def test_no_parameter_takes_long(param: Param) -> None:
    for each in PUMPS.values():
        check_linear(lambda it: read(param, it, READING), each, param.name)


ALIKE = {
    tuple((each.kind, each.option) for each in it.params): it
    for it in DECLARED.all_commands()
    if len(it.params) > 1
}
"""A command for each combination: those of one parameter read just that."""


@pytest.mark.slow
@pytest.mark.parametrize("command", ALIKE.values(), ids=lambda it: it.name)
def test_no_command_is_parsed_for_long(command: Command) -> None:
    for each in PUMPS.values():
        check_linear(lambda it: parse(it, command.params, READING), each, command.name)
