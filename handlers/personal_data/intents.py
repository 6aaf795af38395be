"""Data, silence and leaving, asked for in plain words."""

from collections.abc import Sequence

from bot.core import Context, Router, leave_command, text
from bot.references.conversations import Intent, intents
from bot.references.personal_data import (
    forget_command,
    mydata_command,
    privacy_command,
    stop_command,
)

router = Router()


@router.contribution(intents)
def intents_of_personal_data(ctx: Context) -> Sequence[Intent]:
    """The intents that open what the commands show."""
    return (
        Intent("my_data", text("See my data"), mydata_command),
        Intent("privacy", text("Who sees what"), privacy_command),
        Intent("erase", text("Erase my data"), forget_command),
        Intent("leave", text("Leave the community"), leave_command),
        Intent("pause", text("No messages for a while"), stop_command),
    )
