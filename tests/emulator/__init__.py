"""A strict emulator of Telegram's Bot API over HTTP: the judge of our transport.

`BotApi` is the server and the world behind it. People act through `Person`, rooms are
looked at through `Chat`, and what a well-behaved client never does lands in
`BotApi.violations`.
"""

import os

os.environ.setdefault("PTB_TIMEDELTA", "1")  # else RetryAfter itself warns, and warnings are errors

from .api import BotApi
from .callbacks import CallbackAnswer
from .chats import Chat, Private
from .keyboards import Button
from .messages import Message
from .people import Person
from .rooms import Channel, Group
from .text import Entity
from .world import Call, Ping, TooMany

__all__ = [
    "BotApi",
    "Button",
    "Call",
    "CallbackAnswer",
    "Channel",
    "Chat",
    "Entity",
    "Group",
    "Message",
    "Person",
    "Ping",
    "Private",
    "TooMany",
]
