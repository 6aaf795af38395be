"""Words as JSON: sentences with the values of their placeholders."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.core.messages.content import Text, Typed, Unsent, Words
from bot.domain.dates.spans.spans import Deadline, Span

Json = Any  # what `json` reads and writes


def encode_words(words: Words) -> Json:
    """Words as JSON; `decode_words` gives them back, equal."""
    if isinstance(words, str):
        return words
    stored: dict[str, Json] = {"text": words.template}
    if words.values:
        stored["values"] = {name: _value(value) for name, value in words.values.items()}
    if words.plural is not None:
        stored |= {"plural": words.plural, "count": words.count}
    return stored


def decode_words(stored: Json) -> Words:
    """The words that `encode_words` stored."""
    if isinstance(stored, str):
        return stored
    values = {name: _read_value(value) for name, value in stored.get("values", {}).items()}
    return Text(stored["text"], values, stored.get("plural"), stored.get("count", 1))


def _value(value: object) -> Json:
    match value:
        case Text():
            return encode_words(value)
        case Typed(en, fr):
            return {"typed": [en, fr]}
        case Unsent(room, mark, longest):
            return {"unsent": [room, mark, longest]}
        case Span() | Deadline() | date():
            return _when(value)
        case time():
            return {"hour": value.isoformat()}
        case timedelta():
            return {"seconds": value.total_seconds()}
        case tuple() | list():
            return [_value(each) for each in value]
        case bool() | int() | float() | None:
            return value
        case _:
            return str(value)


def _when(value: Span | Deadline | date) -> Json:
    match value:
        case Span(start, end):
            return {"span": [start.isoformat(), None if end is None else end.isoformat()]}
        case Deadline(at):
            return {"deadline": at.isoformat()}
        case datetime():
            return {"moment": value.isoformat()}
        case _:
            return {"day": value.isoformat()}


def _read_value(stored: Json) -> object:
    match stored:
        case {"text": _}:
            return decode_words(stored)
        case {"typed": [en, fr]}:
            return Typed(en, fr)
        case {"unsent": [room, mark, longest]}:
            return Unsent(room, mark, longest)
        case list():
            return tuple(_read_value(each) for each in stored)
        case dict():
            return _read_when(stored)
        case _:
            return stored


def _read_when(stored: Mapping[str, Json]) -> object:
    match stored:
        case {"span": [start, end]}:
            ends = None if end is None else datetime.fromisoformat(end)
            return Span(datetime.fromisoformat(start), ends)
        case {"deadline": moment}:
            return Deadline(datetime.fromisoformat(moment))
        case {"moment": moment}:
            return datetime.fromisoformat(moment)
        case {"day": day}:
            return date.fromisoformat(day)
        case {"hour": hour}:
            return time.fromisoformat(hour)
        case {"seconds": seconds}:
            return timedelta(seconds=seconds)
        case _:
            return stored
