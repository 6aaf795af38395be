"""A press: from the word of its button to the call of its function; the engine's own buttons."""

from asyncio import CancelledError
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import structlog

from bot.core.context.context import Context
from bot.core.context.job_context import JobContext
from bot.core.context.revisions import check_shown, stamped_press
from bot.core.declarations.arguments import convert
from bot.core.declarations.declaration import ButtonCall, Declaration
from bot.core.declarations.permissions import carry_out, check
from bot.core.declarations.references import (
    CardRef,
    ask_community,
    ask_form,
    cancel_command,
    cancel_form,
    choose_and_go_on,
    choose_community,
    confirm_mail,
    end_list,
    give_choice,
    give_typed,
    menu_command,
    open_other_form,
    pick_meaning,
    resume_form,
    run_command,
    skip_question,
    skip_rest,
)
from bot.core.declarations.registry import (
    Declared,
    DuplicateDeclaration,
    declarations_of,
    newcomers,
)
from bot.core.declarations.router import Router
from bot.core.inbound import forms, senders
from bot.core.inbound.senders import is_newcomer, reading
from bot.core.messages.content import (
    Answer,
    Buttons,
    Card,
    OpenDirect,
    Replace,
    Text,
    Toast,
    buttons_of,
    split_revision,
)
from bot.core.messages.encoding import decode_buttons
from bot.core.messages.incoming import Incoming, Kind
from bot.core.messages.rendering import is_of_form
from bot.domain.refusals import Refusal
from storage.communities import Communities, Community
from storage.inbound import OpenForm, Press, Presses, UnprovenMails
from storage.outbound import Cards, Offer, SentMessages
from storage.restored_backups import LostTime
from storage.unit_of_work import DATABASE_TROUBLE, Store

LIVELY = timedelta(hours=1)
"""So long, an answer with buttons may be what people answer, though other messages came since."""

log = structlog.get_logger()


class LostButton(Refusal):
    """This message is from before I was restored from a backup: its buttons no longer work.

    {menu} shows what can be done now.
    """


def on_press(ctx: Context, lost: Sequence[LostTime]) -> Answer:
    """Answer a press, if its message carries that button and is known."""
    if _is_lost(ctx.store, ctx.incoming, lost):
        raise LostButton(menu=MENU)
    if not ctx.direct and not carries_press(ctx):
        with suppress(OldButton):
            check_press(ctx, ctx.incoming.press)
        old = OldButton(menu=MENU)
        return Toast(Text(old.sentence, old.values))  # forged: only its sender is told
    answer = press_button(ctx, ctx.incoming.press)
    if isinstance(answer, OpenDirect) and ctx.incoming.in_the_open:
        return ctx.follow(answer.word)
    return answer


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
    return _presses_of(offer)


def presses_above(ctx: Context) -> set[str]:
    """The presses of all buttons of the last message with buttons that was sent here."""
    return _presses_of(ctx.store[SentMessages].last_offer(ctx.incoming.room))


def presses_asked(ctx: Context) -> set[str]:
    """The presses of the last message that answered this person here, within the last hour.

    What came by itself meanwhile does not take its place.
    """
    offer = ctx.store[SentMessages].last_offer(ctx.incoming.room, answers=True)
    return _presses_of(offer) if offer is not None and offer.is_since(ctx.now - LIVELY) else set()


def _presses_of(offer: Offer | None) -> set[str]:
    rows = () if offer is None else decode_buttons(offer.buttons)
    return {each.press for row in rows for each in row if each.press}


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
        return buttons_of(declarations_of(ctx).draw_card(there, card.kind, card.key))
    except DATABASE_TROUBLE:
        raise
    except (Exception, CancelledError):
        log.exception("a pressed card cannot be drawn", kind=card.kind)
        return ()


def press_button(ctx: Context, press: str) -> Answer:
    """Press a button; in private, one that does not answer a form's question ends that form."""
    if not ctx.direct or is_of_form(press):
        return call_button(ctx, press)
    return forms.leaving(ctx, lambda: call_button(ctx, press))


def run_button(ctx: Context, press: str) -> Answer:
    """Call the function of a press that a handler makes, of things as they are now."""
    return call_button(ctx, stamped_press(ctx, press))


def call_button(ctx: Context, press: str) -> Answer:
    """Call the function of a press, for this sender in this community.

    Raises `ChangedSinceShown` where it acts on something that is no longer as it was shown.
    """
    declared, arguments, revision = _declared(ctx, press)
    question = _ask_community(ctx, declared, press, arguments)
    if question is not None:
        return question
    if is_newcomer(ctx, declared):
        words = [declared.name, *(each for word in arguments for each in word.split(","))]
        return newcomers.first(ctx, ctx.start_word(*words, revision=revision))
    check(ctx, declared)
    values = _values(ctx, declared, arguments)
    if declared.of is not None and declared.compares(arguments):
        check_shown(ctx, declared.of, int(arguments[0]), revision)
    came = ctx.incoming
    tapped = came.shown and came.press == press and bool(came.press_id)
    if declared.card is not None and not ctx.direct and tapped and came.about:
        CardRef[Any](declared.card).adopt(ctx, came.room, int(arguments[0]), came.about)
    answer = carry_out(ctx, declared, values)
    if declared.undo is not None:
        _remember(ctx, press)
    return answer


def check_press(ctx: Context, press: str) -> None:
    """Raise `ChangedSinceShown` for a press on something that changed since.

    Raises `OldButton` for a press that is none.
    """
    declared, arguments, revision = _declared(ctx, press)
    is_compared = declared.compares(arguments) and revision
    if declared.of is not None and is_compared and not is_newcomer(ctx, declared):
        check(ctx, declared)
        _values(ctx, declared, arguments)
        check_shown(ctx, declared.of, int(arguments[0]), revision)


def _declared(ctx: Context, press: str) -> tuple[ButtonCall, list[str], int]:
    """The declaration of a press, its arguments, and the revision that it carries."""
    declared, revision = declarations_of(ctx).buttons.get(press.partition(":")[0]), 0
    if declared is None:
        raise OldButton(menu=MENU)
    if declared.of is not None:
        press, revision = split_revision(press)
    return declared, press.split(":")[1:], revision


def undo(ctx: Context) -> Answer:
    """Call what undoes a visible press, if its button declares it."""
    declared, arguments, _ = _declared(ctx, ctx.incoming.press)
    if declared.undo is None or is_newcomer(ctx, declared):
        return None
    check(ctx, declared)
    undoing = replace(declared, call=declared.undo)
    return carry_out(ctx, undoing, _values(ctx, declared, arguments))


def _is_lost(store: Store, incoming: Incoming, lost: Sequence[LostTime]) -> bool:
    """True if the message is from before a restore: its numbers name other things now."""
    sent_at, message_id = incoming.about_at, incoming.about
    if sent_at is None or message_id is None or not any(each.has(sent_at) for each in lost):
        return False
    return not store[SentMessages].knows(incoming.room, message_id)


def _ask_community(
    ctx: Context, button: ButtonCall, press: str, arguments: Sequence[str]
) -> Card | None:
    """Enter the community that a button names; else ask if several are possible."""
    if button.place is None:
        several = senders.several_meant(ctx, button)
        if not several:
            return None
        held = senders.held_press(button, press)
        return senders.ask_which(ctx, several, held, button.confidential)
    community = _values(ctx, button, arguments)[button.place]
    if isinstance(community, Community):
        ctx.enter(community.id)
    return None


def _remember(ctx: Context, press: str) -> None:
    """Keep a visible press that acted, until it is taken back."""
    came = ctx.incoming
    if ctx.parting or ctx.on_page:
        return
    if came.kind is Kind.PRESS and came.press == press and not came.press_id:
        ctx.store[Presses].add(
            came.network, came.key, came.sender, Press(press, came.about), ctx.now
        )


def _values(ctx: Context, declared: Declaration, arguments: Sequence[str]) -> Mapping[str, object]:
    """A press's arguments, as its handler takes them."""
    last = len(declared.params) - 1
    if isinstance(declared, ButtonCall) and declared.colons and last < len(arguments):
        arguments = [*arguments[:last], ":".join(arguments[last:])]
    try:
        named = dict(zip((each.name for each in declared.params), arguments, strict=True))
        return convert(named, declared.params, reading(ctx)).values
    except (ValueError, Refusal) as error:  # a forged or an outlived button
        raise OldButton(menu=MENU) from error


router = Router(on_page=True)

MENU = menu_command.typed()


class OldButton(Refusal):
    """This button is not valid any more. {menu} shows what can be done now."""


@router.button(run_command, colons=True)
def run_typed(ctx: Context, words: str) -> Answer:
    """Run a command as if its words were typed, except that it knows of no card."""
    ctx.typed_at = 0
    return ctx.run(words)


@router.button(ask_form, deep=True)
def open_form(ctx: Context, form: str) -> Answer:
    """Ask the first question of a form."""
    return ctx.ask(form)


@router.button(cancel_form)
def leave_form(ctx: Context) -> Answer:
    """Do what `/cancel` does."""
    return ctx.run(cancel_command.name)


@router.button(skip_question)
def skip(ctx: Context) -> Answer:
    """Leave a question of a form without answer."""
    return forms.skip(ctx)


@router.button(skip_rest)
def skip_what_follows(ctx: Context) -> Answer:
    """Leave this question of a form and all after it without answer."""
    return forms.skip(ctx, rest=True)


@router.button(open_other_form)
def change_form(ctx: Context, form: str, other: str) -> Answer:
    """Open another form in the place of the open one."""
    if not forms.is_open(ctx, form):
        raise OldButton(menu=MENU)
    return ctx.ask(other)


@router.button(give_choice, colons=True)
def answer_question(ctx: Context, form: str, choice: str) -> Answer:
    """Answer a question of a form with one of its choices."""
    if not forms.is_open(ctx, form):
        raise OldButton(menu=MENU)
    return forms.go_on(ctx, choice)


@router.button(pick_meaning, colons=True)
def choose_meaning(ctx: Context, choice: str) -> Answer:
    """Choose one of several things that the words may mean."""
    if not forms.is_picking(ctx):
        raise OldButton(menu=MENU)
    return forms.go_on(ctx, choice)


@router.button(give_typed)
def answer_with_typed(ctx: Context) -> Answer:
    """Take the words that came late for the answer."""
    return forms.take_late_answer(ctx)


@router.button(end_list)
def finish_list(ctx: Context) -> Answer:
    """Take the items that came one by one for the whole list."""
    return forms.end_list(ctx)


@router.button(resume_form)
def go_on_with_draft(ctx: Context) -> Answer:
    """Go on with what was typed in a form that was left."""
    return forms.resume_draft(ctx)


@router.button(ask_community)
def offer_communities(ctx: Context) -> Answer:
    """Ask which community is meant from now on."""
    if not ctx.direct:
        raise OldButton(menu=MENU)
    return senders.switch(ctx)


@router.button(choose_community)
def remember_community(ctx: Context, community_id: int) -> Replace:
    """Remember which community is meant."""
    if not ctx.direct or not senders.choose(ctx, community_id):
        raise OldButton(menu=MENU)
    return Replace(senders.chosen(ctx))


@router.button(choose_and_go_on)
def remember_and_go_on(ctx: Context, community_id: int, mark: str) -> Answer:
    """Remember which community is meant, and go on with the request that waits for it."""
    chosen = remember_community(ctx, community_id)
    held = senders.held_for(ctx, mark)
    return chosen if held is None else ctx.resume(chosen, held)


@router.button(confirm_mail)
def take_mail(ctx: Context, mail_id: int) -> Answer:
    """Go on with an e-mail that its sender confirmed by an answer."""
    mails = ctx.store[UnprovenMails]
    found = mails.of(mail_id, ctx.person.address, ctx.now)
    if found is None:
        raise OldButton(menu=MENU)
    mails.confirmed(found.id)
    return ctx.resume(None, OpenForm("mail", None, {"mail": found.payload}))


def with_own_buttons(declared: Declared) -> dict[str, ButtonCall]:
    """The buttons of features and the engine's own; raises `DuplicateDeclaration`."""
    own = {each.name: each for each in router.buttons}
    for name in own.keys() & declared.buttons:
        raise DuplicateDeclaration(name)
    return {**declared.buttons, **own}
