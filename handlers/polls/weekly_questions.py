"""The question of the week: open questions from a list that the gardeners keep, each asked once."""

from typing import Annotated

from bot.core import (
    Act,
    Answer,
    Button,
    Card,
    Context,
    JobContext,
    Line,
    Replace,
    Router,
    Small,
    Text,
    Todo,
    Where,
    asks,
    at_most,
    is_paused,
    ntext,
    text,
    todos,
)
from bot.domain.addresses import shortened
from bot.domain.dates.recurrence import Recurring, check_happens, coming
from bot.domain.polls.rules import (
    LONGEST_QUESTION,
    MOST_WEEKLY_KEPT,
    WEEKLY_OPEN_FOR,
    PollKind,
    tidy,
    weekly_key,
    weekly_rule,
)
from bot.domain.refusals import Final, Refusal
from bot.domain.roles import Role
from bot.references.polls import keep_weekly_days, weekly_command
from bot.references.seats import Open, OpenThing, handover
from bot.vocabulary.community_settings import plan_weekly_question
from bot.vocabulary.publications import must_be_neutral
from bot.vocabulary.repeats import schedule_text
from handlers.polls.publication import post_poll
from storage.polls import NewPoll, WeeklyQuestions
from storage.schedules import Schedules

router = Router()

KEEP_QUESTIONS_OF_THE_WEEK = Act(
    text("{who} kept the list of the questions of the week"),
    text("keep the list of the questions of the week"),
)

MOST_LISTED = 10
DATES_SHOWN = 3
LONGEST_LABEL = 40
TITLE = text("💬 Question of the week")


class AskedOnce(Refusal):
    """“{question}” is on the list, or was asked already: no question is asked twice."""


class ListFull(Refusal):
    """The list has {most} questions already. Remove one first."""


class NotOnList(Final):
    """This question is not on the list any more: it was asked, or removed."""


@router.command(
    "weekly",
    fr="semaine",
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    theme="setup",
    label=text("Question of the week"),
    shows=True,
    trace=KEEP_QUESTIONS_OF_THE_WEEK,
)
def show_questions(ctx: Context) -> Card:
    """See the questions of the week that wait, and the day on which they are asked."""
    return _list_card(ctx)


@router.command(
    weekly_command,
    example=("What did you mend this week?", "Qu'avez-vous réparé cette semaine ?"),
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
)
def add_question(
    ctx: Context,
    question: Annotated[
        str, asks("Which question do you add to the list?"), at_most(LONGEST_QUESTION)
    ],
) -> Card:
    """Add a question to the list of the questions of the week."""
    words, questions = tidy(question), ctx.store[WeeklyQuestions]
    if questions.count(ctx.community.id) >= MOST_WEEKLY_KEPT:
        raise ListFull(most=MOST_WEEKLY_KEPT)
    if questions.has(ctx.community.id, words):
        raise AskedOnce(question=words)
    questions.add(ctx.community.id, words, by=ctx.member.id, at=ctx.now)
    return _list_card(ctx, text("Added: “{question}”", question=words))


def _list_card(ctx: Context, *first: Line) -> Card:
    """What waits and when it is asked, with all that can be done about it."""
    waiting = ctx.store[WeeklyQuestions].waiting(ctx.community.id, MOST_LISTED)
    rule = weekly_rule(ctx.community.weekly_question)
    lines: list[Line] = [*first, _days_text(ctx, rule)]
    lines += [
        text("{number}. {question}", number=number, question=each.words)
        for number, each in enumerate(waiting, start=1)
    ] or [text("The list is empty.")]
    more = ctx.store[WeeklyQuestions].count(ctx.community.id) - len(waiting)
    if more:
        lines.append(ntext("And {count} more.", "And {count} more.", more))
    how = text(
        "Each is asked once, in the rooms, and stays open for six days: members reply to it there, "
        "or answer in private. On its card you read the answers, publish them without names, or "
        "ask an author whether the letter may have theirs."
    )
    lines.append(Small(how))
    rows: list[tuple[Button, ...]] = [
        (
            weekly_command.ask_button(text("Add a question")),
            ask_days.button(text("Choose the day") if rule is None else text("Another day")),
        )
    ]
    if waiting:
        rows.append((choose_removed.button(text("Remove a question")),))
    if rule is not None:
        rows.append((end_weekly.button(text("Ask no more questions")),))
    return Card(TITLE, tuple(lines), tuple(rows))


def _days_text(ctx: JobContext, rule: Recurring | None) -> Text:
    due = ctx.store[Schedules].next_due(weekly_key(ctx.community.id), ctx.now)
    if rule is None or due is None:
        return text("No day is chosen: no question is asked.")
    return text(
        "A question is asked: {schedule}. The next time: {due}.",
        schedule=schedule_text(rule),
        due=due,
    )


@router.button("weekly_remove_which", who=Role.GARDENER, trace=KEEP_QUESTIONS_OF_THE_WEEK)
def choose_removed(ctx: Context) -> Replace:
    """Ask which of the next questions to remove."""
    rows = []
    for each in ctx.store[WeeklyQuestions].waiting(ctx.community.id, MOST_LISTED):
        label = text("Remove “{question}”", question=shortened(each.words, LONGEST_LABEL))
        rows.append((remove_question.button(label, each.id),))
    back = (show_list.button(text("Back to the list")),)
    return Replace(Card(TITLE, (text("Which question do you remove?"),), (*rows, back)))


@router.button("weekly_list", who=Role.GARDENER, trace=KEEP_QUESTIONS_OF_THE_WEEK)
def show_list(ctx: Context) -> Replace:
    """Show the list again."""
    return Replace(_list_card(ctx))


@router.button("weekly_remove", who=Role.GARDENER, trace=KEEP_QUESTIONS_OF_THE_WEEK)
def remove_question(ctx: Context, question_id: int) -> Replace:
    """Take a question off the list."""
    question = ctx.store[WeeklyQuestions].get(ctx.community.id, question_id)
    if question is None:
        raise NotOnList
    ctx.store[WeeklyQuestions].drop(question)
    return Replace(_list_card(ctx, text("Removed: “{question}”", question=question.words)))


@router.button("weekly_days", who=Role.GARDENER, trace=KEEP_QUESTIONS_OF_THE_WEEK)
def ask_days(ctx: Context) -> Answer:
    """Ask for the day of the question of the week."""
    return choose_days.ask(ctx)


@router.form("weekly_day", who=Role.GARDENER, trace=KEEP_QUESTIONS_OF_THE_WEEK)
def choose_days(
    ctx: Context,
    rule: Annotated[
        Recurring, asks("When is a question asked? For example: Monday 6pm, or 1st Monday 6pm.")
    ],
) -> Card:
    """Show the next dates before they are kept."""
    check_happens(rule, ctx.zone, ctx.now)
    dates = coming(rule, ctx.zone, ctx.now, DATES_SHOWN)
    lines = (
        text("A question would be asked: {schedule}.", schedule=schedule_text(rule)),
        text("The next dates:"),
        *(text("{when}", when=each) for each in dates),
    )
    keep = keep_weekly_days.button(text("Keep these dates"), rule)
    return Card(TITLE, lines, ((keep, ask_days.button(text("Another day"))),))


@router.button(keep_weekly_days, who=Role.GARDENER, trace=KEEP_QUESTIONS_OF_THE_WEEK)
def keep_days(ctx: Context, rule: Recurring) -> Replace:
    """Set the day, once its dates were seen."""
    check_happens(rule, ctx.zone, ctx.now)
    _set_days(ctx, rule)
    return Replace(_list_card(ctx))


@router.button("weekly_never", who=Role.GARDENER, trace=KEEP_QUESTIONS_OF_THE_WEEK)
def end_weekly(ctx: Context) -> Replace:
    """Ask no more questions; the list is kept."""
    _set_days(ctx, None)
    return Replace(_list_card(ctx))


def _set_days(ctx: Context, rule: Recurring | None) -> None:
    """Set the day, or none; tells the other gardeners."""
    ctx.community.weekly_question = "" if rule is None else str(rule)
    plan_weekly_question(ctx.store, ctx.community, ctx.now)
    told = text("{name} ended the question of the week.", name=ctx.member.name)
    if rule is not None:
        told = text(
            "{name} chose when the question of the week is asked: {schedule}.",
            name=ctx.member.name,
            schedule=schedule_text(rule),
        )
    ctx.tell_other_gardeners(Card(None, (told,), ((weekly_command.button(TITLE),),)))


def ask_weekly_question(ctx: JobContext) -> None:
    """Ask the next question of the list in the community's rooms.

    Before elections, and while nobody tends the community, it stays on the list.
    """
    question = next(iter(ctx.store[WeeklyQuestions].waiting(ctx.community.id, 1)), None)
    gardeners = list(ctx.gardeners().values())
    adder = None if question is None else question.added_by
    # Who added the question is told of the result, else any gardener.
    maker = next((each for each in gardeners if each.id == adder), next(iter(gardeners), None))
    if question is None or maker is None or must_be_neutral(ctx) or is_paused(ctx.seat_statuses()):
        return
    question.asked_at = ctx.now
    ends_at = ctx.now + WEEKLY_OPEN_FOR
    post_poll(ctx, maker.id, NewPoll(question.words, (), kind=PollKind.OPEN, ends_at=ends_at))


@router.contribution(handover)
def weekly_habit(ctx: Context) -> list[OpenThing]:
    """The day of the question of the week, and how many wait on its list."""
    rule = weekly_rule(ctx.community.weekly_question)
    if rule is None or not ctx.seats():
        return []
    line = ntext(
        "Question of the week: {schedule}; {count} waits on the list",
        "Question of the week: {schedule}; {count} wait on the list",
        ctx.store[WeeklyQuestions].count(ctx.community.id),
        schedule=schedule_text(rule),
    )
    return [OpenThing(Open.HABITS, line)]


@router.contribution(todos)
def empty_list(ctx: Context) -> list[Todo]:
    """The list of questions that is empty, though one is to be asked."""
    rule = weekly_rule(ctx.community.weekly_question)
    if rule is None or ctx.store[WeeklyQuestions].waiting(ctx.community.id, 1):
        return []
    due = ctx.store[Schedules].next_due(weekly_key(ctx.community.id), ctx.now)
    line = text("The list of the questions of the week is empty: none will be asked.")
    add = weekly_command.ask_button(text("Add a question"))
    return [Todo(line, (add,), due, thing="questions of the week")]


router.personal_data(
    "weekly_questions",
    text("Questions of the week that you added to the list, as a gardener"),
    text("They stay without you when you have your data erased."),
    order=147,
    labels={"words": text("question"), "added_at": text("added"), "asked_at": text("asked")},
)
