"""Limits on how often one person may do something, and how often external sources are requested."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.refusals import Final

HOUR = timedelta(hours=1)
LONGEST = HOUR
"""The longest window of any rate: older counts are irrelevant."""
_MINUTE = timedelta(minutes=1)


class TooOften(Final):
    """You have done this {count} times in an hour.

    You can do it again in {wait}. What else you can do: {menu}.
    """


class TooManyMessages(TooOften):
    """You have written {count} messages in an hour.

    You can send the next one in {wait}. This one was not sent: keep it until then. What else you
    can do: {menu}.
    """


class ProposedTooOften(TooOften):
    """You have made {count} proposals in an hour.

    You can make the next one in {wait}. What else you can do: {menu}.
    """


class TooManyQuestions(TooOften):
    """You have asked {count} questions in an hour.

    You can ask the next one in {wait}. What else you can do: {menu}.
    """


class TooManyReports(TooOften):
    """You have reported {count} messages in an hour.

    You can report the next one in {wait}. If it cannot wait, write to the gardening team: {write}.
    """


class TooManyFiles(TooOften):
    """I have sent you {count} files in an hour.

    I can send you the next one in {wait}. What else you can do: {menu}.
    """


class TooManyInvitations(TooOften):
    """You have asked for {count} invitations in an hour.

    You can ask for the next one in {wait}. Your last one is still valid.
    """


class TooManyCodes(TooOften):
    """I have given you {count} codes in an hour.

    I can give you the next one in {wait}. What else you can do: {menu}.
    """


class TooManyChanges(TooOften):
    """You have cancelled events {count} times in an hour.

    You can do it again in {wait}. Until then, write to the gardening team: {write}.
    """


class TooManyRequests(TooOften):
    """You have noted {count} requests in an hour.

    You can note the next one in {wait}. Until then, write it on paper, with the date.
    """


class TooManyLists(TooOften):
    """You have sent {count} lists in an hour.

    You can send the next one in {wait}. What else you can do: {menu}.
    """


class TooManyLookups(TooOften):
    """You have opened {count} cards of the directory in an hour.

    You can open the next one in {wait}. What else you can do: {menu}.
    """


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `most` acts within any hour; declarations that share a rate are counted together."""

    kind: str
    """The name under which acts are counted."""
    most: int
    refusal: type[TooOften] = TooOften
    tending: int = 0
    """The limit for gardeners, where it is higher."""
    within: timedelta = HOUR

    @property
    def highest(self) -> int:
        """The limit of those who may do most."""
        return max(self.most, self.tending)

    def free_at(self, times: Sequence[datetime], *, tends: bool = False) -> datetime | None:
        """Time of the next act, by the times of the last ones, newest first; None: at once."""
        most = self.highest if tends else self.most
        return None if len(times) < most else times[most - 1] + self.within


def wait_in_minutes(free_at: datetime, now: datetime) -> timedelta:
    """The time until then in whole minutes, at least one."""
    return max(1, -((now - free_at) // _MINUTE)) * _MINUTE


MESSAGES = Rate("messages", 10, TooManyMessages, tending=60)
"""Messages to gardeners, and the answers to them."""
PROPOSALS = Rate("proposals", 10, ProposedTooOften, tending=60)
"""Events, news, polls and circles proposed to others, and calendars to take events from."""
QUESTIONS = Rate("questions", 10, TooManyQuestions, tending=60)
"""Questions to the Region, and those of others that are joined."""
REPORTS = Rate("reports", 5, TooManyReports, tending=20)
"""Messages reported to the gardeners."""
CHANGES = Rate("changes", 10, TooManyChanges, tending=60)
"""Events called off: everybody who signed up is told each time."""
EXPORTS = Rate("exports", 20, TooManyFiles, tending=100)
INVITATIONS = Rate("invitations", 10, TooManyInvitations, tending=60)
CODES = Rate("codes", 10, TooManyCodes, tending=60)
"""Codes and secret addresses: of own accounts, a calendar, a seat, a check-in."""
MAPS = Rate("maps", 60)
"""Maps drawn."""
BY_VOICE = Rate("by voice", 120, TooManyRequests)
"""Acts of a gardener in the name of people without a phone."""
IMPORTS = Rate("imports", 10, TooManyLists)
LOOKUPS = Rate("lookups", 60, TooManyLookups)
"""Members' cards in the directory: nobody copies all of it."""
GROUP_INVITATIONS = Rate("invitations in groups", 1)
"""Posts in the groups that ask members to open their private chat."""
_MOST_DOUBLINGS = 8


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Intervals between two requests to one source."""

    every: timedelta
    seldom: timedelta
    """For a source that keeps failing."""
    spread: timedelta
    """Sources are requested up to this much earlier than others, to avoid peaks."""
    steps: int
    """Number of steps into which the spread is divided."""

    def pause(self, source_id: int, failures: int) -> timedelta:
        """Time until the next request, after so many failures in a row."""
        longer: timedelta = min(self.every * (1 << min(failures, _MOST_DOUBLINGS)), self.seldom)
        return longer - self.spread * (source_id % self.steps) / self.steps
