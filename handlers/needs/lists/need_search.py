"""Needs and offers are found by their words."""

from dataclasses import replace

from bot.core import Answer, Card, Context, Line, Router, Text, around, text
from bot.domain.needs.details import commune_called
from bot.domain.needs.need import NeedKind
from bot.domain.roles import Role
from bot.references.needs import need_command, search_needs
from bot.vocabulary.lists.word_search import SoughtWords, more_lines
from handlers.needs.lists.need_filter import ALL, NeedListFilter
from handlers.needs.lists.need_lines import need_list_lines, need_rows
from storage.needs import Needs

router = Router()

MOST_FOUND = 8


@router.form(search_needs, who=Role.MEMBER)
def find_needs(ctx: Context, words: SoughtWords) -> Answer:
    """Find needs and offers by their words, in whichever form."""
    return found_needs_card(ctx, words)


def found_needs_card(ctx: Context, words: str, kind: NeedKind | None = None) -> Card:
    """The needs and offers that have all of these words, or are in the commune so called.

    Of this kind only, unless there is none.
    """
    needs, here = ctx.store[Needs], ctx.community.id
    place = commune_called(words, around(ctx).near)
    code = None if place is None else place.code
    which = replace(NeedListFilter(kind or ALL).of(ctx), words=words, commune=code)
    if kind is not None and not needs.count(here, which):
        return found_needs_card(ctx, words)
    found = needs.listed(here, which, most=MOST_FOUND)
    lines: list[Line] = need_list_lines(found) or [
        text("No need and no offer has all of these words.")
    ]
    lines += more_lines(needs.count(here, which) - len(found))
    again = search_needs.ask_button(text("Other words"))
    every = need_command.button(text("All needs and offers"))
    title = _title(kind, " ".join(words.split()))
    return Card(title, tuple(lines), (*need_rows(found), (again, every)))


def _title(kind: NeedKind | None, words: str) -> Text:
    if kind is NeedKind.NEED:
        return text("🔎 Needs with “{words}”", words=words)
    if kind is NeedKind.OFFER:
        return text("🔎 Offers with “{words}”", words=words)
    return text("🔎 Needs and offers with “{words}”", words=words)
