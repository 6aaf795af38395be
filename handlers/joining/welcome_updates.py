"""Post shared welcomes at intervals, and take them away when they are over."""

from datetime import timedelta

from bot.core import JobContext
from bot.domain.joining import LIFE, WelcomeStep, next_step
from bot.references.joining import welcome_card
from handlers.joining.welcome_end import end_welcome
from storage.communities import Communities, RoomKind
from storage.joining import Welcome, Welcomes

KNOWN = timedelta(days=1)
"""Time after a welcome for which the next one keeps its distance."""
LOST = timedelta(days=60)
"""Time for which a welcome may stay in a room that the bot left and entered again."""


def update_welcomes(ctx: JobContext) -> None:
    """End the welcomes that are over, and welcome those who came since."""
    welcomes = ctx.store[Welcomes]
    now = ctx.now
    welcomes.drop_expired(came_before=now - LIFE, ended_before=now - KNOWN, begun_before=now - LOST)
    welcomes.forget_joined()
    for welcome in welcomes.unended():
        if _is_over(ctx, welcome):
            end_welcome(ctx.within(welcome.community_id), welcome.id)
    for room in welcomes.rooms_waiting():
        _welcome_people(ctx, room)


def _is_over(ctx: JobContext, welcome: Welcome) -> bool:
    """True if all have joined, two days have passed, or welcomes are off there."""
    if welcome.ends_at <= ctx.now or not ctx.store[Welcomes].is_awaited(welcome.id):
        return True
    return _host(ctx, welcome.room) != welcome.community_id


def _welcome_people(ctx: JobContext, room: str) -> None:
    """Welcome people who wait in a room, if it is time; a room has one welcome at most."""
    welcomes, community_id = ctx.store[Welcomes], _host(ctx, room)
    if community_id is None:
        welcomes.turn_away(room)
        return
    standing = welcomes.standing(room)
    leaving = standing is not None and not standing.has_left
    first, last = welcomes.earliest(room) or ctx.now, welcomes.last_at(room)
    match next_step(ctx.now, first=first, last=last, one_is_leaving=leaving):
        case WelcomeStep.WAIT:
            return
        case WelcomeStep.TAKE_IN if standing is not None:
            welcomes.take_in(standing.id, room)
        case _:
            theirs = ctx.within(community_id)
            if standing is not None:
                end_welcome(theirs, standing.id)
            new = welcomes.open(room, community_id, at=ctx.now, ends_at=first + LIFE)
            welcomes.take_in(new, room)
            welcome_card.post(theirs, room, new, again=False, quiet=True)


def _host(ctx: JobContext, address: str) -> int | None:
    """The community that welcomes people in this room."""
    room = ctx.store[Communities].room(address)
    if room is None or room.kind != RoomKind.COMMUNITY or room.gone_at is not None:
        return None
    if room.community_id is None or not ctx.store[Communities].get(room.community_id).welcome:
        return None
    return room.community_id
