"""Community settings of the digest: its day and its readers."""

from typing import Annotated

from bot.core import Card, Context, Router, Text, asks, text
from bot.domain.dates.recurrence import Weekly
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
from bot.vocabulary.community_settings import actor_name
from bot.vocabulary.time_zones import city_of
from handlers.digest.draft_changes import announce_next_digest, change_digest_day
from storage.communities import Community
from storage.digest import Digests

router = Router()

READER_LABELS = {
    "members": text("Its members"),
    "everybody": text("Everybody who has the link"),
}
NONE = "none"


@router.contribution(community_settings)
def day_setting(ctx: Context, community: Community) -> CommunitySetting:
    """The day and hour of the digest."""
    due = ctx.store[Digests].next_due(community.id)
    line = text("Letter: no day is chosen.")
    if due is not None:
        line = text("Letter: each week; the next one on {due}.", due=due)
    return CommunitySetting(
        "letter", text("Letter"), line, _ask_day, put=_set_no_day, form=choose_letter_day
    )


@router.contribution(community_settings)
def readers_setting(_ctx: Context, community: Community) -> CommunitySetting:
    """The people who may read digests by their link."""
    line = text("Letters are read by members.")
    if community.public_channel:
        line = text("Letters are read by everybody who has their link.")
    label = text("Readers of the letter")
    return CommunitySetting("readers", label, line, _ask_readers, put=_set_readers)


@router.form("community_letter", who=Role.CULTIVATOR, trace=SET_A_COMMUNITY_UP)
def choose_letter_day(
    ctx: Context,
    rule: Annotated[Weekly, asks("Which weekday, at what time? For example: tuesday 8:00")],
) -> Card:
    """Set the weekly time of the digest."""
    change_digest_day(ctx, rule, by=actor_name(ctx))
    due = ctx.store[Digests].next_due(ctx.community.id)
    confirmation = text("The letter goes out each week. The next one: {due}.", due=due)
    return changed_setting_card(ctx, confirmation)


@router.contribution(zone_changed)
def announce_new_hour(ctx: Context) -> None:
    """Tell the other gardeners when the next digest is due by the new clocks."""
    if not ctx.community.digest:
        return
    change = text(
        "{name} set the clocks of {community} to those of {city}.",
        name=actor_name(ctx),
        community=ctx.community.name,
        city=city_of(ctx.community.timezone, ctx.community.locale),
    )
    announce_next_digest(ctx, change)


def _ask_day(_ctx: Context, community: Community) -> Card:
    choose = ask_community_value.button(text("Choose the day"), community, "letter")
    none = put_community_value.button(text("No letter"), community, "letter", NONE)
    return Card(community.name, (text("When shall the letter go out?"),), ((choose,), (none,)))


def _set_no_day(ctx: Context, value: str) -> Text | None:
    if value != NONE:
        return None
    change_digest_day(ctx, None, by=actor_name(ctx))
    return text("No letter goes out any more.")


def _ask_readers(_ctx: Context, community: Community) -> Card:
    question = text(
        "Who may read the letters of {community} by their link? Choose everybody where its channel "
        "is public.",
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
