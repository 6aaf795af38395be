"""Changes of an announced event: which of them people are told about, and when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.refusals import Final

WAIT = timedelta(minutes=30)
"""Time in which further changes join the same message."""
NEAR = timedelta(hours=12)
"""Time before an event in which people are told of changes in their quiet hours, too."""
RESTORABLE = timedelta(hours=1)
"""Time in which a cancelled event can be reinstated."""


class NoticeKind(StrEnum):
    """Kinds of notices about an event."""

    CHANGED = "changed"
    CANCELLED = "cancelled"
    RESTORED = "restored"


class NotCancelled(Final):
    """Event {number} is not cancelled: there is nothing to restore."""


class CancelledTooLongAgo(Final):
    """Event {number} was cancelled more than an hour ago: create a new one with {event}."""


@dataclass(frozen=True, slots=True)
class KnownState:
    """Properties of an event whose change is announced; the others are read on the card."""

    title: str
    """Title."""
    starts_at: datetime
    """Beginning."""
    ends_at: datetime | None
    """End, if it has one."""
    zone: str
    """Zone of its hours."""
    place: str
    """Address in words."""
    commune: str | None
    """INSEE code of the commune."""
    link: str
    """Online meeting."""

    @property
    def where(self) -> tuple[str, str | None]:
        """The address and its commune, which change together."""
        return self.place, self.commune

    def stored(self) -> dict[str, Any]:
        """As JSON; `known` reads it."""
        return {
            "title": self.title,
            "starts_at": self.starts_at.isoformat(),
            "ends_at": None if self.ends_at is None else self.ends_at.isoformat(),
            "zone": self.zone,
            "place": self.place,
            "commune": self.commune,
            "link": self.link,
        }


def known(stored: Mapping[str, Any]) -> KnownState:
    """The properties that `stored` was made of, by the clocks of its zone."""
    values = dict(stored)
    zone = ZoneInfo(values["zone"])
    for name in ("starts_at", "ends_at"):
        if values[name] is not None:
            values[name] = datetime.fromisoformat(values[name]).astimezone(zone)
    return KnownState(**values)


@dataclass(frozen=True, slots=True)
class NoticeStep:
    """A change: its time, and the properties before it."""

    at: datetime
    before: KnownState


def known_to(answered_at: datetime, steps: Sequence[NoticeStep], now: KnownState) -> KnownState:
    """Properties that a person knew who answered then: after a change they have read of it."""
    return next((each.before for each in steps if each.at >= answered_at), now)


def due_at(now: datetime, *begins: datetime) -> datetime:
    """Time at which a change is announced: in half an hour, or at once if it begins before."""
    later = now + WAIT
    return now if any(now < each <= later for each in begins) else later


def is_near(now: datetime, *begins: datetime) -> bool:
    """True if it begins, or was to begin, so soon that quiet hours are not awaited."""
    return any(now < each <= now + NEAR for each in begins)
