"""Rides in plain words: shown as understood, taken by a press only."""

from collections.abc import Sequence

from bot.core import Context, Router, text
from bot.references.conversations import Intent, intents
from bot.references.rides import rides_command
from handlers.rides.new_rides import guess_ride

router = Router()


@router.contribution(intents)
def intents_of_rides(ctx: Context) -> Sequence[Intent]:
    """The intent to look for seats in a car, or to offer some."""
    return (Intent("ride", text("Share a car"), rides_command, guess_ride, for_people=True),)
