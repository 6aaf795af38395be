"""After a week newcomers are asked once whether they found what they were looking for."""

from typing import Annotated

from bot.core import (
    MOST_WAITING,
    Answer,
    Button,
    Card,
    Context,
    JobContext,
    Replace,
    Router,
    Text,
    Todo,
    asks,
    at_most,
    leave_command,
    ntext,
    text,
    todo_key,
    todos,
    write_command,
)
from bot.domain.newcomers import ANSWERS_SHOWN, ASKED_UNTIL, FIRST_WEEK
from bot.domain.rates import MESSAGES
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.newcomers import WELCOME_NEWCOMERS
from bot.references.profile import settings_command
from bot.references.todo import dismiss_todo
from bot.vocabulary.lists import with_others
from handlers.conversations import LONGEST_MESSAGE, write_to_member
from storage.communities import Communities
from storage.members import Member
from storage.newcomers import FirstWeek, Greetings

router = Router()

AT_ONCE = 15
MOST_NAMED = 3


class NotAskedAboutWeek(Final):
    """You were not asked this here, or it is too long ago: nothing was noted."""


class NoAnswerOfWeek(Final):
    """This newcomer has left, or answered too long ago."""


def ask_about_first_weeks(ctx: JobContext) -> None:
    """Ask the next newcomers of a week, where that is wanted."""
    for community in ctx.store[Communities].all():
        if community.first_week:
            _ask_next(ctx.within(community.id))


def _ask_next(ctx: JobContext) -> None:
    since, until = ctx.now - ASKED_UNTIL, ctx.now - FIRST_WEEK
    team = {each.id for each in ctx.seat_holders()}
    greetings, here = ctx.store[Greetings], ctx.community.id
    for member in greetings.to_ask_after_week(here, since, until, without=team, most=AT_ONCE):
        ctx.tell(member, _question(ctx), unasked=True)
        greetings.begin(member.id, here, until).week_asked_at = ctx.now


def _question(ctx: JobContext) -> Card:
    readers = [each.name for each in ctx.gardeners().values()]
    who = text("The gardening team reads your answer.")
    if readers:
        who = text("Your answer is read by: {names}.", names=readers)
    found, not_yet = (
        _answer_button(text("Yes"), FirstWeek.FOUND),
        _answer_button(text("Not yet"), FirstWeek.NOT_YET),
    )
    no = _answer_button(text("It is not for me"), FirstWeek.NOT_FOR_ME)
    title = text("A week in {community}", community=ctx.community.name)
    asked = text("Did you find what you were looking for?")
    return Card(title, (asked, who), ((found, not_yet), (no,)))


def _answer_button(label: Text, answer: FirstWeek) -> Button:
    return answer_week.button(label, list(FirstWeek).index(answer))


@router.button("week_answer", who=Role.MEMBER)
def answer_week(ctx: Context, nth: int) -> Replace:
    """Note how a newcomer found their first week."""
    row, answers = ctx.store[Greetings].of(ctx.member.id, ctx.community.id), list(FirstWeek)
    if row is None or row.week_asked_at is None or not 0 <= nth < len(answers):
        raise NotAskedAboutWeek
    row.week, row.week_answered_at = answers[nth], ctx.now
    match row.week:
        case FirstWeek.FOUND:
            return Replace(text("Good to know, thank you."))
        case FirstWeek.NOT_YET:
            line = text("Thank you. Tell the team what you are looking for, if you like.")
            return Replace(Card(None, (line,), ((write_command.button(text("Write")),),)))
        case FirstWeek.NOT_FOR_ME:
            line = text("Thank you for saying it. You can get less, pause or leave at any time.")
            less = settings_command.button(text("Settings"))
            leave = leave_command.button(text("Pause, leave, erase"))
            return Replace(Card(None, (line,), ((less, leave),)))


@router.contribution(todos, order=-1)
def answers_of_week(ctx: Context) -> list[Todo]:
    """What newcomers answered: one by one where something is missing, else together."""
    if not ctx.community.first_week or not ctx.seats():
        return []
    since = ctx.now - ANSWERS_SHOWN
    answers = ctx.store[Greetings].week_answers(ctx.community.id, since, MOST_WAITING)
    tasks = [
        _answer_todo(member, answer) for member, answer in answers if answer is not FirstWeek.FOUND
    ]
    found = [member for member, answer in answers if answer is FirstWeek.FOUND]
    if found:
        names = [each.name for each in found[:MOST_NAMED]]
        line = ntext(
            "After a week, {names} found what they were looking for.",
            "After a week, {count} newcomers found what they were looking for: {names}.",
            len(found),
            names=with_others(names, len(found)),
        )
        thing = f"week of {found[0].id}"
        seen = dismiss_todo.button(text("Good to know"), todo_key(thing))
        tasks.append(Todo(line, (seen,), thing=thing))
    return tasks


def _answer_todo(member: Member, answer: FirstWeek) -> Todo:
    line = text("{name} says after a week that it is not for them.", name=member.name)
    if answer is FirstWeek.NOT_YET:
        line = text(
            "{name} has not found after a week what they were looking for.", name=member.name
        )
    thing = f"week of {member.id}: {answer}"
    write = ask_words.button(text("Write to {name}", name=member.name), member.id)
    seen = dismiss_todo.button(text("I have read it"), todo_key(thing))
    return Todo(line, (write, seen), thing=thing)


@router.button("first_week_write", who=Role.GARDENER, trace=WELCOME_NEWCOMERS)
def ask_words(ctx: Context, member_id: int) -> Answer:
    """Ask what to write to a newcomer who answered."""
    _answerer(ctx, member_id)
    return write_after_week.ask(ctx, member_id=str(member_id))


@router.form("first_week_words", who=Role.GARDENER, limit=MESSAGES, trace=WELCOME_NEWCOMERS)
def write_after_week(
    ctx: Context,
    member_id: int,
    words: Annotated[
        str,
        asks("What do you write? I send it with your name, outside their quiet hours."),
        at_most(LONGEST_MESSAGE),
    ],
) -> Text:
    """Write to a newcomer about what they answered."""
    member = _answerer(ctx, member_id)
    ctx.trace(about=member)
    title = text("A word from {name}, of the gardening team", name=ctx.member.name)
    if not write_to_member(ctx, member, Card(title, (words,)), min(ctx.seats()), calm=True):
        raise NoAnswerOfWeek
    return text("Sent to {name}, whose answer will come to the team.", name=member.name)


def _answerer(ctx: Context, member_id: int) -> Member:
    """A newcomer who answered lately; raises `NoAnswerOfWeek`."""
    since = ctx.now - ANSWERS_SHOWN
    answers = ctx.store[Greetings].week_answers(ctx.community.id, since, MOST_WAITING)
    found = [member for member, _ in answers if member.id == member_id]
    if not found or not ctx.seats() or found[0].stopped_at is not None:
        raise NoAnswerOfWeek
    return found[0]
