"""Telegram: the Bot API, by long polling."""

import logging
import os

from bot.transports.telegram.bot_api import TokenRefused
from bot.transports.telegram.setup_client import (
    Arrivals,
    Me,
    ReadElsewhere,
    Standing,
    TooMuchWaits,
    Visit,
)
from bot.transports.telegram.transport import TelegramTransport

__all__ = [
    "Arrivals",
    "Me",
    "ReadElsewhere",
    "Standing",
    "TelegramTransport",
    "TokenRefused",
    "TooMuchWaits",
    "Visit",
]

# python-telegram-bot reads this each time it says how long to wait; without it, it warns.
os.environ.setdefault("PTB_TIMEDELTA", "1")
# At DEBUG it writes the token, and what people say.
logging.getLogger("telegram").setLevel(logging.WARNING)
