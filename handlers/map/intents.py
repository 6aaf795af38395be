"""The map, asked for in plain words."""

from collections.abc import Sequence

from bot.core import Context, Router, text
from bot.references.conversations import Intent, intents
from bot.references.map import map_command

router = Router()


@router.contribution(intents)
def intents_of_map(ctx: Context) -> Sequence[Intent]:
    """The intents that open what the commands show."""
    return (Intent("map", text("The map"), map_command),)
