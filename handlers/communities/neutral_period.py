"""The pre-election period, set by the Region's gardener, or by cultivators on the set-up card."""

from typing import Annotated

from bot.core import Act, Answer, Button, Card, Context, Replace, Router, Text, Where, asks, text
from bot.domain.dates.moments import Days
from bot.domain.roles import Role, Seat
from bot.references.communities import (
    SET_A_COMMUNITY_UP,
    CommunitySetting,
    ask_community_value,
    changed_setting_card,
    community_settings,
    put_community_value,
)
from bot.vocabulary.community_settings import actor_name
from bot.vocabulary.publications import note_neutral, period_text
from storage.communities import Community

router = Router()

SET_THE_PRE_ELECTION_PERIOD = Act(
    text("{who} changed the pre-election period"), text("change the pre-election period")
)

NONE = "none"
WHY = text(
    "During these days, what the Region publishes has to be confirmed as neutral first "
    "(Code électoral, article L52-1)."
)
Period = Annotated[Days, asks("From when to when? For example: 1 September - 15 March")]


@router.command(
    "neutral",
    fr="neutralite",
    seat=Seat.REGION,
    where=Where.BACKSTAGE,
    theme="setup",
    label=text("Pre-election period"),
    shows=True,
    trace=SET_THE_PRE_ELECTION_PERIOD,
)
def show_neutral_period(ctx: Context) -> Card:
    """See the pre-election period, change it or end it."""
    ctx.only_ask()
    if ctx.community.neutral_days is None:
        choose = show_neutral_period.ask_button(text("Choose the dates"))
        return Card(None, (period_text(ctx.community), WHY), ((choose,),))
    return _period_card(ctx, show_neutral_period.ask_button(text("Other dates")))


@router.command(
    "neutral",
    fr="neutralite",
    example=("1 September - 15 March", "1er septembre - 15 mars"),
    seat=Seat.REGION,
    where=Where.BACKSTAGE,
)
def set_neutral_period(ctx: Context, days: Period) -> Card:
    """Set the pre-election period: what goes out during it has to be confirmed as neutral."""
    _set_period(ctx, days)
    return _period_card(ctx)


@router.command(
    "neutral end",
    fr="neutralite fin",
    seat=Seat.REGION,
    where=Where.BACKSTAGE,
    trace=SET_THE_PRE_ELECTION_PERIOD,
)
def end_neutral_period(ctx: Context) -> Text:
    """End the pre-election period, or cancel it."""
    _set_period(ctx, None)
    return period_text(ctx.community)


@router.button("neutral_end", seat=Seat.REGION, trace=SET_THE_PRE_ELECTION_PERIOD)
def end_by_button(ctx: Context) -> Replace:
    """End the pre-election period of a message."""
    return Replace(end_neutral_period(ctx))


@router.contribution(community_settings)
def neutral_setting(_ctx: Context, community: Community) -> CommunitySetting:
    """The pre-election period on the card of a community."""
    line = None if community.neutral_days is None else period_text(community)
    return CommunitySetting(
        "neutral",
        text("Pre-election period"),
        line,
        _ask_period,
        put=_remove_period,
        form=choose_neutral_period,
    )


@router.form("community_neutral", who=Role.CULTIVATOR, trace=SET_A_COMMUNITY_UP)
def choose_neutral_period(ctx: Context, days: Period) -> Card:
    """Set the pre-election period."""
    _set_period(ctx, days)
    return changed_setting_card(ctx, period_text(ctx.community))


def _ask_period(_ctx: Context, community: Community) -> Answer:
    choose = ask_community_value.button(text("Choose the dates"), community, "neutral")
    none = put_community_value.button(text("No such period"), community, "neutral", NONE)
    return Card(community.name, (period_text(community), WHY), ((choose,), (none,)))


def _remove_period(ctx: Context, value: str) -> Text | None:
    if value != NONE:
        return None
    _set_period(ctx, None)
    return period_text(ctx.community)


def _set_period(ctx: Context, days: Days | None) -> None:
    """Set the period, trace its days and tell the back room."""
    ctx.community.neutral_days = days
    name = actor_name(ctx)
    if days is None:
        note_neutral(ctx, text("{name} ended the pre-election period.", name=name))
        return
    ctx.trace(first=str(days.first), last=str(days.last))
    note_neutral(ctx, _announcement(name, days))


def _announcement(name: str | Text, days: Days) -> Text:
    if days.first == days.last:
        return text(
            "{name} set the pre-election period: {day}. {why}", name=name, day=days.first, why=WHY
        )
    return text(
        "{name} set the pre-election period: from {first} to {last}. {why}",
        name=name,
        first=days.first,
        last=days.last,
        why=WHY,
    )


def _period_card(ctx: Context, *others: Button) -> Card:
    end = end_by_button.button(text("End the period"))
    return Card(None, (period_text(ctx.community), WHY), ((*others, end),))
