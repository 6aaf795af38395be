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
    UncertainDeliveries,
)
from storage.outbound.mailings import Mailing, Mailings, RoomDeliveries
from storage.outbound.outbox import FETCHES, DueRow, Fetches, Outbox
from storage.outbound.sent_messages import SentMessages
from storage.outbound.traffic import Departures, Depth, Depths, Paces

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
