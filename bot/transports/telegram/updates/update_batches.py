"""One poll's updates: each is read by itself, since one may be unreadable."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.core.messages.incoming import Incoming
from bot.core.messages.ports import Unreadable
from bot.transports.telegram.addresses import address
from bot.transports.telegram.messages.message_words import Json
from bot.transports.telegram.updates.updates import UpdateReader

_NAMES = {"first_name", "last_name", "username", "is_bot"}
"""A person or a chat has at least one of them beside its number."""


@dataclass(slots=True)
class Batch:
    """Updates in the order in which Telegram gave them; `offset` acknowledges them."""

    size: int
    arrivals: list[Incoming] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)
    offset: int | None = None


def read_batch(reader: UpdateReader, updates: Sequence[Json]) -> Batch:
    """Read what can be read; the highest id of this batch acknowledges all of it."""
    batch = Batch(len(updates))
    for update in updates:
        number = int(update["update_id"])
        batch.offset = max(batch.offset or 0, number + 1)
        try:
            arrivals = reader.read_all(update)
        except Exception:  # noqa: BLE001 - it is kept as it came, for a person to look at
            batch.unreadable.append(unreadable(reader.network, str(number), update))
        else:
            batch.arrivals += arrivals
    return batch


def unreadable(network: str, key: str, update: Any) -> Unreadable:  # noqa: ANN401 - anything
    """An update that could not be read. Never raises, whatever it is.

    Its words are kept where its sender alone is in it, in private; else only its shape.
    """
    facts = list(_facts(update))
    sender = next((number for each in facts if (number := _id(each.get("from")))), None)
    chats = [chat for each in facts if isinstance(chat := each.get("chat"), dict)]
    is_direct = bool(chats) and chats[0].get("type") == "private"
    if sender is None and is_direct:
        sender = _id(chats[0])
    origin = "" if sender is None else address(network, sender)
    raw = ""
    if origin and is_direct and _people_in(update) == {str(sender)}:
        try:
            raw = json.dumps(update)
        except (RecursionError, TypeError, ValueError):
            raw = ""
    return Unreadable(key, raw or _shape(update), sender=origin, direct=is_direct)


def _facts(update: Any) -> Iterator[Json]:  # noqa: ANN401 - anything
    """The objects in an update: a message, a press and its message, a membership change."""
    for each in update.values() if isinstance(update, dict) else ():
        if isinstance(each, dict):
            yield each
            if isinstance(below := each.get("message"), dict):
                yield {"chat": below.get("chat")}


def _id(who: Any) -> int | None:  # noqa: ANN401 - anything
    """The number of a person's account; None if this is none."""
    number = who.get("id") if isinstance(who, dict) else None
    return number if type(number) is int and number > 0 else None


def _people_in(update: Any) -> set[Any]:  # noqa: ANN401 - anything
    """The accounts of all people in an update, however deep; the numbers are not looked at."""
    found: set[Any] = set()
    rest = [update]
    while rest:
        thing = rest.pop()
        if isinstance(thing, dict):
            if not thing.keys().isdisjoint(_NAMES) and thing.get("is_bot") is not True:
                found.add(str(thing.get("id")))
            found |= {str(thing[name]) for name in ("user_id", "sender_user_name") if name in thing}
            rest += thing.values()
        elif isinstance(thing, list):
            rest += thing
    return found


def _shape(update: Any) -> str:  # noqa: ANN401 - anything
    """The names and types of an update's fields, which are Telegram's, without their contents."""
    if not isinstance(update, dict):
        return json.dumps(type(update).__name__)
    return json.dumps({str(name): _types(each) for name, each in update.items()})


def _types(value: Any) -> Any:  # noqa: ANN401 - anything
    if not isinstance(value, dict):
        return type(value).__name__
    return {str(name): type(each).__name__ for name, each in value.items()}
