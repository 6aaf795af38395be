"""The table of digests."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint, false, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain.digest.approvals import Approval, DigestState, DigestStatus
from bot.domain.digest.contents import Part
from bot.domain.roles import Hand, Seat
from storage.base import Base, Choice
from storage.ownership import not_told, owned_by_member
from storage.revisions import Revised


class Digest(Base):
    """A digest; one of a community is `open`: the next to go out, or a missed one not given up."""

    __revised__ = Revised(
        "letter",
        by=("title", "greeting", "introduction", "due_at", "contents"),
        apart=(
            *("id", "community_id", "number", "state", "submitted_by", "submitted_seat"),
            *("submitted_hand", "submitted_at", "approved_by", "approved_seat", "approved_hand"),
            *("open", "sent_at", "mailing_id", "alone_hours", "neutral", "shown", "shown_to"),
        ),
    )
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
        ForeignKey("members.id"), index=True, info=owned_by_member(on_erase="untie")
    )
    submitted_seat: Mapped[Seat | None] = mapped_column(Choice(Seat))
    approved_by: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"), index=True, info=owned_by_member(on_erase="untie")
    )
    approved_seat: Mapped[Seat | None] = mapped_column(Choice(Seat))
    submitted_hand: Mapped[Hand] = mapped_column(Choice(Hand), server_default=Hand.HOLDER)
    approved_hand: Mapped[Hand] = mapped_column(Choice(Hand), server_default=Hand.HOLDER)
    open: Mapped[bool]
    sent_at: Mapped[datetime | None]
    mailing_id: Mapped[int | None] = mapped_column(
        ForeignKey("mailings.id"), index=True, info=not_told()
    )
    """The mailing that sent it in private."""
    submitted_at: Mapped[datetime | None]
    alone_hours: Mapped[int] = mapped_column(default=0, server_default="0")
    """Hours that the other seat was given to answer when it was submitted; 0: it waits."""
    neutral: Mapped[bool] = mapped_column(default=False, server_default=false(), info=not_told())
    """True if it was checked as neutral since it was submitted (pre-election period)."""
    contents: Mapped[list[Any] | None] = mapped_column(info=not_told())
    """The items as they were shown last: see `stored_parts`. None once it is over."""
    shown: Mapped[list[Any] | None] = mapped_column(info=not_told())
    """The parts as they were submitted last, to tell later changes. None once it is over."""
    shown_to: Mapped[list[Any] | None] = mapped_column(info=not_told())
    """The people who were shown these: all who acted for a seat."""

    def forget_words(self, which: Callable[[Part], bool]) -> None:
        """Empty the stored words of some parts; that they were there is still told."""

        def emptied(part: Part) -> Part:
            return Part(part.key, "") if which(part) else part

        self._change_stored(emptied)

    def change_author(self, gone_id: int, kept_id: int) -> None:
        """Give one member the stored words of another."""

        def given(part: Part) -> Part:
            return replace(part, author_id=kept_id) if part.author_id == gone_id else part

        self._change_stored(given)

    def _change_stored(self, change: Callable[[Part], Part]) -> None:
        if self.contents is not None:
            self.contents = stored_parts(map(change, read_parts(self.contents)))
        if self.shown is not None:
            self.shown = stored_parts(map(change, read_parts(self.shown)))

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


def stored_parts(parts: Iterable[Part]) -> list[list[Any]]:
    """Parts of a digest as they are stored: key, words and author of each."""
    return [[each.key, each.words, each.author_id] for each in parts]


def read_parts(stored: Iterable[Sequence[Any]] | None) -> list[Part]:
    """Parts of a digest from what is stored."""
    return [Part(*each) for each in stored or ()]


def digests_with_words(session: Session) -> Sequence[Digest]:
    """The digests of all communities of which words are stored: those under way."""
    words = Digest.contents.is_not(None) | Digest.shown.is_not(None)
    return session.scalars(select(Digest).where(words)).all()


def _approval(seat: Seat | None, member_id: int | None, hand: Hand) -> Approval | None:
    return None if seat is None else Approval(seat, member_id, hand)
