"""Facts about a letter's readers: looked up for many at once."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import and_, exists, select

from bot.domain.purposes import LETTER
from storage.base import table
from storage.members import Consent, Identity, Member, MemberDomain, Membership
from storage.repository import Repository

_members, _memberships = table(Member), table(Membership)
_consents, _identities = table(Consent), table(Identity)
_domains = table(MemberDomain)


@dataclass(frozen=True, slots=True)
class ReaderRow:
    """A member of a community, as its letter sees them."""

    member_id: int
    circle: str
    domains: Collection[str]
    territory: str | None


class LetterReaders(Repository):
    """The readers of letters."""

    def these(self, community_id: int, member_ids: Collection[int]) -> list[ReaderRow]:
        """Members of a community, among these people."""
        cares: dict[int, set[str]] = {}
        for member_id, domain in self._session.execute(
            select(_domains.c.member_id, _domains.c.domain).where(
                _domains.c.community_id == community_id, _domains.c.member_id.in_(member_ids)
            )
        ):
            cares.setdefault(member_id, set()).add(domain)
        found = self._session.execute(
            select(_members.c.id, _memberships.c.circle, _members.c.territory)
            .join(_memberships, _memberships.c.member_id == _members.c.id)
            .where(_memberships.c.community_id == community_id, _members.c.id.in_(member_ids))
        )
        return [
            ReaderRow(member_id, circle, cares.get(member_id, ()), territory)
            for member_id, circle, territory in found
        ]

    def counted(self, community_id: int) -> dict[tuple[str, str], int]:
        """Count the people with a private letter, by their circle and network.

        The network is that of the direct room used last; empty for those without one.
        """
        agreed = exists().where(
            _consents.c.member_id == _members.c.id,
            _consents.c.community_id == community_id,
            _consents.c.purpose == LETTER,
            _consents.c.withdrawn_at.is_(None),
        )
        rows = self._session.execute(
            select(_members.c.id, _memberships.c.circle, _identities.c.direct)
            .join(_memberships, _memberships.c.member_id == _members.c.id)
            .outerjoin(
                _identities,
                and_(_identities.c.member_id == _members.c.id, _identities.c.direct.is_not(None)),
            )
            .where(
                _memberships.c.community_id == community_id,
                _members.c.stopped_at.is_(None),
                agreed,
            )
            .order_by(_identities.c.seen_at.desc(), _identities.c.address)
        )
        first: dict[int, tuple[str, str]] = {}
        for member_id, circle, room in rows:
            first.setdefault(member_id, (circle, (room or "").partition(":")[0]))
        return dict(Counter(first.values()))
