"""Welcomes for newcomers of a room: together, seldom, and for two days."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from bot.domain.words import on_one_line

PACE = timedelta(minutes=10)
"""The least time between two welcomes in a room."""
COMPANY = timedelta(seconds=30)
"""Time that the first newcomer waits for others to be welcomed with."""
LIFE = timedelta(hours=47)
"""Time in which newcomers may be named: Telegram lets us delete for 48 hours."""
NAMED = 5
LONGEST_NAME = 40

# Apps make links of these, and commands to press: our welcome is no place to be advertised in.
_LEADS_SOMEWHERE = re.compile(r"://|\w\.\w{2,}|(?:^|\s)/\w")


class WelcomeStep(Enum):
    """Next actions for newcomers who wait for a welcome."""

    WAIT = auto()
    TAKE_IN = auto()  # into the welcome that is about to leave
    WELCOME = auto()  # with a new one, in the place of any other


@dataclass(frozen=True, slots=True)
class Greeted:
    """The names in a welcome, and the number of others."""

    names: tuple[str, ...]
    others: int


def next_step(
    now: datetime, *, first: datetime, last: datetime | None, one_is_leaving: bool
) -> WelcomeStep:
    """The next action in a room: newcomers wait since `first`, its last welcome was `last`."""
    if one_is_leaving:
        return WelcomeStep.TAKE_IN
    if now - first < COMPANY or (last is not None and now - last < PACE):
        return WelcomeStep.WAIT
    return WelcomeStep.WELCOME


def greeted(names: Sequence[str], count: int) -> Greeted:
    """Of so many who came, the first who have a name to show; the others are counted."""
    shown = tuple([name for name in names if name][:NAMED])
    return Greeted(shown, count - len(shown))


def shown_name(name: str) -> str:
    """A name for a welcome: short, on one line; empty if it is none, or contains a link."""
    tidy = on_one_line(name)
    if _LEADS_SOMEWHERE.search(tidy):
        return ""
    return tidy if len(tidy) <= LONGEST_NAME else tidy[: LONGEST_NAME - 1].rstrip() + "…"
