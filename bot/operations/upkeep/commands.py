"""`terreau migrate`, `terreau purge`, `terreau export` and `terreau erase`."""

from pathlib import Path

import typer

from bot.app import declarations
from bot.core.context.clock import Clock
from bot.core.messages.content import text
from bot.operations import log
from bot.operations.init.asking import Asker, Terminal
from bot.operations.instance import (
    NOT_UP_TO_DATE,
    bring_up_to_date,
    opened,
    secrets_of,
    settings_of,
)
from bot.operations.terminal.copied_text import AtTheTerminal
from bot.operations.terminal.exits import in_terminal_language, stop
from bot.operations.terminal.language import terminal_locale
from bot.operations.terminal.progress import steps
from bot.operations.upkeep.erasing import NotErased, erase, look_up, result_lines
from bot.operations.upkeep.exporting import ExportWanted, NotExported, export, listed
from bot.operations.upkeep.purging import forget_now, told
from bot.vocabulary.community.applied_settings import contact
from storage.operations import is_current, migrate


def migrate_database(config: Path) -> None:
    """Bring the database's tables up to date."""
    words = text("Changing the tables")
    with opened(settings_of(config)) as database, steps(words) as step:
        migrate(database, step=step)
    typer.echo(in_terminal_language(text("The database is up to date.")))


def purge_database(config: Path, *, dry_run: bool) -> None:
    """Purge what has had its time, and print how much."""
    settings = settings_of(config)
    log.configure(secrets_of(settings), level="ERROR")
    with opened(settings) as database:
        if not is_current(database):
            stop(NOT_UP_TO_DATE)
        found = forget_now(settings, database, Clock().now(), dry=dry_run)
    for line in told(found, terminal_locale(settings.instance.locale), dry=dry_run):
        typer.echo(line)


def export_file(
    config: Path,
    kind: str | None,
    arguments: list[str],
    community: str,
    *,
    output: Path | None,
    replace: bool,
) -> None:
    """Write a declared file, or list those that can be written."""
    declared = declarations()
    if kind is None:
        typer.echo("\n".join(listed(declared, terminal_locale())))
        return
    settings = settings_of(config)
    log.configure(secrets_of(settings), level="CRITICAL")
    wanted = ExportWanted(kind, tuple(arguments), community)
    with opened(settings) as database:
        bring_up_to_date(database)
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
            stop(error.words)
    written = text(
        "{path} is written. It contains personal data: delete it when you no longer need it.",
        path=path,
    )
    typer.echo(in_terminal_language(written, settings.instance.locale))


def erase_member(config: Path, account: str, reason: str, *, sure: bool) -> None:
    """Erase a member who asked for it in writing, once it is confirmed."""
    settings = settings_of(config)
    log.configure(secrets_of(settings), level="ERROR")
    asker = Asker(Terminal(), AtTheTerminal(terminal_locale(settings.instance.locale)))
    with opened(settings) as database:
        if not is_current(database):
            stop(NOT_UP_TO_DATE)
        try:
            with database.reading() as store:
                request = look_up(store, settings, account, reason)
            for line in request.lines:
                asker.say(line)
            question = text("Erase everything about this person, for good?")
            if not (sure or asker.yes(question, default=False)):
                stop(text("Nothing was erased."), 1)
            with database.unit() as store:
                erase(store, settings, request, Clock().now())
        except NotErased as error:
            stop(error.words)
    for line in result_lines(request):
        asker.say(line)
