"""Calls for entries, such as a photo contest: states, limits, and the first places of a vote."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.refusals import Refusal
from bot.domain.words import fold, on_one_line

LONGEST_TITLE = 80
LONGEST_PURPOSE = 600
LONGEST_RULES = 1200
LONGEST_ENTRY_TITLE = 50
"""With the team's name it fits on a choice of a poll."""
LONGEST_TEAM = 40
LONGEST_ENTRY = 1200
LONGEST_NOTE = 400
MOST_PICTURES = 3
MOST_OWN = 5
"""Entries of one person in one call: an adult may enter with several classes."""
FEWEST_VOTED = 2
VOTE_LASTS = timedelta(days=14)
VOTE_ENDS_AT = time(18)
FIRST_PLACES = 3
KEPT_FOR = timedelta(days=366)
"""Entries without one of the first places are kept so long after the end of their call."""
DRAFTS_KEPT = timedelta(days=30)
IN_LETTER_FOR = timedelta(days=45)
"""The result of a call waits so long for the next letter."""
LONGEST_CALL = timedelta(days=366)

_OWN_NAME = {"me", "my name", "moi", "mon nom"}


class CallKind(StrEnum):
    """The kinds of calls."""

    CALL = "call"
    CONTEST = "contest"
    PROJECTS = "projects"


class CallState(StrEnum):
    """A call from its preview to its end."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    """Its deadline is over, and nobody votes yet."""
    VOTING = "voting"
    OVER = "over"
    WITHDRAWN = "withdrawn"


class EntryState(StrEnum):
    """An entry from its draft to the decision of the gardeners."""

    DRAFT = "draft"
    SENT = "sent"
    CHANGE_ASKED = "change asked"
    ACCEPTED = "accepted"
    SET_ASIDE = "set aside"


class CallEndsTooLate(Refusal):
    """This is too far away: write a deadline within a year."""


class CallEndsTooSoon(Refusal):
    """This is over already: write a day or an hour to come."""


def check_deadline(moment: datetime, now: datetime) -> datetime:
    """Return the deadline of a call; raises `CallEndsTooLate` or `CallEndsTooSoon`."""
    if moment <= now:
        raise CallEndsTooSoon
    if moment > now + LONGEST_CALL:
        raise CallEndsTooLate
    return moment


def read_team(typed: str) -> str:
    """The name of a team; empty for the person's own name."""
    name = on_one_line(typed)
    return "" if fold(name) in _OWN_NAME else name


def vote_end(now: datetime, zone: ZoneInfo) -> datetime:
    """The end of a vote that opens now."""
    day = (now + VOTE_LASTS).astimezone(zone).date()
    return datetime.combine(day, VOTE_ENDS_AT, zone)


def first_places(votes: Sequence[int]) -> dict[int, int]:
    """The places of the options that come first, by their number; equal votes, equal place."""
    places = {
        number: 1 + sum(other > count for other in votes)
        for number, count in enumerate(votes, start=1)
        if count
    }
    return {number: place for number, place in places.items() if place <= FIRST_PLACES}
