"""Presses in writing: by number, by label, by a plain “yes” or “no”, to the newest message.

A bare number or “yes” acts only where it can mean nothing else: right below the message that
answered this person, and never on a deliberate button. Else what it may mean is offered.
"""

from collections.abc import Sequence
from datetime import timedelta

from bot.core.context.context import Context
from bot.core.context.person import CommunityChoice
from bot.core.declarations.declaration import ButtonCall
from bot.core.declarations.registry import declarations_of
from bot.core.inbound import forms, replies
from bot.core.inbound.newcomers import is_newcomer
from bot.core.inbound.presses import press_button
from bot.core.messages.content import Answer, Button, Card, text
from bot.core.messages.encoding import decode_buttons
from bot.core.messages.typed_buttons import (
    is_bare_number,
    is_of_form,
    meant,
    numbered,
    takes_number,
)
from bot.domain.words import fold
from storage.outbound import Offer, SentMessages

LIVELY = timedelta(hours=1)
"""So long, an answer with buttons may be what people answer, though other messages came since."""
_LEAST_LETTERS = 4
_QUOTES = tuple('«“"')
_YES = frozenset(
    {"oui", "oui merci", "d'accord", "ok", "j'accepte", "yes", "yes please", "i accept"}
)
_NO = frozenset({"non", "non merci", "no", "no thanks", "no thank you"})
_BEGIN_WITH = {"oui": _YES, "yes": _YES, "non": _NO, "no": _NO}


def press_on(ctx: Context, offer: Offer | None) -> Answer | None:
    """Press the button of the message that words reply to; None if they name none of it."""
    chosen = button_named(ctx, offer)
    if offer is None or chosen is None or not is_an_answer(chosen, ctx.incoming.words):
        return None
    if is_bare(ctx.incoming.words) and _is_deliberate(ctx, chosen):
        return _in_its_own_words(chosen)
    return press_in_writing(ctx, chosen, offer)


def press_newest(ctx: Context) -> Answer | None:
    """Press what words name in the newest messages of a direct room; None if they name nothing."""
    words, sent = ctx.incoming.words, ctx.store[SentMessages]
    newest = sent.last_offer(ctx.incoming.room)
    if newest is None or not words:
        return None
    own = newest if newest.answers else sent.last_offer(ctx.incoming.room, answers=True)
    if own is None or own.made_at is None or own.made_at < ctx.now - LIVELY:
        own = newest
    offers = [newest] if own is newest else [newest, own]
    named = [
        (each, offer)
        for offer in offers
        if (each := button_named(ctx, offer)) is not None and not is_of_form(each.press)
    ]
    if not named:
        return None
    if not is_bare(words) or _is_whole_label(ctx, *named[0], newest):
        return press_in_writing(ctx, *named[0])
    if _is_alone(ctx, newest, own):
        chosen, offer = named[0]
        if _is_deliberate(ctx, chosen):
            return _in_its_own_words(chosen)
        return press_in_writing(ctx, chosen, offer)
    return _which_is_meant(ctx, [each for each, _ in named])


def button_named(ctx: Context, offer: Offer | None) -> Button | None:
    """The button that words name; in a shared room, a private one only as last resort."""
    if offer is None or not ctx.incoming.words:
        return None
    rows = decode_buttons(offer.buttons)
    readers = replies.readers(ctx)
    found = meant(ctx.incoming.words, numbered(rows, direct=ctx.direct), readers)
    everything = numbered(rows, direct=True)
    return (
        found
        or meant(ctx.incoming.words, everything, readers)
        or _yes_or_no(ctx, everything)
        or _begun_label(ctx, everything)
    )


def is_an_answer(chosen: Button, typed: str) -> bool:
    """True if words press this button rather than answer the form's question beside it."""
    return takes_number(chosen.press) or not typed.isdecimal()


def press_in_writing(ctx: Context, chosen: Button, offer: Offer) -> Answer:
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
        return press_button(ctx, chosen.press)
    why = text("In a shared room, everybody would see what you choose. Choose here instead.")
    here_instead = Card(None, (why,), decode_buttons(offer.buttons))
    return replies.privately(ctx, here_instead, ctx.start_word(name, *arguments))


def is_bare(words: str) -> bool:
    """True for words that could be said to anything: a number, yes, no."""
    return is_bare_number(words) or _plain(words) in _YES | _NO


def _is_whole_label(ctx: Context, chosen: Button, offer: Offer, newest: Offer) -> bool:
    """True for a label of the newest message in full, longer than a mere yes or no."""
    said = fold(ctx.incoming.words)
    return (
        offer is newest
        and " " in said.replace("'", " ")
        and any(fold(reader.say(chosen.label)) == said for reader in replies.readers(ctx))
    )


def _plain(words: str) -> str:
    return fold(words).strip(" .!,")


def _yes_or_no(ctx: Context, buttons: Sequence[Button]) -> Button | None:
    """The one button that a plain yes or no presses."""
    said = _plain(ctx.incoming.words)
    if not ctx.direct or said not in _YES | _NO:
        return None
    readers = replies.readers(ctx)
    found = [
        each
        for each in buttons
        if (said in _YES and _means_yes(ctx, each))
        or any(said in _BEGIN_WITH.get(_first_word(r.say(each.label)), ()) for r in readers)
    ]
    return found[0] if len(found) == 1 else None


def _begun_label(ctx: Context, buttons: Sequence[Button]) -> Button | None:
    """The one button whose label begins with these words: “envoyer” for “Envoyer « … » à Ana”.

    Consent takes its whole label, and so does a deliberate act, unless what follows is a quote.
    """
    said = _plain(ctx.incoming.words)
    if not ctx.direct or len(said) < _LEAST_LETTERS or said in _YES | _NO:
        return None
    readers = replies.readers(ctx)
    found = [
        each
        for each in buttons
        if not is_of_form(each.press)
        and not _means_yes(ctx, each)
        and any(
            _begins(fold(reader.say(each.label)), said, quote=_is_deliberate(ctx, each))
            for reader in readers
        )
    ]
    return found[0] if len(found) == 1 else None


def _begins(label: str, said: str, *, quote: bool) -> bool:
    """True if a label begins with these words and goes on with others, or with a `quote`."""
    rest = label.removeprefix(said)
    if rest == label or rest[:1].isalnum():
        return False
    return not quote or rest.lstrip()[:1] in _QUOTES


def _first_word(label: str) -> str:
    return fold(label).replace(",", " ").partition(" ")[0]


def _declared(ctx: Context, chosen: Button) -> ButtonCall | None:
    return declarations_of(ctx).buttons.get(chosen.press.partition(":")[0])


def _means_yes(ctx: Context, chosen: Button) -> bool:
    declared = _declared(ctx, chosen)
    return declared is not None and declared.means_yes


def _is_deliberate(ctx: Context, chosen: Button) -> bool:
    declared = _declared(ctx, chosen)
    return declared is not None and declared.deliberate


def _is_alone(ctx: Context, newest: Offer, own: Offer) -> bool:
    """True if nothing else came that a bare word may answer as well.

    A message that came unasked is pressed by its numbers, not by “yes”.
    """
    if own is not newest:
        return False
    if not newest.answers:
        return is_bare_number(ctx.incoming.words)
    made_at = newest.made_at
    return made_at is None or not ctx.store[SentMessages].came_since(ctx.incoming.room, made_at)


def _which_is_meant(ctx: Context, named: Sequence[Button]) -> Card | None:
    """Offer what a bare word may mean, without the yes of a consent far from its card."""
    offered = [each for each in named if not _means_yes(ctx, each)]
    if not offered:
        return None
    remark = text("Another message came in between. What do you mean?")
    return Card(None, (remark,), tuple((each,) for each in offered))


def _in_its_own_words(chosen: Button) -> Card:
    remark = text("This is not done by a number or a “yes”: write the words in full.")
    return Card(None, (remark,), ((chosen,),))


def other_meaning(ctx: Context) -> Button | None:
    """The button of the newest message that words name, beside the question of a form."""
    newest = ctx.store[SentMessages].last_offer(ctx.incoming.room)
    chosen = button_named(ctx, newest)
    if chosen is None or is_of_form(chosen.press) or _means_yes(ctx, chosen):
        return None
    return chosen


def answer_to_form(ctx: Context) -> Answer | None:
    """Press a button that stands beside the open form's question, or answer the question."""
    begun = forms.begun_here(ctx)
    newest = ctx.store[SentMessages].last_offer(ctx.incoming.room)
    chosen = button_named(ctx, newest)
    if newest is not None and chosen is not None and _answers_form(ctx, chosen):
        return press_in_writing(ctx, chosen, newest)
    if begun is not None and forms.is_interrupted(ctx, begun[1]):
        return forms.ask_whether_meant(ctx, ctx.incoming.words, other_meaning(ctx))
    return forms.go_on(ctx, ctx.incoming.words)


def _answers_form(ctx: Context, chosen: Button) -> bool:
    return is_of_form(chosen.press) and is_an_answer(chosen, ctx.incoming.words)
