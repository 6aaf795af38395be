"""The communities of this bot: an overview, one by one, and a new one.

Settings are changed in `handlers/communities/community_settings.py`; rooms are tied in
`handlers/communities/rooms.py`.
"""

from typing import Annotated

from bot.core import (
    Answer,
    Bold,
    Buttons,
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
from bot.domain.refusals import Refusal
from bot.domain.roles import Role, Seat
from bot.references.communities import (
    SET_A_COMMUNITY_UP,
    community_command,
    edit_community,
    open_community,
)
from bot.references.personal_data import change_nothing
from bot.references.seats import gardener_command
from bot.vocabulary.gardeners import gardeners_line, tended_communities
from handlers.communities import acts
from handlers.communities.community_settings import all_settings
from handlers.communities.room_words import TYPED_ROOM, room_name
from storage.communities import Communities, Community, RoomKind
from storage.digest import Digests
from storage.inbound import Forms
from storage.members import Members

router = Router()

TYPED_COMMUNITY = community_command.typed()
ALIASES = ("communities", "communautes")
PAGE_SIZE = 10
MOST_ROOMS = 10


class NotEmpty(Refusal):
    """People have been in {community}: it can no longer be removed."""


class InTheFile(Refusal):
    """{community} stands in the configuration file: it would come back at the next start."""


class NotCalledSo(Refusal):
    """I know no community called “{typed}”. {communities} lists them."""


@router.command(
    community_command,
    aliases=ALIASES,
    who=Role.GARDENER,
    where=Where.DIRECT,
    label=text("Communities"),
    everywhere=True,
    outside=True,
    shows=True,
    trace=SET_A_COMMUNITY_UP,
)
def list_communities(ctx: Context) -> Answer:
    """See the communities at a glance, and how each is set up."""
    mine = tended_communities(ctx)
    if len(mine) == 1 and not ctx.cultivates:
        return open_community.run(ctx, mine[0])
    return _overview_card(ctx, mine, 0)


@router.button(
    "communities",
    who=Role.GARDENER,
    everywhere=True,
    outside=True,
    trace=acts.LOOK_UP_THE_COMMUNITIES,
)
def turn_page(ctx: Context, page: int) -> Answer:
    """Show another page."""
    return Replace(_overview_card(ctx, tended_communities(ctx), page))


@router.button(open_community, who=Role.GARDENER, outside=True)
def show_community(ctx: Context, community: Community) -> Card:
    """Show the set-up of a community; cultivators can change it."""
    settings = all_settings(ctx, community)
    lines = [
        *(each.line for each in settings if each.line is not None),
        *_people_lines(ctx, community),
        *_next_step_lines(ctx, community),
    ]
    if not ctx.cultivates:
        lines.append(text("Whoever runs this bot can change this."))
        return Card(community.name, tuple(lines))
    buttons = [edit_community.button(each.label, community, each.name) for each in settings]
    rows = [*in_rows(buttons, 2)]
    if not ctx.store[Members].count(community.id):
        rows.append((ask_before_removing.button(text("Remove this community"), community),))
    rows.append((turn_page.button(text("All communities"), 0),))
    return Card(community.name, tuple(lines), tuple(rows))


def _overview_card(ctx: Context, mine: list[Community], page: int) -> Card:
    members, rooms = ctx.store[Members].counts(), ctx.store[Communities].room_counts()
    sent, shown = (
        ctx.store[Digests].last_sent_of_all(),
        mine[page * PAGE_SIZE : (page + 1) * PAGE_SIZE],
    )
    lines: list[Line] = []
    for each in shown:
        counts = text(
            "{members}, {rooms}.",
            members=_member_count(members.get(each.id, 0)),
            rooms=_room_count(rooms.get(each.id, 0)),
        )
        last = sent.get(each.id)
        letter = text("No letter has gone out yet.")
        if last is not None:
            letter = text("Last letter: {day}.", day=last.astimezone(each.zone).date())
        lines += [Bold(each.name), counts, gardeners_line(ctx.elsewhere(each.id)), letter]
    if not mine:
        lines = [text("There is no community yet.")]
    rows = [(open_community.button(each.name, each),) for each in shown]
    if len(mine) > (page + 1) * PAGE_SIZE:
        rows.append((turn_page.button(text("More communities"), page + 1),))
    if ctx.cultivates:
        rows.append((make_community.ask_button(text("New community")),))
    return Card(text("Communities"), tuple(lines), tuple(rows))


def _people_lines(ctx: Context, community: Community) -> list[Line]:
    rooms = [each for each in ctx.store[Communities].rooms_of(community) if each.gone_at is None]
    called = [room_name(each.address, RoomKind(each.kind)) for each in rooms[:MOST_ROOMS]]
    return [
        gardeners_line(ctx),
        text("Rooms: {rooms}.", rooms=called) if called else text("No room yet."),
        text("{members}.", members=_member_count(ctx.store[Members].count(community.id))),
    ]


def _next_step_lines(ctx: Context, community: Community) -> list[Line]:
    """What is still missing."""
    lines: list[Line] = []
    if len(ctx.store[Communities].seats(community)) < len(Seat):
        lines.append(text("– Give its two seats: {gardener}.", gardener=gardener_command.typed()))
    if not ctx.rooms(RoomKind.COMMUNITY):
        lines.append(
            text("– Invite me into its room, and write {room} there.", room=TYPED_ROOM),
        )
    return [Bold(text("What comes next")), *lines] if lines and ctx.cultivates else []


def _member_count(count: int) -> Text:
    return ntext("{count} member", "{count} members", count)


def _room_count(count: int) -> Text:
    return ntext("{count} room", "{count} rooms", count)


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
def find_or_make(ctx: Context, name: Annotated[str, at_most(LONGEST_NAME)]) -> Answer:
    """See how a community is set up, or make one of this name."""
    known = named(tended_communities(ctx), name)
    if known is not None:
        return open_community.run(ctx, known)
    if not ctx.cultivates:
        raise NotCalledSo(typed=name[:40], communities=TYPED_COMMUNITY)
    return make_community.ask(ctx, name=read_name(name))


def _slug_values(ctx: Context) -> dict[str, object]:
    """The name that was given, and its slug."""
    room = ctx.private_room or ctx.incoming.room
    begun = ctx.store[Forms].open_in(room, ctx.now)
    name = "" if begun is None else begun.answers.get("name", "")
    taken = [each.slug for each in ctx.store[Communities].all()]
    return {"name": name, "slug": slug_of(name, taken)}


@router.form("community_new", who=Role.CULTIVATOR, everywhere=True, trace=acts.MAKE_A_COMMUNITY)
def make_community(
    ctx: Context,
    name: Annotated[str, asks("What shall the new community be called?"), at_most(LONGEST_NAME)],
    slug: Annotated[
        str,
        asks(
            "“{name}” will be a new community. Its short name, in commands, is “{slug}”: skip "
            "this if it suits you, or write another one.",
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
    made = communities.add(
        Community(
            slug=short,
            name=name,
            locale=ctx.contact.locale,
            timezone=ctx.contact.timezone,
            digest="",
            polls_by="gardeners",
            charter_url="",
        )
    )
    ctx.enter(made.id)
    return show_community(ctx, made)


@router.button("community_drop", who=Role.CULTIVATOR, trace=acts.REMOVE_AN_EMPTY_COMMUNITY)
def ask_before_removing(ctx: Context, community: Community) -> Answer:
    """Ask for confirmation."""
    _check_removable(ctx, community)
    sure = text("Remove {community}, with its rooms and seats?", community=community.name)
    yes = remove_community.button(text("Yes, remove it"), community)
    no = change_nothing.button(text("No, change nothing"))
    return Replace(Card(None, (sure,), ((yes,), (no,))))


@router.button("community_gone", who=Role.CULTIVATOR, trace=acts.REMOVE_AN_EMPTY_COMMUNITY)
def remove_community(ctx: Context, community: Community) -> Answer:
    """Remove a community that nobody has joined."""
    _check_removable(ctx, community)
    name = community.name
    if not ctx.store.drop_community(community):
        raise NotEmpty(community=name)
    rows: Buttons = ((turn_page.button(text("All communities"), 0),),)
    return Replace(Card(None, (text("{community} is removed.", community=name),), rows))


def _check_removable(ctx: Context, community: Community) -> None:
    if ctx.store[Members].count(community.id):
        raise NotEmpty(community=community.name)
    if ctx.store[Communities].setting(f"{community.slug}.name") is not None:
        raise InTheFile(community=community.name)
