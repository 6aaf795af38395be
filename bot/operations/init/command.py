"""`terreau init`: its options. Loaded for every command: nothing large is imported above."""

import sys
from typing import Annotated, Any

import typer

from bot.operations.init.answers import DATA, TELEGRAM, TIMEZONE, Given
from bot.operations.terminal import (
    CONFIG,
    ConfigPath,
    help_text,
    stop_by_configuration,
    stop_by_system,
)

NETWORKS = help_text("The networks")
COMMUNITY = help_text("The community")
"""The groups of options."""


def _network(sentence: str, envvar: str | None = None) -> Any:  # noqa: ANN401 - as typer has it
    return typer.Option(rich_help_panel=NETWORKS, help=sentence, envvar=envvar)


def _community(sentence: str) -> Any:  # noqa: ANN401 - likewise
    return typer.Option(rich_help_panel=COMMUNITY, help=sentence)


def write_configuration(  # noqa: PLR0913, PLR0917 - each question has its option
    context: typer.Context,
    config: ConfigPath = CONFIG,
    language: Annotated[
        str | None, typer.Option(help=help_text("The language of the questions: fr or en."))
    ] = None,
    network: Annotated[str | None, _network(help_text("telegram, matrix or both."))] = None,
    server: Annotated[
        str | None,
        _network(help_text("Add another Matrix server to the file, under this name: tchap.")),
    ] = None,
    mail: Annotated[
        bool, _network(help_text("Add a mailbox of the bot to the file, for e-mail."))
    ] = False,
    token: Annotated[str | None, _network(help_text("The bot's token, from @BotFather."))] = None,
    homeserver: Annotated[str | None, _network(help_text("Your Matrix server."))] = None,
    user: Annotated[
        str | None, _network(help_text("The bot's Matrix account, @terreau:example.org."))
    ] = None,
    password: Annotated[
        str | None, _network(help_text("The password of that account."), "TERREAU_MATRIX__PASSWORD")
    ] = None,
    access_token: Annotated[
        str | None,
        _network(
            help_text("An access token of that account, instead."), "TERREAU_MATRIX__ACCESS_TOKEN"
        ),
    ] = None,
    admin_token: Annotated[
        str | None,
        _network(
            help_text("An administrator's access token, to lift limits; used once."),
            "TERREAU_ADMIN_TOKEN",
        ),
    ] = None,
    invited_by: Annotated[
        list[str] | None,
        _network(help_text("Who may invite the bot: *:hs.example, or an account.")),
    ] = None,
    encryption: Annotated[bool, _network(help_text("Work in encrypted rooms, too."))] = True,
    log_in: Annotated[
        bool,
        _network(
            help_text(
                "Have the bot approved in a browser again; the file, with oauth = true, stays."
            )
        ),
    ] = False,
    identity: Annotated[
        str | None,
        _network(help_text("If the account has an identity already: restore, new or later.")),
    ] = None,
    recovery_key: Annotated[
        str | None,
        _network(
            help_text("The recovery key of that identity, to restore it."), "TERREAU_RECOVERY_KEY"
        ),
    ] = None,
    community: Annotated[str | None, _community(help_text("The name of your community."))] = None,
    region: Annotated[
        str | None, _community(help_text("The body responsible for people's data."))
    ] = None,
    contact: Annotated[
        str | None, _community(help_text("Where people write about their data."))
    ] = None,
    cultivator: Annotated[
        str | None, _community(help_text("Your account, telegram:42 or matrix:@ana:example.org."))
    ] = None,
    room: Annotated[
        list[str] | None, _community(help_text("A room: telegram:-1001, or its address on Matrix."))
    ] = None,
    channel: Annotated[
        list[str] | None, _community(help_text("A channel, telegram:-1003."))
    ] = None,
    seat: Annotated[
        str | None, _community(help_text("Your role as a gardener: territory, region or none."))
    ] = None,
    timezone: Annotated[str, _community(help_text("The community's time zone."))] = TIMEZONE,
    data: Annotated[str, typer.Option(help=help_text("The folder of documents and keys."))] = DATA,
    api_base: Annotated[str, _network(help_text("The address of Telegram's service."))] = TELEGRAM,
    replace: Annotated[
        bool, typer.Option("--replace", help=help_text("Replace an older file."))
    ] = False,
) -> None:
    """Make the configuration file, by a few questions."""
    if server is not None or mail:  # the environment's are the first server's
        password = _typed(context, "password", password)
        access_token = _typed(context, "access_token", access_token)
    given = Given(
        language=language,
        network=network,
        server=server,
        mail=mail,
        token=token,
        homeserver=homeserver,
        user=user,
        password=password,
        access_token=access_token,
        admin_token=admin_token,
        invited_by=tuple(invited_by or ()),
        encryption=encryption,
        log_in=log_in,
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
    from bot.operations.init.first_room import run_init

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
