"""The bot's account on a Matrix server, with the keys of its device."""

from bot.config import ConfigError, MatrixServer, pickle_key
from bot.core.context.clock import Clock
from bot.core.messages.content import text
from bot.core.outbound.health import TroubleListener
from bot.operations.terminal import stop, stop_by_configuration
from bot.transports.matrix import MatrixTransport
from bot.transports.matrix.device import AnotherAccountsFolder, KeysUnreadable, check_key
from bot.transports.matrix.setup_client import account_of


def matrix_transport(
    server: MatrixServer,
    clock: Clock,
    listener: TroubleListener = TroubleListener(),  # noqa: B008 - it is frozen
) -> MatrixTransport:
    """The transport of one server: its client has a thread and a loop of its own."""
    return MatrixTransport(
        account_of(server.settings),
        folder=server.folder,
        pickle_key=pickle_key_of(server),
        clock=clock,
        invited_by=server.settings.inviters,
        encryption=server.settings.encryption,
        network=server.network,
        listener=listener,
    )


def pickle_key_of(server: MatrixServer) -> str:
    """The key of the server's keys, made where none was used; one that opens nothing is told."""
    file, folder, section = server.pickle_key_file, server.folder, server.section
    try:
        key = pickle_key(file, opens=folder, section=section)
        check_key(folder, server.settings.user, key)
    except ConfigError as error:
        stop_by_configuration(error)
    except AnotherAccountsFolder as error:
        stop(
            text(
                "{key}: {folder} contains the device of {account}; use that account, or move the "
                "folder away to start with another",
                key=f"{section}.user",
                folder=folder,
                account=error,
            )
        )
    except KeysUnreadable:
        stop(
            text(
                "{key}: “{path}” does not open the keys in {folder}; put the right file back from "
                "a backup, or move both away to start with new keys",
                key=f"{section}.pickle_key_file",
                path=file,
                folder=folder,
            )
        )
    return key
