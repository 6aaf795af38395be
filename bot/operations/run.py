"""`terreau run`: the bot until it is told to stop, and its words to the terminal and to systemd."""

import asyncio
import gc
import os
import signal
import socket
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Protocol

import structlog
import typer
from aiohttp import web

from bot.app import App, Observer, declarations
from bot.config import Mail, MatrixServer, Settings, Telegram, host_and_port, reason
from bot.core.context.clock import Clock
from bot.core.context.job_context import FILES
from bot.core.messages.content import Text, text
from bot.core.messages.ports import Transport
from bot.core.outbound.health import TroubleListener
from bot.operations import log
from bot.operations.copied_text import AtTheTerminal
from bot.operations.instance import (
    bring_up_to_date,
    note_folder,
    opened,
    secrets_of,
    settings_of,
    settle_erasures,
)
from bot.operations.mail_account import mail_account
from bot.operations.release import commit, version
from bot.operations.running import is_updated, noted_in
from bot.operations.terminal import (
    TRY_LATER,
    in_terminal_language,
    lean_imports,
    program,
    stop,
    terminal_locale,
)
from bot.web.chat_pages import add_gardeners_page, add_own_pages
from bot.web.files import add_file_pages, add_here
from bot.web.html import add_assets
from bot.web.mail import add_mail_pages
from bot.web.pages import add_declared_pages, first_segments
from bot.web.safe_fetch import PageSource, SafeFetcher
from bot.web.server import health_page, serve
from handlers.seats import code_file_text, forget_code, invitation_text, keep_code
from storage.operations import alone_on, running_on
from storage.unit_of_work import Database

CUT_SECONDS = 8.0
NEW_OBJECTS = 20_000
"""New objects after which unreachable ones are looked for: with Python's own 700, a tenth of the
processor time went into it while many vote."""
_TOLD_BY = (signal.SIGTERM, signal.SIGINT)


class Companion(Protocol):
    """A part of a command that accompanies the running bot, and may end it."""

    async def begin(self, app: App) -> None:
        """Prepare, before anything is received or sent."""

    async def follow(self, app: App) -> None:
        """Accompany the bot, which ends when this returns."""


class Supervisor:
    """Reports our state to systemd."""

    def __init__(self) -> None:
        self._address = os.environ.get("NOTIFY_SOCKET", "")

    def ready(self) -> None:
        self._tell("READY=1")

    def alive(self) -> None:
        """Reset the watchdog: without this for long, systemd restarts us."""
        self._tell("WATCHDOG=1")

    def stopping(self) -> None:
        self._tell("STOPPING=1")

    def _tell(self, state: str) -> None:
        """Send a state; a supervisor that does not listen stops nothing."""
        if not self._address:
            return
        address = self._address
        if address.startswith("@"):
            address = f"\0{address[1:]}"  # a name of Linux's, and no file
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
            sender.settimeout(0)
            sender.sendto(state.encode(), address)


def run_bot(config: Path) -> None:
    settings = settings_of(config)
    log.configure(secrets_of(settings), colours=sys.stderr.isatty())
    log.watch()
    run_instance(settings)


def run_instance(settings: Settings, companion: Companion | None = None) -> None:
    """Run a configured bot, alone on its database."""
    if is_updated(settings.instance.data):
        stop(text("An update is under way: the bot can start when it is done."), TRY_LATER)
    try:
        with opened(settings) as database:
            with alone_on(database):
                bring_up_to_date(database)
            with running_on(database), noted_in(settings.instance.data):
                settle_erasures(database)
                note_folder(database)
                _run_loop(run_app(settings, database, companion))
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
    async with served(app) as end_pages:
        structlog.get_logger().info("starting", version=version(), commit=commit())
        collect_seldom()
        async with _companion_running(companion, app, ended):
            await app.run(ended, end_pages)


def collect_seldom() -> None:
    """Look for unreachable objects less often, and among new ones only.

    Present objects stay: looking at them again would stop all work for 60 ms.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS)


def told_to_stop() -> asyncio.Event:
    """The event that the first signal sets; further ones change nothing.

    What cannot end in time is cut off: like after a lost power, the next start goes on from there.
    """
    stop, loop = asyncio.Event(), asyncio.get_running_loop()

    def end() -> None:
        for each in _TOLD_BY:
            loop.remove_signal_handler(each)
            signal.signal(each, signal.SIG_IGN)
        cut_off_later()
        stop.set()

    for each in _TOLD_BY:
        loop.add_signal_handler(each, end)
    return stop


def cut_off_later() -> None:
    """End the process after a while, whatever it is doing then."""
    cut = threading.Timer(CUT_SECONDS, os._exit, [1])
    cut.daemon = True
    cut.start()


@asynccontextmanager
async def served(app: App) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    """Serve our pages, and the figures where they are wanted; gives what ends them sooner."""
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
                    ),
                    2 if isinstance(error, PermissionError) else TRY_LATER,
                )
            runners.push_async_callback(runner.cleanup)
        yield runners.aclose


def pages(app: App) -> web.Application:
    """Our health and name and, where people can see our pages, files and those of features."""
    page, trusted = health_page(app.health), app.settings.http.trusted_proxies
    below = [FILES, *first_segments(app.declared)]
    add_here(page, below, app.contact.public_url, trusted)
    if app.contact.public_url:
        add_assets(page, app.contact.public_url)
        add_gardeners_page(page, app.gardeners_page, app.contact, app.clock, trusted=trusted)
        add_own_pages(page, app.own_page, app.contact, app.clock, trusted=trusted)
        add_file_pages(page, app.file_links, app.contact, app.clock, trusted=trusted)
        add_mail_pages(
            page,
            app.dispatcher,
            app.declared,
            app.lanes,
            app.contact,
            app.clock,
            trusted=trusted,
        )
        add_declared_pages(page, app.declared, app.lanes, app.contact, app.clock, trusted=trusted)
    return page


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
                test=settings.telegram.test,
                clock=clock,
                listener=at_the_terminal(
                    settings,
                    telegram_refusal(),
                    telegram_silence(settings.telegram),
                    distrust("Telegram", settings.telegram.api_base),
                ),
            )
        )
    if settings.matrix:
        from bot.operations.matrix_account import matrix_transport  # noqa: PLC0415 - see above

        transports += [
            matrix_transport(
                server,
                clock,
                at_the_terminal(
                    settings,
                    matrix_refusal(server),
                    matrix_silence(server),
                    distrust(server.name, server.settings.homeserver),
                ),
            )
            for server in settings.servers
        ]
    if settings.mail is not None:
        with lean_imports("cryptography"):
            from bot.transports.mail import MailTransport  # noqa: PLC0415 - see above

        transports.append(
            MailTransport(
                mail_account(settings, settings.mail),
                clock=clock,
                listener=at_the_terminal(
                    settings,
                    mail_refusal(settings.mail),
                    mail_silence(settings.mail),
                    distrust("E-mail", settings.mail.smtp),
                ),
            )
        )
    return transports


def at_the_terminal(
    settings: Settings, refused: Text, silent: Text, untrusted: Text
) -> TroubleListener:
    """Say at the terminal, beside the log, why a network does not work."""

    def tell(words: Text) -> None:
        typer.echo(in_terminal_language(words, settings.instance.locale), err=True)

    return TroubleListener(partial(tell, refused), partial(tell, silent), partial(tell, untrusted))


def telegram_refusal() -> Text:
    return text(
        "Telegram refuses the bot's token. In Telegram, send /token to @BotFather, choose your "
        "bot, and copy what it gives you into your configuration file ([telegram] token). Then "
        "stop me (Ctrl-C) and start me again."
    )


def matrix_refusal(server: MatrixServer) -> Text:
    matrix = server.settings
    if matrix.oauth:
        return text(
            "{network} does not accept the login of {account} (any more). Stop me (Ctrl-C), type "
            "{init}, approve me in a browser, and start me again.",
            network=server.name,
            account=matrix.user,
            init=f"{program()} init --log-in",
        )
    if matrix.access_token.get_secret_value() and not matrix.password.get_secret_value():
        return text(
            "{network} refuses the access token of {account}. Put a new one, or the account's "
            "password, into your configuration file ([{section}] access_token or password). Then "
            "stop me (Ctrl-C) and start me again.",
            network=server.name,
            account=matrix.user,
            section=server.section,
        )
    return text(
        "{network} refuses the password of {account}. Correct it in your configuration file "
        "([{section}] password). Then stop me (Ctrl-C) and start me again.",
        network=server.name,
        account=matrix.user,
        section=server.section,
    )


def mail_refusal(mail: Mail) -> Text:
    return text(
        "The mail server refuses the name or the password of {address}. Correct them in your "
        "configuration file ([mail] user, password). Then stop me (Ctrl-C) and start me again.",
        address=mail.address,
    )


def mail_silence(mail: Mail) -> Text:
    return text(
        "I cannot reach the mail servers ({smtp}, {imap}), and keep trying. Check this machine's "
        "connection to the internet, and “smtp” and “imap” in your configuration file.",
        smtp=mail.smtp,
        imap=mail.imap,
    )


def telegram_silence(telegram: Telegram) -> Text:
    return text(
        "I cannot reach Telegram ({address}), and keep trying. Check this machine's connection to "
        "the internet, and “api_base” in your configuration file if it is there.",
        address=telegram.api_base,
    )


def distrust(network: str, address: str) -> Text:
    return text(
        "I do not trust {network} at {address}, and keep trying: its certificate is not valid "
        "here. If it is of an authority of your own, name the file with its certificate in "
        "SSL_CERT_FILE, then stop me (Ctrl-C) and start me again.",
        network=network,
        address=address,
    )


def matrix_silence(server: MatrixServer) -> Text:
    return text(
        "I cannot reach {network} at {address}, and keep trying. Check this machine's connection "
        "to the internet, and the address in your configuration file ([{section}] homeserver).",
        network=server.name,
        address=server.settings.homeserver,
        section=server.section,
    )


@asynccontextmanager
async def _companion_running(
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
    """Report the shutdown, and enforce it: a hanging task must not delay it."""
    supervisor.stopping()
    cut_off_later()


def _run_loop(work: Coroutine[object, object, None]) -> None:
    if sys.platform != "win32":
        import uvloop  # noqa: PLC0415 - not on Windows

        uvloop.run(work)
    else:
        asyncio.run(work)
