"""The parameters of each method, read once from python-telegram-bot's own signatures."""

import inspect
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache, partial
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import telegram
import telegram._bot
import telegram._utils.types
from telegram import InputFile, TelegramObject
from telegram._utils.defaultvalue import DefaultValue

from .errors import Json

Reader = Callable[[Any], object]
Kinds = tuple[type[TelegramObject], ...]
_NAMES = {**vars(telegram._utils.types), **vars(telegram._bot), **vars(telegram)}
_INTEGER = re.compile(r"-?\d{1,19}")


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
    function = getattr(telegram.Bot, method)
    hints = get_type_hints(function, globalns=_NAMES)
    return {
        name: Parameter(given.default is given.empty, _reader(hints[name]))
        for name, given in inspect.signature(function).parameters.items()
        if given.kind is not given.KEYWORD_ONLY and name != "self"
    }


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
    return tuple(it for it in members if isinstance(it, type) and issubclass(it, TelegramObject))


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
            if getattr(thing, name, None) != value:
                yield name
        for kind in type(thing).__mro__[:-1]:
            for name in vars(kind).get("__slots__", ()):
                if name != "_bot":
                    yield from _left_over(getattr(thing, name, None))
    elif isinstance(thing, list | tuple):
        for part in thing:
            yield from _left_over(part)
