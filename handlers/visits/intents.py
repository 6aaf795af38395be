"""Wishes about visits in plain words: to come to one, or to host one."""

from collections.abc import Sequence

from bot.core import Answer, Context, Router, text
from bot.domain.conversations import only_named
from bot.references.conversations import Intent, intents
from bot.references.visits import show_visits, visit_command
from storage.visits import Visits

router = Router()

_STOP_WORDS = frozenset({"visite", "visites", "visit", "visits", "cafe", "coffee"})
"""Words of titles that say nothing about which visits are meant."""


@router.contribution(intents)
def intents_of_visits(ctx: Context) -> Sequence[Intent]:
    """The intent to visit others, or to be visited."""
    label = text("Visits")
    return (Intent("visits_list", label, visit_command, show_meant_visits, for_people=True),)


def show_meant_visits(ctx: Context, words: str) -> Answer:
    """The series that is named, or the only one, with the button to host; None for the list."""
    titles = {each.id: each.title for each in ctx.store[Visits].listed(ctx.community.id)}
    number = only_named(words, titles, but=_STOP_WORDS)
    if number is None and len(titles) == 1:
        number = min(titles)
    return None if number is None else show_visits.run(ctx, number)
