"""Terreau on Telegram, to be killed."""

from bot.core.context.clock import Clock
from bot.transports.telegram import TelegramTransport
from tests.crash.arguments import arguments
from tests.crash.child import live

TOKEN = "123:abc"

if __name__ == "__main__":
    parser = arguments()
    parser.add_argument("--api", required=True)
    options = parser.parse_args()
    live(options, lambda: TelegramTransport(TOKEN, api_base=options.api, clock=Clock()))
