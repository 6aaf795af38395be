"""Standings in a chat, and the updates that tell of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

from tests.emulator.calls.errors import Json
from tests.emulator.messages.messages import Account

if TYPE_CHECKING:
    from .chats import Chat
    from .rooms import Shared

Standing = Literal["creator", "administrator", "member", "left", "kicked"]

_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
    "can_manage_topics",
    "can_send_welcome_messages",
)
_EXTRAS: dict[Standing, Json] = {
    "creator": {"is_anonymous": False},
    "administrator": {"can_be_edited": False, "is_anonymous": False} | dict.fromkeys(_RIGHTS, True),
    "kicked": {"until_date": 0},
}


def member_json(account: Account, standing: Standing, lacks: Iterable[str] = ()) -> Json:
    """Describe a member of a chat; an administrator has all rights but those that they lack."""
    rights = _EXTRAS.get(standing, {})
    without = dict.fromkeys(rights.keys() & set(lacks), False)
    return {"status": standing, "user": account.as_json()} | rights | without


def tell_bot_standing(chat: Chat, before: Standing, after: Standing, by: Account) -> None:
    """Queue `my_chat_member`: the bot was added, removed, promoted or blocked."""
    bot = chat.world.bot
    chat.world.updates.queue("my_chat_member", _change(chat, bot, (before, after), by))


def tell_standing(chat: Shared, who: Account, before: Standing, by: Account) -> None:
    """Queue what the bot is told of a change in a shared chat."""
    after = chat.standing(who)
    if who.id == chat.world.bot.id:
        tell_bot_standing(chat, before, after, by)
    elif chat.bot_is_admin:
        chat.world.updates.queue("chat_member", _change(chat, who, (before, after), by))


def tell_request(chat: Shared, who: Account) -> None:
    """Queue `chat_join_request`, if the bot may invite people: as an administrator it may here."""
    if chat.bot_is_admin:
        asked: Json = {
            "chat": chat.as_json(),
            "from": who.as_json(),
            "user_chat_id": who.id,
            "date": chat.world.clock.now(),
        }
        if chat.bot_decides:
            asked["query_id"] = query_id = f"join-{len(chat.world.updates.records)}"
            chat.world.join_queries[query_id] = chat.world.clock.elapsed()
        chat.world.updates.queue("chat_join_request", asked)


def _change(chat: Chat, who: Account, standings: tuple[Standing, Standing], by: Account) -> Json:
    before, after = standings
    return {
        "chat": chat.as_json(),
        "from": by.as_json(),
        "date": chat.world.clock.now(),
        "old_chat_member": member_json(who, before),
        "new_chat_member": member_json(who, after, _lacking(chat, who)),
    }


def _lacking(chat: Chat, who: Account) -> Iterable[str]:
    return chat.bot_lacks if who.id == chat.world.bot.id else ()
