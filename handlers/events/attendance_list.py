"""The attendance list for gardeners: people by name, with a check-in button for each."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from bot.core import (
    Act,
    Answer,
    Button,
    Buttons,
    Card,
    Context,
    Line,
    Replace,
    Router,
    Text,
    Typed,
    Where,
    Words,
    asks,
    in_rows,
    ntext,
    text,
)
from bot.domain.addresses import shortened
from bot.domain.events.attendance import (
    AttendanceFilter,
    Attendee,
    check_day,
    counted,
    filtered,
    letters,
    noted_from,
)
from bot.domain.events.rules import EventState, EventWithdrawn, NotPublishedYet, Rsvp
from bot.domain.refusals import Final, Refusal
from bot.domain.roles import Role
from bot.domain.words import search_words
from bot.references.events import (
    NOTE_WHO_IS_AT_AN_EVENT_OR_IS_NOT,
    add_walk_in,
    event_command,
    offer_attendance_files,
    show_attendance_list,
    show_check_in_code,
)
from bot.vocabulary.lists import events_to_come
from handlers.events.event_lookup import event_by_id, event_by_number
from handlers.events.words import event_card_title
from storage.communities import RoomKind
from storage.events import CheckIns, Event

router = Router()

READ_WHO_COMES_TO_AN_EVENT = Act(
    text("{who} read the attendance list of an event"), text("read the attendance list of an event")
)

FIRST_PAGE = "a0."
"""The whole list, from its first page."""
LONGEST_SEARCH_IN_BUTTON = 20
"""Bytes of a button for the search words."""
PAGE_SIZE = 10
LONGEST_LABEL = 40
_FILTER_LABELS = {
    AttendanceFilter.ALL: text("Everyone"),
    AttendanceFilter.AWAITED: text("Not arrived yet"),
    AttendanceFilter.HERE: text("Arrived"),
    AttendanceFilter.MAYBE: text("Perhaps"),
    AttendanceFilter.WAITING: text("Waiting list"),
}
_ANSWER_LABELS = {
    Rsvp.GOING: text("is coming"),
    Rsvp.MAYBE: text("may be coming"),
    Rsvp.WAITING: text("on the waiting list"),
    Rsvp.DECLINED: text("had said no"),
    Rsvp.NONE: text("not signed up"),
}
Number = Annotated[int, asks("For which event?", choices=events_to_come)]


class OnlyAmongGardeners(Refusal):
    """I show the attendance list in private, or in the gardening team's room: {present}."""


class NotOnTheList(Refusal):
    """This person is no longer on the list of event {number}. To see it: {present}."""


class ListExpired(Final):
    """This list is out of date. To see the current one: {present}."""


@dataclass(frozen=True, slots=True)
class ListView:
    """A page of the list: which people, from which index, matching which words."""

    filter: AttendanceFilter = AttendanceFilter.ALL
    at: int = 0
    words: str = ""

    def __str__(self) -> str:
        return f"{self.filter.value}{self.at}.{self.words}"

    @classmethod
    def read(cls, event: Event, pressed: str) -> "ListView":
        """Parse a button's argument; raises `ListExpired` if it is malformed."""
        match = re.fullmatch(r"([anhmw])(\d{0,6})\.([^:]*)", pressed)
        if match is None:
            raise ListExpired(present=typed_attendance(event))
        return cls(AttendanceFilter(match[1]), int(match[2] or 0), match[3])


@router.command(
    "event present",
    fr="evenement presents",
    aliases=(
        *("event attendance", "events present", "evenement present", "evenements presents"),
        *("evenement presence", "evenement presences"),
    ),
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    example=("12 present", "12 presents"),
    theme="garden",
    trace=READ_WHO_COMES_TO_AN_EVENT,
)
def show_attendance(ctx: Context, number: Number, words: str = "") -> Card:
    """See the attendance list of an event, and note who is present."""
    event = announced_event_by_number(ctx, number)
    return _list_card(ctx, event, ListView(words=search_words_in_button(words)))


@router.button(show_attendance_list, who=Role.GARDENER, trace=READ_WHO_COMES_TO_AN_EVENT)
def turn_page(ctx: Context, event_id: int, view: str) -> Replace:
    """Show another page of the list."""
    event = announced_event_by_id(ctx, event_id)
    return Replace(_list_card(ctx, event, ListView.read(event, view)))


@router.button("event_came", who=Role.GARDENER, trace=NOTE_WHO_IS_AT_AN_EVENT_OR_IS_NOT)
def note_check_in(ctx: Context, event_id: int, mark: str, here: int, view: str) -> Replace:
    """Check a person in or out, as the button said; pressing it again changes nothing."""
    event = announced_event_by_id(ctx, event_id)
    view_shown = ListView.read(event, view)
    if here:
        check_day(event.number, event.starts_at, event.tz, ctx.now)
    before = {each.mark: each for each in attendees(ctx, event)}
    if mark not in before:
        raise NotOnTheList(number=event.number, present=typed_attendance(event))
    ctx.store[CheckIns].note(event.id, mark, ctx.now if here else None)
    name = attendee_name(before[mark])
    confirmation = text("{name}: noted as present.", name=name)
    if not here:
        confirmation = text("{name}: noted as absent.", name=name)
    return Replace(_list_card(ctx, event, view_shown, confirmation))


@router.button("event_letters", who=Role.GARDENER, trace=READ_WHO_COMES_TO_AN_EVENT)
def choose_initial(ctx: Context, event_id: int, view: str) -> Replace:
    """Choose the initial from which to go on."""
    event = announced_event_by_id(ctx, event_id)
    view_shown = ListView.read(event, view)
    initials = letters(filtered(attendees(ctx, event), view_shown.filter))
    buttons = [
        show_attendance_list.button(letter, event.id, str(replace(view_shown, at=at)))
        for letter, at in initials.items()
    ]
    back = (show_attendance_list.button(text("Back to the list"), event.id, str(view_shown)),)
    question = text("Names that begin with which letter?")
    return Replace(Card(event_card_title(event), (question,), (*in_rows(buttons, 6), back)))


@router.button("event_seek", who=Role.GARDENER, trace=READ_WHO_COMES_TO_AN_EVENT)
def ask_name(ctx: Context, event_id: int) -> Answer:
    """Ask for a name to find."""
    return find_people.ask(ctx, event=str(announced_event_by_id(ctx, event_id).id))


@router.form("event_seek", who=Role.GARDENER)
def find_people(
    ctx: Context,
    event: int,
    name: Annotated[str, asks("Who are you looking for? Write a name or its beginning.")],
) -> Card:
    """Find people on the list by name."""
    found = announced_event_by_id(ctx, event)
    return _list_card(ctx, found, ListView(words=search_words_in_button(name)))


def _list_card(
    ctx: Context, event: Event, view: ListView, confirmation: Text | None = None
) -> Card:
    people = attendees(ctx, event)
    people_found = filtered(people, view.filter, view.words)
    view = replace(view, at=max(0, min(view.at, len(people_found) - 1)))
    people_on_page = people_found[view.at : view.at + PAGE_SIZE]
    ctx.trace(number=event.number, members=len(people_on_page))
    lines: list[Line] = [] if confirmation is None else [confirmation]
    lines += headcount_lines(people)
    if view.words:
        lines.append(text("Only names with “{words}”.", words=view.words))
    elif view.filter is not AttendanceFilter.ALL:
        lines.append(text("Only: {those}.", those=_FILTER_LABELS[view.filter]))
    if len(people_found) > PAGE_SIZE:
        first, last = view.at + 1, view.at + len(people_on_page)
        shown = {"first": first, "last": last, "all": len(people_found)}
        lines.append(text("{first} to {last} of {all}:", **shown))
    lines += [_attendee_line(event, each) for each in people_on_page]
    if not people_found:
        none = text("No name on the list matches.")
        lines.append(none if people else text("Nobody has signed up yet."))
    opens = noted_from(event.starts_at, event.tz)
    if ctx.now < opens:
        lines.append(text("Attendance can be noted from {opens}.", opens=opens))
    ticks = [] if ctx.now < opens else _check_in_buttons(event, people_on_page, view)
    rows = (*ticks, *_navigation_buttons(event, len(people_found), view))
    return Card(event_card_title(event), tuple(lines), rows)


def _attendee_line(event: Event, each: Attendee) -> Text:
    parts: list[Words] = [_ANSWER_LABELS[each.answer]]
    if each.came_at is not None:
        hour = each.came_at.astimezone(event.tz).time()
        parts = [text("present, noted at {hour}", hour=hour)]
        parts += [] if each.is_expected else [_ANSWER_LABELS[each.answer]]
    if each.host:
        parts.append(text("with {name}", name=each.host))
    if each.asked_on is not None:
        parts.append(text("signed up by phone"))
    if each.reply:
        parts.append(text("“{reply}”", reply=each.reply))
    details = parts[0]
    for detail in parts[1:]:
        details = text("{told}, {detail}", told=details, detail=detail)
    return text("{name}: {details}", name=attendee_name(each), details=details)


def _check_in_buttons(
    event: Event, people: Sequence[Attendee], view: ListView
) -> list[tuple[Button, ...]]:
    """A check-in button for each person, labelled with its effect."""
    rows: list[tuple[Button, ...]] = []
    for each in people:
        name = attendee_name(each)
        name = name if isinstance(name, Text) else shortened(name, LONGEST_LABEL)
        here = each.came_at is None
        label = text("Present: {name}", name=name) if here else text("Absent: {name}", name=name)
        rows.append((note_check_in.button(label, event.id, each.mark, int(here), str(view)),))
    return rows


def _navigation_buttons(event: Event, count: int, view: ListView) -> list[tuple[Button, ...]]:
    def to(label: Text, other: ListView) -> Button:
        return show_attendance_list.button(label, event.id, str(other))

    turning = []
    if view.at > 0:
        turning.append(to(text("Previous"), replace(view, at=max(view.at - PAGE_SIZE, 0))))
    if view.at + PAGE_SIZE < count:
        turning.append(to(text("Next"), replace(view, at=view.at + PAGE_SIZE)))
    finding = [ask_name.button(text("Find by name"), event.id)]
    if count > PAGE_SIZE and not view.words:
        finding.append(choose_initial.button(text("By letter"), event.id, str(view)))
    others = [
        to(label, ListView(each))
        for each, label in _FILTER_LABELS.items()
        if each is not view.filter or view.words
    ]
    doing = [
        add_walk_in.button(text("Add a person"), event.id),
        offer_attendance_files.button(text("Files"), event.id),
    ]
    if event.state == EventState.PUBLISHED:
        doing.append(show_check_in_code.button(text("Check-in code"), event.id))
    rows: Buttons = (tuple(turning), tuple(finding), *in_rows(others, 3), *in_rows(doing, 2))
    return [row for row in rows if row]


def headcount_lines(people: Sequence[Attendee]) -> list[Text]:
    """Numbers of people here, expected and on the list."""
    heads = counted(people)
    lines = [
        ntext(
            "Present: {here} of {count} person expected.",
            "Present: {here} of {count} people expected.",
            heads.expected,
            here=heads.here,
        )
    ]
    if heads.unannounced:
        lines.append(
            ntext(
                "Including {count} person who had not signed up.",
                "Including {count} people who had not signed up.",
                heads.unannounced,
            )
        )
    if heads.maybe:
        lines.append(text("Maybe: {count}", count=heads.maybe))
    if heads.waiting:
        lines.append(text("On the waiting list: {count}", count=heads.waiting))
    return lines


def announced_event_by_number(ctx: Context, number: int) -> Event:
    return _check_announced(event_by_number(ctx, number))


def announced_event_by_id(ctx: Context, event_id: int) -> Event:
    """Return the announced event of a button, in private or in the gardeners' room."""
    event = _check_announced(event_by_id(ctx, event_id))
    kind = None if ctx.room is None else ctx.room.kind
    if not ctx.direct and kind != RoomKind.GARDENERS:
        raise OnlyAmongGardeners(present=typed_attendance(event))
    return event


def _check_announced(event: Event) -> Event:
    if event.state in (EventState.DRAFT, EventState.PROPOSED):
        raise NotPublishedYet(number=event.number)
    if event.state == EventState.WITHDRAWN:
        raise EventWithdrawn(number=event.number)
    return event


def attendees(ctx: Context, event: Event) -> list[Attendee]:
    return ctx.store[CheckIns].attendees(event.id, event.community_id)


def typed_attendance(event: Event) -> Typed:
    return event_command.typed(event.number, ("present", "presents"))


def attendee_name(attendee: Attendee) -> Words:
    """A name, or words for a name that is not kept any more."""
    return attendee.name or (
        text("someone who left") if attendee.guest is None else text("a guest")
    )


def search_words_in_button(typed: str) -> str:
    """Search words as short as a button takes them; names are found by their beginnings."""
    words = " ".join(search_words(typed))
    return words.encode()[:LONGEST_SEARCH_IN_BUTTON].decode(errors="ignore").strip()
