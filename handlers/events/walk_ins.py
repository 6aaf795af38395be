"""Check in people who did not sign up: members, or others by name."""

from datetime import timedelta
from typing import Annotated

from bot.core import (
    Answer,
    Button,
    Card,
    Context,
    Replace,
    Router,
    Text,
    Unsent,
    Where,
    asks,
    at_most,
    text,
)
from bot.domain.events.attendance import check_day
from bot.domain.events.rules import LONGEST_NAME
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from bot.domain.words import name_key, person_name, search_words
from bot.references.events import (
    NOTE_WHO_IS_AT_AN_EVENT_OR_IS_NOT,
    add_walk_in,
    event_command,
    show_attendance_list,
)
from bot.vocabulary.lists import events_to_come
from bot.vocabulary.places import place_in_words
from handlers.events.attendance_list import (
    FIRST_PAGE,
    NotOnTheList,
    announced_event_by_id,
    announced_event_by_number,
    attendees,
    headcount_lines,
    typed_attendance,
)
from handlers.events.words import event_card_title
from storage.events import CheckIns, Event
from storage.inbound import Forms, OpenForm
from storage.members import Entry, Member, MemberSearch, Registers

router = Router()

MOST_MATCHES = 8
NAME_FORM = "event_walk_name"
"""The name under which a typed name is kept until it is noted, or is a member's."""
KEPT_FOR = timedelta(hours=1)


class NameOver(Refusal):
    """This name is not kept any more. Write it again: {add}."""


class NotedAlready(Refusal):
    """“{name}” is already noted. If this is another person, add an initial or a place."""


class NotAName(Refusal):
    """Write the name of the person who came, for example Jeanne Petit."""


@router.command(
    "event add",
    fr="evenement ajouter",
    aliases=("events add", "evenements ajouter"),
    who=Role.GARDENER,
    where=Where.DIRECT,
    example=("12 add Jeanne Petit", "12 ajouter Jeanne Petit"),
    theme="garden",
    trace=NOTE_WHO_IS_AT_AN_EVENT_OR_IS_NOT,
)
def add_by_name(
    ctx: Context,
    number: Annotated[int, asks("For which event?", choices=events_to_come)],
    name: Annotated[
        str,
        asks(
            "Who came without signing up? Write a member's name, or another person's name, which "
            "I keep for 60 days."
        ),
        at_most(LONGEST_NAME),
    ],
) -> Card:
    """Note the attendance of someone who had not signed up."""
    event, name = announced_event_by_number(ctx, number), person_name(name)
    if not search_words(name):
        raise NotAName
    check_day(event.number, event.starts_at, event.tz, ctx.now)
    sought = MemberSearch(words=tuple(search_words(name)))
    page = ctx.store[Registers].page(ctx.community.id, sought, most=MOST_MATCHES)
    if not page.entries:
        return _add_walk_in(ctx, event, name)
    rows = [(_member_button(event, each),) for each in page.entries]
    rows.append((_name_button(ctx, event, name),))
    return Card(event_card_title(event), (text("Who is it?"),), tuple(rows))


@router.button(add_walk_in, who=Role.GARDENER, trace=NOTE_WHO_IS_AT_AN_EVENT_OR_IS_NOT)
def ask_who_came(ctx: Context, event_id: int) -> Answer:
    """Ask who came without having signed up."""
    return add_by_name.ask(ctx, number=str(announced_event_by_id(ctx, event_id).number))


@router.button("event_walk", who=Role.GARDENER, trace=NOTE_WHO_IS_AT_AN_EVENT_OR_IS_NOT)
def check_in_member(ctx: Context, event_id: int, somebody: Member) -> Replace:
    """Check in a member, whatever their answer."""
    event = announced_event_by_id(ctx, event_id)
    check_day(event.number, event.starts_at, event.tz, ctx.now)
    came = ctx.store[CheckIns].arrive(event.id, somebody.id, ctx.now)
    return Replace(_checked_in_card(ctx, event, somebody.name, f"a{came.attendance_id}"))


def _name_button(ctx: Context, event: Event, name: str) -> Button:
    """The button that notes a name that is no member's; it waits in the draft alone."""
    room = ctx.form_room
    kept = OpenForm(NAME_FORM, ctx.community.id, {"words": name})
    mark = ctx.store[Forms].put_aside(room, kept, ctx.now + KEPT_FOR)
    label = text("Not a member: note “{name}”", name=Unsent(room, mark))
    return add_name.button(label, event.id, mark)


@router.button("event_walk_name", who=Role.GARDENER, trace=NOTE_WHO_IS_AT_AN_EVENT_OR_IS_NOT)
def add_name(ctx: Context, event_id: int, mark: int) -> Replace:
    """Keep the name of a person who is not a member."""
    event, room = announced_event_by_id(ctx, event_id), ctx.incoming.room
    name = ctx.store[Forms].kept_words(room, mark, ctx.now)
    if not name:
        raise NameOver(add=event_command.typed(event.number, ("add", "ajouter")))
    noted = _add_walk_in(ctx, event, name)
    ctx.store[Forms].forget_aside(room)
    return Replace(noted)


@router.button("event_walk_undo", who=Role.GARDENER, trace=NOTE_WHO_IS_AT_AN_EVENT_OR_IS_NOT)
def undo_check_in(ctx: Context, event_id: int, mark: str) -> Replace:
    """Undo a check-in."""
    event = announced_event_by_id(ctx, event_id)
    marks = {each.mark for each in attendees(ctx, event) if each.came_at is not None}
    if mark not in marks:
        raise NotOnTheList(number=event.number, present=typed_attendance(event))
    ctx.store[CheckIns].note(event.id, mark, None)
    confirmation = text("Undone: this person is no longer noted as present.")
    lines = (confirmation, *headcount_lines(attendees(ctx, event)))
    return Replace(Card(event_card_title(event), lines, ((_list_button(event),),)))


def _add_walk_in(ctx: Context, event: Event, name: str) -> Card:
    """Keep a name, once."""
    check_day(event.number, event.starts_at, event.tz, ctx.now)
    walked_in = (each for each in attendees(ctx, event) if each.answer == "none" and each.guest)
    if any(name_key(each.name) == name_key(name) for each in walked_in):
        raise NotedAlready(name=name)
    guest_id = ctx.store[CheckIns].walk_in(event.id, name, ctx.now)
    retention = text("The name is kept for 60 days, then this person is only counted.")
    return _checked_in_card(ctx, event, name, f"g{guest_id}", retention)


def _checked_in_card(ctx: Context, event: Event, name: str, mark: str, *more: Text) -> Card:
    confirmation = text("{name}: noted as present.", name=name)
    another = add_walk_in.button(text("Add another person"), event.id)
    undo = undo_check_in.button(text("Undo"), event.id, mark)
    lines = (confirmation, *more, *headcount_lines(attendees(ctx, event)))
    return Card(event_card_title(event), lines, ((another,), (undo, _list_button(event))))


def _list_button(event: Event) -> Button:
    return show_attendance_list.button(text("The list"), event.id, FIRST_PAGE)


def _member_button(event: Event, entry: Entry) -> Button:
    """A member, with their place beside the name."""
    place = place_in_words(entry.member)
    name = entry.member.name
    label = name if place is None else text("{name}, {place}", name=name, place=place)
    return check_in_member.button(label, event.id, entry.member)
