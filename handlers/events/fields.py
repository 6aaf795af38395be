"""The fields of an event: how each is asked for, read, shown, and told when it changes.

A new field is a column and a field of `Event`, and an entry here.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Annotated, Any

from bot.core import (
    Context,
    Line,
    Link,
    Param,
    Text,
    Words,
    asks,
    at_most,
    ntext,
    option,
    param,
    reads,
    text,
)
from bot.domain.dates.spans import Span
from bot.domain.events.notices import Announced
from bot.domain.events.rules import (
    LONGEST_DESCRIPTION,
    LONGEST_PLACE,
    LONGEST_QUESTION,
    LONGEST_TITLE,
    EventKind,
    check_deadline,
    read_capacity,
    read_kind,
    read_title,
    read_where,
)
from bot.domain.roles import Seat
from bot.vocabulary.places import commune_in
from handlers.events.words import (
    KIND_LABELS,
    audience_lines,
    description_of,
    event_time,
    full_address,
    kind_and_organiser,
    location_lines,
)
from storage.events import Event

NEEDED = object()
"""In place of a value that cannot be skipped."""
_SIGN_UP = 6
"""Lines from here on are about signing up: the card of an announced event has its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field of an event; what a new value asks for is empty where buttons choose it."""

    name: str
    """Its name on buttons, and behind the command."""
    columns: tuple[str, ...]
    fr: str = ""
    label: Text | None = None
    """The button that asks for a new value."""
    purpose: Text | None = None
    """The effect of the command for a new value, as its help tells it."""
    example: tuple[str, str] = ("", "")
    """A new value in English and French."""
    argument: str = ""
    takes: Any = None
    """The type of the argument, with its limit and its parser."""
    first: asks | option | None = None
    """The question, or the option, of the command that makes an event."""
    needed: bool = False
    """True if there is no event without it."""
    question: asks | None = None
    """The question for a new value."""
    skipped: object = NEEDED
    """The value if that question is skipped."""
    values: Callable[[Context, Event, Any], Mapping[str, Any]] | None = None
    """Columns by what was read; None where that is the value of the only column."""
    line: int = 0
    """The place of its lines on the card."""
    lines: Callable[[Event, int | None], Sequence[Line]] = lambda *_: ()
    """Lines on the card; in a room, with so many characters of a long text at most."""
    told: Callable[[Event, Event], Sequence[Line]] | None = None
    """Tells those who signed up of a change, if there is one; other fields are read on the card."""

    @property
    def new(self) -> Param:
        """The parameter of the command that makes an event."""
        is_option = isinstance(self.first, option)
        return param(
            self.argument, self.takes, self.first, required=self.needed, is_option=is_option
        )

    @property
    def changed(self) -> Param:
        """The parameter of the command for a new value."""
        is_needed = self.skipped is NEEDED
        return param(self.argument, self.takes, self.question, required=is_needed)

    def columns_of(self, ctx: Context, event: Event, value: object) -> Mapping[str, Any]:
        """The columns of an event that a value changes."""
        return {self.columns[0]: value} if self.values is None else self.values(ctx, event, value)


def _date_values(_ctx: Context, event: Event, when: Span) -> Mapping[str, Any]:
    """A sign-up deadline that is later than the new date goes."""
    is_late = event.deadline is not None and event.deadline > when.starts_at
    opened = {"deadline": None} if is_late else {}
    return {"starts_at": when.starts_at, "ends_at": when.ends_at, **opened}


def _place_values(ctx: Context, _event: Event, where: Sequence[str]) -> Mapping[str, Any]:
    read = read_where(where)
    commune = commune_in(ctx, read.place)
    code = None if commune is None else commune.code
    return {"place": read.place, "link": read.link, "commune": code}


def _deadline_values(_ctx: Context, event: Event, until: datetime | None) -> Mapping[str, Any]:
    check_deadline(until, event.starts_at)
    return {"deadline": until}


def _kind_choices(_ctx: Context) -> list[tuple[str, Words]]:
    return [(kind.value, label) for kind, label in KIND_LABELS.items()]


def deadline_lines(event: Event, _most: int | None = None) -> Sequence[Line]:
    return [text("Sign-ups until {deadline}.", deadline=event.deadline)] if event.deadline else []


def _title_change(before: Event, after: Event) -> Sequence[Line]:
    if before.title == after.title:
        return []
    titles = {"before": before.title, "after": after.title}
    return [text("The title changes: “{before}” becomes “{after}”.", **titles)]


def date_change(before: Event, after: Event) -> Sequence[Text]:
    """The old and the new date, if they differ."""
    old, new = event_time(before), event_time(after)
    if old == new:
        return []
    if old.starts_at.date() != new.starts_at.date():
        return [text("The date changes: {before}, now {after}.", before=old, after=new)]
    return [text("The time changes: {before}, now {after}.", before=old, after=new)]


def _location_changes(before: Event, after: Event) -> Sequence[Line]:
    lines: list[Line] = []
    if (before.place, before.commune) != (after.place, after.commune):
        old, new = (full_address(each, exact=True) for each in (before, after))
        lines.append(_place_change(old, new))
    if before.link != after.link and not after.link:
        lines.append(text("It is no longer online."))
    elif before.link != after.link:
        link = text("The link to take part changes: {link}", link=after.link)
        lines.append(Link(link, after.link))
    return lines


def _place_change(before: str, after: str) -> Text:
    if not after:
        return text("It is no longer at this place: {before}.", before=before)
    if not before:
        return text("The place is now known: {after}.", after=after)
    return text("The place changes: “{before}” becomes “{after}”.", before=before, after=after)


FIELDS = (
    Field(
        name="title",
        columns=("title",),
        label=text("Title"),
        fr="titre",
        example=("Visit to the composter", "Visite du composteur"),
        purpose=text("Change the title of an event."),
        argument="title",
        takes=Annotated[str, at_most(LONGEST_TITLE), reads(read_title)],
        first=asks("What is it? Write a title, for example “Visit to the composter”."),
        needed=True,
        question=asks("What is its new title?"),
        line=10,
        told=_title_change,
    ),
    Field(
        name="date",
        columns=("starts_at", "ends_at", "zone"),
        label=text("Date"),
        fr="date",
        example=("Sunday 6 December 2:30pm-4:30pm", "dimanche 6 décembre 14h30-16h30"),
        purpose=text("Change the date or time of an event."),
        argument="when",
        takes=Span,
        first=asks("When? For example: Saturday 5 December 2:30pm-4pm, or 5 December 2:30pm, 2h."),
        needed=True,
        question=asks("When is it? For example: Saturday 5 December 2:30pm-4pm."),
        values=_date_values,
        line=1,
        lines=lambda event, _: [text("{when}", when=event_time(event))],
        told=date_change,
    ),
    Field(
        name="place",
        columns=("place", "link", "commune"),
        label=text("Place"),
        fr="lieu",
        example=("3 rue des Lilas, Besançon", "3 rue des Lilas, Besançon"),
        purpose=text("Change the place of an event, or put it online."),
        argument="where",
        takes=Annotated[list[str], at_most(LONGEST_PLACE)],
        first=asks(
            "Where? Write an address or a commune, a link if it is online, or both, one per line."
        ),
        question=asks(
            "Where is it? Write an address or a commune, a link if it is online, or both, one per "
            "line."
        ),
        values=_place_values,
        line=2,
        lines=lambda event, _: location_lines(event, exact=bool(event.place)),
        told=_location_changes,
    ),
    Field(
        name="privacy",
        columns=("private_place",),
        argument="private",
        takes=bool,
        first=option("prive"),
        line=8,
        lines=lambda event, _: (
            [text("Only those who come read the address, the others the commune.")]
            if event.private_place
            else []
        ),
        told=lambda *_: [],  # kept with each notice: an address that was private stays so
    ),
    Field(
        name="description",
        columns=("description",),
        label=text("Description"),
        fr="description",
        example=("Prévoir de bonnes chaussures",) * 2,
        purpose=text("Describe an event."),
        argument="description",
        takes=Annotated[str, at_most(LONGEST_DESCRIPTION)],
        first=option("description"),
        question=asks(
            "What should people know? Lines such as “- item” make a list, **words** stand out."
        ),
        skipped="",
        line=5,
        lines=description_of,
    ),
    Field(
        name="seats",
        columns=("capacity",),
        label=text("Number of places"),
        fr="places",
        example=("20", "20"),
        purpose=text("Change the number of places; free places are offered to the waiting list."),
        argument="places",
        takes=Annotated[str, reads(read_capacity)],
        first=option("places"),
        question=asks("How many places? A number, or “no limit”."),
        line=6,
        lines=lambda event, _: (
            [ntext("{count} place", "{count} places", event.capacity)] if event.capacity else []
        ),
    ),
    Field(
        name="kind",
        columns=("kind",),
        label=text("Kind"),
        fr="type",
        example=("training", "formation-action"),
        purpose=text("Choose the kind of an event."),
        argument="kind",
        takes=Annotated[EventKind, reads(read_kind)],
        first=option("type"),
        question=asks("What kind of event is it?", choices=_kind_choices),
        line=3,
        lines=lambda event, most: [kind_and_organiser(event)] if most is None else [],
    ),
    Field(
        name="deadline",
        columns=("deadline",),
        label=text("End of sign-ups"),
        fr="limite",
        example=("Friday 6pm", "vendredi 18h"),
        purpose=text("Set the end of sign-ups."),
        argument="until",
        takes=Annotated[datetime, time(23, 59)],
        first=option("limite"),
        question=asks(
            "Until when can people sign up? Skip to leave it open until the event begins."
        ),
        skipped=None,
        values=_deadline_values,
        line=7,
        lines=deadline_lines,
    ),
    Field(
        name="question",
        columns=("question",),
        label=text("Question"),
        fr="question",
        example=("Vegetarian?", "Végétarien ?"),
        purpose=text("Ask a question at sign-up."),
        argument="question",
        takes=Annotated[str, at_most(LONGEST_QUESTION)],
        first=option("question"),
        question=asks("What do you want to ask at sign-up? Skip to ask nothing."),
        skipped="",
        line=9,
        lines=lambda event, _: (
            [text("Asked at sign-up: {question}", question=event.question)]
            if event.question
            else []
        ),
    ),
    Field(name="image", columns=("picture_id",), label=text("Picture")),
    Field(
        name="side",
        columns=("organiser",),
        argument="region",
        takes=bool,
        first=option("region"),
        values=lambda *_: {"organiser": Seat.REGION},
    ),
    Field(
        name="guests",
        columns=("guests",),
        argument="guests",
        takes=bool,
        first=option("invites"),
        line=8,
        lines=lambda event, _: [text("People may bring a guest.")] if event.guests else [],
    ),
    Field(
        name="audience",
        columns=("circles", "domains", "territories"),
        line=4,
        lines=lambda event, _: audience_lines(event),
    ),
)
_BY_LINE = sorted(FIELDS, key=lambda each: each.line)


def event_details(event: Event, most: int | None = None, *, exact: bool = False) -> list[Line]:
    """Time, location, kind, audience and description; `exact` as in `location_text`."""
    shown = event if exact else without_address(event)
    return [line for each in _BY_LINE if each.line < _SIGN_UP for line in each.lines(shown, most)]


def without_address(event: Event) -> Event:
    """The event without its address if that is private."""
    return replace(event, place="") if event.private_place else event


def sign_up_lines(event: Event) -> list[Line]:
    """Places, deadline, guests and question."""
    return [line for each in _BY_LINE if each.line >= _SIGN_UP for line in each.lines(event, None)]


def announced_values(event: Event) -> Announced:
    """The values of an event whose changes are told to those who signed up."""
    columns = (name for each in FIELDS if each.told is not None for name in each.columns)
    return {name: getattr(event, name) for name in columns}


def change_lines(before: Event, after: Event, *, exact: bool = False) -> list[Line]:
    """The changed fields that are told, old and new, the date first; `exact` as in `event_details`.

    An address that is for those who come from now on is not repeated to others.
    """
    if not exact:
        is_private = before.private_place or after.private_place
        before = without_address(replace(before, private_place=is_private))
        after = without_address(after)
    told = (each.told for each in _BY_LINE if each.told is not None)
    return [line for each in told for line in each(before, after)]
