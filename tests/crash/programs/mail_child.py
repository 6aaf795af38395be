"""Terreau with a mailbox, to be killed."""

from bot.core.context.clock import Clock
from bot.transports.mail import MailAccount, MailTransport, Server
from tests.crash.programs.arguments import arguments
from tests.crash.programs.child import live
from tests.transports.mail.ground import KEY, OURS, PASSWORD, RELAY


def main(words: list[str]) -> None:
    """Live as these words of a command line say."""
    parser = arguments()
    parser.add_argument("--smtp", required=True, type=int)
    parser.add_argument("--imap", required=True, type=int)
    options = parser.parse_args(words)
    account = MailAccount(
        address=OURS,
        name="Énergie",
        smtp=Server("127.0.0.1", options.smtp, tls=False),
        imap=Server("127.0.0.1", options.imap, tls=False, user=OURS, password=PASSWORD),
        authserv_id=RELAY,
        key=KEY,
    )
    live(options, lambda: MailTransport(account, clock=Clock()))
