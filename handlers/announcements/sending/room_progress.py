"""Results of an occurrence in its rooms and channels, in words."""

from bot.core import JobContext, Line, Words, ntext, text
from bot.vocabulary.community.rooms import room_name
from storage.announcements import AnnouncementRun
from storage.communities import RoomKind
from storage.outbound import DeliveryState


def room_parts(run: AnnouncementRun) -> list[Words]:
    """Number of its rooms that have it."""
    if not run.rooms:
        return []
    reached = run.rooms
    if run.room_posts is not None:
        reached = sum(each.state == DeliveryState.SENT for each in run.posts)
    if reached == run.rooms:
        return [ntext("in {count} room", "in {count} rooms", reached)]
    some = ntext(
        "in {count} of {rooms} rooms", "in {count} of {rooms} rooms", reached, rooms=run.rooms
    )
    return [some]


def room_lines(ctx: JobContext, run: AnnouncementRun) -> list[Line]:
    """Rooms that refused it, and rooms whose result is unknown."""
    lines: list[Line] = []
    if refused := _names(ctx, run, DeliveryState.FAILED):
        lines.append(text("Refused by: {rooms}.", rooms=refused))
    if uncertain := _names(ctx, run, DeliveryState.UNCERTAIN):
        lines.append(
            text("Uncertain: {rooms}. It may be there: I do not send it twice.", rooms=uncertain)
        )
    return lines


def _names(ctx: JobContext, run: AnnouncementRun, state: DeliveryState) -> list[Words]:
    return [
        room_name(ctx, each.network, RoomKind(each.kind))
        for each in run.posts
        if each.state == state
    ]
