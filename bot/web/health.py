"""`/healthz`: the state of Terreau, for monitoring."""

from collections.abc import Awaitable, Callable

from aiohttp import web

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
