"""One thing that came in, to the handler it is for."""

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime

from bot.core import forms
from bot.core.answering import Answering, PressAnswer
from bot.core.arguments import convert, parse
from bot.core.context import Contact, Context
from bot.core.encoding import decode_buttons
from bot.core.messages import Answer, Incoming, Kind, Text, Toast, Typed, text
from bot.core.permissions import NotAllowed, carry_out, check, needs_membership
from bot.core.ports import Capabilities
from bot.core.recognising import Recognising
from bot.core.routing import Command, Declaration, Declared, Where
from bot.core.whoismeant import SeveralMembers
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from bot.domain.words import fold
from storage.communities import RoomKind
from storage.unit_of_work import Store

MENU = Typed("/menu", "/menu")
# Commands that are obeyed in the middle of a form even without their mark.
LEAVING = frozenset({"cancel", "stop"})
_NUMBER = re.compile(r"\d{1,3}")
_PLACE = re.compile(r"in\d{1,9}")


class OldButton(Refusal):
    """This button has had its day. {menu} shows what can be done now."""


class Handling:
    """Finds who wrote, where, and for which handler; puts the answer where it belongs."""

    def __init__(
        self, declared: Declared, contact: Contact, networks: Mapping[str, Capabilities]
    ) -> None:
        self._declared = declared
        self._recognising = Recognising(contact, networks, declared, self._ask, self._follow)
        self._answering = Answering()

    def handle(self, store: Store, incoming: Incoming, now: datetime) -> PressAnswer | None:
        """Do what came in asks for, within the unit of work; raises what a handler raises."""
        ctx = self._recognising.context(store, incoming, now)
        match incoming.kind:
            case Kind.CAME | Kind.WENT | Kind.MOVED:
                self._follow_room(ctx)
                return None
            case Kind.PRESS:
                return self._answering.give(ctx, self._guarded(ctx, self._pressed))
            case Kind.EDIT:
                return self._answering.give(ctx, self._edited(ctx))
            case Kind.WORDS:
                return self._answering.give(ctx, self._guarded(ctx, self._written))

    def apologise(self, store: Store, incoming: Incoming, now: datetime) -> PressAnswer | None:
        """Tell a person that what they asked for failed, for good."""
        ctx = self._recognising.context(store, incoming, now)
        sorry = text("Something went wrong with that, and it was noted. Please try again later.")
        if incoming.kind is Kind.PRESS:
            return self._answering.give(ctx, Toast(sorry))
        if incoming.direct or incoming.command:
            return self._answering.give(ctx, sorry)
        return None

    def _guarded(self, ctx: Context, act: Callable[[Context], Answer]) -> Answer:
        """A refusal is an answer; what was half done before it is undone."""
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
            store.communities.find_room(incoming.room)
            self._answering.give(ctx, self._guarded(ctx, lambda here: self._hook(here, "came")))

    # Words

    def _edited(self, ctx: Context) -> Answer:
        if not ctx.direct:
            return None
        return text("I do not follow corrections: please write it again as a new message.")

    def _written(self, ctx: Context) -> Answer:
        incoming = ctx.incoming
        if incoming.command:
            return self._commanded(ctx, incoming.words)
        if incoming.about is not None:
            about = ctx.store.outbox.about(incoming.room, incoming.about)
            kind, _, key = (about or "").partition(":")
            if kind in self._declared.replies:
                answer: Answer = self._declared.replies[kind](ctx, int(key), incoming.words)
                return answer
        return self._plain(ctx) if incoming.direct else self._mentioned(ctx)

    def _mentioned(self, ctx: Context) -> Answer:
        """Words to the bot in a shared room: a command without its mark, or nothing for us."""
        words = ctx.incoming.words
        return self._commanded(ctx, words.rstrip(" .!")) if self._bare_command(words) else None

    def _plain(self, ctx: Context) -> Answer:
        """Words without a mark in a direct room: a form's answer, a bare command, a label, talk."""
        words = ctx.incoming.words
        bare = self._bare_command(words)
        press = self._typed_press(ctx, words)
        open_form = ctx.store.forms.open_in(ctx.incoming.room, ctx.now)
        if press is not None and (open_form is None or _is_of_a_form(press, words)):
            return self._call_button(ctx, press)
        if open_form is not None and words and (bare is None or bare.name not in LEAVING):
            return forms.go_on(ctx, self._declared, open_form, words)
        if bare is not None:
            return self._commanded(ctx, words.rstrip(" .!"))
        return self._hook(ctx, "words")

    def _bare_command(self, words: str) -> Command | None:
        found = self._declared.commands.get(fold(words).rstrip(" .!"))
        return found[0] if found else None

    def _typed_press(self, ctx: Context, words: str) -> str | None:
        """What a typed label or number presses on the last message with buttons here."""
        rows = decode_buttons(ctx.store.outbox.last_buttons(ctx.incoming.room))
        buttons = [each for row in rows for each in row if each.press]
        if not words or not buttons:
            return None
        if _NUMBER.fullmatch(words) and 0 < int(words) <= len(buttons):
            return buttons[int(words) - 1].press
        reader = self._answering.reader(ctx)
        typed = fold(words)
        return next((each.press for each in buttons if fold(reader.say(each.label)) == typed), None)

    def _commanded(self, ctx: Context, words: str) -> Answer:
        name, _, rest = words.strip().partition(" ")
        if fold(name) == "start" and rest.strip():
            return self._follow(ctx, rest.strip())
        try:
            command, rest = self._declared.command_for(words)
        except Refusal:
            if ctx.direct:
                raise
            return None
        word = ctx.start_word("cmd", *fold(words).split())
        if self._is_newcomer(ctx, command):
            return self._hook(ctx, "newcomer", word)
        check(ctx, command)
        answer = self._call(ctx, command, rest)
        if _is_answered_here(command.where, ctx):
            return answer
        return self._answering.privately(ctx, answer, word)

    def _call(self, ctx: Context, command: Command, rest: str) -> Answer:
        try:
            parsed = parse(rest, command.params, forms.reading(ctx))
        except SeveralMembers as several:
            return forms.choose(ctx, self._declared, command, several)
        if parsed.missing is not None:
            if command.name not in self._declared.forms:
                raise forms.part_missing(command)
            return self._ask(ctx, command.name, dict(parsed.raw))
        return carry_out(ctx, command, parsed.values)

    # Buttons

    def _pressed(self, ctx: Context) -> Answer:
        return self._call_button(ctx, ctx.incoming.press)

    def _call_button(self, ctx: Context, press: str) -> Answer:
        name, *arguments = press.split(":")
        if name == "form":
            return self._press_form(ctx, arguments)
        if name == "ask" and len(arguments) == 1:
            return self._ask(ctx, arguments[0], {})
        if name == "cmd" and len(arguments) == 1:
            return self._commanded(ctx, arguments[0])
        declared = self._declared.buttons.get(name)
        if declared is None:
            raise OldButton(menu=MENU)
        if self._is_newcomer(ctx, declared):
            return self._hook(ctx, "newcomer", ctx.start_word(name, *arguments))
        check(ctx, declared)
        try:
            values = dict(zip((each.name for each in declared.params), arguments, strict=True))
            read = convert(values, declared.params, forms.reading(ctx)).values
        except (ValueError, Refusal) as error:  # a forged or an outlived button
            raise OldButton(menu=MENU) from error
        if declared.card is not None and not ctx.direct and ctx.incoming.about is not None:
            ctx.adopt_card(declared.card, int(arguments[0]), ctx.incoming.room, ctx.incoming.about)
        return carry_out(ctx, declared, read)

    def _press_form(self, ctx: Context, arguments: list[str]) -> Answer:
        match arguments:
            case ["cancel"]:
                return self._commanded(ctx, "cancel")
            case ["skip"]:
                return forms.skip(ctx, self._declared)
            case ["pick", choice]:
                open_form = ctx.store.forms.open_in(ctx.incoming.room, ctx.now)
                if open_form is not None:
                    return forms.go_on(ctx, self._declared, open_form, choice)
        raise OldButton(menu=MENU)

    # Shared by both

    def _follow(self, ctx: Context, word: str) -> Answer:
        """Go on with a deep link's word: `in3-vote-7-2`, `cmd-me`, `ask-write`."""
        place, _, rest = word.partition("-")
        if _PLACE.fullmatch(place):
            ctx.enter(int(place.removeprefix("in")))
            word = rest
        action, *arguments = word.split("-")
        if action == "cmd" and arguments and arguments[0] != "start":
            return self._commanded(ctx, self._linked(ctx, arguments))
        declared = self._declared.buttons.get(action)
        if action == "ask" or (declared is not None and declared.deep):
            return self._call_button(ctx, ":".join([action, *arguments]))
        return self._commanded(ctx, "start")

    def _linked(self, ctx: Context, words: Sequence[str]) -> str:
        """The command of a link. Anybody may make links: what gardeners do is only shown by one."""
        with suppress(Refusal):
            command, _ = self._declared.command_for(" ".join(words))
            if command.permission.role(ctx.community_or_none) >= Role.GARDENER:
                return words[0]
        return " ".join(words)

    def _ask(self, ctx: Context, name: str, answers: dict[str, str]) -> Answer:
        form = self._declared.forms.get(name)
        if form is None:
            raise OldButton(menu=MENU)
        if self._is_newcomer(ctx, form):
            return self._hook(ctx, "newcomer", ctx.start_word("ask", name))
        check(ctx, form)
        return forms.begin(ctx, self._declared, name, answers)

    def _is_newcomer(self, ctx: Context, declaration: Declaration) -> bool:
        return needs_membership(ctx, declaration) and not ctx.incoming.anonymous

    def _hook(self, ctx: Context, moment: str, *arguments: str) -> Answer:
        hook = self._declared.hooks.get(moment)
        answer: Answer = None if hook is None else hook(ctx, *arguments)
        return answer


def _is_of_a_form(press: str, typed: str) -> bool:
    """Whether typed words press a form's button; a number is one only where people are shown."""
    return press.startswith("form:") and (press.startswith("form:pick:") or not typed.isdecimal())


def _is_answered_here(where: Where, ctx: Context) -> bool:
    if where is Where.ANYWHERE or ctx.direct:
        return True
    kind = None if ctx.room is None else ctx.room.kind
    return where is Where.BACKSTAGE and kind == RoomKind.GARDENERS
