"""Conversations of members with a gardener, by replies, with pictures, voice messages and files.

The words pass through the outbox; only the participants are kept. A picture goes where the words
go, without where and when it was taken; anything else goes to a direct room, as files about people
do. Where the community wants that, each conversation has a topic of its own in the team's forum.
"""

from dataclasses import replace
from typing import Annotated

from bot.core import (
    PASSED_ON,
    Act,
    Answer,
    Buttons,
    Card,
    Context,
    Document,
    File,
    JobContext,
    Message,
    PassedOn,
    Photo,
    Picture,
    Router,
    Text,
    Toast,
    Upload,
    Where,
    asks,
    at_most,
    direct_room,
    text,
    topics_opened,
    write_command,
)
from bot.domain.conversations import only_thanks
from bot.domain.rates import MESSAGES
from bot.domain.refusals import Final, Refusal
from bot.domain.roles import Role, Seat
from bot.references.communities import CommunitySetting, community_settings, put_community_value
from bot.references.conversations import new_message_form
from storage.communities import Community, RoomKind
from storage.conversations import Conversation, Conversations, about_conversation
from storage.files import Files
from storage.members import Member, Members

router = Router()

LONGEST_MESSAGE = 3500
"""With the sender and the way to answer, it fits one message of each network."""


class NobodyToWriteTo(Final):
    """Nobody looks after {community} here yet: nothing was sent.

    Keep your words for later.
    """


CLOSE_A_CONVERSATION = Act(text("{who} closed a conversation"), text("close a conversation"))

_TOPICS_ON = text("Messages to the team: a topic of the team's forum for each conversation.")
_TOPICS_OFF = text("Messages to the team: all in the team's room.")


class NoTopicHere(Refusal):
    """This conversation has no topic of its own."""


def _gardener_values(ctx: Context) -> dict[str, object]:
    """Names of the gardener addressed and of all readers, as values of a sentence."""
    name = gardener_to_write_to(ctx, ctx.member.id)[1].name
    both = dict.fromkeys(each.name for each in ctx.gardeners().values())
    return {"name": name, "readers": list(both) if ctx.rooms(RoomKind.GARDENERS) else name}


Written = Annotated[
    str,
    asks("What do you want to write to {name}? Read by: {readers}.", _gardener_values),
    at_most(LONGEST_MESSAGE),
]


@router.command(
    write_command,
    example=("Hello, when do we meet?", "Bonjour, quand nous réunissons-nous ?"),
    who=Role.MEMBER,
    where=Where.DIRECT,
    theme="ask",
    label=text("Write"),
    listed=5,
    form=new_message_form,
    limit=MESSAGES,
)
def write_to_gardener(ctx: Context, words: Written) -> Answer:
    """Write to the gardening team; the answer comes to you in private."""
    return begin_conversation(ctx, words)


def begin_conversation(ctx: Context, words: str) -> Answer:
    """Send a first message, with what came with it."""
    waits = ctx.incoming.attachment is not None or not only_thanks(words)
    conversation, gardener = open_conversation(ctx, waits=waits)
    _send_to_gardener(ctx, conversation, ctx.member.name, words)
    done = text("Message sent to {name}. The answer will come here.", name=gardener.name)
    return _pass_on_attachment(ctx, conversation, done)


@router.reply("letter", limit=MESSAGES)
def reply_in_conversation(
    ctx: Context, conversation_id: int, words: Annotated[str, at_most(LONGEST_MESSAGE)]
) -> Answer:
    """Pass a reply on to the other side of the conversation."""
    conversation = ctx.store[Conversations].get(conversation_id)
    if conversation is None:
        return text("The person who wrote this is no longer here: nothing was passed on.")
    ctx.enter(conversation.community_id)
    writer = ctx.store[Members].get(conversation.member_id)
    if writer is None or not (words.strip() or ctx.incoming.file is not None):
        return text("I can only pass on words, pictures and files: please write your reply.")
    me = ctx.person.member
    if ctx.direct and me is not None and me.id == writer.id:
        conversation.account = ctx.person.address
        if ctx.incoming.attachment is not None or not only_thanks(words):
            ctx.store[Conversations].wait(conversation, ctx.now)
        seat, gardener = gardener_to_write_to(ctx, writer.id, first=Seat(conversation.seat))
        if words.strip():
            _send_to_gardener(ctx, conversation, writer.name, words)
        done = text("Reply sent to {name}.", name=gardener.name)
        if seat == conversation.seat:  # else the words tell who reads it instead
            return _pass_on_attachment(ctx, conversation, done, PassedOn(done))
        return _pass_on_attachment(ctx, conversation, done)
    if ctx.seats():
        ctx.audit("letter")
    return answer_member(ctx, conversation, writer, words)


def answer_member(ctx: Context, conversation: Conversation, writer: Member, words: str) -> Answer:
    """Pass a gardener's reply to the member; refuse that of anybody else."""
    seats = ctx.seats()
    if not seats or ctx.person.member is None:
        ctx.audit("letter", "refused")
        return text(
            "Only the gardening team of {community} can answer {name}: your reply was not "
            "passed on.",
            community=ctx.community.name,
            name=writer.name,
        )
    if conversation.seat not in seats:
        conversation.seat = next(iter(seats))
    title = text("{name} answers you", name=ctx.person.member.name)
    hint = text(
        "To go on, reply to this very message. {sign} will mean: passed on.", sign=PASSED_ON
    )
    reply = Card(title, (words, hint))
    if words.strip() and not _post_to_member(ctx, conversation, writer, reply):
        return text("{name} cannot be reached any more: nothing was passed on.", name=writer.name)
    ctx.store[Conversations].settle(ctx.community.id, writer.id)
    done = text("Reply sent to {name}.", name=writer.name)
    return _pass_on_attachment(ctx, conversation, done, PassedOn(done))


def _send_to_gardener(ctx: Context, conversation: Conversation, name: str, words: str) -> Member:
    """Post a member's words in the gardeners' room, else in the gardener's direct room."""
    title = text("Message from {name}", name=name)
    hint = text(
        "To answer {name}, reply to this very message. {sign} will mean: passed on.",
        name=name,
        sign=PASSED_ON,
    )
    card = Card(title, (words, hint), done_buttons(ctx, conversation))
    return _post_to_gardeners(ctx, conversation, card)


def _pass_on_attachment(
    ctx: Context, conversation: Conversation, done: Text, sign: PassedOn | None = None
) -> Answer:
    """The confirmation: a `sign` where that is enough.

    What came with the words is passed on too, where it can be fetched.
    """
    if ctx.incoming.file is not None:
        pass_on_file(ctx, conversation, ctx.incoming.file)
    elif ctx.incoming.attachment is not None:
        return Card(
            None, (done, text("Only your words were passed on: what came with them was not."))
        )
    return sign or done


def is_picture(upload: Upload) -> bool:
    return upload.media_type.startswith("image/")


def pass_on_file(ctx: Context, conversation: Conversation, upload: Upload) -> None:
    """Fetch what the sender attached, then pass it on to the other side."""
    photo = is_picture(upload)
    fetching = pass_on_picture if photo else pass_on_document
    fetching.fetch(ctx, upload, key=conversation.id, photo=photo)


@router.outcome("letter_picture", who=Role.MEMBER)
def pass_on_picture(ctx: Context, key: int, file_id: int) -> Answer:
    """Pass a fetched picture on."""
    caption = text("Picture from {name}", name=ctx.member.name)
    return _pass_on(ctx, key, Picture(Photo(file_id), caption))


@router.outcome("letter_document", who=Role.MEMBER)
def pass_on_document(ctx: Context, key: int, file_id: int) -> Answer:
    """Pass a fetched voice message or file on."""
    caption = text("Voice message or file from {name}", name=ctx.member.name)
    return _pass_on(ctx, key, File("letter_document", (str(file_id),), caption, traced=False))


@router.file("letter_document", who=Role.MEMBER)
def draw_document(ctx: JobContext, file_id: str) -> Document:
    """A picture or document that a member sent, as it came."""
    row = ctx.store[Files].get(int(file_id))
    name, media_type = ("file", "") if row is None else (row.name, row.media_type)
    return Document(name, media_type, ctx.store[Files].read(int(file_id)))


def _pass_on(ctx: Context, conversation_id: int, message: Message) -> Text | None:
    """Post a picture or a file to the side that did not send it; nothing is said if it worked."""
    conversation = ctx.store[Conversations].get(conversation_id)
    writer = None if conversation is None else ctx.store[Members].get(conversation.member_id)
    if conversation is None or writer is None:
        return text("The person who wrote this is no longer here: nothing was passed on.")
    ctx.enter(conversation.community_id)
    if writer.id == ctx.member.id:
        _post_to_gardeners(ctx, conversation, message, in_private=isinstance(message, File))
    elif not ctx.seats() or not _post_to_member(ctx, conversation, writer, message):
        return text("{name} cannot be reached any more: nothing was passed on.", name=writer.name)
    return None


def open_conversation(ctx: Context, *, waits: bool = True) -> tuple[Conversation, Member]:
    """A new conversation of the sender, who `waits` for an answer, and its gardener."""
    seat, gardener = gardener_to_write_to(ctx, ctx.member.id)
    conversation = ctx.store[Conversations].open(
        ctx.community.id,
        ctx.member.id,
        account=ctx.person.address,
        seat=seat,
        at=ctx.now,
        waits=waits,
    )
    return conversation, gardener


def write_to_member(
    ctx: Context, member: Member, card: Card, seat: Seat, *, calm: bool = False
) -> bool:
    """Begin a conversation with a member for the gardener of a seat; False if nobody is there.

    A `calm` one waits for the end of their quiet hours. The member waits for no answer.
    """
    conversation = ctx.store[Conversations].open(
        ctx.community.id, member.id, account="", seat=seat, at=ctx.now, waits=False
    )
    hint = text("To answer, reply to this very message.")
    letter = replace(card, lines=(*card.lines, hint))
    return ctx.tell(member, letter, about=about_conversation(conversation.id), calm=calm)


def gardener_to_write_to(
    ctx: Context, member_id: int, first: Seat = Seat.TERRITORY
) -> tuple[Seat, Member]:
    """The holder of the seat, else the other gardener; never the writer."""
    gardeners = ctx.gardeners()
    for seat in (first, first.other):
        gardener = gardeners.get(seat)
        if gardener is None or gardener.id == member_id:
            continue
        if ctx.rooms(RoomKind.GARDENERS) or direct_room(ctx.store, gardener) is not None:
            return seat, gardener
    raise NobodyToWriteTo(community=ctx.community.name)


def _post_to_gardeners(
    ctx: Context, conversation: Conversation, message: Message, *, in_private: bool = False
) -> Member:
    """Post in the gardeners' room, else in the gardener's direct room; returns the gardener."""
    _, gardener = gardener_to_write_to(ctx, conversation.member_id, first=Seat(conversation.seat))
    about = about_conversation(conversation.id)
    rooms = () if in_private else ctx.rooms(RoomKind.GARDENERS)
    for room in rooms:
        post_in_topic(ctx, conversation, room.address, message)
    if not rooms and not ctx.tell(gardener, message, about=about):
        raise NobodyToWriteTo(community=ctx.community.name)
    return gardener


def _post_to_member(
    ctx: Context, conversation: Conversation, writer: Member, message: Message
) -> bool:
    """Write to the member of a conversation, where they wrote from; False if nobody is there."""
    return ctx.tell(
        writer, message, about=about_conversation(conversation.id), on=conversation.account
    )


router.personal_data(
    "conversations",
    text("Your conversations with the gardening team"),
    text("That they took place, so that an answer finds you; what was written is not kept."),
    order=140,
    labels={
        "topic": text("its topic in the team's forum"),
        "topic_closed": text("topic closed"),
        "waiting_since": text("waiting for an answer since"),
    },
)


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
    """The setting that gives each conversation its own topic."""
    line = _TOPICS_ON if community.conversation_topics else None
    return CommunitySetting(
        "topics", text("Messages to the team"), line, _ask_about_topics, put=_put_topics
    )


def _ask_about_topics(_ctx: Context, community: Community) -> Card:
    question = text(
        "Where the team's Telegram room is a forum, each conversation can have a topic of its own. "
        "It is closed when it is done. The bot needs the right to manage topics there."
    )
    yes = put_community_value.button(text("A topic each"), community, "topics", "yes")
    no = put_community_value.button(text("All in the room"), community, "topics", "no")
    return Card(None, (question,), ((yes, no),))


def _put_topics(ctx: Context, value: str) -> Text | None:
    if value not in {"yes", "no"}:
        return None
    ctx.community.conversation_topics = value == "yes"
    return _TOPICS_ON if ctx.community.conversation_topics else _TOPICS_OFF
