"""The parameters of each method, read once from python-telegram-bot's own signatures.

What the Bot API has beyond them stands in `later_api.json`, which `tests.bench.later_api` writes.
"""

import inspect
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache, partial
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import telegram
import telegram._bot
import telegram._utils.types
from telegram import InputFile, InputMedia, InputMediaPhoto, TelegramObject
from telegram._utils.defaultvalue import DefaultValue

from .errors import Json

Reader = Callable[[Any], object]
Kinds = tuple[type[TelegramObject], ...]
_NAMES = {**vars(telegram._utils.types), **vars(telegram._bot), **vars(telegram)}
_INTEGER = re.compile(r"-?\d{1,19}")
_LATER = json.loads(Path(__file__).with_name("later_api.json").read_text(encoding="utf-8"))
_LATER_TYPES: dict[str, dict[str, str]] = _LATER["types"]
_LATER_METHODS: dict[str, dict[str, str]] = _LATER["methods"]


@dataclass(frozen=True, slots=True)
class Parameter:
    required: bool
    read: Reader


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with the call."""

    name: str
    mime: str
    content: bytes


def parameters_of(method: str) -> dict[str, Parameter]:
    """Derive the parameters of `send_message` and the like; a reader raises ValueError."""
    first, *others = method.split("_")
    later = _LATER_METHODS.get(first + "".join(map(str.capitalize, others)), {})
    function = getattr(telegram.Bot, method, None)
    hints = {} if function is None else get_type_hints(function, globalns=_NAMES)
    given = {} if function is None else inspect.signature(function).parameters
    known = {
        name: Parameter(
            each.default is each.empty, _later_reader(later.get(name, "")) or _reader(hints[name])
        )
        for name, each in given.items()
        if each.kind is not each.KEYWORD_ONLY and name != "self"
    }
    new = {
        name: Parameter(not kind.endswith("?"), partial(_later_value, kind.rstrip("?")))
        for name, kind in later.items()
        if name not in hints
    }
    return known | new


def _later_reader(kind: str) -> Reader | None:
    """Reads a parameter whose type has fields that python-telegram-bot does not require or know."""
    name = kind.rstrip("?").removeprefix("Array of ")
    return partial(_later_value, kind.rstrip("?")) if name in _LATER_TYPES else None


def _later_value(kind: str, raw: Any) -> object:  # noqa: ANN401 - whatever a client sent
    """Read a value of a kind, in the words of the Bot API."""
    simple = {"Integer": _integer, "String": _string, "Boolean": _boolean, "Float": _number}
    if kind in simple:
        return simple[kind](raw)
    told = _parsed(raw) if isinstance(raw, str) else raw
    if kind.startswith("Array of "):
        if not isinstance(told, list):
            raise ValueError("expected an Array")
        return [_later_value(kind.removeprefix("Array of "), each) for each in told]
    if not isinstance(told, dict):
        raise ValueError("expected an Object")  # noqa: TRY004 - see above
    fields = _LATER_TYPES.get(kind)
    if fields is None:
        return _object((_NAMES[kind],), told)
    if unknown := told.keys() - fields.keys():
        raise ValueError(f"{kind} has no {', '.join(sorted(unknown))}")
    for name, of in fields.items():
        if name in told:
            _later_value(of.rstrip("?"), told[name])
        elif not of.endswith("?"):
            raise ValueError(f"{kind} lacks {name}")
    return told


def _reader(hint: object) -> Reader:
    """Choose how to read a parameter from all that python-telegram-bot lets it be."""
    members = list(_members(hint))
    for member in members:
        if get_origin(member) is Sequence:
            (inner,) = get_args(member)
            objects = [it for it in _members(inner) if get_origin(it) is not tuple]
            plain = objects == [str]
            return partial(_array, str if plain else _kinds(objects))
    simple: list[tuple[set[object], Reader]] = [
        ({InputFile}, _file),
        ({int, str}, _chat),
        ({str}, _string),
        ({bool}, _boolean),
        ({int}, _integer),
        ({float}, _number),
    ]
    for needed, reader in simple:
        if needed <= set(members):
            return reader
    return partial(_object, _kinds(members))


def _members(hint: object) -> Iterator[object]:
    if get_origin(hint) in {Union, UnionType}:
        for member in get_args(hint):
            yield from _members(member)
    elif hint not in {NoneType, timedelta, datetime} and get_origin(hint) != DefaultValue:
        yield hint


def _kinds(members: list[object]) -> Kinds:
    kinds = (it for it in members if isinstance(it, type) and issubclass(it, TelegramObject))
    return tuple(InputMediaPhoto if it is InputMedia else it for it in kinds)  # we send no other


def _integer(raw: Any) -> int:  # noqa: ANN401 - whatever a client sent
    if isinstance(raw, str) and _INTEGER.fullmatch(raw):
        return int(raw)
    if isinstance(raw, int) and not isinstance(raw, bool):
        return raw
    raise ValueError("expected an Integer")


def _number(raw: Any) -> float:  # noqa: ANN401
    if isinstance(raw, str | int | float) and not isinstance(raw, bool):
        return float(raw)
    raise ValueError("expected a Float")


def _boolean(raw: Any) -> bool:  # noqa: ANN401
    if raw in ("true", "false"):
        return bool(raw == "true")
    if isinstance(raw, bool):
        return raw
    raise ValueError("expected a Boolean")


def _string(raw: Any) -> str:  # noqa: ANN401
    if isinstance(raw, str):
        return raw
    raise ValueError("expected a String")


def _chat(raw: Any) -> int | str:  # noqa: ANN401
    return raw if isinstance(raw, str) and raw.startswith("@") else _integer(raw)


def _file(raw: Any) -> str | Upload:  # noqa: ANN401
    return raw if isinstance(raw, Upload) else _string(raw)


def _array(kinds: Kinds | type[str], raw: Any) -> list[Any]:  # noqa: ANN401
    things = _parsed(raw) if isinstance(raw, str) else raw
    if not isinstance(things, list):
        raise ValueError("expected an Array")  # noqa: TRY004 - all that is unreadable is a ValueError
    if kinds is str:
        return [_string(thing) for thing in things]
    assert isinstance(kinds, tuple)
    return [_object(kinds, thing) for thing in things]


def _object(kinds: Kinds, raw: Any) -> Json:  # noqa: ANN401
    return _checked(kinds, raw if isinstance(raw, str) else json.dumps(raw))


@lru_cache(maxsize=4096)
def _checked(kinds: Kinds, text: str) -> Json:
    """Read an object that one of the kinds takes without a field missing or left over."""
    told = _parsed(text)
    if not isinstance(told, dict):
        raise ValueError("expected an Object")  # noqa: TRY004 - see _array
    wrongs = []
    for kind in kinds:
        wrong = misfit(kind, told)
        if wrong is None:
            return told
        wrongs.append(wrong)
    raise ValueError("; ".join(wrongs))


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        raise ValueError("expected JSON") from None


def misfit(kind: type[TelegramObject], told: Json) -> str | None:
    """Say why python-telegram-bot does not read all of an object as this kind."""
    try:
        read = kind.de_json(told, None)
    except (TypeError, KeyError, AttributeError, ValueError) as error:
        return f"{kind.__name__}: {error}"
    left = sorted(set(_left_over(read)))
    return f"{kind.__name__} has no {', '.join(left)}" if left else None


def _left_over(thing: object) -> Iterator[str]:
    if isinstance(thing, TelegramObject):
        for name, value in thing.api_kwargs.items():  # a constant of its kind is not read
            if getattr(thing, name, None) != value and not _is_later(type(thing), name, value):
                yield name
        for kind in type(thing).__mro__[:-1]:
            for name in vars(kind).get("__slots__", ()):
                if name != "_bot":
                    yield from _left_over(getattr(thing, name, None))
    elif isinstance(thing, list | tuple):
        for part in thing:
            yield from _left_over(part)


def _is_later(kind: type[TelegramObject], name: str, value: object) -> bool:
    """True for a field that python-telegram-bot has no name for yet."""
    of = _LATER_TYPES.get(kind.__name__, {}).get(name)
    if of is None:
        return False
    _later_value(of.rstrip("?"), value)
    return True
