"""Outbound."""

from storage.outbound.cards import CardRow, Cards, StaleCard
from storage.outbound.deliveries import (
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
)
from storage.outbound.departures import Departures
from storage.outbound.depths import Depth, Depths
from storage.outbound.fetches import FETCHES, Fetches
from storage.outbound.mailings import Mailing, Mailings
from storage.outbound.outbox import DueRow, Outbox
from storage.outbound.paces import Paces
from storage.outbound.room_deliveries import RoomDeliveries
from storage.outbound.sent_messages import SentMessages
from storage.outbound.uncertain_deliveries import UncertainDeliveries

__all__ = [
    "FETCHES",
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
    "Departures",
    "Depth",
    "Depths",
    "DueRow",
    "Fetches",
    "Mailing",
    "Mailings",
    "Offer",
    "Outbox",
    "Paces",
    "Priority",
    "RoomDeliveries",
    "SentMessages",
    "StaleCard",
    "UncertainDeliveries",
]
