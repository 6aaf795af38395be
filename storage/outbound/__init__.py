"""Outbound."""

from storage.outbound.cards import (
    CardRow,
    Cards,
    ShownIn,
    StaleCard,
    is_card_of,
    know_cards,
    report_change,
)
from storage.outbound.deliveries import (
    LET_IN,
    PERHAPS,
    PIN,
    REACT,
    RESTORED,
    UNPIN,
    UNSETTLED,
    Deliveries,
    Delivery,
    DeliveryState,
    Offer,
    Priority,
    UncertainDeliveries,
)
from storage.outbound.mailings import Mailing, Mailings, RoomDeliveries
from storage.outbound.outbox import FETCHES, DueRow, Fetches, Outbox
from storage.outbound.sent_messages import SentMessages
from storage.outbound.traffic import Paces, QueueLength, QueueLengths, SendLog

__all__ = [
    "FETCHES",
    "LET_IN",
    "PERHAPS",
    "PIN",
    "REACT",
    "RESTORED",
    "UNPIN",
    "UNSETTLED",
    "CardRow",
    "Cards",
    "Deliveries",
    "Delivery",
    "DeliveryState",
    "DueRow",
    "Fetches",
    "Mailing",
    "Mailings",
    "Offer",
    "Outbox",
    "Paces",
    "Priority",
    "QueueLength",
    "QueueLengths",
    "RoomDeliveries",
    "SendLog",
    "SentMessages",
    "ShownIn",
    "StaleCard",
    "UncertainDeliveries",
    "is_card_of",
    "know_cards",
    "report_change",
]
