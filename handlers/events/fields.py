"""Change the fields and the audience of an event, by button or in writing: `/event 12 title …`."""

from collections.abc import Callable
from datetime import datetime, time
from typing import Annotated, Any, Concatenate, ParamSpec, TypeVar

from bot.core import (
    Answer,
    Button,
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
    ntext,
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
    ask_event_field,
    choose_event_audience,
    edit_event,
    event_image_command,
    event_repeat_command,
    preview_event,
)
from bot.vocabulary.audiences import AUDIENCE_PARTS, choice_rows, with_choice
from bot.vocabulary.lists import NONE_TO_MANAGE, events_to_manage
from bot.vocabulary.places import commune_in
from handlers.events.change_notices import pending_notice_lines
from handlers.events.changes import change_event
from handlers.events.drafts import count_recipients
from handlers.events.event_lookup import changeable_event, event_by_id, event_by_number
from handlers.events.words import (
    KIND_LABELS,
    SIDE_LABELS,
    audience_lines,
    event_details,
    sign_up_lines,
    titled_card,
)
from storage.events import Event

router = Router()

P = ParamSpec("P")
R = TypeVar("R")
Number = Annotated[
    int,
    asks("Which event do you want to change?", choices=events_to_manage, nothing=NONE_TO_MANAGE),
]
FIELD_LABELS = {
    "title": text("Title"),
    "date": text("Date"),
    "place": text("Place"),
    "description": text("Description"),
    "seats": text("Number of places"),
    "kind": text("Kind"),
    "deadline": text("End of sign-ups"),
    "question": text("Question"),
    "image": text("Picture"),
}


def command(
    name: str, fr: str, example: str | tuple[str, str]
) -> Callable[[Callable[Concatenate[Context, P], R]], CommandRef[P, R]]:
    """Declare a command that changes a field of an event."""
    return router.command(
        name, fr=fr, example=example, who=Role.MEMBER, where=Where.DIRECT, theme="part"
    )


def _kind_choices(_ctx: Context) -> list[tuple[str, Words]]:
    return [(kind.value, label) for kind, label in KIND_LABELS.items()]


@command("event change", "evenement modifier", ("12 change", "12 modifier"))
def choose_field(ctx: Context, number: Number) -> Card:
    """Change an event."""
    return fields_card(ctx, changeable_event(ctx, event_by_number(ctx, number)))


@router.button(edit_event, who=Role.MEMBER, deep=True)
def show_fields(ctx: Context, event_id: int) -> Card:
    """Offer the fields to change."""
    return fields_card(ctx, changeable_event(ctx, event_by_id(ctx, event_id)))


@router.button(ask_event_field, who=Role.MEMBER)
def ask_field(ctx: Context, event_id: int, part: str) -> Answer:
    """Ask for a new value of a field."""
    event = changeable_event(ctx, event_by_id(ctx, event_id))
    if part not in FIELD_COMMANDS:
        return fields_card(ctx, event)
    return FIELD_COMMANDS[part].ask(ctx, number=str(event.number))


@command(
    "event title",
    "evenement titre",
    ("12 title Visit to the composter", "12 titre Visite du composteur"),
)
def change_title(
    ctx: Context,
    number: Number,
    title: Annotated[
        str, asks("What is its new title?"), at_most(LONGEST_TITLE), reads(read_title)
    ],
) -> Answer:
    """Change the title of an event."""
    return change_and_show(ctx, number, title=title)


@command(
    "event date",
    "evenement date",
    ("12 date Sunday 6 December 2:30pm-4:30pm", "12 date dimanche 6 décembre 14h30-16h30"),
)
def change_date(
    ctx: Context,
    number: Number,
    when: Annotated[Span, asks("When is it? For example: Saturday 5 December 2:30pm-4pm.")],
) -> Answer:
    """Change the date or time of an event."""
    deadline = changeable_event(ctx, event_by_number(ctx, number)).deadline
    if deadline is None or deadline <= when.starts_at:
        return change_and_show(ctx, number, starts_at=when.starts_at, ends_at=when.ends_at)
    open_now = text(
        "The sign-up deadline ({deadline}) was after this date: people can now sign up until the "
        "event begins.",
        deadline=deadline,
    )
    return change_and_show(
        ctx, number, open_now, starts_at=when.starts_at, ends_at=when.ends_at, deadline=None
    )


@command(
    "event place",
    "evenement lieu",
    ("12 place 3 rue des Lilas, Besançon", "12 lieu 3 rue des Lilas, Besançon"),
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
    """Change the place of an event, or put it online."""
    read = read_where(where)
    commune = commune_in(ctx, read.place)
    code = None if commune is None else commune.code
    return change_and_show(ctx, number, place=read.place, link=read.link, commune=code)


@command(
    "event description", "evenement description", "12 description Prévoir de bonnes chaussures"
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
    """Describe an event."""
    return change_and_show(ctx, number, description=description)


@command("event seats", "evenement places", ("12 seats 20", "12 places 20"))
def change_seats(
    ctx: Context,
    number: Number,
    seats: Annotated[str, asks("How many places? A number, or “no limit”.")],
) -> Answer:
    """Change the number of places; free places are offered to the waiting list."""
    return change_and_show(ctx, number, capacity=read_seats(seats))


@command("event kind", "evenement type", ("12 kind training", "12 type formation-action"))
def change_kind(
    ctx: Context,
    number: Number,
    kind: Annotated[
        EventKind, asks("What kind of event is it?", choices=_kind_choices), reads(read_kind)
    ],
) -> Answer:
    """Choose the kind of an event."""
    return change_and_show(ctx, number, kind=kind.value)


@command("event deadline", "evenement limite", ("12 deadline Friday 6pm", "12 limite vendredi 18h"))
def change_deadline(
    ctx: Context,
    number: Number,
    until: Annotated[
        datetime | None,
        asks("Until when can people sign up? Skip to leave it open until the event begins."),
        time(23, 59),
    ] = None,
) -> Answer:
    """Set the end of sign-ups."""
    check_deadline(until, changeable_event(ctx, event_by_number(ctx, number)).starts_at)
    return change_and_show(ctx, number, deadline=until)


@command(
    "event question", "evenement question", ("12 question Vegetarian?", "12 question Végétarien ?")
)
def change_question(
    ctx: Context,
    number: Number,
    question: Annotated[
        str,
        asks("What do you want to ask at sign-up? Skip to ask nothing."),
        at_most(LONGEST_QUESTION),
    ] = "",
) -> Answer:
    """Ask a question at sign-up."""
    return change_and_show(ctx, number, question=question)


FIELD_COMMANDS: dict[str, CommandRef[..., Any]] = {
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
"""The commands that ask for a new value."""


@router.button("event_side", who=Role.MEMBER)
def change_side(ctx: Context, event_id: int, side: str) -> Replace:
    """Change which side organises it."""
    event = changeable_event(ctx, event_by_id(ctx, event_id))
    seat = Seat.REGION if side == Seat.REGION else Seat.TERRITORY
    return Replace(fields_card(ctx, change_event(ctx, event, organiser=seat.value)))


@router.button("event_guests", who=Role.MEMBER)
def change_guests(ctx: Context, event_id: int, allowed: int) -> Replace:
    """Allow guests, or disallow them."""
    event = changeable_event(ctx, event_by_id(ctx, event_id))
    return Replace(fields_card(ctx, change_event(ctx, event, guests=bool(allowed))))


@router.button(choose_event_audience, who=Role.MEMBER)
def show_audience(ctx: Context, event_id: int) -> Card:
    """Offer the possible audiences."""
    return _audience_card(ctx, changeable_event(ctx, event_by_id(ctx, event_id)))


@router.button("event_for", who=Role.MEMBER)
def choose_audience(ctx: Context, event_id: int, kind: str, sign: str) -> Replace:
    """Add a choice to the audience, or remove it."""
    event = changeable_event(ctx, event_by_id(ctx, event_id))
    chosen = with_choice(ctx.community, event.audience, kind, sign)
    if chosen != event.audience:
        values = {part: getattr(chosen, part) for part in AUDIENCE_PARTS.values()}
        event = change_event(ctx, event, **values)
    return Replace(_audience_card(ctx, event))


def _audience_card(ctx: Context, event: Event) -> Card:
    whom = audience_lines(event) or [text("For everyone.")]
    count = count_recipients(ctx, event)
    people = ntext(
        "{count} person would be told in private.",
        "{count} people would be told in private.",
        count,
    )

    def choose(label: Words, kind: str, sign: str) -> Button:
        return choose_audience.button(label, event.id, kind, sign)

    rows = choice_rows(ctx.community, event.audience, choose)
    back = (edit_event.button(text("Change something else"), event.id),)
    hint = text("Everyone sees it in the rooms; only these people are told in private.")
    return titled_card(event, (*whom, *((people,) if count else ()), hint), (*rows, back))


def change_and_show(ctx: Context, number: int, *notes: Text, **values: object) -> Answer:
    event = change_event(ctx, changeable_event(ctx, event_by_number(ctx, number)), **values)
    if event.state != EventState.PUBLISHED:
        return preview_event.run(ctx, event.id)
    return fields_card(ctx, event, *notes, *pending_notice_lines(ctx, event))


def fields_card(ctx: Context, event: Event, *notes: Line) -> Card:
    """The event as it is now, with a button for each field."""
    lines = (*event_details(event), *sign_up_lines(event), *notes)
    other = Seat(event.organiser).other
    side = text("Organised by {side}", side=SIDE_LABELS[other])
    guests = text("No guests") if event.guests else text("Allow guests")
    parts = [ask_event_field.button(label, event.id, part) for part, label in FIELD_LABELS.items()]
    others = [
        change_side.button(side, event.id, other.value),
        change_guests.button(guests, event.id, 0 if event.guests else 1),
        choose_event_audience.button(text("For whom"), event.id),
    ]
    if event.state != EventState.PUBLISHED:
        others.append(preview_event.button(text("Review"), event.id))
    elif ctx.role >= Role.GARDENER:
        others.append(ask_event_field.button(text("Repeats"), event.id, "repeat"))
    return titled_card(event, lines, (*in_rows(parts, 2), *in_rows(others, 2)))
