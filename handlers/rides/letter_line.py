"""Rides beside an event in the letter: numbers, without names and places."""

from collections.abc import Collection, Mapping

from bot.core import JobContext, Line, Router, Words, joined, ntext, text
from bot.domain.rides import RideKind
from bot.references.events import letter_event_lines
from bot.references.rides import rides_command
from storage.events import Event
from storage.rides import Rides

router = Router()


@router.contribution(letter_event_lines)
def rides_in_letter(ctx: JobContext, events: Collection[Event]) -> Mapping[int, Line]:
    """The numbers of offers and searches for events that have an offer."""
    numbers = {each.id: each.number for each in events}
    counts = ctx.store[Rides].counts(numbers)
    return {
        event_id: _line(number, counts[event_id, RideKind.OFFER], counts[event_id, RideKind.SEARCH])
        for event_id, number in numbers.items()
        if counts[event_id, RideKind.OFFER]
    }


def _line(number: int, offers: int, searches: int) -> Line:
    told: Words = ntext("{count} offer", "{count} offers", offers)
    if searches:
        told = joined(told, ntext("{count} search", "{count} searches", searches))
    return text("🚗 Rides: {rides} · {command}", rides=told, command=rides_command.typed(number))
