"""One story on Telegram: a card is sent, changed, pinned and deleted; one is for a person alone."""

from dataclasses import dataclass

from bot.core.messages.ports import EphemeralMessage
from bot.core.messages.rendering import Choice, Rendered, Span
from bot.transports.telegram import TelegramTransport
from tests.transports.contract import Shelf, running

ASKED = Rendered(
    (Span("Quelle date ?", bold=True),),
    ((Choice("mardi", press="vote:1:1"), Choice("samedi", press="vote:1:2")),),
)
FULL = Rendered((Span("Quelle date ?", bold=True),), ((Choice("Complet", disabled=True),),))
ALONE = Rendered((Span("Ceci, vous seul le voyez."),))


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of the story."""

    card: str
    """Id of the card."""
    is_shown_alone: bool
    """True if Telegram took the message for the person alone."""


async def play(transport: TelegramTransport, person: str, group: str) -> Seen:
    """Play it between a person who has begun to talk with the bot, and a group that it leads.

    What Telegram refuses is raised as a `SendError`.
    """
    async with running(transport, Shelf()):
        await transport.send(person, ASKED, txn="1", reply_to=None)
        card = await transport.send(group, ASKED, txn="2", reply_to=None)
        await transport.edit(group, card, FULL, txn="3")
        await transport.pin(group, card, pinned=True)
        await transport.learn_rights(group)
        shown = await transport.show_ephemeral(EphemeralMessage(group, person, ALONE))
        await transport.pin(group, card, pinned=False)
        await transport.delete(group, card, txn="4")
    return Seen(card, shown)
