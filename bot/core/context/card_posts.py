"""Live cards: post, refresh, delete and mail them."""

from dataclasses import asdict

from bot.core.context.audience import zone_of
from bot.core.context.job_context import JobContext
from bot.core.messages.answers import Message
from bot.domain.audience import Audience
from storage.members import Member
from storage.outbound import PIN, UNPIN, CardRow, Cards, Mailings, Priority


def post_card(  # noqa: PLR0913 - options of a post, named where it is called
    ctx: JobContext,
    room: str,
    kind: str,
    key: int,
    *,
    again: bool = True,
    priority: Priority = Priority.CARD,
    quiet: bool = False,
    about: str | None = None,
    reader: Member | None = None,
    reply_to: str | None = None,
) -> None:
    """Post a live card in a room: it is drawn when it is sent, and refreshed from then on.

    `again`, `quiet` and `about` are those of `JobContext.post`. In a direct room, `reader` is the
    person in whose language and zone it is drawn. `reply_to` is the message that it answers.
    """
    card = _add_card(ctx, room, kind, key, reader)
    ctx.enqueue(
        room,
        None,
        priority,
        card_id=card.id,
        again=again,
        quiet=quiet,
        about=about,
        locale=card.locale,
        zone=card.zone,
        member_id=None if reader is None else reader.id,
        reply_to=reply_to,
    )


def adopt_card(ctx: JobContext, kind: str, key: int, room: str, message_id: str) -> None:
    """Attach an existing message to a card so that it is refreshed with it.

    It is a copy whose fate was unknown after sending, until one of its buttons was pressed.
    """
    if not ctx.store[Cards].knows(kind, key, room, message_id):
        card = _add_card(ctx, room, kind, key)
        ctx.store[Cards].posted(card.id, message_id, shown=0)


def refresh_card(ctx: JobContext, kind: str, key: int) -> None:
    """Show the latest state wherever the card is posted, at the pace that rooms allow."""
    ctx.store[Cards].refresh(kind, key)


def delete_card(ctx: JobContext, kind: str, key: int, *, instead: Message) -> None:
    """Delete every posted copy of a card, and cancel copies that are not sent yet.

    A message that the network does not delete any more is edited to say `instead`.
    """
    for card in ctx.store[Cards].living(kind, key):
        ctx.store[Cards].end(card.id)
        ctx.enqueue(
            card.room,
            instead,
            Priority.CARD,
            locale=card.locale,
            action="delete",
            card_id=card.id,
            quiet=True,
        )


def pin_card(ctx: JobContext, kind: str, key: int, *, pinned: bool) -> None:
    """Pin a card wherever it is posted, or unpin it, without a notification.

    Where the bot has no right to pin nothing is done or said.
    """
    for card in ctx.store[Cards].living(kind, key):
        action = PIN if pinned else UNPIN
        ctx.enqueue(card.room, None, Priority.CARD, action=action, card_id=card.id, quiet=True)


def mail_card(
    ctx: JobContext, purpose: str, kind: str, key: int, *, audience: Audience | None = None
) -> int:
    """Send a card privately to all who consented to `purpose`, once each; returns the mailing.

    It is drawn for each person when it is sent, and not refreshed. With an `audience`, `purpose` is
    a `Sending`: it goes to those of the audience who get it and consented to messages, as one of
    their unasked messages.
    """
    drawn = {"drawn": kind, "key": key}
    to = None if audience is None else asdict(audience)
    return ctx.store[Mailings].add(ctx.community.id, purpose, drawn, ctx.now, audience=to).id


def _add_card(
    ctx: JobContext, room: str, kind: str, key: int, reader: Member | None = None
) -> CardRow:
    community = ctx.community
    own_locale = None if reader is None else reader.locale
    return ctx.store[Cards].add(
        kind,
        key,
        room=room,
        community_id=community.id,
        locale=own_locale or community.locale,
        zone=zone_of(reader, community),
    )
