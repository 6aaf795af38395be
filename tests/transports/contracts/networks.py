"""Networks under the contract, and messages as they are drawn."""

from datetime import date
from zoneinfo import ZoneInfo

from bot.core.messages.content import Message
from bot.core.messages.i18n import Reader
from bot.core.messages.rendering import Rendered, render

READER = Reader("en", ZoneInfo("Europe/Paris"), date(2026, 11, 24))


def said(message: Message) -> Rendered:
    return render(message, READER)
