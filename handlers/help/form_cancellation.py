"""Leaving a form that is in progress."""

from bot.core import Answer, Context, Router, cancel_command, text
from storage.inbound import Forms

router = Router()


@router.command(cancel_command, theme="bot", leaves_form=True)
def cancel(ctx: Context) -> Answer:
    """Leave the questions in progress."""
    if ctx.store[Forms].close(ctx.incoming.room):
        ctx.store[Forms].forget_draft(ctx.incoming.room)
        return text("Left. Nothing of it was kept.")
    return text("There is nothing to leave.")
