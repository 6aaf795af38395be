"""Members join a working group, ask to, leave it, mute it, and see its members and leads.

A group has one or two leads, each by their own yes.
"""

from typing import Annotated

from bot.core import (
    MOST_WAITING,
    Act,
    Answer,
    Card,
    Context,
    Line,
    Replace,
    Router,
    Text,
    Todo,
    asks,
    text,
    todos,
)
from bot.domain.groups import MOST_LEADS, GroupStanding, GroupState, Joining
from bot.domain.rates import MESSAGES, PROPOSALS
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.groups import (
    answer_request,
    ask_lead,
    group_thing,
    join_group,
    lead_group,
    leave_group,
    list_group_members,
    mute_group,
    show_group,
    stop_leading,
)
from bot.references.personal_data import leaving, losses
from handlers.groups.group_card import (
    NotYourGroup,
    answer_row,
    decides,
    group_in_state,
    group_title,
    inside_part,
    led_group,
    own_group_card,
    own_part,
    readable_group,
)
from handlers.groups.rooms import bring_in, has_rooms_of_people, take_out
from handlers.introductions import is_member
from handlers.profile import age_check, may_be_shown
from storage.groups import Group, GroupMembers, Groups
from storage.members import Member, Members
from storage.outbound import SentMessages

router = Router()

ADMIT_TO_A_GROUP = Act(
    text("{who} decided who joins a working group"), text("decide who joins a working group")
)

MOST_NAMED = 60


class NotAsking(Final):
    """This person does not ask to join any more."""


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


@router.button(join_group, of=group_thing, who=Role.MEMBER, limit=PROPOSALS)
def join_one_group(ctx: Context, number: int) -> Answer:
    """Join a group, or ask to; for adults only, since its members read the names."""
    group = group_in_state(ctx, number)
    barred = age_check(ctx, f"{show_group.name}-{group.id}")
    if barred is not None:
        return barred
    members = ctx.store[GroupMembers]
    if members.get(group.id, ctx.member.id) is not None:
        return Replace(own_group_card(ctx, group))
    if group.joining is Joining.OPEN:
        members.put(group.id, ctx.member.id, GroupStanding.BELONGS, ctx.now)
        bring_in(ctx, group, ctx.member)
        return Replace(own_group_card(ctx, group, text("Welcome to the group.")))
    members.put(group.id, ctx.member.id, GroupStanding.ASKS, ctx.now)
    asks = text("{name} asks to join the group.", name=ctx.member.name)
    request = Card(group_title(group), (asks,), (answer_row(group, ctx.member),))
    for lead in members.people(group.id, GroupStanding.LEADS):
        ctx.tell(lead, request, calm=True)
    return Replace(own_group_card(ctx, group))


@router.button(
    answer_request,
    of=group_thing,
    deliberate=True,
    who=Role.MEMBER,
    trace=ADMIT_TO_A_GROUP,
)
def answer_one_request(ctx: Context, number: int, member_id: int, answer: str) -> Answer:
    """Accept or decline a request to join a group; its author is told."""
    group = group_in_state(ctx, number)
    if not decides(ctx, group):
        raise NotYourGroup(name=group.name)
    members = ctx.store[GroupMembers]
    part, member = members.get(group.id, member_id), ctx.store[Members].get(member_id)
    if part is None or member is None or part.standing is not GroupStanding.ASKS:
        raise NotAsking
    look = show_group.button(text("See the group"), group.id)
    if answer != "yes":
        members.drop(part)
        told = text("You cannot join the group “{name}” for now.", name=group.name)
        ctx.tell(member, Card(None, (told,), ((look,),)), calm=True)
        return Replace(own_group_card(ctx, group, text("{name} is told.", name=member.name)))
    members.put(group.id, member.id, GroupStanding.BELONGS, ctx.now)
    told = text("You are in the group “{name}”.", name=group.name)
    ctx.tell(member, Card(None, (told,), ((look,),)), calm=True)
    bring_in(ctx, group, member)
    return Replace(own_group_card(ctx, group, text("{name} is in the group.", name=member.name)))


@router.button(leave_group, who=Role.MEMBER)
def leave_one_group(ctx: Context, number: int) -> Replace:
    """Leave a group, or withdraw the request to join it."""
    group = readable_group(ctx, number)
    part = own_part(ctx, group)
    lines: list[Line] = [text("Your request is withdrawn.")]
    if part.standing is not GroupStanding.ASKS:
        lines = [text("You have left the group. Nobody is told.")]
        take_out(ctx, group, ctx.member)
        if has_rooms_of_people(ctx, group):
            lines.append(text("In its room that people made, you stay until you leave it there."))
    ctx.store[GroupMembers].drop(part)
    return Replace(own_group_card(ctx, group, *lines))


@router.button(mute_group, who=Role.MEMBER)
def mute_one_group(ctx: Context, number: int, choice: str) -> Replace:
    """Get no messages from a group any more, or get them again."""
    group = group_in_state(ctx, number)
    inside_part(ctx, group).muted = choice == "on"
    return Replace(own_group_card(ctx, group))


@router.button(list_group_members, who=Role.MEMBER)
def show_members(ctx: Context, number: int) -> Answer:
    """Show the members of a group to each other."""
    group = readable_group(ctx, number)
    inside_part(ctx, group)
    people = ctx.store[GroupMembers]
    leads = people.people(group.id, GroupStanding.LEADS)
    everybody = [*leads, *people.people(group.id, GroupStanding.BELONGS)]
    shown = [each for each in everybody if may_be_shown(each)][:MOST_NAMED]
    lines: list[Line] = [
        text("– {name}, leads the group", name=each.name)
        if each in leads
        else text("– {name}", name=each.name)
        for each in shown
    ]
    if len(everybody) > len(shown):
        lines.append(text("and {count} more", count=len(everybody) - len(shown)))
    back = show_group.button(text("Back to the group"), group.id)
    return Card(group_title(group), tuple(lines), ((back,),))


@router.contribution(todos)
def requests_without_lead(ctx: Context) -> list[Todo]:
    """Requests to join groups that nobody leads: a gardener decides."""
    if ctx.role() < Role.GARDENER:
        return []
    tasks = []
    for group in ctx.store[Groups].without_lead(ctx.community.id, MOST_WAITING):
        for member in ctx.store[GroupMembers].people(group.id, GroupStanding.ASKS)[:MOST_WAITING]:
            line = text(
                "{name} asks to join the group “{group}”", name=member.name, group=group.name
            )
            thing = f"group {group.id}: {member.id}"
            tasks.append(Todo(line, answer_row(group, member), thing=thing))
    return tasks


@router.contribution(leaving)
def leave_groups(ctx: Context, member: Member) -> None:
    """End the part of a member who leaves the community in all its groups."""
    members = ctx.store[GroupMembers]
    for group_id, standing in members.groups_of(ctx.community.id, member.id).items():
        group = ctx.store[Groups].find(ctx.community.id, group_id)
        if group is not None and standing is not GroupStanding.ASKS:
            take_out(ctx, group, member)
    members.drop_all(ctx.community.id, member.id)


@router.contribution(losses)
def lost_groups(ctx: Context, member: Member, everywhere: bool) -> list[Text]:  # noqa: FBT001 - see `losses`
    """The groups that the member would leave."""
    left = ctx.store[Members].communities_of(member) if everywhere else [ctx.community.id]
    lost = []
    for here in left:
        for group_id, standing in ctx.store[GroupMembers].groups_of(here, member.id).items():
            group = ctx.store[Groups].find(here, group_id)
            is_open = group is not None and group.state is GroupState.OPEN
            if group is not None and is_open and standing is not GroupStanding.ASKS:
                lost.append(text("You will leave the group “{name}”.", name=group.name))
    return lost


@router.button(lead_group, of=group_thing, deliberate=True, who=Role.MEMBER, trace=LEAD_A_GROUP)
def lead_one_group(ctx: Context, number: int) -> Answer:
    """Lead a group: gardeners by themselves, others who were asked to."""
    group = group_in_state(ctx, number)
    if ctx.role() < Role.GARDENER:
        # Nobody but the person who was asked can press the message that asks.
        about = ctx.incoming.about if ctx.direct else None
        asked = None if about is None else ctx.store[SentMessages].about(ctx.incoming.room, about)
        if asked != f"{ABOUT}:{group.id}":
            raise NotAskedToLead
    ctx.store[Groups].hold(group.id)
    _check_free(ctx, group)
    barred = age_check(ctx, f"{show_group.name}-{group.id}")
    if barred is not None:
        return barred
    ctx.store[GroupMembers].put(group.id, ctx.member.id, GroupStanding.LEADS, ctx.now)
    bring_in(ctx, group, ctx.member)
    return Replace(own_group_card(ctx, group, text("Thank you: you lead the group.")))


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
