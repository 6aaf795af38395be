"""The bot's mailbox as it is configured."""

from bot.config import Mail, Settings
from bot.transports.mail.account import MailAccount, Server
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
