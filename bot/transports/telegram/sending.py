"""Send, edit, delete and pin messages on Telegram."""

import asyncio
import base64
from collections.abc import Awaitable, Callable, Sequence
from io import BytesIO
from typing import Any, TypeAlias, TypeVar

import structlog
from telegram import (
    Bot,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.core.files import shown
from bot.core.messages.ports import Rejected
from bot.core.messages.rendering import Rendered
from bot.transports.telegram import html
from bot.transports.telegram.bot_api import Place, mentions
from bot.transports.telegram.messages import LARGEST_SENT

Keys = InlineKeyboardMarkup | None
AnyKeys = Keys | ReplyKeyboardMarkup | ReplyKeyboardRemove
T = TypeVar("T")
Saying: TypeAlias = Callable[[str, str | None], Awaitable[T]]
"""Sends or edits these words in this parse mode."""
PATIENCE = 20.0
_BLANK = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAGAAAABgCAAAAADH8yjkAAAAPElEQVR42u3NMQ0AAAwDoPr3WC9VsWMJGCA9FoFA"
    "IBAIBAKBQCAQCAQCgUAgEAgEAoFAIBAIBAKBQPA1GATTFdI0llrWAAAAAElFTkSuQmCC"
)
"""A grey square, as PNG."""
_BYTES_A_SECOND = 200_000
"""The slowest line that a document is sent over."""


async def say(bot: Bot, to: Place, rendered: Rendered, keys: AnyKeys, reply_to: str | None) -> str:
    """Send a message; gives its id."""
    answered = None
    if reply_to:
        answered = ReplyParameters(int(reply_to), allow_sending_without_reply=True)
    picture = None if rendered.picture is None else await asyncio.to_thread(shown, rendered.picture)
    document = rendered.document
    if document is not None and len(document.content) > LARGEST_SENT:
        raise Rejected("Telegram takes files of 50 MB at most")
    silent = rendered.quiet and to.chat_id < 0  # who is answered in private looks there anyway

    async def attempt(words: str, mode: str | None) -> Message:
        caption = words if rendered.spans else None
        common: dict[str, Any] = {
            "parse_mode": mode,
            "message_thread_id": to.thread,
            "reply_parameters": answered,
            "reply_markup": keys,
        }
        if document is not None:
            return await bot.send_document(
                to.chat_id,
                BytesIO(document.content),
                caption,
                filename=document.name,
                disable_content_type_detection=True,
                read_timeout=PATIENCE + len(document.content) / _BYTES_A_SECOND,
                **common,
            )
        if picture is None:
            return await bot.send_message(
                to.chat_id,
                words,
                link_preview_options=html.previews(rendered),
                disable_notification=silent or None,
                **common,
            )
        return await bot.send_photo(
            to.chat_id,
            picture.content,
            caption,
            filename=picture.name,
            disable_notification=silent or None,
            read_timeout=PATIENCE + len(picture.content) / _BYTES_A_SECOND,
            **common,
        )

    return str((await _in_html(attempt, rendered)).message_id)


async def change(bot: Bot, to: Place, message_id: str, rendered: Rendered, keys: Keys) -> None:
    """Edit a message's words and buttons.

    A card that has got a picture since is edited as it was posted. Of one that has lost it the
    picture is replaced by an empty one: it may be a photo that was withdrawn.
    """
    message, rendered = int(message_id), html.in_one_piece(rendered)

    async def put_text(words: str, mode: str | None) -> None:
        await bot.edit_message_text(
            words,
            to.chat_id,
            message,
            parse_mode=mode,
            reply_markup=keys,
            link_preview_options=html.previews(rendered),
        )

    async def put_caption(words: str, mode: str | None) -> None:
        await bot.edit_message_caption(
            to.chat_id, message, caption=words, parse_mode=mode, reply_markup=keys
        )

    async def put_blank(words: str, mode: str | None) -> None:
        blank = InputMediaPhoto(_BLANK, caption=words, parse_mode=mode, filename="blank.png")
        await bot.edit_message_media(blank, to.chat_id, message, reply_markup=keys)

    ways = (put_text, put_blank) if rendered.picture is None else (put_caption, put_text)
    try:
        await _edit(ways, rendered)
    except BadRequest as error:
        if not mentions(error, "message is not modified"):
            raise


async def _edit(ways: Sequence[Saying[None]], rendered: Rendered) -> None:
    """Edit a message in the first way; in the other one if it was posted otherwise."""
    try:
        await _in_html(ways[0], rendered)
    except BadRequest as error:
        if not mentions(error, "no text in the message", "no caption in the message"):
            raise
        await _in_html(ways[1], rendered)


async def take_away(bot: Bot, to: Place, message_id: str) -> None:
    """Delete a message, unless it is deleted already."""
    try:
        await bot.delete_message(to.chat_id, int(message_id))
    except BadRequest as error:
        if not mentions(error, "message to delete not found"):
            raise


async def pin(bot: Bot, to: Place, message_id: str, *, pinned: bool) -> None:
    """Pin a message without a notification, or unpin it; without the right, nothing."""
    try:
        if pinned:
            await bot.pin_chat_message(to.chat_id, int(message_id), disable_notification=True)
        else:
            await bot.unpin_chat_message(to.chat_id, int(message_id))
    except BadRequest as error:
        structlog.get_logger().info("not pinned", cause=str(error))


async def _in_html(attempt: Saying[T], rendered: Rendered) -> T:
    """Send with marks; in plain text if Telegram cannot parse them."""
    try:
        return await attempt(html.as_html(rendered), ParseMode.HTML)
    except BadRequest as error:
        if not mentions(error, "can't parse entities"):
            raise
        structlog.get_logger().error("marks not understood")
        return await attempt(html.as_plain(rendered), None)
