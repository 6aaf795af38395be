"""A topic of the team's forum for each conversation, where the community wants that."""

from bot.core import (
    Act,
    Buttons,
    Card,
    Context,
    JobContext,
    Message,
    Router,
    Text,
    Toast,
    text,
    topics_opened,
)
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from bot.references.communities import (
    CommunitySetting,
    community_settings,
    put_community_value,
)
from storage.communities import Community, RoomKind
from storage.conversations import Conversation, Conversations, about_conversation
from storage.members import Members

router = Router()

CLOSE_A_CONVERSATION = Act(text("{who} closed a conversation"), text("close a conversation"))

_ON = text("Messages to the team: a topic of the team's forum for each conversation.")
_OFF = text("Messages to the team: all in the team's room.")


class NoTopicHere(Refusal):
    """This conversation has no topic of its own."""


def post_in_topic(ctx: Context, conversation: Conversation, room: str, message: Message) -> None:
    """Post in the topic of a conversation, which is opened for its first message."""
    about = about_conversation(conversation.id)
    topic, forum = conversation.topic, room.partition("/")[0]
    if topic is not None and topic != room and topic.startswith(f"{forum}/"):
        if conversation.topic_closed:
            conversation.topic_closed = False
            ctx.close_topic(topic, closed=False)
        ctx.post(topic, message, about=about)
    elif topic is None and _may_have_topic(ctx, room):
        conversation.topic = room  # until it is opened
        writer = ctx.store[Members].get(conversation.member_id)
        ctx.open_topic(room, "" if writer is None else writer.name, message, about=about)
    else:
        ctx.post(room, message, about=about)


def done_buttons(ctx: Context, conversation: Conversation) -> Buttons:
    """The button that closes the topic of a conversation."""
    if not any(_may_have_topic(ctx, each.address) for each in ctx.rooms(RoomKind.GARDENERS)):
        return ()
    return ((end_conversation.button(text("Done"), conversation.id),),)


def _may_have_topic(ctx: JobContext, room: str) -> bool:
    network = ctx.contact.networks.get(room.partition(":")[0])
    return ctx.community.conversation_topics and network is not None and network.topics


@router.contribution(topics_opened)
def keep_topic(ctx: JobContext, about: str, topic: str) -> None:
    """Keep the topic that was opened for a conversation."""
    conversation_id = about.partition(":")[2]
    found = ctx.store[Conversations].get(int(conversation_id)) if conversation_id else None
    if found is not None and about == about_conversation(found.id):
        found.topic = topic


@router.button("letter_done", who=Role.GARDENER, trace=CLOSE_A_CONVERSATION)
def end_conversation(ctx: Context, conversation_id: int) -> Toast:
    """Close the topic of a conversation, until its member writes again."""
    conversation = ctx.store[Conversations].get(conversation_id)
    here = None if conversation is None else conversation.topic
    is_ours = conversation is not None and conversation.community_id == ctx.community.id
    if conversation is None or here is None or "/" not in here or not is_ours:
        raise NoTopicHere
    ctx.store[Conversations].settle(ctx.community.id, conversation.member_id)
    if not conversation.topic_closed:
        conversation.topic_closed = True
        ctx.close_topic(here, closed=True)
    return Toast(text("The topic is closed. It opens again with the next message."))


@router.contribution(community_settings)
def topics_setting(_ctx: Context, community: Community) -> CommunitySetting:
    """Whether each conversation has a topic of its own."""
    line = _ON if community.conversation_topics else None
    return CommunitySetting("topics", text("Messages to the team"), line, _ask, put=_set)


def _ask(_ctx: Context, community: Community) -> Card:
    question = text(
        "Where the team's Telegram room is a forum, each conversation can have a topic of its own. "
        "It is closed when it is done. The bot needs the right to manage topics there."
    )
    yes = put_community_value.button(text("A topic each"), community, "topics", "yes")
    no = put_community_value.button(text("All in the room"), community, "topics", "no")
    return Card(None, (question,), ((yes, no),))


def _set(ctx: Context, value: str) -> Text | None:
    if value not in {"yes", "no"}:
        return None
    ctx.community.conversation_topics = value == "yes"
    return _ON if ctx.community.conversation_topics else _OFF
