"""Needs and offers in the letter, without the names of those who published them.

The Region's side reads the letter before it is sent: only what its author agreed to show it.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, time, timedelta

from bot.core import Button, JobContext, LetterItem, Line, Router, text
from bot.domain.dates.instants import instant
from bot.domain.digest.composing import Key, Section
from bot.domain.needs.need import Need, NeedKind
from bot.references.digest import outdated_items
from bot.references.needs import show_need
from handlers.needs.need_words import headline, place_text
from storage.needs import LETTER_KIND, NeedFilter, Needs

router = Router()

MOST_LISTED = 5
LONGEST_LABEL = 30
LONGEST_HEADLINE = 120


@router.section(Section.FOR_YOU, order=2)
def needs_in_letter(ctx: JobContext) -> list[LetterItem]:
    """The newest needs and offers that all members and the Region may read."""
    found = ctx.store[Needs].listed(ctx.community.id, _public(ctx), most=MOST_LISTED)
    return [_letter_item(ctx, each) for each in reversed(found)]


@router.contribution(outdated_items)
def ended_needs(ctx: JobContext, items: Sequence[LetterItem]) -> Collection[Key]:
    """Items of needs that are closed, or valid for another time."""
    approved = {each.ref: each for each in items if each.kind == LETTER_KIND}
    needs = ctx.store[Needs].these(ctx.community.id, approved, _public(ctx)) if approved else []
    as_approved = {
        each.id for each in needs if _letter_item(ctx, each).says_the_same_as(approved[each.id])
    }
    return {(LETTER_KIND, each) for each in approved.keys() - as_approved}


def _public(ctx: JobContext) -> NeedFilter:
    return NeedFilter(day=ctx.today)


def _letter_item(ctx: JobContext, need: Need) -> LetterItem:
    words = headline(need.words, LONGEST_HEADLINE)
    title = text("Need: {words}", words=words)
    if need.kind is NeedKind.OFFER:
        title = text("Offer: {words}", words=words)
    place = place_text(need.commune, need.radius_km)
    lines: list[Line] = [] if place is None else [place]
    after = datetime.combine(need.ends_on + timedelta(days=1), time())
    return LetterItem(
        kind=LETTER_KIND,
        ref=need.id,
        until=instant(after, ctx.zone),
        headline=title,
        lines=(*lines, text("Until {day}", day=need.ends_on)),
        button=_read_button(need),
    )


def _read_button(need: Need) -> Button:
    words = headline(need.words, LONGEST_LABEL)
    return show_need.button(text("Read: {words}", words=words), need.id)
