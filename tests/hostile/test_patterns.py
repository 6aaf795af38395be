"""Every regular expression that may see what people write takes linear time, or is bounded.

They are found in the source, so that a new one is tried too. Each is given long words that are made
of its own parts: what comes before a repetition, and then what is repeated, again and again.
"""

import ast
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from importlib import import_module
from itertools import pairwise, product
from pathlib import Path
from pkgutil import walk_packages
from types import ModuleType

import pytest

from bot.domain import addresses, invitations
from bot.domain.communes import register
from bot.domain.dates import date_words
from bot.domain.intents import features
from tests.hostile.pattern_attacks import attacks
from tests.hostile.worst_words import MOST, SUSPECT, UNSEEN, is_linear, outgrows, quickest, worst

PACKAGES = ("bot", "handlers", "storage", "schedules")
OURS = (
    "bot.config",
    "bot.operations.init",
    "bot.operations.check",
    "bot.operations.demo",
    "bot.__main__",
    "bot.operations.backup",
)
"""Modules that read only words of the people who run the instance."""
METHODS = {"match", "fullmatch", "search", "split", "sub", "subn", "findall", "finditer"}
BOUNDED = {
    "bot.domain.dates.clock_times": date_words.LONGEST,
    "bot.domain.dates.date_words": date_words.LONGEST,
    "bot.domain.dates.days": date_words.LONGEST,
    "bot.domain.dates.spans": date_words.LONGEST,
    "bot.domain.dates.repeats": date_words.LONGEST,
    "bot.domain.dates.moments": date_words.LONGEST + 1,
    "bot.domain.communes.search": register.LONGEST_PLACE,
    "bot.domain.intents.features": features.MOST_READ * 5,
    "bot.domain.addresses._EMAIL": addresses.LONGEST_EMAIL,
    "bot.domain.invitations._EMAIL": invitations.LONGEST_EMAIL,
}
"""Modules that check the length first."""
SHORT = (16, 24, 32, 40, 48, 256)
"""An exponential pattern shows with a few characters, and would never end with many."""


@dataclass(frozen=True)
class Found:
    """A regular expression, where it stands, and the methods that are called on it."""

    name: str
    pattern: re.Pattern[str]
    methods: frozenset[str]

    @property
    def most(self) -> int:
        bounds = (most for of, most in BOUNDED.items() if f"{self.name}.".startswith(f"{of}."))
        return next(bounds, MOST)


@dataclass
class Search:
    """Collects the regular expressions of a module: its values, and literals in its calls."""

    module: ModuleType
    found: dict[str, Found] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)

    def run(self) -> None:
        source = Path(str(self.module.__file__)).read_text(encoding="utf-8")
        values = {name: [*_patterns(value)] for name, value in vars(self.module).items()}
        if not any(values.values()) and not re.search(r"\bre\s*\.", source):
            return
        tree = ast.parse(source)
        called = _called(tree)
        for name, patterns in values.items():
            for nth, pattern in enumerate(patterns):
                methods = called.get(name) or _of_values(name, called, values)
                label = f"{self.module.__name__}.{name}" + (f".{nth}" if nth else "")
                self.found[label] = Found(label, pattern, frozenset(methods))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _is_of_re(node.func):
                self._literal(node)

    def _literal(self, call: ast.Call) -> None:
        method = call.func.attr  # type: ignore[attr-defined]
        label = f"{self.module.__name__}.line_{call.lineno}"
        literal = call.args[0]
        if not isinstance(literal, ast.Constant) or not isinstance(literal.value, str):
            self.unknown.append(f"{label}: {ast.unparse(call)}")
            return
        pattern = re.compile(literal.value, _flags(call))
        self.found[label] = Found(label, pattern, frozenset({method}))


def _called(tree: ast.AST) -> dict[str, set[str]]:
    """The methods called on each name; a name used in any other way has all of them."""
    methods: dict[str, set[str]] = {}
    held = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            held.add(id(node.value))
            if node.attr in METHODS:
                methods.setdefault(node.value.id, set()).add(node.attr)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and id(node) not in held:
            methods.get(node.id, set()).update(METHODS)
    return methods


def _of_values(
    name: str, called: Mapping[str, set[str]], patterns: Mapping[str, Collection[object]]
) -> set[str]:
    """The methods called on values of a collection: those of its file, if nobody else sees it."""
    others = (methods for each, methods in called.items() if not patterns.get(each))
    in_file = set[str]().union(*others) if name.startswith("_") else set[str]()
    return in_file or METHODS


def _is_of_re(call: ast.expr) -> bool:
    return (
        isinstance(call, ast.Attribute)
        and isinstance(call.value, ast.Name)
        and call.value.id == "re"
        and call.attr in METHODS
    )


def _flags(call: ast.Call) -> int:
    given = [each.value for each in call.keywords if each.arg == "flags"] + call.args[2:]
    return sum(getattr(re, each.attr) for each in given if isinstance(each, ast.Attribute))


def _patterns(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        if isinstance(value.pattern, str):
            yield value
    elif isinstance(value, dict):
        yield from _patterns(tuple(value.values()))
    elif isinstance(value, list | tuple | set | frozenset):
        for each in value:
            yield from _patterns(each)


@cache
def searched() -> Search:
    """All packages, searched once."""
    everything = Search(re)
    for package in PACKAGES:
        for each in walk_packages(import_module(package).__path__, f"{package}."):
            if not each.name.startswith((*OURS, "storage.migrations")):
                search = Search(import_module(each.name))
                search.run()
                everything.unknown += search.unknown
                for name, found in search.found.items():
                    everything.found.setdefault(name, found)
    return everything


def once(all_: Iterable[Found]) -> list[Found]:
    """Each where it is at home, not where it is imported: where most methods are called on it."""
    kept: dict[tuple[str, int], Found] = {}
    for each in all_:
        key = (each.pattern.pattern, each.pattern.flags)
        known = kept.get(key)
        kept[key] = (
            each
            if known is None
            else Found(known.name, known.pattern, known.methods | each.methods)
        )
    return list(kept.values())


def attempts(found: Found) -> Iterator[tuple[str, bool]]:
    """How a pattern is called with words that may take it long; and True if its time is linear."""
    calls: dict[str, Callable[[str], object]] = {
        "sub": lambda words: found.pattern.sub("", words),
        "subn": lambda words: found.pattern.sub("", words),
        "finditer": found.pattern.findall,
    }
    for (before, pump), end in product(sorted(attacks(found.pattern)), ("", "\x01")):
        make = partial(worst, pump, before[:64], end)
        for method in found.methods:
            call = calls.get(method) or getattr(found.pattern, method)
            called = f"{found.pattern.pattern!r}.{method}({before!r} {pump!r})"
            yield called, _is_quick(call, make, found.most)


def _is_quick(call: Callable[[str], object], make: Callable[[int], str], most: int) -> bool:
    """Try more and more words: an exponential pattern would never end with many."""
    took = UNSEEN
    for few, many in pairwise(each for each in SHORT if each <= most):
        words, known = make(many), took
        enough = SUSPECT * many / few * known
        took = max(UNSEEN, quickest(lambda: call(words), 1))  # noqa: B023 - called here
        if took > enough and outgrows(call, make, few, many):
            return False
    return most < MOST or is_linear(call, make)


def test_no_pattern_is_made_where_it_cannot_be_tried() -> None:
    unknown = searched().unknown
    made = [each for each in unknown if "re.escape(our_name)" not in each]

    assert len(unknown) > len(made)
    assert made == [], "compile these when the module is loaded"


@pytest.mark.slow
@pytest.mark.parametrize("found", once(searched().found.values()), ids=lambda each: each.name)
def test_every_pattern_is_linear(found: Found) -> None:
    tried = dict(attempts(found))

    assert len(tried) >= len(found.methods) > 0
    assert [called for called, is_quick in tried.items() if not is_quick] == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "pattern",
    [
        r"""\s*[«“"]\s*([^«»“”"]*?)\s*[»”"]\s*""",
        r"\s*,?\s+(?:au|to)\s+",
        r"https?://[^\s/]+\S* ",
        r"(?:a|b|ab)+c",
    ],
)
def test_a_slow_pattern_is_found(pattern: str) -> None:
    slow = Found("slow", re.compile(pattern), frozenset({"search", "fullmatch"}))

    assert False in (is_quick for _, is_quick in attempts(slow))
