"""Descriptions of chats and their members, and leaving a chat."""

from tests.emulator.calls.errors import Json, misused, refused
from tests.emulator.chats.chats import Chat
from tests.emulator.chats.membership import member_json, tell_bot_standing
from tests.emulator.chats.rooms import Group, Shared
from tests.emulator.world import World

from .access import chat_of, must_be_in
from .registry import Asked, endpoint

QUERY_SECONDS = 10
"""So long a bot that decides on requests to join may take."""
LONGEST_TOPIC = 128
_LEADING = {"creator", "administrator"}
_GIFTS = (
    "unlimited_gifts",
    "limited_gifts",
    "unique_gifts",
    "premium_subscription",
    "gifts_from_channels",
)


@endpoint
def get_chat(world: World, asked: Asked) -> Json:
    chat = _seen(world, asked)
    return chat.as_json() | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(_GIFTS, False),
    }


@endpoint
def get_chat_member(world: World, asked: Asked) -> Json:
    chat, who = _seen(world, asked), asked["user_id"]
    if who not in world.people and who != world.bot.id:
        raise refused("user not found")
    if isinstance(chat, Shared):
        return chat.member_json(who)
    return member_json(world.account(who), "member")


@endpoint
def get_chat_member_count(world: World, asked: Asked) -> int:
    chat = _seen(world, asked)
    if not isinstance(chat, Shared):
        return 2
    return sum(standing not in {"left", "kicked"} for standing in chat.standings.values())


@endpoint
def get_chat_administrators(world: World, asked: Asked) -> list[Json]:
    chat = _seen(world, asked)
    if not isinstance(chat, Shared):
        raise refused("there are no administrators in the private chat")
    leading = (it for it, standing in chat.standings.items() if standing in _LEADING)
    return [chat.member_json(who) for who in leading]


@endpoint
def leave_chat(world: World, asked: Asked) -> bool:
    chat = _seen(world, asked)
    if not isinstance(chat, Shared):
        raise refused("chat member status can't be changed in private chats")
    before = chat.bot_standing
    chat.standings[world.bot.id] = "left"
    tell_bot_standing(chat, before, "left", world.bot)
    return True


@endpoint
def create_forum_topic(world: World, asked: Asked) -> Json:
    chat = _forum(world, asked)
    if not 1 <= len(asked["name"]) <= LONGEST_TOPIC:
        raise misused("topic name is invalid")
    world.limits.spend(chat.id)
    number = chat.topic(asked["name"])
    return {"message_thread_id": number, "name": asked["name"], "icon_color": 7322096}


@endpoint
def close_forum_topic(world: World, asked: Asked) -> bool:
    return _set_closed(world, asked, closed=True)


@endpoint
def reopen_forum_topic(world: World, asked: Asked) -> bool:
    return _set_closed(world, asked, closed=False)


def _forum(world: World, asked: Asked) -> Group:
    chat = _seen(world, asked)
    if not isinstance(chat, Group) or not chat.is_forum:
        raise refused("the chat is not a forum")
    if not chat.bot_is_admin or "can_manage_topics" in chat.bot_lacks:
        raise refused("not enough rights to create a topic")
    return chat


def _set_closed(world: World, asked: Asked, *, closed: bool) -> bool:
    chat, thread = _forum(world, asked), asked["message_thread_id"]
    if thread not in chat.topics:
        raise refused("message thread not found")
    if (thread in chat.closed_topics) == closed:
        raise refused("TOPIC_NOT_MODIFIED")
    chat.closed_topics ^= {thread}
    return True


@endpoint
def approve_chat_join_request(world: World, asked: Asked) -> bool:
    chat = _seen(world, asked)
    if not isinstance(chat, Group) or not chat.bot_is_admin:
        raise refused("not enough rights to manage chat join requests")
    person = world.people.get(asked["user_id"])
    if person is None or person.id not in chat.requests:
        raise refused("HIDE_REQUESTER_MISSING")
    chat.approve(person)
    return True


@endpoint
def answer_chat_join_request_query(world: World, asked: Asked) -> bool:
    asked_at = world.join_queries.pop(asked["chat_join_request_query_id"], None)
    if asked["result"] not in {"approve", "decline", "queue"}:
        raise misused("result of a chat join request query is unknown")
    if asked_at is None or world.clock.elapsed() - asked_at > QUERY_SECONDS:
        raise refused("query is too old and response timeout expired or query ID is invalid")
    world.join_answers.append(asked["result"])
    return True


def _seen(world: World, asked: Asked) -> Chat:
    chat = chat_of(world, asked)
    if isinstance(chat, Shared):
        must_be_in(chat)
    return chat
