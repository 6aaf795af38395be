"""Remind the rooms, once, of a consultation that ends in three days."""

from datetime import datetime

from bot.core import Card, JobContext, Line, Link, text
from bot.domain.dates.quiet_hours import USUAL
from bot.domain.digest.news import REMINDED_AHEAD, wants_reminder
from handlers.digest.digest_words import end_lines
from storage.communities import RoomKind
from storage.digest import Digests, News, NewsItems


def remind_of_consultations(ctx: JobContext) -> None:
    """Post the due reminders of consultations outside quiet hours; unsent ones expire."""
    for news in ctx.store[NewsItems].unreminded(ctx.now, ctx.now + REMINDED_AHEAD):
        here = ctx.within(news.community_id)
        published_at = _published_at(here, news)
        if published_at is None or news.until is None or news.unchecked:
            continue
        is_quiet = USUAL.holds(ctx.now.astimezone(here.zone).time())
        if wants_reminder(news.until, published_at, ctx.now) and not is_quiet:
            news.reminded_at = ctx.now
            for room in here.rooms(RoomKind.COMMUNITY, RoomKind.CHANNEL):
                here.post(room.address, _reminder_card(news), again=False, until=news.until)


def _published_at(ctx: JobContext, news: News) -> datetime | None:
    """Time of first publication: in the rooms, or in a letter."""
    digest = None if news.digest_id is None else ctx.store[Digests].get(news.digest_id)
    sent_at = None if digest is None else digest.sent_at
    return min((each for each in (news.posted_at, sent_at) if each is not None), default=None)


def _reminder_card(news: News) -> Card:
    lines: list[Line] = [*end_lines(news), Link(news.link, news.link)]
    return Card(text("⏳ Ending soon: {news}", news=news.content.headline), tuple(lines))
