"""A strict emulator of Telegram's Bot API over HTTP: the judge of our transport.

`BotApi` is the server and the world behind it. People act through `Person`, rooms are
looked at through `Chat`, and what a well-behaved client never does lands in
`BotApi.violations`.
"""

import os

os.environ.setdefault("PTB_TIMEDELTA", "1")  # else RetryAfter itself warns, and warnings are errors

from tests.emulator.chats.chats import Chat, Private
from tests.emulator.chats.people import Person
from tests.emulator.chats.rooms import Channel, Group
from tests.emulator.messages.callbacks import CallbackAnswer
from tests.emulator.messages.keyboards import Button
from tests.emulator.messages.messages import Message
from tests.emulator.messages.text import Entity

from .api import BotApi
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
