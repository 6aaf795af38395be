"""Match words with buttons: by number, label, beginning of a label, or a plain “yes”."""

from collections.abc import Sequence

from bot.core.context.context import Context
from bot.core.declarations.declaration import ButtonCall
from bot.core.declarations.registry import declarations_of
from bot.core.inbound import replies
from bot.core.messages.content import Button
from bot.core.messages.encoding.message_encoding import decode_buttons
from bot.core.messages.typed_buttons import (
    is_bare_number,
    is_of_form,
    meant,
    numbered,
    takes_number,
)
from bot.domain.words import fold
from storage.outbound import Offer

_LEAST_LETTERS = 4
_QUOTES = tuple('«“"')
_YES = frozenset(
    {"oui", "oui merci", "d'accord", "ok", "j'accepte", "yes", "yes please", "i accept"}
)
_NO = frozenset({"non", "non merci", "no", "no thanks", "no thank you"})
_SLIPS = frozenset(
    {
        *("je me suis trompe", "je me suis trompee", "oups", "erreur", "c'est une erreur"),
        *("non je me suis trompe", "non je me suis trompee", "i made a mistake", "oops"),
    }
)
_BEGIN_WITH = {"oui": _YES, "yes": _YES, "non": _NO, "no": _NO}


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
        or _numbered_choice(ctx, everything)
    )


def is_an_answer(chosen: Button, typed: str) -> bool:
    """True if words press this button rather than answer the form's question beside it."""
    return takes_number(chosen.press) or not typed.isdecimal()


def is_bare(words: str) -> bool:
    """True for words that could be said to anything: a number, yes, no."""
    return is_bare_number(words) or _plain(words) in _YES | _NO


def is_yes_no_or_slip(words: str) -> bool:
    """True for a yes or a no that is no mere politeness, such as “ok”, and for a slip."""
    return _plain(words) in {*_BEGIN_WITH, *_SLIPS}


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
        if (said in _YES and means_yes(ctx, each))
        or any(said in _BEGIN_WITH.get(_first_word(r.say(each.label)), ()) for r in readers)
    ]
    return found[0] if len(found) == 1 else None


def deliberate_begun(ctx: Context, offer: Offer) -> Button | None:
    """The one deliberate button whose label begins with these words, as “publier” does.

    Such words do not press it: its label is asked for in full.
    """
    buttons = numbered(decode_buttons(offer.buttons), direct=True)
    return _begun_label(ctx, [each for each in buttons if is_deliberate(ctx, each)], asking=True)


def _begun_label(ctx: Context, buttons: Sequence[Button], *, asking: bool = False) -> Button | None:
    """The one button whose label begins with these words: “envoyer” for “Envoyer « … » à Ana”.

    Consent takes its whole label. So does a deliberate act, unless what follows is a quote, or
    these words are only asked about.
    """
    said = _plain(ctx.incoming.words)
    if not ctx.direct or len(said) < _LEAST_LETTERS or said in _YES | _NO:
        return None
    readers = replies.readers(ctx)
    found = [
        each
        for each in buttons
        if not is_of_form(each.press)
        and not means_yes(ctx, each)
        and any(
            _begins(
                fold(reader.say(each.label)), said, quote=not asking and is_deliberate(ctx, each)
            )
            for reader in readers
        )
    ]
    return found[0] if len(found) == 1 else None


def _numbered_choice(ctx: Context, buttons: Sequence[Button]) -> Button | None:
    """The one choice of a form that has this name: “visite” for “3 · Visite du composteur”."""
    said = _plain(ctx.incoming.words)
    if not ctx.direct or len(said) < _LEAST_LETTERS:
        return None
    readers = replies.readers(ctx)
    found = [
        each
        for each in buttons
        if is_of_form(each.press)
        and any(_has_name(each.press, fold(reader.say(each.label)), said) for reader in readers)
    ]
    return found[0] if len(found) == 1 else None


def _has_name(press: str, label: str, said: str) -> bool:
    """True if a label is the number that its button gives, and a name that these words begin."""
    name = label.removeprefix(f"{press.rpartition(':')[2]} · ")
    return name != label and (name == said or _begins(name, said, quote=False))


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


def means_yes(ctx: Context, chosen: Button) -> bool:
    declared = _declared(ctx, chosen)
    return declared is not None and declared.means_yes


def is_deliberate(ctx: Context, chosen: Button) -> bool:
    declared = _declared(ctx, chosen)
    return declared is not None and declared.deliberate
