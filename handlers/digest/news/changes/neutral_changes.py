"""Show a change of the Region's news in rooms once it was checked, in a pre-election period."""

from bot.core import Card, Context, Replace, Router, text
from bot.domain.rates import PROPOSALS
from bot.domain.roles import Role
from bot.references.digest import edit_news, news_post_card, news_thing
from bot.vocabulary.community.neutrality import NEUTRAL, check_lines, note_neutral
from handlers.digest import acts
from handlers.digest.news.news_lookup import held_news
from storage.digest import News

router = Router()


@router.button(
    "news_change_neutral",
    of=news_thing,
    deliberate=True,
    who=Role.GARDENER,
    limit=PROPOSALS,
    trace=acts.PUBLISH_A_NEUTRAL_CHANGE,
)
def show_neutral_change(ctx: Context, news_id: int) -> Replace:
    """Show a changed news in rooms that was found neutral."""
    news = held_news(ctx, news_id)
    change = edit_news.button(text("Change"), news.id)
    shown = Card(None, (text("The rooms show it as it is now."),), ((change,),))
    if not news.unchecked:
        ctx.only_ask()
        return Replace(shown)
    news.unchecked = False
    ctx.store.flush()
    ctx.trace(number=news.number)
    news_post_card.refresh(ctx, news.id)
    checked = text(
        "{name} checked that news item {number} is neutral (pre-election period).",
        name=ctx.member.name,
        number=news.number,
    )
    note_neutral(ctx, checked)
    return Replace(shown)


def unchecked_card(ctx: Context, news: News) -> Card:
    """Say that rooms do not show the last change of a news, and have it checked."""
    wait = text("Your change is kept. The rooms show it once you have confirmed it.")
    confirm = show_neutral_change.button(NEUTRAL, news.id)
    change = edit_news.button(text("Change"), news.id)
    title = news.content.headline
    return Card(title, (wait, *check_lines(ctx)), ((confirm,), (change,)))
