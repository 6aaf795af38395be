"""The wish for a calendar of one's own, in plain words."""

from collections.abc import Sequence

from bot.core import Context, Router, text
from bot.references.calendars import calendar_command
from bot.references.conversations import Intent, intents

router = Router()


@router.contribution(intents)
def intents_of_calendars(ctx: Context) -> Sequence[Intent]:
    """The intents that open what the commands show."""
    return (Intent("calendar", text("Events in my calendar"), calendar_command),)
