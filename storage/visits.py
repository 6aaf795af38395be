"""Monthly visits at members' homes: series, hosts and dates."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint, delete, false, func, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.events.rules import EventKind, EventState
from bot.domain.visits import TURNS_KEPT_FOR
from storage.base import Base
from storage.events import EventRow
from storage.members import Member, Membership
from storage.outbound import report_change
from storage.ownership import not_told, owned_by_member, told_number
from storage.repository import Repository
from storage.retention import kept_for
from storage.revisions import RaisedBy, Revised

_SHOWN = ("title", "rule", "commune")


class VisitSeries(Base):
    """A “Café chez…”: a title, a rhythm and a commune; each date has a host."""

    __revised__ = Revised(
        "visit_series",
        by=_SHOWN,
        apart=("id", "community_id", "maker_id", "made_at", "posted_at", "stopped_at"),
    )
    __tablename__ = "visit_series"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    maker_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="untie", told_as="visit_series"),
    )
    title: Mapped[str]
    rule: Mapped[str]
    """Canonical text of a `Recurring`."""
    commune: Mapped[str | None]
    """INSEE code."""
    made_at: Mapped[datetime]
    posted_at: Mapped[datetime | None]
    """None: its gardener previews it, and nobody is asked."""
    stopped_at: Mapped[datetime | None]


class VisitHost(Base):
    """A member who hosts a series when it is their turn."""

    __tablename__ = "visit_hosts"
    __table_args__ = (UniqueConstraint("series_id", "member_id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    series_id: Mapped[int] = mapped_column(
        ForeignKey("visit_series.id", ondelete="CASCADE"), info=told_number()
    )
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="delete", told_as="visit_hosts", newest_by="hosted"),
    )
    agreed: Mapped[bool] = mapped_column(default=False, server_default=false())
    """False: a gardener proposed it, and they have not said yes."""
    joined_at: Mapped[datetime]
    hosted: Mapped[int] = mapped_column(default=0, server_default="0")
    """Number of dates that they announced."""
    hosted_on: Mapped[date | None]
    """The day of the last one."""
    asked_for: Mapped[date | None] = mapped_column(info=not_told())
    """The last day for which they were asked."""


class VisitTurn(Base):
    """A date of a series, unique by day, with the host asked and the event."""

    __revised__ = Revised(
        "visit_turn",
        by=("day", "starts_at", "host_id"),
        apart=("id", "series_id", "asked_at", "event_id", "told_at"),
        raised_by=(RaisedBy("visit_series", _SHOWN, "series_id"),),
    )
    __tablename__ = "visit_turns"
    __table_args__ = (UniqueConstraint("series_id", "day"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("visit_series.id", ondelete="CASCADE"))
    day: Mapped[date]
    starts_at: Mapped[datetime] = mapped_column(index=True, info=kept_for(TURNS_KEPT_FOR))
    host_id: Mapped[int | None] = mapped_column(
        ForeignKey("visit_hosts.id", ondelete="SET NULL"), index=True
    )
    asked_at: Mapped[datetime | None]
    event_id: Mapped[int | None] = mapped_column(ForeignKey("events.id"), index=True)
    told_at: Mapped[datetime | None]
    """When the gardeners were told that nobody hosts it."""


_IN_ITS_COMMUNITY = (
    (VisitSeries.id == VisitHost.series_id)
    & (Membership.member_id == VisitHost.member_id)
    & (Membership.community_id == VisitSeries.community_id)
)


class Visits(Repository):
    """The series of all communities."""

    covers = (VisitHost, VisitTurn)

    def add(self, series: VisitSeries) -> VisitSeries:
        """Keep a new one."""
        return self._added(series)

    def find(self, community_id: int, series_id: int) -> VisitSeries | None:
        """The series of a community with this id, stopped or not."""
        found = self._session.get(VisitSeries, series_id)
        return found if found is not None and found.community_id == community_id else None

    def get(self, series_id: int) -> VisitSeries:
        """The series with this id, which must exist."""
        return self._session.get_one(VisitSeries, series_id)

    def listed(self, community_id: int, *, unposted: bool = False) -> Sequence[VisitSeries]:
        """The series of a community that go on; those that are previewed too, if `unposted`."""
        here = select(VisitSeries).where(
            VisitSeries.community_id == community_id, VisitSeries.stopped_at.is_(None)
        )
        if not unposted:
            here = here.where(VisitSeries.posted_at.is_not(None))
        return self._session.scalars(here.order_by(VisitSeries.id)).all()

    def going_on(self) -> Sequence[VisitSeries]:
        """The series of all communities whose hosts are asked."""
        posted = VisitSeries.posted_at.is_not(None), VisitSeries.stopped_at.is_(None)
        return self._session.scalars(
            select(VisitSeries).where(*posted).order_by(VisitSeries.id)
        ).all()

    def forget_open_turns(self, series_id: int) -> None:
        """Forget the dates of a rhythm that has changed, unless they have an event."""
        self._session.execute(
            delete(VisitTurn).where(VisitTurn.series_id == series_id, VisitTurn.event_id.is_(None))
        )

    # Hosts

    def host(self, series_id: int, member_id: int) -> VisitHost | None:
        """A member as a host of a series."""
        own = VisitHost.series_id == series_id, VisitHost.member_id == member_id
        return self._session.scalars(select(VisitHost).where(*own)).first()

    def hosts(self, series_id: int) -> Sequence[tuple[VisitHost, Member]]:
        """The adults of its community who host a series: whose turn comes first, first.

        Who hosted least comes first, then who waited longest.
        """
        rows = self._session.execute(
            select(VisitHost, Member)
            .join(Member, Member.id == VisitHost.member_id)
            .join(VisitSeries, VisitSeries.id == VisitHost.series_id)
            .join(Membership, _IN_ITS_COMMUNITY)
            .where(
                VisitHost.series_id == series_id,
                VisitHost.agreed.is_(True),
                Member.adult.is_(True),
            )
            .order_by(
                VisitHost.hosted,
                func.coalesce(VisitHost.hosted_on, date(1970, 1, 1)),
                VisitHost.joined_at,
                VisitHost.id,
            )
        )
        return [(host, member) for host, member in rows]

    def join(self, series_id: int, member_id: int, at: datetime, *, agreed: bool) -> VisitHost:
        """Add a host to a series; a new invitation does not cancel an earlier yes."""
        host = self.host(series_id, member_id)
        if host is None:
            new = VisitHost(series_id=series_id, member_id=member_id, joined_at=at, agreed=agreed)
            host = self._added(new)
        elif agreed and not host.agreed:
            host.agreed, host.joined_at = True, at
        report_change(self._session, VisitSeries, [series_id])
        return host

    def leave(self, host: VisitHost) -> None:
        """Remove a host from a series."""
        report_change(self._session, VisitSeries, [host.series_id])
        self._session.delete(host)
        self._session.flush()

    def leave_all(self, member_id: int, community_id: int) -> None:
        """Remove a member who leaves a community from the hosts of all its series."""
        here = select(VisitSeries.id).where(VisitSeries.community_id == community_id)
        own = VisitHost.member_id == member_id, VisitHost.series_id.in_(here)
        for host in self._session.scalars(select(VisitHost).where(*own)).all():
            self.leave(host)

    def erase(self, member_id: int) -> None:
        """Report the series of a host as changed: the rows go by their rule."""
        hosted = select(VisitHost.series_id).where(VisitHost.member_id == member_id)
        report_change(self._session, VisitSeries, self._session.scalars(hosted).all())

    # Dates

    def turn(self, series_id: int, day: date, starts_at: datetime) -> VisitTurn:
        """The date of a series on this day, made if there is none."""
        own = VisitTurn.series_id == series_id, VisitTurn.day == day
        found = self._session.scalars(select(VisitTurn).where(*own)).first()
        return found or self._added(VisitTurn(series_id=series_id, day=day, starts_at=starts_at))

    def find_turn(self, community_id: int, turn_id: int) -> VisitTurn | None:
        """A date of a series of this community that goes on."""
        return self._session.scalars(
            select(VisitTurn)
            .join(VisitSeries, VisitSeries.id == VisitTurn.series_id)
            .where(
                VisitTurn.id == turn_id,
                VisitSeries.community_id == community_id,
                VisitSeries.stopped_at.is_(None),
            )
        ).first()

    def turn_of_event(self, event_id: int) -> VisitTurn | None:
        """The date whose event this is."""
        return self._session.scalars(
            select(VisitTurn).where(VisitTurn.event_id == event_id)
        ).first()

    def host_of(self, turn: VisitTurn) -> VisitHost | None:
        """The host who was asked for a date or accepted it."""
        return None if turn.host_id is None else self._session.get(VisitHost, turn.host_id)

    def next_event(self, series_id: int, now: datetime) -> int | None:
        """The id of the next event of a series that is announced."""
        return self._session.scalars(
            select(VisitTurn.event_id)
            .join(EventRow, EventRow.id == VisitTurn.event_id)
            .where(
                VisitTurn.series_id == series_id,
                EventRow.state == EventState.PUBLISHED,
                EventRow.starts_at > now,
            )
            .order_by(EventRow.starts_at)
        ).first()

    def without_host(
        self, community_id: int, now: datetime, most: int
    ) -> Sequence[tuple[VisitTurn, VisitSeries]]:
        """Dates to come that nobody hosts, of which the gardeners were told, the next first."""
        event = select(EventRow.id).where(
            EventRow.id == VisitTurn.event_id,
            EventRow.state.in_((EventState.PUBLISHED, EventState.PROPOSED, EventState.CANCELLED)),
        )
        rows = self._session.execute(
            select(VisitTurn, VisitSeries)
            .join(VisitSeries, VisitSeries.id == VisitTurn.series_id)
            .where(
                VisitSeries.community_id == community_id,
                VisitSeries.stopped_at.is_(None),
                VisitTurn.told_at.is_not(None),
                VisitTurn.starts_at > now,
                ~event.exists(),
            )
            .order_by(VisitTurn.starts_at)
            .limit(most)
        )
        return [(turn, series) for turn, series in rows]

    def hosted_events(self, member_id: int, community_id: int, now: datetime) -> Sequence[int]:
        """The announced visits to come of a community that are at this member's home.

        They made them, and the address is for those who come.
        """
        return self._session.scalars(
            select(EventRow.id).where(
                EventRow.community_id == community_id,
                EventRow.maker_id == member_id,
                EventRow.kind == EventKind.VISIT,
                EventRow.private_place.is_(True),
                EventRow.state == EventState.PUBLISHED,
                EventRow.starts_at > now,
            )
        ).all()
