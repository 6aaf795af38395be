"""The table of digests."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.digest.approvals import Approval, DigestState, DigestStatus
from bot.domain.roles import Hand, Seat
from storage.base import Base, Choice
from storage.holdings import not_told
from storage.ownership import owned_by_member


class Digest(Base):
    """A digest; one of a community is `open`: the next to go out, or a missed one not given up."""

    __tablename__ = "digests"
    __table_args__ = (UniqueConstraint("community_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    number: Mapped[int]
    title: Mapped[str]
    greeting: Mapped[str] = mapped_column(server_default="")
    """A line by the gardeners, above all else."""
    introduction: Mapped[str] = mapped_column(server_default="")
    state: Mapped[DigestState] = mapped_column(Choice(DigestState))
    due_at: Mapped[datetime | None]
    submitted_by: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"), info=owned_by_member(on_erase="untie")
    )
    submitted_seat: Mapped[Seat | None] = mapped_column(Choice(Seat))
    approved_by: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"), info=owned_by_member(on_erase="untie")
    )
    approved_seat: Mapped[Seat | None] = mapped_column(Choice(Seat))
    submitted_hand: Mapped[Hand] = mapped_column(Choice(Hand), server_default=Hand.HOLDER)
    approved_hand: Mapped[Hand] = mapped_column(Choice(Hand), server_default=Hand.HOLDER)
    open: Mapped[bool]
    sent_at: Mapped[datetime | None]
    mailing_id: Mapped[int | None] = mapped_column(info=not_told())
    """The mailing that sent it in private."""
    submitted_at: Mapped[datetime | None]
    alone_hours: Mapped[int] = mapped_column(default=0, server_default="0")
    """Hours that the other seat was given to answer when it was submitted; 0: it waits."""
    neutral: Mapped[bool] = mapped_column(default=False, server_default=false(), info=not_told())
    """True if it was checked as neutral since it was submitted (pre-election period)."""
    shown: Mapped[list[Any] | None] = mapped_column(info=not_told())
    """Key and checksum of each part submitted last, in order, to detect later changes."""

    @property
    def status(self) -> DigestStatus:
        """Its state, for the rules."""
        return DigestStatus(
            self.state,
            self.due_at,
            _approval(self.submitted_seat, self.submitted_by, self.submitted_hand),
            _approval(self.approved_seat, self.approved_by, self.approved_hand),
            self.submitted_at,
        )


def _approval(seat: Seat | None, member_id: int | None, hand: Hand) -> Approval | None:
    return None if seat is None else Approval(seat, member_id, hand)
