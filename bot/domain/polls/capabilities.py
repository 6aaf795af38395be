"""Ways to vote on each network, by kind and level of a poll.

`docs/architecture.md` has the same table, `docs/fr/architecture.md` has it in French.
"""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.polls.kinds import PollKind, Rules


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
