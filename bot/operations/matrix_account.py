"""The bot's account on Matrix, with the keys of its device."""

from bot.config import ConfigError, Matrix, Settings, pickle_key
from bot.core.context.clock import Clock
from bot.operations.exits import stop
from bot.transports.matrix import MatrixTransport
from bot.transports.matrix.account_folder import (
    FOLDER,
    AnotherAccountsFolder,
    KeysUnreadable,
    check_key,
)
from bot.transports.matrix.setup_client import account_of


def matrix_transport(settings: Settings, matrix: Matrix) -> MatrixTransport:
    return MatrixTransport(
        account_of(matrix),
        data=settings.instance.data,
        pickle_key=pickle_key_of(settings),
        clock=Clock(),
        invited_by=matrix.inviters,
        encryption=matrix.encryption,
    )


def pickle_key_of(settings: Settings) -> str:
    """The key of Matrix's keys, made where none was ever used; one that opens nothing is told."""
    assert settings.matrix is not None  # noqa: S101 - for the type checker
    file, folder = settings.pickle_key_file, settings.instance.data / FOLDER
    try:
        key = pickle_key(file, opens=folder)
        check_key(folder, settings.matrix.user, key)
    except ConfigError as error:
        stop(str(error))
    except AnotherAccountsFolder as error:
        stop(
            f"matrix.user: {folder} contains the device of {error}; use that account, or move the "
            "folder away to start with another"
        )
    except KeysUnreadable:
        stop(
            f"matrix.pickle_key_file: “{file}” does not open the keys in {folder}; put the right "
            "file back from a backup, or move both away to start with new keys"
        )
    return key
