"""Change the parts of a news item: a card with a button for each, and a question."""

from datetime import datetime, time
from functools import partial
from typing import Annotated, Any

from bot.core import (
    Answer,
    Button,
    Card,
    Context,
    FormRef,
    Line,
    Replace,
    Router,
    Text,
    asks,
    at_most,
    in_rows,
    reads,
    text,
)
from bot.domain.addresses import read_link
from bot.domain.digest.news_content import (
    LONGEST_LINK,
    LONGEST_TITLE,
    LONGEST_WORDS,
    NewsKind,
    read_words,
)
from bot.domain.roles import Role, Seat
from bot.domain.words import on_one_line
from bot.references.digest import CHANGE_NEWS, choose_news_audience, edit_news, put_into_digest
from bot.vocabulary.audiences import audience_text
from handlers.digest.new_news import draft_card
from handlers.digest.news_changes import change_news, send_news_picture, unchecked_card
from handlers.digest.news_decisions import editable_news, editable_news_numbered
from handlers.digest.words import news_lines
from storage.digest import News, NewsState

router = Router(on_page=True)

_READS_LINK = reads(partial(read_link, most=LONGEST_LINK))


@router.button(edit_news, who=Role.MEMBER)
def show_parts(ctx: Context, news_id: int) -> Card:
    return parts_card(ctx, editable_news(ctx, news_id))


@router.button("news_part", who=Role.MEMBER)
def ask_part(ctx: Context, news_id: int, part: str) -> Answer:
    news = editable_news(ctx, news_id)
    if part not in PARTS:
        return parts_card(ctx, news)
    _, form = PARTS[part]
    return form.ask(ctx, number=str(news.number))


@router.form("news_title", who=Role.MEMBER, trace=CHANGE_NEWS)
def change_news_title(
    ctx: Context,
    number: int,
    title: Annotated[
        str, asks("What is its new title?"), at_most(LONGEST_TITLE), reads(on_one_line)
    ],
) -> Card:
    return _change_and_show(ctx, number, title=title)


@router.form("news_words", who=Role.MEMBER, trace=CHANGE_NEWS)
def change_news_words(
    ctx: Context,
    number: int,
    words: Annotated[
        str,
        asks("What is there to say about it? Skip to leave only the title."),
        at_most(LONGEST_WORDS),
        reads(read_words),
    ] = "",
) -> Card:
    return _change_and_show(ctx, number, words=words)


@router.form("news_link", who=Role.MEMBER, trace=CHANGE_NEWS)
def change_news_link(
    ctx: Context,
    number: int,
    link: Annotated[str, asks("Which link leads to more? Skip for none."), _READS_LINK] = "",
) -> Card:
    return _change_and_show(ctx, number, link=link)


@router.form("news_until", who=Role.MEMBER, trace=CHANGE_NEWS)
def change_news_end(
    ctx: Context,
    number: int,
    until: Annotated[
        datetime | None,
        asks("Until which day does it matter? After that no letter brings it. Skip for no end."),
        time(23, 59),
    ] = None,
) -> Card:
    return _change_and_show(ctx, number, until=until)


@router.button("news_kind", who=Role.MEMBER)
def change_news_kind(ctx: Context, news_id: int, consultation: int) -> Answer:
    """Make a news item a consultation, which needs a link and an end, or undo that."""
    news = editable_news(ctx, news_id)
    if not consultation:
        change_news(ctx, news, kind=NewsKind.NEWS)
        return Replace(_next_card(ctx, news))
    if news.link and news.until is not None:
        change_news(ctx, news, kind=NewsKind.CONSULTATION)
        return Replace(_next_card(ctx, news))
    known = {"link": news.link} if news.link else {}
    return make_consultation.ask(ctx, number=str(news.number), **known)


@router.form("news_consultation", who=Role.MEMBER, trace=CHANGE_NEWS)
def make_consultation(
    ctx: Context,
    number: int,
    link: Annotated[str, asks("On which link do people take part?"), _READS_LINK],
    until: Annotated[
        datetime, asks("Which is the last day? For example: Friday 12 December."), time(23, 59)
    ],
) -> Card:
    return _change_and_show(ctx, number, link=link, until=until, kind=NewsKind.CONSULTATION)


@router.button("news_side", who=Role.GARDENER, trace=CHANGE_NEWS)
def change_news_side(ctx: Context, news_id: int, side: str) -> Replace:
    news = editable_news(ctx, news_id)
    change_news(ctx, news, seat=Seat.REGION if side == Seat.REGION else Seat.TERRITORY)
    return Replace(_next_card(ctx, news))


def parts_card(ctx: Context, news: News) -> Card:
    """A news item as it is now, with a button for each part."""
    parts = [ask_part.button(label, news.id, part) for part, (label, _) in PARTS.items()]
    rows = (*in_rows(parts, 3), *in_rows(_choice_buttons(ctx, news), 2))
    title = text("News item {number}", number=news.number)
    return Card(title, (*news_lines(news), *part_lines(news)), rows)


def part_lines(news: News) -> list[Line]:
    """Parts that readers do not see: the description of the picture, the last day, the audience."""
    lines: list[Line] = []
    if news.picture_id is not None:
        words = news.picture_words or news.content.headline
        lines.append(text("Picture: {words}", words=words))
    if news.until is not None and news.kind is NewsKind.NEWS:
        lines.append(text("It matters until {until}.", until=news.until))
    whom = audience_text(news.audience)
    return lines if whom is None else [*lines, whom]


def _choice_buttons(ctx: Context, news: News) -> list[Button]:
    is_news = news.kind is NewsKind.NEWS
    kind = text("It is a consultation") if is_news else text("It is no consultation")
    buttons = [change_news_kind.button(kind, news.id, int(is_news))]
    buttons.append(choose_news_audience.button(text("For whom"), news.id))
    if ctx.role() >= Role.GARDENER:
        if not news.by_member:
            other = Seat(news.seat).other
            buttons.append(change_news_side.button(SIDE_LABELS[other], news.id, other.value))
        if news.state in {NewsState.PROPOSED, NewsState.DROPPED}:
            buttons.append(put_into_digest.button(text("Put in the letter"), news.id))
    return buttons


def _change_and_show(ctx: Context, number: int, **values: object) -> Card:
    news = editable_news_numbered(ctx, number)
    change_news(ctx, news, **values)
    ctx.trace(number=news.number)
    return _next_card(ctx, news)


def _next_card(ctx: Context, news: News) -> Card:
    """A draft with its decisions, else the parts again; or the check that its change waits for."""
    if news.unchecked:
        return unchecked_card(ctx, news)
    return draft_card(ctx, news) if news.state == NewsState.DRAFT else parts_card(ctx, news)


SIDE_LABELS = {
    Seat.TERRITORY: text("Signed for the territory"),
    Seat.REGION: text("Signed for the Region"),
}
PARTS: dict[str, tuple[Text, FormRef[..., Any]]] = {
    "title": (text("Title"), change_news_title),
    "words": (text("Words"), change_news_words),
    "link": (text("Link"), change_news_link),
    "picture": (text("Picture"), send_news_picture),
    "until": (text("Last day"), change_news_end),
}
"""The parts that a question changes: the button, and the form that asks for a new value."""
