"""Needs and offers of members: read from everyday words, alike ones, and the nearest answers.

What words name is only a suggestion: the author sees it before anybody else does.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from math import inf

from dateutil.relativedelta import relativedelta

from bot.domain import communes
from bot.domain.communes import Commune
from bot.domain.communes.search import km_between
from bot.domain.conversations import GREETING, typed_line
from bot.domain.dates.date_words import MONTHS
from bot.domain.dates.days import read_day
from bot.domain.dates.local_time import NOT_YET
from bot.domain.refusals import Final, Refusal
from bot.domain.words import fold, search_tokens

LONGEST_NEED = 300
OPEN_AT_ONCE = 10
"""Open needs and offers of one member in one community."""
LASTS = timedelta(days=90)
"""Time until the end of a need whose author names none, and after “still valid”."""
LONGEST_TIME = timedelta(days=366)
ASKED_BEFORE = timedelta(weeks=1)
"""The author is asked so long before the end whether it is still valid."""
KEPT_FOR = timedelta(days=366)
"""A need that is over is counted so long, without its words."""
RADII = (10, 30, 60)
"""Kilometres to choose from."""


class NeedKind(StrEnum):
    """Kinds of listings: a need or an offer."""

    NEED = "need"
    OFFER = "offer"

    @property
    def other(self) -> "NeedKind":
        """An offer answers a need, and a need an offer."""
        return NeedKind.OFFER if self is NeedKind.NEED else NeedKind.NEED


class NeedReaders(StrEnum):
    """The readers that an author chose; whether the Region is among them is asked apart."""

    MEMBERS = "members"
    GARDENER = "gardener"
    """The territory's gardener alone."""


class NeedState(StrEnum):
    """States of a need: open, or the reason why it is over."""

    OPEN = "open"
    FOUND = "found"
    CLOSED = "closed"


class NothingNeeded(Refusal):
    """I do not see what it is about yet: write it in a few words."""


class EndsTooLate(Refusal):
    """This is too late: {last} at the latest. I ask you a week before whether it is still valid."""


class TooManyNeeds(Final):
    """{count} of your needs and offers are open: close one first.

    Your needs and offers: {need}.
    """


@dataclass(frozen=True, slots=True)
class Need:
    """A need or an offer; each field is a column. A new one is numbered when it is stored."""

    kind: NeedKind
    words: str
    ends_on: date
    """Its last day."""
    domain: str | None = None
    commune: str | None = None
    """INSEE code of the place; None for anywhere."""
    radius_km: int | None = None
    """Radius in kilometres around the commune; None for any distance."""
    readers: NeedReaders = NeedReaders.MEMBERS
    for_region: bool = False
    """True if its author agreed that the Region's side reads it, too."""
    group_id: int | None = None
    """The working group whose members alone read it."""
    noted_at: datetime | None = None
    """When the territory's gardener looked at it."""
    asked_on: date | None = None
    """When its author was asked whether it is still valid."""
    state: NeedState = NeedState.OPEN
    id: int = 0
    """Its number, which people type."""
    community_id: int = 0
    author_id: int = 0
    created_at: datetime = NOT_YET
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NeedReader:
    """A member who reads needs."""

    member_id: int
    is_territory: bool = False
    """True for the gardener of the territory, also who holds both seats."""
    is_region: bool = False
    """True for the Region's gardener, their deputies, and agents."""
    is_region_gardener: bool = False
    group_ids: Collection[int] = ()
    """The working groups that they are in."""


def read_need(typed: str) -> str:
    """The words of a need on one line; raises `NothingNeeded` if there are none."""
    words = " ".join(typed.split()).lstrip(":- ").rstrip()
    if not any(map(str.isalpha, words)):
        raise NothingNeeded
    return words


def check_end(day: date, today: date) -> date:
    """The last day, if it is not too far; raises `EndsTooLate`."""
    if day > today + LONGEST_TIME:
        raise EndsTooLate(last=today + LONGEST_TIME)
    return day


_START = rf"{GREETING}(?:(?:alors|donc|so)\b,? )?"
_SEEKS = (
    r"(?:je |on |nous )?(?:re)?cherch(?:e|ons) "
    r"|(?:(?:j'ai|on a|nous avons|j'aurais) )?besoin (?=d[e']|une? )"
    r"|il (?:me|nous) (?:faut|faudrait) "
    r"|(?:(?:i am|i'm|we are|we're) )?(?:looking|searching) for |(?:i|we) need "
)
_GIVES = (
    r"j'offre |offre (?=une? |des )|nous offrons "
    r"|(?:je|nous) propos(?:e|ons) |(?:i|we) (?:can )?offer "
    r"|(?:i am|i'm|we are|we're) offering "
)
_LENDS = (
    r"je (?:prête|prete|donne|mets à disposition) "
    r"|nous (?:prêtons|donnons|mettons à disposition) "
    r"|(?:je peux|nous pouvons) (?:prêter|preter|donner|offrir|fournir|mettre à disposition) "
    r"|(?:j'ai|nous avons) (?=.{2,80} à (?:prêter|preter|donner)\b)"
    r"|i have (?=.{2,80} to (?:lend|give away)\b)"
    r"|à (?:donner|prêter) ?:? |(?:i|we) (?:can )?(?:lend|give(?: away)?|provide) "
    r"|(?:i am|i'm|we are|we're) (?:lending|giving away) "
)
"""Words that say more than “I offer”: they stay in the offer."""
_LEADS = (
    (NeedKind.NEED, re.compile(f"{_START}(?:{_SEEKS})(?P<kept>)", re.IGNORECASE)),
    (NeedKind.OFFER, re.compile(f"{_START}(?:{_GIVES}|(?P<kept>{_LENDS}))", re.IGNORECASE)),
)
_COUNT = r"\d+|deux|trois|quatre|cinq|six|dix|quelques|plusieurs|two|three|four|five|some|several"
_THING = re.compile(
    rf"(?:(?:une?|des|du|de la|an?|quelqu'un|some(?:one|body)|people|{_COUNT})\b"
    r"|de l'|à (?:emprunter|louer|acheter|récupérer|partager)\b)",
    re.IGNORECASE,
)
_OWN = re.compile(r"(?:mon|ma|mes|notre|nos|my|our)\b", re.IGNORECASE)
_OF = re.compile(r"(?:de |d')(?!la\b|l')", re.IGNORECASE)
_BARE = re.compile(
    r"(?:besoin|looking for|searching for|need|offer(?:ing)?|à donner ?:?|à prêter ?:?) $",
    re.IGNORECASE,
)
"""Leads after which a thing needs no article: `looking for volunteers`."""
_KNOWN = re.compile(
    r"(?:to|the|this|that|these|those|it|my|your|our|l[ea]s?|l'|cett?e?|ces|cela|ça|savoir|m[eao]n?"
    r"|\w+(?:er|ir|oir|dre|tre|ire))\b",
    re.IGNORECASE,
)
"""Things that the reader knows already, and verbs."""
_PERSON = re.compile(r"(?:vous|toi|lui|elle|eux|you|him|her|them|me|moi)\b", re.IGNORECASE)
_TALK = frozenset(
    re.findall(
        r"\w+",
        """
        aide aides avis accord voix vote idee question reponse reponses information informations
        info infos renseignement renseignements explication explications conseil conseils
        subvention subventions financement financements rendez lien adresse numero mot page bouton
        date reunion rencontre visite sondage debat evenement solution coup nouvelles

        answer advice help grant grants link address number button meeting poll event idea
        """,
    )
)
"""Words after which a message is rather for the gardeners or the Region."""
_MOST_LOOKED_AT = 4
_MOST_NAME = 3


@dataclass(frozen=True, slots=True)
class NeedPhrase:
    """A need or an offer that plain words may mean."""

    kind: NeedKind
    words: str
    is_clear: bool
    """False where the words may well mean something else."""


def need_in_words(typed: str) -> NeedPhrase | None:
    """The need or offer that a message begins with; None where it is about something else."""
    plain = typed_line(typed)
    for kind, pattern in _LEADS:
        lead = pattern.match(plain)
        if lead is not None and len(plain) <= LONGEST_NEED:
            return _phrase(kind, lead, plain)
    return None


def _phrase(kind: NeedKind, lead: re.Match[str], plain: str) -> NeedPhrase | None:
    rest = plain[lead.end() :]
    if kind is NeedKind.NEED:
        rest = _OF.sub("", rest, count=1) if _OF.match(rest) else rest
    if not any(map(str.isalpha, rest)) or _PERSON.match(rest):
        return None
    words = rest.strip(" .!?").split()
    if len(words) <= _MOST_NAME and all(each[0].isupper() for each in words):
        return None  # a name: `Ana`
    kept = plain[lead.start("kept") :] if lead["kept"] else rest
    # It is clear if it is a thing that others may give or want, rather than a known one.
    is_bare = bool(_BARE.search(lead[0])) and not _KNOWN.match(rest)
    is_own = kind is NeedKind.OFFER and bool(_OWN.match(rest))
    if not (is_bare or is_own or _THING.match(rest)):
        return NeedPhrase(kind, kept, is_clear=False)
    folded = [each for each in re.split(r"[\W_]+", fold(rest)) if each]
    is_about_region = not {"region", "regional", "regionale"}.isdisjoint(folded)
    is_talk = is_about_region or not _TALK.isdisjoint(folded[:_MOST_LOOKED_AT])
    return NeedPhrase(kind, kept, is_clear=not (is_talk or rest.endswith("?")))


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
    if place := place_after(_BEFORE_PLACE, words, near):
        return place
    # A commune is the whole of a part: `un vélo, Auch`. Capitals tell it from `orange`.
    parts = [each.strip(_AROUND_PART) for each in _COMMA.split(words)]
    names = [each for each in parts if each[:1].isupper()] if len(parts) > 1 else []
    found = (commune_called(each, near) for each in names[:_MOST_TRIES])
    return next(filter(None, found), None)


def place_after(before: re.Pattern[str], words: str, near: Collection[str]) -> Commune | None:
    """The commune named after a match of a pattern, where only one can be meant."""
    for match in list(before.finditer(words.replace("’", "'")))[:_MOST_TRIES]:
        for name in _shrinking(words[match.end() :]):
            found = commune_called(name, near)
            if found is not None:
                return found
    return None


def commune_called(name: str, near: Collection[str]) -> Commune | None:
    """The commune of exactly this name, where only one can be meant."""
    found = communes.find(name, near)
    if not found or fold(found[0].name) != fold(name):
        return None
    # One is meant where there is only one, or only one nearby.
    is_clear = len(found) == 1 or sum(each.department.code in near for each in found) == 1
    return found[0] if is_clear else None


def end_named(words: str, today: date) -> date | None:
    """The last day that the words name after “avant”, “jusqu'au”…, if it is neither past nor far.

    Before a month is until the day before it begins.
    """
    plain = words.replace("’", "'")
    for match in list(_BEFORE_DAY.finditer(plain))[:_MOST_TRIES]:
        is_before = fold(match[1]) in {"avant", "before"}
        for phrase in _shrinking(plain[match.end() :]):
            day = _month_end(phrase, today, is_before=is_before)
            if day is None:
                with suppress(Refusal):
                    day = read_day(phrase, today=today)
            if day is not None:
                return day if today <= day <= today + LONGEST_TIME else None
    return None


def _shrinking(rest: str) -> Iterator[str]:
    """The words until the next mark, then one less each time."""
    words = _STOP.split(rest, maxsplit=1)[0].split()[:_MOST_WORDS]
    for count in range(len(words), 0, -1):
        yield " ".join(words[:count])


def _month_end(phrase: str, today: date, *, is_before: bool) -> date | None:
    """The day before a month begins, or its last day if it counts, too."""
    month = MONTHS.get(fold(phrase))
    if month is None:
        return None
    is_next_year = month < today.month + is_before
    first = date(today.year + is_next_year, month, 1)
    return (first if is_before else first + relativedelta(months=1)) - timedelta(days=1)


MOST_NEAR = 3
"""So many offers, needs and members are shown beside a need."""


@dataclass(frozen=True, slots=True)
class NearNeed:
    """A need or an offer beside another one."""

    need: Need
    km: float | None
    """None where a place is not known."""


def nearest_needs(
    need: Need, others: Collection[Need], most: int = MOST_NEAR
) -> Sequence[NearNeed]:
    """The first of those of other members: of its domain, then without any, never of another.

    Where it has no domain itself, all of them count alike.
    """
    near = [
        NearNeed(each, km_between(need.commune, each.commune))
        for each in others
        if each.author_id != need.author_id
        and (need.domain is None or each.domain in (need.domain, None))
    ]

    def rank(each: NearNeed) -> tuple[bool, float, float, int]:
        is_without = need.domain is not None and each.need.domain is None
        return (
            is_without,
            _known_distance(each.km),
            -each.need.created_at.timestamp(),
            -each.need.id,
        )

    return sorted(near, key=rank)[:most]


def nearest_places(commune: str | None, places: Collection[str | None]) -> list[str | None]:
    """Communes by their distance; those that are not known come last."""
    return sorted(
        set(places), key=lambda each: (_known_distance(km_between(commune, each)), each or "")
    )


def _known_distance(km: float | None) -> float:
    return inf if km is None else km


_SHARED = 2 / 3
"""Such a part of the shorter one's words stands in the other one, too."""


def most_alike(words: str, others: Iterable[Need]) -> Need | None:
    """The need that shares the most words with these; None if none shares enough."""
    shares = [(_share(words, each.words), each) for each in others]
    share, found = max(shares, key=lambda each: each[0], default=(0.0, None))
    return found if share >= _SHARED else None


def _share(one: str, other: str) -> float:
    """Part of the shorter words that both have."""
    here, there = set(search_tokens(one)), set(search_tokens(other))
    shorter = min(len(here), len(there))
    return len(here & there) / shorter if shorter else 0.0
