"""Outcomes of a fetch, given to the feature that asked for it."""

from collections.abc import Callable
from typing import Any

from bot.core.context.context import Context
from bot.core.context.job_context import JobContext
from bot.core.declarations.access.permissions import carry_out, check, needs_membership
from bot.core.declarations.arguments.parameters import Param, params_of
from bot.core.declarations.arguments.readers import MOST_BYTES
from bot.core.declarations.registry import declarations_of
from bot.core.messages.answers import Answer
from bot.core.messages.content import Text, text
from bot.core.messages.incoming import Outcome


def go_on(ctx: Context) -> Answer:
    """Call the function for the file, or tell the person why there is none.

    People who left or were erased meanwhile are told nothing.
    """
    outcome = ctx.incoming.outcome
    asked = None if outcome is None else declarations_of(ctx).outcomes.get(outcome.of)
    if outcome is None or asked is None:
        return None
    if outcome.community_id is not None:
        ctx.enter(outcome.community_id)
    if needs_membership(ctx, asked):
        return None
    check(ctx, asked)
    if outcome.file_id is None:
        answer = None if asked.failed is None else _told_of_failure(ctx, asked.failed, outcome)
        return answer or _why_not(outcome.failure)
    return carry_out(ctx, asked, _arguments(asked.params, outcome))


def take_in(ctx: JobContext, outcome: Outcome | None) -> None:
    """Go on with a page of the web, for which nobody waits."""
    wanted = None if outcome is None else declarations_of(ctx).downloads.get(outcome.of)
    if wanted is not None:
        wanted.call(ctx, outcome)


def _told_of_failure(ctx: Context, failed: Callable[..., Any], outcome: Outcome) -> Answer:
    answer: Answer = failed(ctx, **_arguments(params_of(failed), outcome))
    return answer


def _arguments(params: tuple[Param, ...], outcome: Outcome) -> dict[str, object]:
    """The value that a handler names, as the type that it names."""
    known = {"file_id": outcome.file_id, "key": outcome.key}
    return {
        each.name: int(outcome.key) if (each.name, each.kind) == ("key", int) else known[each.name]
        for each in params
    }


def _why_not(failure: str) -> Text:
    match failure:
        case "too big":
            return text(
                "This file is too large: the limit is {most} MB.",
                most=MOST_BYTES // 1024**2,
            )
        case "gone":
            return text("This file is no longer here: please send it again.")
        case "no photo":
            return text(
                "I cannot show this picture: send a PNG, JPEG or WebP, neither huge nor very "
                "narrow."
            )
        case "unreadable":
            return text(
                "I cannot read this file. Open it in your spreadsheet program, save it as XLSX or "
                "CSV, and send it again."
            )
        case _:
            return text("I could not get this file. Please send it again.")
