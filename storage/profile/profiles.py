"""Profiles of members in a community, and the questions that they were asked already."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, select, update

from storage.members import Consent, Member, MemberDomain, Membership
from storage.outbound import Delivery, DeliveryState, Mailing
from storage.repository import Repository


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
        """The ones of these members who want one letter a month, and had one since then."""
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
                select(Membership.member_id).where(
                    Membership.community_id == mailing.community_id,
                    Membership.rhythm == "month",
                    Membership.member_id.in_(members),
                    another.exists(),
                )
            )
        )
