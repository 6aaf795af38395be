"""Coffees of members who have not met yet: on which day, who with whom, and why.

A round is worked through some people at a time, so that nobody waits for it: `groups_of` matches
these, and those for whom nobody new was found go into the next part. Couples are found by
augmenting paths, without contracting odd cycles: a matching may then have a couple less than it
could, which a blossom algorithm would not be worth.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import combinations
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from bot.domain.communes.search import km_between
from bot.domain.dates.local_time import instant
from bot.domain.refusals import Refusal

AT_ONCE = 60
"""People who are matched in one unit of work; up to half as many more with the last ones."""
NEAR_KM = 30
ROUND_AT = time(10)
HELD_WITHIN = timedelta(days=7)
"""Time after which a round that did not begin, or was not told, is given up."""
OPEN_FOR = timedelta(days=28)
"""Time in which people can say yes."""
FOLLOWED_UP_AFTER = timedelta(days=14)
"""Time after which people in contact are asked whether they met."""
CONTACTS_KEPT_FOR = timedelta(days=60)
REMEMBERED_FOR = timedelta(days=365)
"""Time for which it is kept who was proposed to whom, and who met."""
LONGEST_PAUSE = timedelta(days=366)
MOST_QUESTIONS = 50
LONGEST_QUESTION = 200
_TUESDAY = 1
_TWO = 2
_WEEK = timedelta(days=7)


class PauseOver(Refusal):
    """A pause ends on a day to come, within a year."""


class Step(StrEnum):
    """How far the asking of a person came."""

    WAITING = "waiting"
    TOLD = "told"
    ASKED = "asked"
    """Whether they met, unless there was nothing to ask."""


def round_start(day: date, zone: ZoneInfo) -> datetime:
    """The moment of the round of a day's month: its first Tuesday."""
    first = day.replace(day=1)
    tuesday = first + timedelta(days=(_TUESDAY - first.weekday()) % _WEEK.days)
    return instant(datetime.combine(tuesday, ROUND_AT), zone)


def month_of(day: date) -> str:
    """The name of a round: `2026-12`."""
    return f"{day:%Y-%m}"


def is_round_due(now: datetime, zone: ZoneInfo) -> bool:
    """True from the start of this month's round on, for a week."""
    start = round_start(now.astimezone(zone).date(), zone)
    return start <= now < start + HELD_WITHIN


def next_round(now: datetime, zone: ZoneInfo) -> datetime:
    """The start of the next round."""
    today = now.astimezone(zone).date()
    start = round_start(today, zone)
    return start if start > now else round_start(today + relativedelta(months=1), zone)


def check_pause(until: date, today: date) -> None:
    """Raise `PauseOver` for a day that is over, or too far."""
    if not today < until <= today + LONGEST_PAUSE:
        raise PauseOver


@dataclass(frozen=True, slots=True)
class Participant:
    """A person to be matched, with what may bring them close to others."""

    id: int
    commune: str | None = None
    """The INSEE code."""
    territory: str | None = None
    domains: frozenset[str] = frozenset()


Couple = tuple[int, int]
"""The ids of two people, the smaller first."""


def couple(one: int, other: int) -> Couple:
    """Two people as a key."""
    return (one, other) if one < other else (other, one)


@dataclass(frozen=True, slots=True)
class Acquaintances:
    """The past of people who are matched."""

    met: Mapping[Couple, datetime] = field(default_factory=dict)
    """When two were proposed to each other last, or got in contact otherwise."""
    refused: Collection[Couple] = frozenset()
    """Two of whom one does not want to be proposed to the other."""

    def are_new(self, group: Sequence[int]) -> bool:
        """True if no two of a group know each other."""
        return not any(couple(*two) in self.met for two in combinations(group, 2))

    def allow(self, group: Sequence[int]) -> bool:
        """True if nobody of a group was refused by another of it."""
        return not any(couple(*two) in self.refused for two in combinations(group, 2))


@dataclass(frozen=True, slots=True)
class Closeness:
    """What people have in common."""

    near: bool
    domains: frozenset[str]

    @property
    def rank(self) -> int:
        """The closer, the greater."""
        return self.near + bool(self.domains)


def closeness(*people: Participant) -> Closeness:
    """What all of these have in common."""
    near = all(_are_near(one, other) for one, other in combinations(people, 2))
    return Closeness(near, frozenset.intersection(*(each.domains for each in people)))


def _are_near(one: Participant, other: Participant) -> bool:
    if one.commune is None or other.commune is None:
        return one.territory is not None and one.territory == other.territory
    km = km_between(one.commune, other.commune)
    return km is not None and km <= NEAR_KM


def people_at_once(left: int) -> int:
    """The number of people to match next, of so many who are left: never only a few at the end."""
    return left if left <= AT_ONCE * 3 // 2 else AT_ONCE


def groups_of(
    people: Sequence[Participant], known: Acquaintances, *, are_last: bool = True
) -> list[tuple[int, ...]]:
    """Twos of these people, and threes of whoever would be alone.

    New couples come first, the closest before others; then those who met longest ago. Nobody is
    put with a person whom they refused, or who refused them: who is left by that stays alone. If
    more people follow, the rest waits for these: only new couples are given, if there is one.
    """
    groups = _threes(people, _couples(people, known), known)
    new = [each for each in groups if len(each) == _TWO and known.are_new(each)]
    return groups if are_last or not new else new


def _couples(people: Sequence[Participant], known: Acquaintances) -> dict[int, int]:
    """The partner of each person who has one."""
    new: list[tuple[int, Couple]] = []
    again: list[tuple[datetime, Couple]] = []
    for one, other in combinations(people, 2):
        two = couple(one.id, other.id)
        if two in known.refused:
            continue
        if two in known.met:
            again.append((known.met[two], two))
        else:
            new.append((-closeness(one, other).rank, two))
    ways: dict[int, list[int]] = {each.id: [] for each in people}
    partners: dict[int, int] = {}
    for _, (smaller, greater) in sorted(new, key=lambda each: each[0]):
        ways[smaller].append(greater)
        ways[greater].append(smaller)
        if smaller not in partners and greater not in partners:
            partners |= {smaller: greater, greater: smaller}
    _augment(people, ways, partners)
    for _, (smaller, greater) in sorted(again, key=lambda each: each[0]):
        ways[smaller].append(greater)
        ways[greater].append(smaller)
    _augment(people, ways, partners)
    return partners


def _augment(
    people: Sequence[Participant], ways: Mapping[int, Sequence[int]], partners: dict[int, int]
) -> None:
    """Find partners for those who have none, by giving others another one where needed."""
    for each in people:
        if each.id not in partners:
            _find_partner(each.id, ways, partners, {each.id})


def _find_partner(
    person: int, ways: Mapping[int, Sequence[int]], partners: dict[int, int], seen: set[int]
) -> bool:
    """Give a person a partner, if there is a way; whom that leaves alone gets another one."""
    free = next((each for each in ways[person] if each not in partners and each not in seen), None)
    if free is not None:
        partners |= {person: free, free: person}
        return True
    for other in ways[person]:
        left = partners.get(other)
        if left is None or other in seen or left in seen:
            continue
        seen |= {other, left}
        if _find_partner(left, ways, partners, seen):
            partners |= {person: other, other: person}
            return True
    return False


def _threes(
    people: Sequence[Participant], partners: Mapping[int, int], known: Acquaintances
) -> list[tuple[int, ...]]:
    """The couples, some of them joined by a person who would be alone."""
    by_id = {each.id: each for each in people}
    groups: list[tuple[int, ...]] = [two for two in partners.items() if two[0] < two[1]]
    for alone in (each for each in people if each.id not in partners):
        joined = [
            nth
            for nth, group in enumerate(groups)
            if len(group) == _TWO and known.allow((*group, alone.id))
        ]
        if joined:
            best = max(joined, key=lambda nth: _fit(alone, groups[nth], by_id, known))
            groups[best] = (*groups[best], alone.id)
    return groups


def _fit(
    alone: Participant,
    group: Sequence[int],
    by_id: Mapping[int, Participant],
    known: Acquaintances,
) -> tuple[int, int]:
    """How well a person fits a couple: how few of it they met, then what all have in common."""
    met = sum(couple(alone.id, each) in known.met for each in group)
    return -met, closeness(alone, *(by_id[each] for each in group)).rank
