"""Welcomes for newcomers of a room, and introductions of two members to each other."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, StrEnum, auto

from bot.domain.addresses import shortened
from bot.domain.words import on_one_line

WELCOME_PACE = timedelta(minutes=10)
"""The least time between two welcomes in a room."""
WAIT_FOR_COMPANY = timedelta(seconds=30)
"""Time that the first newcomer waits for others to be welcomed with."""
WELCOME_LIFE = timedelta(hours=47)
"""Time in which newcomers may be named: Telegram lets us delete for 48 hours."""
MOST_GREETED = 5
LONGEST_GREETED_NAME = 40

# Apps make links of these, and commands to press: our welcome is no place to be advertised in.
_LEADS_SOMEWHERE = re.compile(r"://|\w\.\w{2,}|(?:^|\s)/\w")


class WelcomeStep(Enum):
    """Next actions for newcomers who wait for a welcome."""

    WAIT = auto()
    TAKE_IN = auto()  # into the welcome that is about to leave
    WELCOME = auto()  # with a new one, in the place of any other


@dataclass(frozen=True, slots=True)
class GreetedNames:
    """The names in a welcome, and the number of others."""

    names: tuple[str, ...]
    others: int


def next_welcome_step(
    now: datetime, *, first: datetime, last: datetime | None, one_is_leaving: bool
) -> WelcomeStep:
    """The next action in a room: newcomers wait since `first`, its last welcome was `last`."""
    if one_is_leaving:
        return WelcomeStep.TAKE_IN
    if now - first < WAIT_FOR_COMPANY or (last is not None and now - last < WELCOME_PACE):
        return WelcomeStep.WAIT
    return WelcomeStep.WELCOME


def greeted(names: Sequence[str], count: int) -> GreetedNames:
    """Of so many who came, the first who have a name to show; the others are counted."""
    shown = tuple([name for name in names if name][:MOST_GREETED])
    return GreetedNames(shown, count - len(shown))


def shown_name(name: str) -> str:
    """A name for a welcome: short, on one line; empty if it is none, or contains a link."""
    tidy = on_one_line(name)
    if _LEADS_SOMEWHERE.search(tidy):
        return ""
    return shortened(tidy, LONGEST_GREETED_NAME)


OPEN_FOR = timedelta(days=30)
"""Time in which both sides can agree."""
RIDE_OPEN_FOR = timedelta(days=400)
"""Time in which two people can agree on a ride: it is deleted once the event is over."""
FOLLOWED_UP_AFTER = timedelta(days=30)
"""Time after which two people in contact are asked whether it helped."""
WORDS_KEPT_FOR = timedelta(days=60)
"""Time after which the reason of an introduction and the contacts given for it are deleted."""
CONTACT_DELETED = "-"
"""Stands for a contact in words after that time: the accounts are not given in its place."""
MOST_REQUESTS = 5
"""Open requests of one member to meet others."""
LONGEST_REASON = 300
LONGEST_CONTACT = 200


class Consent(StrEnum):
    """The answer of one side."""

    YES = "yes"
    NO = "no"


class Asked(StrEnum):
    """The question that one side was asked last."""

    NOTHING = ""
    AGE = "age"
    MEETING = "meeting"
    UNREACHED = "unreached"
    """None: no message reaches them now."""
    CONTACT = "contact"
    """Another contact, since the one given is gone."""


class Helped(StrEnum):
    """The answer to the question whether an introduction helped."""

    YES = "yes"
    NO = "no"
