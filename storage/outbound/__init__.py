"""Outbound."""

from storage.outbound.cards import CardRow, Cards
from storage.outbound.departures import Departures
from storage.outbound.fetches import Fetches
from storage.outbound.mailings import Mailing, Mailings
from storage.outbound.outbox import (
    PERHAPS,
    RESTORED,
    Delivery,
    DeliveryState,
    Offer,
    Outbox,
    Priority,
)
from storage.outbound.paces import Paces

__all__ = [
    "PERHAPS",
    "RESTORED",
    "CardRow",
    "Cards",
    "Delivery",
    "DeliveryState",
    "Departures",
    "Fetches",
    "Mailing",
    "Mailings",
    "Offer",
    "Outbox",
    "Paces",
    "Priority",
]
