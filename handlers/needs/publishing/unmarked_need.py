"""A need or an offer without a command: `besoin : un local à Auch`, `je cherche un vélo`."""

import re

from bot.core import Answer, Button, Card, CommunityChoice, Context, Router, text
from bot.domain.needs.need import LONGEST_NEED, NeedKind
from bot.domain.needs.need_phrases import NeedPhrase, need_in_words
from bot.domain.rides.ride_phrases import ride_in_words
from bot.domain.roles import Role
from bot.domain.words import fold
from bot.references.conversations import explained_words, guessed_words, other_uses
from bot.references.needs import need_command, need_kept_words, offer_command
from handlers.needs.publishing.preview import (
    NeedPreviewOver,
    is_another_previewed,
    prepared_card,
)
from storage.inbound import Forms

router = Router()

_KINDS = {
    NeedKind.NEED: (need_command.name, need_command.fr),
    NeedKind.OFFER: (offer_command.name, offer_command.fr),
}
_MARKED = re.compile(r"(\w{4,8}?)s? ?: ?(?=\S)")


@router.contribution(explained_words)
def need_of_words(ctx: Context, words: str) -> Answer:
    """Show what such words would publish; None for all others."""
    found = _MARKED.match(words)
    if found is None or len(words) > LONGEST_NEED:
        return None
    name = fold(found[1])
    kind = next((each for each, names in _KINDS.items() if name in names), None)
    typed = words[found.end() :]
    if kind is None or not any(map(str.isalpha, typed)):
        return None
    return prepared_card(ctx, kind, typed)


@router.contribution(guessed_words)
def clear_need(ctx: Context, words: str) -> Card | None:
    """Show the need or offer of everyday words, if they can hardly mean something else."""
    phrase = need_in_words(words)
    if phrase is None or not _is_shown_at_once(ctx, phrase, words):
        return None
    return prepared_card(ctx, phrase.kind, phrase.words)


@router.contribution(other_uses)
def need_of_kept_words(ctx: Context, mark: int) -> Button | None:
    """The button that makes a need or an offer of what was just written."""
    words = ctx.incoming.words
    phrase = need_in_words(words)
    if phrase is None or _is_shown_at_once(ctx, phrase, words):
        return None
    label = text("Make a need of it")
    if phrase.kind is NeedKind.OFFER:
        label = text("Make an offer of it")
    return need_kept_words.button(label, mark)


@router.button(need_kept_words, who=Role.MEMBER)
def prepare_kept_words(ctx: Context, mark: int) -> Answer:
    """Show what was just written as a need or an offer, before it is published."""
    kept = ctx.store[Forms].aside_in(ctx.incoming.room, ctx.now)
    phrase = None
    if kept is not None and kept.mark == mark and ctx.person.circle is not None:
        phrase = need_in_words(kept.answers["words"])
    if phrase is None:
        raise NeedPreviewOver(need=need_command.typed())
    return prepared_card(ctx, phrase.kind, phrase.words)


def _is_shown_at_once(ctx: Context, phrase: NeedPhrase, words: str) -> bool:
    """True unless the words are unclear, or rather a ride; unless it is open in which community.

    An open preview of something else is not replaced, either.
    """
    is_open = ctx.community_choice is CommunityChoice.OPEN
    if not phrase.is_clear or is_open or ctx.member.adult is False:
        return False
    return ride_in_words(words) is None and not is_another_previewed(ctx)
