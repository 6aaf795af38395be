"""The command line: its commands and options. The code of a command is loaded when it runs."""

import os
from pathlib import Path
from typing import Annotated

import typer

from bot.operations.init.command import write_configuration
from bot.operations.terminal import CONFIG, Commands, ConfigPath, examples, help_text, speak

speak()
cli = typer.Typer(
    name="terreau",
    cls=Commands,
    help=help_text("Terreau, the bot that keeps a civic community alive."),
    epilog=examples("terreau init", "terreau check", "terreau run", "terreau backup --keep 14")
    + "\n\n"
    + help_text(
        "Exit status: 0 is done, 1 something is wrong, 2 wrong options or configuration. 75: the "
        "database or a port is away or in use, try again later. 130: interrupted."
    ),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
INSTALL = help_text("Install")
RUN = help_text("Run")
KEEP = help_text("Keep and move")
"""The groups of commands."""
BACKUPS = Path("backups")
ONLY_OURS = 0o077
"""The umask of all files that Terreau makes: readable by their owner only."""


def show_version(wanted: bool) -> None:
    """Print the release, and end."""
    if wanted:
        from bot.operations.release import release

        typer.echo(f"terreau {release()}")
        raise typer.Exit


cli.command(
    "init",
    help=help_text("Make the configuration file, by a few questions."),
    rich_help_panel=INSTALL,
    epilog=examples("terreau init", "terreau init --server tchap"),
)(write_configuration)


@cli.command(
    "check",
    help=help_text("Check that everything is in order, and say what to do if it is not."),
    rich_help_panel=INSTALL,
    epilog=examples("terreau check"),
)
def check_installation(
    config: ConfigPath = CONFIG,
    noted: Annotated[
        str, typer.Option(help=help_text("A log fingerprint noted earlier, to compare with."))
    ] = "",
) -> None:
    from bot.operations.check.command import check_instance

    check_instance(config, noted)


@cli.command(
    "demo",
    help=help_text("Play a story on two simulated networks, then let you continue it."),
    rich_help_panel=INSTALL,
)
def play_demo() -> None:
    import asyncio

    from rich.console import Console

    from bot.operations import log
    from bot.operations.demo import play

    log.configure(level="ERROR")
    raise typer.Exit(asyncio.run(play(Console(highlight=False))))


@cli.command(
    help=help_text("Run the bot until it is stopped."),
    rich_help_panel=RUN,
    epilog=examples("terreau run", "terreau run --config /etc/terreau/config.toml"),
)
def run(config: ConfigPath = CONFIG) -> None:
    from bot.operations.terminal import lean_imports

    with lean_imports("rich"):
        from bot.operations.run import run_bot

    run_bot(config)


@cli.command(
    "backup",
    help=help_text("Back up the database and the data files, even while the bot is running."),
    rich_help_panel=KEEP,
    epilog=examples("terreau backup", "terreau backup --output /mnt/backups --keep 14"),
)
def make_backup(
    config: ConfigPath = CONFIG,
    output: Annotated[
        Path, typer.Option(readable=False, help=help_text("A folder, or a file (.tar.gz)."))
    ] = BACKUPS,
    keep: Annotated[
        int | None,
        typer.Option(min=1, help=help_text("Keep only this many backups in the folder.")),
    ] = None,
) -> None:
    from bot.operations.backup import commands

    commands.make_backup(config, output, keep)


@cli.command(
    "restore",
    help=help_text("Restore a backup, repeat the erasures since then, and send nothing twice."),
    rich_help_panel=KEEP,
    epilog=examples("terreau restore backups/terreau-2026-11-27-020000Z.tar.gz --replace"),
)
def restore_backup(
    file: Annotated[
        Path,
        typer.Argument(
            readable=False, metavar=help_text("FILE"), help=help_text("The backup file.")
        ),
    ],
    config: ConfigPath = CONFIG,
    replace: Annotated[
        bool,
        typer.Option(
            "--replace", help=help_text("Even if the database contains data, which is kept aside.")
        ),
    ] = False,
    without_erasures: Annotated[
        bool,
        typer.Option("--without-erasures", help=help_text("Even if the list of erasures is lost.")),
    ] = False,
) -> None:
    from bot.operations.backup import Wanted, commands

    commands.restore_backup(config, file, Wanted(replace, without_erasures))


@cli.command(
    "update",
    help=help_text("Install another version: backup, stop, tables, check, start; or go back."),
    rich_help_panel=KEEP,
    epilog=examples("terreau update", "terreau update 1.4.0", "terreau update --back"),
)
def update_program(
    version: Annotated[
        str,
        typer.Argument(
            metavar=help_text("VERSION"),
            help=help_text("A version, branch or commit; if left out, the newest."),
        ),
    ] = "",
    back: Annotated[
        bool, typer.Option("--back", help=help_text("Back to the version before the last update."))
    ] = False,
    lose: Annotated[
        bool,
        typer.Option(
            "--lose", help=help_text("With --back: even if messages received since are lost.")
        ),
    ] = False,
    sure: Annotated[
        bool, typer.Option("--yes", help=help_text("Do not ask for confirmation."))
    ] = False,
    config: ConfigPath = CONFIG,
) -> None:
    from bot.operations import update

    if back:
        update.go_back(config, lose=lose, sure=sure)
    else:
        update.update_program(config, version, sure=sure)


@cli.command(
    "migrate", help=help_text("Bring the database's tables up to date."), rich_help_panel=KEEP
)
def migrate_database(config: ConfigPath = CONFIG) -> None:
    from bot.operations import instance

    instance.migrate_database(config)


@cli.command(
    "export",
    help=help_text("Write a file with personal data, readable by you only; the export is logged."),
    rich_help_panel=KEEP,
    epilog=examples(
        "terreau export",
        "terreau export members --community energie",
        "terreau export --open --community energie --output open-data",
    ),
)
def export_file(  # noqa: PLR0913, PLR0917 - its options
    kind: Annotated[
        str | None, typer.Argument(help=help_text("Which file; if left out, all are listed."))
    ] = None,
    arguments: Annotated[
        list[str] | None, typer.Argument(help=help_text("The arguments of this file."))
    ] = None,
    community: Annotated[str, typer.Option(help=help_text("The slug of the community."))] = "",
    output: Annotated[
        Path | None, typer.Option(readable=False, help=help_text("Where to write it."))
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help=help_text("Replace an older file."))
    ] = False,
    open_data: Annotated[
        bool,
        typer.Option(
            "--open", help=help_text("Instead: a folder of anonymous open data, to be published.")
        ),
    ] = False,
    config: ConfigPath = CONFIG,
) -> None:
    from bot.operations import personal_data

    if open_data:
        from bot.operations import open_data as open_data_folder

        open_data_folder.export_open_data(config, community, output)
        return
    arguments = arguments or []
    personal_data.export_file(config, kind, arguments, community, output=output, replace=replace)


community = typer.Typer(
    cls=Commands, help=help_text("Copy the set-up of a community, without its people.")
)
cli.add_typer(community, name="community", rich_help_panel=KEEP, no_args_is_help=True)


@community.command(
    "export",
    help=help_text("Write the set-up of a community into a folder, without people."),
    epilog=examples("terreau community export energie --output model"),
)
def export_community(
    slug: Annotated[
        str,
        typer.Argument(metavar=help_text("SLUG"), help=help_text("The slug of the community.")),
    ] = "",
    output: Annotated[
        Path | None, typer.Option(readable=False, help=help_text("The folder to make."))
    ] = None,
    config: ConfigPath = CONFIG,
) -> None:
    from bot.operations import community_folder

    community_folder.export_community(config, slug, output)


@community.command(
    "import",
    help=help_text("Make a new community of such a folder, while the bot is stopped."),
    epilog=examples('terreau community import model --name "Eau vive"'),
)
def import_community(
    folder: Annotated[
        Path,
        typer.Argument(readable=False, metavar=help_text("FOLDER"), help=help_text("The folder.")),
    ],
    name: Annotated[str, typer.Option(help=help_text("The name of the new community."))],
    slug: Annotated[str, typer.Option(help=help_text("Its short name in commands."))] = "",
    config: ConfigPath = CONFIG,
) -> None:
    from bot.operations import community_folder

    community_folder.import_community(config, folder, name, slug)


@cli.command(
    "purge",
    help=help_text("Delete expired data, as the bot does every hour."),
    rich_help_panel=KEEP,
    epilog=examples("terreau purge --dry-run"),
)
def purge_database(
    config: ConfigPath = CONFIG,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=help_text("Only show what would be deleted."))
    ] = False,
) -> None:
    from bot.operations import personal_data

    personal_data.purge_database(config, dry_run=dry_run)


@cli.command(
    "erase",
    help=help_text("Erase a member who has lost their accounts and asks for it in writing."),
    rich_help_panel=KEEP,
    epilog=examples('terreau erase telegram:42 --reason "2026-11-12"'),
)
def erase_member(
    account: Annotated[
        str,
        typer.Argument(
            metavar=help_text("ACCOUNT"),
            help=help_text("Their account: telegram:42, matrix:@ana:example.org, or @ana."),
        ),
    ],
    reason: Annotated[
        str, typer.Option(help=help_text("Why, for the log; without the person's name."))
    ],
    sure: Annotated[
        bool, typer.Option("--yes", help=help_text("Do not ask for confirmation."))
    ] = False,
    config: ConfigPath = CONFIG,
) -> None:
    from bot.operations import personal_data

    personal_data.erase_member(config, account, reason, sure=sure)


@cli.callback()
def common(
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            help=help_text("Show which release this is."),
            is_eager=True,
            callback=show_version,
        ),
    ] = False,
) -> None:
    """Take the options of `terreau` itself."""


def main() -> None:
    """Entry of the `terreau` command."""
    os.umask(ONLY_OURS)  # the database and its log, and whatever a library writes
    cli(prog_name="terreau")


if __name__ == "__main__":
    main()
