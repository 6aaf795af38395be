"""News: gardeners add them to the next digest, members propose them.

How the digest is approved: see `handlers/digest/approval_commands.py`.
"""

from typing import Annotated

from bot.core import Answer, Context, Router, Where, asks, option
from bot.domain.digest.news import read_news
from bot.domain.rates import PROPOSALS
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.digest import new_news_form, news_command
from handlers.digest import acts
from handlers.digest.news.new_news import add_news_content
from handlers.digest.news.news_preview import EXAMPLE_NEWS

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
) -> Answer:
    """Add a news item to the next letter, or propose one."""
    content = read_news(parts, EXAMPLE_NEWS)
    if now and not ctx.seats:
        raise GardenersPostNow
    return add_news_content(ctx, content, now=now)
