"""People who are no members yet, and what a feature says to them."""

from bot.core.context.context import Context
from bot.core.declarations.access.permissions import needs_membership
from bot.core.declarations.declaration import Declaration
from bot.core.declarations.registry import declarations_of
from bot.core.messages.answers import Answer


def is_newcomer(ctx: Context, declaration: Declaration) -> bool:
    """True if this is for members, and the sender is not one yet."""
    return needs_membership(ctx, declaration) and not ctx.incoming.anonymous


def call_hook(ctx: Context, moment: str, *arguments: str) -> Answer:
    """Call the feature that handles a moment, if there is one."""
    hook = declarations_of(ctx).hooks.get(moment)
    answer: Answer = None if hook is None else hook(ctx, *arguments)
    return answer
