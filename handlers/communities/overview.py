"""The communities of this bot: listed, created, shown on a card and removed."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

from bot.core import (
    Act,
    Answer,
    Bold,
    Card,
    Context,
    Line,
    Replace,
    Router,
    Text,
    Where,
    asks,
    at_most,
    in_rows,
    named,
    ntext,
    text,
)
from bot.domain.communities import (
    LONGEST_NAME,
    LONGEST_SLUG,
    NameTaken,
    SlugTaken,
    read_name,
    read_slug,
    slug_of,
)
from bot.domain.digest.contents import USUAL_DAYS
from bot.domain.refusals import Final, Refusal
from bot.domain.roles import Role, Seat
from bot.references.communities import (
    community_command,
    copy_community,
    edit_community,
    open_community,
    turn_communities_page,
)
from bot.references.personal_data import change_nothing
from bot.references.seats import gardener_command
from bot.vocabulary.community_settings import plan_letter
from bot.vocabulary.gardeners import gardeners_line, room_name, tended_communities
from handlers.communities.rooms import TYPED_ROOM
from handlers.communities.settings import all_settings
from handlers.communities.setup import next_step_button
from storage.communities import AppliedSettings, Communities, Community, RoomKind, SeatHolders
from storage.digest import Digests
from storage.inbound import Forms
from storage.members import Members

router = Router()

LOOK_UP_THE_COMMUNITIES = Act(
    text("{who} looked up the communities"), text("look up the communities")
)
MAKE_A_COMMUNITY = Act(text("{who} created a community"), text("create a community"))
REMOVE_AN_EMPTY_COMMUNITY = Act(
    text("{who} removed an empty community"), text("remove an empty community")
)

ALIASES = ("communities", "communautes")
PAGE_SIZE = 10
MOST_ROOMS = 10


class UnknownCommunity(Refusal):
    """I know no community called “{typed}”. {communities} lists them."""


class NotEmpty(Final):
    """{community} has had members: it can no longer be removed."""


class InTheFile(Final):
    """{community} is in the configuration file: it would come back at the next start."""


@router.command(
    "community",
    fr="communaute",
    aliases=ALIASES,
    example="Eau vive",
    who=Role.GARDENER,
    where=Where.DIRECT,
    everywhere=True,
    outside=True,
)
def find_or_make_community(ctx: Context, name: Annotated[str, at_most(LONGEST_NAME)]) -> Answer:
    """See the settings of a community, or create one with this name."""
    community = named(tended_communities(ctx), name)
    if community is not None:
        return open_community.run(ctx, community)
    if not ctx.cultivates():
        raise UnknownCommunity(typed=name[:40], communities=community_command.typed())
    return make_community.ask(ctx, name=read_name(name))


def _slug_values(ctx: Context) -> dict[str, object]:
    """The name that was typed, and the short name made from it."""
    room = ctx.form_room
    begun = ctx.store[Forms].open_in(room, ctx.now)
    name = "" if begun is None else begun.answers.get("name", "")
    taken = [each.slug for each in ctx.store[Communities].all()]
    return {"name": name, "slug": slug_of(name, taken)}


@router.form("community_new", who=Role.CULTIVATOR, everywhere=True, trace=MAKE_A_COMMUNITY)
def make_community(
    ctx: Context,
    name: Annotated[str, asks("What is the name of the new community?"), at_most(LONGEST_NAME)],
    slug: Annotated[
        str,
        asks(
            "“{name}” will be a new community. Its short name in commands is “{slug}”. Write "
            "another one, or skip this question.",
            _slug_values,
        ),
        at_most(LONGEST_SLUG),
    ] = "",
) -> Card:
    """Make a community, and say what comes next."""
    communities, name = ctx.store[Communities], read_name(name)
    everywhere = communities.all()
    taken = [each.slug for each in everywhere]
    if named(everywhere, name) is not None:
        raise NameTaken(name=name)
    short = read_slug(slug) if slug else slug_of(name, taken)
    if short in taken:
        raise SlugTaken(slug=short)
    community = communities.add(
        Community(
            slug=short,
            name=name,
            locale=ctx.contact.locale,
            timezone=ctx.contact.timezone,
            digest=USUAL_DAYS,
            polls_by="gardeners",
            charter_url="",
        )
    )
    ctx.enter(community.id)
    ctx.trace_here()
    plan_letter(ctx.store, community, ctx.now)
    shown, step = show_community(ctx, community), next_step_button(ctx)
    return shown if step is None else replace(shown, buttons=((step,), *shown.buttons))


@router.command(
    community_command,
    aliases=ALIASES,
    who=Role.GARDENER,
    where=Where.DIRECT,
    label=text("Communities"),
    everywhere=True,
    outside=True,
    shows=True,
    trace=LOOK_UP_THE_COMMUNITIES,
)
def list_communities(ctx: Context) -> Answer:
    """See all communities at a glance, and their settings."""
    communities = tended_communities(ctx)
    if len(communities) == 1 and not ctx.cultivates():
        return open_community.run(ctx, communities[0])
    return _overview_card(ctx, communities, 0)


@router.button(
    turn_communities_page,
    who=Role.GARDENER,
    everywhere=True,
    outside=True,
    trace=LOOK_UP_THE_COMMUNITIES,
)
def turn_page(ctx: Context, page: int) -> Answer:
    """Show another page."""
    return Replace(_overview_card(ctx, tended_communities(ctx), page))


def _overview_card(ctx: Context, communities: list[Community], page: int) -> Card:
    listed = communities[page * PAGE_SIZE : (page + 1) * PAGE_SIZE]
    lines = _community_lines(ctx, listed)
    if not communities:
        lines = [text("There is no community yet.")]
    rows = [(open_community.button(each.name, each),) for each in listed]
    if len(communities) > (page + 1) * PAGE_SIZE:
        rows.append((turn_communities_page.button(text("More communities"), page + 1),))
    if ctx.cultivates():
        rows.append((make_community.ask_button(text("New community")),))
    return Card(text("Communities"), tuple(lines), tuple(rows))


def _community_lines(ctx: Context, communities: Sequence[Community]) -> list[Line]:
    """Members, rooms, gardeners and the last digest of each community."""
    members, rooms = ctx.store[Members].counts(), ctx.store[Communities].room_counts()
    sent = ctx.store[Digests].last_sent_of_all()
    lines: list[Line] = []
    for each in communities:
        count = rooms.get(each.id, 0)
        counts = text(
            "{members}, {rooms}.",
            members=_member_count(members.get(each.id, 0)),
            rooms=ntext("{count} room", "{count} rooms", count) if count else text("no room yet"),
        )
        letter = text("No letter has gone out yet.")
        if (last := sent.get(each.id)) is not None:
            letter = text("Last letter: {day}.", day=last.astimezone(each.zone).date())
        lines += [Bold(each.name), counts, gardeners_line(ctx.elsewhere(each.id)), letter]
    return lines


def _member_count(count: int) -> Text:
    return ntext("{count} member", "{count} members", count) if count else text("No member yet")


@router.button(open_community, who=Role.GARDENER, outside=True)
def show_community(ctx: Context, community: Community) -> Card:
    """Show the set-up of a community; cultivators can change it."""
    settings = all_settings(ctx, community)
    lines = [
        *(each.line for each in settings if each.line is not None),
        *_people_lines(ctx, community),
        *_missing_lines(ctx, community),
    ]
    if not ctx.cultivates():
        lines.append(text("The service's administrators can change this."))
        return Card(community.name, tuple(lines))
    buttons = [edit_community.button(each.label, community, each.name) for each in settings]
    rows = list(in_rows(buttons, 2))
    rows.append((copy_community.button(text("New community from this one"), community),))
    if not ctx.store[Members].count(community.id):
        rows.append((ask_before_removing.button(text("Remove this community"), community),))
    rows.append((turn_communities_page.button(text("All communities"), 0),))
    return Card(community.name, tuple(lines), tuple(rows))


def _people_lines(ctx: Context, community: Community) -> list[Line]:
    rooms = [each for each in ctx.store[Communities].rooms_of(community) if each.gone_at is None]
    names = [room_name(ctx, each.address, RoomKind(each.kind)) for each in rooms[:MOST_ROOMS]]
    return [
        gardeners_line(ctx),
        text("Rooms: {rooms}.", rooms=names) if names else text("No room yet."),
        text("{members}.", members=_member_count(ctx.store[Members].count(community.id))),
    ]


def _missing_lines(ctx: Context, community: Community) -> list[Line]:
    """Steps of the set-up that are missing."""
    lines: list[Line] = []
    if len(ctx.store[SeatHolders].of(community)) < len(Seat):
        lines.append(
            text("– Choose its two gardeners: {gardener}.", gardener=gardener_command.typed())
        )
    if not ctx.rooms(RoomKind.COMMUNITY):
        lines.append(text("– Invite me into its room, and write {room} there.", room=TYPED_ROOM))
    return [Bold(text("Next steps")), *lines] if lines and ctx.cultivates() else []


@router.button("community_drop", who=Role.CULTIVATOR, trace=REMOVE_AN_EMPTY_COMMUNITY)
def ask_before_removing(ctx: Context, community: Community) -> Answer:
    """Ask for confirmation."""
    _check_removable(ctx, community)
    sure = text("Remove {community}, with its rooms and roles?", community=community.name)
    yes = remove_community.button(text("Yes, remove it"), community)
    no = change_nothing.button(text("No, change nothing"))
    return Replace(Card(None, (sure,), ((yes,), (no,))))


@router.button(
    "community_gone",
    deliberate=True,
    tone="danger",
    who=Role.CULTIVATOR,
    trace=REMOVE_AN_EMPTY_COMMUNITY,
)
def remove_community(ctx: Context, community: Community) -> Answer:
    """Remove a community without members."""
    _check_removable(ctx, community)
    name = community.name
    if not ctx.store.drop_community(community):
        raise NotEmpty(community=name)
    overview = turn_communities_page.button(text("All communities"), 0)
    return Replace(Card(None, (text("{community} is removed.", community=name),), ((overview,),)))


def _check_removable(ctx: Context, community: Community) -> None:
    if ctx.store[Members].count(community.id):
        raise NotEmpty(community=community.name)
    if ctx.store[AppliedSettings].get(f"{community.slug}.name") is not None:
        raise InTheFile(community=community.name)
