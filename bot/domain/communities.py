"""Names and properties of a community, its domains and wider territories; its set-up as a model."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from difflib import get_close_matches
from enum import StrEnum
from typing import Any
from zoneinfo import available_timezones

from bot.domain.addresses import read_link
from bot.domain.communes import Commune, departments, departments_called, departments_named
from bot.domain.communes.register import LONGEST_PLACE, spelt
from bot.domain.dates.recurrence import Recurring, parse_rule
from bot.domain.refusals import Refusal
from bot.domain.words import fold, on_one_line, short_name

LONGEST_NAME = 80
LONGEST_SLUG = 40
LONGEST_LINK = 500
MOST_DOMAINS = 20
LONGEST_DOMAIN = 40
UNNAMED = "communaute"
"""Short name for names without any letter that we know."""

_SLUG = re.compile(r"[a-z][a-z0-9-]*")
_LINK = re.compile(r"https?://[^\s/<>\"]\S*", re.IGNORECASE)


class NoCommunityName(Refusal):
    """A community's name has 1 to 80 characters, on one line: write for example Water pioneers."""


class NameTaken(Refusal):
    """There is a community called “{name}” already: choose another name."""

    about = "name"


class NoSlug(Refusal):
    """“{typed}” cannot be a short name. It begins with a letter: write for example living-water."""


class SlugTaken(Refusal):
    """The short name “{slug}” is another community's: choose another one."""

    about = "slug"


class CharterNotALink(Refusal):
    """“{typed}” is not a web address. Write it whole, for example https://example.org/charter."""


class NoDomains(Refusal):
    """Write each topic on a line of its own, for example: rivers and lakes."""


class DomainTooLong(Refusal):
    """“{domain}…” is too long for a topic: {most} characters at most."""


class TooManyDomains(Refusal):
    """There are {most} topics at most, and you wrote {count}: put some of them together."""


def read_name(typed: str) -> str:
    """A name on one line."""
    name = on_one_line(typed)
    if len(name) > LONGEST_NAME or not any(letter.isalnum() for letter in name):
        raise NoCommunityName
    return name


def slug_of(name: str, taken: Collection[str] = ()) -> str:
    """The short name that is made from a name, another than those that are `taken`."""
    made = _slugged(name) or UNNAMED
    slug, nth = made, 2
    while slug in taken:
        slug, nth = f"{made}-{nth}", nth + 1
    return slug


def read_slug(typed: str) -> str:
    """A short name; capitals, accents and blanks are forgiven."""
    slug = _slugged(typed)
    if not slug:
        raise NoSlug(typed=typed.strip()[:LONGEST_SLUG])
    return slug


def read_charter_link(typed: str) -> str:
    """A web address."""
    link = typed.strip()
    if not _LINK.fullmatch(link) or len(link) > LONGEST_LINK:
        raise CharterNotALink(typed=link[:LONGEST_SLUG])
    return link


def read_domains(typed: Sequence[str]) -> list[str]:
    """A community's own domains, each once, in the order that they were written in."""
    written = [on_one_line(domain) for line in typed for domain in re.split(r"[\n,;]", line)]
    once: dict[str, str] = {}
    for each in filter(None, written):
        once.setdefault(fold(each), each)
    domains = list(once.values())
    if not domains:
        raise NoDomains
    for each in domains:
        if len(each) > LONGEST_DOMAIN:
            raise DomainTooLong(domain=each[:20], most=LONGEST_DOMAIN)
    if len(domains) > MOST_DOMAINS:
        raise TooManyDomains(most=MOST_DOMAINS, count=len(domains))
    return domains


def _slugged(words: str) -> str:
    bare = re.sub(r"[^a-z0-9]+", "-", fold(words)).lstrip("-0123456789")
    slug = bare[:LONGEST_SLUG].strip("-")
    return slug if _SLUG.fullmatch(slug) else ""


USUAL_DOMAINS = (
    "building",
    "mobility",
    "economy",
    "farming",
    "nature",
    "waste",
    "health",
    "solidarity",
    "education",
    "culture",
)
"""The keys of the domains that a community has without any of its own."""


def domains_of(own: Sequence[str] | None) -> Sequence[str]:
    """The domains to choose from: a community's own words, else the keys of the usual ones."""
    return own or USUAL_DOMAINS


def sign_of(domain: str) -> str:
    """The argument of a domain's button: its key, or a short name of its word."""
    return domain if domain in USUAL_DOMAINS else short_name(domain)


_ALIKE = 0.7


class Territory(str):
    """A part of a region, in words."""

    __slots__ = ()


def offered_territories(own: Sequence[str], commune: Commune | None) -> Sequence[Territory]:
    """Territories to choose from: the community's own, else departments of the commune's region.

    A region among the community's own stands for its departments.
    """
    listed = [*own] if own or commune is None else [commune.department.region.name]
    names = [name for each in listed for name in _departments_or_itself(each)]
    return [Territory(name) for name in dict.fromkeys(names)]


def territories_called(typed: str, own: Sequence[str]) -> Sequence[Territory]:
    """The territories that are meant: one of the community's own, or departments."""
    spelling = spelt(typed[:LONGEST_PLACE])
    own_matches = [each for each in offered_territories(own, None) if spelt(each) == spelling]
    return own_matches or [Territory(each.name) for each in departments_called(typed)]


def similar_territories(typed: str, own: Sequence[str], most: int = 5) -> Sequence[Territory]:
    """Territories with similar names."""
    names = [*offered_territories(own, None), *(each.name for each in departments().values())]
    by_key = {fold(each): each for each in names}
    close = get_close_matches(fold(typed[:LONGEST_PLACE]), by_key, n=most, cutoff=_ALIKE)
    return [Territory(by_key[each]) for each in close]


def department_codes(own: Sequence[str]) -> Collection[str]:
    """The numbers of the departments among a community's territories."""
    return {each.code for name in own for each in departments_named(name)}


def territory_with_commune(territory: str | None, before: Commune | None, commune: Commune) -> str:
    """The territory of a person with this commune: the one they chose, else around it."""
    chosen = territory is not None and (before is None or territory != before.department.name)
    return territory if chosen and territory is not None else commune.department.name


def _departments_or_itself(name: str) -> Sequence[str]:
    return [each.name for each in departments_named(name)] or [name]


FORMAT = "terreau-community"
_LOCALES = ("fr", "en")
VERSION = 1
POLLS_BY = ("gardeners", "members")
MOST_FEEDS = 50
MOST_WEEKS = 52
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


class QuestionList(StrEnum):
    """A list of questions that the gardeners keep."""

    WEEKLY = "weekly"
    """Those of the week, one by one."""
    COFFEE = "coffee"
    """Opening questions of coffees between members."""
    PORTRAIT = "portrait"
    """Questions of portraits."""


@dataclass(frozen=True, slots=True)
class ModelQuestion:
    """A question of a list, in its order."""

    listed: QuestionList
    words: str


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """The settings of a community; each field is a key of the JSON file."""

    name: str
    locale: str
    timezone: str
    letter: str
    region_letter: str
    weekly_question: str
    alone_after: int
    polls_by: str
    charter_url: str
    welcome: bool
    public_channel: bool
    pairs: bool
    greeting: bool
    first_week: bool
    fewer_after: int
    domains: Sequence[str] | None
    territories: Sequence[str] | None


@dataclass(frozen=True, slots=True)
class CommunityModel:
    """A community's set-up."""

    settings: ModelSettings
    rooms: Sequence[ModelRoom]
    feeds: Sequence[ModelFeed]
    questions: Sequence[ModelQuestion]


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
    "weekly_question": _is_rule,
    "alone_after": lambda it: type(it) is int and 0 <= it <= LONGEST_ALONE,
    "polls_by": lambda it: it in POLLS_BY,
    "charter_url": lambda it: it == "" or (isinstance(it, str) and read_charter_link(it) == it),
    "welcome": lambda it: isinstance(it, bool),
    "public_channel": lambda it: isinstance(it, bool),
    "pairs": lambda it: isinstance(it, bool),
    "greeting": lambda it: isinstance(it, bool),
    "first_week": lambda it: isinstance(it, bool),
    "fewer_after": lambda it: type(it) is int and 0 <= it <= MOST_WEEKS,
    "domains": _are_domains,
    "territories": _are_territories,
}
