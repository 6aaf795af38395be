"""One typed part read as the kind that its parameter has."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, get_args
from zoneinfo import ZoneInfo

from bot.core.declarations.arguments.parameters import Param
from bot.core.declarations.arguments.place_lookup import Places
from bot.core.messages.encoding.message_encoding import encode_upload
from bot.core.messages.incoming import Mention, Upload
from bot.domain.circles import read_circle
from bot.domain.communes import Commune
from bot.domain.dates.phrases.days import read_day, read_past_day
from bot.domain.dates.phrases.durations import read_duration
from bot.domain.dates.phrases.moments import read_moment
from bot.domain.dates.phrases.periods import Days, read_days
from bot.domain.dates.recurrence.recurrence import Recurring
from bot.domain.dates.recurrence.schedules import read_schedule
from bot.domain.dates.spans.span_phrases import read_span
from bot.domain.dates.spans.spans import Span
from bot.domain.refusals import Refusal
from bot.domain.roles import Circle
from bot.domain.territories import Territory
from bot.domain.words import MOST_CHARACTERS, fold
from storage.communities import Community
from storage.members import Member

YES = frozenset({"yes", "y", "oui", "o"})
NO = frozenset({"no", "n", "non"})
MOST_BYTES = 20 * 1024 * 1024
"""The largest file that is fetched: Telegram gives no larger one."""
_FILE = "\x00file "
_BETWEEN_NUMBERS = re.compile(r"[\s,;]+")
_BETWEEN_ITEMS = re.compile(r"\n|\s\|\s")
_NUMBER = re.compile(r"(?:#|n\s?[°o]\.?)?\s*(\d{1,9})", re.IGNORECASE)


class NotANumber(Refusal):
    """“{typed}” is not a number: write for example 3."""


class NeitherYesNorNo(Refusal):
    """Answer yes or no."""


class TooLong(Refusal):
    """“{start}…” is too long: write {most} characters at most, you wrote {count}."""


class NoSuchCommunity(Refusal):
    """I do not know a community “{typed}”."""


class NotAFile(Refusal):
    """Send me the file itself here, as an attachment: text or a photo cannot replace it."""


class FileTooLarge(Refusal):
    """“{name}” is too large: the limit is {most} MB."""


def _no_community(typed: str) -> Community:
    raise NoSuchCommunity(typed=typed[:40])


@dataclass(frozen=True, slots=True)
class Reading:
    """Context in which words are read: the time, the zone, who is named, how names are found.

    `upload` is the file that came with the words.
    """

    now: datetime
    zone: ZoneInfo
    find_member: Callable[[str, Sequence[Mention]], Member]
    mentions: Sequence[Mention] = ()
    places: Places = field(default_factory=Places)
    find_community: Callable[[str], Community] = _no_community
    upload: Upload | None = None


def read(param: Param, typed: str, reading: Reading) -> object:
    """Read one part as its parameter's kind; raises a `Refusal` that says what to type."""
    read_words(typed, MOST_CHARACTERS)
    if param.many:
        of = get_args(param.kind)[0]
        separated = (_BETWEEN_NUMBERS if of is int else _BETWEEN_ITEMS).split(typed.strip())
        items = [_reader(of, param, reading)(each.strip()) for each in separated if each.strip()]
        return items if param.reads is None else param.reads(items)
    if param.reads is not None:
        return param.reads(read_words(typed.strip(), param.most))
    return _reader(param.kind, param, reading)(typed.strip())


def _reader(kind: Any, param: Param, reading: Reading) -> Callable[[str], object]:  # noqa: ANN401 - an annotation
    today = reading.now.astimezone(reading.zone).date()
    readers: dict[Any, Callable[[str], object]] = {
        str: partial(read_words, most=param.most),
        bool: read_yes,
        int: read_number,
        date: partial(
            read_past_day if param.gone_by else read_day,
            today=today,
        ),
        datetime: partial(
            read_moment, now=reading.now, zone=reading.zone, default_hour=param.default_hour
        ),
        Span: partial(read_span, now=reading.now, zone=reading.zone),
        timedelta: read_duration,
        Recurring: partial(read_schedule, today=today),
        Upload: read_upload,
        Days: partial(read_days, today=today),
        Member: lambda typed: reading.find_member(typed, reading.mentions),
        Commune: reading.places.commune,
        Territory: reading.places.territory,
        Circle: read_circle,
        Community: reading.find_community,
    }
    return readers[kind]


def read_words(typed: str, most: int | None = None) -> str:
    """Words as they are, unless they are too many."""
    count = 0 if most is None else len(typed.encode("utf-16-le", "surrogatepass")) // 2
    if most is not None and count > most:
        raise TooLong(start=typed[:20], most=most, count=count)
    return typed


def read_yes(typed: str) -> bool:
    """Yes or no, in either language."""
    answer = fold(typed).rstrip(" .!")
    if answer not in YES | NO:
        raise NeitherYesNorNo
    return answer in YES


def read_number(typed: str) -> int:
    """A number as people write it: `7`, `#7`, `n° 7`."""
    found = _NUMBER.fullmatch(typed.strip())
    if found is None:
        raise NotANumber(typed=typed[:40])
    return int(found[1])


def written(upload: Upload) -> str:
    """A file that was sent, as an answer that words cannot be: no words have a NUL."""
    return _FILE + json.dumps(encode_upload(upload))


def read_upload(typed: str) -> Upload:
    """A file that was sent, and that is not too big as far as its sender's client says."""
    if not typed.startswith(_FILE):
        raise NotAFile
    upload = Upload(**json.loads(typed.removeprefix(_FILE)))
    if upload.size is not None and upload.size > MOST_BYTES:
        raise FileTooLarge(name=upload.name, most=MOST_BYTES // 1024**2)
    return upload
