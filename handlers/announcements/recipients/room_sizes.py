"""Sizes of rooms and channels: their networks are asked, and the answers stored."""

from collections.abc import Sequence
from datetime import timedelta

from bot.core import JobContext, Outcome, Router
from bot.domain.announcements.approvals import known_size
from bot.references.announcements import room_size_download
from storage.communities import Communities, Room, RoomKind

router = Router()

COUNTED_EVERY = timedelta(days=1)


def size_of(ctx: JobContext, room: Room) -> int | None:
    """The number of people in a room; None if unknown."""
    return known_size(room.members, room.counted_at, ctx.now)


def refresh_sizes(ctx: JobContext, rooms: Sequence[Room]) -> None:
    """Have rooms counted whose size is unknown or a day old."""
    for room in rooms:
        if room.counted_at is None or ctx.now - room.counted_at > COUNTED_EVERY:
            room_size_download.count_members(ctx, room)


def count_rooms(ctx: JobContext) -> None:
    """Have the rooms and channels of all communities counted, once a day."""
    kinds = (RoomKind.COMMUNITY, RoomKind.CHANNEL)
    refresh_sizes(ctx, ctx.store[Communities].uncounted(*kinds, since=ctx.now - COUNTED_EVERY))


@router.download(room_size_download)
def note_size(ctx: JobContext, outcome: Outcome) -> None:
    """Store how many people a room has, or that its network does not say."""
    ctx.store[Communities].note_members(int(outcome.key), outcome.count, ctx.now)
