"""A command: from its words to the call of its function."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from bot.core.context.context import Context
from bot.core.context.person import CommunityChoice
from bot.core.declarations.access.permissions import carry_out, check, may
from bot.core.declarations.arguments.parsing import parse
from bot.core.declarations.arguments.readers import NotANumber
from bot.core.declarations.declaration import Command, Where
from bot.core.declarations.references.references import ask_form
from bot.core.declarations.references.references import run_command as run_button
from bot.core.declarations.registry import declarations_of
from bot.core.declarations.shown_revisions import changes_when_typed
from bot.core.inbound import forms, replies
from bot.core.inbound.presses.engine_buttons import MENU, OldButton
from bot.core.inbound.senders import community_choice, held_requests
from bot.core.inbound.senders.newcomers import call_hook, is_newcomer
from bot.core.messages.answers import Answer, OpenDirect
from bot.core.messages.content import Card, Text, Typed, text
from bot.core.messages.disambiguation import Ambiguous
from bot.domain.link_words import revised_word
from bot.domain.refusals import Refusal
from bot.domain.words import fold
from storage.communities import Community, RoomKind


def run_command(ctx: Context, words: str, *, by_link: bool = False) -> Answer:
    """Run a command by its words; one from a link only shows."""
    try:
        command, rest = declarations_of(ctx).command_for(words)
    except Refusal:
        if ctx.direct:
            raise
        return None
    # Asks the database: only where the words wait.
    kept = partial(held_requests.words_to_keep, ctx, command, words, rest)
    if by_link and (rest or not command.shows):
        return _confirmation_card(ctx, command, kept())
    if several := community_choice.several_meant(ctx, command):
        return _ask_which(ctx, command, several, words, kept())
    if is_newcomer(ctx, command):
        return call_hook(ctx, "newcomer", _start_word(ctx, kept()))
    check(ctx, command)
    if _is_answered_here(command.where, ctx):
        return _titled_answer(ctx, command, rest) if ctx.direct else _call(ctx, command, rest)
    word = _start_word(ctx, kept())
    if ctx.private_room is None:
        return OpenDirect(word)  # it is done there, once
    return replies.privately(ctx, _titled_answer(ctx, command, rest), word)


def _ask_which(
    ctx: Context, command: Command, several: Sequence[Community], words: str, kept: str
) -> Card:
    held = held_requests.held_words(ctx, kept)
    forgotten = command.confidential if kept != words else None
    return community_choice.ask_which(ctx, several, held, forgotten)


def _start_word(ctx: Context, words: str) -> str:
    word = ctx.start_word(run_button.name, *fold(words).split())
    revised = revised_word(word, changes_when_typed(ctx))
    return word if ctx.own_word(revised) == revised else revised  # no room for it


def _titled_answer(ctx: Context, command: Command, rest: str) -> Answer:
    """The answer with its community; whether there are several is asked before it writes."""
    several = community_choice.has_several(ctx, command)
    answer = _call(ctx, command, rest)
    return community_choice.titled(ctx, answer) if several else answer


def _call(ctx: Context, command: Command, rest: str) -> Answer:
    try:
        parsed = parse(rest, command.params, forms.reading(ctx))
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
    if several := community_choice.several_meant(ctx, form):
        return community_choice.ask_which(ctx, several, held_requests.held_form(name, answers))
    if is_newcomer(ctx, form):
        return call_hook(ctx, "newcomer", ask_form.link_word(ctx, name))
    check(ctx, form)
    return forms.begin(ctx, form.name, answers)


def _confirmation_card(ctx: Context, command: Command, words: str) -> Answer:
    """Show a link's command; only a press of the button runs it."""
    if not is_newcomer(ctx, command) and ctx.community_choice is not CommunityChoice.OPEN:
        check(ctx, command)
    typed = Typed(f"/{words}", f"/{words}")
    lines = (
        text("A link proposes this: {command}", command=typed),
        Text(command.summary),
        text("Nothing is done yet. Go on only if this is what you want."),
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
