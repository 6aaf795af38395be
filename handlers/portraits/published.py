"""Portraits for the public page."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core import JobContext
from bot.domain.portraits import Place
from handlers.portraits.portrait_words import public_person
from storage.portraits import Portraits


@dataclass(frozen=True, slots=True)
class WebPortrait:
    """A portrait as the public page shows it."""

    id: int
    name: str
    answers: Sequence[tuple[str, str]]
    """Questions, each with its answer."""
    photo_id: int | None
    photo_words: str


def web_portrait(ctx: JobContext, number: int) -> WebPortrait | None:
    """A portrait of this community that its person lets the web show, as it is now."""
    portrait = ctx.store[Portraits].get(number)
    if portrait is None or portrait.community_id != ctx.community.id:
        return None
    member = public_person(ctx, portrait, Place.WEB)
    if member is None:
        return None
    answers = ctx.store[Portraits].answers(portrait.id)
    shown = [(each.question, each.words) for each in answers if each.words]
    return WebPortrait(portrait.id, member.name, shown, portrait.photo_id, portrait.photo_words)


def web_words(ctx: JobContext, number: int, member_id: int) -> Sequence[str] | None:
    """The words of one's own portrait, for the list of one's own things on the web."""
    found = ctx.store[Portraits].of(ctx.community.id, member_id)
    shown = None if found is None or found.id != number else web_portrait(ctx, number)
    if shown is None:
        return None
    return (shown.name, *(words for pair in shown.answers for words in pair))
