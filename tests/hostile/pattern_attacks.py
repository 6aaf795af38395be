"""Words that make a regular expression slow, built from its own parts."""

import re
from collections.abc import Iterator
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, TypeAlias

from tests.hostile.worst_words import PUMPS

Tree: TypeAlias = Any
"""A pattern as `re` parses it: a list of parts, each with its kind and its contents."""


def attacks(pattern: re.Pattern[str]) -> set[tuple[str, str]]:
    """A beginning and the part repeated behind it, from the pattern's own parts."""
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
    """Return the part before each repetition, and the repeated part."""
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
