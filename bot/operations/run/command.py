"""`terreau run`: the bot, until it is told to stop."""

import asyncio
import gc
import sys
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Protocol

import structlog
import typer
from aiohttp import web

from bot.app import App, Observer, declarations
from bot.config import Settings, host_and_port, reason
from bot.core.context.clock import Clock
from bot.core.messages.content import text
from bot.core.messages.ports import Transport
from bot.operations import log
from bot.operations.instance import (
    bring_up_to_date,
    opened,
    secrets_of,
    settings_of,
    settle_erasures,
)
from bot.operations.run.lean_start import lean_imports
from bot.operations.run.network_troubles import (
    at_the_terminal,
    matrix_refusal,
    matrix_silence,
    telegram_refusal,
    telegram_silence,
)
from bot.operations.run.supervisor import Supervisor, cut_off_later, told_to_stop
from bot.operations.terminal.copied_text import AtTheTerminal
from bot.operations.terminal.exits import program, stop
from bot.operations.terminal.language import terminal_locale
from bot.web.files import add_file_pages
from bot.web.page_source import PageSource
from bot.web.pages import add_declared_pages
from bot.web.safe_fetch import SafeFetcher
from bot.web.server import health_page, serve
from handlers.seats import code_file_text, forget_code, invitation_text, keep_code
from storage.operations import alone_on, running_on
from storage.unit_of_work import Database


class Companion(Protocol):
    """A part of a command that goes along with the running bot, and may end it."""

    async def begin(self, app: App) -> None:
        """Prepare, before anything is received or sent."""

    async def follow(self, app: App) -> None:
        """Go along with it; when this returns, the bot ends."""


def run_bot(config: Path) -> None:
    """Run the bot until it is told to stop."""
    settings = settings_of(config)
    log.configure(secrets_of(settings), colours=sys.stderr.isatty())
    log.watch()
    run_instance(settings)


def run_instance(settings: Settings, companion: Companion | None = None) -> None:
    """Run a configured bot, alone on its database."""
    try:
        with opened(settings) as database:
            with alone_on(database):
                bring_up_to_date(database)
            with running_on(database):
                settle_erasures(database)
                _loop(run_app(settings, database, companion))
    except typer.Exit:
        raise
    except Exception:  # noqa: BLE001 - its text may quote a person: only its type is told
        structlog.get_logger().critical("ended by an error", exc_info=True)
        raise typer.Exit(1) from None


async def run_app(
    settings: Settings, database: Database, companion: Companion | None = None
) -> None:
    """Run the app on the configured networks until a signal or the companion ends it."""
    clock = Clock()
    transports = transports_of(settings, clock)
    if not transports:
        stop(
            text(
                "No network is configured: add a [telegram] or a [matrix] section, "
                "or run “{init}”.",
                init=f"{program()} init",
            )
        )
    invite = partial(_invite_cultivator, settings, transports)
    with lean_imports():
        declared = declarations()
    web = PageSource(SafeFetcher(), clock, declared)
    supervisor = Supervisor()
    app = App(
        settings,
        database,
        transports,
        clock,
        declared=declared,
        web=web,
        invite=invite,
        observer=Observer(supervisor.ready, supervisor.alive, partial(_ending, supervisor)),
    )
    ended = told_to_stop()
    forget_code(settings.instance.data)  # it worked until this start
    async with served(app):
        # Present objects stay: collecting them again would stop all work for 60 ms.
        gc.collect()
        gc.freeze()
        async with _beside(companion, app, ended):
            await app.run(ended)


@asynccontextmanager
async def _beside(
    companion: Companion | None, app: App, ended: asyncio.Event
) -> AsyncIterator[None]:
    if companion is None:
        yield
        return
    await companion.begin(app)
    following = asyncio.create_task(companion.follow(app))
    following.add_done_callback(lambda _: ended.set())
    try:
        yield
    finally:
        following.cancel()
        await asyncio.wait([following])
    if not following.cancelled():
        following.result()  # raises what went wrong in it


@asynccontextmanager
async def served(app: App) -> AsyncIterator[None]:
    """Serve our pages, and the figures where they are wanted."""
    http = app.settings.http
    wanted = [("listen", http.listen, pages(app))]
    if http.metrics:
        from bot.web.metrics import metrics_page  # noqa: PLC0415 - loaded only where it is wanted

        wanted.append(("metrics", http.metrics, metrics_page(app.measures)))
    async with AsyncExitStack() as runners:
        for key, listen, page in wanted:
            try:
                runner = await serve(page, *host_and_port(listen), trusted=http.trusted_proxies)
            except OSError as error:
                stop(
                    text(
                        "[http] {key}: {listen} cannot be used ({error}). Stop the program that "
                        "uses it, or write another address or port there.",
                        key=key,
                        listen=listen,
                        error=reason(error),
                    )
                )
            runners.push_async_callback(runner.cleanup)
        yield


def pages(app: App) -> web.Application:
    """Our health and, where people can see our pages, files and the pages of features."""
    page = health_page(app.health)
    if app.contact.public_url:
        trusted = app.settings.http.trusted_proxies
        add_file_pages(page, app.handing, app.contact, app.clock, trusted=trusted)
        add_declared_pages(page, app.declared, app.lanes, app.contact, app.clock, trusted=trusted)
    return page


def _invite_cultivator(settings: Settings, transports: list[Transport], code: str) -> None:
    """Tell the person who starts the program how to become its cultivator.

    The code is shown on a terminal; where a log may keep it, the path of a file is shown instead.
    """
    names = settings.network_names
    marks = {names[each.network]: each.capabilities.mark for each in transports}
    reader = AtTheTerminal(terminal_locale(settings.instance.locale))
    invitation = reader.say(invitation_text(code, marks))
    if not sys.stderr.isatty():
        invitation = reader.say(code_file_text(keep_code(settings.instance.data, invitation)))
    typer.echo(invitation, err=True)


def _ending(supervisor: Supervisor) -> None:
    """Tell that we end, and do in any case: a task that hangs holds no end up."""
    supervisor.stopping()
    cut_off_later()


def transports_of(settings: Settings, clock: Clock) -> list[Transport]:
    """The configured networks. A chat library is loaded only where it is used."""
    transports: list[Transport] = []
    if settings.telegram is not None:
        with lean_imports("rich", "cryptography"):
            from bot.transports.telegram import TelegramTransport  # noqa: PLC0415 - see above

        token = settings.telegram.token.get_secret_value()
        transports.append(
            TelegramTransport(
                token,
                api_base=settings.telegram.api_base,
                clock=clock,
                listener=at_the_terminal(
                    settings, telegram_refusal(), telegram_silence(settings.telegram)
                ),
            )
        )
    if settings.matrix:
        from bot.operations.run.matrix_account import matrix_transport  # noqa: PLC0415 - see above

        transports += [
            matrix_transport(
                server,
                clock,
                at_the_terminal(settings, matrix_refusal(server), matrix_silence(server)),
            )
            for server in settings.servers
        ]
    return transports


def _loop(work: Coroutine[object, object, None]) -> None:
    if sys.platform != "win32":
        import uvloop  # noqa: PLC0415 - not on Windows

        uvloop.run(work)
    else:
        asyncio.run(work)
