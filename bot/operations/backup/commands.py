"""`terreau backup` and `terreau restore`."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import typer

from bot.config import Settings, secret_files
from bot.core.context.clock import Clock
from bot.core.messages.content import text
from bot.domain.refusals import Refusal
from bot.operations import log
from bot.operations.backup import Instance, Wanted, back_up, restore, telling
from bot.operations.instance import erasures_of, opened, secrets_of, settings_of
from bot.operations.terminal.exits import stop, stop_by_system
from bot.operations.terminal.progress import bar
from storage.operations import CannotKeepAside, alone_on
from storage.unit_of_work import Database


def make_backup(config: Path, output: Path, keep: int | None) -> None:
    """Save the database and the data's files."""
    settings = settings_of(config)
    log.configure(secrets_of(settings), level="ERROR")
    with opened(settings) as database, _kept(settings):
        made = back_up(
            _instance(settings, database, config),
            output,
            keep,
            watch=bar(text("Saving the tables")),
        )
    for line in telling.of_backup(settings, made):
        typer.echo(line)


def restore_backup(config: Path, file: Path, wanted: Wanted) -> None:
    """Put a backup back."""
    settings = settings_of(config)
    with suppress(OSError):  # which is told below
        if not file.exists():
            stop(text("{file} does not exist: check its name and its folder.", file=file))
    log.configure(secrets_of(settings), level="ERROR")
    with opened(settings) as database, _kept(settings), alone_on(database):
        done = restore(
            _instance(settings, database, config), file, wanted, watch=bar(text("Putting back"))
        )
    for line in telling.of_restore(settings, done):
        typer.echo(line)


def _instance(settings: Settings, database: Database, config: Path) -> Instance:
    return Instance(settings, database, erasures_of(settings), Clock(), secret_files(config))


@contextmanager
def _kept(settings: Settings) -> Iterator[None]:
    """End the program with a line if a backup cannot be made or restored."""
    try:
        yield
    except Refusal as refusal:
        stop(telling.refused(settings, refusal))
    except CannotKeepAside:
        stop(
            text(
                "[instance] database: its role may not make schemas, so the old tables cannot be "
                "kept aside. Grant CREATE on the database, or name an empty one."
            )
        )
    except OSError as error:
        stop_by_system(error, settings.instance.data)
