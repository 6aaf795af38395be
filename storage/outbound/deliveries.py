"""The table of all that is to go out: one row a message a room."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, BigId, Choice
from storage.ownership import owned_by_member

FETCH = "fetch"
"""The action of a row that brings something in: see `storage.outbound.fetches`."""


class Priority(IntEnum):
    """What goes first in a room, and on a network that is short of room."""

    ANSWER = 0
    CARD = 1
    ANNOUNCEMENT = 2
    DIGEST = 3


RESTORED = "restored"
"""Why a delivery is uncertain that was unfinished in a backup."""


class DeliveryState(StrEnum):
    """How far a delivery has come."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    FAILED = "failed"


PERHAPS = "perhaps arrived"
"""What the `error` of a waiting delivery is that may have arrived without our knowing."""


class Delivery(Base):
    """One outgoing message to one room.

    `payload` is emptied once the message is sent; `buttons` stay, for those who type a label or a
    number. What is `parting` answers whoever had themselves erased: it goes once it is sent.
    `txn` names the event, the same for each attempt. `again` says whether a message whose
    fate is unknown is sent again. `unasked` messages of a day are gathered into one. A `quiet` one
    answers whoever just wrote, and need not call anybody. After `not_after` nobody needs it.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        Index("ix_deliveries_next", "network", "state", "priority", "id"),
        Index("ix_deliveries_message", "room", "message_id"),
        UniqueConstraint("mailing_id", "member_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    network: Mapped[str]
    room: Mapped[str]
    action: Mapped[str]
    priority: Mapped[int]
    state: Mapped[DeliveryState] = mapped_column(Choice(DeliveryState))
    payload: Mapped[dict[str, Any] | None]
    buttons: Mapped[list[Any] | None]
    locale: Mapped[str]
    zone: Mapped[str]
    community_id: Mapped[int | None]
    member_id: Mapped[int | None] = mapped_column(
        index=True, info=owned_by_member(on_erase="delete", on_merge="by_method")
    )
    mailing_id: Mapped[int | None] = mapped_column(ForeignKey("mailings.id"))
    card_id: Mapped[int | None] = mapped_column(ForeignKey("cards.id"))
    reply_to: Mapped[str | None]
    target: Mapped[str | None]
    about: Mapped[str | None]
    again: Mapped[bool]
    unasked: Mapped[bool]
    quiet: Mapped[bool] = mapped_column(server_default=false())
    parting: Mapped[bool] = mapped_column(server_default=false())
    txn: Mapped[str]
    piece: Mapped[int]
    attempts: Mapped[int]
    not_before: Mapped[datetime]
    not_after: Mapped[datetime | None]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    message_id: Mapped[str | None]
    error: Mapped[str | None]


@dataclass(frozen=True, slots=True)
class Offer:
    """The buttons of a message of ours, and the community in whose name it was sent."""

    buttons: list[Any]
    community_id: int | None
