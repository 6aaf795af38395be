"""Circles that gardeners proposed to members, until they answer or the time is over."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.roles import Circle
from storage.base import Base, Choice
from storage.holdings import Held, Whom, held
from storage.ownership import owned_by_member
from storage.repository import Repository
from storage.retention import NO_LONGER, kept_for


class Proposal(Base):
    """One circle, proposed to one member: a new proposal takes the place of the one before.

    An id is never given twice, since buttons bear it: SQLite has to be told.
    """

    __tablename__ = "circle_proposals"
    __table_args__ = (
        UniqueConstraint("community_id", "member_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"), index=True, info=owned_by_member(on_erase="delete")
    )
    circle: Mapped[Circle] = mapped_column(Choice(Circle))
    proposer_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"), index=True, info=owned_by_member(on_erase="untie")
    )
    expires_at: Mapped[datetime] = mapped_column(index=True, info=kept_for(NO_LONGER))


class Proposals(Repository):
    """The proposals that wait for an answer."""

    def put(
        self,
        community_id: int,
        member_id: int,
        circle: Circle,
        *,
        proposer_id: int,
        expires_at: datetime,
    ) -> Proposal:
        """Propose a circle to a member; an earlier proposal is over."""
        self.end(community_id, member_id)
        proposal = Proposal(
            community_id=community_id,
            member_id=member_id,
            circle=circle,
            proposer_id=proposer_id,
            expires_at=expires_at,
        )
        self._session.add(proposal)
        self._session.flush()
        return proposal

    def waiting(self, community_id: int, member_id: int, now: datetime) -> Proposal | None:
        """The proposal that waits for this member's answer."""
        return self._session.scalar(
            select(Proposal).where(
                Proposal.community_id == community_id,
                Proposal.member_id == member_id,
                Proposal.expires_at > now,
            )
        )

    def get(self, proposal_id: int, now: datetime) -> Proposal | None:
        """The proposal with this id while it waits; nobody else answers it meanwhile."""
        return self._session.scalar(
            select(Proposal)
            .where(Proposal.id == proposal_id, Proposal.expires_at > now)
            .with_for_update()
        )

    def end(self, community_id: int, member_id: int) -> None:
        """Forget what was proposed to a member in a community."""
        self._session.execute(
            delete(Proposal).where(
                Proposal.community_id == community_id, Proposal.member_id == member_id
            )
        )

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """Proposals to a person; those by them without what they proposed."""
        for is_mine, by_them in (
            (Proposal.member_id == whom.member_id, False),
            (Proposal.proposer_id == whom.member_id, True),
        ):
            left_out = ("circle",) if by_them else ()  # concerns the person it was proposed to
            for section, row in held(self._session, Proposal, is_mine, without=left_out):
                yield section, {**row, "by_you": by_them}

    def merge(self, kept_id: int, gone_id: int) -> None:
        """Two members are one: nobody proposes anything to themselves."""
        both = (kept_id, gone_id)
        self._session.execute(
            delete(Proposal).where(Proposal.member_id.in_(both), Proposal.proposer_id.in_(both))
        )
