"""Sentences, dates and numbers in the reader's language, their typography, and French elision.

Typography is never applied to what people wrote, to links, or to commands to type.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_timedelta, get_timezone_location
from babel.lists import format_list
from babel.numbers import format_decimal

from bot.core.messages.content import Text, Typed, Unsent, Words
from bot.domain.dates.spans import Deadline, Month, Span
from bot.domain.words import fold
from bot.locales import LOCALES, catalogue

_NEAR_DAYS = 300
_DAYS_OF_A_WEEK = 7
_ONE_DAY = timedelta(days=1)
_THOUSAND = 1000
_BLANK = "…"
_names_in = cache(Locale.parse)
"""Names of days and months, and ways of listing, which are looked up anew for each mere code."""


class Reader:
    """A reader: language, time zone, today's date, and the mark of commands."""

    def __init__(
        self,
        locale: str,
        zone: ZoneInfo,
        today: date,
        mark: str = "/",
        *,
        home: ZoneInfo | None = None,
        unsent: Callable[[str, int], str] = lambda _room, _mark: "",
    ) -> None:
        """Take the catalogue of `locale`; readers of other languages get English.

        Where commands have no mark, in e-mails, they stand in quotes: words to answer with.
        Hours name their zone unless it is that of the reader's community, `home`. Words of drafts
        are looked up by `unsent`: see `Unsent`.
        """
        self.locale = locale if locale in LOCALES else "en"
        self.zone = zone
        self._home = home
        self._today = today
        self._mark = mark
        self._unsent = unsent
        self._catalogue = catalogue(self.locale)
        self._names = _names_in(self.locale)

    def say(self, words: Words) -> str:
        """The words in this reader's language, with dates in their zone.

        A sentence that begins with a date begins with a capital.
        """
        said = self.sentence(words)
        if isinstance(words, Text) and words.template.startswith("{"):
            first = words.values.get(words.template[1:].partition("}")[0])
            if isinstance(first, Span | Deadline | Month | date):
                return said[:1].upper() + said[1:]
        return said

    def sentence(self, words: Words) -> str:
        """The words in this reader's language, whatever they begin with."""
        if isinstance(words, str):
            return without_pings(words)
        if words.plural is None:
            template = self._catalogue.gettext(words.template)
        else:
            template = self._catalogue.ngettext(words.template, words.plural, words.count)
        locale = "en" if template in {words.template, words.plural} else self.locale
        if not words.values:
            return self.typeset(template, locale)
        shown = {name: self.show(value) for name, value in words.values.items()}
        if locale == "fr":
            template = elide(template, shown)
        return self.typeset(template, locale).format(**shown)

    def typeset(self, template: str, locale: str) -> str:
        """A sentence with the typography of its language."""
        return typeset(template, locale)

    def show(self, value: object) -> str:
        """A value as this reader writes it."""
        match value:
            case Text() | str():
                return self.sentence(value)
            case Typed(en, fr):
                return self._command(fr if self.locale == "fr" else en)
            case Unsent():
                return self._draft_words(value)
            case Span() | Deadline() | date():
                return self._date_or_time(value)
            case Month(first):
                return format_date(first, "MMMM y", locale=self.locale)
            case int() if value >= _THOUSAND:
                return format_decimal(value, locale=self._names)
            case time():
                return self._hour(value)
            case timedelta():
                return format_timedelta(value, locale=self._names, threshold=1)
            case tuple() | list():
                return self.listed(value)
            case _:
                return str(value)

    def _command(self, typed: str) -> str:
        """A command with its mark, or without one in quotes; an option as it is."""
        if not typed.startswith("/"):
            return typed
        if self._mark:
            return self._mark + typed[1:]
        quoted = "« {typed} »" if self.locale == "fr" else "“{typed}”"
        return self.typeset(quoted, self.locale).format(typed=typed[1:])

    def _draft_words(self, value: Unsent) -> str:
        """The words of a draft in one line, cut after a word; once they are gone, “…”."""
        words = " ".join(self._unsent(value.room, value.mark).split())
        cut = words[: value.longest - 1]
        shown = words if len(words) <= value.longest else f"{cut.rpartition(' ')[0] or cut}{_BLANK}"
        return without_pings(shown) or _BLANK

    def listed(self, values: Iterable[object]) -> str:
        """Several values as an enumeration: « a, b et c »."""
        return format_list([self.show(value) for value in values], locale=self._names)

    def _date_or_time(self, value: Span | Deadline | date) -> str:
        match value:
            case Span():
                return self._span(value)
            case Deadline(at):
                return self._deadline(at.astimezone(self.zone))
            case datetime():
                return self._moment(value)
            case _:
                return self._day(value)

    def _moment(self, value: datetime) -> str:
        """A weekday, a day, an hour and whose hour it is: « … à 14 h 30, heure de Paris »."""
        local = value.astimezone(self.zone)
        return f"{self._day_and_hour(local)}{self._whose_hour(local)}"

    def _span(self, value: Span) -> str:
        """From when until when, the day said once: « …, 14 h 30 – 16 h 30 »."""
        if value.ends_at is None:
            return self._moment(value.starts_at)
        if value.whole_days:
            return self._whole_days(value.starts_at.date(), value.ends_at.date() - _ONE_DAY)
        start, end = (each.astimezone(self.zone) for each in (value.starts_at, value.ends_at))
        if start.date() == end.date():
            hours = f"{self._hour(start.time())} – {self._hour(end.time())}"
            return f"{self._day(start.date())}, {hours}{self._whose_hour(start)}"
        from_, to = ("du", "au") if self.locale == "fr" else ("from", "to")
        moments = f"{from_} {self._day_and_hour(start)} {to} {self._day_and_hour(end)}"
        return f"{moments}{self._whose_hour(start)}"

    def _deadline(self, local: datetime) -> str:
        """A weekday and an hour; the date is said only where the weekday is not enough."""
        near = 0 <= (local.date() - self._today).days < _DAYS_OF_A_WEEK
        weekday = format_date(local.date(), "EEEE", locale=self._names)
        day = f"{weekday} " if near else f"{self._day(local.date())}, "
        return f"{day}{self._hour(local.time())}{self._whose_hour(local)}"

    def _whole_days(self, first: date, last: date) -> str:
        if first == last:
            return self._day(first)
        if self.locale == "fr":
            return f"du {self._day(first)} au {self._day(last)}"
        return f"from {self._day(first)} to {self._day(last)}"

    def _day_and_hour(self, local: datetime) -> str:
        at = "à" if self.locale == "fr" else "at"
        return f"{self._day(local.date())} {at} {self._hour(local.time())}"

    def _whose_hour(self, local: datetime) -> str:
        """The zone of an hour, where the reader might take it for another one's."""
        home = self._home
        if home is not None and local.utcoffset() == local.astimezone(home).utcoffset():
            return ""
        if self.zone.key == "UTC":
            return " (UTC)"
        city = get_timezone_location(self.zone, locale=self._names, return_city=True)
        if self.locale != "fr":
            return f", {city} time"
        return f", heure d’{city}" if elides(city) else f", heure de {city}"

    def _hour(self, at: time) -> str:
        if self.locale != "fr":
            return f"{at:%H:%M}"
        minutes = f"{NARROW}{at:%M}" if at.minute else ""
        return f"{at.hour}{NARROW}h{minutes}"

    def _day(self, day: date) -> str:
        """A weekday and a date; the year is said only where it could be doubted."""
        if self.locale == "fr":
            pattern = "EEEE d'er' MMMM" if day.day == 1 else "EEEE d MMMM"
        else:
            pattern = "EEEE, d MMMM"
        near = abs((day - self._today).days) <= _NEAR_DAYS
        return format_date(day, pattern if near else f"{pattern} y", locale=self._names)


def said_everywhere(words: Words) -> list[str]:
    """Plain words in every language, to recognise them in any."""
    if isinstance(words, str):
        return [words]
    return [catalogue(locale).gettext(words.template) for locale in LOCALES]


def spoken(locale: str | None, default: str) -> str:
    """The language for a client that states `locale` (`fr-CA`, `pt`, None)."""
    language = (locale or "").replace("_", "-").partition("-")[0].casefold()
    return language if language in LOCALES else default


def without_pings(words: str) -> str:
    """Words in which no `@` mentions anybody: a word joiner follows each leading one."""
    if "@" not in words:
        return words
    parts = words.split("@")
    calm = parts[0]
    for part in parts[1:]:
        alone = not calm or not (calm[-1].isalnum() or calm[-1] in "._-+")
        calm += ("@\u2060" if alone and part and not part[0].isspace() else "@") + part
    return calm


NO_BREAK, NARROW = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"
_HOLE = "\ue000"
"""Stands for parts that are left alone: a placeholder, a link, a command."""
_KEPT = re.compile(r"\{\w*\}|\b[a-z]{2,8}://\S*|(?<!\S)[/!]\w\S*")
_LEFT_ALONE = re.compile(_HOLE)
_MOST_SENTENCES = 8192
_SPACE = f"[ {NO_BREAK}{NARROW}]"
_AFTER = r'(?=[;!?]*(?:[\s…,.)\]»”"]|$))'
_APOSTROPHE = (re.compile(rf"(?<=[\w{_HOLE}])'"), "’")
_RULES = {
    "fr": (
        _APOSTROPHE,
        (re.compile(f"«{_SPACE}?"), f"«{NO_BREAK}"),
        (re.compile(f"{_SPACE}?»"), f"{NO_BREAK}»"),
        (re.compile(rf"(?<=[^\s;!?(]){_SPACE}?(?=[;!?]){_AFTER}"), NARROW),
        (re.compile(rf"(?<=[^\s:(]){_SPACE}?:(?=\s|$)"), f"{NO_BREAK}:"),
        (re.compile(rf"(?<=[\d{_HOLE}]){_SPACE}(?=[%€])"), NO_BREAK),
        (re.compile(rf"(?<=\d){_SPACE}(?=\d{{3}}(?!\d))"), NARROW),
        (re.compile(rf"(?<=[\d{_HOLE}]){_SPACE}h\b"), f"{NARROW}h"),
        (re.compile(rf"(?<={NARROW}h){_SPACE}(?=[\d{_HOLE}])"), NARROW),
    ),
    "en": (_APOSTROPHE, (re.compile(r'(?<![=\w])"([^"\n]+)"'), r"“\1”")),
}


@lru_cache(_MOST_SENTENCES)
def typeset(template: str, locale: str) -> str:
    """A sentence, its placeholders not filled in yet, with the typography of its language."""
    kept = iter(_KEPT.findall(template))
    words = _KEPT.sub(_HOLE, template)
    for pattern, right in _RULES[locale]:
        words = pattern.sub(right, words)
    return _LEFT_ALONE.sub(lambda _: next(kept), words)


_ELIDED = re.compile(
    r"\b(?P<stem>d|l|qu|jusqu|lorsqu|puisqu|quoiqu)(?:e|(?<=\bl)a) (?P<value>\{(?P<name>\w+)\})",
    re.IGNORECASE,
)
_VOWEL = re.compile(r"[aeiouœæ]|y(?![aeiou])")
_LIKE_CONSONANTS = ("oui", "oua", "onz", "uhlan", "ulul")
"""Words that begin with a vowel and do not elide: « de Ouagadougou », « le onzième »."""
_LIKE_VOWELS = ("yonne", "yerres", "yevre", "yenne")
"""Places in « y » and a vowel that elide, unlike « Yann » or « Yasmine »."""
_MUTE_H = (
    *("habit", "haleine", "harmoni", "hebdo", "heberg", "hect", "helic", "herb", "herit", "heure"),
    *("histoir", "histor", "hiver", "homm", "honn", "honor", "hopit", "horair", "horizon"),
    *("horlog", "hosp", "hote", "huil", "huitr", "humain", "humanit", "humid", "humeur", "humour"),
    *("hydr", "hygi", "hymn", "hypo"),
    *("hadrien", "helen", "helie", "helois", "henri", "hermanc", "hermin", "herve", "hilair"),
    *("hippolyt", "horace", "hortens", "hubert", "hugo", "hugues", "huguette", "hyacinth"),
    *("herault", "hericourt", "herimoncourt", "hyeres", "hyevre"),
)
"""Beginnings of words, first names and places with a mute h, without accents.

After the Dictionnaire de l'Académie française, which marks the other h; names and places after
Grevisse and Goosse, Le Bon Usage, § 48 to 50. Any other h is taken for an aspirated one: « de
Hassan » and « de Honfleur » are right, and where usage wavers no elision is a lesser fault.
"""


_LONGEST_FIRST = max(map(len, (*_MUTE_H, *_LIKE_VOWELS, *_LIKE_CONSONANTS)))


def elide(template: str, values: Mapping[str, str]) -> str:
    """A French template whose « de », « que », « le » and « la » suit the values that follow."""
    if not values:
        return template

    def suited(found: re.Match[str]) -> str:
        if not elides(values.get(found["name"], "")):
            return found[0]
        return f"{found['stem']}'{found['value']}"

    return _ELIDED.sub(suited, template)


def elides(words: str) -> bool:
    """True if « de » before these words becomes « d' »."""
    first = fold(words[:_LONGEST_FIRST])
    if first.startswith("h"):
        return first.startswith(_MUTE_H)
    return first.startswith(_LIKE_VOWELS) or (
        _VOWEL.match(first) is not None and not first.startswith(_LIKE_CONSONANTS)
    )
