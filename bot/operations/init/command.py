"""`terreau init`: its options. Loaded for every command: nothing large is imported above."""

import sys
from typing import Annotated

import typer

from bot.operations.init.given import DATA, TELEGRAM, TIMEZONE, Given
from bot.operations.terminal.exits import stop_by_configuration, stop_by_system
from bot.operations.terminal.language import help_text
from bot.operations.terminal.options import CONFIG, ConfigPath

NETWORKS = help_text("The networks")
COMMUNITY = help_text("The community")
"""The groups of options."""


def write_configuration(  # noqa: PLR0913, PLR0917 - each question has its option
    context: typer.Context,
    config: ConfigPath = CONFIG,
    language: Annotated[str | None, typer.Option(help=help_text("fr or en."))] = None,
    network: Annotated[
        str | None,
        typer.Option(rich_help_panel=NETWORKS, help=help_text("telegram, matrix or both.")),
    ] = None,
    server: Annotated[
        str | None,
        typer.Option(
            rich_help_panel=NETWORKS,
            help=help_text("Add another Matrix server to the file, under this name: tchap."),
        ),
    ] = None,
    token: Annotated[
        str | None,
        typer.Option(rich_help_panel=NETWORKS, help=help_text("What @BotFather gave you.")),
    ] = None,
    homeserver: Annotated[
        str | None, typer.Option(rich_help_panel=NETWORKS, help=help_text("Your Matrix server."))
    ] = None,
    user: Annotated[
        str | None,
        typer.Option(rich_help_panel=NETWORKS, help=help_text("The bot, @terreau:example.org.")),
    ] = None,
    password: Annotated[
        str | None,
        typer.Option(
            rich_help_panel=NETWORKS,
            help=help_text("The bot's, on Matrix."),
            envvar="TERREAU_MATRIX__PASSWORD",
        ),
    ] = None,
    access_token: Annotated[
        str | None,
        typer.Option(
            rich_help_panel=NETWORKS,
            help=help_text("Instead of a password."),
            envvar="TERREAU_MATRIX__ACCESS_TOKEN",
        ),
    ] = None,
    admin_token: Annotated[
        str | None,
        typer.Option(
            rich_help_panel=NETWORKS,
            help=help_text("To lift the limits, used once."),
            envvar="TERREAU_ADMIN_TOKEN",
        ),
    ] = None,
    invited_by: Annotated[
        list[str] | None,
        typer.Option(rich_help_panel=NETWORKS, help=help_text("A pattern, *:hs.example.")),
    ] = None,
    encryption: Annotated[
        bool, typer.Option(rich_help_panel=NETWORKS, help=help_text("In encrypted rooms too."))
    ] = True,
    identity: Annotated[
        str | None,
        typer.Option(
            rich_help_panel=NETWORKS, help=help_text("Where another is: restore, new or later.")
        ),
    ] = None,
    recovery_key: Annotated[
        str | None,
        typer.Option(
            rich_help_panel=NETWORKS,
            help=help_text("Of that identity, to restore it."),
            envvar="TERREAU_RECOVERY_KEY",
        ),
    ] = None,
    community: Annotated[
        str | None,
        typer.Option(rich_help_panel=COMMUNITY, help=help_text("The name of your community.")),
    ] = None,
    region: Annotated[
        str | None,
        typer.Option(rich_help_panel=COMMUNITY, help=help_text("Who answers for people's data.")),
    ] = None,
    contact: Annotated[
        str | None,
        typer.Option(rich_help_panel=COMMUNITY, help=help_text("Where people write about them.")),
    ] = None,
    cultivator: Annotated[
        str | None,
        typer.Option(
            rich_help_panel=COMMUNITY,
            help=help_text("Your account, telegram:42 or matrix:@ana:example.org."),
        ),
    ] = None,
    room: Annotated[
        list[str] | None,
        typer.Option(
            rich_help_panel=COMMUNITY,
            help=help_text("A room: telegram:-1001, or its address on Matrix."),
        ),
    ] = None,
    channel: Annotated[
        list[str] | None,
        typer.Option(rich_help_panel=COMMUNITY, help=help_text("A channel, telegram:-1003.")),
    ] = None,
    seat: Annotated[
        str | None,
        typer.Option(
            rich_help_panel=COMMUNITY, help=help_text("Yours: territory, region or none.")
        ),
    ] = None,
    timezone: Annotated[
        str, typer.Option(rich_help_panel=COMMUNITY, help=help_text("The community's time zone."))
    ] = TIMEZONE,
    data: Annotated[str, typer.Option(help=help_text("The folder of documents and keys."))] = DATA,
    api_base: Annotated[
        str, typer.Option(rich_help_panel=NETWORKS, help=help_text("Where Telegram answers."))
    ] = TELEGRAM,
    replace: Annotated[
        bool, typer.Option("--replace", help=help_text("Replace an older file."))
    ] = False,
) -> None:
    """Make the configuration file, by a few questions."""
    if server is not None:  # the environment's are the first server's
        password = _typed(context, "password", password)
        access_token = _typed(context, "access_token", access_token)
    given = Given(
        language=language,
        network=network,
        server=server,
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
    from bot.config import ConfigError
    from bot.operations.init.command_run import run_init

    try:
        raise typer.Exit(run_init(given, config, is_attended=sys.stdin.isatty()))
    except ConfigError as error:
        stop_by_configuration(error)
    except OSError as error:
        stop_by_system(error, config)


def _typed(context: typer.Context, name: str, value: str | None) -> str | None:
    """An option's value, unless it comes from the environment."""
    source = context.get_parameter_source(name)
    return None if source is not None and source.name == "ENVIRONMENT" else value
