"""The wish to invite others, in plain words."""

from collections.abc import Sequence

from bot.core import Context, Router, text
from bot.references.conversations import Intent, intents
from bot.references.invitations import invite_command

router = Router()


@router.contribution(intents)
def intents_of_invitations(ctx: Context) -> Sequence[Intent]:
    """The intents that open what the commands show."""
    return (Intent("invite", text("Invite someone"), invite_command),)
