"""Tables of secret votes: voters and turnout, apart from the choices.

No row says when a vote was cast, and the order of rows tells nothing either: see
`bot.domain.polls.secret_votes`.
"""

from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base
from storage.ownership import owned_by_member


class EntitlementRow(Base):
    """A person who may vote in a poll whose list of voters is settled at its opening."""

    __tablename__ = "poll_entitlements"
    __table_args__ = (UniqueConstraint("poll_id", "member_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"))
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="untie", newest_by="voted"),
    )
    voted: Mapped[bool]
    """Of secret polls only; else there is a ballot."""


class BallotBoxRow(Base):
    """Some secret ballots of an open poll, together in one row."""

    __tablename__ = "ballot_boxes"

    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"), index=True)
    ballots: Mapped[dict[str, Any]]
    """Choices by the hash of their receipt, sorted by it: the order tells nothing."""


class SecretCountRow(Base):
    """The counted ballots of a closed secret poll; the ballots and their receipts are gone."""

    __tablename__ = "secret_counts"

    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"), primary_key=True)
    counts: Mapped[list[Any]]
    """Pairs of choices and how many people chose exactly these."""
