"""Written words: a command, a reply, the label of a button, an answer to a form, or talk."""

from bot.core.context.context import Context
from bot.core.declarations.access.permissions import carry_out
from bot.core.declarations.arguments.parsing import convert
from bot.core.declarations.arguments.readers import read_words
from bot.core.declarations.declaration import Command, Declaration
from bot.core.declarations.registry import declarations_of
from bot.core.inbound import forms
from bot.core.inbound.presses import typed_presses
from bot.core.inbound.presses.named_buttons import button_named, is_bare
from bot.core.inbound.senders import held_requests
from bot.core.inbound.senders.newcomers import call_hook
from bot.core.inbound.words.links import run_words
from bot.core.inbound.words.unmarked_commands import is_unmarked_command
from bot.core.messages.answers import Answer
from bot.domain import codes
from bot.domain.words import MOST_CHARACTERS, fold
from storage.inbound import Forms
from storage.outbound import SentMessages


def on_words(ctx: Context) -> Answer:
    """Answer words: a command, a reply, a label, the answer of a form, or talk."""
    incoming = ctx.incoming
    if len(incoming.words) > MOST_CHARACTERS:
        return _too_long(ctx)
    if incoming.command or (incoming.direct and _may_be_confidential(ctx, incoming.words)):
        return _run(ctx, incoming.words)
    if incoming.direct and (code := _code_alone(ctx)) is not None:
        return call_hook(ctx, "code", code)
    if incoming.about is not None:
        about = ctx.store[SentMessages].about(incoming.room, incoming.about)
        kind, _, key = (about or "").partition(":")
        reply = declarations_of(ctx).replies.get(kind)
        if reply is None or reply.buttons_first:
            offer = ctx.store[SentMessages].offer(incoming.room, incoming.about)
            pressed = typed_presses.press_on(ctx, offer)
            if pressed is not None:
                return pressed
        if reply is not None:
            return _pass_reply(ctx, reply, key)
    return _on_plain_words(ctx) if incoming.direct else _on_mention(ctx)


def _code_alone(ctx: Context) -> str | None:
    """The code that was sent without a command: it is for nobody else, and no answer to a form."""
    code = codes.code_alone(ctx.incoming.words)
    if code is None or "code" not in declarations_of(ctx).hooks or forms.asks_for_such(ctx):
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
    return (
        found is not None and held_requests.words_to_keep(ctx, found[0], words, found[1]) != words
    )


def _on_mention(ctx: Context) -> Answer:
    """Handle words addressed to the bot in a shared room: only a command without mark."""
    words = ctx.incoming.words
    return run_words(ctx, words.rstrip(" .!")) if _bare_command(ctx, words) else None


def _on_plain_words(ctx: Context) -> Answer:
    """Handle unmarked words in a direct room: key, answer, command, label, or talk."""
    words = ctx.incoming.words
    key = call_hook(ctx, "key") if words else None
    if isinstance(key, str) and ctx.network.keys:
        return _on_key(ctx, key)
    bare = _bare_command(ctx, words)
    if ctx.store[Forms].open_in(ctx.incoming.room, ctx.now) is None:
        pressed = None if _is_bare_reply(ctx) else typed_presses.press_newest(ctx)
        if pressed is not None:
            return pressed
    elif (words or forms.waits_for_file(ctx)) and (bare is None or not bare.leaves_form):
        if bare is None or not words or not typed_presses.is_other_than_answer(ctx):
            return typed_presses.answer_to_form(ctx)
        return forms.leaving(ctx, lambda: run_words(ctx, words.rstrip(" .!")))
    if bare is not None:
        return run_words(ctx, words.rstrip(" .!"))
    if isinstance(key, str):
        return run_words(ctx, key)
    if is_unmarked_command(declarations_of(ctx), words):
        return run_words(ctx, words)
    return call_hook(ctx, "words")


def _on_key(ctx: Context, key: str) -> Answer:
    """Run a key's command; if the word may answer the open question, ask which is meant."""
    if forms.may_be_answer(ctx):
        command = declarations_of(ctx).commands[key][0]
        return forms.ask_whether_meant(ctx, command.run_button(command.label), is_key=True)
    return forms.leaving(ctx, lambda: run_words(ctx, key))


def _is_bare_reply(ctx: Context) -> bool:
    """True for a number, a yes or a no that quotes a message: it is meant for no other one."""
    return ctx.incoming.about is not None and is_bare(ctx.incoming.words)


def _bare_command(ctx: Context, words: str) -> Command | None:
    found = declarations_of(ctx).commands.get(fold(words).rstrip(" .!"))
    return found[0] if found else None


def _pass_reply(ctx: Context, reply: Declaration, key: str) -> Answer:
    """Pass a reply to its handler, with the key of its subject."""
    names = (each.name for each in reply.params)
    given = dict(zip(names, (key, ctx.incoming.words), strict=True))
    return carry_out(ctx, reply, convert(given, reply.params, forms.reading(ctx)).values)
