"""Kinds of polls, and the ways to vote in them on each network.

`docs/architecture.md` has the table of `CAPABILITIES`, `docs/fr/architecture.md` has it in French.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.refusals import Refusal

_LIMITS = re.compile(r"(\d{1,2})(?:\s*(?:-|–|à|to|a)\s*(\d{1,2}))?")
OBJECTION = 3
"""The number of the answer to a proposal that objects to it."""


class PollKind(StrEnum):
    """The method of a poll."""

    ONE = "one"
    """One choice."""
    SEVERAL = "several"
    """Several choices, between a least and a most."""
    DATE = "date"
    """Dates, each answered by yes, if need be, or no."""
    CONSENT = "consent"
    """A proposal: no objection, abstention, or an objection with its reason."""
    RANKED = "ranked"
    """Choices in order of preference."""
    BRING = "bring"
    """A list of things, each taken by one or several people."""
    OPEN = "open"
    """A question that is answered in words."""


OWN_OPTIONS: Mapping[str, int] = {PollKind.CONSENT: 3, PollKind.OPEN: 1}
"""Number of options of the kinds that bring their own."""
WORD_CHOICE: Mapping[str, int] = {PollKind.CONSENT: OBJECTION, PollKind.OPEN: 1}
"""The choice that comes with words, for kinds that have one."""
COUNTED_KINDS = frozenset(PollKind) - {PollKind.BRING, PollKind.OPEN}
"""Kinds whose votes are counted, and may be hidden until the end."""


class LeastAboveMost(Refusal):
    """At least {least} and at most {most} choices: impossible. Write the smaller number first."""


class NoLimits(Refusal):
    """I do not understand “{typed}”. Write for example 2, or 1-3."""


class LimitTooLarge(Refusal):
    """This poll has only {choices} choices: nobody can make {count}."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The method of one poll."""

    kind: str
    """A `PollKind`."""
    options: int
    """Number of options."""
    least: int = 1
    """A ballot with fewer choices is kept, and not counted yet."""
    most: int = 1

    def has(self, choice: int) -> bool:
        """True if a ballot may have this choice: a number of an option, or as its kind has it."""
        return self.offers(abs(choice) if self.kind == PollKind.DATE else choice)

    def offers(self, choice: int) -> bool:
        """True if the card has a button for this choice."""
        lowest = 0 if self.kind == PollKind.DATE else 1
        return lowest <= choice <= self.options

    @property
    def multiple(self) -> bool:
        """True if a ballot may have several choices."""
        return self.most > 1

    def missing(self, ballot: Sequence[int]) -> int:
        """Number of choices missing until the ballot counts; 0 for an empty ballot."""
        return max(self.least - len(ballot), 0) if ballot else 0

    @property
    def limited(self) -> bool:
        """True if not just any number of choices is a vote."""
        return self.multiple and (self.least > 1 or self.most < self.options)


def read_limits(typed: str) -> tuple[int, int]:
    """The least and the most number of choices: `2` is at most two, `2-3` two or three."""
    found = _LIMITS.fullmatch(typed.strip())
    if found is None:
        raise NoLimits(typed=typed[:20])
    first, second = int(found[1]), found[2]
    return (1, first) if second is None else (first, int(second))


def rules_of(kind: str, options: int, least: int, most: int) -> Rules:
    """The rules of a poll; no ballot has more choices than there are options."""
    options = OWN_OPTIONS.get(kind, options)
    return Rules(kind, options, least, min(most, options))


def check_limits(options: int, least: int, most: int | None) -> None:
    """Refuse a least and a most number of choices that no ballot can have."""
    largest = max(least, most or 0)
    if largest > options:
        raise LimitTooLarge(choices=options, count=largest)
    if most is not None and least > most:
        raise LeastAboveMost(least=least, most=most)


class Secrecy(StrEnum):
    """The people who learn how a member voted."""

    NAMED = "names shown"
    COUNTED = "names not shown"
    SECRET = "secret vote"  # noqa: S105 - the name of a level


class Way(StrEnum):
    """The place where a vote is cast."""

    NATIVE = "its own poll"
    """The network's poll beside the card: everybody sees who votes, and it has no least number."""
    BUTTONS = "buttons of the card"
    """Nobody sees who presses."""
    REACTIONS = "reactions to the card"
    """Everybody sees who reacts."""
    DIRECT = "direct room"
    """The card leads there; votes are pressed or typed."""


@dataclass(frozen=True, slots=True)
class Capability:
    """Ways to vote in polls of some kinds at one level."""

    kinds: tuple[PollKind, ...]
    level: Secrecy
    telegram: Way
    matrix: Way
    least: int = 1
    """The least number of choices that each person makes."""

    @property
    def is_native(self) -> bool:
        """True if a network's own poll takes the votes."""
        return Way.NATIVE in {self.telegram, self.matrix}

    @property
    def is_private(self) -> bool:
        """True if nobody may see who votes."""
        return self.level is not Secrecy.NAMED

    def holds(self, kind: str, level: Secrecy, least: int) -> bool:
        """True if it is about such a poll."""
        return kind in self.kinds and level is self.level and least >= self.least


_ONE, _SEVERAL, _RANKED = PollKind.ONE, PollKind.SEVERAL, PollKind.RANKED
_DATE, _CONSENT, _OPEN, _BRING = PollKind.DATE, PollKind.CONSENT, PollKind.OPEN, PollKind.BRING
CAPABILITIES = (
    Capability((_SEVERAL,), Secrecy.NAMED, Way.BUTTONS, Way.REACTIONS, least=2),
    Capability((_ONE, _SEVERAL), Secrecy.NAMED, Way.BUTTONS, Way.NATIVE),
    Capability(
        (_DATE, _CONSENT, _RANKED, _OPEN, _BRING), Secrecy.NAMED, Way.BUTTONS, Way.REACTIONS
    ),
    Capability(
        (_ONE, _SEVERAL, _DATE, _CONSENT, _RANKED, _OPEN), Secrecy.COUNTED, Way.BUTTONS, Way.DIRECT
    ),
    Capability((_ONE, _SEVERAL, _RANKED), Secrecy.SECRET, Way.DIRECT, Way.DIRECT),
)
"""The first one that holds counts."""


def secrecy_of(*, public: bool, secret: bool) -> Secrecy:
    """The level of a poll by its options."""
    if secret:
        return Secrecy.SECRET
    return Secrecy.NAMED if public else Secrecy.COUNTED


def capability_of(rules: Rules, level: Secrecy) -> Capability:
    """The ways to vote in a poll."""
    return next(each for each in CAPABILITIES if each.holds(rules.kind, level, rules.least))


def allows(kind: str, level: Secrecy) -> bool:
    """True if polls of a kind may have a level."""
    return any(kind in each.kinds and each.level is level for each in CAPABILITIES)
