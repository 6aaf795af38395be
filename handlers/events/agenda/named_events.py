"""Events that plain words name: by title, place or day, as in “samedi 12” or “agenda Dole”."""

from contextlib import suppress
from datetime import date

from bot.core import Button, Context, Router
from bot.domain.conversations import is_named_by
from bot.domain.dates.days import read_day
from bot.domain.refusals import Refusal
from bot.domain.words import fold
from bot.references.conversations import named_things
from bot.references.events import open_event
from bot.vocabulary.lists import event_choice
from bot.vocabulary.places import home_in_words
from storage.events import Event, Events

router = Router()

LONGEST = 80
"""Characters of words that may name an event."""
_LEADS = ("agenda", "evenement", "evenements", "event", "events", "le", "la", "l'")


@router.contribution(named_things)
def events_called(ctx: Context, words: str) -> list[Button]:
    """The upcoming events that these words name."""
    if ctx.person.circle is None or len(words) > LONGEST or words.isdecimal():
        return []
    sought = _without_lead(fold(words).strip(" .!?"))
    day = _day(ctx, sought)
    events = ctx.store[Events].upcoming(ctx.community.id, ctx.now)
    found = [each for each in events if _is_called(ctx, each, sought, day)]
    return [open_event.button(event_choice(each), each.id) for each in found]


def _without_lead(words: str) -> str:
    first, _, rest = words.partition(" ")
    return rest if first in _LEADS and rest else words


def _day(ctx: Context, words: str) -> date | None:
    with suppress(Refusal, ValueError):
        return read_day(words, today=ctx.now.astimezone(ctx.reading_zone).date())
    return None


def _is_called(ctx: Context, event: Event, sought: str, day: date | None) -> bool:
    if day is not None:
        return event.starts_at.astimezone(ctx.reading_zone).date() == day
    commune = home_in_words(event.commune, None) or ""
    return is_named_by(sought, event.title, event.place, commune)
