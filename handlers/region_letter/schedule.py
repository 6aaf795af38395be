"""The days of the letter to the Region: read in words, shown with their dates, then kept."""

from typing import Annotated, TypeAlias

from bot.core import (
    Act,
    Button,
    Card,
    Context,
    JobContext,
    Line,
    Replace,
    Router,
    Where,
    asks,
    text,
)
from bot.domain.dates.recurrence import Recurring, check_happens, coming
from bot.domain.region_letter import region_letter_rule, schedule_key
from bot.domain.roles import Role
from bot.references.region_letter import keep_region_days, region_letter_command
from bot.references.seats import Open, OpenThing, handover
from bot.vocabulary.community_settings import plan_region_letter
from bot.vocabulary.gardeners import region_rooms
from bot.vocabulary.repeats import schedule_text
from handlers.region_letter.letter import letter_card, next_letter
from storage.communities import RoomKind
from storage.schedules import Schedules

router = Router()

CHOOSE_DAYS = Act(
    text("{who} chose the days of the letter to the Region"),
    text("choose the days of the letter to the Region"),
)
LOOK = Act(
    text("{who} looked at the next letter to the Region"),
    text("look at the next letter to the Region"),
)

DATES_SHOWN = 3
ALIASES = ("lettre pour la region", "letter to the region")

RegionDays: TypeAlias = Annotated[
    Recurring,
    asks("When should the Region get its letter? For example: Monday 9am, or 1st Monday 9am."),
]


@router.contribution(handover)
def region_letter_habit(ctx: Context) -> list[OpenThing]:
    """The days of the letter to the Region."""
    rule = region_letter_rule(ctx.community.region_letter)
    if rule is None or not ctx.seats():
        return []
    line = text("Letter to the Region: {schedule}", schedule=schedule_text(rule))
    return [OpenThing(Open.HABITS, line)]


@router.command(
    "digest region",
    fr="lettre region",
    aliases=ALIASES,
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    shows=True,
    trace=LOOK,
)
def show_region_letter(ctx: Context) -> Card:
    """See when the Region gets a letter of what members said, and the next one."""
    rule = region_letter_rule(ctx.community.region_letter)
    choose = region_letter_command.ask_button(text("Choose the days"))
    look = preview_region_letter.button(text("Preview"))
    rows: list[tuple[Button, ...]] = [(look, choose)]
    if rule is not None:
        rows.append((ask_no_letter.button(text("No letter to the Region")),))
    return Card(text("Letter to the Region"), tuple(_state_lines(ctx, rule)), tuple(rows))


@router.command(
    region_letter_command,
    aliases=ALIASES,
    example=("region monday 9am", "region lundi 9h"),
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
)
def schedule_region_letter(ctx: Context, rule: RegionDays) -> Card:
    """Choose the days of the letter to the Region."""
    check_happens(rule, ctx.zone, ctx.now)
    ctx.only_ask()
    lines: list[Line] = [
        text("The Region would get its letter: {schedule}.", schedule=schedule_text(rule)),
        text("The next dates:"),
        *(text("{when}", when=each) for each in coming(rule, ctx.zone, ctx.now, DATES_SHOWN)),
    ]
    keep = keep_region_days.button(text("Keep these dates"), rule)
    another = region_letter_command.ask_button(text("Other days"))
    return Card(text("Letter to the Region"), tuple(lines), ((keep,), (another,)))


@router.button(keep_region_days, who=Role.GARDENER, trace=CHOOSE_DAYS)
def keep_days(ctx: Context, rule: Recurring) -> Replace:
    """Set the days of the letter, once their dates were seen."""
    check_happens(rule, ctx.zone, ctx.now)
    change_region_days(ctx, rule, by=ctx.member.name)
    title, lines = text("Letter to the Region"), tuple(_state_lines(ctx, rule))
    return Replace(Card(title, lines, ((_show_button(),),)))


@router.button("region_never", who=Role.GARDENER, trace=CHOOSE_DAYS)
def ask_no_letter(_ctx: Context) -> Card:
    question = text("Send the Region no more letters? Questions still reach it one by one.")
    return Card(None, (question,), ((end_region_letter.button(text("Send no more letters")),),))


@router.button(
    "region_never_sure", deliberate=True, tone="danger", who=Role.GARDENER, trace=CHOOSE_DAYS
)
def end_region_letter(ctx: Context) -> Replace:
    change_region_days(ctx, None, by=ctx.member.name)
    return Replace(Card(None, (text("The Region gets no more letters."),), ((_show_button(),),)))


@router.button("region_preview", who=Role.GARDENER, trace=LOOK)
def preview_region_letter(ctx: Context) -> Card:
    """Show the next letter as the Region would get it now."""
    letter = next_letter(ctx)
    if letter.is_empty:
        nothing = text("There is nothing new to tell the Region: no letter would be sent.")
        return Card(None, (nothing,), ((_show_button(),),))
    card = letter_card(ctx, letter)
    return Card(card.title, card.lines, ((_show_button(),),))


def change_region_days(ctx: Context, rule: Recurring | None, *, by: str) -> None:
    """Set the days of the letter, or none; tells the other gardeners."""
    ctx.community.region_letter = "" if rule is None else str(rule)
    plan_region_letter(ctx.store, ctx.community, ctx.now)
    told = text("{name} ended the letter to the Region.", name=by)
    if rule is not None:
        told = text(
            "{name} changed the days of the letter to the Region: {schedule}.",
            name=by,
            schedule=schedule_text(rule),
        )
    ctx.tell_other_gardeners(Card(None, (told,), ((_show_button(),),)))


def _state_lines(ctx: JobContext, rule: Recurring | None) -> list[Line]:
    due = ctx.store[Schedules].next_due(schedule_key(ctx.community.id), ctx.now)
    days = text("No day is chosen: it does not go out.")
    if rule is not None and due is not None:
        schedule = schedule_text(rule)
        days = text("It goes out: {schedule}. The next one: {due}.", schedule=schedule, due=due)
    contents = text(
        "It has what members said: questions, proposals, poll results and figures. Nobody is "
        "named without their yes."
    )
    lines: list[Line] = [days, contents]
    if rule is not None and not region_rooms(ctx):
        lines.append(text("No room or person of the Region can be reached."))
    elif not ctx.rooms(RoomKind.REGION):
        lines.append(text("Without a room of the Region, its team gets the letter in private."))
    return lines


def _show_button() -> Button:
    return region_letter_command.button(text("Letter to the Region"))
