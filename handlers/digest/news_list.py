"""News that wait for a digest: in a list, one by one, and in the letter to the Region."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.core import (
    MOST_WAITING,
    Answer,
    Bold,
    Buttons,
    Card,
    Context,
    JobContext,
    Line,
    Router,
    Text,
    Todo,
    Where,
    text,
    todos,
)
from bot.domain.addresses import shortened
from bot.domain.refusals import Refusal
from bot.domain.region_letter import RegionPart
from bot.domain.roles import Role
from bot.domain.words import on_one_line
from bot.references.digest import (
    digest_command,
    edit_news,
    news_card,
    news_command,
    news_thing,
    put_into_digest,
)
from bot.references.region_letter import RegionItem, RegionSource, region_sources
from bot.vocabulary.lists import others_rows, page_start
from handlers.digest.draft_changes import current_digest
from handlers.digest.new_news import ALIASES, draft_card
from handlers.digest.news_changes import part_lines, unchecked_card
from handlers.digest.news_decisions import (
    check_may_manage,
    drop_news,
    held_news,
    postpone_news,
    take_news_out,
)
from handlers.digest.news_of_messages import make_news_of_message
from handlers.digest.news_publication import publish_button
from handlers.digest.words import news_lines, source_text
from storage.digest import Digests, News, NewsItems, NewsProgress, NewsState
from storage.region_letter import NEWS

router = Router(on_page=True)


MOST_LISTED = 30
LONGEST_WORDS = 160
_Part = tuple[Text | None, Sequence[News]]
"""A title, and what stands below it."""
_GONE = {NewsState.DRAFT, NewsState.WITHDRAWN}


class NoSuchNews(Refusal):
    """There is no news item {number} here. {news} shows yours."""


@router.command(
    "news",
    fr="actu",
    aliases=ALIASES,
    who=Role.MEMBER,
    where=Where.BACKSTAGE,
    theme="part",
    label=text("News"),
    listed=8,
    shows=True,
)
def list_news(ctx: Context) -> Answer:
    """See the news waiting for the next letter."""
    if ctx.incoming.answered is not None:
        return make_news_of_message(ctx, ctx.incoming.answered)
    return _list_card(ctx, 0)


@router.button("news_more", who=Role.MEMBER)
def show_more_news(ctx: Context, after: int) -> Card:
    """See the next ones of each part of the list."""
    return _list_card(ctx, page_start(after))


def _list_card(ctx: Context, after: int) -> Card:
    """News in their parts, each from its `after`th on."""
    ask = news_command.ask_button(text("Add a news item"))
    own_news = ctx.store[NewsItems].written_by(ctx.member.id, ctx.community.id)
    drafts = [each for each in own_news if each.state == NewsState.DRAFT]
    if not ctx.seats():
        sent = [each for each in own_news if each not in drafts]
        nothing = text("You have no news waiting. You can propose a news item for the letter.")
        parts: list[_Part] = [(None, sent), (text("Your drafts"), drafts)]
        lines, rest = _part_lines(parts, after, nothing)
        return Card(text("Your news"), tuple(lines), (*rest, (ask,)))
    digest = current_digest(ctx)
    later = list(ctx.store[NewsItems].postponed(ctx.community.id))
    if not digest.status.takes_more:
        later = [*ctx.store[NewsItems].kept(ctx.community.id), *later]
    parts = [
        (None, ctx.store[Digests].items(digest)),
        (text("For the following letter"), later),
        (text("To decide"), ctx.store[NewsItems].proposed(ctx.community.id)),
        (text("Your drafts"), drafts),
    ]
    lines, rest = _part_lines(parts, after, text("No news is waiting for the letter."))
    read = digest_command.button(text("Review the letter"))
    title = text("News for the next letter")
    if digest.due_at is not None:
        title = text("News for the letter of {due}", due=digest.due_at)
    return Card(title, tuple(lines), (*rest, (ask, read)))


@router.command(
    "news",
    fr="actu",
    aliases=ALIASES,
    who=Role.MEMBER,
    where=Where.BACKSTAGE,
    example="5",
    theme="part",
)
def show_news(ctx: Context, number: int) -> Card:
    """See one news item and its state."""
    news = ctx.store[NewsItems].numbered(ctx.community.id, number)
    if news is None or news.state == NewsState.WITHDRAWN:
        raise NoSuchNews(number=number, news=news_command.typed())
    is_mine = news.author_id == ctx.member.id
    if news.state == NewsState.DRAFT:
        if not is_mine:
            raise NoSuchNews(number=number, news=news_command.typed())
    elif news.state != NewsState.SENT:
        check_may_manage(ctx, news)
    return _own_card(ctx, news)


@router.revised(news_thing)
def show_news_again(ctx: Context, news_id: int) -> Card:
    """Show a news item that changed, to a person who acted on it as it was before."""
    news = held_news(ctx, news_id)
    check_may_manage(ctx, news)
    if news.unchecked:
        asked = unchecked_card(ctx, news)
        return replace(asked, title=None, lines=(*news_lines(news), "", *asked.lines))
    return _own_card(ctx, news)


def _own_card(ctx: Context, news: News) -> Card:
    """A news item for its author or a gardener, with the buttons that they may press."""
    if news.state == NewsState.DRAFT:
        return draft_card(ctx, news)
    card = news_card(ctx, news.id)
    if ctx.role() >= Role.GARDENER:
        return card
    out = take_news_out.button(text("Remove"), news.id)
    change = edit_news.button(text("Change"), news.id)
    rows = {NewsState.PROPOSED: ((change, out),), NewsState.KEPT: ((out,),)}
    return replace(card, buttons=rows.get(NewsState(news.state), ()))


@router.card(news_card, shows=[News, NewsProgress])
def draw_news_card(ctx: JobContext, news_id: int) -> Card:
    """A news item, with buttons for gardeners."""
    news = ctx.store[NewsItems].get(news_id)
    if news is None or news.state in _GONE:
        return Card(None, (text("This news item was withdrawn."),))
    title = text("News item {number}", number=news.number)
    lines = (*news_lines(news), *part_lines(news), "", _state_text(news))
    return Card(title, lines, _card_buttons(ctx, news))


def _state_text(news: News) -> Text:
    if news.state == NewsState.KEPT and news.postponed:
        return text("It waits for the following letter.")
    return {
        NewsState.PROPOSED: text("Proposed: not in the letter yet."),
        NewsState.KEPT: text("It is in the next letter."),
        NewsState.DROPPED: text("It is not in the letter."),
        NewsState.SENT: text("It was published in a letter."),
    }[NewsState(news.state)]


def _card_buttons(ctx: JobContext, news: News) -> Buttons:
    """Buttons for gardeners on a news item that is no draft."""
    keep = put_into_digest.button(text("Put in the letter"), news.id)
    change = edit_news.button(text("Change"), news.id)
    out = take_news_out.button(text("Remove"), news.id)
    later = postpone_news.button(text("Following letter"), news.id)
    publish = publish_button(ctx, news)
    match NewsState(news.state):
        case NewsState.PROPOSED:
            first = edit_news.button(text("Change it first"), news.id)
            return ((keep, drop_news.button(text("Refuse"), news.id)), (first, *publish))
        case NewsState.KEPT if news.postponed:
            back = put_into_digest.button(text("Put back in the next letter"), news.id)
            return ((change, back), (*publish, out))
        case NewsState.KEPT:
            return ((change, later), (*publish, out))
        case NewsState.DROPPED:
            return ((keep, change),)
        case _:
            return ()


@router.contribution(todos)
def proposed_news(ctx: Context) -> list[Todo]:
    """News proposed by members, without a decision so far."""
    tasks = []
    for each in ctx.store[NewsItems].proposed(ctx.community.id, MOST_WAITING):
        values = {"number": each.number, "news": each.content.headline, "source": source_text(each)}
        line = text("Proposed news item: {number} · {news} ({source})", **values)
        see = news_command.button(text("See news item {number}", number=each.number), each.number)
        tasks.append(Todo(line, (see,)))
    return tasks


def _part_lines(parts: Sequence[_Part], after: int, nothing: Text) -> tuple[list[Line], Buttons]:
    """The parts of the list, `nothing` for an empty first one, and the button to what is left."""
    lines: list[Line] = []
    for title, items in parts:
        shown = [_news_line(each) for each in items[after : after + MOST_LISTED]]
        if title is not None and shown:
            lines += ["", Bold(title)]
        lines += shown or ([nothing] if title is None and not items else [])
    start = after + MOST_LISTED
    left = sum(max(len(items) - start, 0) for _, items in parts)
    return lines, others_rows(left, lambda label: show_more_news.button(label, start))


def _news_line(news: News) -> Text:
    return text(
        "{number}. {news} ({source})",
        number=news.number,
        news=news.content.headline,
        source=source_text(news),
    )


@router.contribution(region_sources)
def news_for_region(_ctx: JobContext) -> RegionSource:
    """The news that members proposed and that wait for a gardener."""
    return RegionSource(
        kind=NEWS, part=RegionPart.PROPOSALS, find=_proposed_news, show=_news_item, open=_open_news
    )


def _proposed_news(ctx: JobContext, _since: datetime) -> Sequence[int]:
    return [each.id for each in ctx.store[NewsItems].proposed(ctx.community.id)]


def _news_item(ctx: JobContext, news_id: int) -> RegionItem | None:
    news = ctx.store[NewsItems].get(news_id)
    if news is None or news.state in _GONE:
        return None
    label = text("News item {number}", number=news.number)
    words = shortened(on_one_line(news.words), LONGEST_WORDS)
    if not news.title:
        return RegionItem(label, text("News: {title}", title=words))
    lines = (words,) if words else ()
    return RegionItem(label, text("News: {title}", title=news.title), lines)


def _open_news(ctx: Context, news_id: int) -> Answer:
    news = ctx.store[NewsItems].get(news_id)
    return None if news is None else ctx.run(f"{news_command.name} {news.number}")
