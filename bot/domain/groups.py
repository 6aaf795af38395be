"""Working groups: their states, the standing of their members, and limits."""

from datetime import timedelta
from enum import StrEnum

from bot.domain.refusals import Final, Refusal
from bot.domain.words import on_one_line

LONGEST_NAME = 60
LONGEST_PURPOSE = 400
LONGEST_REPORT = 300
"""Characters of a report, and of what became of a group."""
MOST_LEADS = 2
MOST_PROPOSED = 3
"""Groups of one member that wait for a gardener."""
IN_LETTER_FOR = timedelta(weeks=6)
"""Time in which a report, or the end of a group, may go into a letter."""


class GroupState(StrEnum):
    """A group from its proposal to its end."""

    PROPOSED = "proposed"
    """It waits for a gardener."""
    OPEN = "open"
    CLOSED = "closed"


class Joining(StrEnum):
    """Ways to join a group."""

    OPEN = "open"
    ON_REQUEST = "request"
    """A lead or a gardener says yes."""


class GroupStanding(StrEnum):
    """The standing of a member in a group, in rising order: see `GroupMember`."""

    ASKS = "asks"
    BELONGS = "belongs"
    LEADS = "leads"


class GroupWithoutName(Refusal):
    """Name the group in a few words, for example “Neighbourhood compost”."""


class TooManyProposedGroups(Final):
    """{count} of your groups are already waiting for the gardening team. Wait for its decision."""


def read_name(typed: str) -> str:
    """The name of a group on one line; raises `GroupWithoutName` if there is none."""
    name = on_one_line(typed)
    if not any(map(str.isalpha, name)):
        raise GroupWithoutName
    return name
