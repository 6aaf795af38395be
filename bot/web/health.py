"""`/healthz`: the state of Terreau, for monitoring."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.core.outbound.health import Health


def health_page(look: Callable[[], Awaitable[Health]]) -> web.Application:
    """A page that answers 200 while all is well, else 503 with the unwell parts and counts.

    `told` has sentences on what to do, if that is known, and on what has to wait for long.
    """

    async def answer(_request: web.Request) -> web.Response:
        health = await look()
        return web.json_response(
            {
                "status": "unwell" if health.unwell else "ok",
                "unwell": health.unwell,
                "told": list(health.told),
                "waiting_in": health.waiting_in,
                "waiting_out": health.waiting_out,
                "set_aside": health.set_aside,
                "uncertain": health.uncertain,
                "sealed": health.sealed,
                "held": health.held,
            },
            status=503 if health.unwell else 200,
            headers={"Cache-Control": "no-store"},
        )

    page = web.Application()
    page.router.add_get("/healthz", answer)
    return page


ASK_SECONDS = 20.0
"""The time for which a connection may be open without a whole request."""
READ_SECONDS = 300.0
"""The time that an answer may take to be read: 20 MB at 0.5 Mbit/s."""


async def serve(
    page: web.Application,
    host: str,
    port: int,
    *,
    ask_seconds: float = ASK_SECONDS,
    read_seconds: float = READ_SECONDS,
) -> web.AppRunner:
    """Serve a page until the runner given back is cleaned up; raises `OSError` if it cannot.

    A connection that asks for nothing in time, or does not read what it asked for, is closed.
    """

    @web.middleware
    async def sent_in_time(request: web.Request, handler: Handler) -> web.StreamResponse:
        answer = await handler(request)
        with suppress(ConnectionError):  # nobody is there any more
            try:
                async with asyncio.timeout(read_seconds):
                    await answer.prepare(request)
                    await answer.write_eof()
            except TimeoutError:
                if request.transport is not None:
                    request.transport.abort()
        return answer

    page.middlewares.append(sent_in_time)
    runner = web.AppRunner(
        page, access_log=None, keepalive_timeout=ask_seconds, auto_decompress=False
    )
    await runner.setup()
    await web.TCPSite(runner, host, port).start()
    return runner
