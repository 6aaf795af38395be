"""Messages and words as JSON, for the inbox and the outbox."""

from collections.abc import Mapping
from dataclasses import asdict, astuple, fields, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.core.messages.content import (
    Ballot,
    Bar,
    Bold,
    Button,
    Buttons,
    Card,
    Chart,
    ChartBar,
    File,
    Keys,
    Line,
    Link,
    Map,
    MapArea,
    MapKey,
    MapMark,
    Message,
    Photo,
    Picture,
    PictureContent,
    Quote,
    Small,
    Text,
    Typed,
    Unsent,
    Words,
)
from bot.core.messages.incoming import Answered, Incoming, Kind, Mention, Outcome, Upload
from bot.domain.dates.spans import Deadline, Month, Span

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
            return _encoded_time(value)
        case Month(first):
            return {"month": first.isoformat()}
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


def _encoded_time(value: Span | Deadline | date) -> Json:
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
        case {"month": first}:
            return Month(date.fromisoformat(first))
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


def encode(message: Message) -> dict[str, Json]:
    """A message as JSON; `decode` gives it back, equal."""
    match message:
        case Card(title, lines, buttons, ballot):
            stored: dict[str, Json] = {
                "card": None if title is None else encode_words(title),
                "lines": [_line(line) for line in lines],
                "buttons": encode_buttons(buttons),
            }
            return stored if ballot is None else stored | {"ballot": _ballot(ballot)}
        case Picture(content, caption, buttons, lines):
            shown = {
                "picture": _picture(content),
                "caption": encode_words(caption),
                "buttons": encode_buttons(buttons),
            }
            return shown | {"lines": [_line(line) for line in lines]} if lines else shown
        case File(kind, arguments, caption, traced):
            described = {
                "file": kind,
                "arguments": list(arguments),
                "caption": encode_words(caption),
            }
            return described if traced else {**described, "traced": False}
        case Keys(words, rows, asks):
            keys = [[encode_words(each) for each in row] for row in rows]
            stored = {"words": encode_words(words), "keys": keys}
            return stored | {"asks": asks} if asks else stored
        case _:
            return {"words": encode_words(message)}


def decode(stored: Mapping[str, Json]) -> Message:
    """The message that `encode` stored."""
    if "keys" in stored:
        rows = tuple(tuple(map(decode_words, row)) for row in stored["keys"])
        return Keys(decode_words(stored["words"]), rows, stored.get("asks", ""))
    if "words" in stored:
        return decode_words(stored["words"])
    if "file" in stored:
        caption, traced = decode_words(stored["caption"]), stored.get("traced", True)
        return File(stored["file"], tuple(stored["arguments"]), caption, traced)
    buttons = decode_buttons(stored["buttons"])
    if "picture" in stored:
        caption, below = decode_words(stored["caption"]), map(_read_line, stored.get("lines", ()))
        return Picture(_read_picture(stored["picture"]), caption, buttons, tuple(below))
    title = None if stored["card"] is None else decode_words(stored["card"])
    lines = tuple(_read_line(line) for line in stored["lines"])
    ballot = _read_ballot(stored["ballot"]) if "ballot" in stored else None
    return Card(title, lines, buttons, ballot)


def encode_buttons(buttons: Buttons) -> list[Json]:
    """Rows of buttons as JSON."""
    return [[_button(each) for each in row] for row in buttons]


def decode_buttons(stored: list[Json]) -> Buttons:
    """The rows of buttons that `encode_buttons` stored."""
    return tuple(tuple(_read_button(*each) for each in row) for row in stored)


_FIELDS = fields(Incoming)


def encode_incoming(incoming: Incoming, *, backlog: bool = False) -> dict[str, Json]:
    """An incoming event as JSON, without empty fields; `backlog` marks one that waited."""
    stored: dict[str, Json] = {"backlog": True} if backlog else {}
    for each in _FIELDS:
        value = getattr(incoming, each.name)
        if value == each.default and each.name != "direct":
            continue
        if isinstance(value, str):
            value = storable(value)
        elif each.name == "mentions":
            value = [[storable(mention.words), mention.address] for mention in value]
        elif isinstance(value, datetime):
            value = value.isoformat()
        elif isinstance(value, Upload):
            value = encode_upload(value)
        elif isinstance(value, Answered):
            said = (storable(value.words), value.author, storable(value.name))
            value = [*said, value.room, value.message_id]
        elif isinstance(value, Outcome):
            value = asdict(value)
        stored[each.name] = value
    return stored


def encode_upload(upload: Upload) -> dict[str, Json]:
    """An upload as JSON; `Upload(**it)` gives it back."""
    described = {"name": storable(upload.name), "media_type": storable(upload.media_type)}
    where = {name: storable(value) for name, value in upload.where.items()}
    return {"network": upload.network, **described, "size": upload.size, "where": where}


def storable(words: str) -> str:
    """Words that every database accepts: no NUL, no unpaired surrogate."""
    return words.replace("\x00", "").encode("utf-8", "replace").decode()


def decode_incoming(stored: Mapping[str, Json]) -> Incoming:
    """The event that `encode_incoming` stored."""
    values = dict(stored)
    values["kind"] = Kind(values["kind"])
    if "mentions" in values:
        values["mentions"] = tuple(Mention(*mention) for mention in values["mentions"])
    for name in {"answered", "forwarded"} & values.keys():
        values[name] = Answered(*values[name])
    if "file" in values:
        values["file"] = Upload(**values["file"])
    if "outcome" in values:
        values["outcome"] = Outcome(**values["outcome"])
    for name in {"sent_at", "about_at"} & values.keys():
        values[name] = datetime.fromisoformat(values[name])
    return Incoming(**values)


def _button(button: Button) -> Json:
    """A list of four; of five for a private button, six for a deliberate one, seven with a tone.

    A disabled one has eight.
    """
    stored = [encode_words(button.label), button.press, button.url, button.start]
    tone = _NUMBERED if button.deliberate and button.tone == "primary" else button.tone
    if button.disabled:
        return [*stored, button.private, button.deliberate, tone, True]
    if tone:
        return [*stored, button.private, button.deliberate, tone]
    if button.deliberate:
        return [*stored, button.private, True]
    return [*stored, True] if button.private else stored


_NUMBERED = "numbered"
"""The tone that is stored of a deliberate button that is “primary”, since it may have a number."""


def _read_button(label: Json, *rest: Json) -> Button:
    made = Button(decode_words(label), *rest)
    if not made.deliberate or made.tone == "danger":
        return made
    # One that was stored as “primary” was shown when such buttons had no number.
    return replace(made, tone="primary" if rest[5:6] == (_NUMBERED,) else "")


def _picture(content: PictureContent) -> Json:
    match content:
        case Map(words, departments, areas, marks, legend):
            return {
                "map": encode_words(words),
                "departments": list(departments),
                "areas": [[list(each.departments), each.count, each.hatched] for each in areas],
                "marks": [list(astuple(each)) for each in marks],
                "legend": [[each.sign, encode_words(each.words)] for each in legend],
            }
        case Chart(words, bars):
            encoded = [
                [encode_words(it.label), it.value, encode_words(it.words), it.leads, it.goal]
                for it in bars
            ]
            return {"chart": encode_words(words), "bars": encoded}
        case Bar(done, goal, words):
            return [done, goal, encode_words(words)]
        case Photo(file_id):
            return {"file": file_id}
        case _:
            return content


def _read_picture(stored: Json) -> PictureContent:
    match stored:
        case {"map": words, "departments": departments, "areas": areas, "marks": marks}:
            return Map(
                decode_words(words),
                tuple(departments),
                tuple(MapArea(tuple(within), *rest) for within, *rest in areas),
                tuple(MapMark(*mark) for mark in marks),
                tuple(MapKey(sign, decode_words(it)) for sign, it in stored.get("legend", ())),
            )
        case {"chart": words, "bars": bars}:
            read = (
                ChartBar(decode_words(label), value, decode_words(beside), *rest)
                for label, value, beside, *rest in bars
            )
            return Chart(decode_words(words), tuple(read))
        case [done, goal, words]:
            return Bar(done, goal, decode_words(words))
        case {"file": file_id}:
            return Photo(file_id)
        case _:
            return str(stored)


def _ballot(ballot: Ballot) -> Json:
    result = None if ballot.result is None else encode_words(ballot.result)
    return [ballot.question, list(ballot.choices), ballot.most, ballot.press, result]


def _read_ballot(stored: Json) -> Ballot:
    question, choices, most, press, result = stored
    return Ballot(
        question, tuple(choices), most, press, None if result is None else decode_words(result)
    )


def _line(line: Line) -> Json:
    match line:
        case Bold(words):
            return {"bold": encode_words(words)}
        case Small(words):
            return {"small": encode_words(words)}
        case Link(words, url):
            return {"link": url, "words": encode_words(words)}
        case Quote(words, bold):
            quote = {"quote": encode_words(words)}
            return quote | {"bold": True} if bold else quote
        case _:
            return encode_words(line)


def _read_line(stored: Json) -> Line:
    match stored:
        case {"quote": words}:
            return Quote(decode_words(words), stored.get("bold", False))
        case {"bold": words}:
            return Bold(decode_words(words))
        case {"small": words}:
            return Small(decode_words(words))
        case {"link": url, "words": words}:
            return Link(decode_words(words), url)
        case _:
            return decode_words(stored)
