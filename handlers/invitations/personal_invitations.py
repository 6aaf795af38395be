"""Personal invitations: a link, QR code and code to type, the people who came, and the goal.

An invitation grants nothing: it names the host. It travels in the buttons until the newcomer
joins; then the host is told.
"""

from collections.abc import Sequence
from typing import Annotated

from bot.core import (
    Act,
    Answer,
    Bar,
    Buttons,
    Card,
    Context,
    Line,
    Picture,
    Replace,
    Router,
    Text,
    Where,
    asks,
    join_command,
    ntext,
    text,
    together,
)
from bot.domain import codes
from bot.domain.rates import INVITATIONS
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from bot.references.conversations import Intent, intents
from bot.references.invitations import give_poster, invite_command, open_list_invitation
from bot.references.joining import typed_codes
from bot.references.personal_data import leaving
from bot.vocabulary.accounts import count_wrong, too_many_tries
from handlers.invitations.lists import first_link, way_lines
from storage.invitations import Invitation, Invitations
from storage.members import Member, Members

router = Router()

SET_A_GOAL_FOR_THE_NUMBER_OF_MEMBERS = Act(
    text("{who} set a goal for the number of members"), text("set a goal for the number of members")
)

LARGEST_GOAL = 1_000_000
YEARS = range(2000, 2200)
MOST_NAMES = 10
_JOIN = join_command.typed()


class NoSuchGoal(Refusal):
    """A goal is a number of members and, if you like, a year: {example}."""


@router.command(
    "invite goal",
    fr="inviter objectif",
    who=Role.MEMBER,
    theme="part",
    shows=True,
    trace=SET_A_GOAL_FOR_THE_NUMBER_OF_MEMBERS,
)
def show_goal(ctx: Context) -> Text | Picture:
    """See how close the community is to its goal."""
    words = _goal_text(ctx)
    if words is None or ctx.community.goal is None:
        return text("{community} has no goal yet.", community=ctx.community.name)
    members = ctx.store[Members].count(ctx.community.id)
    return Picture(Bar(members, ctx.community.goal, words), words)


@router.command(
    "invite goal",
    fr="inviter objectif",
    who=Role.GARDENER,
    example=("goal 1000 2026", "objectif 1000 2026"),
)
def set_goal(
    ctx: Context, goal: Annotated[str, asks("How many members, and by which year?")]
) -> Text | Picture:
    """Set a goal: how many members, and by which year; 0 removes it."""
    people, year = _read_goal(goal)
    ctx.community.goal = people or None
    ctx.community.goal_year = year if people else None
    if not people:
        return text("{community} no longer has a goal.", community=ctx.community.name)
    return show_goal(ctx)


@router.command(
    invite_command,
    who=Role.MEMBER,
    where=Where.DIRECT,
    theme="part",
    label=text("Invite"),
    listed=14,
    limit=INVITATIONS,
)
def show_invitation(ctx: Context) -> Answer:
    """Get your own invitation link, and see who joined with it."""
    own = ctx.store[Invitations].of(ctx.member.id, ctx.community.id) or _new_invitation(ctx)
    word, goal = read_invitation.link_word(ctx, _link_code(own)), _goal_text(ctx)
    lines: list[Line] = way_lines(
        ctx, word, own.code, lambda network: text("Your link, for {network}:", network=network)
    )
    lines += [
        text("It says that you will see the names of people who join with it. It does not expire."),
        "",
        _arrival_text(ctx),
    ]
    lines += [] if goal is None else [goal]
    title = text("Invite to {community}", community=ctx.community.name)
    buttons: Buttons = ((ask_before_renewing.button(text("Make a new link")),),)
    if ctx.role() >= Role.GARDENER:
        buttons = (*buttons, (give_poster.button(text("Poster to print")),))
    card = Card(title, tuple(lines), buttons)
    link = first_link(ctx, word)
    if not link:
        return card
    ctx.whisper(card)
    return Picture(link, text("The same link, to show or to print: it opens when scanned."))


@router.button("invite_anew", who=Role.MEMBER)
def ask_before_renewing(ctx: Context) -> Replace:
    """Explain what a new link does to the old one."""
    why = text("With a new link, people who use your old one no longer count as invited by you.")
    yes = renew_invitation.button(text("Yes, a new link"))
    no = invite_command.button(text("No, keep it"))
    return Replace(Card(None, (why,), ((yes,), (no,))))


@router.button("invite_renew", who=Role.MEMBER, limit=INVITATIONS)
def renew_invitation(ctx: Context) -> Answer:
    """Replace the link: the old one no longer names a host."""
    _new_invitation(ctx)
    return show_invitation(ctx)


@router.button("invited", deep=True)
def read_invitation(ctx: Context, code: str) -> Answer:
    """Say who invites, and go on to the notice, or to what a member sees.

    Wrong codes are counted with those that link accounts, hence no refusal, which would undo that.
    """
    read = codes.read_code(code)
    if (refused := too_many_tries(ctx)) is not None:
        return refused
    invitation = ctx.store[Invitations].with_code(read)
    if invitation is None:
        count_wrong(ctx)
        return text("This invitation is no longer valid. You can still join: {join}.", join=_JOIN)
    ctx.enter(invitation.community_id)
    if ctx.person.circle is not None:
        return text("You are already a member of {community}.", community=ctx.community.name)
    host = ctx.store[Members].get(invitation.member_id)
    invites = text(
        "{name} invites you to {community}, and will see your name if you join.",
        name="" if host is None else host.name,
        community=ctx.community.name,
    )
    return together(invites, ctx.follow(thank_host.link_word(ctx, _link_code(invitation))))


@router.command("join", fr="rejoindre", where=Where.DIRECT, example="K7M-4PX-2R")
def bring_invitation(ctx: Context, code: str) -> Answer:
    """Join with the code that you were given."""
    if codes.is_long(code):  # of a person invited by a list: see `handlers/invitations/invitees.py`
        return open_list_invitation.run(ctx, code.strip())
    return read_invitation(ctx, codes.read_code(code))


@router.contribution(typed_codes)
def take_code(ctx: Context, code: str) -> Answer:
    """Name the host to the sender of an invitation's code."""
    is_known = ctx.store[Invitations].with_code(code) is not None
    return read_invitation(ctx, code) if is_known else None


@router.button("came", who=Role.MEMBER, deep=True, by_link=read_invitation)
def thank_host(ctx: Context, code: str) -> Text | None:
    """Record the host of a new member, and tell the host."""
    invitation = ctx.store[Invitations].with_code(codes.read_code(code))
    belonging = ctx.store[Members].membership(ctx.member, ctx.community.id)
    host = None if invitation is None else ctx.store[Members].get(invitation.member_id)
    if invitation is None or host is None or belonging is None:
        return None
    just_now = belonging.joined_at == ctx.now and belonging.invited_by is None
    if not just_now or host.id == ctx.member.id or invitation.community_id != ctx.community.id:
        return None
    ctx.store[Invitations].came(invitation, ctx.member.id)
    came = text(
        "{name} has joined {community} thanks to you.",
        name=ctx.member.name,
        community=ctx.community.name,
    )
    ctx.tell(host, came, unasked=True)
    return text("{name} will know that you joined.", name=host.name)


@router.contribution(leaving)
def end_invitations(ctx: Context, member: Member) -> None:
    """End the links by which the member invites others."""
    ctx.store[Invitations].end(member.id, ctx.community.id)


def _arrival_text(ctx: Context) -> Text:
    invitations, me, here = ctx.store[Invitations], ctx.member.id, ctx.community.id
    count = invitations.count_of(me, here)
    if not count:
        return text("Nobody has joined with your invitation yet.")
    names = list(invitations.names_of(me, here, MOST_NAMES))
    if count > MOST_NAMES:
        return text(
            "{count} people joined thanks to you, most recently: {names}.", count=count, names=names
        )
    return ntext(
        "{count} person joined thanks to you: {names}.",
        "{count} people joined thanks to you: {names}.",
        count,
        names=names,
    )


def _new_invitation(ctx: Context) -> Invitation:
    code = codes.new_code()
    return ctx.store[Invitations].make(code, ctx.member.id, ctx.community.id, ctx.now)


def _link_code(invitation: Invitation) -> str:
    """The code without its hyphens, which have a meaning of their own in a link."""
    return invitation.code.replace("-", "")


def _goal_text(ctx: Context) -> Text | None:
    community = ctx.community
    if community.goal is None:
        return None
    members, goal = ctx.store[Members].count(community.id), community.goal
    if community.goal_year is None:
        return ntext(
            "{count} member; our goal is {goal}.",
            "{count} members; our goal is {goal}.",
            members,
            goal=goal,
        )
    return ntext(
        "{count} member; our goal for {year} is {goal}.",
        "{count} members; our goal for {year} is {goal}.",
        members,
        goal=goal,
        year=str(community.goal_year),
    )


def _read_goal(typed: str) -> tuple[int, int | None]:
    """A number and perhaps a year: « 1 000 membres en 2026 », `1000 2026`."""
    numbers = "".join(each if each.isdigit() else " " for each in typed).split()
    year = int(numbers.pop()) if len(numbers) > 1 and len(numbers[-1]) == len("2026") else None
    people = "".join(numbers)  # thousands apart are one number
    if not people.isdigit() or int(people) > LARGEST_GOAL or not (year is None or year in YEARS):
        raise NoSuchGoal(example=show_goal.typed("1000", "2026"))
    return int(people), year


@router.contribution(intents)
def intents_of_invitations(ctx: Context) -> Sequence[Intent]:
    """The wish to invite another person."""
    return (Intent("invite", text("Invite someone"), invite_command),)
