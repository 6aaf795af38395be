"""`/healthz`: whether Terreau does its work, for whoever watches over it."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.core.health import Health


def health_page(look: Callable[[], Awaitable[Health]]) -> web.Application:
    """A page that answers 200 while all is well, else 503, with counts and what is unwell."""

    async def answer(_request: web.Request) -> web.Response:
        health = await look()
        return web.json_response(
            {
                "status": "unwell" if health.unwell else "ok",
                "unwell": health.unwell,
                "waiting_in": health.waiting_in,
                "waiting_out": health.waiting_out,
                "set_aside": health.set_aside,
                "uncertain": health.uncertain,
                "sealed": health.sealed,
            },
            status=503 if health.unwell else 200,
            headers={"Cache-Control": "no-store"},
        )

    page = web.Application()
    page.router.add_get("/healthz", answer)
    return page


async def serve(page: web.Application, host: str, port: int) -> web.AppRunner:
    """Serve a page until the runner given back is cleaned up; raises `OSError` if it cannot."""
    runner = web.AppRunner(page, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, host, port).start()
    return runner
