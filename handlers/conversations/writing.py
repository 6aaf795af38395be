"""Members write to a gardener and get an answer: a conversation by replies.

What is written goes from room to room through the outbox; only who is in it is kept.
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

LONGEST_LETTER = 3500
"""With who writes and how to answer, it fits one message of each network."""


class NobodyToWriteTo(Refusal):
    """Nobody who tends {community} can be reached: nothing has left. Keep your words for later."""


def _gardener_name(ctx: Context) -> dict[str, object]:
    return {"name": _gardener_for(ctx, ctx.member.id)[1].name}


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
def write_letter(
    ctx: Context,
    words: Annotated[
        str,
        asks("What do you want to write to {name}?", _gardener_name),
        at_most(LONGEST_LETTER),
    ],
) -> Answer:
    """Write to the person who tends your community; the answer comes to you in private."""
    seat, gardener = _gardener_for(ctx, ctx.member.id)
    letter = ctx.store[Letters].open(
        ctx.community.id, ctx.member.id, account=ctx.person.address, seat=seat, at=ctx.now
    )
    _to_gardener(ctx, letter, ctx.member.name, words)
    done = text("Your message is with {name}, whose answer will come here.", name=gardener.name)
    return _confirmed(ctx, done)


@router.reply("letter", limit=MESSAGES)
def go_on_with_letter(
    ctx: Context, letter_id: int, words: Annotated[str, at_most(LONGEST_LETTER)]
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
        name = _to_gardener(ctx, letter, writer.name, words).name
        return _confirmed(ctx, text("Your reply is with {name}.", name=name))
    return _answer(ctx, letter, writer, words)


def _answer(ctx: Context, letter: Letter, writer: Member, words: str) -> Answer:
    """A gardener's reply goes to whoever wrote; anybody else's goes nowhere."""
    seats = ctx.seats
    if not seats or ctx.person.member is None:
        ctx.audit("letter", "refused")
        return text(
            "Only those who tend {community} can answer {name}: your reply was not passed on.",
            community=ctx.community.name,
            name=writer.name,
        )
    if letter.seat not in seats:
        letter.seat = next(iter(seats)).value
    ctx.audit("letter")
    title = text("{name} answers you", name=ctx.person.member.name)
    hint = text("To go on, reply to this very message.")
    reply, about = Card(title, (words, hint)), about_letter(letter.id)
    if not ctx.tell(writer, reply, about=about, on=letter.account):
        return text("{name} cannot be reached any more: nothing was passed on.", name=writer.name)
    return _confirmed(ctx, text("{name} has your reply.", name=writer.name))


def _to_gardener(ctx: Context, letter: Letter, name: str, words: str) -> Member:
    """Hand a member's words over: in the back room, else in the gardener's direct room."""
    _, gardener = _gardener_for(ctx, letter.member_id, first=Seat(letter.seat))
    title = text("Message from {name}", name=name)
    hint = text("To answer {name}, reply to this very message.", name=name)
    card, about = Card(title, (words, hint)), about_letter(letter.id)
    rooms = ctx.rooms(RoomKind.GARDENERS)
    for room in rooms:
        ctx.post(room.address, card, about=about)
    if not rooms:
        ctx.tell(gardener, card, about=about)
    return gardener


def _gardener_for(
    ctx: Context, member_id: int, first: Seat = Seat.TERRITORY
) -> tuple[Seat, Member]:
    """Who is written to: the holder of the seat, else the other one; nobody writes to oneself."""
    gardeners = ctx.gardeners()
    for seat in (first, first.other):
        gardener = gardeners.get(seat)
        if gardener is None or gardener.id == member_id:
            continue
        if ctx.rooms(RoomKind.GARDENERS) or direct_room(ctx.store, gardener) is not None:
            return seat, gardener
    raise NobodyToWriteTo(community=ctx.community.name)


def _confirmed(ctx: Context, done: Text) -> Text | Card:
    """Say what was done, and what was not: a picture or a voice stays where it is."""
    if ctx.incoming.attachment is None:
        return done
    lines: tuple[Line, ...] = (
        done,
        text("Only your words were passed on: what came with them was not."),
    )
    return Card(None, lines)
