"""Conversations of members with a gardener, by replies.

The words pass through the outbox; only the participants are kept.
"""

from typing import Annotated

from bot.core import (
    Answer,
    Card,
    Context,
    Line,
    Router,
    Text,
    Where,
    asks,
    at_most,
    direct_room,
    text,
    write_command,
)
from bot.domain.rates import MESSAGES
from bot.domain.refusals import Refusal
from bot.domain.roles import Role, Seat
from storage.communities import RoomKind
from storage.conversations import Letter, Letters
from storage.conversations import about as about_letter
from storage.members import Member, Members

router = Router()

LONGEST_MESSAGE = 3500
"""With who writes and how to answer, it fits one message of each network."""


class NobodyToWriteTo(Refusal):
    """Nobody who tends {community} can be reached: nothing has left. Keep your words for later."""


def _gardener_values(ctx: Context) -> dict[str, object]:
    return {"name": _gardener_to_write_to(ctx, ctx.member.id)[1].name}


@router.command(
    write_command,
    example="Bonjour, quand nous réunissons-nous ?",
    who=Role.MEMBER,
    where=Where.DIRECT,
    theme="ask",
    label=text("Write"),
    listed=5,
    limit=MESSAGES,
)
def write_to_gardener(
    ctx: Context,
    words: Annotated[
        str,
        asks("What do you want to write to {name}?", _gardener_values),
        at_most(LONGEST_MESSAGE),
    ],
) -> Answer:
    """Write to the person who tends your community; the answer comes to you in private."""
    seat, gardener = _gardener_to_write_to(ctx, ctx.member.id)
    letter = ctx.store[Letters].open(
        ctx.community.id, ctx.member.id, account=ctx.person.address, seat=seat, at=ctx.now
    )
    _send_to_gardener(ctx, letter, ctx.member.name, words)
    done = text("Your message is with {name}, whose answer will come here.", name=gardener.name)
    return _confirmation(ctx, done)


@router.reply("letter", limit=MESSAGES)
def reply_in_conversation(
    ctx: Context, letter_id: int, words: Annotated[str, at_most(LONGEST_MESSAGE)]
) -> Answer:
    """Pass a reply on to the other side of the conversation."""
    letter = ctx.store[Letters].get(letter_id)
    if letter is None:
        return text("The person who wrote this is no longer here: nothing was passed on.")
    ctx.enter(letter.community_id)
    writer = ctx.store[Members].get(letter.member_id)
    if writer is None or not words.strip():
        return text("I can only pass on words for now: please write your reply.")
    me = ctx.person.member
    if ctx.direct and me is not None and me.id == writer.id:
        letter.account = ctx.person.address
        name = _send_to_gardener(ctx, letter, writer.name, words).name
        return _confirmation(ctx, text("Your reply is with {name}.", name=name))
    return _answer_member(ctx, letter, writer, words)


def _answer_member(ctx: Context, letter: Letter, writer: Member, words: str) -> Answer:
    """Pass a gardener's reply to the member. Raises for other senders."""
    seats = ctx.seats
    if not seats or ctx.person.member is None:
        ctx.audit("letter", "refused")
        return text(
            "Only those who tend {community} can answer {name}: your reply was not passed on.",
            community=ctx.community.name,
            name=writer.name,
        )
    if letter.seat not in seats:
        letter.seat = next(iter(seats))
    ctx.audit("letter")
    title = text("{name} answers you", name=ctx.person.member.name)
    hint = text("To go on, reply to this very message.")
    reply, about = Card(title, (words, hint)), about_letter(letter.id)
    if not ctx.tell(writer, reply, about=about, on=letter.account):
        return text("{name} cannot be reached any more: nothing was passed on.", name=writer.name)
    return _confirmation(ctx, text("{name} has your reply.", name=writer.name))


def _send_to_gardener(ctx: Context, letter: Letter, name: str, words: str) -> Member:
    """Post a member's words in the gardeners' room, else in the gardener's direct room."""
    _, gardener = _gardener_to_write_to(ctx, letter.member_id, first=Seat(letter.seat))
    title = text("Message from {name}", name=name)
    hint = text("To answer {name}, reply to this very message.", name=name)
    card, about = Card(title, (words, hint)), about_letter(letter.id)
    rooms = ctx.rooms(RoomKind.GARDENERS)
    for room in rooms:
        ctx.post(room.address, card, about=about)
    if not rooms:
        ctx.tell(gardener, card, about=about)
    return gardener


def _gardener_to_write_to(
    ctx: Context, member_id: int, first: Seat = Seat.TERRITORY
) -> tuple[Seat, Member]:
    """The holder of the seat, else the other gardener; never the writer."""
    gardeners = ctx.gardeners()
    for seat in (first, first.other):
        gardener = gardeners.get(seat)
        if gardener is None or gardener.id == member_id:
            continue
        if ctx.rooms(RoomKind.GARDENERS) or direct_room(ctx.store, gardener) is not None:
            return seat, gardener
    raise NobodyToWriteTo(community=ctx.community.name)


def _confirmation(ctx: Context, done: Text) -> Text | Card:
    """The confirmation, and which parts were not passed on."""
    if ctx.incoming.attachment is None:
        return done
    lines: tuple[Line, ...] = (
        done,
        text("Only your words were passed on: what came with them was not."),
    )
    return Card(None, lines)
