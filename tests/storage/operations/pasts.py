"""Pasts of two members who turn out to be one person: generated."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from bot.domain.events.rules import Rsvp
from bot.domain.personal_data import DIRECTORY, EMAIL, LETTER, MEMBERSHIP
from bot.domain.roles import Circle, Seat
from storage.outbound.deliveries import DeliveryState

START = datetime(2026, 11, 1, 12, tzinfo=UTC)
PLACES = ("energie", "mobilite")
PURPOSES = (MEMBERSHIP, LETTER, DIRECTORY, EMAIL)


@dataclass(frozen=True)
class Past:
    """Acts of one of the two, each on a day since `START`; communities and polls by name.

    A yes is given on a day, and may be taken back on a later one. Each of `acts` leaves a row of
    its kind; `seat` is one of the first community that is held.
    """

    joined: dict[str, tuple[Circle, int]]
    yeses: dict[tuple[str, str], tuple[int, int | None]]
    ballots: dict[str, tuple[int, int]]
    answers: dict[str, str]
    visible: str
    domains: frozenset[str]
    adult: bool | None
    stopped: int | None
    mailed: DeliveryState | None
    conversations: int
    seat: Seat | None
    acts: frozenset[str]
    attends: dict[str, tuple[Rsvp, int]] = field(default_factory=dict)


INVITED = ("invites", "invited the host", "invited by the host")
ACTS = (
    *INVITED,
    "proposed to",
    "proposed",
    "sent a file",
    "waits for a file",
    "did what is counted",
    "has a calendar",
    "wrote news",
    "left a trace",
    "is away",
    "acted by voice",
    "opened a poll",
    "asked for a code",
    "made an event",
)
OWN = ("commune", "territory", "about", "link", "email", "locale", "timezone")
days = st.integers(0, 50)
pasts = st.builds(
    Past,
    joined=st.dictionaries(
        st.sampled_from(PLACES), st.tuples(st.sampled_from(list(Circle)), days), max_size=2
    ),
    yeses=st.dictionaries(
        st.tuples(st.sampled_from(PLACES), st.sampled_from(PURPOSES)),
        st.tuples(days, st.none() | st.integers(1, 20)),
    ),
    ballots=st.dictionaries(st.sampled_from(PLACES), st.tuples(st.integers(1, 3), days)),
    answers=st.dictionaries(st.sampled_from(OWN), st.sampled_from(["fr", "en"])),
    visible=st.sampled_from(["no", "name", "contact"]),
    domains=st.frozensets(st.sampled_from(["waste", "mobility", "culture"])),
    adult=st.none() | st.booleans(),
    stopped=st.none() | days,
    mailed=st.none() | st.sampled_from(list(DeliveryState)),
    conversations=st.integers(0, 2),
    seat=st.none() | st.sampled_from(list(Seat)),
    acts=st.frozensets(st.sampled_from(ACTS)),
    attends=st.dictionaries(
        st.sampled_from(PLACES), st.tuples(st.sampled_from(list(Rsvp)), days), max_size=2
    ),
)


def day(number: int) -> datetime:
    """A day since the beginning."""
    return START + timedelta(days=number)
