"""Members who wrote to the team and wait: on the list of tasks until somebody answered."""

from typing import Annotated

from bot.core import (
    MOST_WAITING,
    Act,
    Answer,
    Context,
    PassedOn,
    Router,
    Text,
    Todo,
    asks,
    at_most,
    text,
    todos,
)
from bot.domain.rates import MESSAGES
from bot.domain.refusals import Final
from bot.domain.roles import Role
from handlers.conversations.messages import LONGEST_MESSAGE, answer_member
from storage.conversations import Conversation, Conversations
from storage.members import Member, Members

router = Router()

ANSWER_A_MEMBER_MESSAGE = Act(
    text("{who} answered a member's message"), text("answer a member's message")
)
ANSWER_ELSEWHERE = Act(
    text("{who} noted that a member had an answer"), text("note that a member had an answer")
)
router.act("letter", ANSWER_A_MEMBER_MESSAGE)


class NobodyWaits(Final):
    """This message is no longer here: its writer may have left."""


@router.contribution(todos, order=-1)
def unanswered_members(ctx: Context) -> list[Todo]:
    """The members who wait for an answer, the longest first; never the reader."""
    if not ctx.seats():
        return []
    tasks = []
    for conversation, since in ctx.store[Conversations].waiting(ctx.community.id, MOST_WAITING):
        member = ctx.store[Members].get(conversation.member_id)
        if member is None or member.id == ctx.person.member_id:
            continue
        day = since.astimezone(ctx.zone).date()
        line = text("{name} has been waiting for an answer since {day}.", name=member.name, day=day)
        if day == ctx.today:
            line = text("{name} wrote today and waits for an answer.", name=member.name)
        answer = ask_answer.button(text("Answer {name}", name=member.name), conversation.id)
        settled = settle_message.button(
            text("{name} has had an answer", name=member.name), conversation.id
        )
        thing = f"messages of {member.id}"
        tasks.append(Todo(line, (answer, settled), since=since, thing=thing))
    return tasks


@router.button("letter_answer", who=Role.GARDENER, trace=ANSWER_A_MEMBER_MESSAGE)
def ask_answer(ctx: Context, conversation_id: int) -> Answer:
    """Ask for an answer to what a member wrote, which stands in the team's room."""
    conversation, _ = _waiting(ctx, conversation_id)
    return answer_in_writing.ask(ctx, conversation=str(conversation.id))


@router.form(
    "letter_answer_words",
    who=Role.GARDENER,
    limit=MESSAGES,
    trace=ANSWER_A_MEMBER_MESSAGE,
)
def answer_in_writing(
    ctx: Context,
    conversation: int,
    words: Annotated[
        str,
        asks(
            "What do you answer? I send it at once. The message that awaits it is where your team "
            "reads messages: I keep none of them."
        ),
        at_most(LONGEST_MESSAGE),
    ],
) -> Answer:
    """Answer a member in private."""
    answered = answer_member(ctx, *_waiting(ctx, conversation), words)
    return answered.words if isinstance(answered, PassedOn) else answered


@router.button("letter_settled", who=Role.GARDENER, trace=ANSWER_ELSEWHERE)
def settle_message(ctx: Context, conversation_id: int) -> Text:
    """Note that a member was answered in another way."""
    _, member = _waiting(ctx, conversation_id)
    ctx.store[Conversations].settle(ctx.community.id, member.id)
    return text("Noted: {name} has had an answer.", name=member.name)


def _waiting(ctx: Context, conversation_id: int) -> tuple[Conversation, Member]:
    """A conversation of this community, and its member; raises `NobodyWaits`."""
    conversation = ctx.store[Conversations].get(conversation_id)
    if conversation is None or conversation.community_id != ctx.community.id:
        raise NobodyWaits
    member = ctx.store[Members].get(conversation.member_id)
    if member is None:
        raise NobodyWaits
    return conversation, member
