"""Messages in a group that one person alone sees: who may be sent one when, and their changes."""

from tests.emulator.calls.errors import Json, misused, refused
from tests.emulator.chats.rooms import Group
from tests.emulator.messages.keyboards import Rows
from tests.emulator.messages.messages import Account, Message
from tests.emulator.messages.text import Styled
from tests.emulator.world import World

from .access import open_chat
from .editing import change
from .registry import Asked, endpoint
from .wording import caption_of, look_at, text_of

SECONDS = 15
"""So long after what a person did, a bot that is no administrator may answer it."""


def show(
    world: World, asked: Asked, styled: Styled, source: str, buttons: Rows, media: Json
) -> Json:
    """Send a message to one person in a group."""
    wanted: Json = asked["ephemeral_message_parameters"]
    chat = _group(world, asked)
    receiver = _receiver(world, chat, wanted["receiver_user_id"])
    answered = (asked.get("reply_parameters") or {}).get("ephemeral_message_id")
    _check_query(world, chat, receiver, wanted)
    if not (chat.bot_is_admin or "callback_query_id" in wanted or _answers(chat, answered)):
        raise refused("not enough rights to send ephemeral messages to the chat")
    if answered is not None and not _is_of(chat, answered, receiver):
        raise refused("message to be replied not found")
    world.limits.spend(chat.id)
    message = chat.place_for(
        receiver,
        world.bot,
        styled=styled,
        html=source,
        markup=asked.get("reply_markup"),
        buttons=buttons,
        media=media,
        thread=asked.get("message_thread_id"),
    )
    look_at(world, message)
    return message.as_json()


@endpoint
def edit_ephemeral_message_text(world: World, asked: Asked) -> bool:
    message = _own(world, asked)
    if message.media:
        raise refused("there is no text in the message to edit")
    change(world, asked, message, text_of(world, asked))
    return True


@endpoint
def edit_ephemeral_message_caption(world: World, asked: Asked) -> bool:
    message = _own(world, asked)
    if not message.media:
        raise refused("there is no caption in the message to edit")
    change(world, asked, message, caption_of(world, asked))
    return True


@endpoint
def delete_ephemeral_message(world: World, asked: Asked) -> bool:
    _own(world, asked).deleted = True
    return True


def _group(world: World, asked: Asked) -> Group:
    chat = open_chat(world, asked)
    if not isinstance(chat, Group):
        raise refused("ephemeral messages can be sent only to groups and supergroups")
    return chat


def _receiver(world: World, chat: Group, number: int) -> Account:
    person = world.people.get(number)
    if person is None or person.account.is_bot or not chat.has(person):
        raise refused("user not found")
    return person.account


def _check_query(world: World, chat: Group, receiver: Account, wanted: Json) -> None:
    """A query that is named must be this person's, in this group, and new."""
    if "callback_query_id" not in wanted:
        if wanted.get("replace_callback_query_message"):
            raise misused("there is no callback query whose message could be replaced")
        return
    query = world.callbacks.queries.get(wanted["callback_query_id"])
    if query is None or query.message.chat is not chat or query.account.id != receiver.id:
        raise misused("callback query is of another person or chat")
    if query.message.receiver is not None and wanted.get("replace_callback_query_message"):
        raise misused("an ephemeral message is edited, and not replaced")
    if world.clock.elapsed() - query.asked_at > SECONDS:
        raise refused("query is too old and response timeout expired or query ID is invalid")


def _answers(chat: Group, number: int | None) -> bool:
    """True for an ephemeral message of a person that was written just now."""
    found = None if number is None else chat.find_ephemeral(number)
    return found is not None and chat.world.clock.now() - found.date <= SECONDS


def _is_of(chat: Group, number: int, person: Account) -> bool:
    found = chat.find_ephemeral(number)
    return found is not None and found.sender is not None and found.sender.id == person.id


def _own(world: World, asked: Asked) -> Message:
    """Find the message to change, which must be ours to this person."""
    message = _group(world, asked).find_ephemeral(asked["ephemeral_message_id"])
    receiver = None if message is None else message.receiver
    if message is None or receiver is None or receiver.id != asked["receiver_user_id"]:
        raise refused("message to edit not found")
    if not message.by_bot:
        raise misused("message can't be edited")
    return message
