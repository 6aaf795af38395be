"""A second account, in plain words."""

from collections.abc import Sequence

from bot.core import Context, Router, text
from bot.references.conversations import Intent, intents
from bot.references.linking import link_command

router = Router()


@router.contribution(intents)
def intents_of_linking(ctx: Context) -> Sequence[Intent]:
    """The intents that open what the commands show."""
    return (Intent("link_account", text("Link another account"), link_command),)
