"""Pinned messages of a room: see "m.room.pinned_events" in the client-server specification."""

from http import HTTPStatus

import structlog

from bot.transports.matrix.homeserver.api import Api
from bot.transports.matrix.homeserver.errors import Refused
from bot.transports.matrix.homeserver.json_values import list_at

PINNED = "m.room.pinned_events"

log = structlog.get_logger()


async def put_pin(api: Api, room: str, event_id: str, *, pinned: bool) -> None:
    """Add an event to the pinned ones of a room, or take it out; without the right, nothing.

    The state has all pins at once: those of others stay.
    """
    before = await _pinned_in(api, room)
    after = [each for each in before if each != event_id] + [event_id] * pinned
    if (event_id in before) == pinned:
        return
    try:
        await api.room("PUT", room, "state", PINNED, "", body={"pinned": after})
    except Refused as refused:
        if refused.status != HTTPStatus.FORBIDDEN or refused.is_for_now:
            raise
        log.info("not pinned", cause=str(refused))


async def _pinned_in(api: Api, room: str) -> list[object]:
    try:
        state = await api.room("GET", room, "state", PINNED, "")
    except Refused as refused:
        if refused.status != HTTPStatus.NOT_FOUND:
            raise
        return []  # nothing was ever pinned
    return list(list_at(state, "pinned"))
