"""Calendars that programs subscribe to: a community's, for all, and a person's, for them alone.

A person's is found by a secret address. What was never there and what was ended look the same.
"""

from dataclasses import replace
from datetime import UTC, datetime

from bot.core import JobContext, NothingHere, Page, Router, UnknownToken, text
from bot.domain import codes
from bot.domain.calendars.entries import MEDIA_TYPE
from handlers.calendars.subscriptions import (
    CalendarFile,
    community_calendar,
    event_calendar,
    member_calendar,
)
from storage.calendars import CalendarFeeds
from storage.communities import Communities
from storage.events import Events
from storage.members import Members

router = Router()

_NEVER = datetime.fromtimestamp(0, UTC)


@router.page("/c/{slug}/events.ics")
def community_page(ctx: JobContext, slug: str) -> Page:
    """All events of a community that are for everyone."""
    here = _community_context(ctx, slug)
    return _page(community_calendar(here, here.community.locale, subscribed=True))


@router.page("/c/{slug}/events/{number}.ics")
def event_page(ctx: JobContext, slug: str, number: int) -> Page:
    """One of them."""
    here = _community_context(ctx, slug)
    event = here.store[Events].numbered(here.community.id, number)
    if event is None or not event.audience.is_everyone:
        raise _no_calendar()
    written = event_calendar(here, event, here.community.locale)
    if written is None:
        raise _no_calendar()
    return replace(_page(written), name=f"{slug}-{number}.ics")


@router.page("/c/feed/{token}.ics", secret=True)
def feed_page(ctx: JobContext, token: str) -> Page:
    """One person's events, at their secret address."""
    feed = ctx.store[CalendarFeeds].with_token(codes.digest_of_token(token))
    if feed is None:
        raise UnknownToken
    member = ctx.store[Members].get(feed.member_id)
    if member is None or feed.ended_at is not None:
        raise NothingHere
    locale = member.locale or ctx.contact.locale
    return _page(member_calendar(ctx, member, locale, subscribed=True))


def _community_context(ctx: JobContext, slug: str) -> JobContext:
    community = ctx.store[Communities].named(slug)
    if community is None:
        raise _no_calendar()
    return ctx.within(community.id)


def _page(written: CalendarFile) -> Page:
    return Page(written.content, MEDIA_TYPE, written.changed_at or _NEVER)


def _no_calendar() -> NothingHere:
    return NothingHere(
        text("There is no calendar here"),
        text("The address is incomplete, or the event is not public."),
    )
