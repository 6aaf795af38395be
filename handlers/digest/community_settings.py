"""Community settings of the digest: its day and its readers."""

from bot.core import Card, Context, Replace, Router, Text, text
from bot.domain.dates.recurrence.recurrence import Recurring, parse_rule
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
from bot.vocabulary.community.community_settings import actor_name
from bot.vocabulary.places.time_zones import city_of
from bot.vocabulary.repeats import schedule_text
from handlers.digest.day_choice import DigestDays, dates_of, days_kept
from handlers.digest.draft_changes import announce_next_digest, change_digest_day
from handlers.digest.pause_words import with_pause
from storage.communities import Community
from storage.digest import Digests

router = Router()

READER_LABELS = {
    "members": text("Its members"),
    "everybody": text("Anyone with the link"),
}
NONE = "none"


@router.contribution(community_settings)
def day_setting(ctx: Context, community: Community) -> CommunitySetting:
    """The day and hour of the digest."""
    due = ctx.store[Digests].next_due(community.id)
    line = text("Letter: no day chosen.")
    if due is not None:
        line = text(
            "Letter: {schedule}. The next one: {due}.", schedule=_days_of(community), due=due
        )
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


def _days_of(community: Community) -> Text:
    rule = parse_rule(community.digest)
    return schedule_text(rule) if isinstance(rule, Recurring) else text("once")


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
