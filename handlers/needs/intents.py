"""Needs and offers in plain words: previewed as they are typed, published by a press only."""

from collections.abc import Callable, Sequence
from typing import Any

from bot.core import Answer, CommandRef, Context, Router, Text, text
from bot.domain.needs import LONGEST_NEED, NeedKind, need_in_words
from bot.domain.words import name_words
from bot.references.conversations import Intent, intents
from bot.references.needs import need_command, offer_command
from handlers.needs.preview import is_another_previewed, prepared_card

router = Router()

LEAST_WORDS = 4
_ABOUT_THE_LIST = frozenset(
    {
        *("annonce", "annonces", "publier", "deposer", "besoins", "offres", "passer", "poster"),
        *("ad", "ads", "post", "publish", "needs", "offers"),
    }
)
"""Words of those who ask how it is done, rather than say what they look for."""


@router.contribution(intents)
def intents_of_needs(ctx: Context) -> Sequence[Intent]:
    """The intents: a need, an offer, the list of both."""
    return (
        _intent("need", text("I need something"), need_command, show_need),
        _intent("offer", text("I offer something"), offer_command, show_offer),
        Intent("needs_list", text("Needs and offers"), need_command),
    )


def _intent(
    name: str, label: Text, command: CommandRef[..., Any], show: Callable[[Context, str], Answer]
) -> Intent:
    """An open preview of something else is not replaced by words that may mean a need."""
    return Intent(
        name,
        label,
        command,
        show,
        for_people=True,
        is_possible=lambda ctx: ctx.person.circle is None or not is_another_previewed(ctx),
    )


def show_need(ctx: Context, words: str) -> Answer:
    """The need as understood, before anybody sees it."""
    return _preview(ctx, NeedKind.NEED, words)


def show_offer(ctx: Context, words: str) -> Answer:
    """The offer as understood, before anybody sees it."""
    return _preview(ctx, NeedKind.OFFER, words)


def _preview(ctx: Context, kind: NeedKind, words: str) -> Answer:
    """The preview of what the words name; None where they name nothing."""
    phrase = need_in_words(words)
    if phrase is not None and phrase.kind is kind:
        return prepared_card(ctx, kind, phrase.words)
    said = name_words(words)
    is_thing = len(said) >= LEAST_WORDS and _ABOUT_THE_LIST.isdisjoint(said)
    return prepared_card(ctx, kind, words) if is_thing and len(words) <= LONGEST_NEED else None
