"""Errors of a configuration in words: the key and the fix."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from bot.config.matrix_servers import MATRIX
from bot.config.settings import Settings

NOT_YET = ("smtp",)
_NAME = "[key]"
"""Where pydantic places what is wrong with the name of a section."""
FACTS = {
    "bool_parsing": "is neither true nor false",
    "bool_type": "is neither true nor false",
    "int_from_float": "is not a whole number",
    "int_parsing": "is not a whole number",
    "int_type": "is not a whole number",
    "greater_than_equal": "is too small",
    "float_parsing": "is not a number",
    "float_type": "is not a number",
    "dict_type": "is not a section: write its name between brackets, then its keys below",
    "missing": "is missing",
    "model_type": "is not a section: write its name between brackets, then its keys below",
    "string_too_long": "is too long",
    "string_too_short": "is empty",
    "string_type": "is not a text between quotes",
    "tuple_type": "is not a list: write it between brackets",
}


class ConfigError(Exception):
    """The configuration cannot be used."""

    def __init__(self, *problems: str) -> None:
        """Keep the `problems`: a line each, with the key and what to write instead."""
        super().__init__("\n".join(problems))
        self.problems = problems


def secrets_of(model: type[BaseModel]) -> list[str]:
    return [name for name, field in model.model_fields.items() if not field.repr]


def section_at(names: Sequence[str]) -> type[BaseModel]:
    """Give the model below these keys: `["communities", "gardeners"]` is `Gardeners`.

    All servers' sections are alike: `["matrix", "tchap"]` is `Matrix`.
    """
    model: type[BaseModel] = Settings
    for name in (MATRIX,) if tuple(names[:1]) == (MATRIX,) else names:
        kind = model.model_fields[name].annotation
        parts = (kind, *get_args(kind))
        model = next(p for p in parts if isinstance(p, type) and issubclass(p, BaseModel))
    return model


def explain(error: ErrorDetails, raw: Mapping[str, Any]) -> str:
    """Give the line for one error that pydantic found in `raw`."""
    *names, last = [part for part in error["loc"] if isinstance(part, str)]
    model, key = section_at(names), dotted(error["loc"], raw)
    if last == _NAME:
        return f"{key}: “{error['input']}” {error['ctx']['error']}"
    if names == [MATRIX]:  # a whole server
        return f"{key}: {_fact(error)}"
    if error["type"] == "extra_forbidden":
        return explain_unknown(key, last, model)
    field = model.model_fields[last]
    value, fact = error["input"], _fact(error)
    shown = isinstance(value, str | int | float) and field.repr and value != ""
    subject = f"{key}: “{value}”" if shown else f"{key}:"
    example = next(iter(field.examples or [field.default]))
    if isinstance(example, bool):
        example = str(example).lower()
    has_one = example and not isinstance(example, BaseModel)
    return f"{subject} {fact}" + (f"; write for example {example}" if has_one else "")


def _fact(error: ErrorDetails) -> str:
    """The problem with a value, in words."""
    match error["type"]:
        case "value_error":
            return str(error["ctx"]["error"])
        case "literal_error":
            return f"is not {error['ctx']['expected']}"
        case other:
            return FACTS.get(other, "is not what is expected")


def explain_unknown(key: str, name: str, model: type[BaseModel]) -> str:
    if model is Settings and name in NOT_YET:
        return f"{key}: is not there yet, it comes in a later release; remove this section"
    known = [*model.model_fields, *(f"{secret}_file" for secret in secrets_of(model))]
    kind = "section" if model is Settings else "key"
    if closest := get_close_matches(name, known, n=1):
        meant = key.removesuffix(name) + closest[0]
        return f"{key}: is not a known {kind}; did you mean {meant}?"
    return f"{key}: is not a known {kind}; there are {', '.join(known)}"


def dotted(loc: Sequence[str | int], raw: Mapping[str, Any]) -> str:
    """Write where a value stands: `instance.name`, `communities[energie].rooms`."""
    keys = [part for part in loc if isinstance(part, str) and part != _NAME]
    if keys[:2] == [MATRIX, MATRIX]:  # that of [matrix] itself
        del keys[1]
    match loc:
        case ("communities", int(index), *_):
            keys[0] = f"communities[{called(raw['communities'], index, 'slug')}]"
        case ("privacy", "purposes", int(index), *_):
            keys[1] = f"purposes[{called(raw['privacy']['purposes'], index, 'key')}]"
    return ".".join(keys)


def called(sections: Sequence[Any], index: int, name: str) -> str | int:
    """The name of one section of several, else its position from 1."""
    section = sections[index]
    named = section.get(name) if isinstance(section, dict) else None
    return named or index + 1
