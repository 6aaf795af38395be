"""From one incoming message or outcome of a fetch to its handler, and from there to its answer.

The sender's context is made first; then each kind of message has its step: `words`, `presses`,
and outcomes here. All end in `replies`. For an e-mail that another may have written nothing is done
before its sender says that they wrote: they are asked by an e-mail to their own address, by a link,
and where we have no pages by an answer. So who writes in another's name reaches nothing but this
one e-mail, a few times a day.
"""

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.core.context.audience import leave_exposed_room, lose_mailbox, not_private
from bot.core.context.context import Context, FollowUps
from bot.core.context.job_context import MAIL_PAGES, Contact, JobContext
from bot.core.context.revisions import ChangedSinceShown
from bot.core.declarations.arguments import MOST_BYTES, Param, params_of
from bot.core.declarations.permissions import NotAllowed, carry_out, check, needs_membership
from bot.core.declarations.references import confirm_mail
from bot.core.declarations.registry import (
    Declared,
    declarations_of,
    lost_rooms,
    people_asking,
    people_entering,
    people_leaving,
    plain_words,
    rooms_chosen,
    rooms_entered,
)
from bot.core.declarations.shown_revisions import show_changed
from bot.core.inbound import replies, senders
from bot.core.inbound.presses import (
    MENU,
    OldButton,
    call_button,
    on_press,
    run_button,
    undo,
    with_own_buttons,
)
from bot.core.inbound.replies import PressAnswer
from bot.core.inbound.senders import SenderLookup
from bot.core.inbound.typed_presses import note_number
from bot.core.inbound.words import answer_form, ask_for_parts, follow_link, on_words, run_words
from bot.core.messages.content import Answer, Card, Replace, Text, Toast, link_button, text
from bot.core.messages.encoding import decode_incoming, encode, encode_buttons, encode_incoming
from bot.core.messages.incoming import Incoming, Kind, Outcome
from bot.core.messages.ports import Capabilities
from bot.domain import codes
from bot.domain.personal_data import MAIL_WAITS
from bot.domain.refusals import Refusal
from storage.communities import Communities
from storage.inbound import OpenForm, Presses, UnprovenMails
from storage.members import Members
from storage.outbound import Outbox, Priority, SentMessages
from storage.restored_backups import LostTime
from storage.unit_of_work import Store

MOST_OF_ONE, WITHIN = 10, timedelta(days=1)
MOST_OF_ALL, OF_ALL_WITHIN = 60, timedelta(hours=1)
"""Limit of questions to strangers: forged senders cause few e-mails to people."""
_SORRY = text("Something went wrong with that, and it was noted. Please try again later.")
_OF_PEOPLE = {
    Kind.EXITED: people_leaving,
    Kind.ASKED: people_asking,
}
_ACTS_OF_NOBODY = (Kind.CAME, Kind.WENT, Kind.MOVED, Kind.ENTERED, Kind.EXITED)
"""Kinds of events that ask for nothing: nobody waits for what came of them."""

log = structlog.get_logger()


class RequestHandler:
    """Finds the sender, the room and the handler of a message; puts the answer where it belongs.

    Messages said in `lost` time (before a restore) are unknown: their numbers may name other
    things.
    """

    def __init__(
        self, declared: Declared, contact: Contact, networks: Mapping[str, Capabilities]
    ) -> None:
        self._declared = replace(declared, buttons=with_own_buttons(declared))
        self._contact = contact
        follow_ups = FollowUps(
            ask_for_parts, answer_form, follow_link, run_button, run_words, _resume
        )
        self._senders = SenderLookup(contact, networks, self._declared, follow_ups)
        self.lost: Sequence[LostTime] = ()

    def handle(self, store: Store, incoming: Incoming, now: datetime) -> PressAnswer | None:
        """Handle a message within the unit of work; raises what its handler raises."""
        if incoming.kind is Kind.UNPRESS:
            return self._undo_press(store, incoming, now)
        if _is_nobodys(incoming):
            self._take_in(store, incoming, now)
            return None
        ctx = self._senders.record_sender(store, incoming, now)
        match incoming.kind:
            case Kind.CAME | Kind.WENT | Kind.MOVED | Kind.EXPOSED:
                _follow_room(ctx)
                return None
            case Kind.ENTERED:
                return _welcome(ctx)
            case Kind.EXITED | Kind.ASKED:
                return replies.give(ctx, _OF_PEOPLE[incoming.kind].first(ctx))
            case Kind.PRESS:
                return replies.give(ctx, guarded(ctx, lambda here: on_press(here, self.lost)))
            case Kind.EDIT:
                sorry = text("I do not read edited messages: please send it again.")
                return replies.give(ctx, sorry if ctx.direct else None)
            case Kind.WORDS:
                note_number(ctx)  # also of what is refused
                return replies.give(ctx, guarded(ctx, on_words))
            case Kind.OUTCOME:
                return replies.give(ctx, guarded(ctx, _on_outcome))

    def context_on_page(
        self, store: Store, incoming: Incoming, community_id: int, now: datetime
    ) -> Context:
        """The context of a gardener's act on their page, in the community that it is about."""
        ctx = self._senders.record_sender(store, incoming, now)
        ctx.enter(community_id)
        return ctx

    def apologise(
        self, store: Store, incoming: Incoming, now: datetime, *, is_late: bool = False
    ) -> PressAnswer | None:
        """Tell a person that their request failed for good: where they asked, or in private.

        A button that was pressed too long ago takes no answer any more (`is_late`).
        """
        if _is_nobodys(incoming) or incoming.kind in _ACTS_OF_NOBODY:
            return None
        ctx = self._senders.record_sender(store, incoming, now)
        incoming = ctx.incoming
        if incoming.kind is Kind.PRESS and not incoming.in_the_open:
            if not is_late or not (ctx.direct or ctx.private_room()):
                return replies.give(ctx, Toast(_SORRY))
            ctx.whisper(_SORRY)
        elif incoming.direct or incoming.command or incoming.in_the_open:
            return replies.give(ctx, _SORRY)
        elif ctx.person.member is not None:
            ctx.whisper(_SORRY)  # a shared room hears nothing that was not asked
        return None

    def apologise_plainly(
        self, store: Store, room: str, payload: Mapping[str, Any], now: datetime
    ) -> None:
        """Tell the person of a direct room, of whom nothing else can be found out."""
        if payload.get("direct") and payload.get("sender"):
            store[Outbox].put(
                room=room,
                priority=Priority.ANSWER,
                at=now,
                payload=encode(_SORRY),
                locale=self._contact.locale,
                zone="UTC",
                quiet=True,
            )

    def _undo_press(self, store: Store, incoming: Incoming, now: datetime) -> PressAnswer | None:
        """Undo a visible press, if it did something and its button declares how."""
        pressed = store[Presses].take(incoming.network, incoming.about or "", incoming.sender)
        if pressed is None:
            return None
        back = replace(incoming, press=pressed.press, about=pressed.about)
        ctx = self._senders.record_sender(store, back, now)
        return replies.give(ctx, guarded(ctx, undo))

    def _take_in(self, store: Store, incoming: Incoming, now: datetime) -> None:
        """Ask who wrote an e-mail, leave an exposed room, or pass a web page to its feature."""
        if incoming.unproven:
            ask_sender(store, incoming, self._contact, now)
            return
        if incoming.kind is Kind.EXPOSED:
            leave_exposed_room(store, incoming.room, incoming.sender, now)
            return
        outcome = incoming.outcome
        here = None if outcome is None else outcome.community_id
        community = None if here is None else store[Communities].find(here)
        ctx = JobContext(
            store, now=now, community=community, contact=self._contact, declared=self._declared
        )
        wanted = None if outcome is None else self._declared.downloads.get(outcome.of)
        if wanted is not None:
            wanted.call(ctx, outcome)


def guarded(ctx: Context, act: Callable[[Context], Answer]) -> Answer:
    """The answer of `act`, or its refusal with the half-done work undone.

    What changed since it was shown is shown as it is now.
    """
    try:
        with ctx.store.refusable():
            return act(ctx)
    except ChangedSinceShown as error:
        changed = error
        ctx.beside.clear()
        return guarded(ctx, lambda here: show_changed(here, changed))
    except Refusal as refusal:
        ctx.beside.clear()
        if isinstance(refusal, NotAllowed):
            ctx.audit(refusal.what, "refused")
        return Text(refusal.sentence, refusal.values)


def _follow_room(ctx: Context) -> None:
    """A room that moved, was left, is not private, was entered, or was chosen by a key."""
    incoming, store = ctx.incoming, ctx.store
    if incoming.kind is Kind.MOVED:
        store.move_room(incoming.room, incoming.words)
    elif incoming.kind is Kind.WENT:
        why = incoming.words or "left"
        if not ctx.network.by_mail:
            store.lose_room(incoming.room, why, ctx.now)
        elif lose_mailbox(store, incoming.room, why, ctx.now):
            lost_rooms.first(ctx, incoming.room)
    elif incoming.kind is Kind.EXPOSED:  # a person took it for a direct room
        replies.give(ctx, not_private())
    elif incoming.chosen:
        replies.give(ctx, guarded(ctx, rooms_chosen.first))
    else:
        store[Communities].find_room(incoming.room)
        replies.give(ctx, guarded(ctx, rooms_entered.first))


def _welcome(ctx: Context) -> PressAnswer | None:
    """Tell a feature who entered; what it says is shown to them alone, else it is told again."""
    answer = people_entering.first(ctx)

    def as_elsewhere(store: Store) -> None:
        there = copy(ctx)
        there.store, there.incoming = store, replace(ctx.incoming, ephemeral=False)
        people_entering.first(there)

    given = replies.give(ctx, answer)
    return None if given is None else replace(given, otherwise=as_elsewhere)


def _resume(ctx: Context, first: Answer, held: OpenForm) -> Answer:
    """Give a first answer, then continue a held request in the community in hand."""
    replies.give(ctx, first)
    senders.take_up(ctx, held)
    answer = guarded(ctx, lambda here: _go_on(here, held))
    return answer.message if isinstance(answer, Replace) else answer


def _go_on(ctx: Context, held: OpenForm) -> Answer:
    """Continue a held request in the chosen community."""
    match held.form, held.answers:
        case "mail", {"mail": mail}:
            ctx.incoming = replace(decode_incoming(mail), unproven=False)
            return on_words(ctx)
        case "words", {"words": words}:
            return run_words(ctx, words)
        case "talk", {"words": words}:
            ctx.incoming = replace(ctx.incoming, words=words)
            return plain_words.first(ctx)
        case "press", {"press": press}:
            return call_button(ctx, press)
        case "form", {"name": name, "answers": answers}:
            return ask_for_parts(ctx, name, answers)
    raise OldButton(menu=MENU)


def _is_nobodys(incoming: Incoming) -> bool:
    """True for a fetched page, a direct room that is none any more, and what may be forged."""
    is_page = incoming.kind is Kind.OUTCOME and not incoming.sender
    return incoming.unproven or is_page or (incoming.kind is Kind.EXPOSED and incoming.direct)


def _on_outcome(ctx: Context) -> Answer:
    """Call the function for the file, or tell the person why there is none.

    People who left or were erased meanwhile are told nothing.
    """
    outcome = ctx.incoming.outcome
    asked = None if outcome is None else declarations_of(ctx).outcomes.get(outcome.of)
    if outcome is None or asked is None:
        return None
    if outcome.community_id is not None:
        ctx.enter(outcome.community_id)
    if needs_membership(ctx, asked):
        return None
    check(ctx, asked)
    if outcome.file_id is None:
        answer: Answer = None
        if asked.failed is not None:
            answer = asked.failed(ctx, **_arguments(params_of(asked.failed), outcome))
        return answer or _why_not(outcome.failure)
    return carry_out(ctx, asked, _arguments(asked.params, outcome))


def _arguments(params: tuple[Param, ...], outcome: Outcome) -> dict[str, object]:
    """The value that a handler names, as the type that it names."""
    known = {"file_id": outcome.file_id, "key": outcome.key}
    return {
        each.name: int(outcome.key) if (each.name, each.kind) == ("key", int) else known[each.name]
        for each in params
    }


def _why_not(failure: str) -> Text:
    match failure:
        case "too big":
            return text(
                "This file is too large: the limit is {most} MB.", most=MOST_BYTES // 1024**2
            )
        case "gone":
            return text("This file is no longer here: please send it again.")
        case "no photo":
            return text(
                "I cannot show this picture: send a PNG, JPEG or WebP, neither huge nor very "
                "narrow."
            )
        case "unreadable":
            return text(
                "I cannot read this file. Open it in your spreadsheet program, save it as XLSX or "
                "CSV, and send it again."
            )
        case _:
            return text("I could not get this file. Please send it again.")


def ask_sender(store: Store, incoming: Incoming, contact: Contact, now: datetime) -> None:
    """Keep an e-mail, and ask its sender whether it is theirs."""
    member = store[Members].behind(incoming.sender)
    mails = store[UnprovenMails]
    if mails.count(now - WITHIN, incoming.sender) >= MOST_OF_ONE or (
        member is None and mails.count(now - OF_ALL_WITHIN) >= MOST_OF_ALL
    ):
        log.info("an e-mail is not asked about", network=incoming.network)
        return
    token, payload = codes.new_token(), encode_incoming(incoming)
    is_confidential = store.conceals(payload)
    kept = mails.add(
        codes.digest_of_token(token),
        incoming.sender,
        {} if is_confidential else payload,  # counted all the same
        at=now,
        expires_at=now + MAIL_WAITS,
    )
    question = _NOT_KEPT if is_confidential else _question(contact, kept.id, token)
    known = None if member is None else member.locale
    locale = known or store[SentMessages].language_of(incoming.room) or contact.locale
    store[Outbox].put(
        room=incoming.room,
        priority=Priority.ANSWER,
        at=now,
        payload=encode(question),
        buttons=encode_buttons(question.buttons),
        reply_to=incoming.message_id,
        locale=locale,
        zone=contact.timezone,
        member_id=None if member is None else member.id,
        quiet=True,
    )


_NOT_KEPT = Card(
    text("Did you write to me?"),
    (
        text(
            "An e-mail from your address reached me. Others could have written it in your name, so "
            "I have done nothing, and I have not kept it: it may be a vote of an open secret poll."
        ),
        text("If it was yours, write its words again, in an answer to this one."),
    ),
)


def _question(contact: Contact, mail_id: int, token: str) -> Card:
    lines = (
        text(
            "An e-mail from your address reached me. Others could have written it in your name, so "
            "I have done nothing yet."
        ),
        text("If you did not write to me, there is nothing to do."),
    )
    label = text("Yes, I wrote this e-mail")
    yes = confirm_mail.button(label, mail_id)
    if contact.public_url:
        yes = link_button(label, f"{contact.public_url}{MAIL_PAGES}/{token}")
    return Card(text("Did you write to me?"), lines, ((yes,),))
