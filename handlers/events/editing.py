"""Change an event by button or in writing, or choose on its preview how it repeats, and guests."""

from collections.abc import Callable
from typing import Annotated, Any

from bot.core import (
    Act,
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
    in_rows,
    ntext,
    text,
)
from bot.domain.events.rules import (
    EventState,
)
from bot.domain.roles import Role, Seat
from bot.references.events import (
    allow_event_guests,
    ask_event_field,
    choose_event_audience,
    choose_event_repeat,
    edit_event,
    event_image_command,
    event_repeat_command,
    event_thing,
    preview_event,
)
from bot.vocabulary.audiences import AUDIENCE_PARTS, choice_rows, with_choice
from bot.vocabulary.lists import NONE_TO_MANAGE, events_to_manage
from bot.vocabulary.repeats import repeat_text
from handlers.events.change_notices import pending_notice_lines
from handlers.events.changes import change_event
from handlers.events.drafts import check_unannounced, count_recipients, preview_card
from handlers.events.event_lookup import changeable_event, event_by_id, event_by_number
from handlers.events.fields import FIELDS, Field, event_details, sign_up_lines
from handlers.events.rhythm import (
    ONCE,
    plan_repeat,
    planned_lines,
    read_rhythm,
    repeat_of,
    repeat_with_dates,
    usual_repeats,
)
from handlers.events.words import SIDE_LABELS, audience_lines, group_lines, titled_card
from storage.events import Event

router = Router(on_page=True)

CHANGE_AN_EVENT = Act(text("{who} changed an event"), text("change an event"))
router.act("event changed", CHANGE_AN_EVENT)

Number = Annotated[
    int,
    asks("Which event do you want to change?", choices=events_to_manage, nothing=NONE_TO_MANAGE),
]
_COMMANDS: dict[str, CommandRef[..., Any]] = {
    "image": event_image_command,
    "repeat": event_repeat_command,
}
"""The commands that ask for a new value."""


@router.command(
    "event change",
    fr="evenement modifier",
    example=("12 change", "12 modifier"),
    who=Role.MEMBER,
    where=Where.DIRECT,
    theme="part",
)
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
    if part not in _COMMANDS:
        return fields_card(ctx, event)
    return _COMMANDS[part].ask(ctx, number=str(event.number))


def _changing(field: Field) -> Callable[..., Answer]:
    """The function of the command that changes a field."""

    def change(ctx: Context, number: Number, **typed: object) -> Answer:
        event = changeable_event(ctx, event_by_number(ctx, number))
        values = field.columns_of(ctx, event, typed.get(field.argument, field.skipped))
        after = change_event(ctx, event, **values)
        if after.state != EventState.PUBLISHED:
            return preview_event.run(ctx, after.id)
        is_open_now = "deadline" in values.keys() - field.columns
        notes = [_gone_deadline_text(event)] if is_open_now else []
        return fields_card(ctx, after, *notes, *pending_notice_lines(ctx, after))

    change.__doc__ = "" if field.purpose is None else field.purpose.template
    return change


def _gone_deadline_text(event: Event) -> Text:
    return text(
        "The sign-up deadline ({deadline}) was after this date: people can now sign up until the "
        "event begins.",
        deadline=event.deadline,
    )


for each in FIELDS:
    if each.question is not None:
        _COMMANDS[each.name] = router.command(
            f"event {each.name}",
            fr=f"evenement {each.fr}",
            example=(f"12 {each.name} {each.example[0]}", f"12 {each.fr} {each.example[1]}"),
            who=Role.MEMBER,
            where=Where.DIRECT,
            theme="part",
            takes=[each.changed],
        )(_changing(each))


@router.button("event_side", who=Role.MEMBER)
def change_side(ctx: Context, event_id: int, side: str) -> Replace:
    """Change which side organises it."""
    event = changeable_event(ctx, event_by_id(ctx, event_id))
    seat = Seat.REGION if side == Seat.REGION else Seat.TERRITORY
    return Replace(fields_card(ctx, change_event(ctx, event, organiser=seat)))


@router.button("event_guests", who=Role.MEMBER)
def change_guests(ctx: Context, event_id: int, allowed: int) -> Replace:
    """Allow guests, or disallow them."""
    event = changeable_event(ctx, event_by_id(ctx, event_id))
    return Replace(fields_card(ctx, change_event(ctx, event, guests=bool(allowed))))


@router.button("event_privacy", who=Role.MEMBER)
def change_privacy(ctx: Context, event_id: int, private: int) -> Replace:
    """Give the address to those who come only, or to everybody."""
    event = changeable_event(ctx, event_by_id(ctx, event_id))
    return Replace(fields_card(ctx, change_event(ctx, event, private_place=bool(private))))


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
    whom = [*group_lines(ctx, event), *audience_lines(event)] or [text("For everyone.")]
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


def fields_card(ctx: Context, event: Event, *notes: Line) -> Card:
    """The event as it is now, with a button for each field."""
    shown = (*group_lines(ctx, event), *event_details(event, exact=True))
    lines = (*shown, *sign_up_lines(event), *notes)
    other = event.organiser.other
    side = text("Organised by {side}", side=SIDE_LABELS[other])
    guests = text("No guests") if event.guests else text("Allow guests")
    privacy = text("Address for those who come only")
    if event.private_place:
        privacy = text("Address for everybody")
    parts = [
        ask_event_field.button(each.label, event.id, each.name)
        for each in FIELDS
        if each.label is not None
    ]
    others = [
        change_side.button(side, event.id, other.value),
        change_guests.button(guests, event.id, 0 if event.guests else 1),
        change_privacy.button(privacy, event.id, 0 if event.private_place else 1),
        choose_event_audience.button(text("For whom"), event.id),
    ]
    if event.state != EventState.PUBLISHED:
        others.append(preview_event.button(text("Review"), event.id))
    elif ctx.role() >= Role.GARDENER:
        others.append(ask_event_field.button(text("Repeats"), event.id, "repeat"))
    return titled_card(event, lines, (*in_rows(parts, 2), *in_rows(others, 2)))


@router.button(choose_event_repeat, of=event_thing, who=Role.MEMBER)
def show_rhythms(ctx: Context, event_id: int) -> Replace:
    """Show the usual rhythms, each with its next dates."""
    event = _draft(ctx, event_id)
    first = event.starts_at.astimezone(event.tz).date()
    usual = usual_repeats(first)
    lines: list[Line] = [repeat_with_dates(each, event) for each in usual.values()]
    now = planned_lines(ctx, event) or [text("It takes place once.")]
    hint = text("Each date has its own sign-ups; nothing repeats before it is announced.")
    rows = [(set_rhythm.button(repeat_text(each), event.id, word),) for word, each in usual.items()]
    rows.append((set_rhythm.button(text("Only once"), event.id, ONCE),))
    others = [preview_event.button(text("Review"), event.id)]
    if ctx.role() >= Role.GARDENER:
        another = ask_event_field.button(text("Another rhythm"), event.id, "repeat")
        others.insert(0, another)
    return Replace(titled_card(event, (*now, "", *lines, hint), (*rows, tuple(others))))


@router.button("event_rhythm_is", of=event_thing, who=Role.MEMBER)
def set_rhythm(ctx: Context, event_id: int, rhythm: str) -> Replace:
    """Choose how an event is to repeat, and show its preview."""
    event = _draft(ctx, event_id)
    recipients = count_recipients(ctx, event)
    first = event.starts_at.astimezone(event.tz).date()
    event = plan_repeat(ctx, event, repeat_of(read_rhythm(rhythm), first))
    return Replace(preview_card(ctx, event, recipients))


@router.button(allow_event_guests, of=event_thing, who=Role.MEMBER)
def allow_guests(ctx: Context, event_id: int) -> Replace:
    """Allow guests at an event that is not announced, and show its preview."""
    event = _draft(ctx, event_id)
    recipients = count_recipients(ctx, event)
    return Replace(preview_card(ctx, change_event(ctx, event, guests=True), recipients))


def _draft(ctx: Context, event_id: int) -> Event:
    """The event, which is not announced yet; raises the refusal that says why not."""
    event = changeable_event(ctx, event_by_id(ctx, event_id))
    check_unannounced(event)
    return event
