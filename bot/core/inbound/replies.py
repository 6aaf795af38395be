"""Replies: into the room, to the person, into the pressed message, or to the button.

They go into the outbox, except a button's answer, which bypasses it.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.core.context.audience import zone_of
from bot.core.context.context import Context
from bot.core.context.revisions import stamped
from bot.core.messages.content import (
    Answer,
    Button,
    Card,
    Message,
    OpenDirect,
    PassedOn,
    Replace,
    Text,
    Toast,
    buttons_of,
    text,
)
from bot.core.messages.encoding import encode, encode_buttons
from bot.core.messages.i18n import Reader
from bot.core.messages.incoming import Kind
from bot.core.messages.ports import Transport
from bot.domain.addresses import shortened
from storage.inbound import Forms
from storage.outbound import REACT, Outbox, Priority

TOAST_LIMIT = 200


@dataclass(frozen=True, slots=True)
class PressAnswer:
    """The answer of a pressed button, given once its effect is committed."""

    network: str
    press_id: str
    words: str = ""
    start: str = ""


def give(ctx: Context, answer: Answer) -> PressAnswer | None:
    """Answer a message; returns the answer for its button if it was a press."""
    if ctx.incoming.in_the_open:
        _answer_in_private(ctx, answer)
        return None
    pressed = ctx.incoming.press_id
    acknowledged = PressAnswer(ctx.incoming.network, pressed)
    match answer:
        case OpenDirect(word):
            if pressed:
                return replace(acknowledged, start=ctx.own_word(word))
            _say(ctx, lead_in(ctx, word))
        case Toast(words):
            if pressed:
                return replace(acknowledged, words=_toast_words(ctx, words))
            _say(ctx, words)
        case Replace(message):
            _replace(ctx, message)
        case PassedOn(words):
            return _react(ctx, words)
        case Text() | str() if pressed and not ctx.direct:
            return replace(acknowledged, words=_toast_words(ctx, answer))
        case None:
            pass
        case _:
            _say(ctx, answer)
    return acknowledged if pressed else None


def _answer_in_private(ctx: Context, answer: Answer) -> None:
    """Answer a press that the room sees: in private, unless its message shows the answer."""
    match answer:
        case None | Toast():
            pass
        case Replace(message):
            _replace(ctx, message)
        case OpenDirect(word):
            ctx.whisper(lead_in(ctx, word))
        case PassedOn(words):
            ctx.whisper(words)
        case _:
            ctx.whisper(answer)


def privately(ctx: Context, answer: Answer, word: str, *, own: bool = True) -> Answer:
    """Answer a shared room's command in private; returns the room's own answer.

    The word of a link that is not the sender's `own` choice is not signed as such.
    """
    message = answer.message if isinstance(answer, Replace) else answer
    if isinstance(message, PassedOn):
        message = message.words
    if message is None or isinstance(message, Toast | OpenDirect):
        return message
    if not ctx.whisper(message):
        return lead_in(ctx, word, own=own)
    return None if ctx.incoming.in_the_open else text("I answered you in private.")


def reader(ctx: Context, locale: str | None = None) -> Reader:
    """The sender as a reader, optionally in another language."""
    zone = ctx.reading_zone
    mark = ctx.network.mark
    today = ctx.now.astimezone(zone).date()
    community = ctx.community_or_none
    home = None if community is None else community.zone
    return Reader(
        locale or ctx.person.locale,
        zone,
        today,
        mark,
        home=home,
        unsent=lambda room, draft: ctx.store[Forms].kept_words(room, draft, ctx.now),
    )


def readers(ctx: Context) -> list[Reader]:
    """Readers in the possible languages of a message here: sender's and community's."""
    community = ctx.community_or_none
    locales = [ctx.person.locale, *([] if community is None else [community.locale])]
    return [reader(ctx, locale) for locale in dict.fromkeys(locales)]


def _toast_words(ctx: Context, words: Text | str) -> str:
    return shortened(reader(ctx).say(words), TOAST_LIMIT)


def _say(ctx: Context, message: Message) -> None:
    incoming = ctx.incoming
    reply_to = None if incoming.direct or incoming.press_id else incoming.message_id
    _put(ctx, incoming.room, message, reply_to=reply_to)


def _react(ctx: Context, words: Text) -> PressAnswer | None:
    """React to a message; the row holds the words to say where reactions are refused."""
    incoming = ctx.incoming
    if incoming.kind is not Kind.WORDS or incoming.message_id is None:
        return give(ctx, words)
    _put(ctx, incoming.room, words, action=REACT, target=incoming.message_id)
    return None


def _replace(ctx: Context, message: Card | Text) -> None:
    pressed = ctx.incoming.press_id or ctx.incoming.in_the_open
    if ctx.incoming.about is None or not pressed:
        _say(ctx, message)
    else:
        _put(ctx, ctx.incoming.room, message, action="edit", target=ctx.incoming.about)


def _put(ctx: Context, room: str, message: Message, **values: Any) -> None:  # noqa: ANN401 - the columns of a delivery
    community = ctx.community_or_none
    message = stamped(ctx, message)
    shared = room == ctx.incoming.room and not ctx.direct
    locale = community.locale if shared and community is not None else ctx.person.locale
    buttons = buttons_of(message)
    ctx.store[Outbox].put(
        room=room,
        priority=Priority.ANSWER,
        at=ctx.now,
        payload=encode(message),
        buttons=encode_buttons(buttons) if buttons else None,
        locale=locale,
        zone=zone_of(None if shared else ctx.person.member, community),
        community_id=ctx.said_for,
        member_id=None if shared else ctx.person.member_id,
        quiet=True,
        parting=ctx.parting,
        about=message.about if isinstance(message, Card) else None,
        **values,
    )


def lead_in(ctx: Context, word: str, *, own: bool = True) -> Card:
    """A card that leads from a shared room into the direct room; others are asked first."""
    door = Button(text("Go on in private"), start=ctx.own_word(word) if own else word)
    return Card(None, (text("Let us go on in private."),), ((door,),))


class PressAnswers:
    """Gives pressed buttons their answers, beside all other work: nobody waits for them."""

    def __init__(self, transports: Mapping[str, Transport]) -> None:
        self._transports = transports
        self._tasks: set[asyncio.Task[None]] = set()

    def give(self, answer: PressAnswer) -> None:
        """Start to give an answer."""
        transport = self._transports[answer.network]
        task = asyncio.create_task(transport.answer(answer.press_id, answer.words, answer.start))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def finish(self, *, within: float | None = None) -> None:
        """Wait until all are given, for at most so many seconds."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=within)
