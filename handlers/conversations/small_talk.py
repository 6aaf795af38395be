"""Greetings, thanks and goodbyes, and what else is said to the bot itself or about others."""

from collections.abc import Sequence

from bot.core import Answer, Card, Context, Router, menu_command, text, write_command
from bot.references.conversations import Intent, intents
from bot.references.reports import report_command
from handlers.conversations.passing_on import keep_message, onward_buttons, passing_on

router = Router()

SMALL_TALK = frozenset({"greeting", "thanks", "goodbye"})


@router.contribution(intents)
def intents_of_conversations(ctx: Context) -> Sequence[Intent]:
    """Small talk, reports about others, and the wish to talk to a person."""
    menu = text("Menu")
    return (
        Intent("greeting", menu, menu_command, _return_greeting),
        Intent("thanks", menu, menu_command, return_thanks),
        Intent("goodbye", menu, menu_command, _return_goodbye),
        Intent("write_gardener", text("Write to the gardening team"), write_command),
        Intent("report_message", text("Report something"), write_command, _offer_report),
    )


def _return_greeting(ctx: Context, words: str) -> Card:
    hello = text("Hello {name}! What can I do for you?", name=_name(ctx))
    return Card(None, (hello,), (onward_buttons(ctx),))


def return_thanks(ctx: Context, words: str = "") -> Card:
    """Answer thanks that are for the bot."""
    with_pleasure = text("With pleasure. I am here whenever you need me.")
    return Card(None, (with_pleasure,), (onward_buttons(ctx),))


def _return_goodbye(ctx: Context, words: str) -> Card:
    return Card(None, (text("See you soon, {name}!", name=_name(ctx)),), (onward_buttons(ctx),))


def _name(ctx: Context) -> str:
    return ctx.person.name if ctx.person.member is None else ctx.person.member.name


def _offer_report(ctx: Context, words: str) -> Answer:
    """Offer to pass a report on in the words that were just written."""
    readers, rows = passing_on(ctx, kept=keep_message(ctx))
    lines = (text("The gardening team looks into it. Nobody else will see what you write."),)
    report = report_command.button(text("Report a message"))
    return Card(None, (*lines, *readers), ((report,), *rows, onward_buttons(ctx)))
