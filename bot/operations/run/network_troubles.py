"""A network refuses the account or is silent: the terminal tells once, with what to do.

The bot keeps running, for its other networks, and asks again from time to time.
"""

from functools import partial

import typer

from bot.config import MatrixServer, Settings, Telegram
from bot.core.messages.content import Text, text
from bot.core.outbound.network_health import TroubleListener
from bot.operations.terminal.exits import in_terminal_language


def at_the_terminal(settings: Settings, refused: Text, silent: Text) -> TroubleListener:
    """Say at the terminal, beside the log, why a network does not work."""

    def tell(words: Text) -> None:
        typer.echo(in_terminal_language(words, settings.instance.locale), err=True)

    return TroubleListener(partial(tell, refused), partial(tell, silent))


def telegram_refusal() -> Text:
    """The sentence on a refused token."""
    return text(
        "Telegram refuses the bot's token. In Telegram, send /token to @BotFather, choose your "
        "bot, and copy what it gives you into your configuration file ([telegram] token). Then "
        "stop me (Ctrl-C) and start me again."
    )


def matrix_refusal(server: MatrixServer) -> Text:
    """The sentence on a refused password or access token."""
    matrix = server.settings
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


def telegram_silence(telegram: Telegram) -> Text:
    """The sentence on a Telegram that cannot be reached."""
    return text(
        "I cannot reach Telegram ({address}), and keep trying. Check this machine's connection to "
        "the internet, and “api_base” in your configuration file if it is there.",
        address=telegram.api_base,
    )


def matrix_silence(server: MatrixServer) -> Text:
    """The sentence on a homeserver that cannot be reached."""
    return text(
        "I cannot reach {network} at {address}, and keep trying. Check this machine's connection "
        "to the internet, and the address in your configuration file ([{section}] homeserver).",
        network=server.name,
        address=server.settings.homeserver,
        section=server.section,
    )
