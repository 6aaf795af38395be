"""Meaning of Telegram's refusals for a delivery."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from bot.core.messages.ports import (
    FateUnknown,
    NotSent,
    Rejected,
    RoomGone,
    RoomMoved,
    SendError,
    TryLater,
)
from bot.transports.telegram.bot_api.request import Unreachable

# Of the refusals called "Bad Request", those that speak of the room and not of the message.
_OF_THE_ROOM = (
    "chat not found",
    "chat_write_forbidden",
    "group chat was deactivated",
    "group is deactivated",
    "have no rights to send a message",
    "message thread not found",
    "need administrator rights in the channel chat",
    "not enough rights to send text messages",
    "peer_id_invalid",
    "topic_deleted",
    "user not found",
)


class TokenRefused(PermissionError):
    """Telegram does not know this token."""


@contextmanager
def as_send_errors(network: str) -> Iterator[None]:
    """Turn every failure into a `SendError`."""
    try:
        yield
    except TelegramError as error:
        raise send_error(error, network) from None
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        # Telegram did as it was asked, and python-telegram-bot could not read what it answered.
        raise FateUnknown(f"unreadable answer: {type(error).__name__}") from None


def send_error(error: TelegramError, network: str) -> SendError:
    """Say what became of a message, or of its room."""
    match error:
        case ChatMigrated():
            return RoomMoved(f"{network}:{error.new_chat_id}")
        case RetryAfter():
            return TryLater(waiting(error))
        case Forbidden():
            return RoomGone(str(error))
        case BadRequest():
            refusal = RoomGone if mentions(error, *_OF_THE_ROOM) else Rejected
            return refusal(str(error))
        case Unreachable() | InvalidToken() | Conflict():
            return NotSent(str(error))
        case _:
            return FateUnknown(str(error))


def waiting(error: RetryAfter) -> timedelta:
    """The wait that a 429 asks for."""
    after = error.retry_after
    return after if isinstance(after, timedelta) else timedelta(seconds=after)


def mentions(error: TelegramError, *words: str) -> bool:
    """True if a refusal contains one of these; Telegram's capitals come and go."""
    message = error.message.lower()
    return any(word in message for word in words)
