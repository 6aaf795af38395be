"""A working group as its reader sees it, the list of groups, and the card for the rooms.

Polls and events of a group are made by its members, and seen by nobody else.
"""

from collections.abc import Iterator, Sequence

from bot.core import (
    MOST_WAITING,
    Answer,
    Button,
    Buttons,
    Card,
    Context,
    JobContext,
    Line,
    Quote,
    Replace,
    Router,
    Small,
    Text,
    Where,
    group_command,
    in_rows,
    ntext,
    text,
)
from bot.domain.addresses import shortened
from bot.domain.conversations import only_named
from bot.domain.groups import MOST_LEADS, GroupStanding, GroupState, Joining
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.conversations import Intent, intents
from bot.references.events import new_event_form
from bot.references.groups import (
    answer_request,
    ask_lead,
    ask_to_close,
    begin_group,
    change_group,
    decline_group,
    group_card,
    group_thing,
    join_group,
    lead_group,
    leave_group,
    list_group_members,
    make_group_event,
    make_group_poll,
    mute_group,
    open_group,
    report_on_group,
    show_group,
    show_group_rooms,
    stop_leading,
    switch_joining,
)
from bot.references.polls import new_poll_form
from bot.vocabulary.lists import others_rows, page_start
from storage.groups import Group, GroupMember, GroupMembers, Groups
from storage.members import Member

router = Router()

ALIASES = ("groups", "groupes", "working group", "groupe de travail", "groupes de travail")
PAGE_SIZE = 20
MOST_REQUESTS = 5
LONGEST_LABEL = 34


class NoSuchGroup(Final):
    """There is no working group {number} here. All of them: {group}."""


class NotYourGroup(Final):
    """Only those who lead the group “{name}”, or the gardening team, can do this."""


class NotInThisGroup(Final):
    """You are not in the group “{name}”. How to join it: {group}."""


class GroupNotOpen(Final):
    """The group “{name}” is not open. All of them: {group}."""


MOST_LOOKED_AT = 100
_STOP_WORDS = frozenset({"groupe", "groupes", "group", "groups", "travail", "working"})
"""Words of names that every wish about a group has."""


@router.command(
    "group",
    fr="groupe",
    aliases=ALIASES,
    who=Role.MEMBER,
    where=Where.DIRECT,
    theme="people",
    label=text("Working groups"),
    in_shared_menu=True,
    shows=True,
)
def list_groups(ctx: Context) -> Card:
    """See the working groups, and propose one."""
    return _groups_card(ctx, 0)


@router.button("groups", who=Role.MEMBER)
def turn_groups(ctx: Context, after: int) -> Replace:
    """Show another page of the list."""
    return Replace(_groups_card(ctx, page_start(after)))


def _groups_card(ctx: Context, after: int) -> Card:
    """A page of the open groups; for gardeners the first one begins with the proposals."""
    groups = ctx.store[Groups]
    shown = [*groups.listed(ctx.community.id, GroupState.OPEN, PAGE_SIZE, after)]
    start = after + len(shown)
    rest = groups.count(ctx.community.id, GroupState.OPEN) - start
    if ctx.role() >= Role.GARDENER and not after:
        shown = [*groups.listed(ctx.community.id, GroupState.PROPOSED, MOST_WAITING), *shown]
    own = ctx.store[GroupMembers].groups_of(ctx.community.id, ctx.member.id)
    counts = ctx.store[GroupMembers].counts([each.id for each in shown])
    lines: list[Line] = [_list_line(each, counts[each.id], own.get(each.id)) for each in shown] or [
        text("There is no working group yet. Propose the first one.")
    ]
    rows: list[tuple[Button, ...]] = []
    for each in shown:
        name = shortened(each.name, LONGEST_LABEL)
        label = text("{number} · {name}", number=each.id, name=name)
        rows.append((show_group.button(label, each.id),))
    make = text("Propose a group")
    if ctx.role() >= Role.GARDENER:
        make = text("Make a group")
    more = others_rows(rest, lambda label: turn_groups.button(label, start))
    first = (group_command.button(text("All groups")),) if after else ()
    last = (begin_group.button(make), *first)
    return Card(text("🛠 Working groups"), tuple(lines), (*rows, *more, last))


def _list_line(group: Group, count: int, own: GroupStanding | None) -> Text:
    values = {"number": group.id, "name": group.name, "people": people_text(count)}
    if group.state is GroupState.PROPOSED:
        return text("{number} · {name} – proposed", **values)
    match own:
        case GroupStanding.LEADS:
            return text("{number} · {name} – {people}, you lead it", **values)
        case GroupStanding.BELONGS:
            return text("{number} · {name} – {people}, you are in it", **values)
        case GroupStanding.ASKS:
            return text("{number} · {name} – {people}, you asked to join", **values)
        case None:
            return text("{number} · {name} – {people}", **values)


def people_text(count: int) -> Text:
    """The number of people in a group."""
    return ntext("{count} member", "{count} members", count)


@router.command(
    "group",
    fr="groupe",
    aliases=ALIASES,
    who=Role.MEMBER,
    where=Where.DIRECT,
    example="3",
    theme="people",
)
def show_group_numbered(ctx: Context, number: int) -> Answer:
    """See a working group: join it, leave it, lead it."""
    return show_one_group(ctx, number)


@router.button(show_group, who=Role.MEMBER, deep=True)
def show_one_group(ctx: Context, number: int) -> Answer:
    """Show a group with what its reader can do."""
    return own_group_card(ctx, readable_group(ctx, number))


@router.revised(group_thing)
def show_group_again(ctx: Context, number: int) -> Answer:
    """Show a group that changed since the person acted on it."""
    return show_one_group(ctx, number)


def own_group_card(ctx: Context, group: Group, *first: Line) -> Card:
    """A group as the sender sees it: counts; for its members also the button to its people."""
    part = ctx.store[GroupMembers].get(group.id, ctx.member.id)
    lines: list[Line] = [*first, *_about_lines(ctx, group), *_standing_lines(ctx, group, part)]
    lines.append(Small(text("In writing: {command}", command=group_command.typed(group.id))))
    rows: list[Buttons] = []
    if group.state is GroupState.OPEN:
        rows = [_own_rows(ctx, group, part)]
    if may_lead(ctx, group):
        rows.append(_leading_rows(ctx, group, part))
    every = group_command.button(text("All groups"))
    return Card(
        group_title(group), tuple(lines), (*(row for each in rows for row in each), (every,))
    )


def group_title(group: Group) -> Text:
    return text("🛠 {name}", name=group.name)


def _about_lines(ctx: JobContext, group: Group) -> Iterator[Line]:
    """The public facts of a group: its purpose, the way to join, and the number of members."""
    if group.purpose:
        yield Quote(group.purpose)
    if group.state is GroupState.CLOSED:
        yield text("This group is closed.")
        yield Quote(group.outcome)
        return
    if group.state is GroupState.PROPOSED:
        yield text("⏳ Proposed: the gardening team decides whether it opens.")
        return
    count = ctx.store[GroupMembers].counts([group.id])[group.id]
    yield text("👥 {people}", people=people_text(count))
    if group.joining is Joining.OPEN:
        yield text("Open: everyone can join.")
    else:
        yield text("On request: those who lead it say yes.")


def _standing_lines(ctx: Context, group: Group, part: GroupMember | None) -> Iterator[Line]:
    members = ctx.store[GroupMembers]
    is_inside = part is not None and part.standing != GroupStanding.ASKS
    if group.state is GroupState.OPEN and (is_inside or ctx.role() >= Role.GARDENER):
        leads = [each.name for each in members.people(group.id, GroupStanding.LEADS)]
        if leads:
            yield text("Led by {names}.", names=leads)
        else:
            yield text("Nobody leads it yet.")
    if group.state is not GroupState.OPEN:
        return
    yield ""
    if part is None:
        yield text("Who is in it is told to its members only: they would read your name.")
        if group.joining is Joining.ON_REQUEST:
            yield text("Your request is read by those who lead it, or else by the gardening team.")
    elif part.standing is GroupStanding.ASKS:
        yield text("⏳ You asked to join. I tell you what is decided.")
    elif part.muted:
        yield text("You are in it, and get no messages from it.")
    else:
        yield text("You are in it. This is told to its members only.")


def _own_rows(ctx: Context, group: Group, part: GroupMember | None) -> Buttons:
    if part is None:
        label = text("Join the group")
        if group.joining is Joining.ON_REQUEST:
            label = text("Ask to join")
        return ((join_group.button(label, group.id),),)
    if part.standing is GroupStanding.ASKS:
        return ((leave_group.button(text("Withdraw my request"), group.id),),)
    mute = mute_group.button(text("No messages from it"), group.id, "on")
    if part.muted:
        mute = mute_group.button(text("Messages again"), group.id, "off")
    people = list_group_members.button(text("Its members"), group.id)
    rooms = show_group_rooms.button(text("Its rooms"), group.id)
    leave = leave_group.button(text("Leave the group"), group.id)
    poll = make_group_poll.button(text("A poll in the group"), group.id)
    event = make_group_event.button(text("An event of the group"), group.id)
    return ((poll, event), (people, rooms), (mute, leave))


def _leading_rows(ctx: Context, group: Group, part: GroupMember | None) -> Buttons:
    """The buttons of leads and gardeners."""
    if group.state is GroupState.PROPOSED:
        if ctx.role() < Role.GARDENER:
            return ()
        yes = open_group.button(text("Open the group"), group.id)
        no = decline_group.button(text("Decline"), group.id)
        return ((yes, no),)
    if group.state is GroupState.CLOSED:
        return ()
    other = Joining.ON_REQUEST if group.joining is Joining.OPEN else Joining.OPEN
    label = text("Join on request") if other is Joining.ON_REQUEST else text("Let everyone join")
    buttons: list[Button] = [
        change_group.button(text("Name"), group.id, "name"),
        change_group.button(text("What it is for"), group.id, "purpose"),
        switch_joining.button(label, group.id, other.value),
    ]
    leads = ctx.store[GroupMembers].people(group.id, GroupStanding.LEADS)
    leads_it = part is not None and part.standing is GroupStanding.LEADS
    if len(leads) < MOST_LEADS:
        if not leads_it:
            buttons.append(lead_group.button(text("Lead it myself"), group.id))
        buttons.append(ask_lead.button(text("Ask somebody to lead"), group.id))
    if leads_it:
        buttons.append(report_on_group.button(text("Report for the letter"), group.id))
        buttons.append(stop_leading.button(text("Lead it no longer"), group.id))
    buttons.append(ask_to_close.button(text("Close the group"), group.id))
    return (*request_rows(ctx, group), *in_rows(buttons, 2))


def request_rows(ctx: JobContext, group: Group) -> Buttons:
    """The answers to those who ask to join, shown to those who decide."""
    if not decides(ctx, group):
        return ()
    asking = ctx.store[GroupMembers].people(group.id, GroupStanding.ASKS)
    return tuple(answer_row(group, each) for each in asking[:MOST_REQUESTS])


def answer_row(group: Group, member: Member) -> tuple[Button, Button]:
    """Yes and no to a request."""
    return (
        answer_request.button(text("Let {name} in", name=member.name), group.id, member.id, "yes"),
        answer_request.button(text("Not {name}", name=member.name), group.id, member.id, "no"),
    )


@router.card(group_card, shows=[Group])
def draw_group_card(ctx: JobContext, group_id: int) -> Card:
    """A group for the community's rooms: counts, no names."""
    group = ctx.store[Groups].find(ctx.community.id, group_id)
    if group is None:
        return Card(None, (text("This group is no longer there."),))
    see = show_group.button(text("See the group"), group.id)
    buttons = ((see,),) if group.state is GroupState.OPEN else ()
    return Card(group_title(group), tuple(_about_lines(ctx, group)), buttons)


def readable_group(ctx: Context, number: int) -> Group:
    """The group with this number; a proposal is read by its author and gardeners.

    Raises `NoSuchGroup`.
    """
    group = ctx.store[Groups].find(ctx.community.id, number)
    is_proposal = group is not None and group.state is GroupState.PROPOSED
    is_own = group is not None and group.proposer_id == ctx.member.id
    if group is None or (is_proposal and not is_own and ctx.role() < Role.GARDENER):
        raise NoSuchGroup(number=number, group=group_command.typed())
    return group


def group_in_state(ctx: Context, number: int, state: GroupState = GroupState.OPEN) -> Group:
    """A group in this state; raises `GroupNotOpen` for one that is not."""
    group = readable_group(ctx, number)
    if group.state is not state:
        raise GroupNotOpen(name=group.name, group=group_command.typed())
    return group


def led_group(ctx: Context, number: int) -> Group:
    """An open group that the sender leads or tends; raises `NotYourGroup`."""
    group = group_in_state(ctx, number)
    if not may_lead(ctx, group):
        raise NotYourGroup(name=group.name)
    return group


def own_led_group(ctx: Context, number: int) -> Group:
    """An open group that the sender leads; raises `NotYourGroup`, for gardeners too."""
    group = group_in_state(ctx, number)
    if not is_lead(ctx, group):
        raise NotYourGroup(name=group.name)
    return group


def is_lead(ctx: Context, group: Group) -> bool:
    """True if the sender leads the group."""
    part = ctx.store[GroupMembers].get(group.id, ctx.member.id)
    return part is not None and part.standing is GroupStanding.LEADS


def may_lead(ctx: Context, group: Group) -> bool:
    """True for those who lead a group, and for gardeners."""
    return ctx.role() >= Role.GARDENER or is_lead(ctx, group)


def decides(ctx: JobContext, group: Group) -> bool:
    """True if the reader says who joins: a lead, or a gardener while nobody leads."""
    if not isinstance(ctx, Context):
        return False
    if is_lead(ctx, group):
        return True
    leads = ctx.store[GroupMembers].people(group.id, GroupStanding.LEADS)
    return not leads and ctx.role() >= Role.GARDENER


def own_part(ctx: Context, group: Group) -> GroupMember:
    """The sender's part in a group, or their request; raises `NotInThisGroup`."""
    part = ctx.store[GroupMembers].get(group.id, ctx.member.id)
    if part is None:
        raise NotInThisGroup(name=group.name, group=group_command.typed(group.id))
    return part


def inside_part(ctx: Context, group: Group) -> GroupMember:
    """The sender's membership of a group, not a request; raises `NotInThisGroup`."""
    part = own_part(ctx, group)
    if part.standing is GroupStanding.ASKS:
        raise NotInThisGroup(name=group.name, group=group_command.typed(group.id))
    return part


@router.contribution(intents)
def intents_of_groups(ctx: Context) -> Sequence[Intent]:
    """The intents: to see, join or leave a group, and a new one."""
    group, propose = group_command, text("Propose a group")
    return (
        Intent("groups_list", text("Working groups"), group, show_named_group, for_people=True),
        Intent("propose_group", propose, group, offer_to_propose, for_people=True),
    )


def show_named_group(ctx: Context, words: str) -> Answer:
    """The one open group whose name has a telling word of these; None for the list."""
    listed = ctx.store[Groups].listed(ctx.community.id, GroupState.OPEN, MOST_LOOKED_AT)
    number = only_named(words, {each.id: each.name for each in listed}, but=_STOP_WORDS)
    return None if number is None else show_group.run(ctx, number)


def offer_to_propose(ctx: Context, words: str) -> Card:
    """The button that asks for the name of a group, and the way to those that exist."""
    propose = begin_group.button(text("Propose a group"))
    asked = text("I ask you for its name and what it is for; the gardening team opens it.")
    every = group_command.button(text("All groups"))
    return Card(text("🛠 A new working group"), (asked,), ((propose,), (every,)))


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
