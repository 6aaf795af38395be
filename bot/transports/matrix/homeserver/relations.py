"""Related events of an event: see "Relationships API" in the client-server specification."""

from collections.abc import AsyncGenerator
from urllib.parse import quote

from bot.transports.matrix.homeserver.api import Api
from bot.transports.matrix.homeserver.json_values import Json, list_at, text_at


async def related(api: Api, room: str, event_id: str, *relation: str) -> AsyncGenerator[Json, None]:
    """The events that stand in a relation to one, of a kind if that is named too."""
    parts = [quote(each, safe="") for each in (room, "relations", event_id, *relation)]
    path, query = f"/_matrix/client/v1/rooms/{'/'.join(parts)}", {"limit": "100"}
    while True:
        page = await api.request("GET", path, query=query)
        for each in list_at(page, "chunk"):
            yield each
        query["from"] = text_at(page, "next_batch")
        if not query["from"]:
            return
