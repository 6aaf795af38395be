"""Settings of the digest: its days, its readers, and whether one approval is enough."""

from typing import Annotated, TypeAlias

from bot.core import Act, Card, Context, Line, Replace, Router, Text, Where, asks, ntext, text
from bot.domain.dates.recurrence import Recurring, check_happens, coming, parse_rule
from bot.domain.roles import Role
from bot.references.communities import (
    SET_A_COMMUNITY_UP,
    CommunitySetting,
    ask_community_value,
    changed_setting_card,
    community_settings,
    put_community_value,
    zone_changed,
)
from bot.references.digest import digest_schedule_command, pause_digest_command
from bot.vocabulary.community_settings import actor_name
from bot.vocabulary.places import city_of
from bot.vocabulary.repeats import schedule_text
from handlers.digest.draft_changes import (
    announce_next_digest,
    change_digest_day,
    pause_lines,
    review_button,
    with_pause,
)
from storage.communities import Community
from storage.digest import Digests

router = Router()

CHOOSE_DAYS = Act(text("{who} chose the day of the letter"), text("choose the day of the letter"))

DATES_SHOWN = 3
READER_LABELS = {"members": text("Its members"), "everybody": text("Anyone with the link")}
NONE = "none"
NEVER = 0
HOURS = (24, 48, 72)

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
    trace=CHOOSE_DAYS,
)
def schedule_digest(ctx: Context, rule: DigestDays) -> Card:
    """Choose the days and the hour of the letter."""
    keep = keep_digest_days.button(text("Keep these dates"), rule)
    another = digest_schedule_command.button(text("Other days"))
    return Card(text("Days of the letter"), tuple(dates_of(ctx, rule)), ((keep,), (another,)))


@router.button("digest_days", who=Role.GARDENER, trace=CHOOSE_DAYS)
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
    due = ctx.store[Digests].next_due(ctx.community.id)
    return text(
        "The letter goes out: {schedule}. The next one: {due}.",
        schedule=schedule_text(rule),
        due=due,
    )


@router.contribution(community_settings)
def day_setting(ctx: Context, community: Community) -> CommunitySetting:
    """The day and hour of the digest."""
    due = ctx.store[Digests].next_due(community.id)
    line = text("Letter: no day chosen.")
    if due is not None:
        rule = parse_rule(community.digest)
        schedule = schedule_text(rule) if isinstance(rule, Recurring) else text("once")
        line = text("Letter: {schedule}. The next one: {due}.", schedule=schedule, due=due)
    return CommunitySetting(
        "letter", text("Letter"), line, _ask_day, put=_set_no_day, form=choose_letter_day
    )


@router.contribution(community_settings)
def readers_setting(_ctx: Context, community: Community) -> CommunitySetting:
    """The people who may read digests by their link."""
    line = text("Letters are read by members.")
    if community.public_channel:
        line = text("Letters can be read by anyone with their link.")
    label = text("Readers of the letter")
    return CommunitySetting("readers", label, line, _ask_readers, put=_set_readers)


@router.form("community_letter", who=Role.CULTIVATOR, trace=SET_A_COMMUNITY_UP)
def choose_letter_day(ctx: Context, rule: DigestDays) -> Card:
    """Show the next dates of the days that were typed."""
    keep = keep_community_days.button(text("Keep these dates"), ctx.community, rule)
    another = ask_community_value.button(text("Other days"), ctx.community, "letter")
    return Card(ctx.community.name, tuple(dates_of(ctx, rule)), ((keep,), (another,)))


@router.button("community_days", who=Role.CULTIVATOR, trace=SET_A_COMMUNITY_UP)
def keep_community_days(ctx: Context, _community: Community, rule: Recurring) -> Replace:
    """Set the days of a community's letter, once their dates were seen."""
    change_digest_day(ctx, with_pause(ctx, rule), by=actor_name(ctx))
    return Replace(changed_setting_card(ctx, days_kept(ctx, rule)))


@router.contribution(zone_changed)
def announce_new_hour(ctx: Context) -> None:
    """Tell the other gardeners when the next digest is due by the new clocks."""
    if not ctx.community.digest:
        return
    change = text(
        "{name} set the time zone of {community} to {city}.",
        name=actor_name(ctx),
        community=ctx.community.name,
        city=city_of(ctx.community.timezone, ctx.community.locale),
    )
    announce_next_digest(ctx, change)


def _ask_day(_ctx: Context, community: Community) -> Card:
    choose = ask_community_value.button(text("Choose the day"), community, "letter")
    none = put_community_value.button(text("No letter"), community, "letter", NONE)
    return Card(community.name, (text("When should the letter go out?"),), ((choose,), (none,)))


def _set_no_day(ctx: Context, value: str) -> Text | None:
    if value != NONE:
        return None
    change_digest_day(ctx, None, by=actor_name(ctx))
    return text("The letter no longer goes out.")


def _ask_readers(_ctx: Context, community: Community) -> Card:
    question = text(
        "Who may read the letters of {community} with their link? If its channel is public, "
        "choose “Anyone with the link”.",
        community=community.name,
    )
    choices = tuple(
        (put_community_value.button(label, community, "readers", value),)
        for value, label in READER_LABELS.items()
    )
    return Card(None, (question,), choices)


def _set_readers(ctx: Context, value: str) -> Text | None:
    if value not in READER_LABELS:
        return None
    ctx.community.public_channel = value == "everybody"
    return text("Letters are read by: {who}.", who=READER_LABELS[value])


@router.contribution(community_settings)
def alone_setting(_ctx: Context, community: Community) -> CommunitySetting:
    """After how many hours one approval is enough."""
    line = None
    if community.alone_after:
        line = ntext(
            "Letters need two approvals; one is enough after {count} hour without an answer.",
            "Letters need two approvals; one is enough after {count} hours without an answer.",
            community.alone_after,
        )
    return CommunitySetting(
        "alone", text("Approvals of the letter"), line, _ask_hours, put=_set_hours
    )


def _ask_hours(_ctx: Context, community: Community) -> Card:
    question = text(
        "Two people approve each letter. May one approval be enough if the other person does not "
        "answer? The letter then says so."
    )
    labels = {hours: ntext("After {count} hour", "After {count} hours", hours) for hours in HOURS}
    labels[NEVER] = text("No, always two")
    rows = [
        (put_community_value.button(label, community, "alone", str(hours)),)
        for hours, label in labels.items()
    ]
    return Card(community.name, (question,), tuple(rows))


def _set_hours(ctx: Context, value: str) -> Text | None:
    if value not in map(str, (NEVER, *HOURS)):
        return None
    ctx.community.alone_after = int(value)
    if not ctx.community.alone_after:
        return text("Letters always need two approvals.")
    return ntext(
        "One approval of a letter is enough after {count} hour without an answer.",
        "One approval of a letter is enough after {count} hours without an answer.",
        ctx.community.alone_after,
    )
