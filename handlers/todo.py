"""The list of what waits for gardeners: five tasks a message, shared with the colleague.

A page is named by how many tasks are left from its first one on: what is done meanwhile stands
before it, so that nothing is passed over. The list comes to each gardener by itself, at their hour,
on days that bring any.
"""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.core import (
    Act,
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
    Words,
    direct_room,
    in_rows,
    ntext,
    reader_context,
    text,
    waiting,
    zone_of,
)
from bot.domain.refusals import Refusal
from bot.domain.roles import Post, Role
from bot.references.help import todo_command
from bot.references.profile import MemberSetting, member_settings, settings_command
from bot.references.todo import choose_morning, dismiss_todo
from bot.vocabulary.gardeners import Tasks, marked, tasks_of
from storage.todo import MarkKind, MorningPlan, TodoMarks, TodoMorning, TodoMornings

router = Router()

LOOK_UP_WHAT_IS_TO_BE_DONE = Act(
    text("{who} looked up what is to be done"), text("look up what is to be done")
)
SHARE_THE_TASKS = Act(
    text("{who} took a task on, gave it back or put it off"),
    text("take a task on, give it back or put it off"),
)

MOST_SHOWN = 5
TAKEN_FOR = timedelta(days=14)
SEEN_FOR = timedelta(days=30)
"""Longer than any task stays that is only to be seen."""
NOTHING = text("Nothing waits for you today. Enjoy the garden.")


class NotWaiting(Refusal):
    """This does not wait any more. What does: {todo}."""


class SeenToAlready(Refusal):
    """{name} sees to it already. Speak to each other if you would rather do it."""


USUAL_HOUR = 8
NEVER = 0
HOURS = (8, 9, 10, 12, 14, 18)
LATEST_AFTER = 4
"""Hours after which a list that could not be made is left to the next day."""
USEFUL_FOR = timedelta(hours=12)


@router.command(
    todo_command,
    aliases=("todos",),
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    label=text("To do"),
    listed=11,
    tab=1,
    shows=True,
    trace=LOOK_UP_WHAT_IS_TO_BE_DONE,
)
def show_todo(ctx: Context) -> Card | Text:
    """See what needs a gardener today, each with its button."""
    return page_card(tasks_of(ctx), text("To do"))


@router.button("todo_more", who=Role.GARDENER, trace=LOOK_UP_WHAT_IS_TO_BE_DONE)
def show_more_todo(ctx: Context, left: int) -> Card | Text:
    """See the next things that need a gardener."""
    return page_card(tasks_of(ctx), text("To do"), left)


def page_card(tasks: Tasks, title: Text, left: int = 0, *more: Line) -> Card | Text:
    """A page of the list: the last `left` tasks, or all of them."""
    page, others = _page(tasks, left)
    rows = tuple(each.buttons for each in page)
    if others:
        rows += ((show_more_todo.button(text("See the others ({count})", count=others), others),),)
    lines: list[Line] = [text("– {what}", what=each.line) for each in page] or [NOTHING]
    shared = _share_buttons(tasks, page, others + len(page))
    rows += (shared,) if shared else ()
    if tasks.later:
        lines.append(
            ntext(
                "{count} other thing waits until tomorrow.",
                "{count} other things wait until tomorrow.",
                tasks.later,
            )
        )
        rows += ((resume_todo.button(text("See what waits until tomorrow")),),)
    elif not page and not more:
        return NOTHING
    return Card(title, (*lines, *more), rows)


def _page(tasks: Tasks, left: int) -> tuple[Sequence[Todo], int]:
    """The tasks of a page, and how many come after them."""
    shown = tasks.shown[-left:] if left > 0 else tasks.shown
    return shown[:MOST_SHOWN], max(len(shown) - MOST_SHOWN, 0)


def _share_buttons(tasks: Tasks, page: Sequence[Todo], left: int) -> tuple[Button, ...]:
    """Take on and put off: at once where one task is shown, else by asking which."""
    own = [each for each in page if each in tasks.own]
    if not own:
        return ()
    if len(own) > 1:
        return (
            ask_which_to_take.button(text("I see to…"), left),
            ask_which_to_put_off.button(text("Later…"), left),
        )
    one = own[0].key
    take = take_todo.button(text("I see to it"), one, left)
    if one in tasks.mine:
        take = give_back_todo.button(text("Give it back"), one, left)
    return take, put_off_todo.button(text("Later"), one, left)


@router.button("todo_take_which", who=Role.GARDENER, trace=LOOK_UP_WHAT_IS_TO_BE_DONE)
def ask_which_to_take(ctx: Context, left: int) -> Replace:
    """Ask which of the tasks shown this gardener takes on, or gives back."""
    tasks = tasks_of(ctx)
    rows = [
        give_back_todo.button(text("Give back: {what}", what=_label(each)), each.key, left)
        if each.key in tasks.mine
        else take_todo.button(text("I see to: {what}", what=_label(each)), each.key, left)
        for each in _page(tasks, left)[0]
        if each in tasks.own
    ]
    return _choice(text("What do you see to?"), text("Your colleagues will see it."), rows, left)


@router.button("todo_later_which", who=Role.GARDENER, trace=LOOK_UP_WHAT_IS_TO_BE_DONE)
def ask_which_to_put_off(ctx: Context, left: int) -> Replace:
    """Ask which of the tasks shown can wait."""
    tasks = tasks_of(ctx)
    rows = [
        put_off_todo.button(text("Tomorrow: {what}", what=_label(each)), each.key, left)
        for each in _page(tasks, left)[0]
        if each in tasks.own
    ]
    only_you = text("It comes back on your list tomorrow. Nothing changes for the others.")
    return _choice(text("What can wait until tomorrow?"), only_you, rows, left)


def _label(task: Todo) -> Words:
    return task.buttons[0].label if task.buttons else task.line


def _choice(title: Text, line: Text, buttons: Sequence[Button], left: int) -> Replace:
    back = show_page.button(text("Back to the list"), left)
    return Replace(Card(title, (line,), tuple((each,) for each in (*buttons, back))))


@router.button("todo_page", who=Role.GARDENER, trace=LOOK_UP_WHAT_IS_TO_BE_DONE)
def show_page(ctx: Context, left: int) -> Replace:
    """Show a page of the list in the place of a choice."""
    return _page_of(tasks_of(ctx), left)


def _page_of(tasks: Tasks, left: int) -> Replace:
    return Replace(page_card(tasks, text("To do"), left))


@router.button("todo_take", who=Role.GARDENER, trace=SHARE_THE_TASKS)
def take_todo(ctx: Context, key: str, left: int) -> Replace:
    """Take a task on, so that the colleagues see it."""
    found = ctx.apart(waiting)
    taker = marked(ctx, found).takers.get(key)
    if taker is not None:
        raise SeenToAlready(name=taker)
    _mark(ctx, found, key, MarkKind.TAKEN, ctx.now + TAKEN_FOR)
    return _page_of(marked(ctx, found), left)


@router.button("todo_give_back", who=Role.GARDENER, trace=SHARE_THE_TASKS)
def give_back_todo(ctx: Context, key: str, left: int) -> Replace:
    """Leave a task to anybody again."""
    found = ctx.apart(waiting)
    ctx.store[TodoMarks].drop(ctx.member.id, ctx.community.id, MarkKind.TAKEN, key)
    return _page_of(marked(ctx, found), left)


@router.button("todo_later", who=Role.GARDENER, trace=SHARE_THE_TASKS)
def put_off_todo(ctx: Context, key: str, left: int) -> Replace:
    """Put a task off until tomorrow."""
    found = ctx.apart(waiting)
    zone = ZoneInfo(zone_of(ctx.member, ctx.community))
    tomorrow = datetime.combine(ctx.now.astimezone(zone).date() + timedelta(days=1), time(), zone)
    _mark(ctx, found, key, MarkKind.LATER, tomorrow)
    return _page_of(marked(ctx, found), max(left - 1, 0))


@router.button("todo_resume", who=Role.GARDENER, trace=SHARE_THE_TASKS)
def resume_todo(ctx: Context) -> Replace:
    """Show what was put off again."""
    found = ctx.apart(waiting)
    ctx.store[TodoMarks].drop(ctx.member.id, ctx.community.id, MarkKind.LATER)
    return _page_of(marked(ctx, found), 0)


@router.button(dismiss_todo, who=Role.GARDENER, trace=SHARE_THE_TASKS)
def see_to_todo(ctx: Context, key: str) -> Replace:
    """Take off one's list what is only to be seen."""
    found = ctx.apart(waiting)
    _mark(ctx, found, key, MarkKind.SEEN, ctx.now + SEEN_FOR)
    return _page_of(marked(ctx, found), 0)


def _mark(ctx: Context, found: Sequence[Todo], key: str, kind: MarkKind, until: datetime) -> None:
    """Mark what waits; raises `NotWaiting` for anything else: a key is easily made up."""
    if all(each.key != key for each in found):
        raise NotWaiting(todo=todo_command.typed())
    ctx.store[TodoMarks].put(ctx.member.id, ctx.community.id, key, kind, until)


def send_mornings(ctx: JobContext) -> bool:
    """Send the list to one gardener whose hour has come; True if others wait for theirs."""
    due = [each for each in ctx.store[TodoMornings].planned() if _is_due(each, ctx.now)]
    if due:
        _send_morning(ctx.within(due[0].community_id), due[0])
    return len(due) > 1


def _is_due(plan: MorningPlan, now: datetime) -> bool:
    local = now.astimezone(ZoneInfo(plan.zone))
    hour = USUAL_HOUR if plan.hour is None else plan.hour
    return plan.looked_on != local.date() and 0 <= local.hour - hour < LATEST_AFTER


def _send_morning(ctx: JobContext, plan: MorningPlan) -> None:
    morning = _kept_morning(ctx, plan.member_id)
    morning.looked_on = ctx.now.astimezone(ZoneInfo(plan.zone)).date()
    acting = (each for status in ctx.seat_statuses().values() for each in status.acting)
    gardener = next((each for each in acting if each.id == plan.member_id), None)
    room = None if gardener is None else direct_room(ctx.store, gardener)
    if gardener is None or room is None:
        return
    tasks = tasks_of(reader_context(ctx, gardener, room))
    if not tasks.own:
        return
    when = Small(
        text(
            "Each day at {hour}, if something waits. To change it: {settings}",
            hour=time(plan.hour or USUAL_HOUR),
            settings=settings_command.typed(),
        )
    )
    title = text("☀️ {community}: to do", community=ctx.community.name)
    ctx.tell(gardener, page_card(tasks, title, 0, when), calm=True, until=ctx.now + USEFUL_FOR)


@router.contribution(member_settings)
def morning_setting(ctx: Context) -> MemberSetting | None:
    """The hour of a gardener's list."""
    if not ctx.seats() and not ctx.posts() & {Post.TERRITORY.deputy, Post.REGION.deputy}:
        return None
    morning = ctx.store[TodoMornings].of(ctx.member.id, ctx.community.id)
    hour = USUAL_HOUR if morning is None else morning.hour
    line = text("Your list of what is to do: only when you ask for it.")
    if hour is not None:
        line = text("Your list of what is to do: each day at {hour}.", hour=time(hour))
    return MemberSetting(line, choose_morning.button(text("Hour of my list")))


@router.button(choose_morning, who=Role.MEMBER)
def ask_hour(ctx: Context) -> Replace:
    """Ask at which hour the list comes."""
    rows = in_rows([set_hour.button(text("{hour}", hour=time(each)), each) for each in HOURS], 3)
    never = set_hour.button(text("Only when I ask for it"), NEVER)
    lines = (
        text("At which hour do you want to see what is to do?"),
        text("It comes to you in private, and only on days on which something waits."),
    )
    return Replace(Card(text("Hour of my list"), lines, (*rows, (never,))))


@router.button("todo_hour", who=Role.MEMBER)
def set_hour(ctx: Context, hour: int) -> Replace:
    """Set the hour at which the list comes to a gardener."""
    morning = _kept_morning(ctx, ctx.member.id)
    morning.hour = hour if hour in HOURS else None
    confirmation: Text = text("Noted: your list comes only when you ask for it.")
    if morning.hour is not None:
        confirmation = text("Noted: your list comes each day at {hour}.", hour=time(hour))
    return Replace(confirmation)


def _kept_morning(ctx: JobContext, member_id: int) -> TodoMorning:
    mornings, here = ctx.store[TodoMornings], ctx.community.id
    return mornings.of(member_id, here) or mornings.add(
        TodoMorning(member_id=member_id, community_id=here, hour=USUAL_HOUR, looked_on=None)
    )


router.personal_data(
    "todo_marks",
    text("Tasks that you took on or put off, as a gardener"),
    text("Until the day that they name: two weeks for those that you see to, thirty days at most."),
    order=145,
    labels={"kind": text("what you said")},
)
router.personal_data(
    "todo_mornings",
    text("The hour of your list of tasks, as a gardener"),
    text("Kept until you have your data erased."),
    order=146,
    labels={"hour": text("hour"), "looked_on": text("last made on")},
)
