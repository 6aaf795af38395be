"""Files of people on Telegram, read off a message and fetched."""

from typing import Any

from telegram import Bot
from telegram.error import BadRequest

from bot.core.messages.incoming import Upload
from bot.core.messages.ports import FileGone, FileTooBig, Rejected
from bot.domain.text.filenames import plain_media_type, plain_name
from bot.transports.telegram.bot_api.errors import mentions
from bot.transports.telegram.bot_api.request import Request, TooMuch
from bot.transports.telegram.messages.message_words import Json

LARGEST_SENT = 50 * 1024 * 1024
_GONE = ("wrong file", "invalid file", "temporarily unavailable", "file_id", "not found")


def upload_in(message: Json, network: str) -> Upload | None:
    """The document, picture or recording of a message; a picture in its largest size."""
    match message:
        case {"document": {"file_id": str(file_id)} as sent}:
            kind, name = sent.get("mime_type", ""), sent.get("file_name", "")
        case {"photo": [*_, {"file_id": str(file_id)} as sent]}:
            kind, name = "image/jpeg", "photo.jpg"
        case {"voice": {"file_id": str(file_id)} as sent}:
            kind, name = sent.get("mime_type", "audio/ogg"), "voice.ogg"
        case {"audio": {"file_id": str(file_id)} as sent}:
            kind, name = sent.get("mime_type", "audio/mpeg"), sent.get("file_name", "audio")
        case _:
            return None
    return Upload(
        network,
        plain_name(str(name)),
        plain_media_type(str(kind)),
        sent.get("file_size"),
        {"file_id": file_id},
    )


async def fetched(bot: Bot, request: Request, upload: Upload, most: int) -> bytes:
    """The bytes of a file; raises what python-telegram-bot and the ports have."""
    try:
        file_info: Any = await bot.get_file(upload.where["file_id"])
    except BadRequest as error:
        if mentions(error, "too big"):
            raise FileTooBig from None
        if mentions(error, *_GONE):
            raise FileGone(error.message) from None
        raise
    if file_info.file_size is not None and file_info.file_size > most:
        raise FileTooBig
    if not file_info.file_path or not file_info.file_path.startswith(("http://", "https://")):
        raise Rejected("the Bot API server keeps its files for itself")
    try:
        return await request.download(file_info.file_path, most)
    except TooMuch:
        raise FileTooBig from None
    except BadRequest as error:
        raise FileGone(error.message) from None
