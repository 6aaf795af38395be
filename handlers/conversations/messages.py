"""Conversations of members with a gardener, by replies.

The words pass through the outbox; only the participants are kept.
"""

from typing import Annotated

from bot.core import (
    PASSED_ON,
    Answer,
    Card,
    Context,
    PassedOn,
    Router,
    Text,
    Where,
    asks,
    at_most,
    text,
    write_command,
)
from bot.domain.rates import MESSAGES
from bot.domain.roles import Role, Seat
from handlers.conversations.attachments import pass_on_file
from handlers.conversations.letter_posts import (
    gardener_to_write_to,
    post_to_gardeners,
    post_to_member,
)
from storage.communities import RoomKind
from storage.conversations import Letter, Letters
from storage.members import Member, Members

router = Router()

LONGEST_MESSAGE = 3500
"""With the sender and the way to answer, it fits one message of each network."""


def _gardener_values(ctx: Context) -> dict[str, object]:
    """Names of the gardener addressed and of all readers, as values of a sentence."""
    name = gardener_to_write_to(ctx, ctx.member.id)[1].name
    both = dict.fromkeys(each.name for each in ctx.gardeners().values())
    return {"name": name, "readers": list(both) if ctx.rooms(RoomKind.GARDENERS) else name}


@router.command(
    write_command,
    example=("Hello, when do we meet?", "Bonjour, quand nous réunissons-nous ?"),
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
        asks("What do you want to write to {name}? Read by: {readers}.", _gardener_values),
        at_most(LONGEST_MESSAGE),
    ],
) -> Answer:
    """Write to the gardening team; the answer comes to you in private."""
    seat, gardener = gardener_to_write_to(ctx, ctx.member.id)
    letter = ctx.store[Letters].open(
        ctx.community.id, ctx.member.id, account=ctx.person.address, seat=seat, at=ctx.now
    )
    _send_to_gardener(ctx, letter, ctx.member.name, words)
    done = text("Message sent to {name}. The answer will come here.", name=gardener.name)
    return _pass_on_attachment(ctx, letter, done)


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
    if writer is None or not (words.strip() or ctx.incoming.file is not None):
        return text("I can only pass on words, pictures and files: please write your reply.")
    me = ctx.person.member
    if ctx.direct and me is not None and me.id == writer.id:
        letter.account = ctx.person.address
        asked = Seat(letter.seat)
        seat, gardener = gardener_to_write_to(ctx, writer.id, first=asked)
        if words.strip():
            _send_to_gardener(ctx, letter, writer.name, words)
        done = text("Reply sent to {name}.", name=gardener.name)
        if seat is asked:  # else the words tell who reads it instead
            return _pass_on_attachment(ctx, letter, done, PassedOn(done))
        return _pass_on_attachment(ctx, letter, done)
    return _answer_member(ctx, letter, writer, words)


def _answer_member(ctx: Context, letter: Letter, writer: Member, words: str) -> Answer:
    """Pass a gardener's reply to the member. Raises for other senders."""
    seats = ctx.seats
    if not seats or ctx.person.member is None:
        ctx.audit("letter", "refused")
        return text(
            "Only the gardening team of {community} can answer {name}: your reply was not "
            "passed on.",
            community=ctx.community.name,
            name=writer.name,
        )
    if letter.seat not in seats:
        letter.seat = next(iter(seats))
    ctx.audit("letter")
    title = text("{name} answers you", name=ctx.person.member.name)
    hint = text(
        "To go on, reply to this very message. {sign} will mean: passed on.", sign=PASSED_ON
    )
    reply = Card(title, (words, hint))
    if words.strip() and not post_to_member(ctx, letter, writer, reply):
        return text("{name} cannot be reached any more: nothing was passed on.", name=writer.name)
    done = text("Reply sent to {name}.", name=writer.name)
    return _pass_on_attachment(ctx, letter, done, PassedOn(done))


def _send_to_gardener(ctx: Context, letter: Letter, name: str, words: str) -> Member:
    """Post a member's words in the gardeners' room, else in the gardener's direct room."""
    title = text("Message from {name}", name=name)
    hint = text(
        "To answer {name}, reply to this very message. {sign} will mean: passed on.",
        name=name,
        sign=PASSED_ON,
    )
    return post_to_gardeners(ctx, letter, Card(title, (words, hint)))


def _pass_on_attachment(
    ctx: Context, letter: Letter, done: Text, sign: PassedOn | None = None
) -> Answer:
    """The confirmation, a `sign` where that says enough.

    What came with the words is passed on too, where it can be fetched.
    """
    if ctx.incoming.file is not None:
        pass_on_file(ctx, letter, ctx.incoming.file)
    elif ctx.incoming.attachment is not None:
        return Card(
            None, (done, text("Only your words were passed on: what came with them was not."))
        )
    return sign or done
