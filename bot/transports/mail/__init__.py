"""E-mail: letters out by SMTP, and in by IMAP."""

from bot.transports.mail.account import NETWORK, MailAccount, Server
from bot.transports.mail.transport import MailTransport

__all__ = ["NETWORK", "MailAccount", "MailTransport", "Server"]
