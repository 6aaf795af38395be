"""The audience of a news item: circles, domains and territories, chosen by buttons."""

from bot.core import Button, Card, Context, Replace, Router, Words, text
from bot.domain.roles import Role
from bot.references.digest import choose_news_audience, edit_news
from bot.vocabulary.audiences.audience_choice import PARTS, audience_text, choice_rows, with_choice
from handlers.digest import acts
from handlers.digest.news.changes.news_changes import change_news
from handlers.digest.news.news_lookup import editable_news
from storage.digest import News

router = Router()


@router.button(choose_news_audience, who=Role.MEMBER)
def show_news_audience(ctx: Context, news_id: int) -> Card:
    """Offer the possible audiences."""
    return _audience_card(ctx, editable_news(ctx, news_id))


@router.button("news_for", who=Role.MEMBER, trace=acts.CHANGE_A_NEWS)
def choose_news_readers(ctx: Context, news_id: int, kind: str, sign: str) -> Replace:
    """Add a choice to the audience, or remove it."""
    news = editable_news(ctx, news_id)
    chosen = with_choice(ctx.community, news.audience, kind, sign)
    change_news(ctx, news, **{part: list(getattr(chosen, part)) for part in PARTS.values()})
    return Replace(_audience_card(ctx, news))


def _audience_card(ctx: Context, news: News) -> Card:
    def choose(label: Words, kind: str, sign: str) -> Button:
        return choose_news_readers.button(label, news.id, kind, sign)

    whom = audience_text(news.audience) or text("For everyone.")
    hint = text("Everyone sees it in the rooms; in private, only these people.")
    rows = choice_rows(ctx.community, news.audience, choose)
    back = (edit_news.button(text("Change something else"), news.id),)
    title = text("News item {number}", number=news.number)
    return Card(title, (news.content.headline, whom, hint), (*rows, back))
