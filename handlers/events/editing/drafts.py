"""Drafts of events: made or proposed, previewed, then announced or withdrawn.

The card is in `handlers/events/card.py`, answering in `handlers/events/sign_up/rsvp.py`, changing
fields in `handlers/events/editing/fields.py`.
"""

from datetime import datetime, time
from typing import Annotated
from zoneinfo import ZoneInfo

from bot.core import (
    Buttons,
    Card,
    Context,
    Replace,
    Router,
    Text,
    Todo,
    Where,
    asks,
    at_most,
    ntext,
    option,
    reads,
    text,
    write_command,
)
from bot.domain.dates.spans import Span
from bot.domain.events.rules import (
    LONGEST_DESCRIPTION,
    LONGEST_PLACE,
    LONGEST_QUESTION,
    LONGEST_TITLE,
    PROPOSED_AT_ONCE,
    EventBegun,
    EventCancelled,
    EventKind,
    EventState,
    EventWithdrawn,
    TooManyProposed,
    check_deadline,
    kind_of,
    read_kind,
    read_seats,
    read_title,
    read_where,
)
from bot.domain.rates import PROPOSALS
from bot.domain.refusals import Refusal
from bot.domain.roles import Role, Seat
from bot.references.events import (
    edit_event,
    event_command,
    open_event,
    preview_event,
    publish_event,
)
from bot.vocabulary.places import commune_in
from bot.vocabulary.time_zones import read_zone
from handlers.events import acts
from handlers.events.editing.publication import announce_event, count_recipients
from handlers.events.event_lookup import event_by_id, managed_event
from handlers.events.pictures.picture_posts import whisper_picture
from handlers.events.words import event_details, event_line, event_title, sign_up_lines
from storage.communities import RoomKind
from storage.events import Event, Events, NewEvent
from storage.members import Members

router = Router()

ALIASES = ("events", "evenements")


class AnnouncedAlready(Refusal):
    """Event {number} is announced already. To call it off: {cancel}."""


@router.command(
    "event",
    fr="evenement",
    aliases=ALIASES,
    who=Role.MEMBER,
    where=Where.DIRECT,
    example="Visite du composteur | samedi 5 décembre 14h30 | Besançon | 20 places",
    theme="part",
    label=text("Make an event"),
)
def make_event(  # noqa: PLR0913 - a declaration says all at once
    ctx: Context,
    title: Annotated[
        str,
        asks("What is it? Write a title, such as “Visit of the composter”."),
        at_most(LONGEST_TITLE),
        reads(read_title),
    ],
    when: Annotated[
        Span, asks("When? For example: saturday 5 december 2:30pm-4pm, or 5 december 2:30pm, 2h.")
    ],
    where: Annotated[
        list[str] | None,
        asks(
            "Where? Write an address or a commune, a link if it is online, or both, one per line. "
            "A line such as “20 places” limits how many may come."
        ),
        at_most(LONGEST_PLACE),
    ] = None,
    *,
    kind: Annotated[EventKind | None, option("type"), reads(read_kind)] = None,
    places: Annotated[int | None, option("places"), reads(read_seats)] = None,
    description: Annotated[str, option("description"), at_most(LONGEST_DESCRIPTION)] = "",
    region: Annotated[bool, option("region")] = False,
    guests: Annotated[bool, option("invites")] = False,
    until: Annotated[datetime | None, option("limite"), time(23, 59)] = None,
    question: Annotated[str, option("question"), at_most(LONGEST_QUESTION)] = "",
    zone: Annotated[str | None, option("fuseau"), reads(read_zone)] = None,
) -> Card:
    """Prepare an event: you see it before anybody else does."""
    check_deadline(until, when.starts_at)
    span, place = _span_in_zone(when, zone), read_where(where or ())
    commune = commune_in(ctx, place.place)
    event = ctx.store[Events].add(
        ctx.community.id,
        ctx.member.id,
        NewEvent(
            title=title,
            starts_at=span.starts_at,
            ends_at=span.ends_at,
            zone=zone or ctx.community.timezone,
            kind=kind or kind_of(title),
            commune=None if commune is None else commune.code,
            place=place.place,
            link=place.link,
            description=description,
            organiser=Seat.REGION if region or ctx.seats == {Seat.REGION} else Seat.TERRITORY,
            capacity=places or place.capacity,
            guests=guests,
            deadline=until,
            question=question,
        ),
        ctx.now,
    )
    return _preview_card(ctx, event)


def _span_in_zone(span: Span, zone: str | None) -> Span:
    """The same wall-clock times in another zone, if one was named."""
    if zone is None:
        return span
    there, end = ZoneInfo(zone), span.ends_at
    ends_at = None if end is None else end.replace(tzinfo=there)
    return Span(span.starts_at.replace(tzinfo=there), ends_at)


def _preview_card(ctx: Context, event: Event) -> Card:
    """The event as everybody will see it, its recipients, and the possible decisions."""
    whisper_picture(ctx, event)
    rooms = len(ctx.rooms(RoomKind.COMMUNITY, RoomKind.CHANNEL))
    plan = text(
        "Nobody else sees this yet. It will be posted {rooms} and sent {people}.",
        rooms=ntext("in {count} room", "in {count} rooms", rooms),
        people=ntext(
            "to {count} person in private",
            "to {count} people in private",
            count_recipients(ctx, event),
        ),
    )
    change = edit_event.button(text("Change something"), event.id)
    lines = (*event_details(event), *sign_up_lines(event), "", plan)
    return Card(event_title(event), lines, (*_decision_buttons(ctx, event), (change,)))


def _decision_buttons(ctx: Context, event: Event) -> Buttons:
    away = withdraw_event.button(text("Withdraw"), event.id)
    if ctx.role >= Role.GARDENER:
        return ((publish_event.button(text("Announce"), event.id), away),)
    if event.state == EventState.PROPOSED:
        return ((away,),)
    return ((propose_event.button(text("Propose to the gardeners"), event.id), away),)


@router.button(publish_event, who=Role.GARDENER, trace=acts.ANNOUNCE_AN_EVENT)
def publish_draft(ctx: Context, event_id: int) -> Replace:
    """Announce an event in the rooms, and to those who want to be told."""
    event = managed_event(ctx, event_by_id(ctx, event_id))
    _check_unannounced(event)
    if event.starts_at <= ctx.now:
        raise EventBegun(number=event.number)
    ctx.trace(number=event.number)
    announce_event(ctx, event)
    _tell_maker(ctx, event, text("Your event {number} is announced.", number=event.number))
    look = open_event.button(text("Details"), event.id)
    return Replace(
        Card(event_title(event), (text("It is announced: everybody sees it now."),), ((look,),))
    )


@router.button("event_propose", who=Role.MEMBER, limit=PROPOSALS)
def propose_event(ctx: Context, event_id: int) -> Replace:
    """Submit a member's event to the gardeners."""
    event = managed_event(ctx, event_by_id(ctx, event_id))
    waiting = ctx.store[Events].made_by(ctx.member.id, ctx.community.id, EventState.PROPOSED)
    if len(waiting) >= PROPOSED_AT_ONCE and event not in waiting:
        raise TooManyProposed(count=len(waiting))
    if event.state == EventState.DRAFT and ctx.store[Events].become(
        event, EventState.PROPOSED, ctx.now
    ):
        look = preview_event.button(text("Look at it"), event.id)
        request = text(
            "{name} proposes an event: {event}", name=ctx.member.name, event=event_line(event)
        )
        ctx.tell_gardeners(Card(None, (request,), ((look,),)))
    confirmation = text(
        "Thank you. Event {number} is with the gardeners: you are told what they decide.",
        number=event.number,
    )
    away = withdraw_event.button(text("Withdraw"), event.id)
    return Replace(Card(event_title(event), (confirmation,), ((away,),)))


@router.button(preview_event, who=Role.MEMBER)
def show_preview(ctx: Context, event_id: int) -> Card:
    """Preview an event that is not announced."""
    event = managed_event(ctx, event_by_id(ctx, event_id))
    _check_unannounced(event)
    return _preview_card(ctx, event)


@router.button("event_withdraw", who=Role.MEMBER)
def withdraw_event(ctx: Context, event_id: int) -> Replace:
    """Withdraw an event that is not announced."""
    event = managed_event(ctx, event_by_id(ctx, event_id))
    confirmation = text("Event {number} is withdrawn.", number=event.number)
    if event.state == EventState.WITHDRAWN:
        return Replace(confirmation)
    _check_unannounced(event)
    ctx.store[Events].become(event, EventState.WITHDRAWN, ctx.now)
    if event.state == EventState.PROPOSED:
        why = text(
            "The gardeners did not take up your event {number}, “{title}”. {write} asks why.",
            number=event.number,
            title=event.title,
            write=write_command.typed(),
        )
        _tell_maker(ctx, event, why)
    return Replace(confirmation)


@router.todo
def proposed_events(ctx: Context) -> list[Todo]:
    """Events that wait for a gardener."""
    return [
        Todo(
            text("Proposed event: {event}", event=event_line(event)),
            (preview_event.button(text("Look at it"), event.id),),
            event.starts_at,
        )
        for event in ctx.store[Events].proposed(ctx.community.id)
        if event.starts_at > ctx.now and not event.source_url
    ]


def _check_unannounced(event: Event) -> None:
    if event.state == EventState.PUBLISHED:
        cancel = event_command.typed(event.number, ("cancel", "annuler"))
        raise AnnouncedAlready(number=event.number, cancel=cancel)
    if event.state == EventState.CANCELLED:
        raise EventCancelled(number=event.number)
    if event.state == EventState.WITHDRAWN:
        raise EventWithdrawn(number=event.number)


def _tell_maker(ctx: Context, event: Event, words: Text) -> None:
    """Tell the maker about a gardener's decision."""
    maker = None if event.maker_id is None else ctx.store[Members].get(event.maker_id)
    if maker is not None and maker.id != ctx.member.id:
        ctx.tell(maker, words)
