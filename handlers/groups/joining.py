"""Members join a working group, ask to, leave it, mute it, and see its members."""

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
    text,
    todos,
)
from bot.domain.groups import GroupStanding, GroupState, Joining
from bot.domain.rates import PROPOSALS
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.groups import (
    answer_request,
    group_thing,
    join_group,
    leave_group,
    list_group_members,
    mute_group,
    show_group,
)
from bot.references.personal_data import leaving, losses
from handlers.groups.group_card import (
    NotYourGroup,
    answer_row,
    decides,
    group_in_state,
    group_title,
    inside_part,
    own_group_card,
    own_part,
    readable_group,
)
from handlers.groups.rooms import bring_in, has_rooms_of_people, take_out
from handlers.profile import age_check, may_be_shown
from storage.groups import Group, GroupMembers, Groups
from storage.members import Member, Members

router = Router()

ADMIT_TO_A_GROUP = Act(
    text("{who} decided who joins a working group"), text("decide who joins a working group")
)

MOST_NAMED = 60


class NotAsking(Final):
    """This person does not ask to join any more."""


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
    for lead in members.people(group.id, GroupStanding.LEADS):
        _tell_request(ctx, group, lead)
    return Replace(own_group_card(ctx, group))


def _tell_request(ctx: Context, group: Group, lead: Member) -> None:
    asks = text("{name} asks to join the group.", name=ctx.member.name)
    ctx.tell(lead, Card(group_title(group), (asks,), (answer_row(group, ctx.member),)), calm=True)


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
