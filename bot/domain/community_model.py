"""The set-up of a community without its people, as it is copied to another one."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any
from zoneinfo import available_timezones

from bot.domain.addresses import read_link
from bot.domain.communities import read_charter_link, read_domains, read_name
from bot.domain.dates.recurrence import Recurring, parse_rule
from bot.domain.refusals import Refusal
from bot.domain.words import on_one_line

FORMAT = "terreau-community"
_LOCALES = ("fr", "en")
VERSION = 1
POLLS_BY = ("gardeners", "members")
MOST_FEEDS = 50
MOST_TERRITORIES = 100
LONGEST_TERRITORY = 45
LONGEST_FEED_NAME = 200
LONGEST_ALONE = 24 * 14


@dataclass(frozen=True, slots=True)
class ModelFeed:
    """A feed that is followed."""

    url: str
    name: str


@dataclass(frozen=True, slots=True)
class ModelRoom:
    """A room to be connected: its kind and its network, never its address."""

    kind: str
    network: str


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """The settings of a community; each field is a key of the JSON file."""

    name: str
    locale: str
    timezone: str
    letter: str
    region_letter: str
    alone_after: int
    polls_by: str
    charter_url: str
    welcome: bool
    public_channel: bool
    domains: Sequence[str] | None
    territories: Sequence[str] | None


@dataclass(frozen=True, slots=True)
class CommunityModel:
    """A community's set-up."""

    settings: ModelSettings
    rooms: Sequence[ModelRoom]
    feeds: Sequence[ModelFeed]


@dataclass(frozen=True, slots=True)
class WrongValue:
    """A value of the file that is none of those that it may be."""

    key: str
    typed: str


def wrong_keys(values: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """The keys that are missing, and those that nobody knows."""
    known = {"format", "version", *(each.name for each in fields(ModelSettings))}
    return sorted(known - values.keys()), sorted(values.keys() - known)


def wrong_values(values: Mapping[str, Any]) -> Iterator[WrongValue]:
    """The values that cannot be taken; asked only where no key is missing."""
    for key, is_right in _CHECKS.items():
        try:
            right = is_right(values[key])
        except (Refusal, ValueError):
            right = False
        if not right:
            yield WrongValue(key, str(values[key])[:40])


def read_settings(values: Mapping[str, Any]) -> ModelSettings:
    """The settings of values that are right."""
    taken = {each.name: values[each.name] for each in fields(ModelSettings)}
    return ModelSettings(**taken | {"name": read_name(taken["name"])})


def is_feed(url: str) -> bool:
    """True for a web address of a feed, as it is stored."""
    try:
        return read_link(url) == url
    except Refusal:
        return False


def _is_rule(value: object) -> bool:
    return value == "" or (isinstance(value, str) and isinstance(parse_rule(value), Recurring))


def _are_words(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _are_domains(value: Any) -> bool:  # noqa: ANN401 - of JSON
    return value is None or (_are_words(value) and read_domains(value) == value)


def _are_territories(value: Any) -> bool:  # noqa: ANN401 - of JSON
    if value is None:
        return True
    if not _are_words(value) or not 0 < len(set(value)) == len(value) <= MOST_TERRITORIES:
        return False
    fits = (0 < len(each.encode()) <= LONGEST_TERRITORY for each in value)
    return all(fits) and all(on_one_line(each) == each for each in value)


_CHECKS: Mapping[str, Callable[[Any], bool]] = {
    "format": lambda it: it == FORMAT,
    "version": lambda it: it == VERSION and not isinstance(it, bool),
    "name": lambda it: isinstance(it, str) and bool(read_name(it)),
    "locale": lambda it: it in _LOCALES,
    "timezone": lambda it: isinstance(it, str) and it in available_timezones(),
    "letter": _is_rule,
    "region_letter": _is_rule,
    "alone_after": lambda it: type(it) is int and 0 <= it <= LONGEST_ALONE,
    "polls_by": lambda it: it in POLLS_BY,
    "charter_url": lambda it: it == "" or (isinstance(it, str) and read_charter_link(it) == it),
    "welcome": lambda it: isinstance(it, bool),
    "public_channel": lambda it: isinstance(it, bool),
    "domains": _are_domains,
    "territories": _are_territories,
}
