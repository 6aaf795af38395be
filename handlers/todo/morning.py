"""The list of tasks comes to each gardener by itself, at their hour, on days that bring any."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.core import (
    Card,
    Context,
    JobContext,
    Replace,
    Router,
    Small,
    Text,
    direct_room,
    in_rows,
    reader_context,
    text,
)
from bot.domain.roles import Post, Role
from bot.references.profile import MemberSetting, member_settings, settings_command
from bot.references.todo import choose_morning
from bot.vocabulary.gardeners import tasks_of
from handlers.todo.todo_list import page_card
from storage.todo import MorningPlan, TodoMorning, TodoMornings

router = Router()

USUAL_HOUR = 8
NEVER = 0
HOURS = (8, 9, 10, 12, 14, 18)
LATEST_AFTER = 4
"""Hours after which a list that could not be made is left to the next day."""
USEFUL_FOR = timedelta(hours=12)


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
    hour = _hour(ctx.store[TodoMornings].of(ctx.member.id, ctx.community.id))
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


def _hour(morning: TodoMorning | None) -> int | None:
    return USUAL_HOUR if morning is None else morning.hour


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
