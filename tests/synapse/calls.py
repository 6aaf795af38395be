"""Requests to a homeserver without a library in between."""

from typing import Any
from urllib.parse import quote

import aiohttp
from yarl import URL

Json = dict[str, Any]
CLIENT = "/_matrix/client/v3"


class RefusedError(Exception):
    """The homeserver says no."""

    def __init__(self, status: int, body: Json) -> None:
        super().__init__(f"{status} {body.get('errcode')}: {body.get('error')}")
        self.status = status
        self.errcode = str(body.get("errcode", ""))
        self.body = body


async def call(
    method: str,
    url: str,
    path: str,
    body: Json | None = None,
    *,
    token: str = "",
    query: dict[str, str] | None = None,
) -> Json:
    """Ask one thing; gives the answer, or raises `RefusedError`."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    where = URL(url + path, encoded=True)
    if query:
        where = where.with_query(query)
    content = None if method == "GET" else body or {}
    async with aiohttp.request(method, where, json=content, headers=headers) as response:
        told: Json = await response.json()
        if response.status >= 400:
            raise RefusedError(response.status, told)
        return told


def path(*parts: str) -> str:
    """A path of the client-server API: `path("rooms", room, "invite")`."""
    return "/".join([CLIENT, *(quote(part, safe="") for part in parts)])
