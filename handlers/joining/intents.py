"""The wish to become a member, in plain words."""

from collections.abc import Sequence

from bot.core import Context, Router, join_command, text
from bot.references.conversations import Intent, intents

router = Router()


@router.contribution(intents)
def intents_of_joining(ctx: Context) -> Sequence[Intent]:
    """The intents that open what the commands show."""
    return (Intent("join", text("Become a member"), join_command),)
