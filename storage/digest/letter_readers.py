"""Facts about a letter's readers, and what each was already sent, looked up for many."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, exists, func, select, tuple_

from bot.domain.circles import Audience
from bot.domain.digest.composing import Key
from bot.domain.personal_data import LETTER
from storage.base import table
from storage.digest.letter_items import Digest, LetterItemRow
from storage.members import Consent, Identity, Member, MemberDomain, Membership
from storage.outbound import Delivery, DeliveryState
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

        The network is the one that they want it on, else that of the direct room used last; empty
        for those without one.
        """
        agreed = exists().where(
            _consents.c.member_id == _members.c.id,
            _consents.c.community_id == community_id,
            _consents.c.purpose == LETTER,
            _consents.c.withdrawn_at.is_(None),
        )
        is_wanted = func.coalesce(
            _identities.c.direct.startswith(_members.c.letter_on + ":"), False
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
            .order_by(is_wanted.desc(), _identities.c.seen_at.desc(), _identities.c.address)
        )
        first: dict[int, tuple[str, str]] = {}
        for member_id, circle, room in rows:
            first.setdefault(member_id, (circle, (room or "").partition(":")[0]))
        return dict(Counter(first.values()))


@dataclass(frozen=True, slots=True)
class LetterCounts:
    """Letters that went out in a time, and whom they reached in private."""

    sent: int
    readers: int
    """Members, each once."""


class LetterFigures(Repository):
    """Figures of the letters of communities."""

    def counts(self, community_id: int, since: datetime, until: datetime) -> LetterCounts:
        """Figures of the letters that went out between two moments."""
        sent = (
            (_digests.c.community_id == community_id)
            & (_digests.c.sent_at >= since)
            & (_digests.c.sent_at < until)
        )
        arrived = (
            select(func.count(_deliveries.c.member_id.distinct()))
            .join(_digests, _digests.c.mailing_id == _deliveries.c.mailing_id)
            .where(sent, _deliveries.c.state == DeliveryState.SENT)
        )
        letters = select(func.count()).select_from(_digests).where(sent)
        return LetterCounts(self._session.scalar(letters) or 0, self._session.scalar(arrived) or 0)


_items, _digests, _deliveries = table(LetterItemRow), table(Digest), table(Delivery)


@dataclass(frozen=True, slots=True)
class EarlierItem:
    """An item of a letter that was sent."""

    key: Key
    audience: Audience
    mailing_id: int | None
    """The mailing that sent that letter in private."""


class EarlierItems(Repository):
    """The items of sent letters."""

    def before(self, digest: Digest, keys: Collection[Key]) -> list[EarlierItem]:
        """Items with these keys, in letters sent before this one."""
        if not keys:
            return []
        wanted = [_digests.c.sent_at.is_not(None), _digests.c.id != digest.id]
        if digest.sent_at is not None:
            wanted.append(_digests.c.sent_at <= digest.sent_at)
        found = self._session.execute(
            select(_items.c.kind, _items.c.ref, _items.c.audience, _digests.c.mailing_id)
            .join(_digests, _digests.c.id == _items.c.digest_id)
            .where(
                _digests.c.community_id == digest.community_id,
                tuple_(_items.c.kind, _items.c.ref).in_(keys),
                *wanted,
            )
        )
        return [
            EarlierItem((kind, ref), Audience(**audience), mailing_id)
            for kind, ref, audience, mailing_id in found
        ]

    def reached(
        self, mailing_ids: Collection[int], member_ids: Collection[int]
    ) -> Collection[tuple[int, int]]:
        """Pairs of mailing and member that it reached, or may have reached."""
        found = self._session.execute(
            select(_deliveries.c.mailing_id, _deliveries.c.member_id).where(
                _deliveries.c.mailing_id.in_(mailing_ids),
                _deliveries.c.member_id.in_(member_ids),
                _deliveries.c.state.in_([DeliveryState.SENT, DeliveryState.UNCERTAIN]),
            )
        )
        return {(mailing_id, member_id) for mailing_id, member_id in found}
