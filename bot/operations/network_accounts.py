"""The bot's accounts, as they are configured: its mailbox, and Matrix with its device's keys."""

from bot.config import ConfigError, Mail, MatrixServer, Settings, pickle_key
from bot.core.context.clock import Clock
from bot.core.messages.content import text
from bot.core.outbound.health import TroubleListener
from bot.operations.terminal import stop, stop_by_configuration
from bot.transports.mail.account import MailAccount, Server
from bot.transports.matrix import MatrixTransport
from bot.transports.matrix.device import AnotherAccountsFolder, KeysUnreadable, check_key
from bot.transports.matrix.setup_client import account_of
from storage.folder import LINK_KEY, secret_at

_MEGABYTE = 1024 * 1024


def mail_account(settings: Settings, mail: Mail, key: bytes | None = None) -> MailAccount:
    """The account of a section; its tags are signed with the key of all our links."""
    return MailAccount(
        address=mail.address,
        name=mail.sender or settings.instance.name,
        smtp=Server.at(mail.smtp, *mail.smtp_login),
        imap=Server.at(mail.imap, mail.login, mail.password.get_secret_value()),
        authserv_id=mail.authserv_id,
        key=secret_at(settings.instance.data / LINK_KEY) if key is None else key,
        folder=mail.folder,
        largest=mail.largest_mb * _MEGABYTE,
        per_minute=mail.per_minute,
        public_url=settings.http.public_url,
    )


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
