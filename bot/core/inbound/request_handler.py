"""From one incoming message to its handler, and from there to its answer."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.core.context.card_posts import adopt_card
from bot.core.context.contact import Contact
from bot.core.context.context import Context
from bot.core.context.follow_ups import FollowUps
from bot.core.context.job_context import LINK_WORD, JobContext
from bot.core.context.person import CommunityChoice
from bot.core.declarations.arguments import convert, parse, read_words
from bot.core.declarations.common_commands import menu_command
from bot.core.declarations.live_cards import carries_press
from bot.core.declarations.permissions import NotAllowed, carry_out, check, needs_membership
from bot.core.declarations.references import ask_form, run_command
from bot.core.declarations.registry import ButtonCall, Command, Declaration, Declared, Where
from bot.core.inbound import community_choice, forms, held_requests, outcomes
from bot.core.inbound.engine_buttons import OldButton, with_own_buttons
from bot.core.inbound.replies import PressAnswer, Replies
from bot.core.inbound.sender import SenderLookup
from bot.core.messages.content import (
    Answer,
    Button,
    Card,
    Incoming,
    Kind,
    OpenDirect,
    Replace,
    Text,
    Toast,
    Typed,
    text,
)
from bot.core.messages.disambiguation import Ambiguous
from bot.core.messages.encoding import decode_buttons
from bot.core.messages.ports import Capabilities
from bot.core.messages.typed_buttons import is_of_form, meant, numbered, takes_number
from bot.domain.refusals import Refusal
from bot.domain.words import MOST_CHARACTERS, fold
from storage.communities import Communities, Community, RoomKind
from storage.inbound import Forms, OpenForm, Press, Presses
from storage.outbound import Offer, Outbox
from storage.restorations import LostTime
from storage.unit_of_work import Store

MENU = menu_command.typed()
_PLACE = re.compile(r"in\d{1,9}")


class LostButton(Refusal):
    """This message is from before I was restored from a backup: its buttons no longer work.

    {menu} shows what can be done now.
    """


class RequestHandler:
    """Finds the sender, the room and the handler of a message; puts the answer where it belongs.

    Messages said in `lost` time (before a restore) are unknown: their numbers may name other
    things.
    """

    def __init__(
        self, declared: Declared, contact: Contact, networks: Mapping[str, Capabilities]
    ) -> None:
        self._declared = declared
        self._buttons = with_own_buttons(declared)
        self._contact = contact
        follow_ups = FollowUps(
            self._ask, self._follow, self._call_button, self._run_command, self._resume
        )
        self._senders = SenderLookup(contact, networks, declared, follow_ups)
        self._replies = Replies()
        self.lost: Sequence[LostTime] = ()

    def handle(self, store: Store, incoming: Incoming, now: datetime) -> PressAnswer | None:
        """Handle a message within the unit of work; raises what its handler raises."""
        if incoming.kind is Kind.UNPRESS:
            return self._undo_press(store, incoming, now)
        if _is_nobodys(incoming):
            self._take_in(store, incoming, now)
            return None
        ctx = self._senders.context(store, incoming, now)
        match incoming.kind:
            case Kind.CAME | Kind.WENT | Kind.MOVED:
                self._follow_room(ctx)
                return None
            case Kind.ENTERED | Kind.EXITED | Kind.ASKED:
                return self._replies.give(ctx, self._hook(ctx, incoming.kind.value))
            case Kind.PRESS:
                return self._replies.give(ctx, self._guarded(ctx, self._on_press))
            case Kind.EDIT:
                return self._replies.give(ctx, self._on_edit(ctx))
            case Kind.WORDS:
                return self._replies.give(ctx, self._guarded(ctx, self._on_words))
            case Kind.OUTCOME:
                return self._replies.give(ctx, self._guarded(ctx, self._outcome))

    def apologise(self, store: Store, incoming: Incoming, now: datetime) -> PressAnswer | None:
        """Tell a person that their request failed for good."""
        if _is_nobodys(incoming):
            return None
        ctx = self._senders.context(store, incoming, now)
        incoming = ctx.incoming
        sorry = text("Something went wrong with that, and it was noted. Please try again later.")
        if incoming.kind is Kind.PRESS and not incoming.in_the_open:
            return self._replies.give(ctx, Toast(sorry))
        if incoming.direct or incoming.command or incoming.in_the_open:
            return self._replies.give(ctx, sorry)
        return None

    def _guarded(self, ctx: Context, act: Callable[[Context], Answer]) -> Answer:
        """The answer of `act`, or its refusal with the half-done work undone."""
        try:
            with ctx.store.refusable():
                return act(ctx)
        except Refusal as refusal:
            if isinstance(refusal, NotAllowed):
                ctx.audit(refusal.what, "refused")
            return Text(refusal.sentence, refusal.values)

    def _follow_room(self, ctx: Context) -> None:
        """A room that moved, was left or was entered."""
        incoming, store = ctx.incoming, ctx.store
        if incoming.kind is Kind.MOVED:
            store.move_room(incoming.room, incoming.words)
        elif incoming.kind is Kind.WENT:
            store.lose_room(incoming.room, incoming.words or "left", ctx.now)
        else:
            store[Communities].find_room(incoming.room)
            self._replies.give(ctx, self._guarded(ctx, lambda here: self._hook(here, "came")))

    def _outcome(self, ctx: Context) -> Answer:
        return outcomes.go_on(ctx, self._declared)

    def _take_in(self, store: Store, incoming: Incoming, now: datetime) -> None:
        """Pass a fetched web page to its feature, for the community it was fetched for."""
        here = None if incoming.outcome is None else incoming.outcome.community_id
        community = None if here is None else store[Communities].find(here)
        ctx = JobContext(
            store,
            now=now,
            community=community,
            contact=self._contact,
            declared=self._declared,
        )
        outcomes.take_in(ctx, self._declared, incoming.outcome)

    def _on_edit(self, ctx: Context) -> Answer:
        if not ctx.direct:
            return None
        return text("I do not follow corrections: please write it again as a new message.")

    def _on_words(self, ctx: Context) -> Answer:
        incoming = ctx.incoming
        if len(incoming.words) > MOST_CHARACTERS:
            return self._too_long(ctx)
        if incoming.command:
            return self._run_command(ctx, incoming.words)
        if incoming.about is not None:
            about = ctx.store[Outbox].about(incoming.room, incoming.about)
            kind, _, key = (about or "").partition(":")
            if kind in self._declared.replies:
                return _pass_reply(ctx, self._declared.replies[kind], key)
            offer = ctx.store[Outbox].offer(incoming.room, incoming.about)
            chosen = self._button_named(ctx, offer)
            if offer is not None and chosen is not None and _is_an_answer(chosen, incoming.words):
                return self._press_in_writing(ctx, chosen, offer)
        return self._on_plain_words(ctx) if incoming.direct else self._on_mention(ctx)

    def _too_long(self, ctx: Context) -> Answer:
        """Refuse long words; an open form asks for a shorter answer."""
        incoming = ctx.incoming
        answers = incoming.direct and not incoming.command and incoming.about is None
        if answers and ctx.store[Forms].open_in(incoming.room, ctx.now) is not None:
            return forms.go_on(ctx, self._declared, incoming.words)
        read_words(incoming.words, MOST_CHARACTERS)
        return None

    def _on_mention(self, ctx: Context) -> Answer:
        """Handle words addressed to the bot in a shared room: only a command without mark."""
        words = ctx.incoming.words
        return self._run_command(ctx, words.rstrip(" .!")) if self._bare_command(words) else None

    def _on_plain_words(self, ctx: Context) -> Answer:
        """Handle unmarked words in a direct room: answer, bare command, label, or talk."""
        words = ctx.incoming.words
        bare = self._bare_command(words)
        offer = ctx.store[Outbox].last_offer(ctx.incoming.room)
        chosen = self._button_named(ctx, offer)
        open_form = ctx.store[Forms].open_in(ctx.incoming.room, ctx.now)
        if offer is not None and chosen is not None:
            of_a_form = is_of_form(chosen.press) and _is_an_answer(chosen, words)
            if open_form is None or of_a_form:
                return self._press_in_writing(ctx, chosen, offer)
        answers = bool(words) or forms.waits_for_file(ctx, self._declared, open_form)
        if open_form is not None and answers and (bare is None or not bare.leaves_form):
            return forms.go_on(ctx, self._declared, words)
        if bare is not None:
            return self._run_command(ctx, words.rstrip(" .!"))
        return self._hook(ctx, "words")

    def _bare_command(self, words: str) -> Command | None:
        found = self._declared.commands.get(fold(words).rstrip(" .!"))
        return found[0] if found else None

    def _button_named(self, ctx: Context, offer: Offer | None) -> Button | None:
        """The button that words name; in a shared room, a private one only as last resort."""
        if offer is None or not ctx.incoming.words:
            return None
        rows = decode_buttons(offer.buttons)
        readers = self._replies.readers(ctx)
        found = meant(ctx.incoming.words, numbered(rows, direct=ctx.direct), readers)
        return found or meant(ctx.incoming.words, numbered(rows, direct=True), readers)

    def _press_in_writing(self, ctx: Context, chosen: Button, offer: Offer) -> Answer:
        """Press a button by words; in public, a private one is offered in private."""
        here = ctx.community_or_none
        there = offer.community_id
        if ctx.direct and there is not None:
            if here is None or here.id != there:
                ctx.enter(there)
            ctx.community_choice = CommunityChoice.NAMED
        name, *arguments = chosen.press.split(":")
        declared = self._buttons.get(name)
        newcomer = declared is not None and self._is_newcomer(ctx, declared)
        if ctx.direct or newcomer or not chosen.private:
            return self._call_button(ctx, chosen.press)
        why = text("In a shared room, everybody would see what you choose. Choose here instead.")
        here_instead = Card(None, (why,), decode_buttons(offer.buttons))
        return self._replies.privately(ctx, here_instead, ctx.start_word(name, *arguments))

    def _run_command(self, ctx: Context, words: str, *, by_link: bool = False) -> Answer:
        name, _, rest = words.strip().partition(" ")
        if fold(name) == "start" and rest.strip():
            return self._open_link(ctx, rest.strip())
        try:
            command, rest = self._declared.command_for(words)
        except Refusal:
            if ctx.direct:
                raise
            return None
        if by_link and (rest or not command.shows):
            return self._confirmation_card(ctx, command, words)
        question = community_choice.ask_which(ctx, command, held_requests.held_words(ctx, words))
        if question is not None:
            return question
        word = ctx.start_word(run_command.name, *fold(words).split())
        if self._is_newcomer(ctx, command):
            return self._hook(ctx, "newcomer", word)
        check(ctx, command)
        in_private = not _is_answered_here(command.where, ctx)
        if in_private and ctx.private_room is None:
            return OpenDirect(word)  # it is done there, once
        answer = self._call(ctx, command, rest)
        if ctx.direct:
            return community_choice.titled(ctx, command, answer)
        if not in_private:
            return answer
        return self._replies.privately(ctx, community_choice.titled(ctx, command, answer), word)

    def _call(self, ctx: Context, command: Command, rest: str) -> Answer:
        try:
            parsed = parse(rest, command.params, forms.reading(ctx))
        except Ambiguous as several:
            return forms.choose(ctx, self._declared, command, several)
        if parsed.missing is not None:
            if command.name not in self._declared.forms:
                raise forms.part_missing(command)
            return self._ask(ctx, command.name, dict(parsed.raw))
        return carry_out(ctx, command, parsed.values)

    def _on_press(self, ctx: Context) -> Answer:
        if self._is_lost(ctx.store, ctx.incoming):
            raise LostButton(menu=MENU)
        if not ctx.direct and not carries_press(ctx):
            old = OldButton(menu=MENU)
            return Toast(Text(old.sentence, old.values))  # forged: only its sender is told
        answer = self._call_button(ctx, ctx.incoming.press)
        if isinstance(answer, OpenDirect) and ctx.incoming.in_the_open:
            return self._follow(ctx, answer.word)
        return answer

    def _is_lost(self, store: Store, incoming: Incoming) -> bool:
        """True if the message is from before a restore: its numbers name other things now."""
        said, message_id = incoming.about_at, incoming.about
        if said is None or message_id is None or not any(each.has(said) for each in self.lost):
            return False
        return not store[Outbox].knows(incoming.room, message_id)

    def _undo_press(self, store: Store, incoming: Incoming, now: datetime) -> PressAnswer | None:
        """Undo a visible press, if it did something and its button declares how."""
        pressed = store[Presses].take(incoming.network, incoming.about or "", incoming.sender)
        if pressed is None:
            return None
        back = replace(incoming, press=pressed.press, about=pressed.about)
        ctx = self._senders.context(store, back, now)
        return self._replies.give(ctx, self._guarded(ctx, self._undo))

    def _undo(self, ctx: Context) -> Answer:
        name, *arguments = ctx.incoming.press.split(":")
        undo, declared = self._declared.undos.get(name), self._buttons.get(name)
        if undo is None or declared is None or self._is_newcomer(ctx, declared):
            return None
        check(ctx, declared)
        return carry_out(ctx, replace(declared, call=undo), _values(ctx, declared, arguments))

    def _call_button(self, ctx: Context, press: str) -> Answer:
        name, *arguments = press.split(":")
        declared = self._buttons.get(name)
        if declared is None:
            raise OldButton(menu=MENU)
        question = self._ask_community(ctx, declared, press, arguments)
        if question is not None:
            return question
        if self._is_newcomer(ctx, declared):
            words = press.replace(",", ":").split(":")  # a link bears no commas
            return self._hook(ctx, "newcomer", ctx.start_word(*words))
        check(ctx, declared)
        values = _values(ctx, declared, arguments)
        came = ctx.incoming
        tapped = came.shown and came.press == press and bool(came.press_id)
        if declared.card is not None and not ctx.direct and tapped and came.about:
            adopt_card(ctx, declared.card, int(arguments[0]), came.room, came.about)
        answer = carry_out(ctx, declared, values)
        if name in self._declared.undos:
            _remember(ctx, press)
        return answer

    def _ask_community(
        self, ctx: Context, button: ButtonCall, press: str, arguments: Sequence[str]
    ) -> Card | None:
        """Enter the community that a button names; else ask if several are possible."""
        if button.place is None:
            return community_choice.ask_which(ctx, button, held_requests.held_press(press))
        community = _values(ctx, button, arguments)[button.place]
        if isinstance(community, Community):
            ctx.enter(community.id)
        return None

    def _resume(self, ctx: Context, first: Answer, held: OpenForm) -> Answer:
        """Give a first answer, then continue a held request in the community in hand."""
        self._replies.give(ctx, first)
        held_requests.take_up(ctx, held)
        answer = self._guarded(ctx, lambda here: self._go_on(here, held))
        return answer.message if isinstance(answer, Replace) else answer

    def _go_on(self, ctx: Context, held: OpenForm) -> Answer:
        """Continue a held request in the chosen community."""
        match held.form, held.answers:
            case "words", {"words": words}:
                return self._run_command(ctx, words)
            case "press", {"press": press}:
                return self._call_button(ctx, press)
            case "form", {"name": name, "answers": answers}:
                return self._ask(ctx, name, answers)
        raise OldButton(menu=MENU)

    def _open_link(self, ctx: Context, word: str) -> Answer:
        """Follow a link. Anybody can make one: only this account's own choice acts."""
        plain, is_own = ctx.read_word(word)
        return self._follow(ctx, plain, is_own=is_own)

    def _follow(self, ctx: Context, word: str, *, is_own: bool = True) -> Answer:
        """Continue with a link's word: `in3-vote-7-2`, `cmd-me`, `ask-write`.

        A link that is not this person's own choice only shows: nothing changes before they
        confirm.
        """
        place, _, rest = word.partition("-")
        if _PLACE.fullmatch(place):
            ctx.enter(int(place.removeprefix("in")))
            word = rest
        action, *arguments = word.split("-")
        runs = action == run_command.name and arguments[:1] not in ([], ["start"])
        if runs and LINK_WORD.fullmatch(word):
            return self._run_command(ctx, " ".join(arguments), by_link=not is_own)
        declared = self._buttons.get(action)
        if declared is not None and declared.deep:
            return self._call_button(ctx, self._press_of_link(declared, arguments, is_own=is_own))
        taken = (take(ctx, word) for take in self._declared.codes)
        answer = next((each for each in taken if each is not None), None)
        return self._run_command(ctx, "start") if answer is None else answer

    def _press_of_link(self, button: ButtonCall, words: Sequence[str], *, is_own: bool) -> str:
        """The press word of a link: the button itself, or the one that shows its subject."""
        if button.by_link is None or (is_own and len(words) >= len(button.params)):
            return button.press_of(words)
        shown = self._buttons[button.by_link]
        return shown.press_of(words[: len(shown.params)])

    def _confirmation_card(self, ctx: Context, command: Command, words: str) -> Answer:
        """Show a link's command; only a press of the button runs it."""
        if not self._is_newcomer(ctx, command) and ctx.community_choice is not CommunityChoice.OPEN:
            check(ctx, command)
        typed = Typed(f"/{words}", f"/{words}")
        lines = (
            text("A link proposes this: {command}", command=typed),
            Text(command.summary),
            text("Nothing is done yet. Go on only if this is what you want."),
        )
        go_on = run_command.button(text("Do it: {command}", command=typed), words)
        card = Card(None, lines, ((go_on,),))
        if ctx.direct:
            return card
        return self._replies.privately(ctx, card, ctx.start_word(run_command.name, *words.split()))

    def _ask(self, ctx: Context, name: str, answers: dict[str, str]) -> Answer:
        form = self._declared.forms.get(name)
        if form is None:
            raise OldButton(menu=MENU)
        held = held_requests.held_form(name, answers)
        question = community_choice.ask_which(ctx, form, held)
        if question is not None:
            return question
        if self._is_newcomer(ctx, form):
            return self._hook(ctx, "newcomer", ask_form.link_word(ctx, name))
        check(ctx, form)
        return forms.begin(ctx, self._declared, name, answers)

    def _is_newcomer(self, ctx: Context, declaration: Declaration) -> bool:
        return needs_membership(ctx, declaration) and not ctx.incoming.anonymous

    def _hook(self, ctx: Context, moment: str, *arguments: str) -> Answer:
        hook = self._declared.hooks.get(moment)
        answer: Answer = None if hook is None else hook(ctx, *arguments)
        return answer


def _is_nobodys(incoming: Incoming) -> bool:
    """True for a fetched web page, which has no sender."""
    return incoming.kind is Kind.OUTCOME and not incoming.sender


def _remember(ctx: Context, press: str) -> None:
    """Keep a visible press that acted, until it is taken back."""
    came = ctx.incoming
    if ctx.parting:
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
        return convert(named, declared.params, forms.reading(ctx)).values
    except (ValueError, Refusal) as error:  # a forged or an outlived button
        raise OldButton(menu=MENU) from error


def _pass_reply(ctx: Context, reply: Declaration, key: str) -> Answer:
    """Pass a reply to its handler, with the key of its subject."""
    names = (each.name for each in reply.params)
    given = dict(zip(names, (key, ctx.incoming.words), strict=True))
    return carry_out(ctx, reply, convert(given, reply.params, forms.reading(ctx)).values)


def _is_an_answer(chosen: Button, typed: str) -> bool:
    """True if words press this button rather than answer the form's question beside it."""
    return takes_number(chosen.press) or not typed.isdecimal()


def _is_answered_here(where: Where, ctx: Context) -> bool:
    if where is Where.ANYWHERE or ctx.direct:
        return True
    kind = None if ctx.room is None else ctx.room.kind
    return where is Where.BACKSTAGE and kind == RoomKind.GARDENERS
