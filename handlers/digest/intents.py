"""The letter and the news, asked for in plain words."""

from collections.abc import Sequence

from bot.core import Context, Router, text
from bot.references.conversations import Intent, intents
from bot.references.digest import digest_command, news_command

router = Router()


@router.contribution(intents)
def intents_of_digest(ctx: Context) -> Sequence[Intent]:
    """The intents to read the letter and the news."""
    return (
        Intent("letter", text("The letter"), digest_command),
        Intent("news", text("The latest news"), news_command),
    )
