"""The tables of communities and their rooms."""

from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import ForeignKey, false, true
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.dates.phrases.periods import Days
from storage.base import Base, Choice
from storage.holdings import not_told


class RoomKind(StrEnum):
    """The use of a room."""

    COMMUNITY = "community"
    CHANNEL = "channel"
    GARDENERS = "gardeners"
    REGION = "region"
    WORKING_GROUP = "working-group"
    DIRECT = "direct"


class Community(Base):
    """People around a theme in a territory."""

    __tablename__ = "communities"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    locale: Mapped[str]
    timezone: Mapped[str]
    digest: Mapped[str]
    region_letter: Mapped[str] = mapped_column(default="", server_default="")
    """The days of the letter to the Region; empty: none."""
    polls_by: Mapped[str]
    charter_url: Mapped[str] = mapped_column(default="")
    welcome: Mapped[bool] = mapped_column(default=True, server_default=true())
    public_channel: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Anybody who has the link of a letter can read it; else members only."""
    domains: Mapped[list[str] | None]
    """Its own domains; None: the usual ones."""
    goal: Mapped[int | None]
    """The number of members that it aims at."""
    goal_year: Mapped[int | None]
    """By the end of this year."""
    territories: Mapped[list[str] | None]
    """Its own words for parts of its region, or departments, or regions."""
    alone_after: Mapped[int] = mapped_column(default=0, server_default="0")
    """Hours after which one approval of a letter is enough; 0: never."""
    neutral_from: Mapped[date | None]
    """First day of the pre-election period."""
    neutral_until: Mapped[date | None]
    """Its last day."""

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which the community's dates are read and said."""
        return ZoneInfo(self.timezone)

    @property
    def neutral_days(self) -> Days | None:
        """The pre-election period, if one is set."""
        if self.neutral_from is None or self.neutral_until is None:
            return None
        return Days(self.neutral_from, self.neutral_until)

    @neutral_days.setter
    def neutral_days(self, days: Days | None) -> None:
        self.neutral_from = None if days is None else days.first
        self.neutral_until = None if days is None else days.last


class Room(Base):
    """A room that Terreau knows; `address` is `network:id`, with `/topic` behind it in a forum."""

    __tablename__ = "rooms"

    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[RoomKind] = mapped_column(Choice(RoomKind))
    community_id: Mapped[int | None] = mapped_column(ForeignKey("communities.id"), index=True)
    gone_at: Mapped[datetime | None]
    gone_why: Mapped[str | None]
    members: Mapped[int | None] = mapped_column(info=not_told())
    """The number of people in a shared room at the last count; None if unknown."""
    counted_at: Mapped[datetime | None] = mapped_column(info=not_told())
    """Time of the last count, or of the last attempt."""
