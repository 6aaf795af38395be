"""`terreau check`."""

import asyncio
from pathlib import Path

import typer

from bot.config import Settings
from bot.core.context.clock import Clock
from bot.core.messages.content import text
from bot.domain.audit import ChainHead
from bot.operations import log
from bot.operations.check import Mark, lines, look_at_all
from bot.operations.instance import secrets_of, settings_of, typed_command
from bot.operations.terminal import in_terminal_language, stop, terminal_locale
from bot.references.audit import audit_command
from storage.operations import is_in_use
from storage.unit_of_work import DATABASE_TROUBLE, Database


def check_instance(config: Path, noted: str) -> None:
    """Print a line for each thing looked at."""
    head = ChainHead.noted(noted)
    if noted and head is None:
        stop(
            text(
                "--noted: “{noted}” is not a fingerprint; {audit} shows one, like "
                "1234-0a1b2c3d4e5f.",
                noted=noted,
                audit=audit_command.typed(),
            )
        )
    settings = settings_of(config)
    log.configure(secrets_of(settings), level="ERROR")
    found = asyncio.run(look_at_all(settings, config, Clock(), noted=head))
    for line in lines(found, terminal_locale(settings.instance.locale)):
        typer.echo(line)
    if any(each.mark is Mark.WRONG for each in found):
        raise typer.Exit(1)
    after = (
        text("The bot is running.")
        if _is_running(settings)
        else text("Next: {run} starts the bot.", run=typed_command("run", config))
    )
    typer.echo(in_terminal_language(after, settings.instance.locale))


def _is_running(settings: Settings) -> bool:
    database = Database(settings.instance.database)
    try:
        return is_in_use(database)
    except DATABASE_TROUBLE:
        return False
    finally:
        database.close()
