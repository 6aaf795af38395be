"""Answers to a message or a press: a message, or an act of the network."""

from dataclasses import dataclass

from bot.core.messages.content import Card, File, Keys, Text, Words
from bot.core.messages.picture_content import Picture

PASSED_ON = "🕊"
"""The reaction to a message that was passed on; one of those that Telegram lets bots give."""


@dataclass(frozen=True, slots=True)
class PassedOn:
    """A reaction to the sender's message: it was passed on.

    The words are said instead where there is no message, or the network takes no reaction.
    """

    words: Text


@dataclass(frozen=True, slots=True)
class Toast:
    """A few words (200 characters at most) that only the person who pressed a button sees."""

    words: Words


@dataclass(frozen=True, slots=True)
class Replace:
    """Edit the message whose button was pressed."""

    message: Card | Text


@dataclass(frozen=True, slots=True)
class OpenDirect:
    """Lead the person who pressed into their direct room, where `/start word` continues."""

    word: str


Message = Text | str | Card | Picture | File | Keys
Answer = Message | PassedOn | Toast | Replace | OpenDirect | None
