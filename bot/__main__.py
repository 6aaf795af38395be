"""The command line: its commands and their options. What a command does is loaded when it runs."""

import os
from pathlib import Path
from typing import Annotated

import typer

from bot.operations.init.command import write_configuration
from bot.operations.options import CONFIG, ConfigPath

cli = typer.Typer(
    name="terreau",
    help="Terreau, the bot that keeps a civic community alive.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
BACKUPS = Path("backups")
ONLY_OURS = 0o077
"""The umask of all files that Terreau makes: readable by their owner only."""


@cli.command()
def run(config: ConfigPath = CONFIG) -> None:
    """Run the bot until it is stopped."""
    from bot.operations.lean_start import lean_imports

    with lean_imports("rich"):
        from bot.operations.running import run_bot

    run_bot(config)


@cli.command("demo")
def play_demo() -> None:
    """Play a story on two simulated networks, then let you continue it."""
    import asyncio

    from rich.console import Console

    from bot.operations import log
    from bot.operations.demo import play

    log.configure(level="ERROR")
    raise typer.Exit(asyncio.run(play(Console(highlight=False))))


@cli.command("migrate")
def migrate_database(config: ConfigPath = CONFIG) -> None:
    """Bring the database's tables up to date."""
    from bot.operations import upkeep

    upkeep.migrate_database(config)


cli.command("init")(write_configuration)


@cli.command("check")
def check_installation(
    config: ConfigPath = CONFIG,
    noted: Annotated[
        str, typer.Option(help="A log fingerprint noted earlier, to compare with.")
    ] = "",
) -> None:
    """Check that everything is in order, and say what to do if it is not."""
    from bot.operations.check.command import check_instance

    check_instance(config, noted)


@cli.command("export")
def export_file(
    kind: Annotated[
        str | None, typer.Argument(help="Which file; if left out, all are listed.")
    ] = None,
    arguments: Annotated[
        list[str] | None, typer.Argument(help="The arguments of this file.")
    ] = None,
    community: Annotated[str, typer.Option(help="The slug of the community.")] = "",
    output: Annotated[Path | None, typer.Option(help="Where to write it.")] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Replace an older file.")] = False,
    config: ConfigPath = CONFIG,
) -> None:
    """Write a file with personal data, readable by you only; the export is logged."""
    from bot.operations import upkeep

    upkeep.export_file(config, kind, arguments or [], community, output=output, replace=replace)


@cli.command("purge")
def purge_database(
    config: ConfigPath = CONFIG,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what would be deleted.")
    ] = False,
) -> None:
    """Delete expired data, as the bot does every hour."""
    from bot.operations import upkeep

    upkeep.purge_database(config, dry_run=dry_run)


@cli.command("backup")
def make_backup(
    config: ConfigPath = CONFIG,
    output: Annotated[Path, typer.Option(help="A folder, or a file (.tar.gz).")] = BACKUPS,
    keep: Annotated[
        int | None, typer.Option(min=1, help="Keep only this many backups in the folder.")
    ] = None,
) -> None:
    """Back up the database and the data files, even while the bot is running."""
    from bot.operations.backup import commands

    commands.make_backup(config, output, keep)


@cli.command("restore")
def restore_backup(
    file: Annotated[Path, typer.Argument(help="The backup file.")],
    config: ConfigPath = CONFIG,
    replace: Annotated[
        bool,
        typer.Option("--replace", help="Even if the database contains data, which is kept aside."),
    ] = False,
    without_erasures: Annotated[
        bool, typer.Option("--without-erasures", help="Even if the list of erasures is lost.")
    ] = False,
) -> None:
    """Restore a backup, repeat the erasures since then, and send nothing twice."""
    from bot.operations.backup import Wanted, commands

    commands.restore_backup(config, file, Wanted(replace, without_erasures))


def main() -> None:
    """Entry of the `terreau` command."""
    os.umask(ONLY_OURS)  # the database and its log, and whatever a library writes
    cli()


if __name__ == "__main__":
    main()
