"""Settings of the digest: its pauses and days, its readers, and whether one approval is enough."""

from dataclasses import replace
from typing import Annotated, TypeAlias

from bot.core import (
    Act,
    Answer,
    Card,
    Context,
    Line,
    Replace,
    Router,
    Text,
    Where,
    asks,
    ntext,
    text,
)
from bot.domain.dates.moments import Days
from bot.domain.dates.recurrence import Recurring, check_happens, coming, parse_rule
from bot.domain.digest.approvals import DigestState, TooLate, approval_of
from bot.domain.refusals import Final
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
from bot.references.digest import (
    digest_schedule_command,
    draft_card,
    letter_thing,
    pause_digest_command,
    resume_paused_digest,
)
from bot.vocabulary.community_settings import actor_name
from bot.vocabulary.places import city_of
from bot.vocabulary.repeats import schedule_text
from handlers.digest.draft_changes import (
    announce_next_digest,
    change_digest_day,
    current_digest,
    digest_rule,
    pause_lines,
    pause_of,
    put_digest_rule,
    review_button,
    with_pause,
)
from handlers.digest.letter import NoSuchDigest, items_of
from handlers.digest.preview import preview_card
from storage.communities import Community
from storage.digest import Digests

router = Router()

SKIP = Act(text("{who} skipped a letter"), text("skip a letter"))
PAUSE = Act(text("{who} paused the letter"), text("pause the letter"))
RESUME = Act(text("{who} ended the pause of the letter"), text("end the pause of the letter"))
RESTORE_SKIPPED = Act(text("{who} restored a skipped letter"), text("restore a skipped letter"))

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


class NothingToSkip(Final):
    """No letter is planned. To choose a day: {schedule}."""


class NextIsInProgress(Final):
    """The following letter is already submitted: this one stays skipped."""


class NotPaused(Final):
    """The letter is not paused."""


@router.command(
    "digest skip", fr="lettre passer", who=Role.GARDENER, where=Where.BACKSTAGE, trace=SKIP
)
def skip_digest(ctx: Context) -> Card:
    """Skip the next letter; its news go into the following one."""
    approval_of(ctx.member.id, ctx.hands())
    digest = current_digest(ctx)
    if digest.due_at is None:
        raise NothingToSkip(schedule=digest_schedule_command.typed())
    if items_of(ctx, digest):
        letter_thing.check_delivered(ctx, digest.id)
    ctx.store[Digests].skip(digest)
    following = current_digest(ctx).due_at
    skipped = text(
        "The letter of {due} is skipped. Its news will be in the one of {following}.",
        due=digest.due_at,
        following=following or text("a day not yet chosen"),
    )
    told = text("{name} skipped the letter. {skipped}", name=ctx.member.name, skipped=skipped)
    ctx.tell_other_gardeners(told)
    resume = resume_digest.button(text("Send it after all"), digest.id)
    pause = pause_digest_command.button(text("Pause"))
    return Card(None, (skipped,), ((resume, pause),))


@router.button("digest_resume", who=Role.GARDENER, trace=RESTORE_SKIPPED)
def resume_digest(ctx: Context, digest_id: int) -> Answer:
    approval_of(ctx.member.id, ctx.hands())
    current_digest(ctx)
    digest = ctx.store[Digests].get(digest_id)
    if digest is None or digest.community_id != ctx.community.id:
        raise NoSuchDigest
    if digest.state == DigestState.SKIPPED:
        if digest.due_at is None or digest.due_at <= ctx.now:
            raise TooLate
        if not ctx.store[Digests].unskip(digest):
            raise NextIsInProgress
        ctx.tell_other_gardeners(text("{name} restored the skipped letter.", name=ctx.member.name))
    current = current_digest(ctx)
    return Replace(preview_card(ctx, current, items_of(ctx, current)))


@router.command(
    pause_digest_command,
    example=("pause 1 August - 31 August", "pause 1er août - 31 août"),
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    trace=PAUSE,
)
def pause_digest(
    ctx: Context,
    days: Annotated[Days, asks("From when to when? For example: 1 August - 31 August")],
) -> Card:
    """Send no letter from one day to another; news wait for the one after."""
    approval_of(ctx.member.id, ctx.hands())
    rule = digest_rule(ctx)
    if rule is None:
        raise NothingToSkip(schedule=digest_schedule_command.typed())
    _set_rule(ctx, replace(rule, pause=days), _pause_text(ctx.member.name, days))
    ctx.trace(first=str(days.first), last=str(days.last))
    resume = resume_paused_digest.button(text("Resume"))
    return Card(None, (*pause_lines(ctx), *_next_lines(ctx)), ((resume, review_button()),))


@router.button(resume_paused_digest, who=Role.GARDENER, trace=RESUME)
def resume_by_button(ctx: Context) -> Replace:
    return Replace(end_pause(ctx))


@router.command(
    "digest resume",
    fr="lettre reprendre",
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    trace=RESUME,
)
def end_pause(ctx: Context) -> Card:
    """Resume the letter: it goes out again on its days."""
    approval_of(ctx.member.id, ctx.hands())
    rule = digest_rule(ctx)
    if rule is None or pause_of(ctx) is None:
        raise NotPaused
    change = text("{name} ended the pause of the letter.", name=ctx.member.name)
    _set_rule(ctx, replace(rule, pause=None), change)
    resumed = text("The letter is resumed.")
    return Card(None, (resumed, *_next_lines(ctx)), ((review_button(),),))


def _pause_text(name: str, days: Days) -> Text:
    if days.first == days.last:
        return text("{name} paused the letter on {day}.", name=name, day=days.first)
    return text(
        "{name} paused the letter from {first} to {last}.",
        name=name,
        first=days.first,
        last=days.last,
    )


def _set_rule(ctx: Context, rule: Recurring, change: Text) -> None:
    put_digest_rule(ctx, rule, change)
    draft_card.refresh(ctx, current_digest(ctx).id)


def _next_lines(ctx: Context) -> list[Line]:
    due = ctx.store[Digests].next_due(ctx.community.id)
    return [] if due is None else [text("The next one: {due}.", due=due)]


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
