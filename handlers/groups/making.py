"""Polls and events of a working group: made by its members, seen by nobody else."""

from bot.core import Answer, Context, Router
from bot.domain.roles import Role
from bot.references.events import new_event_form
from bot.references.groups import make_group_event, make_group_poll
from bot.references.polls import new_poll_form
from handlers.groups.group_card import group_in_state, inside_part

router = Router()


@router.button(make_group_poll, who=Role.MEMBER)
def ask_poll(ctx: Context, number: int) -> Answer:
    """Ask for a poll of a group."""
    return new_poll_form.ask(ctx, group=_own_number(ctx, number))


@router.button(make_group_event, who=Role.MEMBER)
def ask_event(ctx: Context, number: int) -> Answer:
    """Ask for an event of a group."""
    return new_event_form.ask(ctx, group=_own_number(ctx, number))


def _own_number(ctx: Context, number: int) -> str:
    group = group_in_state(ctx, number)
    inside_part(ctx, group)
    return str(group.id)
