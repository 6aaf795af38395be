"""Words of an incoming message, normalised once, before any parser sees them."""

from dataclasses import replace

from bot.core.messages.incoming import Answered, Incoming, Kind, Mention
from bot.domain import words
from bot.domain.words import on_one_line

LONGEST_NAME = 256
MOST_MENTIONS = 100
_WRITTEN = (Kind.WORDS, Kind.EDIT)
"""Kinds whose words were written by people; those of other kinds are addresses."""


def normalised(incoming: Incoming) -> Incoming:
    """The message with words, names and mentions cleaned by `bot.domain.words`."""
    return replace(
        incoming,
        name=on_one_line(incoming.name[:LONGEST_NAME]),
        words=_message(incoming),
        answered=None if incoming.answered is None else _answered(incoming.answered),
        mentions=tuple(map(_mention, incoming.mentions[:MOST_MENTIONS])),
    )


def _message(incoming: Incoming) -> str:
    return words.normalised(incoming.words) if incoming.kind in _WRITTEN else incoming.words


def _answered(answered: Answered) -> Answered:
    name = on_one_line(answered.name[:LONGEST_NAME])
    return replace(answered, words=words.normalised(answered.words), name=name)


def _mention(mention: Mention) -> Mention:
    return replace(mention, words=on_one_line(mention.words[:LONGEST_NAME]))
