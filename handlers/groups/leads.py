"""Leads of a working group: one or two people, each by their own yes."""

from typing import Annotated

from bot.core import (
    MOST_WAITING,
    Act,
    Answer,
    Card,
    Context,
    Replace,
    Router,
    Todo,
    asks,
    text,
    todos,
)
from bot.domain.groups import MOST_LEADS, GroupStanding
from bot.domain.rates import MESSAGES
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.groups import ask_lead, group_thing, lead_group, show_group, stop_leading
from handlers.groups.group_card import (
    NotYourGroup,
    group_in_state,
    group_title,
    inside_part,
    led_group,
    own_group_card,
)
from handlers.groups.rooms import bring_in
from handlers.introductions import is_member
from handlers.profile import age_check
from storage.groups import Group, GroupMembers, Groups
from storage.members import Member
from storage.outbound import SentMessages

router = Router()

LEAD_A_GROUP = Act(
    text("{who} chose who leads a working group"), text("choose who leads a working group")
)

ABOUT = "group_lead"
"""Subject of the messages that ask a member to lead a group."""


class EnoughLeads(Final):
    """The group “{name}” is led by {most} people already."""


class NotAskedToLead(Final):
    """You were not asked to lead this group, or it is too long ago."""


class NotAMemberHere(Final):
    """{name} is no member of {community}."""


@router.button(lead_group, of=group_thing, deliberate=True, who=Role.MEMBER, trace=LEAD_A_GROUP)
def lead_one_group(ctx: Context, number: int) -> Answer:
    """Lead a group: gardeners by themselves, others who were asked to."""
    group = group_in_state(ctx, number)
    if ctx.role() < Role.GARDENER and not _was_asked(ctx, group):
        raise NotAskedToLead
    ctx.store[Groups].hold(group.id)
    _check_free(ctx, group)
    barred = age_check(ctx, f"{show_group.name}-{group.id}")
    if barred is not None:
        return barred
    ctx.store[GroupMembers].put(group.id, ctx.member.id, GroupStanding.LEADS, ctx.now)
    bring_in(ctx, group, ctx.member)
    return Replace(own_group_card(ctx, group, text("Thank you: you lead the group.")))


def _was_asked(ctx: Context, group: Group) -> bool:
    """True if the pressed message asked this person: nobody else can press it."""
    about = ctx.incoming.about
    if not ctx.direct or about is None:
        return False
    return ctx.store[SentMessages].about(ctx.incoming.room, about) == f"{ABOUT}:{group.id}"


def _check_free(ctx: Context, group: Group) -> None:
    if len(ctx.store[GroupMembers].people(group.id, GroupStanding.LEADS)) >= MOST_LEADS:
        raise EnoughLeads(name=group.name, most=MOST_LEADS)


@router.button(ask_lead, who=Role.MEMBER)
def ask_whom(ctx: Context, number: int) -> Answer:
    """Ask who should lead a group."""
    group = led_group(ctx, number)
    _check_free(ctx, group)
    return ask_member.ask(ctx, number=str(group.id))


@router.form("group_lead_whom", who=Role.MEMBER, limit=MESSAGES, trace=LEAD_A_GROUP)
def ask_member(
    ctx: Context,
    number: int,
    somebody: Annotated[
        Member, asks("Who should lead it? Write a name, or mention the person: I ask them.")
    ],
) -> Answer:
    """Ask a member to lead a group; they do once they say yes."""
    group = led_group(ctx, number)
    _check_free(ctx, group)
    if not is_member(ctx, somebody):
        raise NotAMemberHere(name=somebody.name, community=ctx.community.name)
    asked = text(
        "{name} asks whether you would lead this group: say who joins, and once a month a line "
        "for the letter. Its members read your name, and so does the gardening team.",
        name=ctx.member.name,
    )
    yes = lead_group.button(text("Yes, I lead it"), group.id)
    look = show_group.button(text("See the group"), group.id)
    card = Card(group_title(group), (asked,), ((yes,), (look,)))
    ctx.tell(somebody, card, about=f"{ABOUT}:{group.id}", calm=True)
    return own_group_card(ctx, group, text("{name} is asked.", name=somebody.name))


@router.button(stop_leading, who=Role.MEMBER)
def stop_leading_group(ctx: Context, number: int) -> Replace:
    """Lead a group no longer, and stay in it."""
    group = group_in_state(ctx, number)
    if inside_part(ctx, group).standing is not GroupStanding.LEADS:
        raise NotYourGroup(name=group.name)
    ctx.store[GroupMembers].put(group.id, ctx.member.id, GroupStanding.BELONGS, ctx.now)
    return Replace(own_group_card(ctx, group, text("You lead the group no longer.")))


@router.contribution(todos)
def groups_without_lead(ctx: Context) -> list[Todo]:
    """The open groups that nobody leads."""
    if ctx.role() < Role.GARDENER:
        return []
    found = ctx.store[Groups].without_lead(ctx.community.id, MOST_WAITING)
    return [
        Todo(
            text("Nobody leads the group “{name}”", name=each.name),
            (show_group.button(text("Find a lead for group {number}", number=each.id), each.id),),
            thing=f"group without lead {each.id}",
        )
        for each in found
    ]
