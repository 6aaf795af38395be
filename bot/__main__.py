"""The command line."""

import asyncio
import gc
import os
import sys
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from shutil import which
from typing import Annotated, NoReturn
from urllib.parse import unquote, urlsplit

import structlog
import typer
from aiohttp import web
from rich.console import Console

from bot.app import App, declarations
from bot.config import ConfigError, Matrix, Settings, load, pickle_key, secret_files
from bot.core.context.clock import Clock
from bot.core.messages.ports import Transport
from bot.domain.audit import Head
from bot.domain.refusals import Refusal
from bot.operations import log
from bot.operations.backup import Instance, Wanted, back_up, restore, telling
from bot.operations.check import Mark, lines, look_at_all
from bot.operations.demo import play
from bot.operations.ending import told_to_stop
from bot.operations.exporting import ExportWanted, NotExported, export, listed
from bot.operations.init import DATA, TELEGRAM, TIMEZONE, Given, Terminal, install
from bot.operations.purging import forget_now, told
from bot.operations.terminal import AtTheTerminal
from bot.transports.matrix import MatrixTransport
from bot.transports.matrix.keeping import (
    FOLDER,
    AnotherAccountsFolder,
    KeysUnreadable,
    check_key,
)
from bot.transports.matrix.visiting import account_of
from bot.transports.telegram import TelegramTransport
from bot.vocabulary.applied_settings import contact
from bot.web.declared_pages import add_declared_pages
from bot.web.files import add_file_pages
from bot.web.health import health_page, serve
from bot.web.page_source import PageSource
from bot.web.safe_fetch import SafeFetcher
from handlers.seats import CODE_FILE, code_file_text, forget_code, invitation_text, keep_code
from storage.erasures import ErasureKeyLost, ErasureList
from storage.operations import (
    CannotKeepAside,
    InUse,
    NewerSchema,
    SharedConnections,
    alone_on,
    has_no_tables,
    is_current,
    migrate,
    running_on,
)
from storage.trouble import DatabaseFull, kind_of, sentence_of
from storage.unit_of_work import DATABASE_TROUBLE, Database

cli = typer.Typer(
    name="terreau",
    help="Terreau, the bot that keeps a civic community alive.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
ConfigPath = Annotated[Path, typer.Option("--config", help="The configuration file.")]
CONFIG = Path("config.toml")
BACKUPS = Path("backups")
ONLY_OURS = 0o077
"""The umask of all files that Terreau makes: readable by their owner only."""
TRY_LATER = 75
"""The exit status while another process has the database: EX_TEMPFAIL of sysexits.h."""


@cli.command()
def run(config: ConfigPath = CONFIG) -> None:
    """Run the bot until it is told to stop."""
    settings = _settings(config)
    log.configure(_secrets(settings), colours=sys.stderr.isatty())
    log.watch()
    try:
        with _opened(settings) as database:
            with alone_on(database):
                _bring_up_to_date(database)
            with running_on(database):
                _settle_erasures(database)
                _loop(_run(settings, database))
    except typer.Exit:
        raise
    except Exception:  # noqa: BLE001 - its text may quote a person: only its type is told
        structlog.get_logger().exception("ended by an error")
        raise typer.Exit(1) from None


@cli.command("demo")
def play_demo() -> None:
    """Play a story on two pretended networks, then let you go on with it."""
    log.configure(level="ERROR")
    raise typer.Exit(asyncio.run(play(Console(highlight=False))))


@cli.command("migrate")
def migrate_database(config: ConfigPath = CONFIG) -> None:
    """Bring the database's tables up to date."""
    with _opened(_settings(config)) as database:
        migrate(database)
    typer.echo("The database is up to date.")


@cli.command("init")
def write_configuration(  # noqa: PLR0913, PLR0917 - each question has its option
    config: ConfigPath = CONFIG,
    language: Annotated[str | None, typer.Option(help="fr or en.")] = None,
    network: Annotated[str | None, typer.Option(help="telegram, matrix or both.")] = None,
    token: Annotated[str | None, typer.Option(help="What @BotFather gave you.")] = None,
    homeserver: Annotated[str | None, typer.Option(help="Your Matrix server.")] = None,
    user: Annotated[str | None, typer.Option(help="The bot, @terreau:example.org.")] = None,
    password: Annotated[
        str | None,
        typer.Option(help="The bot's, on Matrix.", envvar="TERREAU_MATRIX__PASSWORD"),
    ] = None,
    access_token: Annotated[
        str | None,
        typer.Option(help="Instead of a password.", envvar="TERREAU_MATRIX__ACCESS_TOKEN"),
    ] = None,
    admin_token: Annotated[
        str | None,
        typer.Option(help="To lift the limits, used once.", envvar="TERREAU_ADMIN_TOKEN"),
    ] = None,
    invited_by: Annotated[list[str] | None, typer.Option(help="A pattern, *:hs.example.")] = None,
    encryption: Annotated[bool, typer.Option(help="In encrypted rooms too.")] = True,
    identity: Annotated[
        str | None, typer.Option(help="Where another is: restore, new or later.")
    ] = None,
    recovery_key: Annotated[
        str | None,
        typer.Option(help="Of that identity, to restore it.", envvar="TERREAU_RECOVERY_KEY"),
    ] = None,
    community: Annotated[str | None, typer.Option(help="The name of your community.")] = None,
    region: Annotated[str | None, typer.Option(help="Who answers for people's data.")] = None,
    contact: Annotated[str | None, typer.Option(help="Where people write about them.")] = None,
    cultivator: Annotated[
        str | None, typer.Option(help="Your account, telegram:42 or matrix:@ana:example.org.")
    ] = None,
    room: Annotated[
        list[str] | None, typer.Option(help="A room, telegram:-1001 or matrix:!abc:example.org.")
    ] = None,
    channel: Annotated[list[str] | None, typer.Option(help="A channel, telegram:-1003.")] = None,
    seat: Annotated[str | None, typer.Option(help="Yours: territory, region or none.")] = None,
    timezone: Annotated[str, typer.Option(help="The community's time zone.")] = TIMEZONE,
    data: Annotated[str, typer.Option(help="The folder of documents and keys.")] = DATA,
    api_base: Annotated[str, typer.Option(help="Where Telegram answers.")] = TELEGRAM,
    replace: Annotated[bool, typer.Option("--replace", help="Replace an older file.")] = False,
) -> None:
    """Make the configuration file, by a few questions."""
    given = Given(
        language=language,
        network=network,
        token=token,
        homeserver=homeserver,
        user=user,
        password=password,
        access_token=access_token,
        admin_token=admin_token,
        invited_by=tuple(invited_by or ()),
        encryption=encryption,
        identity=identity,
        recovery_key=recovery_key,
        community=community,
        region=region,
        contact=contact,
        cultivator=cultivator,
        rooms=tuple(room or ()),
        channels=tuple(channel or ()),
        seat=seat,
        timezone=timezone,
        data=data,
        api_base=api_base,
        replace=replace,
    )
    log.configure(level="ERROR")
    try:
        raise typer.Exit(install(Terminal(), given, config, program=_program()))
    except ConfigError as error:
        _stop(str(error))


@cli.command("check")
def check_installation(
    config: ConfigPath = CONFIG,
    noted: Annotated[
        str, typer.Option(help="A fingerprint of the traces noted earlier, to compare with.")
    ] = "",
) -> None:
    """Look whether everything is in order, and say what to do where it is not."""
    head = Head.noted(noted)
    if noted and head is None:
        _stop(f"--noted: « {noted} » is no fingerprint; /traces shows one, like 1234-0a1b2c3d4e5f.")
    if not config.exists():
        _stop(f"{config}: is not there; « {_program()} init » writes it.")
    settings = _settings(config)
    log.configure(_secrets(settings), level="ERROR")
    found = asyncio.run(look_at_all(settings, config, Clock(), noted=head))
    for line in lines(found, settings.instance.locale):
        typer.echo(line)
    raise typer.Exit(1 if any(each.mark is Mark.WRONG for each in found) else 0)


@cli.command("export")
def export_file(
    kind: Annotated[
        str | None, typer.Argument(help="Which file; left out, all are listed.")
    ] = None,
    arguments: Annotated[list[str] | None, typer.Argument(help="What it wants to know.")] = None,
    community: Annotated[str, typer.Option(help="The slug of the community.")] = "",
    output: Annotated[Path | None, typer.Option(help="Where it is written.")] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Replace an older file.")] = False,
    config: ConfigPath = CONFIG,
) -> None:
    """Write a file about people, which only you can read; it is noted that it was taken."""
    declared = declarations()
    if kind is None:
        typer.echo("\n".join(listed(declared)) or "Nothing can be exported yet.")
        return
    settings = _settings(config)
    log.configure(_secrets(settings), level="CRITICAL")
    wanted = ExportWanted(kind, tuple(arguments or ()), community)
    with _opened(settings) as database:
        _bring_up_to_date(database)
        try:
            path = export(
                database,
                declared,
                contact(settings),
                wanted,
                output=output,
                replace=replace,
                now=Clock().now(),
            )
        except NotExported as error:
            _stop(str(error))
    typer.echo(f"{path} is written. It tells of people: delete it when it has served.")


@cli.command("purge")
def purge_database(
    config: ConfigPath = CONFIG,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only tell what would be forgotten.")
    ] = False,
) -> None:
    """Forget what has had its time, as the bot does every hour."""
    settings = _settings(config)
    log.configure(_secrets(settings), level="ERROR")
    with _opened(settings) as database:
        if not is_current(database):
            _stop("The database's tables are not up to date: run « terreau migrate » first.")
        found = forget_now(settings, database, Clock().now(), dry=dry_run)
    for line in told(found, settings.instance.locale, dry=dry_run):
        typer.echo(line)


@cli.command("backup")
def make_backup(
    config: ConfigPath = CONFIG,
    output: Annotated[Path, typer.Option(help="A folder, or a file (.tar.gz).")] = BACKUPS,
    keep: Annotated[
        int | None, typer.Option(min=1, help="Delete all backups in the folder but so many.")
    ] = None,
) -> None:
    """Save the database and the data's files, also while the bot runs."""
    settings = _settings(config)
    log.configure(_secrets(settings), level="ERROR")
    with _opened(settings) as database, _kept(settings):
        made = back_up(_instance(settings, database, config), output, keep)
    for line in telling.of_backup(settings, made):
        typer.echo(line)


@cli.command("restore")
def restore_backup(
    file: Annotated[Path, typer.Argument(help="A backup.")],
    config: ConfigPath = CONFIG,
    replace: Annotated[
        bool, typer.Option("--replace", help="Even if the database holds data: it is kept aside.")
    ] = False,
    without_erasures: Annotated[
        bool, typer.Option("--without-erasures", help="Even if the list of erasures is lost.")
    ] = False,
) -> None:
    """Put a backup back, with the erasures since, and nothing sent twice."""
    settings = _settings(config)
    log.configure(_secrets(settings), level="ERROR")
    wanted = Wanted(replace, without_erasures)
    with _opened(settings) as database, _kept(settings), alone_on(database):
        done = restore(_instance(settings, database, config), file, wanted)
    for line in telling.of_restore(settings, done):
        typer.echo(line)


def _instance(settings: Settings, database: Database, config: Path) -> Instance:
    return Instance(settings, database, _erasures(settings), Clock(), secret_files(config))


@contextmanager
def _kept(settings: Settings) -> Iterator[None]:
    """What keeps a backup from being made or put back ends the program, with a line."""
    try:
        yield
    except Refusal as refusal:
        _stop(telling.refused(settings, refusal))
    except CannotKeepAside:
        _stop(
            "[instance] database: its role may not make schemas, so the old tables cannot be kept "
            "aside; grant CREATE on the database, or name an empty one."
        )
    except OSError as error:
        _stop(f"{error.filename or settings.instance.data}: {error.strerror}.")


async def _run(settings: Settings, database: Database) -> None:
    transports = _transports(settings)
    if not transports:
        _stop(
            "No network is configured: add a [telegram] or a [matrix] section, "
            "or run « terreau init »."
        )
    invite = partial(_invite_cultivator, settings, transports)
    clock = Clock()
    declared = declarations()
    web = PageSource(SafeFetcher(), clock, declared)
    app = App(settings, database, transports, clock, declared=declared, web=web, invite=invite)
    stop = told_to_stop()
    forget_code(settings.instance.data)  # it worked until this start
    try:
        page = await serve(_pages(app), settings.http.host, settings.http.port)
    except OSError as error:
        _stop(f"[http] listen: {settings.http.listen} cannot be used ({error.strerror}).")
    # What is here now stays; the collector, looking at it again, would stop all work for 60 ms.
    gc.collect()
    gc.freeze()
    try:
        await app.run(stop)
    finally:
        await page.cleanup()


def _pages(app: App) -> web.Application:
    """Our health and, where people can see our pages, files and what features declare."""
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
    marks = {each.network: each.capabilities.mark for each in transports}
    reader = AtTheTerminal(settings.instance.locale)
    said = reader.say(invitation_text(code, marks))
    if not sys.stderr.isatty():
        data = settings.instance.data
        try:
            said = reader.say(code_file_text(keep_code(data, said)))
        except OSError as error:
            _stop(f"[instance] data: {data / CODE_FILE} cannot be written ({error.strerror}).")
    typer.echo(said, err=True)


def _transports(settings: Settings) -> list[Transport]:
    transports: list[Transport] = []
    if settings.telegram is not None:
        token = settings.telegram.token.get_secret_value()
        transports.append(
            TelegramTransport(token, api_base=settings.telegram.api_base, clock=Clock())
        )
    if settings.matrix is not None:
        transports.append(_on_matrix(settings, settings.matrix))
    return transports


def _on_matrix(settings: Settings, matrix: Matrix) -> MatrixTransport:
    return MatrixTransport(
        account_of(matrix),
        data=settings.instance.data,
        pickle_key=_pickle_key(settings),
        clock=Clock(),
        invited_by=matrix.inviters,
        encryption=matrix.encryption,
    )


def _pickle_key(settings: Settings) -> str:
    """The key of Matrix's keys, made where none was ever used; one that opens nothing is told."""
    assert settings.matrix is not None  # noqa: S101 - for the type checker
    file, folder = settings.pickle_key_file, settings.instance.data / FOLDER
    try:
        key = pickle_key(file, opens=folder)
        check_key(folder, settings.matrix.user, key)
    except ConfigError as error:
        _stop(str(error))
    except AnotherAccountsFolder as error:
        _stop(
            f"matrix.user: {folder} holds the device of {error}; write that account, or move the "
            "folder away to begin with another"
        )
    except KeysUnreadable:
        _stop(
            f"matrix.pickle_key_file: « {file} » does not open the keys in {folder}; put the right "
            "file back from a backup, or move both away to begin with new keys"
        )
    return key


def _settings(path: Path) -> Settings:
    try:
        return load(path)
    except ConfigError as error:
        _stop(str(error))


@contextmanager
def _opened(settings: Settings) -> Iterator[Database]:
    """The database; one that cannot be worked with ends the program, with a line."""
    database = Database(
        settings.instance.database, settings.instance.data, erasures=_erasures(settings)
    )
    try:
        yield database
    except NewerSchema as error:
        _stop(str(error))
    except InUse:
        _stop("Another Terreau works on this database: end it first.", TRY_LATER)
    except SharedConnections:
        _stop(
            "[instance] database: a pooler in transaction mode stands before it, and no lock holds "
            "through one; name PostgreSQL itself, or a pooler in session mode."
        )
    except ErasureKeyLost:
        erasures = _erasures(settings)
        _stop(
            f"{erasures.key_path} is not there, or is no key, and {erasures.path} needs it; put it "
            "back from where you keep it, or move both away: then no backup made until now can be "
            "restored without those who were erased."
        )
    except DATABASE_TROUBLE as error:
        _stop(f"[instance] database: {sentence_of(error)}")
    except OSError as error:
        if kind_of(error) is not DatabaseFull:
            raise
        _stop(f"{error.filename or settings.instance.data}: {sentence_of(DatabaseFull())}")
    finally:
        database.close()


def _bring_up_to_date(database: Database) -> None:
    """The tables: by themselves on SQLite and where there are none, else by command."""
    if database.is_sqlite or has_no_tables(database):
        migrate(database)
    elif not is_current(database):
        _stop("The database's tables are not up to date: run « terreau migrate » first.")


def _erasures(settings: Settings) -> ErasureList:
    return ErasureList(settings.instance.data, Clock().now)


def _settle_erasures(database: Database) -> None:
    """Say in the list of erasures what became of those that a crash cut."""
    erasures = database.erasures
    if erasures is not None and erasures.path.exists():
        erasures.check()
        with database.unit() as store:
            erasures.settle(lambda left: store.not_erased(left, erasures.hash_of))


def _secrets(settings: Settings) -> list[str]:
    """What no log may show, besides what looks like a secret."""
    password = urlsplit(settings.instance.database).password or ""
    secrets = [password, unquote(password)]
    if settings.telegram is not None:
        secrets.append(settings.telegram.token.get_secret_value())
    if settings.matrix is not None:
        secrets.append(settings.matrix.password.get_secret_value())
        secrets.append(settings.matrix.access_token.get_secret_value())
        with suppress(OSError, ValueError):
            secrets.append(settings.pickle_key_file.read_text(encoding="utf-8").strip())
    return secrets


def _loop(work: Coroutine[object, object, None]) -> None:
    if sys.platform != "win32":
        import uvloop  # noqa: PLC0415 - not on Windows

        uvloop.run(work)
    else:
        asyncio.run(work)


def _program() -> str:
    """How the person started us, to be typed again."""
    return "terreau" if which("terreau") else sys.argv[0]


def _stop(why: str, status: int = 2) -> NoReturn:
    typer.echo(why, err=True)
    raise typer.Exit(status)


def main() -> None:
    """Entry of the `terreau` command."""
    os.umask(ONLY_OURS)  # the database and its log, and whatever a library writes
    cli()


if __name__ == "__main__":
    main()
