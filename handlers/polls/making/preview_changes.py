"""Changes of a poll before it is published: choices, dates, and how many of them one person has."""

from dataclasses import replace
from typing import Annotated

from bot.core import Answer, Card, Context, Replace, Router, asks, reads
from bot.domain.polls.kinds import PollKind, read_limits
from bot.domain.roles import Role
from bot.references.polls import (
    change_choices,
    limit_choices,
    new_choices_form,
    switch_hidden,
    switch_secret,
    switch_several,
)
from handlers.polls import acts
from handlers.polls.making.poll_parts import (
    Choices,
    Dates,
    Limits,
    Things,
    read_options,
    with_level,
    with_limits,
)
from handlers.polls.making.preview import may_hide, preview_card, previewed_poll

router = Router()


@router.button(change_choices, who=Role.MEMBER, trace=acts.PREPARE_A_POLL)
def ask_choices(ctx: Context, mark: int) -> Answer:
    """Ask for other choices; all else stays."""
    new = previewed_poll(ctx, mark)
    forms = {PollKind.DATE: replace_dates, PollKind.BRING: replace_things}
    return forms.get(PollKind(new.kind), new_choices_form).ask(ctx, mark=str(mark))


@router.form(new_choices_form, who=Role.MEMBER, trace=acts.PREPARE_A_POLL)
def replace_choices(ctx: Context, mark: int, choices: Choices) -> Card:
    """Show the poll of a preview with other choices."""
    new = replace(previewed_poll(ctx, mark), options=choices)
    if new.rules.least > len(choices):
        new = replace(new, least=1)
    return preview_card(ctx, new)


@router.form("poll_change_dates", who=Role.MEMBER, trace=acts.PREPARE_A_POLL)
def replace_dates(ctx: Context, mark: int, choices: Dates) -> Card:
    """Show the poll of a preview with other dates."""
    new = previewed_poll(ctx, mark)
    return preview_card(ctx, replace(new, options=read_options(ctx, new.kind, choices)))


@router.form("poll_change_things", who=Role.MEMBER, trace=acts.PREPARE_A_POLL)
def replace_things(ctx: Context, mark: int, choices: Things) -> Card:
    """Show the poll of a preview with other things to bring."""
    new = previewed_poll(ctx, mark)
    return preview_card(ctx, replace(new, options=read_options(ctx, new.kind, choices)))


@router.button(switch_several, who=Role.MEMBER, trace=acts.PREPARE_A_POLL)
def switch_number(ctx: Context, mark: int) -> Replace:
    """Allow several choices, or only one."""
    new = previewed_poll(ctx, mark)
    return Replace(preview_card(ctx, with_limits(new, Limits(multiple=not new.rules.multiple))))


@router.button(switch_secret, who=Role.MEMBER, trace=acts.PREPARE_A_POLL)
def switch_level(ctx: Context, mark: int) -> Replace:
    """Make the vote secret, or not."""
    new = previewed_poll(ctx, mark)
    return Replace(preview_card(ctx, with_level(new, secret=not new.secret)))


@router.button(switch_hidden, who=Role.MEMBER, trace=acts.PREPARE_A_POLL)
def switch_counts(ctx: Context, mark: int) -> Replace:
    """Show the counts at the end only, or at once."""
    new = previewed_poll(ctx, mark)
    return Replace(preview_card(ctx, replace(new, hidden=not new.hidden and may_hide(new))))


@router.button(limit_choices, who=Role.MEMBER, trace=acts.PREPARE_A_POLL)
def ask_limits(ctx: Context, mark: int) -> Answer:
    """Ask how many choices each person has; all else stays."""
    previewed_poll(ctx, mark)
    return set_limits.ask(ctx, mark=str(mark))


@router.form("poll_new_limits", who=Role.MEMBER, trace=acts.PREPARE_A_POLL)
def set_limits(
    ctx: Context,
    mark: int,
    limits: Annotated[
        tuple[int, int],
        asks("How many choices may each person make? Write for example 2, or 1-3."),
        reads(read_limits),
    ],
) -> Card:
    """Show the poll of a preview with limits for the number of choices."""
    least, most = limits
    new = previewed_poll(ctx, mark)
    return preview_card(ctx, with_limits(new, Limits(multiple=True, least=least, most=most)))
