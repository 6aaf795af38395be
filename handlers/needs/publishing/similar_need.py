"""An open need of the same author in nearly the same words."""

from bot.core import Context, Text, text
from bot.domain.needs.alike import most_alike
from bot.domain.needs.need import Need, NeedKind
from handlers.needs.need_words import headline, need_reader
from storage.needs import NeedFilter, Needs


def similar_need(ctx: Context, kind: NeedKind, words: str) -> Need | None:
    """The author's own open need that these words nearly repeat."""
    mine = NeedFilter(day=ctx.today, reader=need_reader(ctx), author_id=ctx.member.id, kind=kind)
    return most_alike(words, ctx.store[Needs].listed(ctx.community.id, mine))


def similar_text(need: Need) -> Text:
    """The need that is open already."""
    values = {"words": headline(need.words), "day": need.ends_on}
    if need.kind is NeedKind.OFFER:
        return text("You have a similar offer already: “{words}”, until {day}.", **values)
    return text("You have a similar need already: “{words}”, until {day}.", **values)


def update_label(need: Need) -> Text:
    """Label of the button that puts the new words in its place."""
    if need.kind is NeedKind.OFFER:
        return text("Update offer {number}", number=need.id)
    return text("Update need {number}", number=need.id)
