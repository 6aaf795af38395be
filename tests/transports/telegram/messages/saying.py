"""Words that are sent on Telegram."""

from bot.core.messages.rendering import Rendered, Span
from bot.transports.telegram import TelegramTransport
from tests.emulator import Person

HELLO = Rendered((Span("Bonjour", bold=True), Span(" à vous")))
BYE = Rendered((Span("Au revoir"),))


def room_of(person: Person) -> str:
    return f"telegram:{person.id}"


async def say(
    transport: TelegramTransport, room: str, said: Rendered = HELLO, reply_to: str | None = None
) -> str:
    return await transport.send(room, said, txn="1", reply_to=reply_to)
