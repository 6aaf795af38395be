"""The wish to meet people, in plain words."""

from collections.abc import Sequence

from bot.core import Context, Router, text
from bot.references.conversations import Intent, intents
from bot.references.introductions import matches_command

router = Router()


@router.contribution(intents)
def intents_of_introductions(ctx: Context) -> Sequence[Intent]:
    """The intents that open what the commands show."""
    return (Intent("find_people", text("Meet other members"), matches_command, for_people=True),)
