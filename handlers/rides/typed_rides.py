"""Rides in everyday words: `je propose 3 places depuis Dole`."""

from bot.core import (
    Answer,
    Card,
    Context,
    Line,
    Router,
    Text,
    around,
    ntext,
    text,
)
from bot.domain import communes
from bot.domain.rides import MOST_SEATS, RideKind, RidePhrase, ride_in_words
from bot.domain.roles import Role
from bot.references.conversations import guessed_words
from bot.references.events import open_event
from bot.references.rides import (
    offer_form,
    search_form,
    show_typed_ride,
    take_typed_ride,
)
from bot.vocabulary.lists import event_choice
from handlers.events import event_by_id
from handlers.profile import age_check
from handlers.rides.nearby_rides import own_ride_text
from handlers.rides.ride_events import NO_RIDES, check_takes_rides, upcoming_with_rides
from storage.events import Event
from storage.rides import Rides

router = Router()

_NONE = "0"


@router.contribution(guessed_words)
def guess_ride(ctx: Context, words: str) -> Card | None:
    """The event that a ride in everyday words is to, or those that it may be to."""
    phrase = ride_in_words(words, around(ctx).near)
    if phrase is None or ctx.member.adult is False:
        return None
    events = upcoming_with_rides(ctx)
    if not events:
        return Card(None, (NO_RIDES,))
    if len(events) == 1:
        return _ride_card(ctx, events[0], phrase)
    rows = tuple(
        (show_typed_ride.button(event_choice(each), each.id, *_values(phrase)),) for each in events
    )
    return Card(text("🚗 For which event?"), (_label(phrase),), rows)


@router.button(show_typed_ride, who=Role.MEMBER, deep=True)
def show_as_typed(ctx: Context, event_id: int, kind: str, commune: str, seats: int) -> Card:
    """Show a ride as typed, to one of the events."""
    event = check_takes_rides(ctx, event_by_id(ctx, event_id))
    return _ride_card(ctx, event, _phrase(kind, commune, seats))


@router.button(take_typed_ride, deliberate=True, who=Role.MEMBER)
def take_as_typed(ctx: Context, event_id: int, kind: str, commune: str, seats: int) -> Answer:
    """Offer or look for a ride as typed; what was not said is asked."""
    event = check_takes_rides(ctx, event_by_id(ctx, event_id))
    phrase = _phrase(kind, commune, seats)
    barred = _barred_card(ctx, event, phrase)
    if barred is not None:
        return barred
    known = {"event": str(event.id)}
    if phrase.start is not None:
        known["where"] = f"#{phrase.start.code}"
    if phrase.kind is RideKind.SEARCH:
        return search_form.ask(ctx, **known)
    if phrase.seats is not None:
        known["seats"] = str(phrase.seats)
    return offer_form.ask(ctx, **known)


def _ride_card(ctx: Context, event: Event, phrase: RidePhrase) -> Card:
    barred = _barred_card(ctx, event, phrase)
    if barred is not None:
        return barred
    own = ctx.store[Rides].mine(event.id, ctx.member.id)
    lines: list[Line] = [text("Nobody sees it yet.")]
    if own is not None:
        lines = [own_ride_text(own), text("This takes its place.")]
    take = take_typed_ride.button(_label(phrase), event.id, *_values(phrase))
    details = open_event.button(text("Details"), event.id)
    title = text("🚗 Rides: {title}", title=event.title)
    return Card(title, tuple(lines), ((take,), (details,)))


def _barred_card(ctx: Context, event: Event, phrase: RidePhrase) -> Card | None:
    return age_check(ctx, show_typed_ride.link_word(ctx, event.id, *_values(phrase)))


def _values(phrase: RidePhrase) -> tuple[str, str, int]:
    """A phrase as arguments of a button."""
    code = _NONE if phrase.start is None else phrase.start.code
    return phrase.kind.value, code, phrase.seats or 0


def _phrase(kind: str, commune: str, seats: int) -> RidePhrase:
    """A phrase from the arguments of a button."""
    chosen = RideKind.OFFER if kind == RideKind.OFFER else RideKind.SEARCH
    count = seats if chosen is RideKind.OFFER and 1 <= seats <= MOST_SEATS else None
    return RidePhrase(chosen, communes.at(commune), count)


def _label(phrase: RidePhrase) -> Text:
    """The ride in the member's own voice."""
    start = phrase.start and phrase.start.name
    if phrase.kind is RideKind.SEARCH:
        if start is None:
            return text("I look for a seat")
        return text("I look for a seat from {commune}", commune=start)
    if phrase.seats is None:
        if start is None:
            return text("I offer seats")
        return text("I offer seats from {commune}", commune=start)
    if start is None:
        return ntext("I offer {count} seat", "I offer {count} seats", phrase.seats)
    return ntext(
        "I offer {count} seat from {commune}",
        "I offer {count} seats from {commune}",
        phrase.seats,
        commune=start,
    )
