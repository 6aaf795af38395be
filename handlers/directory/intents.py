"""The directory, asked for in plain words."""

from collections.abc import Sequence

from bot.core import Context, Router, text
from bot.references.conversations import Intent, intents
from bot.references.directory import directory_command

router = Router()


@router.contribution(intents)
def intents_of_directory(ctx: Context) -> Sequence[Intent]:
    """The intents that open what the commands show."""
    return (Intent("directory", text("Who is in the community"), directory_command),)
