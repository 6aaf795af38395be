"""News as readers get them: in the letter, in rooms and channels at once, and as reminders."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.core import (
    Act,
    Button,
    Card,
    Context,
    JobContext,
    Line,
    Link,
    Photo,
    Picture,
    Replace,
    Router,
    Small,
    Text,
    ntext,
    text,
)
from bot.domain.dates.local_time import USUAL_QUIET_HOURS
from bot.domain.digest.composing import NEWS, Section
from bot.domain.digest.news_content import REMINDED_AHEAD, NewsContent, NewsKind, wants_reminder
from bot.domain.rates import PROPOSALS
from bot.domain.refusals import Final
from bot.domain.roles import Role, Seat
from bot.references.digest import (
    edit_news,
    letter_items,
    news_card,
    news_post_card,
    news_thing,
    publish_neutral_news,
    publish_news,
)
from bot.vocabulary.letter_items import LetterItem, Signature
from bot.vocabulary.publications import (
    NEUTRAL,
    ask_if_neutral,
    must_be_neutral,
    note_neutral,
    post_picture,
)
from handlers.digest.news_decisions import held_news, take_up_news
from handlers.digest.words import content_lines, end_lines, signed_by
from storage.communities import RoomKind
from storage.digest import Digests, News, NewsItems, NewsState
from storage.files import Files
from storage.outbound import Priority

router = Router()

PUBLISH_NEWS = Act(
    text("{who} published a news item in the rooms"), text("publish a news item in the rooms")
)
PUBLISH_NEUTRAL_NEWS = Act(
    text("{who} checked that a news item is neutral and published it"),
    text("publish a news item that is neutral"),
)

PUBLISHED_IN = (RoomKind.COMMUNITY, RoomKind.CHANNEL)


class NewsPublished(Final):
    """News item {number} is already published in the rooms."""


class NoRoomForNews(Final):
    """{community} has no room to publish in. You can put this news item in the letter."""


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


@router.button(
    publish_news,
    of=news_thing,
    deliberate=True,
    who=Role.GARDENER,
    limit=PROPOSALS,
    trace=PUBLISH_NEWS,
)
def publish_now(ctx: Context, news_id: int) -> Replace:
    """Publish a news item in the rooms and channels; the letter has it, too."""
    return _publish(ctx, news_id)


@router.button(
    publish_neutral_news,
    of=news_thing,
    deliberate=True,
    who=Role.GARDENER,
    limit=PROPOSALS,
    trace=PUBLISH_NEUTRAL_NEWS,
)
def publish_neutral(ctx: Context, news_id: int) -> Replace:
    answer = _publish(ctx, news_id, neutral=True)
    note_neutral_news(ctx, held_news(ctx, news_id))
    return answer


def note_neutral_news(ctx: Context, news: News) -> None:
    """Tell the back room who checked that a news item is neutral."""
    checked = text(
        "{name} checked that news item {number} is neutral (pre-election period).",
        name=ctx.member.name,
        number=news.number,
    )
    note_neutral(ctx, checked)


def _publish(ctx: Context, news_id: int, *, neutral: bool = False) -> Replace:
    """Publish a news item; the Region's, in a pre-election period, once it is `neutral`."""
    news = held_news(ctx, news_id)
    if news.posted_at is not None:
        raise NewsPublished(number=news.number)
    if not neutral and news.seat is Seat.REGION and must_be_neutral(ctx):
        confirm = publish_neutral_news.button(NEUTRAL, news.id)
        change = edit_news.button(text("Change"), news.id)
        return ask_if_neutral(ctx, news.content.headline, confirm, change)
    lines = []
    if news.state != NewsState.KEPT:
        lines.append(take_up_news(ctx, news))
    posted = _published_text(news, post_news(ctx, news))
    change = edit_news.button(text("Change"), news.id)
    return Replace(Card(None, (*lines, posted), ((change,),)))


def _published_text(news: News, count: int) -> Text:
    if news.digest_id is not None:
        return ntext("It is published in {count} room.", "It is published in {count} rooms.", count)
    return ntext(
        "It is published in {count} room; the letter will say so.",
        "It is published in {count} rooms; the letter will say so.",
        count,
    )


def post_news(ctx: Context, news: News) -> int:
    """Post a news item in the rooms and channels once; returns their number."""
    rooms = ctx.rooms(*PUBLISHED_IN)
    if not rooms:
        raise NoRoomForNews(community=ctx.community.name)
    news.posted_at = ctx.now
    ctx.trace(number=news.number)
    post_picture(ctx, news_picture(ctx, news), ctx.rooms(*PUBLISHED_IN))
    news_post_card.post_in_each(ctx, rooms, news.id, again=False, priority=Priority.ANNOUNCEMENT)
    news_card.refresh(ctx, news.id)
    return len(rooms)


def publish_button(ctx: JobContext, news: News) -> tuple[Button, ...]:
    """The button that publishes it now; none without rooms, or once it is published."""
    count = len(ctx.rooms(*PUBLISHED_IN))
    if not count or news.posted_at is not None:
        return ()
    label = ntext("Publish now in {count} room", "Publish now in {count} rooms", count)
    return (publish_news.button(label, news.id),)


@router.card(news_post_card, shows=[News])
def draw_news_post(ctx: JobContext, news_id: int) -> Card:
    """A news item as rooms see it."""
    news = ctx.store[NewsItems].get(news_id)
    if news is None or news.state == NewsState.WITHDRAWN:
        return Card(None, (text("This news item was withdrawn."),))
    return published_card(news)


def published_card(news: News) -> Card:
    """A news item as rooms see it."""
    return content_card(news.content, signed_by(news))


def content_card(content: NewsContent, source: Text) -> Card:
    card = Card(None, (*content_lines(content), source))
    if not content.title:
        return card
    return replace(card, title=text("📰 {title}", title=content.title), lines=card.lines[1:])
