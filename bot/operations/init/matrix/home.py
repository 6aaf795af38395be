"""The bot at home on a Matrix server: account, identity, limits, inviters."""

import asyncio
from dataclasses import replace

from bot.core.messages.content import text
from bot.operations.init.asking import Asker, Stopped
from bot.operations.init.given import Given
from bot.operations.init.matrix.account import Home, ask_account, ask_inviters
from bot.operations.init.matrix.encryption import Encryption
from bot.operations.init.matrix.limits import settle_limits
from bot.operations.init.writing import OnMatrix
from bot.transports.matrix.homeserver_errors import Refused
from bot.transports.matrix.setup_client import Visit


def at_home(asker: Asker, runner: asyncio.Runner, given: Given) -> Home:
    """The account on Matrix, with its one-time settings: identity, limits, inviters."""
    try:
        home = ask_account(asker, runner, given)
        try:
            home = replace(home, invited_by=ask_inviters(asker, home.account.server, given))
            if home.encryption:
                password = home.account.password
                Encryption(asker, runner, home.settling, given).settle(password)
            with_us = Visit(home.account, folder=home.folder)
            try:
                runner.run(with_us.enter())
                settle_limits(asker, runner, with_us, home.account, given.admin_token)
            finally:
                runner.run(with_us.close())
        finally:
            runner.run(home.settling.close())
    except (Refused, ConnectionError) as error:
        raise Stopped(
            text("The Matrix server no longer answers ({why}): start again.", why=str(error))
        ) from None
    return home


def on_matrix(home: Home) -> OnMatrix:
    """Its settings in the file."""
    return OnMatrix(
        homeserver=home.account.homeserver,
        user=home.account.user,
        password=home.account.password,
        access_token=home.account.access_token,
        invited_by=home.invited_by,
        encryption=home.encryption,
    )
