"""Wishes about events in plain words: the event that is meant, or those among which to choose."""

from collections.abc import Sequence

from bot.core import Answer, Button, Card, Context, Line, Router, Text, text
from bot.domain.conversations import mentions
from bot.domain.dates.date_words import WEEKDAYS
from bot.domain.dates.days import day_named
from bot.domain.events.rules import Rsvp
from bot.domain.roles import Role
from bot.domain.words import fold
from bot.references.conversations import Intent, intents
from bot.references.events import agenda_command, event_command, event_thing, open_event
from bot.vocabulary.lists import event_choice
from handlers.events.answers import record_answer
from handlers.events.card import own_event_card
from handlers.events.event_lookup import check_open, event_by_id
from handlers.events.rsvp import ask_for_guest
from handlers.events.words import MAY_COME
from storage.events import Attendances, Event, Events

router = Router()

MOST_OFFERED = 5
CARD = "event"
"""The card of an event has its date, its places, and a button for each answer."""


@router.contribution(intents)
def intents_of_events(ctx: Context) -> Sequence[Intent]:
    """The intents, from signing up to proposing an event."""
    agenda = agenda_command
    coming = text("I am coming to an event")
    not_coming = text("I am not coming any more")
    maybe = text("I may be coming")
    details = text("When and where an event takes place")
    places = text("The places of an event")
    guest = text("I am bringing someone")
    propose = text("Propose an event")
    return (
        Intent("agenda", text("Upcoming events"), agenda, show_one_named),
        Intent("sign_up_event", coming, agenda, show_to_answer, for_people=True, card=CARD),
        Intent("cancel_sign_up", not_coming, agenda, show_own, for_people=True, card=CARD),
        Intent("maybe", maybe, agenda, show_to_answer, for_people=True, card=CARD),
        Intent("event_when_where", details, agenda, show_one_named, card=CARD),
        Intent("places_left", places, agenda, show_or_ask_which, card=CARD),
        Intent("bring_guest", guest, agenda, show_for_guest, for_people=True, card=CARD),
        Intent("propose_event", propose, agenda, offer_to_propose, for_people=True),
    )


def meant_events(ctx: Context, words: str, events: Sequence[Event]) -> Sequence[Event]:
    """The events that are named; all if none is."""
    return named_events(ctx, words, events) or events


def named_events(ctx: Context, words: str, events: Sequence[Event]) -> Sequence[Event]:
    """The events of the day, or with the telling words, that are said.

    A weekday on which nothing is announced is the one of a later week.
    """
    day = day_named(words, today=ctx.today)
    days = {each.id: each.starts_at.astimezone(ctx.reading_zone).date() for each in events}
    is_weekday = not WEEKDAYS.keys().isdisjoint(fold(words).split())
    is_later = is_weekday and day not in days.values() and not any(map(str.isdecimal, words))

    def is_meant(event: Event) -> bool:
        held = days[event.id]
        if day is not None and (held == day or (is_later and held.weekday() == day.weekday())):
            return True
        return mentions(words, event.title)

    return list(filter(is_meant, events))


def _upcoming(ctx: Context) -> Sequence[Event]:
    return ctx.store[Events].upcoming(ctx.community.id, ctx.now, MOST_OFFERED)


def show_one_named(ctx: Context, words: str) -> Answer:
    """The one event that is meant; None where the agenda says more."""
    upcoming = _upcoming(ctx)
    meant = meant_events(ctx, words, upcoming)
    return open_event.run(ctx, meant[0].id) if len(meant) == 1 else None


def show_or_ask_which(ctx: Context, words: str) -> Answer:
    """The event that is meant, or the question which one; None if none is announced."""
    meant = meant_events(ctx, words, _upcoming(ctx))
    return _one_or_choice(ctx, meant, ()) if meant else None


def show_to_answer(ctx: Context, words: str) -> Answer:
    """The event that is meant, with its buttons: the words alone answer none."""
    meant = meant_events(ctx, words, _upcoming(ctx))
    return _one_or_choice(ctx, meant, (text("Nothing has been saved yet."),)) if meant else None


def show_own(ctx: Context, words: str) -> Answer:
    """The event that a member signed up for, or that is named; None if there is none."""
    upcoming = ctx.store[Events].upcoming(ctx.community.id, ctx.now)
    answers = ctx.store[Attendances].by(ctx.member.id, [each.id for each in upcoming])
    own = [each for each in upcoming if each.id in answers and answers[each.id].answer in MAY_COME]
    meant = meant_events(ctx, words, own) or named_events(ctx, words, upcoming)
    return _one_or_choice(ctx, meant, (text("Nothing has been saved yet."),)) if meant else None


def _one_or_choice(ctx: Context, meant: Sequence[Event], remarks: Sequence[Line]) -> Answer:
    if len(meant) == 1:
        return open_event.run(ctx, meant[0].id)
    rows = tuple((open_event.button(event_choice(each), each.id),) for each in meant[:MOST_OFFERED])
    return Card(text("🗓 For which event?"), tuple(remarks), rows)


def show_for_guest(ctx: Context, words: str) -> Answer:
    """The event to which a member brings a guest, with the button that signs both up."""
    meant = meant_events(ctx, words, _upcoming(ctx))
    if len(meant) == 1:
        return show_with_guest(ctx, meant[0].id)
    rows = tuple((show_with_guest.button(event_choice(each), each.id),) for each in meant)
    remark = text("Nothing has been saved yet.")
    return Card(text("🗓 For which event?"), (remark,), rows) if meant else None


@router.button("event_with_guest", who=Role.MEMBER)
def show_with_guest(ctx: Context, event_id: int) -> Card:
    """Show an event with the button to come with a guest, if guests may come."""
    event = event_by_id(ctx, event_id)
    card = own_event_card(ctx, event)
    attendance = ctx.store[Attendances].mine(event.id, ctx.member.id)
    if attendance is not None and attendance.answer == Rsvp.GOING and event.guests:
        return card  # it has a button for the guest
    if not event.guests:
        members_only = text("This event is for members: each person signs up by themselves.")
        return _with_line(card, members_only)
    together = come_with_guest.button(text("I am coming with someone"), event.id)
    asked = text("Nothing has been saved yet. The button signs you up and asks for the first name.")
    return _with_line(card, asked, together)


def _with_line(card: Card, line: Text, *first: Button) -> Card:
    rows = (first, *card.buttons) if first else card.buttons
    return Card(card.title, (*card.lines, line), rows)


@router.button("event_come_with", of=event_thing, who=Role.MEMBER)
def come_with_guest(ctx: Context, event_id: int) -> Answer:
    """Sign up, then ask for the name of the guest."""
    event = event_by_id(ctx, event_id)
    check_open(ctx, event)
    record_answer(ctx, event, ctx.member, Rsvp.GOING)
    return ask_for_guest(ctx, event.id)


def offer_to_propose(ctx: Context, words: str) -> Card:
    """The button that asks for the parts of an event."""
    propose = event_command.ask_button(text("Propose an event"))
    asked = text(
        "I ask you for the title, the date and the place; you look at it before it counts."
    )
    return Card(text("🗓 A new event"), (asked,), ((propose,),))
