"""The set-up of one community, on a card."""

from bot.core import Bold, Card, Context, Line, Router, Text, in_rows, ntext, text
from bot.domain.roles import Role, Seat
from bot.references.communities import edit_community, open_community, turn_communities_page
from bot.references.seats import gardener_command
from bot.vocabulary.gardeners import gardeners_line, room_name
from handlers.communities.community_removal import ask_before_removing
from handlers.communities.community_settings import all_settings
from handlers.communities.room_words import TYPED_ROOM
from storage.communities import Communities, Community, RoomKind, SeatHolders
from storage.members import Members

router = Router()

MOST_ROOMS = 10


@router.button(open_community, who=Role.GARDENER, outside=True)
def show_community(ctx: Context, community: Community) -> Card:
    """Show the set-up of a community; cultivators can change it."""
    settings = all_settings(ctx, community)
    lines = [
        *(each.line for each in settings if each.line is not None),
        *_people_lines(ctx, community),
        *_missing_lines(ctx, community),
    ]
    if not ctx.cultivates:
        lines.append(text("The service's administrators can change this."))
        return Card(community.name, tuple(lines))
    buttons = [edit_community.button(each.label, community, each.name) for each in settings]
    rows = [*in_rows(buttons, 2)]
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
        text("{members}.", members=member_count(ctx.store[Members].count(community.id))),
    ]


def _missing_lines(ctx: Context, community: Community) -> list[Line]:
    """Steps of the set-up that are missing."""
    lines: list[Line] = []
    if len(ctx.store[SeatHolders].of(community)) < len(Seat):
        lines.append(
            text("– Choose its two gardeners: {gardener}.", gardener=gardener_command.typed())
        )
    if not ctx.rooms(RoomKind.COMMUNITY):
        lines.append(
            text("– Invite me into its room, and write {room} there.", room=TYPED_ROOM),
        )
    return [Bold(text("Next steps")), *lines] if lines and ctx.cultivates else []


def member_count(count: int) -> Text:
    if not count:
        return text("No member yet")
    return ntext("{count} member", "{count} members", count)
