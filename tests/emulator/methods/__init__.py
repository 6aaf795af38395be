"""The methods of the Bot API that the emulator has, each a plain function."""

from . import asking, chatting, editing, ephemeral, polling, sending
from .registry import ENDPOINTS, Endpoint

__all__ = [
    "ENDPOINTS",
    "Endpoint",
    "asking",
    "chatting",
    "editing",
    "ephemeral",
    "polling",
    "sending",
]
