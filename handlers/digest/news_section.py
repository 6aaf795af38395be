"""News and consultations in the letter, their pictures, and reminders of consultations."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.core import Card, JobContext, Line, Link, Photo, Picture, Router, Small, text
from bot.domain.dates.local_time import USUAL_QUIET_HOURS
from bot.domain.digest.composing import NEWS, Section
from bot.domain.digest.news_content import REMINDED_AHEAD, NewsKind, wants_reminder
from bot.references.digest import letter_items
from bot.vocabulary.letter_items import LetterItem, Signature
from handlers.digest.words import end_lines
from storage.communities import RoomKind
from storage.digest import Digests, News, NewsItems, NewsState
from storage.files import Files

router = Router()


@router.contribution(letter_items)
def news_in_letter(ctx: JobContext) -> list[LetterItem]:
    """The news that wait for the next letter, in order."""
    leaves_at = ctx.store[Digests].leaves_at(ctx.community.id, ctx.now)
    return [
        news_item(ctx, each)
        for each in _waiting_news(ctx, leaves_at)
        if each.kind is not NewsKind.CONSULTATION
    ]


@router.contribution(letter_items, order=1)
def consultations_in_letter(ctx: JobContext) -> list[LetterItem]:
    """The consultations that wait for the next letter, and those of earlier ones that go on."""
    leaves_at = ctx.store[Digests].leaves_at(ctx.community.id, ctx.now)
    waiting = [each for each in _waiting_news(ctx, leaves_at) if each.kind is NewsKind.CONSULTATION]
    going_on = ctx.store[NewsItems].sent_consultations(ctx.community.id, leaves_at)
    items = (news_item(ctx, each) for each in (*waiting, *going_on))
    return [replace(each, section=Section.FOR_YOU) for each in items]


def news_item(ctx: JobContext, news: News) -> LetterItem:
    """One news item as the letter has it."""
    lines: list[Line] = [*news.words.split("\n")] if news.words else []
    lines += [Link(news.link, news.link)] if news.link else []
    lines += end_lines(news)
    if news.amender is not None:
        lines.append(Small(text("Text completed by the gardening team.")))
    if news.posted_at is not None:
        day = news.posted_at.astimezone(ctx.zone).date()
        lines.append(Small(text("Already posted on {day}.", day=day)))
    return LetterItem(
        kind=NEWS,
        ref=news.id,
        headline=news.title,
        lines=tuple(lines),
        signature=Signature(news.signed_for, news.author, news.author_id),
        audience=news.audience,
        until=news.until,
        picture=news_picture(ctx, news, in_letter=True),
    )


def news_of(ctx: JobContext, item: LetterItem) -> News | None:
    """The news that an item was made of, if it is one."""
    return ctx.store[NewsItems].get(item.ref) if item.kind == NEWS else None


def _waiting_news(ctx: JobContext, leaves_at: datetime) -> Sequence[News]:
    """The news for the next letter that are not over when it leaves."""
    kept = ctx.store[NewsItems].kept(ctx.community.id)
    return [each for each in kept if not each.is_over(leaves_at)]


def news_picture(ctx: JobContext, news: News, *, in_letter: bool = False) -> Picture | None:
    """The picture of a news item with its description, while it is kept."""
    if news.picture_id is None or ctx.store[Files].get(news.picture_id) is None:
        return None
    if news.state == NewsState.WITHDRAWN:
        return None
    words = news.picture_words or news.content.headline
    caption = text("Picture: {words}", words=words)
    if in_letter:  # its caption stands with the words
        caption = text("Photo: {words}", words=words)
    return Picture(Photo(news.picture_id), caption)


def remind_of_consultations(ctx: JobContext) -> None:
    """Post the due reminders of consultations outside quiet hours; unsent ones expire."""
    for news in ctx.store[NewsItems].unreminded(ctx.now, ctx.now + REMINDED_AHEAD):
        here = ctx.within(news.community_id)
        published_at = _published_at(here, news)
        if published_at is None or news.until is None or news.unchecked:
            continue
        is_quiet = USUAL_QUIET_HOURS.holds(ctx.now.astimezone(here.zone).time())
        if wants_reminder(news.until, published_at, ctx.now) and not is_quiet:
            news.reminded_at = ctx.now
            title = text("⏳ Ending soon: {news}", news=news.content.headline)
            card = Card(title, (*end_lines(news), Link(news.link, news.link)))
            for room in here.rooms(RoomKind.COMMUNITY, RoomKind.CHANNEL):
                here.post(room.address, card, again=False, until=news.until)


def _published_at(ctx: JobContext, news: News) -> datetime | None:
    """Time of first publication: in the rooms, or in a letter."""
    digest = None if news.digest_id is None else ctx.store[Digests].get(news.digest_id)
    sent_at = None if digest is None else digest.sent_at
    return min((each for each in (news.posted_at, sent_at) if each is not None), default=None)
