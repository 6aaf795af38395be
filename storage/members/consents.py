"""Consents of members: their purposes, words, beginnings and ends."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from bot.domain.purposes import EMAIL
from storage.members.member_tables import Consent, Member
from storage.repository import Repository


class Consents(Repository):
    """The consents."""

    def of(
        self, member: Member, community_id: int, purpose: str | None = None
    ) -> Sequence[Consent]:
        """The consents in force, the oldest first."""
        wanted = (
            select(Consent)
            .where(
                Consent.member_id == member.id,
                Consent.community_id == community_id,
                Consent.withdrawn_at.is_(None),
            )
            .order_by(Consent.given_at)
        )
        if purpose is not None:
            wanted = wanted.where(Consent.purpose == purpose)
        return self._session.scalars(wanted).all()

    def give(
        self,
        member: Member,
        community_id: int,
        purpose: str,
        *,
        version: str,
        channel: str,
        at: datetime,
    ) -> None:
        """Record a consent to the words of a `version`; it replaces one to an older version."""
        given = self.of(member, community_id, purpose)
        if any(each.version == version for each in given):
            return
        for each in given:
            each.withdrawn_at = at
        self._session.add(
            Consent(
                member_id=member.id,
                community_id=community_id,
                purpose=purpose,
                version=version,
                channel=channel,
                given_at=at,
            )
        )
        self._session.flush()

    def withdraw(self, member: Member, community_id: int, purpose: str, at: datetime) -> None:
        """End a consent; its row stays. An e-mail address kept by no other consent is deleted."""
        for consent in self.of(member, community_id, purpose):
            consent.withdrawn_at = at
        self._session.flush()
        if purpose == EMAIL and not self.still_agreed(member, EMAIL):
            member.email = None
            self._session.flush()

    def still_agreed(self, member: Member, purpose: str) -> bool:
        """True if a consent to this is in force in any community."""
        found = select(Consent.id).where(
            Consent.member_id == member.id,
            Consent.purpose == purpose,
            Consent.withdrawn_at.is_(None),
        )
        return self._session.scalar(found.limit(1)) is not None
