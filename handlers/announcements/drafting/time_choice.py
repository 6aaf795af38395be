"""Choose the time of an announcement: at once, at a date, or repeatedly."""

from datetime import datetime, time
from typing import Annotated

from bot.core import Answer, Card, Context, Replace, Router, asks, text
from bot.domain.dates.phrases.days import MomentInThePast
from bot.domain.dates.recurrence.recurrence import Once, Recurring, check_happens
from bot.domain.roles import Role
from bot.references.announcements import choose_time
from handlers.announcements import acts
from handlers.announcements.announcement_lookup import draft_again, unsent_announcement
from handlers.announcements.announcement_words import announcement_title, look_button
from handlers.announcements.drafting.preview import preview_card

router = Router()


@router.button(choose_time, who=Role.GARDENER, trace=acts.PREPARE_AN_ANNOUNCEMENT)
def show_times(ctx: Context, announcement_id: int) -> Replace:
    """Offer the ways to choose a time."""
    found = unsent_announcement(ctx, announcement_id)
    rows = (
        (set_at_once.button(text("At once"), found.id),),
        (
            ask_date.button(text("At a date…"), found.id),
            ask_rhythm.button(text("Regularly…"), found.id),
        ),
        (look_button(found),),
    )
    return Replace(Card(announcement_title(found), (text("When should it go out?"),), rows))


@router.button("announce_now", who=Role.GARDENER, trace=acts.PREPARE_AN_ANNOUNCEMENT)
def set_at_once(ctx: Context, announcement_id: int) -> Replace:
    """Let it go out as soon as it is sent."""
    found = unsent_announcement(ctx, announcement_id)
    if found.rule:
        draft_again(ctx, announcement_id).rule = ""
    return Replace(preview_card(ctx, found))


@router.button("announce_date", who=Role.GARDENER, trace=acts.PREPARE_AN_ANNOUNCEMENT)
def ask_date(ctx: Context, announcement_id: int) -> Answer:
    """Ask for a date."""
    return set_date.ask(ctx, announcement=str(unsent_announcement(ctx, announcement_id).id))


@router.button("announce_rhythm", who=Role.GARDENER, trace=acts.PREPARE_AN_ANNOUNCEMENT)
def ask_rhythm(ctx: Context, announcement_id: int) -> Answer:
    """Ask for a rhythm."""
    return set_rhythm.ask(ctx, announcement=str(unsent_announcement(ctx, announcement_id).id))


@router.form("announcement_date", who=Role.GARDENER, trace=acts.PREPARE_AN_ANNOUNCEMENT)
def set_date(
    ctx: Context,
    announcement: int,
    moment: Annotated[datetime, asks("At which date and time? For example: Tuesday 8am."), time(9)],
) -> Card:
    """Set the date."""
    if moment <= ctx.now:
        raise MomentInThePast(moment=moment)
    found = draft_again(ctx, announcement)
    found.rule = str(Once(moment))
    return preview_card(ctx, found)


@router.form("announcement_rhythm", who=Role.GARDENER, trace=acts.PREPARE_AN_ANNOUNCEMENT)
def set_rhythm(
    ctx: Context,
    announcement: int,
    rule: Annotated[
        Recurring,
        asks("At which rhythm? For example: 1st Tuesday 8am, or every two weeks on Monday 8am."),
    ],
) -> Card:
    """Set the rhythm; its next dates are shown."""
    check_happens(rule, ctx.zone, ctx.now)
    found = draft_again(ctx, announcement)
    found.rule = str(rule)
    return preview_card(ctx, found)
