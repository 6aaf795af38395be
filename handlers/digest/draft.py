"""Change the next digest: its title, contents, order and day."""

from typing import Annotated

from bot.core import Answer, Card, Context, Router, Text, Where, Words, asks, text
from bot.domain.digest.contents import NotInLetter, read_title, reordered
from bot.domain.roles import Role
from bot.references.digest import (
    digest_command,
    news_command,
    put_into_digest,
)
from handlers.digest import acts
from handlers.digest.draft_changes import reopen_digest, take_out
from handlers.digest.news.news_decisions import tell_author
from storage.digest import Digest, Digests, NewsItems, NewsState

router = Router()

MOST_OFFERED = 10
LONGEST_LABEL = 40
NOTHING_IN_DRAFT = text("There is no news item in the next letter yet.")


@router.command(
    "digest title",
    fr="lettre titre",
    example=("title The composters are coming", "titre Les composteurs arrivent"),
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    trace=acts.CHANGE_THE_TITLE_OF_THE_LETTER,
)
def set_title(ctx: Context, title: Annotated[str, asks("What title for the letter?")]) -> Card:
    """Give the next letter a title."""
    digest = _current_digest(ctx)
    reopen_digest(
        ctx, digest, text("{name} changed the title of the letter.", name=ctx.member.name)
    )
    digest.title = read_title(title)
    return _confirmation(ctx, text("The title of the letter is “{title}”.", title=digest.title))


@router.command(
    "digest add",
    fr="lettre ajouter",
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    trace=acts.LOOK_UP_HOW_NEWS_GET_INTO_THE_LETTER,
)
def explain_news(ctx: Context, words: str = "") -> Text:
    """See how to add news to the letter."""
    return text(
        "To add a news item to the letter: {news}, with a title, a few words and a link.",
        news=news_command.typed(("Title", "Titre"), "|", ("words", "texte"), "|", ("link", "lien")),
    )


def _items_in_draft(ctx: Context) -> list[tuple[str, Words]]:
    """The news items of the next letter, as choices."""
    kept = ctx.store[NewsItems].kept(ctx.community.id)[:MOST_OFFERED]
    return [
        (str(each.number), f"{each.number} · {each.content.headline}"[:LONGEST_LABEL])
        for each in kept
    ]


@router.command(
    "digest remove",
    fr="lettre retirer",
    example=("remove 5", "retirer 5"),
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    trace=acts.TAKE_A_NEWS_OUT_OF_THE_LETTER,
)
def remove_item(
    ctx: Context,
    number: Annotated[
        int,
        asks("Which news item is taken out?", choices=_items_in_draft, nothing=NOTHING_IN_DRAFT),
    ],
) -> Answer:
    """Remove a news item from the next letter."""
    digest = _current_digest(ctx)
    news = ctx.store[NewsItems].numbered(ctx.community.id, number)
    if news is None or news.state != NewsState.KEPT:
        raise NotInLetter(number=number)
    take_out(ctx, digest, news)
    headline = news.content.headline
    tell_author(
        ctx, news, text("Your news item “{news}” was removed from the letter.", news=headline)
    )
    back = put_into_digest.button(text("Restore"), news.id)
    return Card(None, (text("News item {number} is removed.", number=number),), ((back,),))


@router.command(
    "digest order",
    fr="lettre ordre",
    example=("order 5 3 4", "ordre 5 3 4"),
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    trace=acts.PUT_THE_NEWS_OF_THE_LETTER_IN_ORDER,
)
def order_news(
    ctx: Context,
    numbers: Annotated[list[int], asks("In which order? Write the numbers of the news items.")],
) -> Card:
    """Choose the order of the news in the next letter."""
    digest = _current_digest(ctx)
    present = [each.number for each in ctx.store[Digests].items(digest)]
    order = reordered(present, numbers)
    reopen_digest(
        ctx, digest, text("{name} changed the order of the letter.", name=ctx.member.name)
    )
    ctx.store[NewsItems].put_in_order(ctx.community.id, order)
    return _confirmation(
        ctx, text("News, in order: {numbers}.", numbers=[str(each) for each in order])
    )


def _current_digest(ctx: Context) -> Digest:
    return ctx.store[Digests].current(ctx.community.id, ctx.now)


def _confirmation(ctx: Context, line: Text) -> Card:
    return Card(None, (line,), ((digest_command.button(text("Review the letter")),),))
