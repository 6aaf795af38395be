"""The letter's days: read in words, shown with its next dates, then kept."""

from typing import Annotated, TypeAlias

from bot.core import Card, Context, Line, Replace, Router, Text, Where, asks, text
from bot.domain.dates.recurrence.recurrence import Recurring, check_happens, coming
from bot.domain.roles import Role
from bot.references.digest import digest_schedule_command, pause_digest_command
from bot.vocabulary.repeats import schedule_text
from handlers.digest import acts
from handlers.digest.draft_changes import change_digest_day, review_button
from handlers.digest.pause_words import pause_lines, with_pause
from storage.digest import Digests

router = Router()

DATES_SHOWN = 3

DigestDays: TypeAlias = Annotated[
    Recurring,
    asks(
        "When does the letter go out? For example: 1st Tuesday 8am, or every two weeks on "
        "Monday 8am."
    ),
]


@router.command(
    digest_schedule_command,
    aliases=("lettre programmer",),
    example=("schedule 1st Tuesday 8am", "programme 1er mardi 8h"),
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    trace=acts.CHOOSE_THE_DAY_OF_THE_LETTER,
)
def schedule_digest(ctx: Context, rule: DigestDays) -> Card:
    """Choose the days and the hour of the letter."""
    keep = keep_digest_days.button(text("Keep these dates"), rule)
    another = digest_schedule_command.button(text("Other days"))
    return Card(text("Days of the letter"), tuple(dates_of(ctx, rule)), ((keep,), (another,)))


@router.button("digest_days", who=Role.GARDENER, trace=acts.CHOOSE_THE_DAY_OF_THE_LETTER)
def keep_digest_days(ctx: Context, rule: Recurring) -> Replace:
    """Set the days of the letter, once their dates were seen."""
    change_digest_day(ctx, with_pause(ctx, rule), by=ctx.member.name)
    pause = pause_digest_command.button(text("Pause"))
    return Replace(Card(None, (days_kept(ctx, rule),), ((review_button(), pause),)))


def dates_of(ctx: Context, rule: Recurring) -> list[Line]:
    """A schedule in words, and its next dates; raises `NeverHappens`."""
    rule = with_pause(ctx, rule)
    check_happens(rule, ctx.zone, ctx.now)
    return [
        text("The letter would go out: {schedule}.", schedule=schedule_text(rule)),
        *pause_lines(ctx),
        text("The next dates:"),
        *(text("{when}", when=each) for each in coming(rule, ctx.zone, ctx.now, DATES_SHOWN)),
    ]


def days_kept(ctx: Context, rule: Recurring) -> Text:
    """The confirmation that a schedule is kept."""
    due = ctx.store[Digests].next_due(ctx.community.id)
    return text(
        "The letter goes out: {schedule}. The next one: {due}.",
        schedule=schedule_text(rule),
        due=due,
    )
