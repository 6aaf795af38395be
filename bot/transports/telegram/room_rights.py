"""Our rights in a room, as Telegram reports them."""

from dataclasses import dataclass

from telegram import (
    Bot,
    ChatFullInfo,
    ChatMember,
    ChatMemberAdministrator,
    ChatMemberOwner,
    ChatMemberRestricted,
)
from telegram.constants import ChatMemberStatus, ChatType

from bot.domain.words import on_one_line
from bot.transports.telegram.addresses import Place

_OUT = {ChatMemberStatus.LEFT, ChatMemberStatus.BANNED}


@dataclass(frozen=True, slots=True)
class Standing:
    """A room, and our standing there; a group's administrator is shown all that is said in it."""

    title: str
    is_channel: bool
    is_in: bool
    speaks: bool
    leads: bool
    has_topic: bool


async def standing_in(bot: Bot, us: int, to: Place) -> Standing:
    """Ask for the kind of a room, and our standing in it."""
    chat = await bot.get_chat(to.chat_id)
    member = await bot.get_chat_member(to.chat_id, us)
    is_in = member.status not in _OUT
    if isinstance(member, ChatMemberRestricted):
        is_in = member.is_member
    return Standing(
        title=on_one_line(chat.title or chat.full_name or ""),
        is_channel=chat.type == ChatType.CHANNEL,
        is_in=is_in,
        speaks=is_in and _speaks(member, chat),
        leads=isinstance(member, ChatMemberAdministrator | ChatMemberOwner),
        has_topic=to.thread is None or bool(chat.is_forum),
    )


def _speaks(member: ChatMember, chat: ChatFullInfo) -> bool:
    match member:
        case ChatMemberOwner():
            return True
        case ChatMemberAdministrator():
            return member.can_post_messages is not False  # which is told of channels alone
        case ChatMemberRestricted():
            return member.can_send_messages
        case _:
            allowed = chat.permissions is None or chat.permissions.can_send_messages is not False
            return chat.type != ChatType.CHANNEL and allowed
