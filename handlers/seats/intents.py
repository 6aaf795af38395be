"""Plain words that ask for the people who run the community."""

from collections.abc import Sequence

from bot.core import Context, Router, text
from bot.references.conversations import Intent, intents
from bot.references.seats import gardener_command

router = Router()


@router.contribution(intents)
def intents_of_seats(ctx: Context) -> Sequence[Intent]:
    """The intents that open what the commands show."""
    return (Intent("who_are_gardeners", text("Who is in the team"), gardener_command),)
