"""Requests to a transport."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.messages.encoding.word_encoding import Json
from bot.core.messages.rendering import Rendered
from storage.members import Members
from storage.outbound import CardRow, Delivery
from storage.unit_of_work import Store


@dataclass(frozen=True, slots=True)
class SendRequest:
    """One request: a delivery's next piece, or the refresh of a card."""

    room: str
    action: str
    said: Rendered
    txn: str
    target: str | None = None
    reply_to: str | None = None
    rows: tuple[Delivery, ...] = ()
    piece: int = 0
    more_pieces: bool = False
    card_id: int | None = None
    state: int = 0
    """The state of the card that it shows: see `CardRow`."""
    revision: int = 0
    """The revision of the card's thing, where that has any."""
    community_id: int | None = None
    buttons: list[Json] | None = None
    """The buttons of a refreshed card, for those who press in writing once it arrived; None if
    the same ones are kept already."""

    @property
    def row_ids(self) -> list[int]:
        """Ids of the deliveries that this request carries out."""
        return [row.id for row in self.rows]

    @property
    def is_refresh(self) -> bool:
        """True if it only shows a card's latest state."""
        return not self.rows

    @property
    def may_repeat(self) -> bool:
        """True if it may be sent again when nobody knows if it arrived."""
        return all(row.again for row in self.rows)

    @property
    def attempts(self) -> int:
        return max((row.attempts for row in self.rows), default=0)


def deletion_of(row: Delivery, card: CardRow | None) -> SendRequest:
    """The deletion of a message: of a card where it was posted, even if its room moved."""
    return SendRequest(
        room=row.room if card is None else card.room,
        action="delete",
        said=Rendered(()),
        txn=f"{row.txn}-0",
        target=row.target if card is None else card.message_id,
        rows=(row,),
        card_id=row.card_id,
        community_id=row.community_id,
    )


def pinning_of(row: Delivery, card: CardRow) -> SendRequest:
    """The pinning or unpinning of a card, which leaves its message as it is."""
    return SendRequest(
        room=card.room,
        action=row.action,
        said=Rendered(()),
        txn=f"{row.txn}-0",
        target=card.message_id,
        rows=(row,),
        community_id=row.community_id,
    )


def count_unasked(store: Store, rows: Sequence[Delivery], now: datetime) -> None:
    """Note for their people that the day's unasked messages went out."""
    for row in rows:
        if row.unasked and row.member_id is not None:
            member = store[Members].get(row.member_id)
            if member is not None:
                zone = ZoneInfo(member.timezone or row.zone)
                member.unasked_on = now.astimezone(zone).date()
