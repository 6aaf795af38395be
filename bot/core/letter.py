"""The letter's day, and what a change of it does to a letter that others have read."""

from bot.core.context import Context
from bot.core.messages import Card, Text, text
from bot.core.setting_up import plan_letter
from bot.domain.digests import DigestState
from bot.domain.recurrence import Weekly
from storage.digests import Digest


def change_letter_day(ctx: Context, rule: Weekly | None, *, by: str) -> None:
    """Let the letter go out each week at this time, or no more; the other gardeners are told."""
    what = text("{name} changed the day of the letter.", name=by)
    ctx.store.digests.current(ctx.community.id, ctx.now)
    ctx.community.digest = "" if rule is None else str(rule)
    plan_letter(ctx.store, ctx.community, ctx.now)
    digest = ctx.store.digests.current(ctx.community.id, ctx.now)
    missed = digest.issue.state is DigestState.MISSED
    if missed or not reopen_letter(ctx, digest, what):
        tell_next_letter(ctx, what)


def tell_next_letter(ctx: Context, what: Text) -> None:
    """Tell the other gardeners that something changed about the letter, and when it is due."""
    due = ctx.store.digests.next_due(ctx.community.id)
    none = text("No letter goes out until a day is chosen again.")
    ctx.tell_other_gardeners(
        Card(None, (what, none if due is None else text("The next one is due on {due}.", due=due)))
    )


def reopen_letter(ctx: Context, digest: Digest, what: Text) -> bool:
    """Make a letter that others have read a draft again, and tell them; False for a draft."""
    if digest.issue.submitted is None:
        return False
    ctx.store.digests.become(digest, digest.issue.reopen())
    ctx.tell_other_gardeners(
        text("{what} The letter is a draft again: it needs both keys anew.", what=what)
    )
    return True
