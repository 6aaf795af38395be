"""Change the next digest: its title, contents, order and day."""

from typing import Annotated

from bot.core import Answer, Card, Context, Router, Text, Where, asks, text
from bot.domain.dates.recurrence import Weekly
from bot.domain.digest.contents import NotInLetter, read_title, reordered
from bot.domain.roles import Role
from bot.references.digest import (
    digest_command,
    digest_schedule_command,
    news_command,
    put_into_digest,
)
from handlers.digest import acts
from handlers.digest.draft_changes import change_digest_day, reopen_digest, take_out
from handlers.digest.news.news_decisions import tell_author
from storage.digest import Digest, Digests, NewsItems, NewsState

router = Router()


@router.command(
    "digest title",
    fr="lettre titre",
    example="titre Les composteurs arrivent",
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    trace=acts.CHANGE_THE_TITLE_OF_THE_LETTER,
)
def set_title(ctx: Context, title: Annotated[str, asks("Which title for the letter?")]) -> Card:
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
    """See how a news gets into the letter."""
    return text(
        "A news gets into the letter by {news}, with a title, words and a link.",
        news=news_command.typed(("Title", "Titre"), "|", ("words", "texte"), "|", ("link", "lien")),
    )


@router.command(
    "digest remove",
    fr="lettre retirer",
    example="retirer 5",
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    trace=acts.TAKE_A_NEWS_OUT_OF_THE_LETTER,
)
def remove_item(ctx: Context, number: Annotated[int, asks("Which news? Its number.")]) -> Answer:
    """Take a news out of the next letter."""
    digest = _current_digest(ctx)
    news = ctx.store[NewsItems].numbered(ctx.community.id, number)
    if news is None or news.state != NewsState.KEPT:
        raise NotInLetter(number=number)
    take_out(ctx, digest, news)
    headline = news.content.headline
    tell_author(ctx, news, text("Your news “{news}” was taken out of the letter.", news=headline))
    back = put_into_digest.button(text("Put back"), news.id)
    return Card(None, (text("News {number} is out.", number=number),), ((back,),))


@router.command(
    "digest order",
    fr="lettre ordre",
    example="ordre 5 3 4",
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    trace=acts.PUT_THE_NEWS_OF_THE_LETTER_IN_ORDER,
)
def order_news(
    ctx: Context, numbers: Annotated[list[int], asks("In which order? The numbers of the news.")]
) -> Card:
    """Say which news come first in the next letter."""
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


@router.command(
    digest_schedule_command,
    aliases=("lettre programmer",),
    example="programme mardi 8h",
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    trace=acts.CHOOSE_THE_DAY_OF_THE_LETTER,
)
def schedule_digest(
    ctx: Context,
    rule: Annotated[Weekly, asks("Which weekday, at what time? For example: tuesday 8:00")],
) -> Card:
    """Choose the weekday and the hour of the letter."""
    change_digest_day(ctx, rule, by=ctx.member.name)
    return _confirmation(
        ctx, text("The letter goes out each week. The next one: {due}.", due=_next_due(ctx))
    )


def _current_digest(ctx: Context) -> Digest:
    return ctx.store[Digests].current(ctx.community.id, ctx.now)


def _next_due(ctx: Context) -> object:
    return ctx.store[Digests].next_due(ctx.community.id)


def _confirmation(ctx: Context, line: Text) -> Card:
    return Card(None, (line,), ((digest_command.button(text("Read the letter through")),),))
