"""Live cards: how one is drawn, and whether a pressed message carries the button it names."""

from asyncio import CancelledError
from datetime import timedelta

import structlog

from bot.core.context.context import Context
from bot.core.context.job_context import JobContext
from bot.core.context.revisions import stamped
from bot.core.declarations.registry import Declared, declarations_of
from bot.core.messages.content import Buttons, Card, Message, Picture, split_revision
from bot.core.messages.encoding import decode_buttons
from storage.communities import Communities
from storage.outbound import Cards, SentMessages
from storage.unit_of_work import DATABASE_TROUBLE

log = structlog.get_logger()

LIVELY = timedelta(hours=1)
"""So long, an answer with buttons may be what people answer, though other messages came since."""


def draw_card(ctx: JobContext, declared: Declared, kind: str, key: int) -> Message:
    """Draw a card as it is now; an error leaves the transaction as it was."""
    with ctx.store.refusable():
        drawn: Message = declared.cards[kind](ctx, key)
    return stamped(ctx, drawn)


def buttons_of(message: Message) -> Buttons:
    """The buttons of a message; a text or a file has none."""
    return message.buttons if isinstance(message, Card | Picture) else ()


def carries_press(ctx: Context) -> bool:
    """True if the pressed message carries that button: a client may send any press for any message.

    A button that the network shows costs no statement. One that was sent counts, too: the
    client may not have shown the latest edit. Of a message that the network shows to us no more
    the card is asked, which outlives the record of what was sent.
    """
    came = ctx.incoming
    if came.shown or came.about is None:
        return bool(came.shown)
    offer = ctx.store[SentMessages].offer(came.room, came.about)
    if offer is not None and _has_press(ctx, decode_buttons(offer.buttons)):
        return True
    return came.shown is None and _has_press(ctx, _card_buttons(ctx, came.about))


def presses_beside(ctx: Context) -> set[str]:
    """The presses of all buttons of the pressed message, as it was last sent; empty if unknown."""
    came = ctx.incoming
    offer = None if came.about is None else ctx.store[SentMessages].offer(came.room, came.about)
    rows = () if offer is None else decode_buttons(offer.buttons)
    return {each.press for row in rows for each in row if each.press}


def presses_above(ctx: Context) -> set[str]:
    """The presses of all buttons of the last message with buttons that was sent here."""
    offer = ctx.store[SentMessages].last_offer(ctx.incoming.room)
    rows = () if offer is None else decode_buttons(offer.buttons)
    return {each.press for row in rows for each in row if each.press}


def presses_asked(ctx: Context) -> set[str]:
    """The presses of the last message that answered this person here, within the last hour.

    What came by itself meanwhile does not take its place.
    """
    offer = ctx.store[SentMessages].last_offer(ctx.incoming.room, answers=True)
    if offer is None or offer.made_at is None or offer.made_at < ctx.now - LIVELY:
        return set()
    return {each.press for row in decode_buttons(offer.buttons) for each in row if each.press}


def _has_press(ctx: Context, rows: Buttons) -> bool:
    """True if the pressed button is among these, of any revision, and can be pressed here.

    Where there are deep links a button with a `start` is a link, and where a press is seen by all
    a private one is not offered.
    """
    came, (pressed, _) = ctx.incoming, split_revision(ctx.incoming.press)
    return bool(pressed) and any(
        split_revision(each.press)[0] == pressed
        and not (each.start and ctx.network.deep_links)
        and not (each.private and came.in_the_open)
        for row in rows
        for each in row
    )


def _card_buttons(ctx: Context, message_id: str) -> Buttons:
    """The buttons that the card in a message has now; none if it is no card, or cannot be drawn."""
    card = ctx.store[Cards].at(ctx.incoming.room, message_id)
    if card is None:
        return ()
    here = card.community_id
    community = None if here is None else ctx.store[Communities].find(here)
    there = JobContext(
        ctx.store, now=ctx.now, community=community, contact=ctx.contact, declared=ctx.declared
    )
    try:
        return buttons_of(draw_card(there, declarations_of(ctx), card.kind, card.key))
    except DATABASE_TROUBLE:
        raise
    except (Exception, CancelledError):
        log.exception("a pressed card cannot be drawn", kind=card.kind)
        return ()
