"""Audiences: circles, domains, territories and working groups, in words and chosen by buttons."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from bot.core import (
    Button,
    Buttons,
    Context,
    JobContext,
    Line,
    Small,
    Text,
    Words,
    group_command,
    in_rows,
    said_everywhere,
    text,
)
from bot.domain import communes, communities
from bot.domain.circles import SHARES, Audience, Load, Sending, near_parts, told
from bot.domain.communities import domains_of, sign_of
from bot.domain.groups import GroupStanding, GroupState
from bot.domain.refusals import Final, Refusal
from bot.domain.roles import Circle
from bot.domain.words import fold
from storage.communities import Communities, Community, Room, RoomKind
from storage.groups import Group, GroupMembers, Groups
from storage.members import Member

CIRCLE_LABELS = {
    Circle.ENGAGED: text("I take an active part"),
    Circle.INFORMED: text("I follow the news"),
    Circle.CITIZEN: text("Only the big moments"),
}
_SENDINGS = {
    Sending.ANNOUNCEMENT: text("announcements"),
    Sending.LETTER: text("the letter"),
    Sending.EVENT: text("events"),
    Sending.POLL: text("polls"),
    Sending.CALL: text("calls for a hand"),
    Sending.BIG_EVENT: text("the big events"),
    Sending.BIG_POLL: text("the big votes"),
}
_LOADS = {
    Load.FEW_A_WEEK: text("a few messages a week at most"),
    Load.ONE_A_WEEK: text("about one message a week"),
    Load.FEW_A_YEAR: text("a few messages a year"),
}


def circle_brings(circle: Circle) -> Text:
    """The messages of a circle, and how many they are."""
    things = [_SENDINGS[each] for each in told(circle)]
    return text("{things}; {load}", things=things, load=_LOADS[SHARES[circle].load])


_DOMAIN_LABELS = {
    "building": text("Building"),
    "mobility": text("Mobility"),
    "economy": text("Economy"),
    "farming": text("Farming and food"),
    "nature": text("Biodiversity and water"),
    "waste": text("Waste and reuse"),
    "health": text("Air and health"),
    "solidarity": text("Social and solidarity economy"),
    "education": text("Education"),
    "culture": text("Culture"),
}


class UnknownDomain(Refusal):
    """There is no topic “{typed}” here. Choose one of these: {domains}."""


def domain_label(domain: str) -> Words:
    """The name of a domain: a usual one in the reader's language, else the community's word."""
    return _DOMAIN_LABELS.get(domain, domain)


def place_and_domain_lines(place: Words | None, domains: Iterable[str]) -> list[Line]:
    """The place and the domains of a member or an organisation, as their cards show them."""
    lines: list[Line] = [] if place is None else [text("Place: {place}", place=place)]
    labels = [domain_label(each) for each in domains]
    return [*lines, text("Topics: {domains}", domains=labels)] if labels else lines


def domain_words(own: Sequence[str] | None) -> Mapping[str, str]:
    """Words by which a person may name each domain of a community: its key, or its label."""
    return {
        fold(word): domain
        for domain in domains_of(own)
        for word in (domain, *said_everywhere(domain_label(domain)))
    }


def domain_named(own: Sequence[str] | None, typed: str) -> str:
    """The domain of a community that these words name. Raises `UnknownDomain`."""
    known = domain_words(own)
    found = known.get(fold(typed))
    if found is None:
        names: list[Words] = [domain_label(each) for each in dict.fromkeys(known.values())]
        raise UnknownDomain(typed=typed[:40], domains=names)
    return found


AUDIENCE_PARTS = {"c": "circles", "d": "domains", "t": "territories"}
"""The parts of an audience, by the sign that buttons carry."""

Choice = TypeVar("Choice")
ChoiceButton = Callable[[Words, str, str], Button]
"""Makes the button of a choice from its label, the sign of its part and its own sign."""


def audience_parts(audience: Audience) -> list[Words]:
    """The circles, domains and territories of an audience by their names; no working groups."""
    return [
        *(_choice_label("c", each) for each in audience.circles),
        *(_choice_label("d", each) for each in audience.domains),
        *audience.territories,
        *map(near_label, audience.near),
    ]


def near_label(word: str) -> Words:
    """A commune of an audience, with the distance around it."""
    code, km = near_parts(word)
    commune = communes.at(code)
    name = code if commune is None else commune.name
    return text("{commune} and {km} km around", commune=name, km=km) if km else name


def audience_text(audience: Audience, groups: Sequence[Words] = ()) -> Text | None:
    """The audience in one line, with the names of its working groups; None if it is everyone."""
    parts = [*audience_parts(audience), *groups]
    return text("For: {whom}", whom=parts) if parts else None


def choice_rows(
    community: Community, audience: Audience, choose: ChoiceButton
) -> list[tuple[Button, ...]]:
    """Buttons that add each circle, domain and territory, or remove a chosen one."""
    return [row for kind in AUDIENCE_PARTS for row in part_rows(community, audience, choose, kind)]


def part_rows(
    community: Community, audience: Audience, choose: ChoiceButton, kind: str
) -> list[tuple[Button, ...]]:
    """The same, of one part of the audience."""
    now = getattr(audience, AUDIENCE_PARTS[kind])
    buttons = [
        choose(marked(_choice_label(kind, each), each in now), kind, _choice_sign(kind, each))
        for each in _offered_choices(community, kind)
    ]
    return [*in_rows(buttons, 2)]


def with_choice(community: Community, audience: Audience, kind: str, sign: str) -> Audience:
    """The audience with a choice added, or removed; an unknown choice changes nothing."""
    if kind not in AUDIENCE_PARTS:
        return audience
    offered = {_choice_sign(kind, each): each for each in _offered_choices(community, kind)}
    chosen = offered.get(sign)
    if chosen is None:
        return audience
    return replace(
        audience, **{AUDIENCE_PARTS[kind]: toggled(getattr(audience, AUDIENCE_PARTS[kind]), chosen)}
    )


def toggled(now: Sequence[Choice], choice: Choice) -> list[Choice]:
    """Add a choice, or remove it if it is chosen already."""
    return [each for each in now if each != choice] if choice in now else [*now, choice]


def marked(label: Words, chosen: bool) -> Words:  # noqa: FBT001 - one of two looks
    """The label of a choice, with a mark if it is chosen."""
    return text("✓ {choice}", choice=label) if chosen else label


def _offered_choices(community: Community, kind: str) -> Sequence[str]:
    if kind == "c":
        return [circle.value for circle in CIRCLE_LABELS]
    if kind == "d":
        return list(domains_of(community.domains))
    return [*map(str, communities.offered_territories(community.territories or (), None))]


def _choice_label(kind: str, choice: str) -> Words:
    if kind == "c":
        return CIRCLE_LABELS[Circle(choice)]
    return domain_label(choice) if kind == "d" else choice


def _choice_sign(kind: str, choice: str) -> str:
    return choice if kind == "c" else sign_of(choice)


NO_DOMAIN = "0"
"""The sign of no domain: of all, in a list."""
DomainButton = Callable[[Words, str], Button]
"""Makes the button of a domain from its label and its sign."""


def domain_choice_rows(own: Sequence[str] | None, choose: DomainButton) -> Buttons:
    """The domains of a community, and none of them."""
    buttons = [choose(domain_label(each), sign_of(each)) for each in domains_of(own)]
    return (*in_rows(buttons, 2), (choose(text("None of these"), NO_DOMAIN),))


def domain_rows(own: Sequence[str] | None, used: Collection[str], choose: DomainButton) -> Buttons:
    """The domains that are used, and all of them; `choose` makes a button from label and sign."""
    offered = [each for each in domains_of(own) if each in used]
    buttons = [choose(domain_label(each), sign_of(each)) for each in offered]
    return (*in_rows(buttons, 2), (choose(text("All topics"), NO_DOMAIN),))


def domain_choice_label(sign: str) -> Text:
    """The label of the button that offers the domains, for the sign of the one shown."""
    return text("By topic") if sign == NO_DOMAIN else text("Another topic")


def domain_lines(own: Sequence[str] | None, sign: str) -> list[Small]:
    """The line that names the domain that is shown; none for all domains."""
    domain = domain_signed(own, sign)
    return [] if domain is None else [Small(text("Only: {domain}", domain=domain_label(domain)))]


def domain_signed(own: Sequence[str] | None, sign: str) -> str | None:
    """The community's domain with this sign; None for none."""
    return {sign_of(each): each for each in domains_of(own)}.get(sign)


class OnlyForGroup(Final):
    """This is for the members of the group “{name}”. How to join it: {group}."""


def own_groups(ctx: Context) -> list[Group]:
    """The open groups that the sender is in."""
    return ctx.store[Groups].joined(ctx.community.id, ctx.member.id)


def is_in_group(ctx: Context, group_id: int, member: Member | None = None) -> bool:
    """True if a member, by default the sender, is in a group, open or closed."""
    row = ctx.store[GroupMembers].get(group_id, (member or ctx.member).id)
    return row is not None and row.standing != GroupStanding.ASKS


def check_in_group(ctx: Context, group_id: int | None) -> None:
    """Raise `OnlyForGroup` unless the sender is in this group; None stands for everyone."""
    if group_id is None or (ctx.person.member is not None and is_in_group(ctx, group_id)):
        return
    raise _only_for(ctx, group_id)


def check_in_open_group(ctx: Context, group_id: int) -> None:
    """Raise `OnlyForGroup` unless the sender is in this group and it is open."""
    if all(each.id != group_id for each in own_groups(ctx)):
        raise _only_for(ctx, group_id)


def _only_for(ctx: Context, group_id: int) -> OnlyForGroup:
    return OnlyForGroup(name=group_name(ctx, group_id), group=group_command.typed(group_id))


def group_name(ctx: JobContext, group_id: int) -> str:
    """The name of a group of the community."""
    group = ctx.store[Groups].find(ctx.community.id, group_id)
    return "…" if group is None else group.name


def group_labels(ctx: JobContext, audience: Audience) -> list[Words]:
    """The working groups of an audience by their names."""
    return [text("the group “{name}”", name=group_name(ctx, each)) for each in audience.groups]


def is_in_place(ctx: Context, group_id: int | None) -> bool:
    """False for the content of a group in a shared room that is not the group's."""
    if group_id is None or ctx.direct:
        return True
    here = group_of_room(ctx)
    return here is not None and here.id == group_id


def group_of_room(ctx: Context) -> Group | None:
    """The open group whose room this is."""
    room = ctx.store[Communities].room(ctx.incoming.room)
    if room is None or room.group_id is None or room.kind != RoomKind.WORKING_GROUP:
        return None
    group = ctx.store[Groups].find(ctx.community.id, room.group_id)
    return None if group is None or group.state is not GroupState.OPEN else group


def rooms_for(ctx: JobContext, group_id: int | None, *kinds: RoomKind) -> Sequence[Room]:
    """The rooms in which a thing is posted: those of its group, else the community's."""
    if group_id is None:
        return ctx.rooms(*kinds)
    group = ctx.store[Groups].find(ctx.community.id, group_id)
    return [] if group is None else ctx.store[Groups].rooms(group)


def check_group(ctx: Context, typed: int | None) -> int | None:
    """The group for which something is made: the one that was named, or whose room this is.

    Raises `OnlyForGroup` unless the sender is in it and it is open.
    """
    if typed is not None:
        check_in_open_group(ctx, typed)
        return typed
    here = group_of_room(ctx)
    return here.id if here is not None and is_in_group(ctx, here.id) else None
