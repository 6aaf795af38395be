"""Rooms in memory with named people: for conversation tests, and for trying Terreau out."""

from bot.transports.playground.network import Playground
from bot.transports.playground.people import Posted

__all__ = ["Playground", "Posted"]
