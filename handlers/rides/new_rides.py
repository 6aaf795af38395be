"""Offer or look for a seat to an event, by form or in words: `je propose 3 places depuis Dole`."""

from collections.abc import Sequence
from typing import Annotated

from bot.core import (
    Answer,
    Card,
    Context,
    Line,
    Router,
    Text,
    Words,
    around,
    asks,
    commune_of,
    ntext,
    text,
)
from bot.domain import communes
from bot.domain.communes import Commune
from bot.domain.rates import PROPOSALS
from bot.domain.rides import MOST_SEATS, RideKind, RidePhrase, check_seats, ride_in_words
from bot.domain.roles import Role
from bot.references.conversations import Intent, guessed_words, intents
from bot.references.events import open_event
from bot.references.rides import (
    offer_form,
    offer_ride,
    rides_command,
    search_form,
    search_ride,
    show_rides,
    show_typed_ride,
    take_typed_ride,
)
from bot.vocabulary.lists import event_choice
from handlers.events import event_by_id
from handlers.profile import age_check
from handlers.rides.ride_events import (
    NO_RIDES,
    NearbyRide,
    check_takes_rides,
    companions,
    distant_ride_text,
    free_seats,
    nearby_rides,
    own_ride_text,
    ride_text,
    upcoming_with_rides,
)
from handlers.rides.ride_list import rides_card
from storage.events import Event
from storage.rides import Ride, Rides

router = Router(own_page=True)


def _home_choices(ctx: Context) -> Sequence[tuple[str, Words]]:
    """The member's own commune, if they gave it."""
    home = commune_of(ctx.member)
    return [] if home is None else [(f"#{home.code}", home.name)]


def _seats(ctx: Context) -> Sequence[tuple[str, Words]]:
    return [(str(each), str(each)) for each in range(1, 5)]


@router.button(offer_ride, who=Role.MEMBER, deep=True)
def ask_for_offer(ctx: Context, event_id: int) -> Answer:
    """Ask from where and how many seats."""
    event = check_takes_rides(ctx, event_by_id(ctx, event_id))
    barred = age_check(ctx, offer_ride.link_word(ctx, event.id))
    return barred or offer_form.ask(ctx, event=str(event.id))


@router.button(search_ride, who=Role.MEMBER, deep=True)
def ask_for_search(ctx: Context, event_id: int) -> Answer:
    """Ask from where."""
    event = check_takes_rides(ctx, event_by_id(ctx, event_id))
    barred = age_check(ctx, search_ride.link_word(ctx, event.id))
    return barred or search_form.ask(ctx, event=str(event.id))


@router.form(offer_form, who=Role.MEMBER, limit=PROPOSALS)
def offer_seats(
    ctx: Context,
    event: int,
    where: Annotated[Commune, asks("From which commune do you leave?", choices=_home_choices)],
    seats: Annotated[int, asks("How many seats do you offer?", choices=_seats)],
) -> Card:
    """Offer seats from a commune."""
    check_seats(seats)
    return _put_ride(ctx, event, RideKind.OFFER, where, seats)


@router.form(search_form, who=Role.MEMBER, limit=PROPOSALS)
def look_for_seat(
    ctx: Context,
    event: int,
    where: Annotated[Commune, asks("From which commune do you leave?", choices=_home_choices)],
) -> Card:
    """Look for a seat from a commune."""
    return _put_ride(ctx, event, RideKind.SEARCH, where, 0)


def _put_ride(ctx: Context, event_id: int, kind: RideKind, where: Commune, seats: int) -> Card:
    event = check_takes_rides(ctx, event_by_id(ctx, event_id))
    barred = age_check(ctx, show_rides.link_word(ctx, event.id))
    if barred is not None:
        return barred
    ride = Ride(
        event_id=event.id,
        member_id=ctx.member.id,
        kind=kind,
        commune=where.code,
        seats=seats,
        created_at=ctx.now,
    )
    before = ctx.store[Rides].mine(event.id, ctx.member.id)
    agreed = companions(ctx, event.id)
    seen = [] if before is None else nearby_rides(ctx, before, agreed)
    known = {each.ride.id for each in seen}
    ride = ctx.store[Rides].put(ride)
    near = [each for each in nearby_rides(ctx, ride, agreed) if each.ride.id not in known]
    _tell_nearby(ctx, event, ride_text(ride, ctx.member.name, free_seats(ride, agreed)), near)
    return rides_card(ctx, event)


def _tell_nearby(ctx: Context, event: Event, ride: Text, near: Sequence[NearbyRide]) -> None:
    """Tell the members of the rides nearby, who asked to know, of a new one."""
    title = text("🚗 Rides: {title}", title=event.title)
    show = show_rides.button(text("Look at the rides"), event.id)
    for each in near:
        if each.member.stopped_at is None:
            line = distant_ride_text(ride, each.km)
            ctx.tell(each.member, Card(title, (line,), ((show,),)), calm=True)


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
    code = "0" if phrase.start is None else phrase.start.code
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
            return text("I am looking for a ride")
        return text("I am looking for a ride from {commune}", commune=start)
    if phrase.seats is None:
        if start is None:
            return text("I offer seats in my car")
        return text("I offer seats in my car from {commune}", commune=start)
    if start is None:
        return ntext("I offer {count} seat", "I offer {count} seats", phrase.seats)
    return ntext(
        "I offer {count} seat from {commune}",
        "I offer {count} seats from {commune}",
        phrase.seats,
        commune=start,
    )


@router.contribution(intents)
def intents_of_rides(ctx: Context) -> Sequence[Intent]:
    """The wish for seats in a car, or to offer some."""
    return (Intent("ride", text("Share a car"), rides_command, guess_ride, for_people=True),)
