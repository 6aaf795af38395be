"""Terreau on Telegram, to be killed."""

from bot.core.context.clock import Clock
from bot.transports.telegram import TelegramTransport
from tests.crash.programs.arguments import arguments
from tests.crash.programs.child import live

TOKEN = "123:abc"


def main(words: list[str]) -> None:
    """Live as these words of a command line say."""
    parser = arguments()
    parser.add_argument("--api", required=True)
    options = parser.parse_args(words)
    live(options, lambda: TelegramTransport(TOKEN, api_base=options.api, clock=Clock()))
