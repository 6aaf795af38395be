"""Needs of a list: a line each, and a button that shows it."""

from collections.abc import Sequence

from bot.core import Button, Line, Text, text
from bot.domain.needs.need import Need, NeedKind
from bot.references.needs import show_need
from bot.vocabulary.places.places import in_words
from handlers.needs.need_words import headline

LONGEST_LABEL = 34


def need_list_lines(needs: Sequence[Need]) -> list[Line]:
    """A line for each need, with its number, its place and its end."""
    return [need_line(each) for each in needs]


def need_line(need: Need) -> Text:
    """One need in one line."""
    values = {"number": need.id, "words": headline(need.words), "day": need.ends_on}
    place = in_words(need.commune, None)
    if need.kind is NeedKind.NEED:
        if place is None:
            return text("Need {number} · {words} – until {day}", **values)
        return text("Need {number} · {words} – {place}, until {day}", place=place, **values)
    if place is None:
        return text("Offer {number} · {words} – until {day}", **values)
    return text("Offer {number} · {words} – {place}, until {day}", place=place, **values)


def need_rows(needs: Sequence[Need]) -> list[tuple[Button, ...]]:
    """A button for each need."""
    return [(show_need.button(_label(each), each.id),) for each in needs]


def _label(need: Need) -> Text:
    return text("{number} · {words}", number=need.id, words=headline(need.words, LONGEST_LABEL))
