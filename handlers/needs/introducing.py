"""Introductions because of a need: by the territory's gardener, or asked for by a member."""

from typing import Annotated

from bot.core import Answer, Context, Router, asks, at_most
from bot.domain.needs.need import Need
from bot.domain.rates import PROPOSALS
from bot.domain.refusals import Final
from bot.domain.roles import Role, Seat
from bot.references.needs import (
    introduce_for_need,
    meet_author,
    need_command,
    need_thing,
    show_need,
)
from handlers.introductions import ask_to_meet, is_member, propose
from handlers.needs import acts
from handlers.needs.need_lookup import readable_need
from handlers.needs.need_words import is_for
from storage.members import Member, Members

router = Router()

LONGEST_REASON = 200


class NobodyToIntroduce(Final):
    """This person cannot be introduced any more. All needs and offers: {need}."""


@router.button(
    meet_author, of=need_thing, who=Role.MEMBER, limit=PROPOSALS, trace=acts.MEET_FOR_A_NEED
)
def ask_to_meet_author(ctx: Context, number: int) -> Answer:
    """Ask the author of a need to meet; each learns the other's contact only if both agree."""
    need = readable_need(ctx, number)
    return ask_to_meet(ctx, _member(ctx, need.author_id), need.words, f"{show_need.name}-{number}")


@router.button(
    introduce_for_need,
    of=need_thing,
    deliberate=True,
    seat=Seat.TERRITORY,
    trace=acts.INTRODUCE_FOR_A_NEED,
)
def introduce_author(ctx: Context, number: int, member_id: int) -> Answer:
    """Ask the author of a need and another member whether they want to meet.

    Words that its author did not want this person to read are not told: another reason is asked.
    """
    need = readable_need(ctx, number)
    if is_for(ctx, need, _member(ctx, member_id)):
        return _proposed(ctx, need, member_id, need.words)
    shown = need_thing.present(ctx, number)
    known = {"number": str(number), "member_id": str(member_id), "shown": str(shown)}
    return introduce_because.ask(ctx, **known)


@router.form("need_introduce_reason", seat=Seat.TERRITORY, trace=acts.INTRODUCE_FOR_A_NEED)
def introduce_because(
    ctx: Context,
    number: int,
    member_id: int,
    shown: int,
    why: Annotated[
        str,
        asks("Why should they meet? Both read your words; nobody reads those of the need."),
        at_most(LONGEST_REASON),
    ],
) -> Answer:
    """Propose an introduction with a reason in the gardener's words."""
    need = readable_need(ctx, number)
    need_thing.check(ctx, need.id, shown)
    return _proposed(ctx, need, member_id, why)


def _proposed(ctx: Context, need: Need, member_id: int, why: str) -> Answer:
    return propose(ctx, _member(ctx, need.author_id), _member(ctx, member_id), why)


def _member(ctx: Context, member_id: int) -> Member:
    """A member of this community, so that no number tells the name of a stranger."""
    member = ctx.store[Members].get(member_id)
    if member is None or not is_member(ctx, member):
        raise NobodyToIntroduce(need=need_command.typed())
    return member
