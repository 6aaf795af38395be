"""Changes of a poll before it is published: its choices, their limits, and the people it is for."""

from dataclasses import replace
from typing import Annotated

from bot.core import Answer, Button, Card, Context, Replace, Router, Text, Words, asks, reads, text
from bot.domain.addresses import shortened
from bot.domain.polls.rules import PollKind, read_limits
from bot.domain.roles import Role
from bot.references.polls import (
    PREPARE_A_POLL,
    change_choices,
    choose_voters,
    limit_choices,
    new_choices_form,
    switch_hidden,
    switch_secret,
    switch_several,
)
from bot.vocabulary.audiences import (
    audience_text,
    choice_rows,
    group_labels,
    marked,
    own_groups,
    with_choice,
)
from handlers.polls.ballot_box import LONGEST_LABEL
from handlers.polls.poll_parts import (
    Choices,
    Dates,
    Limits,
    Things,
    read_options,
    with_level,
    with_limits,
)
from handlers.polls.preview import keep_preview, may_hide, preview_card, previewed_poll
from storage.groups import Group
from storage.polls import NewPoll

router = Router(on_page=True)

_GROUP = "g"
"""The sign of a working group among the parts of an audience."""


@router.button(change_choices, who=Role.MEMBER, trace=PREPARE_A_POLL)
def ask_choices(ctx: Context, mark: int) -> Answer:
    """Ask for other choices; all else stays."""
    new = previewed_poll(ctx, mark)
    forms = {PollKind.DATE: replace_dates, PollKind.BRING: replace_things}
    return forms.get(PollKind(new.kind), new_choices_form).ask(ctx, mark=str(mark))


@router.form(new_choices_form, who=Role.MEMBER, trace=PREPARE_A_POLL)
def replace_choices(ctx: Context, mark: int, choices: Choices) -> Card:
    """Show the poll of a preview with other choices."""
    new = replace(previewed_poll(ctx, mark), options=choices)
    if new.rules.least > len(choices):
        new = replace(new, least=1)
    return preview_card(ctx, new)


@router.form("poll_change_dates", who=Role.MEMBER, trace=PREPARE_A_POLL)
def replace_dates(ctx: Context, mark: int, choices: Dates) -> Card:
    """Show the poll of a preview with other dates."""
    return _with_options(ctx, mark, choices)


@router.form("poll_change_things", who=Role.MEMBER, trace=PREPARE_A_POLL)
def replace_things(ctx: Context, mark: int, choices: Things) -> Card:
    """Show the poll of a preview with other things to bring."""
    return _with_options(ctx, mark, choices)


def _with_options(ctx: Context, mark: int, written: list[str]) -> Card:
    new = previewed_poll(ctx, mark)
    return preview_card(ctx, replace(new, options=read_options(ctx, new.kind, written)))


@router.button(switch_several, who=Role.MEMBER, trace=PREPARE_A_POLL)
def switch_number(ctx: Context, mark: int) -> Replace:
    """Allow several choices, or only one."""
    new = previewed_poll(ctx, mark)
    return Replace(preview_card(ctx, with_limits(new, Limits(multiple=not new.rules.multiple))))


@router.button(switch_secret, who=Role.MEMBER, trace=PREPARE_A_POLL)
def switch_level(ctx: Context, mark: int) -> Replace:
    """Make the vote secret, or not."""
    new = previewed_poll(ctx, mark)
    return Replace(preview_card(ctx, with_level(new, secret=not new.secret)))


@router.button(switch_hidden, who=Role.MEMBER, trace=PREPARE_A_POLL)
def switch_counts(ctx: Context, mark: int) -> Replace:
    """Show the counts at the end only, or at once."""
    new = previewed_poll(ctx, mark)
    return Replace(preview_card(ctx, replace(new, hidden=not new.hidden and may_hide(new))))


@router.button(limit_choices, who=Role.MEMBER, trace=PREPARE_A_POLL)
def ask_limits(ctx: Context, mark: int) -> Answer:
    """Ask how many choices each person has; all else stays."""
    previewed_poll(ctx, mark)
    return set_limits.ask(ctx, mark=str(mark))


@router.form("poll_new_limits", who=Role.MEMBER, trace=PREPARE_A_POLL)
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


@router.button(choose_voters, who=Role.MEMBER, trace=PREPARE_A_POLL)
def show_audience(ctx: Context, mark: int) -> Replace:
    """Offer the circles, domains and places of the community."""
    return Replace(_audience_card(ctx, previewed_poll(ctx, mark)))


@router.button("poll_for", who=Role.MEMBER, trace=PREPARE_A_POLL)
def choose_audience(ctx: Context, mark: int, kind: str, sign: str) -> Replace:
    """Add a choice to the people who may vote, or remove it."""
    new = previewed_poll(ctx, mark)
    chosen = with_choice(ctx.community, new.whom, kind, sign)
    if kind == _GROUP:
        own = {str(each.id): each.id for each in own_groups(ctx)}
        now = [] if sign not in own or own[sign] in new.whom.groups else [own[sign]]
        chosen = replace(new.whom, groups=now)
    return Replace(_audience_card(ctx, replace(new, whom=chosen)))


@router.button("poll_preview", who=Role.MEMBER, trace=PREPARE_A_POLL)
def show_preview(ctx: Context, mark: int) -> Replace:
    """Show the preview again."""
    return Replace(preview_card(ctx, previewed_poll(ctx, mark)))


def _group_label(group: Group) -> Text:
    return text("Group: {name}", name=shortened(group.name, LONGEST_LABEL))


def _audience_card(ctx: Context, new: NewPoll) -> Card:
    mark = keep_preview(ctx, new)
    whom = audience_text(new.whom, group_labels(ctx, new.whom)) or text("For everyone.")
    hint = text("Everyone sees the poll in the rooms; only these people can vote.")
    if new.whom.groups:
        hint = text("Only who is in the group sees the poll: it is posted in the group's rooms.")

    def choose(label: Words, kind: str, sign: str) -> Button:
        return choose_audience.button(label, mark, kind, sign)

    groups = [
        (choose(marked(_group_label(each), each.id in new.whom.groups), _GROUP, str(each.id)),)
        for each in own_groups(ctx)
    ]
    back = (show_preview.button(text("Back to the poll"), mark),)
    rows = (*choice_rows(ctx.community, new.whom, choose), *groups, back)
    return Card(text("📊 {question}", question=new.question), (whom, hint), rows)
