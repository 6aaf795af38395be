"""The sender of a message, and how their community is known."""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.roles import Circle
from storage.members import Member


class CommunityChoice(StrEnum):
    """Ways in which the community of a message is known."""

    NAMED = "said"
    """A room, a message or a link names it."""
    KNOWN = "known"
    """It is the sender's only one, or the one that they chose before."""
    OPEN = "open"
    """Several are possible; the context has the one joined last, for its language and zone."""


@dataclass(frozen=True, slots=True)
class Person:
    """The sender of a message."""

    address: str
    """The account that wrote: `telegram:42`."""
    name: str
    """The name that the network shows."""
    member: Member | None
    """The member behind the account; None for others."""
    circle: Circle | None
    """Their circle in the community; None if they do not belong to it."""
    locale: str
    """The language in which they read."""


class NotAMember(LookupError):
    """The sender is no member."""
