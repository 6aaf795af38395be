"""The end of a welcome."""

from bot.core import JobContext, join_command, text
from bot.references.joining import welcome_card
from storage.joining import Welcomes

WITHOUT_NAMES = text(
    "Welcome to those who just came. {join} makes you a member.", join=join_command.typed()
)
"""The text of a welcome without names."""


def end_welcome(ctx: JobContext, welcome_id: int) -> None:
    """Delete a welcome, and the names in it."""
    welcome_card.take_away(ctx, welcome_id, instead=WITHOUT_NAMES)
    ctx.store[Welcomes].end(welcome_id, ctx.now)
