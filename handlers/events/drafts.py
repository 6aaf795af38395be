"""A new event: drafted or proposed, previewed, then announced or withdrawn."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from bot.core import (
    MOST_WAITING,
    Act,
    Answer,
    Button,
    Buttons,
    Card,
    Context,
    JobContext,
    Replace,
    Router,
    Text,
    Todo,
    Where,
    asks,
    at_most,
    ntext,
    option,
    param,
    reached,
    reads,
    text,
    todos,
    write_command,
)
from bot.domain.dates.repeats import without_rule
from bot.domain.dates.spans import Span
from bot.domain.events.rules import (
    PROPOSED_AT_ONCE,
    EventBegun,
    EventCancelled,
    EventState,
    EventWithdrawn,
    TooManyProposed,
    kind_of,
    read_where,
)
from bot.domain.rates import PROPOSALS
from bot.domain.refusals import Final
from bot.domain.roles import Role, Seat
from bot.references.events import (
    allow_event_guests,
    choose_event_repeat,
    edit_event,
    event_announced,
    event_card,
    event_command,
    event_made_from_poll,
    event_thing,
    new_event_form,
    open_event,
    preview_event,
    publish_event,
)
from bot.vocabulary.audiences import check_group, rooms_for
from bot.vocabulary.places import read_zone
from bot.vocabulary.publications import post_picture
from handlers.events.event_lookup import event_by_id, managed_event
from handlers.events.event_picture import current_picture, whisper_picture
from handlers.events.fields import FIELDS, event_details, sign_up_lines
from handlers.events.rhythm import (
    begin_planned,
    plan_repeat,
    planned_lines,
    read_rhythm,
    repeat_choices,
    repeat_of,
    repeat_question_values,
)
from handlers.events.words import event_line, group_lines, titled_card
from storage.communities import RoomKind
from storage.digest import Digests
from storage.events import Event, Events
from storage.members import Members
from storage.region_letter import EVENT, RegionLetters

router = Router(on_page=True)

ANNOUNCE_AN_EVENT = Act(text("{who} announced an event"), text("announce an event"))
REFUSE_AN_EVENT = Act(text("{who} refused a proposed event"), text("refuse a proposed event"))
PROPOSE_AN_EVENT = Act(text("{who} proposed an event"), text("propose an event"))

ANNOUNCED_IN = (RoomKind.COMMUNITY, RoomKind.CHANNEL)
ALIASES = ("events", "evenements")
LONGEST_RULE = 100

PARTS = [each.new for each in FIELDS if each.first is not None]
_PLACES = asks(
    "How many places are there? A number, or skip for no limit.",
    choices=lambda _ctx: [(each, each) for each in ("10", "20", "30")],
)
_REPEATS = param(
    "repeats",
    Annotated[str, at_most(LONGEST_RULE), reads(read_rhythm)],
    asks(
        "Does it repeat? Skip if it takes place once, or write another rhythm.\n{rules}",
        choices=repeat_choices,
        fill=repeat_question_values,
    ),
    required=False,
)
ASKED = [
    *(
        replace(each, option=False, question=_PLACES if each.name == "places" else each.question)
        for each in PARTS
    ),
    _REPEATS,
]
"""The parts of an event that are asked for one by one, and its options as they were typed."""


class AnnouncedAlready(Final):
    """Event {number} is already announced. To cancel it: {cancel}."""


@router.command(
    "event",
    fr="evenement",
    aliases=ALIASES,
    who=Role.MEMBER,
    where=Where.DIRECT,
    example=(
        "Visit to the composter | Saturday 5 December 2:30pm | Besançon | 20 places",
        "Visite du composteur | samedi 5 décembre 14h30 | Besançon | 20 places",
    ),
    theme="part",
    label=text("Create an event"),
    listed=12,
    form=new_event_form,
    takes=PARTS,
)
def make_event(
    ctx: Context,
    /,
    *,
    zone: Annotated[str | None, option("fuseau"), reads(read_zone)] = None,
    poll: Annotated[int | None, option("sondage")] = None,
    group: Annotated[int | None, option("groupe")] = None,
    **typed: Any,  # noqa: ANN401 - fields of an event
) -> Card:
    """Prepare an event: you review it before anyone else sees it."""
    return _new_event_card(ctx, typed, zone=zone, poll=poll, group=group)


@router.form(new_event_form, who=Role.MEMBER, takes=ASKED)
def prepare_event(
    ctx: Context,
    /,
    zone: Annotated[str | None, reads(read_zone)] = None,
    poll: int | None = None,
    group: int | None = None,
    **typed: Any,  # noqa: ANN401 - fields of an event, and how it repeats
) -> Card:
    """Preview an event that was given part by part."""
    return _new_event_card(ctx, typed, zone=zone, poll=poll, group=group)


def _new_event_card(
    ctx: Context,
    typed: Mapping[str, Any],
    *,
    zone: str | None,
    poll: int | None,
    group: int | None,
) -> Card:
    """Keep a new event as a draft, and show it as it will be."""
    title, when = typed["title"], _span_in_zone(typed["when"], zone)
    where, rule = without_rule(typed.get("where") or ())
    typed = {**typed, "where": where} if "where" in typed else typed
    rule = typed.get("repeats") or rule
    side = Seat.REGION if ctx.seats() == {Seat.REGION} else Seat.TERRITORY
    zone = zone or ctx.community.timezone
    group_id = check_group(ctx, group)
    kind = kind_of(title)
    new = Event(title, when.starts_at, zone, kind=kind, organiser=side, group_id=group_id)
    repeat = repeat_of(rule, when.starts_at.astimezone(new.tz).date())
    for field in FIELDS:
        if field.argument in typed:
            value = when if field.name == "date" else typed[field.argument]
            new = replace(new, **field.columns_of(ctx, new, value))
    if new.capacity is None:
        new = replace(new, capacity=read_where(where).capacity)
    recipients = count_recipients(ctx, new)  # first: what is read apart gives up what was written
    event = ctx.store[Events].add(ctx.community.id, ctx.member.id, new, ctx.now)
    if repeat is not None:
        event = plan_repeat(ctx, event, repeat)
    if poll is not None:
        event_made_from_poll.collect(ctx, event, poll)
    return preview_card(ctx, event, recipients)


def _span_in_zone(span: Span, zone: str | None) -> Span:
    """The same wall-clock times in another zone, if one was named."""
    if zone is None:
        return span
    there, end = ZoneInfo(zone), span.ends_at
    ends_at = None if end is None else end.replace(tzinfo=there)
    return Span(span.starts_at.replace(tzinfo=there), ends_at)


def preview_card(ctx: Context, event: Event, recipients: int) -> Card:
    """The event as everybody will see it, its recipients, and the possible decisions."""
    whisper_picture(ctx, event)
    lines = (
        *group_lines(ctx, event),
        *event_details(event, exact=True),
        *planned_lines(ctx, event),
        *sign_up_lines(event),
        "",
        _plan_text(ctx, event, recipients),
    )
    return titled_card(event, lines, (*_decision_buttons(ctx, event), *_change_buttons(event)))


def _change_buttons(event: Event) -> Buttons:
    """Its parts, whether it repeats, and guests where places are counted."""
    change = edit_event.button(text("Change"), event.id)
    repeat = choose_event_repeat.button(text("Repeat it"), event.id)
    if event.capacity is None or event.guests:
        return ((change, repeat),)
    return ((change, repeat), (allow_event_guests.button(text("Allow guests"), event.id),))


def _plan_text(ctx: Context, event: Event, recipients: int) -> Text:
    """Rooms in which an event will be announced, and number of recipients."""
    count = len(rooms_for(ctx, event.group_id, *ANNOUNCED_IN))
    rooms = ntext("in {count} room", "in {count} rooms", count)
    if _is_anothers_proposal(ctx, event):
        return text(
            "Proposed by {name}. If you announce it, it is published {rooms}.",
            name=_maker_name(ctx, event),
            rooms=rooms,
        )
    if not recipients:
        return text("Nobody else can see this yet. It will be published {rooms}.", rooms=rooms)
    return text(
        "Nobody else can see this yet. It will be published {rooms} and sent {people}.",
        rooms=rooms,
        people=ntext("to {count} person in private", "to {count} people in private", recipients),
    )


def _decision_buttons(ctx: Context, event: Event) -> Buttons:
    away = withdraw_event.button(text("Withdraw"), event.id)
    if _is_anothers_proposal(ctx, event):
        away = refuse_event.button(text("Refuse"), event.id)
    if event.group_id is not None:
        return ((publish_group_event.button(text("Announce to the group"), event.id), away),)
    if ctx.role() >= Role.GARDENER:
        return ((publish_event.button(text("Announce"), event.id), away),)
    if event.state == EventState.PROPOSED:
        return ((away,),)
    return ((propose_event.button(text("Propose to the gardening team"), event.id), away),)


@router.button(
    publish_event, of=event_thing, deliberate=True, who=Role.GARDENER, trace=ANNOUNCE_AN_EVENT
)
def publish_draft(ctx: Context, event_id: int) -> Replace:
    """Announce an event in the rooms, and to those who want to be told."""
    return _publish(ctx, managed_event(ctx, event_by_id(ctx, event_id)))


@router.button(
    "event_publish_group",
    of=event_thing,
    deliberate=True,
    who=Role.MEMBER,
    limit=PROPOSALS,
    trace=ANNOUNCE_AN_EVENT,
)
def publish_group_event(ctx: Context, event_id: int) -> Answer:
    """Announce an event to the working group that it is for: its maker is in it."""
    event = managed_event(ctx, event_by_id(ctx, event_id))
    if event.group_id is None:
        return preview_card(ctx, event, count_recipients(ctx, event))
    return _publish(ctx, event)


def _publish(ctx: Context, event: Event) -> Replace:
    check_unannounced(event)
    if event.starts_at <= ctx.now:
        raise EventBegun(number=event.number)
    ctx.trace(number=event.number)
    if announce_event(ctx, event) is not None:
        begin_planned(ctx, event)  # not where a series goes on: its rule may count the dates
    _tell_maker(ctx, event, text("Your event {number} is announced.", number=event.number))
    done = text("It is announced: everyone can see it now.")
    if event.group_id is not None:
        done = text("It is announced: the members of the group can see it now.")
    look = open_event.button(text("Details"), event.id)
    return Replace(titled_card(event, (done,), ((look,),)))


@router.button(
    "event_propose",
    of=event_thing,
    deliberate=True,
    who=Role.MEMBER,
    limit=PROPOSALS,
    trace=PROPOSE_AN_EVENT,
)
def propose_event(ctx: Context, event_id: int) -> Replace:
    """Submit a member's event to the gardeners; a group's event needs no approval."""
    event = managed_event(ctx, event_by_id(ctx, event_id))
    if event.group_id is not None:
        return Replace(preview_card(ctx, event, count_recipients(ctx, event)))
    waiting = ctx.store[Events].made_by(ctx.member.id, ctx.community.id, EventState.PROPOSED)
    if len(waiting) >= PROPOSED_AT_ONCE and event not in waiting:
        raise TooManyProposed(count=len(waiting))
    if event.state == EventState.DRAFT and ctx.store[Events].become(
        event, EventState.PROPOSED, ctx.now
    ):
        _trace_if_anothers(ctx, event)
        ctx.tell_gardeners(Card(None, (_proposed_text(ctx, event),), ((_look_button(event),),)))
    confirmation = text(
        "Thank you. Event {number} is proposed to the gardening team: you will know what they "
        "decide.",
        number=event.number,
    )
    away = withdraw_event.button(text("Withdraw"), event.id)
    return Replace(titled_card(event, (confirmation,), ((away,),)))


@router.button(preview_event, who=Role.MEMBER)
def show_preview(ctx: Context, event_id: int) -> Card:
    """Preview an event that is not announced."""
    event = managed_event(ctx, event_by_id(ctx, event_id))
    check_unannounced(event)
    return preview_card(ctx, event, count_recipients(ctx, event))


@router.button(
    "event_refuse",
    of=event_thing,
    deliberate=True,
    tone="",
    who=Role.GARDENER,
    trace=REFUSE_AN_EVENT,
)
def refuse_event(ctx: Context, event_id: int) -> Replace:
    """Refuse an event that a member proposes."""
    return withdraw_event(ctx, event_id)


@router.button("event_withdraw", deliberate=True, tone="", who=Role.MEMBER, trace=REFUSE_AN_EVENT)
def withdraw_event(ctx: Context, event_id: int) -> Replace:
    """Withdraw an event that is not announced."""
    event = managed_event(ctx, event_by_id(ctx, event_id))
    confirmation = text("Event {number} is withdrawn.", number=event.number)
    if _is_anothers_proposal(ctx, event):
        confirmation = text("Event {number} is refused.", number=event.number)
    if event.state == EventState.WITHDRAWN:
        return Replace(confirmation)
    check_unannounced(event)
    _trace_if_anothers(ctx, event)
    ctx.store[Events].become(event, EventState.WITHDRAWN, ctx.now)
    plan_repeat(ctx, event, None)
    ctx.store[RegionLetters].refresh_with(ctx.community.id, (EVENT, event.id))
    if event.state == EventState.PROPOSED:
        why = text(
            "The gardening team did not accept your event {number}, “{title}”. To ask why: "
            "{write}.",
            number=event.number,
            title=event.title,
            write=write_command.typed(),
        )
        _tell_maker(ctx, event, why)
    return Replace(confirmation)


@router.contribution(todos)
def proposed_events(ctx: Context) -> list[Todo]:
    """Events that wait for a gardener."""
    return [
        Todo(_proposed_text(ctx, event), (_look_button(event),), event.starts_at)
        for event in ctx.store[Events].proposed_by_members(ctx.community.id, ctx.now, MOST_WAITING)
    ]


def check_unannounced(event: Event) -> None:
    if event.state == EventState.PUBLISHED:
        cancel = event_command.typed(event.number, ("cancel", "annuler"))
        raise AnnouncedAlready(number=event.number, cancel=cancel)
    if event.state == EventState.CANCELLED:
        raise EventCancelled(number=event.number)
    if event.state == EventState.WITHDRAWN:
        raise EventWithdrawn(number=event.number)


def announce_event(ctx: JobContext, event: Event) -> Event | None:
    """Announce an event; None if its state changed meanwhile.

    Its card is posted once; an announcement whose fate is unknown is not sent again.
    """
    published = ctx.store[Events].become(event, EventState.PUBLISHED, ctx.now)
    if published is None:
        return None
    rooms = rooms_for(ctx, event.group_id, *ANNOUNCED_IN)
    post_picture(ctx, current_picture(ctx, published), rooms)
    event_card.post_in_each(ctx, rooms, event.id)
    ctx.store[Digests].refresh_draft(ctx.community.id)
    event_announced.collect(ctx, published)
    event_card.mail(ctx, event.kind.sending, event.id, audience=event.audience)
    return published


def count_recipients(ctx: JobContext, event: Event) -> int:
    """Count the people who would be told in private."""
    here, to = ctx.community.id, event.audience
    return ctx.apart(lambda ctx: reached(ctx.store, here, event.kind.sending, to))


def _tell_maker(ctx: Context, event: Event, words: Text) -> None:
    maker = None if event.maker_id is None else ctx.store[Members].get(event.maker_id)
    if maker is not None and maker.id != ctx.member.id:
        ctx.tell(maker, words)


def _trace_if_anothers(ctx: Context, event: Event) -> None:
    """Audit a decision about an event that another person wrote."""
    if event.maker_id != ctx.member.id:
        ctx.trace(number=event.number)


def _is_anothers_proposal(ctx: Context, event: Event) -> bool:
    is_proposed = event.state == EventState.PROPOSED and not event.source_url
    return is_proposed and event.maker_id != ctx.member.id


def _maker_name(ctx: Context, event: Event) -> str | Text:
    maker = None if event.maker_id is None else ctx.store[Members].get(event.maker_id)
    return text("someone who left") if maker is None else maker.name


def _proposed_text(ctx: Context, event: Event) -> Text:
    name = _maker_name(ctx, event)
    return text("{name} proposes an event: {event}", name=name, event=event_line(event))


def _look_button(event: Event) -> Button:
    return preview_event.button(text("See event {number}", number=event.number), event.id)
