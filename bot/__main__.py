"""The command line."""

import asyncio
import gc
import sys
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import which
from typing import Annotated, NoReturn
from urllib.parse import unquote, urlsplit

import structlog
import typer
from rich.console import Console

from bot import log
from bot.app import App
from bot.checking import Mark, lines, look_at_all
from bot.config import ConfigError, Matrix, Settings, load, pickle_key
from bot.core.clock import Clock
from bot.core.ports import Transport
from bot.demo import play
from bot.ending import told_to_stop
from bot.installing import DATA, TELEGRAM, TIMEZONE, Given, Terminal, install
from bot.transports.matrix import MatrixTransport
from bot.transports.matrix.keeping import (
    FOLDER,
    AnotherAccountsFolder,
    KeysUnreadable,
    check_key,
)
from bot.transports.matrix.visiting import account_of
from bot.transports.telegram import TelegramTransport
from bot.web.health import health_page, serve
from storage.migrating import NewerSchema, is_current, migrate
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


@cli.command()
def run(config: ConfigPath = CONFIG) -> None:
    """Run the bot until it is told to stop."""
    settings = _settings(config)
    log.configure(_secrets(settings), colours=sys.stderr.isatty())
    log.watch()
    try:
        with _opened(settings) as database:
            _bring_up_to_date(database)
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
def check_installation(config: ConfigPath = CONFIG) -> None:
    """Look whether everything is in order, and say what to do where it is not."""
    if not config.exists():
        _stop(f"{config}: is not there; « {_program()} init » writes it.")
    settings = _settings(config)
    log.configure(_secrets(settings), level="ERROR")
    found = asyncio.run(look_at_all(settings, config, Clock()))
    for line in lines(found, settings.instance.locale):
        typer.echo(line)
    raise typer.Exit(1 if any(each.mark is Mark.WRONG for each in found) else 0)


async def _run(settings: Settings, database: Database) -> None:
    transports = _transports(settings)
    if not transports:
        _stop(
            "No network is configured: add a [telegram] or a [matrix] section, "
            "or run « terreau init »."
        )
    app = App(settings, database, transports, Clock())
    stop = told_to_stop()
    try:
        page = await serve(health_page(app.health), settings.http.host, settings.http.port)
    except OSError as error:
        _stop(f"[http] listen: {settings.http.listen} cannot be used ({error.strerror}).")
    # What is here now stays; the collector, looking at it again, would stop all work for 60 ms.
    gc.collect()
    gc.freeze()
    try:
        await app.run(stop)
    finally:
        await page.cleanup()


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
    database = Database(settings.instance.database)
    try:
        yield database
    except NewerSchema as error:
        _stop(str(error))
    except DATABASE_TROUBLE as error:
        cause = type(error.__cause__ or error).__name__
        _stop(f"[instance] database: it cannot be reached ({cause}); is it running?")
    finally:
        database.close()


def _bring_up_to_date(database: Database) -> None:
    """The tables: by themselves on SQLite, by command on PostgreSQL."""
    if database.is_sqlite:
        migrate(database)
    elif not is_current(database):
        _stop("The database's tables are not up to date: run « terreau migrate » first.")


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


def _stop(why: str) -> NoReturn:
    typer.echo(why, err=True)
    raise typer.Exit(2)


def main() -> None:
    """Entry of the `terreau` command."""
    cli()


if __name__ == "__main__":
    main()
