"""The items of the next digest: their order, and which are taken out or put back."""

from collections.abc import Sequence
from typing import Annotated

from bot.core import (
    Act,
    Answer,
    Bold,
    Button,
    Card,
    Context,
    Line,
    Replace,
    Router,
    Text,
    Where,
    Words,
    asks,
    text,
)
from bot.domain.digest.composing import NEWS, Key
from bot.domain.digest.contents import NotInLetter, moved_by, reordered
from bot.domain.roles import Role
from bot.references.digest import (
    KEEP_NEWS,
    LOOK_AT_DRAFT,
    REMOVE_NEWS,
    order_digest,
    put_into_digest,
    show_digest_draft,
)
from bot.vocabulary.letter_items import LetterItem
from handlers.digest.draft import confirmation_card
from handlers.digest.draft_changes import current_digest, tell_change, tell_order_change
from handlers.digest.letter import items_of, next_items
from handlers.digest.news_decisions import remove_news
from handlers.digest.news_publication import news_item, news_of
from handlers.digest.words import SECTION_TITLES, headline_of, key_word
from storage.digest import Digest, Digests, LetterItems, NewsItems, NewsState

router = Router()

REORDER_NEWS = Act(
    text("{who} reordered the news in the letter"), text("reorder the news in the letter")
)

MOST_OFFERED = 10
LONGEST_LABEL = 40
NOTHING_IN_DRAFT = text("There is no news item in the next letter yet.")


def _items_in_draft(ctx: Context) -> list[tuple[str, Words]]:
    items = ctx.store[Digests].items(current_digest(ctx))[:MOST_OFFERED]
    return [
        (str(each.number), f"{each.number} · {each.content.headline}"[:LONGEST_LABEL])
        for each in items
    ]


@router.command(
    "digest remove",
    fr="lettre retirer",
    example=("remove 5", "retirer 5"),
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    trace=REMOVE_NEWS,
)
def remove_item(
    ctx: Context,
    number: Annotated[
        int,
        asks("Which news item is taken out?", choices=_items_in_draft, nothing=NOTHING_IN_DRAFT),
    ],
) -> Answer:
    """Remove a news item from the next letter."""
    digest = current_digest(ctx)
    news = ctx.store[NewsItems].numbered(ctx.community.id, number)
    if news is None or news.state != NewsState.KEPT:
        raise NotInLetter(number=number)
    remove_news(ctx, digest, news)
    back = put_into_digest.button(text("Restore"), news.id)
    return Card(None, (text("News item {number} is removed.", number=news.number),), ((back,),))


@router.command(
    "digest order",
    fr="lettre ordre",
    example=("order 5 3 4", "ordre 5 3 4"),
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    trace=REORDER_NEWS,
)
def order_news(
    ctx: Context,
    numbers: Annotated[list[int], asks("In which order? Write the numbers of the news items.")],
) -> Card:
    """Choose the order of the news in the next letter."""
    digest = current_digest(ctx)
    present = {each.number: (NEWS, each.id) for each in ctx.store[Digests].items(digest)}
    order = reordered(list(present), numbers)
    tell_change(ctx, digest, _order_changed(ctx))
    _put_in_order(ctx, digest, [present[number] for number in order])
    return confirmation_card(
        text("News, in order: {numbers}.", numbers=[str(each) for each in order])
    )


@router.button(order_digest, who=Role.GARDENER, trace=LOOK_AT_DRAFT)
def show_order(ctx: Context) -> Answer:
    """Show the items with buttons to move, remove or restore them."""
    page = _order_page(ctx, current_digest(ctx))
    return Replace(page) if ctx.direct else page


@router.button("digest_move", who=Role.GARDENER, trace=REORDER_NEWS)
def move_item(ctx: Context, key: str, down: int) -> Answer:
    """Move an item up or down in its section."""
    digest = current_digest(ctx)
    items = items_of(ctx, digest)
    sections = {each.section for each in items if key_word(each.key) == key}
    keys = {key_word(each.key): each.key for each in items if each.section in sections}
    order = moved_by(list(keys), key, 1 if down else -1)
    if order != list(keys):
        tell_order_change(ctx, digest, _order_changed(ctx))
        _put_in_order(ctx, digest, [keys[each] for each in order])
    return Replace(_order_page(ctx, digest))


@router.button("digest_out", who=Role.GARDENER, trace=REMOVE_NEWS)
def take_item_out(ctx: Context, key: str) -> Answer:
    digest = current_digest(ctx)
    item = _item_with(items_of(ctx, digest), key)
    news = None if item is None else news_of(ctx, item)
    if news is not None and news.state == NewsState.KEPT:
        remove_news(ctx, digest, news)
    elif item is not None:
        _leave_out(ctx, digest, item)
    return Replace(_order_page(ctx, digest))


@router.button("digest_back", who=Role.GARDENER, trace=KEEP_NEWS)
def put_item_back(ctx: Context, key: str) -> Answer:
    digest = current_digest(ctx)
    item = _item_with(_left_out_items(ctx, digest), key)
    news = None if item is None else news_of(ctx, item)
    if news is not None and news.state != NewsState.SENT:
        put_into_digest.call(ctx, news.id)
    elif item is not None:
        _leave_out(ctx, digest, item, left_out=False)
    return Replace(_order_page(ctx, digest))


def _item_with(items: Sequence[LetterItem], key: str) -> LetterItem | None:
    return next((each for each in items if key_word(each.key) == key), None)


def _order_page(ctx: Context, digest: Digest) -> Card:
    items, out = items_of(ctx, digest), _left_out_items(ctx, digest)
    lines: list[Line] = []
    for at, each in enumerate(items, start=1):
        if at == 1 or each.section != items[at - 2].section:
            lines.append(Bold(SECTION_TITLES[each.section]))
        lines.append(_item_text(at, each))
    if not items:
        lines.append(NOTHING_IN_DRAFT)
    if out:
        listed = [_item_text(at, each) for at, each in enumerate(out, start=len(items) + 1)]
        lines += ["", Bold(text("Taken out")), *listed]
    rows = [_item_row(items, at) for at in range(min(len(items), MOST_OFFERED))]
    back = [
        (put_item_back.button(text("Restore {number}", number=at), key_word(each.key)),)
        for at, each in enumerate(out[:MOST_OFFERED], start=len(items) + 1)
    ]
    done = show_digest_draft.button(text("Draft of the letter"))
    return Card(text("Order of the letter"), tuple(lines), (*rows, *back, (done,)))


def _item_row(items: Sequence[LetterItem], at: int) -> tuple[Button, ...]:
    """Buttons of an item; its number is its place on the page."""
    item, number = items[at], at + 1
    key = key_word(item.key)
    row = [take_item_out.button(text("Remove {number}", number=number), key)]
    if at + 1 < len(items) and items[at + 1].section == item.section:
        row.insert(0, move_item.button(text("↓ {number}", number=number), key, 1))
    if at and items[at - 1].section == item.section:
        row.insert(0, move_item.button(text("↑ {number}", number=number), key, 0))
    return tuple(row)


def _item_text(number: int, item: LetterItem) -> Text:
    return text("{number}. {item}", number=number, item=headline_of(item))


def _left_out_items(ctx: Context, digest: Digest) -> list[LetterItem]:
    """The items that were taken out of this letter and could still be in it."""
    keys = ctx.store[LetterItems].left_out(digest.id)
    dropped = [
        news_item(ctx, news)
        for kind, ref in sorted(keys)
        if kind == NEWS
        and (news := ctx.store[NewsItems].get(ref)) is not None
        and news.state == NewsState.DROPPED
    ]
    return [*(each for each in next_items(ctx) if each.key in keys), *dropped]


def _leave_out(ctx: Context, digest: Digest, item: LetterItem, *, left_out: bool = True) -> None:
    """Take an item of a feature out of the letter, or put it back."""
    headline, name = headline_of(item), ctx.member.name
    change = text("{name} put “{item}” back into the letter.", name=name, item=headline)
    if left_out:
        change = text("{name} took “{item}” out of the letter.", name=name, item=headline)
    tell_change(ctx, digest, change)
    ctx.store[LetterItems].leave_out(digest.id, item.key, left_out=left_out)


def _put_in_order(ctx: Context, digest: Digest, keys: Sequence[Key]) -> None:
    """Keep the order of a section; news keep theirs if they wait for another letter."""
    ctx.store[LetterItems].put_in_order(digest.id, keys)
    news = [ctx.store[NewsItems].get(ref) for kind, ref in keys if kind == NEWS]
    numbers = [each.number for each in news if each is not None]
    ctx.store[NewsItems].put_in_order(ctx.community.id, numbers)


def _order_changed(ctx: Context) -> Text:
    return text("{name} changed the order of the letter.", name=ctx.member.name)
