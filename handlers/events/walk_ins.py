"""Somebody came without having signed up: a member is noted as here, of others a name is kept."""

from typing import Annotated

from bot.core import (
    Answer,
    Button,
    Card,
    Context,
    Replace,
    Router,
    Text,
    Where,
    asks,
    at_most,
    text,
)
from bot.domain.events.attendance_list import counted
from bot.domain.events.check_in_codes import check_day
from bot.domain.events.rules import LONGEST_NAME
from bot.domain.names import key_of, searched
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from bot.domain.words import person_name
from bot.references.events import press_event_add, press_event_roll
from bot.vocabulary.places import place_in_words
from handlers.events import acts
from handlers.events.attendance_list import (
    FROM_THE_START,
    NotOnTheList,
    event_numbered,
    event_pressed,
    headcount,
    people_of,
    present,
)
from handlers.events.words import called
from storage.events import Event, Presence
from storage.members import Entry, Member, Registers, Sought

router = Router()

MOST_MEMBERS = 8
LONGEST_PRESSED = 36
"""How many bytes of a button say a name."""


class NotedAlready(Refusal):
    """“{name}” is noted already. If it is somebody else, add an initial or a place."""


class NotAName(Refusal):
    """Write the name of the person who came, for example Jeanne Petit."""


@router.command(
    "event add",
    fr="evenement ajouter",
    aliases=("events add", "evenements ajouter"),
    who=Role.GARDENER,
    where=Where.DIRECT,
    example="12 ajouter Jeanne Petit",
    theme="garden",
    trace=acts.NOTE_WHO_IS_AT_AN_EVENT_OR_IS_NOT,
)
def add_by_name(
    ctx: Context,
    number: Annotated[int, asks("To which event? Its number:")],
    name: Annotated[
        str,
        asks(
            "Who came without having signed up? Write a member's name, or another person's: I "
            "keep that one for 60 days."
        ),
        at_most(LONGEST_NAME),
    ],
) -> Card:
    """Note somebody as here who had not signed up."""
    event, name = event_numbered(ctx, number), person_name(name)
    if not searched(name):
        raise NotAName
    check_day(event.number, event.starts_at, event.tz, ctx.now)
    sought = Sought(words=tuple(searched(name)))
    page = ctx.store[Registers].page(ctx.community.id, sought, most=MOST_MEMBERS)
    if not page.entries:
        return _note_name(ctx, event, name)
    rows = [(_member_button(event, each),) for each in page.entries]
    short = _pressed(name)
    other = text("No member: note “{name}”", name=short)
    rows.append((note_name.button(other, event.id, short),))
    asked = text("Who is it?")
    return Card(called(event), (asked,), tuple(rows))


@router.button(press_event_add, who=Role.GARDENER, trace=acts.NOTE_WHO_IS_AT_AN_EVENT_OR_IS_NOT)
def ask_who_came(ctx: Context, event_id: int) -> Answer:
    """Ask who came without having signed up."""
    return add_by_name.ask(ctx, number=str(event_pressed(ctx, event_id).number))


@router.button("event_walk", who=Role.GARDENER, trace=acts.NOTE_WHO_IS_AT_AN_EVENT_OR_IS_NOT)
def note_member(ctx: Context, event_id: int, somebody: Member) -> Replace:
    """Note a member as here, whatever they had answered."""
    event = event_pressed(ctx, event_id)
    check_day(event.number, event.starts_at, event.tz, ctx.now)
    came = ctx.store[Presence].arrive(event.id, somebody.id, ctx.now)
    return Replace(_noted(ctx, event, somebody.name, f"a{came.attendance_id}"))


@router.button("event_walk_name", who=Role.GARDENER, trace=acts.NOTE_WHO_IS_AT_AN_EVENT_OR_IS_NOT)
def note_name(ctx: Context, event_id: int, name: str) -> Replace:
    """Keep the name of somebody who is no member."""
    return Replace(_note_name(ctx, event_pressed(ctx, event_id), name))


@router.button("event_walk_undo", who=Role.GARDENER, trace=acts.NOTE_WHO_IS_AT_AN_EVENT_OR_IS_NOT)
def undo_arrival(ctx: Context, event_id: int, mark: str) -> Replace:
    """Take it back that somebody is here."""
    event = event_pressed(ctx, event_id)
    known = {each.mark for each in people_of(ctx, event) if each.came_at is not None}
    if mark not in known:
        raise NotOnTheList(number=event.number, present=present(event))
    ctx.store[Presence].note(event.id, mark, None)
    said = text("Taken back: this person is not noted as here any more.")
    return Replace(Card(called(event), (said, *_heads(ctx, event)), ((_list(event),),)))


def _note_name(ctx: Context, event: Event, name: str) -> Card:
    """Keep a name, once: a second tap adds nobody."""
    check_day(event.number, event.starts_at, event.tz, ctx.now)
    walked_in = (each for each in people_of(ctx, event) if each.answer == "none" and each.guest)
    if any(key_of(each.name) == key_of(name) for each in walked_in):
        raise NotedAlready(name=name)
    guest_id = ctx.store[Presence].walk_in(event.id, name, ctx.now)
    kept = text("The name is kept for 60 days, then this person is only counted.")
    return _noted(ctx, event, name, f"g{guest_id}", kept)


def _noted(ctx: Context, event: Event, name: str, mark: str, *more: Text) -> Card:
    said = text("{name}: noted as here.", name=name)
    another = press_event_add.button(text("Add somebody else"), event.id)
    undo = undo_arrival.button(text("Undo"), event.id, mark)
    rows = ((another,), (undo, _list(event)))
    return Card(called(event), (said, *more, *_heads(ctx, event)), rows)


def _heads(ctx: Context, event: Event) -> tuple[Text, ...]:
    lines = headcount(counted(people_of(ctx, event)))
    return tuple(each for each in lines if isinstance(each, Text))


def _list(event: Event) -> Button:
    return press_event_roll.button(text("The list"), event.id, FROM_THE_START)


def _member_button(event: Event, entry: Entry) -> Button:
    """A member, with their place beside a name that others may bear as well."""
    place = place_in_words(entry.member)
    name = entry.member.name
    label = name if place is None else text("{name}, {place}", name=name, place=place)
    return note_member.button(label, event.id, entry.member)


def _pressed(name: str) -> str:
    """A name as a button bears it."""
    kept = " ".join(name.replace(":", " ").split()).encode()[:LONGEST_PRESSED]
    return kept.decode(errors="ignore").strip()
