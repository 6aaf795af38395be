"""Written words: a command, a link, a reply, a button's label, an answer to a form, or talk.

A command without its mark counts only where the words can hardly be anything else: a number where
the command takes one, or several parts where it takes several: “inscription 1 oui”, “actu Titre |
texte”. “stop aux pesticides” is no command.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from bot.core.context.context import CommunityChoice, Context
from bot.core.declarations.arguments import NotANumber, Param, convert, parse, read_words
from bot.core.declarations.declaration import ButtonCall, Command, Declaration, Where
from bot.core.declarations.permissions import carry_out, check, may
from bot.core.declarations.references import ask_form
from bot.core.declarations.references import run_command as run_button
from bot.core.declarations.registry import (
    Declared,
    declarations_of,
    keyed_commands,
    lone_codes,
    newcomers,
    plain_words,
    start_codes,
)
from bot.core.declarations.shown_revisions import changes_when_typed
from bot.core.inbound import forms, replies, senders, typed_presses
from bot.core.inbound.presses import MENU, OldButton, call_button
from bot.core.inbound.senders import is_newcomer, reading
from bot.core.inbound.typed_presses import button_named, is_bare
from bot.core.messages.content import (
    Ambiguous,
    Answer,
    Card,
    Ephemeral,
    OpenDirect,
    Text,
    Typed,
    as_card,
    text,
    with_revision,
)
from bot.domain import codes
from bot.domain.links import LINK_WORD, read_place, read_revision, revised_word
from bot.domain.refusals import Refusal
from bot.domain.words import MOST_CHARACTERS, fold
from storage.communities import Community, RoomKind
from storage.inbound import Forms
from storage.outbound import SentMessages


def on_words(ctx: Context) -> Answer:
    """Answer words: a command, a reply, a label, the answer of a form, or talk."""
    incoming = ctx.incoming
    if len(incoming.words) > MOST_CHARACTERS:
        return _too_long(ctx)
    if _is_command(ctx, incoming.words):
        return _run(ctx, incoming.words)
    if incoming.direct and (code := _code_alone(ctx)) is not None:
        return lone_codes.first(ctx, code)
    if incoming.direct and (taken := typed_presses.taken_already(ctx)) is not None:
        return taken
    if incoming.about is not None:
        about = ctx.store[SentMessages].about(incoming.room, incoming.about)
        kind, _, key = (about or "").partition(":")
        reply = declarations_of(ctx).replies.get(kind)
        if reply is None or reply.buttons_first:
            offer = ctx.store[SentMessages].offer(incoming.room, incoming.about)
            pressed = typed_presses.press_on(ctx, offer)
            if pressed is not None:
                return pressed
        # Each e-mail names commands as words to answer with.
        is_command = ctx.network.by_mail and _named_command(ctx, incoming.words) is not None
        if reply is not None and not is_command:
            return _pass_reply(ctx, reply, key)
    if incoming.direct:
        return _on_plain_words(ctx)
    # Addressed to the bot in a shared room: only a command without its mark.
    words = incoming.words
    return run_words(ctx, words.rstrip(" .!")) if _bare_command(ctx, words) else None


def _is_command(ctx: Context, words: str) -> bool:
    """True for a marked command, one that may be a secret vote, or a link's word by e-mail."""
    if ctx.incoming.command or (ctx.network.by_mail and _START.fullmatch(words.strip())):
        return True
    return ctx.incoming.direct and _may_be_confidential(ctx, words)


def _code_alone(ctx: Context) -> str | None:
    """The code that was sent without a command: it is for nobody else, and no answer to a form."""
    code = codes.code_alone(ctx.incoming.words)
    if code is None or not lone_codes.is_declared(ctx) or forms.asks_for_such(ctx):
        return None
    is_label = button_named(ctx, ctx.store[SentMessages].last_offer(ctx.incoming.room)) is not None
    return None if is_label else code


def _too_long(ctx: Context) -> Answer:
    """Refuse long words; an open form asks for a shorter answer."""
    incoming = ctx.incoming
    answers = incoming.direct and not incoming.command and incoming.about is None
    if answers and ctx.store[Forms].open_in(incoming.room, ctx.now) is not None:
        return forms.go_on(ctx, incoming.words)
    read_words(incoming.words, MOST_CHARACTERS)
    return None


def _run(ctx: Context, words: str) -> Answer:
    """Run a command; any but the one that leaves forms ends a form in progress."""
    command = _bare_command(ctx, words)
    if command is not None and command.leaves_form:
        return run_words(ctx, words)
    return forms.leaving(ctx, lambda: run_words(ctx, words))


def _may_be_confidential(ctx: Context, words: str) -> bool:
    """True for a command without its mark that may be a secret vote: nobody else reads it."""
    declared = declarations_of(ctx)
    found = declared.named(words) if is_unmarked_command(declared, words) else None
    return found is not None and senders.words_to_keep(ctx, found[0], words, found[1]) != words


def _on_plain_words(ctx: Context) -> Answer:
    """Handle unmarked words in a direct room: key, answer, command, label, or talk."""
    words = ctx.incoming.words
    command, bare = _named_command(ctx, words), _bare_command(ctx, words)
    if ctx.store[Forms].open_in(ctx.incoming.room, ctx.now) is None:
        if command is not None and command.is_key and ctx.network.keys:
            return run_words(ctx, command.words)
        # A number, a yes or a no that quotes a message is meant for no other one.
        is_bare_reply = ctx.incoming.about is not None and is_bare(words)
        pressed = None if is_bare_reply else typed_presses.press_newest(ctx)
        if pressed is not None:
            return pressed
    elif (words or forms.waits_for_file(ctx)) and (bare is None or not bare.leaves_form):
        return _on_open_question(ctx, command)
    return plain_words.first(ctx) if command is None else run_words(ctx, command.words)


@dataclass(frozen=True, slots=True)
class _NamedCommand:
    """A command that words name without its mark."""

    command: Command
    words: str
    """The typed text that runs it."""
    label: Text
    is_key: bool = False
    """True for the words of a key below the text field."""

    @property
    def fits_button(self) -> bool:
        return len(self.words.encode()) <= _LONGEST_RUN


def _named_command(ctx: Context, words: str) -> _NamedCommand | None:
    """The command that plain words are: its name, a key's words, or a whole command."""
    declared = declarations_of(ctx)
    quoted = _QUOTED.fullmatch(words)
    words = words if quoted is None else quoted[1].strip()
    key = keyed_commands.first(ctx) if words else None
    if (bare := _bare_command(ctx, words)) is not None and key is None:
        return _NamedCommand(bare, words.rstrip(" .!"), bare.label)
    if key is not None:
        command = declared.commands[key][0]
        return _NamedCommand(command, key, command.label, is_key=True)
    found = declared.named(words) if is_unmarked_command(declared, words) else None
    if found is None:
        return None
    typed = Typed(f"/{words}", f"/{words}")
    return _NamedCommand(found[0], words, Text("{command}", {"command": typed}))


def _on_open_question(ctx: Context, command: _NamedCommand | None) -> Answer:
    """Answer the open question; words that are also a command or a label are asked about.

    They are obeyed where they cannot be the answer.
    """
    begun = forms.begun_here(ctx)
    pressed = typed_presses.press_beside_question(ctx)
    if pressed is not None or begun is None:
        return pressed or forms.go_on(ctx, ctx.incoming.words)
    other = typed_presses.other_meaning(ctx, begun[1])
    if command is not None and command.fits_button and may(ctx, command.command):
        run = run_button.button(command.label, command.words)
        if forms.may_be_answer(ctx):
            return forms.ask_whether_meant(ctx, run)
        return forms.leaving(ctx, lambda: run_words(ctx, command.words))
    if other is not None:
        # A number or a yes may mean too much to press what came by itself, or a deliberate act.
        is_asked = forms.is_asked_about(ctx) and not typed_presses.is_deliberate(ctx, other[0])
        if (is_bare(ctx.incoming.words) and not is_asked) or forms.may_be_answer(ctx):
            return forms.ask_whether_meant(ctx, other[0])
        return typed_presses.press_in_writing(ctx, *other)
    if forms.is_interrupted(ctx, begun[1]):
        return forms.ask_whether_meant(ctx, late=True)
    return forms.go_on(ctx, ctx.incoming.words)


def _bare_command(ctx: Context, words: str) -> Command | None:
    commands, name = declarations_of(ctx).commands, fold(words).rstrip(" .!")
    found = commands.get(name)
    if found is None and name.count(" ") in _BLANKS_WITHIN:
        joined = commands.get(name.replace(" ", ""), ())
        found = [each for each in joined if may(ctx, each)]
    return found[0] if found else None


def _pass_reply(ctx: Context, reply: Declaration, key: str) -> Answer:
    """Pass a reply to its handler, with the key of its subject."""
    names = (each.name for each in reply.params)
    given = dict(zip(names, (key, ctx.incoming.words), strict=True))
    return carry_out(ctx, reply, convert(given, reply.params, reading(ctx)).values)


_QUOTED = re.compile(r"\s*[«“]([^»”\n]+)[»”][\s.!]*")
"""Words with the quotes in which an e-mail names them."""
_START = re.compile(rf"start (?:{LINK_WORD.pattern})", re.IGNORECASE)
_BLANKS_WITHIN = (1, 2)
"""So many blanks may stand within the name of a command: “a faire”."""
_LONGEST_RUN = 50
"""So many bytes of a command fit a button."""
_NUMBER_FIRST = re.compile(r"#?\d{1,9}(?!\S)")
_PARTS = re.compile(r"\s\|\s")


def is_unmarked_command(declared: Declared, words: str) -> bool:
    """True if the words are a command with its arguments, without its mark."""
    found = declared.named(words)
    if found is None or not found[1]:
        return False
    command, rest = found
    positional = [each for each in command.params if not each.option]
    if not positional:
        return False
    if positional[0].kind is int:
        return _fits_number(command, rest, positional)
    if codes.code_alone(rest) is not None:
        return True
    takes_parts = len(positional) > 1 or positional[0].many
    return takes_parts and _PARTS.search(rest) is not None


def _fits_number(command: Command, rest: str, positional: list[Param]) -> bool:
    """True if a number comes first, with more behind it only where more is taken."""
    found = _NUMBER_FIRST.match(rest)
    if found is None:
        return False
    more = rest[found.end() :].strip()
    return not more or len(positional) > 1 or any(each.option for each in command.params)


def run_command(ctx: Context, words: str, *, by_link: bool = False) -> Answer:
    """Run a command by its words; one from a link only shows."""
    try:
        command, rest = declarations_of(ctx).command_for(words)
    except Refusal:
        if ctx.direct:
            raise
        return None
    # Asks the database: only where the words wait.
    kept = partial(senders.words_to_keep, ctx, command, words, rest)
    if by_link and (rest or not command.shows):
        return _confirmation_card(ctx, command, kept())
    if several := senders.several_meant(ctx, command):
        return _ask_which(ctx, command, several, words, kept())
    if is_newcomer(ctx, command):
        return newcomers.first(ctx, _start_word(ctx, kept()))
    check(ctx, command)
    if _is_answered_here(command.where, ctx):
        return _titled_answer(ctx, command, rest) if ctx.direct else _call(ctx, command, rest)
    word = _start_word(ctx, kept())
    if ctx.incoming.ephemeral_id and command.ephemeral:
        answer = _call(ctx, command, rest)
        card = as_card(answer)
        return answer if card is None else Ephemeral(card, word)
    if ctx.private_room() is None:
        return OpenDirect(word)  # it is done there, once
    return replies.privately(ctx, _titled_answer(ctx, command, rest), word)


def _ask_which(
    ctx: Context, command: Command, several: Sequence[Community], words: str, kept: str
) -> Card:
    held = senders.held_words(ctx, kept)
    forgotten = command.confidential if kept != words else None
    return senders.ask_which(ctx, several, held, forgotten)


def _start_word(ctx: Context, words: str) -> str:
    word = ctx.start_word(run_button.name, *fold(words).split())
    revised = revised_word(word, changes_when_typed(ctx))
    return word if ctx.own_word(revised) == revised else revised  # no room for it


def _titled_answer(ctx: Context, command: Command, rest: str) -> Answer:
    """The answer with its community; whether there are several is asked before it writes."""
    several = senders.has_several(ctx, command)
    answer = _call(ctx, command, rest)
    return senders.titled(ctx, answer) if several else answer


def _call(ctx: Context, command: Command, rest: str) -> Answer:
    try:
        parsed = parse(rest, command.params, reading(ctx))
    except Ambiguous as several:
        return forms.choose(ctx, command, several)
    except Refusal as refusal:
        if isinstance(refusal, NotANumber) and ctx.direct:
            return _choose_instead(ctx, command, refusal)
        return forms.complete(ctx, command, refusal)
    if parsed.missing is not None:
        if command.name not in declarations_of(ctx).forms:
            raise forms.part_missing(command)
        return ask_for_parts(ctx, command.name, dict(parsed.raw))
    return carry_out(ctx, command, parsed.values)


def _choose_instead(ctx: Context, command: Command, refusal: NotANumber) -> Answer:
    """Show the things of which one was to be chosen by its number, as “/vote Thursday” needs.

    Raises the refusal where the bare command would not show them.
    """
    first, bare = command.params[0], declarations_of(ctx).bare(command.name)
    asks = first.question is not None and first.question.choices is not None
    shows = bare is not None and (bare.shows or (bare is command and asks))
    if bare is None or not shows or refusal.about != first.name or not may(ctx, bare):
        raise refusal
    shown = _call(ctx, bare, "")
    if not isinstance(shown, Card) or not shown.buttons:
        raise refusal
    return replace(shown, lines=(Text(refusal.sentence, refusal.values), *shown.lines))


def ask_for_parts(ctx: Context, name: str, answers: dict[str, str]) -> Answer:
    """Open a form, with the answers known so far."""
    forms_here = declarations_of(ctx).forms
    form = forms_here.get(name)
    if isinstance(form, Command) and form.form:
        form = forms_here.get(form.form)
    if form is None:
        raise OldButton(menu=MENU)
    if several := senders.several_meant(ctx, form):
        return senders.ask_which(ctx, several, senders.held_form(name, answers))
    if is_newcomer(ctx, form):
        return newcomers.first(ctx, ask_form.link_word(ctx, name))
    check(ctx, form)
    return forms.begin(ctx, form.name, answers)


def answer_form(ctx: Context, name: str, words: str, is_sure: bool) -> Answer:  # noqa: FBT001 - of `FollowUps`
    """Answer the first question of a form that is not open yet, as far as this person may."""
    form = declarations_of(ctx).forms[name]
    check(ctx, form)
    return forms.answer(ctx, name, words, is_sure=is_sure)


def _confirmation_card(ctx: Context, command: Command, words: str) -> Answer:
    """Show a link's command; only a press of the button runs it."""
    if not is_newcomer(ctx, command) and ctx.community_choice is not CommunityChoice.OPEN:
        check(ctx, command)
    typed = Typed(f"/{words}", f"/{words}")
    lines = (
        text("A link proposes this: {command}", command=typed),
        Text(command.summary),
        text("Nothing has been done yet. Go on only if this is what you want."),
    )
    go_on = run_button.button(text("Do it: {command}", command=typed), words)
    card = Card(None, lines, ((go_on,),))
    if ctx.direct:
        return card
    word = ctx.start_word(run_button.name, *words.split())
    return replies.privately(ctx, card, word, own=False)


def _is_answered_here(where: Where, ctx: Context) -> bool:
    if where is Where.ANYWHERE or ctx.direct:
        return True
    kind = None if ctx.room is None else ctx.room.kind
    return kind is not None and kind == _ROOMS.get(where)


_ROOMS = {Where.BACKSTAGE: RoomKind.GARDENERS, Where.REGION: RoomKind.REGION}


def run_words(ctx: Context, words: str) -> Answer:
    """Run a command by its words, or follow the link whose word comes with `start`."""
    name, _, rest = words.strip().partition(" ")
    if fold(name) == "start" and rest.strip() and not ctx.on_page:
        plain, is_own = ctx.read_word(rest.strip())
        return follow_link(ctx, plain, is_own=is_own)  # anybody can make one: only our own acts
    return run_command(ctx, words)


def follow_link(ctx: Context, word: str, *, is_own: bool = True) -> Answer:
    """Continue with a link's word: `in3-vote-7-2`, `cmd-me`, `ask-write`.

    A link that is not this person's own choice only shows: nothing changes before they
    confirm. A command's revision is that of all things, from when it was typed.
    """
    place, word = read_place(word)
    if place is not None:
        ctx.enter(place)
    revision, word = read_revision(word)
    action, *arguments = word.split("-")
    runs = action == run_button.name and arguments[:1] not in ([], ["start"])
    if runs and LINK_WORD.fullmatch(word):
        ctx.typed_at = revision if is_own else 0
        return run_command(ctx, " ".join(arguments), by_link=not is_own)
    declared = declarations_of(ctx).buttons.get(action)
    if declared is not None and declared.deep:
        press = _press_of_link(ctx, declared, arguments, revision, is_own=is_own)
        return call_button(ctx, press)
    answer = start_codes.first(ctx, word)
    return run_command(ctx, "start") if answer is None else answer


def _press_of_link(
    ctx: Context, button: ButtonCall, words: Sequence[str], revision: int, *, is_own: bool
) -> str:
    """The press word of a link: the button itself, or the one that shows its subject."""
    if button.by_link is not None and not (is_own and len(words) >= len(button.params)):
        button = declarations_of(ctx).buttons[button.by_link]
        words = words[: len(button.params)]
    return with_revision(button.press_of(words), revision if button.of is not None else 0)
