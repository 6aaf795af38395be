"""Counts of wrong codes, for each account and for the whole instance."""

from bot.core import Context, Text, text
from bot.domain import codes
from storage.linking import EVERYBODY, Links


def too_many_tries(ctx: Context) -> Text | None:
    """The refusal after too many wrong codes; None while codes are accepted."""
    links = ctx.store[Links]
    if links.failed_tries(ctx.person.address, ctx.now) >= codes.TRIES:
        return text("Too many wrong codes. Please wait ten minutes, then ask for a new one.")
    if links.failed_tries(EVERYBODY, ctx.now) >= codes.TRIES_OF_ALL:
        return text("Many wrong codes were typed lately, so I take none for ten minutes.")
    return None


def count_wrong(ctx: Context) -> None:
    """Count a wrong code."""
    links = ctx.store[Links]
    links.fail(ctx.person.address, ctx.now, ctx.now + codes.PAUSE)
    links.fail(EVERYBODY, ctx.now, codes.end_of_slot(ctx.now))
