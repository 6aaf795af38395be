"""Profiles of members in a community, and the circles that gardeners proposed to them."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint, delete, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.roles import Circle
from storage.base import Base, Choice
from storage.members import Consent, Member, MemberDomain, Membership, gets_fewer
from storage.outbound import Delivery, DeliveryState, Mailing
from storage.ownership import Held, Whom, held, owned_by_member
from storage.repository import Repository
from storage.retention import NO_LONGER, kept_for


class Profiles(Repository):
    """The members' own answers."""

    def settle(self, member: Member, step: str) -> None:
        """Note that this was answered or passed over, and need not be offered again."""
        asked = member.asked or []
        if step not in asked:
            member.asked = [*asked, step]
            self._session.flush()

    def unsettle(self, member: Member, step: str) -> None:
        """Forget that this was settled; a second time changes nothing."""
        member.asked = [each for each in member.asked or [] if each != step]
        self._session.flush()

    def domains(self, member: Member, community_id: int) -> Sequence[str]:
        """The domains that a member cares for in a community."""
        return self._session.scalars(
            select(MemberDomain.domain)
            .where(MemberDomain.member_id == member.id, MemberDomain.community_id == community_id)
            .order_by(MemberDomain.domain)
        ).all()

    def choose(self, member: Member, community_id: int, domain: str, *, chosen: bool) -> None:
        """Add a domain to a member's, or take it away; a second time changes nothing."""
        key = (member.id, community_id, domain)
        row = self._session.get(MemberDomain, key)
        if chosen and row is None:
            self._session.add(
                MemberDomain(member_id=member.id, community_id=community_id, domain=domain)
            )
        elif not chosen:
            self._session.execute(
                delete(MemberDomain).where(
                    MemberDomain.member_id == member.id,
                    MemberDomain.community_id == community_id,
                    MemberDomain.domain == domain,
                )
            )
        self._session.flush()

    def show(self, member: Member, community_id: int, visible: str) -> None:
        """Set a member's visibility in the directory of a community: `no`, `name` or `contact`."""
        self._session.execute(
            update(Membership)
            .where(Membership.member_id == member.id, Membership.community_id == community_id)
            .values(visible=visible)
        )

    def hide(self, member: Member, purpose: str, at: datetime) -> None:
        """Show a member nowhere any more: every yes to `purpose`, in every community, ends."""
        self._session.execute(
            update(Membership).where(Membership.member_id == member.id).values(visible="no")
        )
        self._session.execute(
            update(Consent)
            .where(
                Consent.member_id == member.id,
                Consent.purpose == purpose,
                Consent.withdrawn_at.is_(None),
            )
            .values(withdrawn_at=at)
        )

    def read(self, member: Member, community_id: int, rhythm: str) -> None:
        """Set a member's rhythm of letters in private: `each`, or one a `month`."""
        self._session.execute(
            update(Membership)
            .where(Membership.member_id == member.id, Membership.community_id == community_id)
            .values(rhythm=rhythm)
        )

    def had_their_letter(
        self, mailing: Mailing, members: Collection[int], since: datetime
    ) -> set[int]:
        """The ones of these members who get one letter a month, and had one since then."""
        another = (
            select(Delivery.id)
            .join(Mailing, Mailing.id == Delivery.mailing_id)
            .where(
                Delivery.member_id == Membership.member_id,
                Delivery.created_at >= since,
                Delivery.state != DeliveryState.FAILED,
                Mailing.id != mailing.id,
                Mailing.community_id == mailing.community_id,
                Mailing.purpose == mailing.purpose,
            )
        )
        return set(
            self._session.scalars(
                select(Membership.member_id)
                .join(Member, Member.id == Membership.member_id)
                .where(
                    Membership.community_id == mailing.community_id,
                    or_(Membership.rhythm == "month", gets_fewer()),
                    Membership.member_id.in_(members),
                    another.exists(),
                )
            )
        )


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
        return self._added(
            Proposal(
                community_id=community_id,
                member_id=member_id,
                circle=circle,
                proposer_id=proposer_id,
                expires_at=expires_at,
            )
        )

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
