"""A member's own page: what they may do in their direct room, and no more.

A link opens it again and again, and is its own cookie: opening one changes nothing. Requests that
only look are undone whole. Before what is personal, a code is asked for, which is sent where the
member talks with us: a link may have been passed on.
"""

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from bot.core.context.context import Context
from bot.core.context.job_context import PROOF_LIFE
from bot.core.declarations.declaration import Command
from bot.core.declarations.permissions import AskedAgain, count
from bot.core.declarations.references import ask_form, run_command
from bot.core.inbound.page_acts import ChatPage, PageAct, PageButton, Shown, sorted_tabs
from bot.core.inbound.presses import call_button
from bot.core.inbound.request_handler import guarded
from bot.core.messages.content import (
    Answer,
    Card,
    Small,
    Tone,
    Words,
    split_revision,
    text,
    with_revision,
)
from bot.core.messages.encoding import decode_buttons
from bot.domain import codes
from bot.domain.links import read_place, read_revision
from bot.domain.rates import CODES
from bot.domain.refusals import Refusal
from storage.inbound import OwnPageLink, OwnPageLinks, own_page_room
from storage.outbound import Priority, SentMessages
from storage.unit_of_work import Store

_OF_MAIL = re.compile(r"mail-(\d{1,18})(?:-(\d{1,4}))?")
_CHANGED = text("This has changed since I wrote to you. Here it is as it is now.")
_WRONG = text("This code is not right, or too old.")


@dataclass(frozen=True, slots=True)
class _Carried:
    """The target of a link."""

    shows: str = ""
    """The press that shows it; empty where nothing does."""
    press: str = ""
    """The choice that the link carries, if it does."""
    label: Words = ""
    tone: Tone = ""


class _OnlyLooked(Exception):
    """Undoes a request that only looks."""


def _undone(store: Store, look: Callable[[], Shown | None]) -> Shown | None:
    """The result of a look; all that it wrote is undone."""
    shown = None

    def look_and_undo() -> None:
        nonlocal shown
        shown = look()
        raise _OnlyLooked

    with suppress(_OnlyLooked), store.savepoint():
        look_and_undo()
    return shown


class OwnPage(ChatPage):
    """The pages of all members."""

    def _tabs(self) -> Sequence[Command]:
        return sorted_tabs(self._declared, lambda each: each.own_tab)

    async def works(self, token: str) -> bool:
        """True if a link opens a page; nothing is changed by looking."""
        digest, now = codes.digest_of_token(token), self._clock.now()
        return await self._lanes.read(
            lambda store: store[OwnPageLinks].with_token(digest, now) is not None
        )

    async def end_others(self, cookie: str) -> str | None:
        """End all links of the member of this one; gives the token of a new one for this browser.

        None if this link does not work any more.
        """
        digest, now, token = codes.digest_of_token(cookie), self._clock.now(), codes.new_token()

        def end(store: Store) -> str | None:
            links = store[OwnPageLinks]
            link = links.with_token(digest, now)
            if link is None:
                return None
            member_id, account, here = link.member_id, link.account, link.community_id
            until = link.expires_at
            links.end_all(member_id)
            links.add(
                codes.digest_of_token(token),
                member_id=member_id,
                account=account,
                community_id=here,
                at=now,
                expires_at=until,
            )
            return token

        return await self._lanes.run(end)

    async def act(self, cookie: str, proof: str, act: PageAct) -> Shown | None:
        """Do an act, or only look; None where the link does not work.

        Where the answer is but a few words, the page is shown below them, as it is after the act.
        """
        shown = await self._done(cookie, proof, act)
        if shown is None or shown.messages or shown.awaits_code:
            return shown
        below = await self._done(cookie, shown.proof or proof, PageAct(act.tab, does=False))
        if below is None:
            return None
        return replace(below, notice=shown.notice, proof=shown.proof, main=None)

    async def _done(self, cookie: str, proof: str, act: PageAct) -> Shown | None:
        digests = codes.digest_of_token(cookie), codes.digest_of_token(proof)

        def do(store: Store) -> Shown | None:
            if act.does:
                return self._act(store, *digests, act)
            return _undone(store, lambda: self._act(store, *digests, act))

        shown = await self._lanes.run_reading_apart(do)
        self._on_commit()
        return shown

    def _act(self, store: Store, digest: str, proof: str, act: PageAct) -> Shown | None:
        entered = self._entered(store, digest, proof, act)
        if entered is None:
            return None
        link, ctx = entered
        given = ""
        if act.code:
            if not _gives_code(ctx, link, act.code):
                shown = replace(self._shown(ctx, act, None), awaits_code=act.press)
                wrong, still_waits = shown.reader.say(_WRONG), link.code is not None
                return replace(shown, notice=wrong, is_sent=still_waits)
            given, until = codes.new_token(), ctx.now + PROOF_LIFE
            store[OwnPageLinks].prove(link, codes.digest_of_token(given), until)
            ctx.incoming = replace(ctx.incoming, proven=True)
        carried = None if act.does or act.tab in self.tabs else self._carried(ctx, act.tab)
        try:
            return replace(self._answered(ctx, act, carried), proof=given)
        except AskedAgain:
            waits = run_command.press(act.tab) if carried is None else carried.press
            return self._asks_code(store, digest, proof, act, act.press or waits)

    def _entered(
        self, store: Store, digest: str, proof: str, act: PageAct
    ) -> tuple[OwnPageLink, Context] | None:
        """A link that works, and the context of an act in it."""
        now = self._clock.now()
        link = store[OwnPageLinks].with_token(digest, now)
        if link is None:
            return None
        until = link.proven_until
        is_proven = link.proof == proof and until is not None and until > now
        ctx = self._context_of(
            store, link, now, act, room=own_page_room, own_page=True, proven=is_proven
        )
        if ctx is None or ctx.community_or_none is None or ctx.person.circle is None:
            return None
        return (link, ctx) if ctx.community.id == link.community_id else None

    def _answered(self, ctx: Context, act: PageAct, carried: _Carried | None) -> Shown:
        """Do the act, or show the target of a link."""
        if carried is None:
            answer = guarded(ctx, lambda here: self._answer(here, act))
            return self._shown(ctx, act, answer)
        shows = carried.shows
        asked = Card(
            None, (text("You were asked this. Nothing is done before you press it here."),)
        )
        answer = guarded(ctx, lambda here: call_button(here, shows) if shows else asked)
        return _with_choice(self._shown(ctx, act, answer), carried)

    def _asks_code(
        self, store: Store, digest: str, proof: str, act: PageAct, waits: str
    ) -> Shown | None:
        """Offer to send a code, after a press send it; the act that asked for it is undone."""
        entered = self._entered(store, digest, proof, act)
        if entered is None:
            return None
        link, ctx = entered
        refused = guarded(ctx, lambda here: _send_code(here, link)) if act.does else None
        shown = self._shown(ctx, act, refused)
        if shown.messages:
            return shown
        return replace(shown, notice="", awaits_code=waits, is_sent=act.does)

    def _carried(self, ctx: Context, place: str) -> _Carried | None:
        """The target of a place; None for an unknown place, or one of another member."""
        found = _OF_MAIL.fullmatch(place)
        if found is None:
            return self._of_word(ctx, place)
        room = ctx.private_room() or ctx.person.address
        offer = ctx.store[SentMessages].offer_of(int(found[1]), room)
        rows = () if offer is None else decode_buttons(offer.buttons)
        flat = [each for row in rows for each in row]
        number = int(found[2] or 0)
        if not number:
            shown = (self._shows(each.press) for each in flat)
            first = next((each for each in shown if each), "")
            return _Carried(first) if first else None
        if number > len(flat):
            return None
        chosen = flat[number - 1]
        return _Carried(self._shows(chosen.press), chosen.press, chosen.label, chosen.tone)

    def _of_word(self, ctx: Context, place: str) -> _Carried | None:
        """The target of a link's word: `in1-poll-7`, `in1-vote-7-2`; None if nothing shows it."""
        community_id, word = read_place(place)
        revision, word = read_revision(word)
        action, *arguments = word.split("-")
        button = self._declared.buttons.get(action)
        if button is None or not button.deep or community_id not in (None, ctx.community.id):
            return None
        press = with_revision(button.press_of(arguments), revision if button.of else 0)
        shows = self._shows(press)
        return _Carried(shows, press) if shows else None

    def _shows(self, press: str) -> str:
        """The press that shows what this one is about; empty where none does."""
        plain, _ = split_revision(press)
        name, *arguments = plain.split(":")
        button = self._declared.buttons.get(name)
        if name == run_command.name:
            return press if self._only_shows(plain) else ""
        if button is None or not button.deep:
            return ""
        if button.by_link is None:
            return press if name != ask_form.name else ""
        other = self._declared.buttons[button.by_link]
        return other.press_of(arguments[: len(other.params)])

    def _only_shows(self, press: str) -> bool:
        words = press.partition(":")[2]
        try:
            command, rest = self._declared.command_for(words)
        except Refusal:
            return False
        return command.shows and not rest


def _with_choice(shown: Shown, carried: _Carried) -> Shown:
    """Put the choice of a link before the others, where it is still one of them."""
    if not carried.press or carried.press == carried.shows:
        return shown
    said, revision = split_revision(carried.press)
    label = shown.reader.say(carried.label)
    if not carried.shows:
        return replace(shown, main=PageButton(label, carried.press, tone=carried.tone))
    flat = [each for one in shown.messages for row in one.rows for each in row]
    same = next((each for each in flat if split_revision(each.press)[0] == said), None)
    if same is None or split_revision(same.press)[1] != revision:
        return replace(shown, notice=shown.reader.say(_CHANGED))
    return replace(shown, main=replace(same, label=label or same.label))


def _gives_code(ctx: Context, link: OwnPageLink, typed: str) -> bool:
    try:
        code = codes.read_code(typed)
    except Refusal:
        return False
    return ctx.store[OwnPageLinks].give_code(link, code, ctx.now)


def _send_code(ctx: Context, link: OwnPageLink) -> Answer:
    """Send a new code to the direct room of the link's account; gives None."""
    count(ctx, CODES)
    code = codes.new_code()
    ctx.store[OwnPageLinks].ask_code(link, codes.digest_of_code(code), ctx.now + codes.LIFE)
    message = Card(
        text("Your code for your page: {code}", code=code),
        (
            text("Type it on the page where you asked for it."),
            text("It works once, within {time}. Give it to nobody.", time=codes.LIFE),
            Small(text("Did you not ask for it? Then do nothing.")),
        ),
    )
    ctx.enqueue(
        ctx.incoming.room,
        message,
        Priority.ANSWER,
        locale=ctx.person.locale,
        member_id=ctx.member.id,
        quiet=True,
        parting=True,
    )
    return None
