"""What an event says is changed part by part, by a button or in writing: `/event 12 title …`."""

from datetime import datetime, time
from typing import Annotated, Any

from bot.core import (
    Answer,
    Card,
    CommandRef,
    Context,
    Line,
    Replace,
    Router,
    Text,
    Where,
    Words,
    asks,
    at_most,
    in_rows,
    reads,
    text,
)
from bot.domain.dates.spans import Span
from bot.domain.events.rules import (
    LONGEST_DESCRIPTION,
    LONGEST_PLACE,
    LONGEST_QUESTION,
    LONGEST_TITLE,
    EventKind,
    EventState,
    check_deadline,
    read_kind,
    read_seats,
    read_title,
    read_where,
)
from bot.domain.roles import Role, Seat
from bot.references.events import (
    event_image_command,
    event_repeat_command,
    press_event_audience,
    press_event_change,
    press_event_look,
)
from bot.vocabulary.places import commune_in
from handlers.events.amending import amend
from handlers.events.event_meant import changeable, numbered, pressed
from handlers.events.notices import pending
from handlers.events.words import KINDS, SIDES, about, called, rules
from storage.events import Event

router = Router()

Number = Annotated[int, asks("Which event do you want to change? Its number:")]


def _kinds(_ctx: Context) -> list[tuple[str, Words]]:
    return [(kind.value, label) for kind, label in KINDS.items()]


@router.command(
    "event change",
    fr="evenement modifier",
    who=Role.MEMBER,
    where=Where.DIRECT,
    example="12 modifier",
    theme="part",
)
def choose_part(ctx: Context, number: Number) -> Card:
    """Change something about an event."""
    return _parts(ctx, changeable(ctx, numbered(ctx, number)))


@router.button(press_event_change, who=Role.MEMBER, deep=True)
def show_parts(ctx: Context, event_id: int) -> Card:
    """Offer what may be changed."""
    return _parts(ctx, changeable(ctx, pressed(ctx, event_id)))


@router.button("event_part", who=Role.MEMBER)
def ask_part(ctx: Context, event_id: int, part: str) -> Answer:
    """Ask for the new words of a part."""
    event = changeable(ctx, pressed(ctx, event_id))
    if part not in FORMS:
        return _parts(ctx, event)
    return FORMS[part].ask(ctx, number=str(event.number))


@router.command(
    "event title",
    fr="evenement titre",
    who=Role.MEMBER,
    where=Where.DIRECT,
    theme="part",
    example="12 titre Visite du composteur",
)
def change_title(
    ctx: Context,
    number: Number,
    title: Annotated[
        str, asks("What is its new title?"), at_most(LONGEST_TITLE), reads(read_title)
    ],
) -> Answer:
    """Give an event another title."""
    return _amended(ctx, number, title=title)


@router.command(
    "event date",
    fr="evenement date",
    who=Role.MEMBER,
    where=Where.DIRECT,
    theme="part",
    example="12 date dimanche 6 décembre 14h30-16h30",
)
def change_date(
    ctx: Context,
    number: Number,
    when: Annotated[Span, asks("When is it? For example: saturday 5 december 2:30pm-4pm.")],
) -> Answer:
    """Move an event to another date or hour."""
    deadline = changeable(ctx, numbered(ctx, number)).deadline
    if deadline is None or deadline <= when.starts_at:
        return _amended(ctx, number, starts_at=when.starts_at, ends_at=when.ends_at)
    open_now = text(
        "Sign-ups were to end on {deadline}, after this date: they are open until it begins.",
        deadline=deadline,
    )
    return _amended(
        ctx, number, open_now, starts_at=when.starts_at, ends_at=when.ends_at, deadline=None
    )


@router.command(
    "event place",
    fr="evenement lieu",
    who=Role.MEMBER,
    where=Where.DIRECT,
    theme="part",
    example="12 lieu 3 rue des Lilas, Besançon",
)
def change_place(
    ctx: Context,
    number: Number,
    where: Annotated[
        list[str],
        asks(
            "Where is it? Write an address or a commune, a link if it is online, or both, one per "
            "line."
        ),
        at_most(LONGEST_PLACE),
    ],
) -> Answer:
    """Move an event to another place, or online."""
    read = read_where(where)
    commune = commune_in(ctx, read.place)
    code = None if commune is None else commune.code
    return _amended(ctx, number, place=read.place, link=read.link, commune=code)


@router.command(
    "event description",
    fr="evenement description",
    who=Role.MEMBER,
    where=Where.DIRECT,
    theme="part",
    example="12 description Prévoir de bonnes chaussures",
)
def change_description(
    ctx: Context,
    number: Number,
    description: Annotated[
        str,
        asks("What should people know? Lines such as “- item” make a list, **words** stand out."),
        at_most(LONGEST_DESCRIPTION),
    ] = "",
) -> Answer:
    """Say more about an event."""
    return _amended(ctx, number, description=description)


@router.command(
    "event seats",
    fr="evenement places",
    who=Role.MEMBER,
    where=Where.DIRECT,
    theme="part",
    example="12 places 20",
)
def change_seats(
    ctx: Context,
    number: Number,
    seats: Annotated[str, asks("How many may come? A number, or “no limit”.")],
) -> Answer:
    """Change how many may come; those who wait are offered what is free."""
    return _amended(ctx, number, capacity=read_seats(seats))


@router.command(
    "event kind",
    fr="evenement type",
    who=Role.MEMBER,
    where=Where.DIRECT,
    theme="part",
    example="12 type formation-action",
)
def change_kind(
    ctx: Context,
    number: Number,
    kind: Annotated[EventKind, asks("What kind of event is it?", choices=_kinds), reads(read_kind)],
) -> Answer:
    """Say what kind of event it is."""
    return _amended(ctx, number, kind=kind.value)


@router.command(
    "event deadline",
    fr="evenement limite",
    who=Role.MEMBER,
    where=Where.DIRECT,
    theme="part",
    example="12 limite vendredi 18h",
)
def change_deadline(
    ctx: Context,
    number: Number,
    until: Annotated[
        datetime | None,
        asks("Until when may people sign up? Skip it for until it begins."),
        time(23, 59),
    ] = None,
) -> Answer:
    """Say until when people may sign up."""
    check_deadline(until, changeable(ctx, numbered(ctx, number)).starts_at)
    return _amended(ctx, number, deadline=until)


@router.command(
    "event question",
    fr="evenement question",
    who=Role.MEMBER,
    where=Where.DIRECT,
    theme="part",
    example="12 question Végétarien ?",
)
def change_question(
    ctx: Context,
    number: Number,
    question: Annotated[
        str,
        asks("What should those who sign up be asked? Skip it to ask nothing."),
        at_most(LONGEST_QUESTION),
    ] = "",
) -> Answer:
    """Ask something of those who sign up."""
    return _amended(ctx, number, question=question)


@router.button("event_side", who=Role.MEMBER)
def change_side(ctx: Context, event_id: int, side: str) -> Replace:
    """Let the other side organise it."""
    event = changeable(ctx, pressed(ctx, event_id))
    seat = Seat.REGION if side == Seat.REGION else Seat.TERRITORY
    return Replace(_parts(ctx, amend(ctx, event, organiser=seat.value)))


@router.button("event_guests", who=Role.MEMBER)
def change_guests(ctx: Context, event_id: int, allowed: int) -> Replace:
    """Let people bring somebody along, or not any more."""
    event = changeable(ctx, pressed(ctx, event_id))
    return Replace(_parts(ctx, amend(ctx, event, guests=bool(allowed))))


# What may be changed


def _amended(ctx: Context, number: int, *notes: Text, **values: object) -> Answer:
    """Change an event, and show it as it is now, with what follows from it."""
    event = amend(ctx, changeable(ctx, numbered(ctx, number)), **values)
    if event.state != EventState.PUBLISHED:
        return press_event_look.run(ctx, event.id)
    return _parts(ctx, event, *notes, *pending(ctx, event))


def _parts(ctx: Context, event: Event, *notes: Line) -> Card:
    """What it says now, with a button for each part."""
    lines = (*about(event), *rules(event), *notes)
    other = Seat(event.organiser).other
    side = text("Organised by {side}", side=SIDES[other])
    guests = text("Without guests") if event.guests else text("Guests allowed")
    parts = [ask_part.button(label, event.id, part) for part, label in _PARTS.items()]
    others = [
        change_side.button(side, event.id, other.value),
        change_guests.button(guests, event.id, 0 if event.guests else 1),
        press_event_audience.button(text("For whom"), event.id),
    ]
    if event.state != EventState.PUBLISHED:
        others.append(press_event_look.button(text("Look through"), event.id))
    elif ctx.role >= Role.GARDENER:
        others.append(ask_part.button(text("Comes back"), event.id, "repeat"))
    return Card(called(event), lines, (*in_rows(parts, 3), *in_rows(others, 2)))


_PARTS = {
    "title": text("Title"),
    "date": text("Date"),
    "place": text("Place"),
    "description": text("Description"),
    "seats": text("How many may come"),
    "kind": text("Kind"),
    "deadline": text("Sign-ups until"),
    "question": text("Question"),
    "image": text("Picture"),
}

FORMS: dict[str, CommandRef[..., Any]] = {
    "title": change_title,
    "date": change_date,
    "place": change_place,
    "description": change_description,
    "seats": change_seats,
    "kind": change_kind,
    "deadline": change_deadline,
    "question": change_question,
    "image": event_image_command,
    "repeat": event_repeat_command,
}
"""The commands that ask for the new words of a part."""
