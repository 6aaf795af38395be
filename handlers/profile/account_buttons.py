"""Buttons for the accounts of one member."""

from collections.abc import Sequence

from bot.core import Button, JobContext, text
from bot.references.linking import ask_unlink
from bot.vocabulary.people.accounts import labels, mark_of
from storage.members import Identity


def unlink_buttons(ctx: JobContext, accounts: Sequence[Identity]) -> list[Button]:
    """A button to unlink each of several accounts."""
    if len(accounts) < 2:  # noqa: PLR2004 - one account alone is linked to none
        return []
    return [
        ask_unlink.button(text("Unlink {account}", account=label), mark_of(address))
        for address, label in labels(ctx, accounts).items()
    ]
