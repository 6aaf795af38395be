"""The place and the end that the words of a need name: `un local à Auch, avant mars`.

Only suggestions: the author sees them before anybody else does.
"""

import re
from collections.abc import Collection, Iterator
from contextlib import suppress
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from bot.domain import communes
from bot.domain.communes import Commune
from bot.domain.dates.phrases.date_words import MONTHS
from bot.domain.dates.phrases.days import read_day
from bot.domain.needs.need import LONGEST_TIME
from bot.domain.refusals import Refusal
from bot.domain.words import fold

_MOST_WORDS = 5
"""So many words of a name of a commune, or of a date, are looked at."""
_MOST_TRIES = 8
_BEFORE_PLACE = re.compile(
    r"\b(?:à|au|aux|en|vers|depuis|près d[e']|autour d[e']|in|near|around|from) ?(?=[A-ZÀ-Ý])"
)
_BEFORE_DAY = re.compile(
    r"\b(avant|before|jusqu'au|jusqu'à|jusqu'en|d'ici|until|by) (?=\w)", re.IGNORECASE
)
_COMMA = re.compile(r"[,;\n]")
_AROUND_PART = " .!?"
_STOP = re.compile(r"[,.;:!?()|]")


def place_named(words: str, near: Collection[str] = ()) -> Commune | None:
    """The commune that the words name after “à”, “près de”…, or between commas.

    None where several can be meant.
    """
    return place_after(_BEFORE_PLACE, words, near) or _place_between_commas(words, near)


def place_after(before: re.Pattern[str], words: str, near: Collection[str]) -> Commune | None:
    """The commune named after a match of a pattern, where only one can be meant."""
    for start in _places_after(before, words):
        for name in _shrinking(words[start:]):
            found = commune_called(name, near)
            if found is not None:
                return found
    return None


def commune_called(name: str, near: Collection[str]) -> Commune | None:
    """The commune of exactly this name, where only one can be meant."""
    found = communes.find(name, near)
    is_it = found and fold(found[0].name) == fold(name) and _is_clear(found, near)
    return found[0] if is_it else None


def end_named(words: str, today: date) -> date | None:
    """The last day that the words name after “avant”, “jusqu'au”…, if it is neither past nor far.

    Before a month is until the day before it begins.
    """
    plain = words.replace("’", "'")
    for match in list(_BEFORE_DAY.finditer(plain))[:_MOST_TRIES]:
        is_before = fold(match[1]) in {"avant", "before"}
        for phrase in _shrinking(plain[match.end() :]):
            day = _month_end(phrase, today, is_before=is_before) or _day(phrase, today)
            if day is not None:
                return day if today <= day <= today + LONGEST_TIME else None
    return None


def _places_after(pattern: re.Pattern[str], words: str) -> list[int]:
    return [each.end() for each in pattern.finditer(words.replace("’", "'"))][:_MOST_TRIES]


def _place_between_commas(words: str, near: Collection[str]) -> Commune | None:
    """The commune that is the whole of a part: `un vélo, Auch`. Capitals tell it from `orange`."""
    parts = [each.strip(_AROUND_PART) for each in _COMMA.split(words)]
    names = [each for each in parts if each[:1].isupper()] if len(parts) > 1 else []
    found = (commune_called(each, near) for each in names[:_MOST_TRIES])
    return next(filter(None, found), None)


def _shrinking(rest: str) -> Iterator[str]:
    """The words until the next mark, then one less each time."""
    words = _STOP.split(rest, maxsplit=1)[0].split()[:_MOST_WORDS]
    for count in range(len(words), 0, -1):
        yield " ".join(words[:count])


def _is_clear(found: Collection[Commune], near: Collection[str]) -> bool:
    """True if only one of them is meant: there is only one, or only one nearby."""
    return len(found) == 1 or sum(each.department.code in near for each in found) == 1


def _month_end(phrase: str, today: date, *, is_before: bool) -> date | None:
    """The day before a month begins, or its last day if it counts, too."""
    month = MONTHS.get(fold(phrase))
    if month is None:
        return None
    is_next_year = month < today.month + is_before
    first = date(today.year + is_next_year, month, 1)
    return (first if is_before else first + relativedelta(months=1)) - timedelta(days=1)


def _day(phrase: str, today: date) -> date | None:
    with suppress(Refusal):
        return read_day(phrase, today=today)
    return None
