"""Announcements: their words, recipients, times and approvals."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint, false, func, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.announcements import AnnouncementState, AnnouncementStatus
from bot.domain.circles import Audience
from bot.domain.digest.approvals import Approval
from bot.domain.roles import Hand, Seat
from storage.base import Base, Choice, table
from storage.communities import hold
from storage.ownership import Held, Whom, held, not_told, owned_by_member
from storage.repository import Repository
from storage.revisions import Revised

_OPEN = [AnnouncementState.DRAFT, AnnouncementState.SUBMITTED, AnnouncementState.PLANNED]


class Announcement(Base):
    """An announcement under its community's number.

    `rule` says when: empty for at once, else the text of a `Rule`.
    """

    __revised__ = Revised(
        "announcement",
        by=("words", "to_people", "to_rooms", "to_channels", "chosen", "rule"),
        apart=(
            *("id", "community_id", "number", "state", "submitted_by", "submitted_seat"),
            *("submitted_hand", "approved_by", "approved_seat", "approved_hand", "created_at"),
            "neutral",
        ),
    )
    __tablename__ = "announcements"
    __table_args__ = (UniqueConstraint("community_id", "number"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    number: Mapped[int]
    words: Mapped[str]
    to_people: Mapped[bool]
    to_rooms: Mapped[bool]
    to_channels: Mapped[bool]
    chosen: Mapped[dict[str, Any]]
    """The audience among people, as an `Audience` is stored."""
    rule: Mapped[str]
    state: Mapped[AnnouncementState] = mapped_column(Choice(AnnouncementState))
    submitted_by: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"), index=True, info=owned_by_member(on_erase="untie")
    )
    submitted_seat: Mapped[Seat | None] = mapped_column(Choice(Seat))
    submitted_hand: Mapped[Hand] = mapped_column(Choice(Hand))
    approved_by: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"), index=True, info=owned_by_member(on_erase="untie")
    )
    approved_seat: Mapped[Seat | None] = mapped_column(Choice(Seat))
    approved_hand: Mapped[Hand] = mapped_column(Choice(Hand))
    created_at: Mapped[datetime]
    neutral: Mapped[bool] = mapped_column(default=False, server_default=false(), info=not_told())
    """True if it was checked as neutral since it was submitted (pre-election period)."""

    @property
    def audience(self) -> Audience:
        """Its recipients among people."""
        return Audience(**self.chosen)

    @property
    def status(self) -> AnnouncementStatus:
        """Its state, as the rules take it."""
        return AnnouncementStatus(
            self.state,
            _approval(self.submitted_seat, self.submitted_by, self.submitted_hand),
            _approval(self.approved_seat, self.approved_by, self.approved_hand),
        )


class Announcements(Repository):
    """The announcements of all communities."""

    def add(self, community_id: int, words: str, at: datetime, **values: Any) -> Announcement:  # noqa: ANN401 - the columns of an announcement
        """Keep a draft under the community's next number."""
        hold(self._session, community_id)
        last = self._session.scalar(
            select(func.max(Announcement.number)).where(Announcement.community_id == community_id)
        )
        made = Announcement(
            community_id=community_id,
            number=(last or 0) + 1,
            words=words,
            state=AnnouncementState.DRAFT,
            submitted_hand=Hand.HOLDER,
            approved_hand=Hand.HOLDER,
            created_at=at,
            **values,
        )
        self._session.add(made)
        self._session.flush()
        return made

    def get(self, announcement_id: int) -> Announcement | None:
        """The announcement with this id."""
        return self._session.get(Announcement, announcement_id)

    def numbered(self, community_id: int, number: int) -> Announcement | None:
        """The announcement with this number in a community."""
        return self._session.scalar(
            select(Announcement).where(
                Announcement.community_id == community_id, Announcement.number == number
            )
        )

    def open(self, community_id: int) -> Sequence[Announcement]:
        """Drafts, and those that wait for an approval or for their time."""
        return self._session.scalars(
            select(Announcement)
            .where(Announcement.community_id == community_id, Announcement.state.in_(_OPEN))
            .order_by(Announcement.id)
        ).all()

    def submitted(self, community_id: int, most: int) -> Sequence[Announcement]:
        """Those that wait for an approval, the oldest first."""
        return self._session.scalars(
            select(Announcement)
            .where(
                Announcement.community_id == community_id,
                Announcement.state == AnnouncementState.SUBMITTED,
            )
            .order_by(Announcement.id)
            .limit(most)
        ).all()

    def become(self, announcement: Announcement, status: AnnouncementStatus) -> None:
        """Save the new status of an announcement."""
        given, second = status.submitted, status.approved
        announcement.state = status.state
        announcement.submitted_by = None if given is None else given.member_id
        announcement.submitted_seat = None if given is None else given.seat
        announcement.submitted_hand = Hand.HOLDER if given is None else given.hand
        announcement.approved_by = None if second is None else second.member_id
        announcement.approved_seat = None if second is None else second.seat
        announcement.approved_hand = Hand.HOLDER if second is None else second.hand
        self._session.flush()

    def remove(self, announcement: Announcement) -> None:
        """Delete a draft that never went out."""
        self._session.delete(announcement)
        self._session.flush()

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """The announcements that a person submitted or approved, without the other's part."""
        steps = ("submitted", "approved")
        for step, other in zip(steps, steps[::-1], strict=True):
            own = table(Announcement).c[f"{step}_by"] == whom.member_id
            left_out = [f"{other}_seat", f"{other}_hand"]
            yield from held(self._session, Announcement, own, without=left_out)

    def merge(self, kept_id: int, gone_id: int) -> None:
        """Merge two members; their common announcements need another second approval."""
        ids = (kept_id, gone_id)
        both = (Announcement.submitted_by.in_(ids), Announcement.approved_by.in_(ids))
        planned = Announcement.state == AnnouncementState.PLANNED
        for each in self._session.scalars(select(Announcement).where(planned, *both)).all():
            self.become(each, each.status.ask_again())


def _approval(seat: Seat | None, member_id: int | None, hand: Hand) -> Approval | None:
    return None if seat is None else Approval(seat, member_id, hand)
