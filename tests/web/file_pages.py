"""Our pages of files, and the links that lead to them."""

from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_network
from typing import Any

import aiohttp
from multidict import CIMultiDict

from bot.core import Document, JobContext, Router
from bot.domain import codes
from bot.domain.roles import Role
from storage.files import OneTimeLinks
from tests.core.engine import Engine
from tests.plain_text import plain

CONTENT = "﻿nom;ville\nZoé;Besançon\n".encode()
LARGE = b"0123456789abcdef" * 2**18
WANTED = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Server": "Terreau",
}
PROXIES = (ip_network("127.0.0.1"),)
BROWSER = {"Sec-Fetch-Site": "same-origin", "Origin": "null"}


def listing(trouble: list[str]) -> Router:
    router = Router()

    @router.file("list", who=Role.MEMBER)
    def draw_list(ctx: JobContext, which: str) -> Document:
        if trouble:
            raise ValueError(trouble)
        content = LARGE if which == "large" else CONTENT
        return Document("Liste – été.csv", "text/csv", content)

    return router


@dataclass(slots=True)
class Site:
    """The pages, and the links that lead there."""

    engine: Engine
    url: str
    trouble: list[str]
    session: aiohttp.ClientSession

    def link(self, which: str = "all", *, path: str = "/f") -> str:
        token = codes.new_token()
        self.engine.store(
            lambda store: store[OneTimeLinks].add(
                codes.digest_of_token(token),
                "list",
                [which],
                member_id=1,
                account="telegram:7",
                community_id=1,
                expires_at=self.engine.clock.now() + timedelta(hours=1),
            )
        )
        return f"{self.url}{path}/{token}"

    async def asks(
        self, method: str, url: str, **headers: str
    ) -> tuple[int, bytes, CIMultiDict[str]]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.session.request(method, url, headers=named) as answer:
            return answer.status, await answer.read(), answer.headers.copy()

    async def opens(self, url: str, **headers: str) -> tuple[int, str]:
        status, body, told = await self.asks("GET", url, **headers)
        check(told)
        return status, plain(body.decode())

    async def presses(self, url: str, **headers: str) -> tuple[int, bytes]:
        status, body, told = await self.asks("POST", url, **(headers or as_browsers()))
        check(told)
        return status, body


def as_browsers() -> dict[str, str]:
    return {name.replace("-", "_"): value for name, value in BROWSER.items()}


def check(told: Any) -> None:  # noqa: ANN401 - headers
    """Check the headers that every answer has."""
    assert {name: told.get(name) for name in WANTED} == WANTED
    policy = told["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "frame-ancestors 'none'" in policy
    assert "form-action 'self'" in policy
    assert "unsafe" not in policy
