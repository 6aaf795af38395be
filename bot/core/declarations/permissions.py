"""Permissions and rate limits of declarations, and the commands that they leave to a person."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from bot.core.context.context import Context
from bot.core.context.job_context import NoCommunity
from bot.core.declarations.declaration import Command, Declaration
from bot.core.declarations.references import join_command, menu_command, write_command
from bot.core.declarations.registry import Declared, declarations_of
from bot.core.messages.content import Answer, Text, text
from bot.domain.rates import Rate, wait_in_minutes
from bot.domain.refusals import Final, Refusal
from bot.domain.roles import Post, Role, Seat
from storage.inbound import CountedActs
from storage.members import Members


class NotAllowed(Final):
    """You may not do this."""

    what = ""
    """The name of the refused act, for the audit."""


class AnonymousAdmin(NotAllowed):
    """I cannot tell who you are while you write as the group: write under your own name."""


class GardenersOnly(NotAllowed):
    """Only the gardening team of {community} can do this: {gardeners}."""


class TendersOnly(NotAllowed):
    """Only a gardening team can do this."""


class TerritoryOnly(NotAllowed):
    """Only the team for the territory can do this: {gardeners}."""


class RegionOnly(NotAllowed):
    """Only the team for the Region can do this: {gardeners}."""


class CultivatorsOnly(NotAllowed):
    """Only those who run this bot can do this."""


class NotOnPage(Refusal):
    """This is done where you talk with me, not on the page."""


class AskedAgain(Exception):
    """A member's own page asks for a code before this is done there."""


class MembersOnly(NotAllowed):
    """Only members can do this. {join} takes a minute."""


def needs_membership(ctx: Context, declaration: Declaration) -> bool:
    """True if this is for members, and the person is not one yet.

    People who run the instance need not be members for what they run.
    """
    role = declaration.permission.role(ctx.community_or_none)
    if role in (Role.ANYONE, Role.CULTIVATOR) or _belongs(ctx, declaration):
        return False
    return not (declaration.admits_outsiders and ctx.cultivates())


def check(ctx: Context, declaration: Declaration) -> None:
    """Raise the `Refusal` that explains why this person may not."""
    if not works_here(ctx, declaration):
        raise NotOnPage
    if ctx.incoming.own_page and declaration.is_personal and not ctx.incoming.proven:
        raise AskedAgain
    role = declaration.permission.role(ctx.community_or_none)
    refusal = None if role is Role.ANYONE else _refusal(ctx, declaration, role)
    if isinstance(refusal, NotAllowed):
        refusal.what = declaration.name
    if refusal is not None:
        raise refusal
    if declaration.limit is not None:
        _check_rate(ctx, declaration.limit)


def works_here(ctx: Context, declaration: Declaration) -> bool:
    """False on a page for declarations of the chat alone, whatever the role."""
    if ctx.incoming.own_page:
        return declaration.works_on_own_page(ctx.community_or_none)
    return not ctx.on_page or declaration.works_on_page(ctx.community_or_none)


def may(ctx: Context, declaration: Declaration) -> bool:
    """True if this person may; nothing is said or audited."""
    if not works_here(ctx, declaration):
        return False
    role = declaration.permission.role(ctx.community_or_none)
    return role is Role.ANYONE or _refusal(ctx, declaration, role) is None


def carry_out(ctx: Context, declaration: Declaration, values: Mapping[str, object]) -> Answer:
    """Call the handler; audit it if it needs a role or the handler asks for it.

    A limited act is counted once for each message or press. A refusal undoes the count.
    """
    if declaration.limit is not None:
        count(ctx, declaration.limit)
    needs_role = declaration.permission.role(ctx.community_or_none) >= Role.GARDENER
    act, outer = ctx.begin(), ctx.act
    act.take(values)
    ctx.act = act
    try:
        answer: Answer = declaration.call(ctx, **values)
    finally:
        ctx.act = outer
    if (needs_role or act.asked_for) and not act.only_asks:
        act.leave(ctx.store, declaration.name, "done", ctx.now)
    return answer


def count(ctx: Context, rate: Rate) -> None:
    """Count an act under lock, so that the other network cannot count meanwhile.

    Raises `TooOften`.
    """
    if rate in ctx.counted:
        return
    member = ctx.person.member
    if member is not None:
        ctx.store.hold(member)
    _check_rate(ctx, rate)
    ctx.store[CountedActs].add(
        rate.kind,
        member_id=None if member is None else member.id,
        account=ctx.person.address,
        at=ctx.now,
    )
    ctx.counted.add(rate)


def _check_rate(ctx: Context, rate: Rate) -> None:
    """Raise `TooOften` if this person has to wait; it states how long."""
    if rate in ctx.counted:
        return
    member = ctx.person.member
    times = ctx.store[CountedActs].times(
        rate.kind,
        member_id=None if member is None else member.id,
        account=ctx.person.address,
        since=ctx.now - rate.within,
        most=rate.highest,
    )
    free_at = rate.free_at(times)
    if free_at is not None and rate.tending and ctx.role() >= Role.GARDENER:
        free_at = rate.free_at(times, tends=True)
    if free_at is not None:
        wait = wait_in_minutes(free_at, ctx.now)
        raise rate.refusal(count=len(times), wait=wait, menu=_MENU, write=_WRITE)


def _refusal(ctx: Context, declaration: Declaration, role: Role) -> Refusal | None:
    if ctx.incoming.anonymous:
        return AnonymousAdmin()
    if role is Role.CULTIVATOR:
        return None if ctx.cultivates() else CultivatorsOnly()
    if declaration.admits_outsiders and ctx.cultivates():
        return None
    if declaration.permission.everywhere:
        return _refused_everywhere(ctx, declaration, role)
    if ctx.community_or_none is None:
        return NoCommunity()
    if ctx.person.circle is None:
        return MembersOnly(join=_JOIN)
    if role is Role.MEMBER or (declaration.permission.agents and Post.AGENT in ctx.posts()):
        return None
    if ctx.role() < role:
        names = [member.name for member in ctx.gardeners().values()]
        return GardenersOnly(community=ctx.community.name, gardeners=names or ["–"])
    seat = declaration.permission.seat
    if seat is not None and seat not in ctx.seats():
        only = TerritoryOnly if seat is Seat.TERRITORY else RegionOnly
        status = ctx.seat_statuses()[seat]
        held = () if status.holder is None else (status.holder,)
        return only(gardeners=[each.name for each in status.acting or held] or ["–"])
    return None


def _refused_everywhere(ctx: Context, declaration: Declaration, role: Role) -> Refusal | None:
    """Refusal of an act that concerns no single community: a role in one is enough."""
    if not _belongs(ctx, declaration):
        return MembersOnly(join=_JOIN)
    if role is Role.MEMBER or any(
        ctx.elsewhere(each).role() >= role for each in _own_communities(ctx)
    ):
        return None
    return TendersOnly()


def _belongs(ctx: Context, declaration: Declaration) -> bool:
    """True if this person is a member: here, or of any community where that is enough."""
    if ctx.person.circle is not None:
        return True
    return bool(declaration.permission.everywhere and _own_communities(ctx))


def _own_communities(ctx: Context) -> Sequence[int]:
    member = ctx.person.member
    return () if member is None else ctx.store[Members].communities_of(member)


_JOIN, _MENU, _WRITE = join_command.typed(), menu_command.typed(), write_command.typed()
PLACES_OF_MEMBERS = 7


class Theme(StrEnum):
    """Subject of a command; commands for gardeners alone are of the garden or its set-up."""

    PART = "part"
    PEOPLE = "people"
    YOU = "you"
    BOT = "bot"
    GARDEN = "garden"
    SETUP = "setup"


THEMES = {
    Theme.PART: text("Taking part"),
    Theme.PEOPLE: text("Finding each other"),
    Theme.YOU: text("You"),
    Theme.BOT: text("This bot"),
    Theme.GARDEN: text("Tending the community"),
    Theme.SETUP: text("Setting the community up"),
}


def offered(ctx: Context) -> list[tuple[Text, list[Command]]]:
    """The commands that the sender may use, by theme.

    A name appears once in a theme, in its shortest shape; so does a handler of several names.
    Commands of members for a part of something (`event title`) are listed with it: see
    `within`.
    """
    by_theme: dict[Theme, dict[str, Command]] = {theme: {} for theme in Theme}
    for command in sorted(declarations_of(ctx).all_commands(), key=_menu_order):
        theme = _theme(ctx, command)
        if " " in command.name and theme not in (Theme.GARDEN, Theme.SETUP):
            continue
        here = by_theme[theme]
        if _is_possible(ctx, command) and command.call not in {each.call for each in here.values()}:
            here.setdefault(command.name, command)
    return [(THEMES[theme], list(found.values())) for theme, found in by_theme.items() if found]


def within(ctx: Context, command: Command) -> list[Command]:
    """Commands for a part of the command's subject: `event title` of `event`."""
    found = {
        each.name: each
        for each in declarations_of(ctx).all_commands()
        if each.name.startswith(f"{command.name} ") and may(ctx, each)
    }
    return list(found.values())


def _is_possible(ctx: Context, command: Command) -> bool:
    """True if the sender may, and there is something to do it to."""
    if not may(ctx, command):
        return False
    first = next((each.question for each in command.params if each.required), None)
    if first is None or first.nothing is None or first.choices is None:
        return True
    return ctx.person.circle is not None and bool(first.choices(ctx))


def runs_bare(declared: Declared, command: Command) -> bool:
    """True if its name alone is enough: missing arguments are asked, or there are none."""
    beside = declared.commands[command.name]
    return command.name in declared.forms or any(
        not any(param.required for param in each.params) for each in beside
    )


def listed(declared: Declared, role: Role) -> list[Command]:
    """Commands of a network's menu for this role, in order.

    The places after those of members are the gardeners', even for a command that anyone may
    type.
    """
    found = {
        command.name: command
        for command in declared.all_commands()
        if command.listed
        and command.permission.role(None) <= role
        and (command.listed <= PLACES_OF_MEMBERS or role >= Role.GARDENER)
    }
    return sorted(found.values(), key=lambda command: command.listed)


def _menu_order(command: Command) -> tuple[bool, int, int]:
    """Sort key: commands of the network's menu first, and a bare name before longer ones."""
    return not command.listed, command.listed, ("bare", "words", "number").index(command.shape)


def _theme(ctx: Context, command: Command) -> Theme:
    if command.permission.role(ctx.community_or_none) >= Role.GARDENER:
        # It goes with the command that it is a shape or a part of.
        shapes = declarations_of(ctx).commands.get(command.name.partition(" ")[0], [])
        is_of_setup = any(each.theme == Theme.SETUP for each in shapes)
        return Theme.SETUP if is_of_setup else Theme.GARDEN
    return Theme(command.theme) if command.theme in list(Theme) else Theme.PART
