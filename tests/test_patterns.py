"""Every regular expression that may see what people write takes linear time, or is bounded.

They are found in the source, so that a new one is tried too. Each is given long words that are made
of its own parts: what comes before a repetition, and then what is repeated, again and again.
"""

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from itertools import product
from pathlib import Path
from pkgutil import walk_packages
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from types import ModuleType
from typing import Any, TypeAlias

import pytest

from bot.domain import addresses
from bot.domain.communes import areas
from bot.domain.dates.phrases import date_words
from bot.domain.invitations import list_lines
from tests.worst_words import MOST, PUMPS, quickest, worst

PACKAGES = ("bot", "handlers", "storage", "schedules")
OURS = (
    "bot.config",
    "bot.operations.init",
    "bot.operations.check",
    "bot.operations.demo",
    "bot.__main__",
    "bot.operations.backup",
)
"""What reads only what those who run the instance wrote."""
METHODS = {"match", "fullmatch", "search", "split", "sub", "subn", "findall", "finditer"}
BOUNDED = {
    "bot.domain.dates.phrases.clock_times": date_words.LONGEST,
    "bot.domain.dates.phrases.date_words": date_words.LONGEST,
    "bot.domain.dates.phrases.days": date_words.LONGEST,
    "bot.domain.dates.phrases.durations": date_words.LONGEST,
    "bot.domain.dates.phrases.moments": date_words.LONGEST,
    "bot.domain.dates.spans.span_parts": date_words.LONGEST,
    "bot.domain.dates.spans.span_phrases": date_words.LONGEST,
    "bot.domain.dates.spans.whole_days": date_words.LONGEST,
    "bot.domain.dates.recurrence.repeats": date_words.LONGEST,
    "bot.domain.dates.phrases.periods": date_words.LONGEST + 1,
    "bot.domain.communes.search": areas.LONGEST,
    "bot.domain.addresses._EMAIL": addresses.LONGEST_EMAIL,
    "bot.domain.invitations.list_lines._EMAIL": list_lines.LONGEST_EMAIL,
}
"""What checks the length first, which `test_what_is_bounded_is_bounded` proves."""
Tree: TypeAlias = Any
"""What `re` makes of a pattern: a list of parts, each with what it is and what it has."""
SHORT = (24, 32, 40, 48, 256)
"""What is exponential shows with a few characters, and would never end with many."""
LIMIT = 0.006
"""Linear ones take a tenth of it; quadratic ones take longer."""


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
                methods = called.get(name) or METHODS
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


# What a pattern is attacked with


def attacks(pattern: re.Pattern[str]) -> set[tuple[str, str]]:
    """A beginning and what is repeated behind it, from the pattern's own parts."""
    tree = parser.parse(pattern.pattern, pattern.flags)
    found = {("", pump) for pump in PUMPS.values()} | {(" ", "a"), ("« ", "a ")}
    for before, pump in _repeated(tree, ""):
        found |= {(before, pump), ("", pump), ("", before + pump)}
    pieces = sorted({_sample([each]) for each in _leaves(tree)} - {""})[:6]
    return found | {("", one + other) for one in pieces for other in pieces}


_REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)
_OF_CATEGORY = {
    sre.CATEGORY_SPACE: " ",
    sre.CATEGORY_DIGIT: "1",
    sre.CATEGORY_NOT_WORD: "-",
}


def _inside(op: Tree, value: Tree) -> list[Tree]:
    """The parts of a part."""
    if op in _REPEATS:
        return [value[2]]
    if op is sre.BRANCH:
        return list(value[1])
    if op is sre.SUBPATTERN:
        return [value[3]]
    return [value] if op is sre.ATOMIC_GROUP else []


def _repeated(tree: Tree, before: str) -> Iterator[tuple[str, str]]:
    """What stands before each repetition, and what it repeats."""
    for op, value in tree:
        if op in _REPEATS and value[1] > 8:
            yield from ((before, each) for each in _variants(value[2]))
        for part in _inside(op, value):
            yield from _repeated(part, before)
        before += _sample([(op, value)])


def _variants(tree: Tree) -> set[str]:
    found = {_sample(tree)}
    for op, value in tree:
        if op is sre.IN:
            found |= {_sample([each]) for each in value[:6]}
        for part in _inside(op, value):
            found |= _variants(part)
    return found - {""}


def _leaves(tree: Tree) -> Iterator[Tree]:
    for op, value in tree:
        if op in (sre.LITERAL, sre.CATEGORY):
            yield op, value
        elif op is sre.IN:
            yield from (each for each in value if each[0] is not sre.NEGATE)
        for part in _inside(op, value):
            yield from _leaves(part)


def _sample(tree: Tree) -> str:
    """Something that this matches."""
    return "".join(_one(op, value) for op, value in tree)


def _one(op: Tree, value: Tree) -> str:
    if op is sre.LITERAL:
        return chr(value)
    if op is sre.RANGE:
        return chr(value[0])
    if op is sre.CATEGORY:
        return str(_OF_CATEGORY.get(value, "a"))
    if op is sre.IN:
        return "a" if value[0][0] is sre.NEGATE else _one(*value[0])
    if op in (sre.ANY, sre.NOT_LITERAL):
        return "a"
    if op in _REPEATS:
        return _sample(value[2]) * min(int(value[0]), 20)
    parts = _inside(op, value)
    return _sample(parts[0]) if parts else ""


def slowest(found: Found) -> tuple[float, str]:
    """The worst that was found for a pattern, in seconds, and which words."""
    calls: dict[str, Callable[[str], object]] = {
        "sub": lambda words: found.pattern.sub("", words),
        "subn": lambda words: found.pattern.sub("", words),
        "finditer": found.pattern.findall,
    }
    worst_yet = (0.0, "")
    for most in sorted({min(each, found.most) for each in (*SHORT, found.most)}):
        for (before, pump), end in product(sorted(attacks(found.pattern)), ("", "\x01")):
            words = worst(pump, before[:64], end, most)
            for method in found.methods:
                call = calls.get(method) or getattr(found.pattern, method)
                took = quickest(lambda: call(words), enough=LIMIT)  # noqa: B023 - called here
                if took > worst_yet[0]:
                    worst_yet = (took, f"{found.pattern.pattern!r}.{method}({before!r} {pump!r})")
                if took > LIMIT:
                    return worst_yet
    return worst_yet


def test_no_pattern_is_made_where_it_cannot_be_tried() -> None:
    made = [each for each in searched().unknown if "re.escape(our_name)" not in each]

    assert made == [], "compile these when the module is loaded"


@pytest.mark.parametrize("found", once(searched().found.values()), ids=lambda each: each.name)
def test_every_pattern_is_linear(found: Found) -> None:
    took, words = slowest(found)

    assert took < LIMIT, words


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
    took, _ = slowest(Found("slow", re.compile(pattern), frozenset({"search", "fullmatch"})))

    assert took >= LIMIT
