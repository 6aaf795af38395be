"""Items already sent to readers: looked up for many at once."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select, tuple_

from bot.domain.audience import Audience
from bot.domain.digest.composing import Key
from storage.base import table
from storage.digest.digest_table import Digest
from storage.digest.letter_items import LetterItemRow
from storage.outbound import Delivery, DeliveryState
from storage.repository import Repository

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
