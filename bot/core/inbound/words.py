"""Written words: a command, a reply, the label of a button, an answer to a form, or talk."""

from bot.core.context.context import Context
from bot.core.context.person import CommunityChoice
from bot.core.declarations.arguments import convert, read_words
from bot.core.declarations.permissions import carry_out
from bot.core.declarations.registry import Command, Declaration, declarations_of
from bot.core.inbound import forms, replies
from bot.core.inbound.links import run_words
from bot.core.inbound.newcomers import call_hook, is_newcomer
from bot.core.inbound.presses import call_button
from bot.core.messages.content import Answer, Button, Card, text
from bot.core.messages.encoding import decode_buttons
from bot.core.messages.typed_buttons import is_of_form, meant, numbered, takes_number
from bot.domain.words import MOST_CHARACTERS, fold
from storage.inbound import Forms
from storage.outbound import Offer, SentMessages


def on_words(ctx: Context) -> Answer:
    """Answer words: a command, a reply, a label, the answer of a form, or talk."""
    incoming = ctx.incoming
    if len(incoming.words) > MOST_CHARACTERS:
        return _too_long(ctx)
    if incoming.command:
        return run_words(ctx, incoming.words)
    if incoming.about is not None:
        about = ctx.store[SentMessages].about(incoming.room, incoming.about)
        kind, _, key = (about or "").partition(":")
        if kind in declarations_of(ctx).replies:
            return _pass_reply(ctx, declarations_of(ctx).replies[kind], key)
        offer = ctx.store[SentMessages].offer(incoming.room, incoming.about)
        chosen = _button_named(ctx, offer)
        if offer is not None and chosen is not None and _is_an_answer(chosen, incoming.words):
            return _press_in_writing(ctx, chosen, offer)
    return _on_plain_words(ctx) if incoming.direct else _on_mention(ctx)


def _too_long(ctx: Context) -> Answer:
    """Refuse long words; an open form asks for a shorter answer."""
    incoming = ctx.incoming
    answers = incoming.direct and not incoming.command and incoming.about is None
    if answers and ctx.store[Forms].open_in(incoming.room, ctx.now) is not None:
        return forms.go_on(ctx, incoming.words)
    read_words(incoming.words, MOST_CHARACTERS)
    return None


def _on_mention(ctx: Context) -> Answer:
    """Handle words addressed to the bot in a shared room: only a command without mark."""
    words = ctx.incoming.words
    return run_words(ctx, words.rstrip(" .!")) if _bare_command(ctx, words) else None


def _on_plain_words(ctx: Context) -> Answer:
    """Handle unmarked words in a direct room: answer, bare command, label, or talk."""
    words = ctx.incoming.words
    bare = _bare_command(ctx, words)
    offer = ctx.store[SentMessages].last_offer(ctx.incoming.room)
    chosen = _button_named(ctx, offer)
    open_form = ctx.store[Forms].open_in(ctx.incoming.room, ctx.now)
    if offer is not None and chosen is not None:
        of_a_form = is_of_form(chosen.press) and _is_an_answer(chosen, words)
        if open_form is None or of_a_form:
            return _press_in_writing(ctx, chosen, offer)
    answers = bool(words) or forms.waits_for_file(ctx, open_form)
    if open_form is not None and answers and (bare is None or not bare.leaves_form):
        return forms.go_on(ctx, words)
    if bare is not None:
        return run_words(ctx, words.rstrip(" .!"))
    return call_hook(ctx, "words")


def _bare_command(ctx: Context, words: str) -> Command | None:
    found = declarations_of(ctx).commands.get(fold(words).rstrip(" .!"))
    return found[0] if found else None


def _button_named(ctx: Context, offer: Offer | None) -> Button | None:
    """The button that words name; in a shared room, a private one only as last resort."""
    if offer is None or not ctx.incoming.words:
        return None
    rows = decode_buttons(offer.buttons)
    readers = replies.readers(ctx)
    found = meant(ctx.incoming.words, numbered(rows, direct=ctx.direct), readers)
    return found or meant(ctx.incoming.words, numbered(rows, direct=True), readers)


def _press_in_writing(ctx: Context, chosen: Button, offer: Offer) -> Answer:
    """Press a button by words; in public, a private one is offered in private."""
    here = ctx.community_or_none
    there = offer.community_id
    if ctx.direct and there is not None:
        if here is None or here.id != there:
            ctx.enter(there)
        ctx.community_choice = CommunityChoice.NAMED
    name, *arguments = chosen.press.split(":")
    declared = declarations_of(ctx).buttons.get(name)
    newcomer = declared is not None and is_newcomer(ctx, declared)
    if ctx.direct or newcomer or not chosen.private:
        return call_button(ctx, chosen.press)
    why = text("In a shared room, everybody would see what you choose. Choose here instead.")
    here_instead = Card(None, (why,), decode_buttons(offer.buttons))
    return replies.privately(ctx, here_instead, ctx.start_word(name, *arguments))


def _pass_reply(ctx: Context, reply: Declaration, key: str) -> Answer:
    """Pass a reply to its handler, with the key of its subject."""
    names = (each.name for each in reply.params)
    given = dict(zip(names, (key, ctx.incoming.words), strict=True))
    return carry_out(ctx, reply, convert(given, reply.params, forms.reading(ctx)).values)


def _is_an_answer(chosen: Button, typed: str) -> bool:
    """True if words press this button rather than answer the form's question beside it."""
    return takes_number(chosen.press) or not typed.isdecimal()
