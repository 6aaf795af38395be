"""“I am coming with my husband” in plain words: the events that it may be about are shown."""

from bot.core import Card, Context, Router, text
from bot.domain.conversations import COMING, Intents, is_named_by
from bot.domain.dates.date_words import WEEKDAYS
from bot.domain.words import name_words
from bot.references.conversations import guessed_words
from bot.references.events import open_event
from bot.vocabulary.lists import event_choice
from handlers.events.card import own_event_card
from storage.events import Event, Events

router = Router()

_INTENT = Intents({"coming": COMING})
_MOST_OFFERED = 5


@router.contribution(guessed_words)
def guess_event(ctx: Context, words: str) -> Card | None:
    """The upcoming events, to be answered by a press: the words alone answer none."""
    if _INTENT.read(words) is None:
        return None
    upcoming = ctx.store[Events].upcoming(ctx.community.id, ctx.now, _MOST_OFFERED)
    if not upcoming:
        return None
    meant = [each for each in upcoming if _is_meant(ctx, each, words)] or upcoming
    if len(meant) == 1:
        return own_event_card(ctx, meant[0])
    rows = tuple((open_event.button(event_choice(each), each.id),) for each in meant)
    return Card(text("🗓 For which event?"), (text("Nothing is noted yet."),), rows)


def _is_meant(ctx: Context, event: Event, words: str) -> bool:
    """True if the words have the event's weekday or a telling word of its title."""
    said = set(name_words(words))
    day = event.starts_at.astimezone(ctx.reading_zone).weekday()
    return any(WEEKDAYS.get(each) == day for each in said) or is_named_by(
        " ".join(said & set(name_words(event.title))), event.title
    )
