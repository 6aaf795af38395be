"""The messages that each circle gets unless a person chose otherwise, and audiences."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from bot.domain.refusals import Final, Refusal
from bot.domain.roles import Circle
from bot.domain.words import fold


class Sending(StrEnum):
    """Kinds of messages that a community sends to its members."""

    ANNOUNCEMENT = "announcement"
    LETTER = "letter"
    EVENT = "event"
    POLL = "poll"
    CALL = "call"
    BIG_EVENT = "big_event"
    BIG_POLL = "big_poll"


class Load(StrEnum):
    """Number of messages, in words."""

    FEW_A_WEEK = "few_a_week"
    ONE_A_WEEK = "one_a_week"
    FEW_A_YEAR = "few_a_year"


@dataclass(frozen=True, slots=True)
class Share:
    """The messages of a circle, in the order in which they are listed, and how many they are."""

    gets: tuple[Sending, ...]
    load: Load


_BIG = (Sending.BIG_EVENT, Sending.BIG_POLL)
_USUAL = (Sending.LETTER, Sending.ANNOUNCEMENT, Sending.EVENT, Sending.POLL)
SHARES = {
    Circle.ENGAGED: Share((*_USUAL, Sending.CALL, *_BIG), Load.FEW_A_WEEK),
    Circle.INFORMED: Share((*_USUAL, *_BIG), Load.ONE_A_WEEK),
    Circle.CITIZEN: Share(_BIG, Load.FEW_A_YEAR),
}

_WIDER = {Sending.BIG_EVENT: Sending.EVENT, Sending.BIG_POLL: Sending.POLL}
"""Purposes that include another one: all events include the big ones."""


class NoSuchCircle(Refusal):
    """“{typed}” is not a way of taking part: write active, news or big."""


class ProposalOver(Final):
    """This proposal is no longer open. To see or change how you take part: {circle}."""


_CALLED = {
    Circle.ENGAGED: (
        *("engaged", "active", "engage", "engagee", "actif"),
        *("je participe activement", "participe activement", "i take an active part"),
    ),
    Circle.INFORMED: (
        *("informed", "news", "informe", "informee", "nouvelles", "les nouvelles"),
        *("je suis les nouvelles", "suit les nouvelles", "i follow the news"),
        *("actualites", "les actualites", "je suis les actualites", "suit les actualites"),
    ),
    Circle.CITIZEN: (
        *("citizen", "big", "citoyen", "citoyenne", "rendez-vous", "grands rendez-vous"),
        *("seulement les grands rendez-vous", "only the big moments"),
    ),
}


def read_circle(typed: str) -> Circle:
    """The circle that a word in either language means, or its label."""
    word = fold(typed).rstrip(" .!")
    found = next((circle for circle, words in _CALLED.items() if word in words), None)
    if found is None:
        raise NoSuchCircle(typed=typed[:40])
    return found


def told(circle: Circle) -> Collection[Sending]:
    """The messages of a circle, without those that another one of its entries includes."""
    gets = SHARES[circle].gets
    return [each for each in gets if _WIDER.get(each) not in gets]


def circles_getting(sending: Sending) -> Collection[Circle]:
    """The circles that get this."""
    return [circle for circle, share in SHARES.items() if sending in share.gets]


@dataclass(frozen=True, slots=True)
class Audience:
    """An audience; an empty part restricts nothing."""

    circles: Sequence[str] = field(default_factory=list)
    domains: Sequence[str] = field(default_factory=list)
    territories: Sequence[str] = field(default_factory=list)
    events: Sequence[int] = field(default_factory=list)
    """Ids of events: for those who came to one of them."""
    near: Sequence[str] = field(default_factory=list)
    """Communes with so many kilometres around them, as `near_word` gives them.

    Who lives there belongs to it, beside those of the territories.
    """
    groups: Sequence[int] = field(default_factory=list)
    """Numbers of working groups: for who is in one of them."""
    calls: Sequence[int] = field(default_factory=list)
    """Numbers of calls: for the authors of their entries."""

    @property
    def is_everyone(self) -> bool:
        """True if no part restricts it."""
        return not any(self.parts)

    def is_same_as(self, other: "Audience") -> bool:
        """True if both have the same parts, in any order."""
        return self.parts == other.parts

    @property
    def parts(self) -> list[set[str] | set[int]]:
        """Its restrictions, without order."""
        people = [set(self.circles), set(self.domains), set(self.territories)]
        return [*people, set(self.events), set(self.near), set(self.groups), set(self.calls)]


MOST_AROUND = 200
"""Kilometres around a commune."""


class TooFarAround(Refusal):
    """Choose at most {most} km."""


def near_word(commune: str, km: int) -> str:
    """A commune's code and the kilometres around it, as one word. Raises `TooFarAround`."""
    if km > MOST_AROUND:
        raise TooFarAround(most=MOST_AROUND)
    return f"{commune}/{km}"


def near_parts(word: str) -> tuple[str, int]:
    """The commune's code and the kilometres of such a word."""
    commune, _, km = word.partition("/")
    return commune, int(km)
