"""The end of a welcome, whoever finds that it is over."""

from bot.core import JobContext, join_command, text
from bot.references.joining import welcome_card
from storage.joining import Welcomes

WITHOUT_NAMES = text(
    "Welcome to those who just came. {join} makes you a member.", join=join_command.typed()
)
"""What a welcome says that no longer names anybody."""


def end_welcome(ctx: JobContext, welcome_id: int) -> None:
    """Take a welcome out of its room, and keep nothing of those whom it was for."""
    welcome_card.take_away(ctx, welcome_id, instead=WITHOUT_NAMES)
    ctx.store[Welcomes].end(welcome_id, ctx.now)
