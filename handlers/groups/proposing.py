"""Members propose a working group, gardeners open it or make one; its words are changed."""

from typing import Annotated

from bot.core import (
    Act,
    Answer,
    Card,
    Context,
    Replace,
    Router,
    Where,
    asks,
    at_most,
    group_command,
    text,
)
from bot.domain.groups import (
    LONGEST_NAME,
    LONGEST_PURPOSE,
    MOST_PROPOSED,
    GroupStanding,
    GroupState,
    Joining,
    TooManyProposedGroups,
    read_name,
)
from bot.domain.rates import PROPOSALS
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from bot.domain.words import on_one_line
from bot.references.groups import (
    begin_group,
    change_group,
    decline_group,
    group_card,
    group_thing,
    new_group_form,
    open_group,
    show_group,
    switch_joining,
)
from handlers.groups.group_card import (
    ALIASES,
    group_in_state,
    group_title,
    led_group,
    own_group_card,
)
from handlers.groups.rooms import follow_joining
from handlers.profile import age_check
from storage.communities import RoomKind
from storage.groups import Group, GroupMembers, Groups
from storage.members import Members

router = Router()

MAKE_A_GROUP = Act(text("{who} made a working group"), text("make a working group"))
DECIDE_ON_A_GROUP = Act(
    text("{who} decided on a proposed working group"), text("decide on a proposed working group")
)
CHANGE_A_GROUP = Act(text("{who} changed a working group"), text("change a working group"))

Named = Annotated[
    str,
    asks("What is the group called? For example: Neighbourhood compost."),
    at_most(LONGEST_NAME),
]
Purpose = Annotated[
    str,
    asks("What is it for? One or two sentences. Who proposes a group leads it, to begin with."),
    at_most(LONGEST_PURPOSE),
]


class NoSuchJoining(Refusal):
    """A group is open, or joined on request: choose one of the two buttons."""


@router.button(begin_group, who=Role.MEMBER, deep=True)
def ask_what_group(ctx: Context) -> Answer:
    """Ask for the name and the purpose, once the sender is known to be 18."""
    return age_check(ctx, begin_group.link_word(ctx)) or new_group_form.ask(ctx)


@router.form(new_group_form, who=Role.MEMBER, limit=PROPOSALS, trace=MAKE_A_GROUP)
@router.command(
    group_command,
    aliases=ALIASES,
    who=Role.MEMBER,
    where=Where.DIRECT,
    example=(
        "Neighbourhood compost | We look after the composter",
        "Compost de quartier | Nous prenons soin du composteur",
    ),
    theme="people",
    form=new_group_form,
    limit=PROPOSALS,
    trace=MAKE_A_GROUP,
)
def propose_group(ctx: Context, name: Named, purpose: Purpose) -> Answer:
    """Propose a working group; the gardening team opens it."""
    barred = age_check(ctx, begin_group.link_word(ctx))
    if barred is not None:
        return barred
    here, groups = ctx.community.id, ctx.store[Groups]
    if (count := groups.proposed_by(here, ctx.member.id)) >= MOST_PROPOSED:
        raise TooManyProposedGroups(count=count)
    group = groups.add(
        Group(
            community_id=here,
            proposer_id=ctx.member.id,
            name=read_name(name),
            purpose=on_one_line(purpose),
            joining=Joining.OPEN,
            state=GroupState.PROPOSED,
            created_at=ctx.now,
            outcome="",
        )
    )
    if ctx.role() >= Role.GARDENER:
        return _opened_card(ctx, group)
    look = show_group.button(text("Look at the group"), group.id)
    told = text("{name} proposes a working group: {group}", name=ctx.member.name, group=group.name)
    ctx.tell_gardeners(Card(None, (told,), ((look,),)))
    return own_group_card(ctx, group, text("Your proposal is sent to the gardening team."))


@router.button(
    open_group, of=group_thing, deliberate=True, who=Role.GARDENER, trace=DECIDE_ON_A_GROUP
)
def open_proposed_group(ctx: Context, number: int) -> Answer:
    """Open a proposed group: its author leads it, and the rooms are told of it."""
    group = group_in_state(ctx, number, GroupState.PROPOSED)
    return Replace(_opened_card(ctx, group))


def _opened_card(ctx: Context, group: Group) -> Card:
    ctx.store[Groups].change(group, state=GroupState.OPEN, opened_at=ctx.now, asked_on=ctx.today)
    author = ctx.store[Members].get(group.proposer_id)
    if author is not None:
        ctx.store[GroupMembers].put(group.id, author.id, GroupStanding.LEADS, ctx.now)
        if author.id != ctx.member.id:
            opened = text("Your group “{name}” is open, and you lead it.", name=group.name)
            look = show_group.button(text("See the group"), group.id)
            ctx.tell(author, Card(None, (opened,), ((look,),)), calm=True)
    for room in ctx.rooms(RoomKind.COMMUNITY):
        group_card.post(ctx, room.address, group.id)
    return own_group_card(
        ctx, group, text("The group is open. The rooms of the community are told.")
    )


@router.button(
    decline_group,
    of=group_thing,
    deliberate=True,
    tone="danger",
    who=Role.GARDENER,
    trace=DECIDE_ON_A_GROUP,
)
def decline_proposed_group(ctx: Context, number: int) -> Replace:
    """Decline a proposed group: its author is told, and nothing of it is kept."""
    group = group_in_state(ctx, number, GroupState.PROPOSED)
    author = ctx.store[Members].get(group.proposer_id)
    if author is not None:
        told = text(
            "The gardening team does not open your group “{name}” for now. Talk about it with "
            "them, if you like.",
            name=group.name,
        )
        ctx.tell(author, told, calm=True)
    title = group_title(group)
    ctx.store[Groups].drop(group)
    return Replace(Card(title, (text("Declined. Its author is told."),)))


@router.button(change_group, who=Role.MEMBER)
def ask_words(ctx: Context, number: int, what: str) -> Answer:
    """Ask for another name or purpose."""
    group = led_group(ctx, number)
    form = rename_group if what == "name" else replace_purpose
    return form.ask(ctx, number=str(group.id))


@router.form("group_name", who=Role.MEMBER, trace=CHANGE_A_GROUP)
def rename_group(
    ctx: Context,
    number: int,
    name: Annotated[str, asks("What is its new name?"), at_most(LONGEST_NAME)],
) -> Card:
    """Change the name of a group."""
    group = led_group(ctx, number)
    ctx.store[Groups].change(group, name=read_name(name))
    return own_group_card(ctx, group)


@router.form("group_purpose", who=Role.MEMBER, trace=CHANGE_A_GROUP)
def replace_purpose(
    ctx: Context,
    number: int,
    purpose: Annotated[
        str, asks("What is it for? One or two sentences."), at_most(LONGEST_PURPOSE)
    ],
) -> Card:
    """Change what a group is for."""
    group = led_group(ctx, number)
    ctx.store[Groups].change(group, purpose=on_one_line(purpose))
    return own_group_card(ctx, group)


@router.button(switch_joining, of=group_thing, who=Role.MEMBER, trace=CHANGE_A_GROUP)
def change_joining(ctx: Context, number: int, how: str) -> Replace:
    """Switch between open joining and joining on request."""
    group = led_group(ctx, number)
    if how not in list(Joining):
        raise NoSuchJoining
    ctx.store[Groups].change(group, joining=Joining(how))
    follow_joining(ctx, group)
    return Replace(own_group_card(ctx, group))
