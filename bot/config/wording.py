"""Errors of a configuration in words: the key and the fix."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from bot.config.kinds import Problem, problem
from bot.config.settings import MATRIX, Settings

_NAME = "[key]"
"""The place that pydantic gives to a wrong name of a section."""
FACTS = {
    "bool_parsing": problem("is neither true nor false"),
    "bool_type": problem("is neither true nor false"),
    "int_from_float": problem("is not a whole number"),
    "int_parsing": problem("is not a whole number"),
    "int_type": problem("is not a whole number"),
    "greater_than_equal": problem("is too small"),
    "float_parsing": problem("is not a number"),
    "float_type": problem("is not a number"),
    "dict_type": problem("is not a section: write its name between brackets, then its keys below"),
    "missing": problem("is missing"),
    "model_type": problem("is not a section: write its name between brackets, then its keys below"),
    "string_too_long": problem("is too long"),
    "string_too_short": problem("is empty"),
    "string_type": problem("is not a text between quotes"),
    "tuple_type": problem("is not a list: write it between brackets"),
}


class ConfigError(Exception):
    """The configuration cannot be used."""

    def __init__(self, *problems: Problem) -> None:
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


def explain(error: ErrorDetails, raw: Mapping[str, Any]) -> Problem:
    """Give the line for one error that pydantic found in `raw`."""
    *names, last = [part for part in error["loc"] if isinstance(part, str)]
    model, key = section_at(names), dotted(error["loc"], raw)
    if last == _NAME:
        return problem("{key}: “{value}” {fact}", key=key, value=error["input"], fact=_fact(error))
    if error["type"] == "tuple_type" and isinstance(error["input"], dict):
        return problem(
            "{key}: there may be several; write [[{key}]], with two brackets on each side", key=key
        )
    if names == [MATRIX]:  # a whole server
        return problem("{key}: {fact}", key=key, fact=_fact(error))
    if error["type"] == "extra_forbidden":
        return explain_unknown(key, last, model)
    field = model.model_fields[last]
    value, fact = error["input"], _fact(error)
    shown = isinstance(value, str | int | float) and field.repr and value != ""
    wrong = (
        problem("{key}: “{value}” {fact}", key=key, value=value, fact=fact)
        if shown
        else problem("{key}: {fact}", key=key, fact=fact)
    )
    *others, example = field.examples or [field.default]
    if isinstance(example, bool):
        example = str(example).lower()
    if not example or isinstance(example, BaseModel):
        return wrong
    if others:
        example = problem("{others} or {last}", others=", ".join(others), last=example)
    return problem("{problem}; write for example {example}", problem=wrong, example=example)


def _fact(error: ErrorDetails) -> Problem:
    match error["type"]:
        case "value_error":
            (fact,) = error["ctx"]["error"].args
            return fact if isinstance(fact, Problem) else Problem("{fact}", {"fact": fact})
        case "literal_error":
            others, _, last = error["ctx"]["expected"].rpartition(" or ")
            return problem("is not {others} or {last}", others=others, last=last)
        case other:
            return FACTS.get(other, problem("is not what is expected"))


def explain_unknown(key: str, name: str, model: type[BaseModel]) -> Problem:
    """The problem with a key or section that does not exist."""
    known = [*model.model_fields, *(f"{secret}_file" for secret in secrets_of(model))]
    unknown = (
        problem("{key}: is not a known section", key=key)
        if model is Settings
        else problem("{key}: is not a known key", key=key)
    )
    if closest := get_close_matches(name, known, n=1):
        meant = key.removesuffix(name) + closest[0]
        return problem("{problem}; did you mean {meant}?", problem=unknown, meant=meant)
    return problem("{problem}; there are {names}", problem=unknown, names=", ".join(known))


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
