"""News: gardeners add them to the next digest, members propose them.

How the digest is approved: see `handlers/digest/sending/approval_commands.py`.
"""

from datetime import datetime, time
from typing import Annotated

from bot.core import Answer, Context, Router, Where, asks, option
from bot.domain.rates import PROPOSALS
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.digest import new_news_form, news_command
from bot.vocabulary.pictures import check_picture
from handlers.digest import acts
from handlers.digest.news.changes.news_pictures import fetch_news_picture
from handlers.digest.news.drafts.new_news import draft_news, new_content
from handlers.digest.news.drafts.news_preview import draft_card

router = Router()

ALIASES = ("actus", "actualite", "actualites")


class GardenersPostNow(Final):
    """Only the gardening team can publish at once.

    Leave out --now to propose your news item for the letter.
    """


@router.command(
    news_command,
    aliases=ALIASES,
    who=Role.MEMBER,
    where=Where.BACKSTAGE,
    example=(
        "The shredder is here | On loan at the town hall | https://example.org",
        "Le broyeur est arrivé | En prêt à la mairie | https://exemple.fr",
    ),
    theme="part",
    limit=PROPOSALS,
    form=new_news_form,
    trace=acts.ADD_A_NEWS,
)
def add_news(
    ctx: Context,
    parts: Annotated[
        list[str],
        asks("What is the title of the news item?"),
    ],
    *,
    now: Annotated[bool, option("maintenant")] = False,
    consultation: Annotated[bool, option("consultation")] = False,
    end: Annotated[datetime | None, option("fin"), time(23, 59)] = None,
) -> Answer:
    """Write a news item for the next letter: you look at it before it counts."""
    content = new_content(parts, end, consultation=consultation)
    if now and not ctx.seats:
        raise GardenersPostNow
    news = draft_news(ctx, content)
    if ctx.direct and ctx.incoming.file is not None:
        fetch_news_picture(ctx, news, check_picture(ctx.incoming.file), "")
    return draft_card(ctx, news, now=now)
