"""sendMessage and its kin."""

from tests.emulator.calls.errors import ApiError, Json, misused, refused
from tests.emulator.calls.signatures import Upload
from tests.emulator.chats.chats import Chat
from tests.emulator.chats.rooms import Group
from tests.emulator.messages.files import (
    LARGEST_PHOTO,
    LARGEST_UPLOAD,
    StoredFile,
    as_document,
    as_photo,
)
from tests.emulator.messages.keyboards import buttons_of
from tests.emulator.messages.messages import Message
from tests.emulator.messages.text import Styled
from tests.emulator.world import World

from .access import open_chat
from .editing import change, own_message
from .ephemeral import show
from .registry import Asked, endpoint
from .wording import caption_of, look_at, text_of


@endpoint
def send_message(world: World, asked: Asked) -> Json:
    styled, source = text_of(world, asked)
    return _post(world, asked, styled, source, {})


@endpoint
def send_photo(world: World, asked: Asked) -> Json:
    styled, source = caption_of(world, asked)
    kept = _file(world, asked, "photo", LARGEST_PHOTO)
    return _post(world, asked, styled, source, as_photo(kept))


@endpoint
def send_document(world: World, asked: Asked) -> Json:
    styled, source = caption_of(world, asked)
    kept = _file(world, asked, "document", LARGEST_UPLOAD)
    return _post(world, asked, styled, source, as_document(kept))


@endpoint
def edit_message_media(world: World, asked: Asked) -> Json:
    message, given = own_message(world, asked), asked["media"]
    if not message.media:
        raise refused("there is no media in the message to edit")
    photo = {**asked, "photo": given["media"]}
    message.media = as_photo(_file(world, photo, "photo", LARGEST_PHOTO))
    return change(world, asked, message, caption_of(world, {**asked, **given}))


def _post(world: World, asked: Asked, styled: Styled, source: str, media: Json) -> Json:
    chat = open_chat(world, asked)
    markup = asked.get("reply_markup")
    buttons = buttons_of(markup)
    if "ephemeral_message_parameters" in asked:
        return show(world, asked, styled, source, buttons, media)
    reply_to = _reply(chat, asked.get("reply_parameters"))
    thread = _thread(chat, asked.get("message_thread_id"), reply_to)
    world.limits.spend(chat.id)
    message = chat.post(
        world.bot,
        styled=styled,
        html=source,
        markup=markup,
        buttons=buttons,
        reply_to=reply_to,
        thread=thread,
        media=media,
        silent=asked.get("disable_notification", False),
    )
    look_at(world, message)
    return message.as_json()


def _reply(chat: Chat, wanted: Json | None) -> Message | None:
    if wanted is None:
        return None
    if wanted.get("chat_id", chat.id) != chat.id:
        raise misused("the emulator knows no replies to another chat")
    if "message_id" not in wanted:
        raise misused("an ephemeral message is answered by one")
    found = chat.find(wanted["message_id"])
    if found is None and not wanted.get("allow_sending_without_reply"):
        raise refused("message to be replied not found")
    return found


def _thread(chat: Chat, wanted: int | None, reply_to: Message | None) -> int | None:
    """Choose the topic: the one asked for, else that of the message replied to."""
    if not chat.is_forum:
        if wanted is not None:
            raise misused("message thread not found")
        threads = chat.kind == "supergroup" and reply_to is not None
        return (reply_to.thread or reply_to.id) if threads and reply_to else None
    assert isinstance(chat, Group)
    if wanted is None:
        return reply_to.thread if reply_to else None
    if wanted not in chat.topics:
        raise refused("message thread not found")
    return wanted


def _file(world: World, asked: Asked, folder: str, largest: int) -> StoredFile:
    given = asked[folder]
    if isinstance(given, str) and given.startswith("attach://"):
        given = asked.get(given.removeprefix("attach://"))
    if isinstance(given, str):
        return world.files.find(given)
    if not isinstance(given, Upload):
        raise misused("there is no file in the request")
    if not given.content:
        raise misused("file must be non-empty")
    if len(given.content) > largest:
        raise ApiError(413)
    return world.files.keep(f"{folder}s", given.name, given.mime, given.content)
