"""Requests to a Matrix server, without nio."""

from typing import Protocol

from bot.transports.matrix.homeserver.json_values import Json


class Api(Protocol):
    """Requests in the name of the bot's account."""

    async def request(self, method: str, path: str, body: Json | None = None) -> Json:
        """Ask for a path like `/_matrix/client/v3/keys/query`; raises `errors.Refused`."""
