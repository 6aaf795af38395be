"""Requests to a transport, and their results as the network gave them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.core.messages.encoding import Json
from bot.core.messages.ports import FateUnknown, NotSent, RoomMoved, SendError, TryLater
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


class Fate(StrEnum):
    """The result of one request, in a word for the operator."""

    ARRIVED = "arrived"
    PUT_OFF = "put off"
    """The network asked us to wait."""
    UNREACHED = "unreached"
    """The network was away, or cut the connection."""
    MOVED = "moved"
    """The room has another address."""
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class SendResult:
    """The result of one request."""

    outgoing: SendRequest
    at: datetime
    """Time at which it was known."""
    message_id: str | None = None
    error: SendError | None = None

    @property
    def leaves_more(self) -> bool:
        """True if it may leave something to send: again, another piece, a card behind its thing."""
        posted = self.outgoing.card_id is not None and not self.outgoing.is_refresh
        return self.error is not None or self.outgoing.more_pieces or posted

    @property
    def fate(self) -> Fate:
        """Its result."""
        match self.error:
            case None:
                return Fate.ARRIVED
            case TryLater():
                return Fate.PUT_OFF
            case NotSent() | FateUnknown():
                return Fate.UNREACHED
            case RoomMoved():
                return Fate.MOVED
            case _:
                return Fate.REFUSED
