"""Replies: into the room, to the person, into the pressed message, or to the button.

They go into the outbox, except a button's answer and what one person alone sees in a shared room,
which bypass it: nobody can rely on these to arrive.
"""

import asyncio
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog

from bot.core.context.audience import zone_of
from bot.core.context.clock import Clock
from bot.core.context.context import Context
from bot.core.context.revisions import stamped
from bot.core.declarations.references import menu_command
from bot.core.messages.content import (
    Answer,
    Button,
    Card,
    Ephemeral,
    File,
    Message,
    OpenDirect,
    PassedOn,
    Picture,
    Replace,
    Text,
    Toast,
    as_card,
    buttons_of,
    text,
)
from bot.core.messages.encoding import encode, encode_buttons
from bot.core.messages.i18n import Reader
from bot.core.messages.incoming import Kind
from bot.core.messages.ports import EphemeralMessage, Transport
from bot.core.messages.rendering import Place, render
from bot.core.tasks import Lanes
from bot.domain.addresses import shortened
from storage.inbound import Forms
from storage.outbound import REACT, Outbox, Priority
from storage.unit_of_work import DATABASE_TROUBLE, Store

log = structlog.get_logger()

TOAST_LIMIT = 200
ASKED_AGAIN = timedelta(minutes=2)
"""Who asks for the same again so soon was perhaps not shown it: they go on in private."""
_MOST_SHOWN = 1000


@dataclass(frozen=True, slots=True)
class PressAnswer:
    """An answer that bypasses the outbox, given once its effect is committed.

    It answers a pressed button, or a command that nobody else sees. What is `shown` to the person
    alone comes first; the rest is for where that cannot be.
    """

    network: str
    press_id: str
    words: str = ""
    start: str = ""
    shown: EphemeralMessage | None = None
    about: str = ""
    """The subject of what is shown, for who asks again; empty where that is no news."""
    otherwise: Callable[[Store], None] | None = None
    """Answers a command in another way."""


def give(ctx: Context, answer: Answer) -> PressAnswer | None:
    """Answer a message; returns the answer that is given once this is committed, if there is one.

    It is for a button that was pressed, or for one person alone.
    """
    if ctx.incoming.in_the_open:
        _answer_in_private(ctx, answer)
        return None
    alone = _answer_alone(ctx, answer) if ctx.answers_alone else None
    if alone is not None:
        return alone
    return _give(ctx, OpenDirect(answer.word) if isinstance(answer, Ephemeral) else answer)


def _give(
    ctx: Context, answer: Message | PassedOn | Toast | Replace | OpenDirect | None
) -> PressAnswer | None:
    """Answer where the message came from."""
    pressed = ctx.incoming.press_id
    acknowledged = partial(PressAnswer, ctx.incoming.network, pressed)
    match answer:
        case OpenDirect(word):
            if pressed:
                return acknowledged(start=ctx.own_word(word))
            _say(ctx, lead_in(ctx, word))
        case Toast(words):
            if pressed:
                return acknowledged(_toast_words(ctx, words))
            _say(ctx, words)
        case Replace(message):
            _replace(ctx, message)
        case PassedOn(words):
            return _react(ctx, words)
        case Text() | str() if pressed and not ctx.direct:
            return acknowledged(_toast_words(ctx, answer))
        case None:
            pass
        case _:
            _say(ctx, answer)
    return acknowledged() if pressed else None


def _answer_alone(ctx: Context, answer: Answer) -> PressAnswer | None:
    """What is shown to the sender alone, in a room where that can be; None for other answers.

    What only its sender sees is never answered for all to see.
    """
    came = ctx.incoming
    if isinstance(answer, Ephemeral):
        return _shown_alone(ctx, answer.message, answer.word, answer.about or answer.word)
    if came.press_id and isinstance(answer, Toast | PassedOn | Text | str):
        return _toast_or_shown(ctx, answer if isinstance(answer, Text | str) else answer.words)
    if not came.ephemeral_id or answer is None:
        return None
    if isinstance(answer, OpenDirect):
        word = answer.word
        return None if came.press_id else _shown_alone(ctx, lead_in(ctx, word), word)
    card = as_card(answer)
    if card is None and isinstance(answer, Picture | File):
        return _away_from_the_room(ctx, answer)
    return _shown_alone(ctx, card or Card(None))


def _toast_or_shown(ctx: Context, words: Text | str) -> PressAnswer | None:
    """Words too long to stand over a button, as a message for its presser; None for others."""
    if len(reader(ctx).say(words)) <= TOAST_LIMIT:
        return None
    came = ctx.incoming
    shown = replace(_ephemeral_message(ctx, Card(None, (words,))), edits="")
    return PressAnswer(came.network, came.press_id, _toast_words(ctx, words), shown=shown)


def _shown_alone(
    ctx: Context, message: Card | Text, word: str = "", about: str = ""
) -> PressAnswer:
    """A message that its reader alone sees, and the way into the direct room."""
    came = ctx.incoming
    answer = PressAnswer(came.network, came.press_id, shown=_ephemeral_message(ctx, message))
    if not came.press_id:
        return replace(answer, otherwise=_otherwise(ctx, message, word))
    start = ctx.own_word(word or menu_command.link_word(ctx))
    return replace(answer, start=start, about="" if came.ephemeral_id else about)


def _ephemeral_message(ctx: Context, message: Message) -> EphemeralMessage:
    came = ctx.incoming
    door = ctx.contact.networks.get(came.network)
    place = Place(
        ctx.network.buttons,
        ctx.network.deep_links,
        direct=False,
        door="" if door is None else door.start_link(""),
        disabled_buttons=ctx.network.disabled_buttons,
    )
    return EphemeralMessage(
        came.room,
        came.sender,
        render(stamped(ctx, message), reader(ctx), place),
        press_id="" if came.backlog else came.press_id,
        answers="" if came.press_id else came.ephemeral_id,
        edits=came.ephemeral_id if came.press_id else "",
    )


def _away_from_the_room(ctx: Context, answer: Message) -> PressAnswer:
    """Answer in private what can be shown to nobody alone, such as a picture."""
    came = ctx.incoming
    pressed = PressAnswer(came.network, came.press_id)
    if not ctx.whisper(answer):
        word = menu_command.link_word(ctx)
        if came.press_id:
            return replace(pressed, start=ctx.own_word(word))
        return _shown_alone(ctx, lead_in(ctx, word), word)
    told = text("I answered you in private.")
    if came.press_id:
        return replace(pressed, words=_toast_words(ctx, told))
    return _shown_alone(ctx, told)


def _otherwise(ctx: Context, message: Card | Text, word: str) -> Callable[[Store], None]:
    """Answer a command in private; in the room, only the way there."""

    def answer(store: Store) -> None:
        there = copy(ctx)
        there.store = store
        if not there.whisper(message):
            _say(there, lead_in(there, word or menu_command.link_word(there)))

    return answer


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
        case Ephemeral(message):
            ctx.whisper(message)
        case _:
            ctx.whisper(answer)


def privately(ctx: Context, answer: Answer, word: str, *, own: bool = True) -> Answer:
    """Answer a shared room's command in private; returns the room's own answer.

    The word of a link that is not the sender's `own` choice is not signed as such.
    """
    message = answer.message if isinstance(answer, Replace | Ephemeral) else answer
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
    answers = ctx.network.by_mail or not incoming.direct
    reply_to = incoming.message_id if answers and not incoming.press_id else None
    _put(ctx, incoming.room, message, reply_to=reply_to)


def _react(ctx: Context, words: Text) -> PressAnswer | None:
    """React to a message; the row holds the words to say where reactions are refused."""
    incoming = ctx.incoming
    if incoming.kind is not Kind.WORDS or incoming.message_id is None or ctx.network.by_mail:
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
    """Gives answers that bypass the outbox, beside all other work: nobody waits for them."""

    def __init__(
        self,
        transports: Mapping[str, Transport],
        lanes: Lanes,
        clock: Clock,
        *,
        on_commit: Callable[[], None],
    ) -> None:
        """Call `on_commit` when a command was answered in another way."""
        self._transports = transports
        self._lanes = lanes
        self._clock = clock
        self._on_commit = on_commit
        self._tasks: set[asyncio.Task[None]] = set()
        self._shown: dict[tuple[str, str, str], datetime] = {}

    def give(self, answer: PressAnswer) -> None:
        """Start to give an answer."""
        task = asyncio.create_task(self._give(answer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _give(self, answer: PressAnswer) -> None:
        transport, words, start = self._transports[answer.network], answer.words, answer.start
        if answer.shown is not None and await self._is_shown(transport, answer.shown, answer.about):
            words = start = ""
        elif answer.otherwise is not None:
            try:
                await self._lanes.run(answer.otherwise)
            except DATABASE_TROUBLE:
                log.exception("a command is not answered", network=answer.network)
            self._on_commit()
        if answer.press_id:
            await transport.answer(answer.press_id, words, start)

    async def _is_shown(self, transport: Transport, message: EphemeralMessage, about: str) -> bool:
        """Show a message to one person; one about the same thing is not shown twice in a row.

        Whoever presses a button of such a message sees them.
        """
        now = self._clock.now()
        if message.edits:
            seen = [each for each in self._shown if each[:2] == (message.room, message.person)]
            for each in seen:
                del self._shown[each]
        subject = message.room, message.person, about
        if about and now - self._shown.pop(subject, now - ASKED_AGAIN) < ASKED_AGAIN:
            return False
        is_shown = await transport.show_ephemeral(message)
        if is_shown and about:
            self._shown[subject] = now
            if len(self._shown) > _MOST_SHOWN:
                del self._shown[next(iter(self._shown))]
        return is_shown

    async def finish(self, *, within: float | None = None) -> None:
        """Wait until all are given, for at most so many seconds."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=within)
