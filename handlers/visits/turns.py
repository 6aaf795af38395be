"""Turns of hosts: they are asked one after the other in time, else the gardeners are told.

A host accepts with an address, sees the event before anybody else, and announces it.
"""

from dataclasses import replace
from datetime import datetime
from typing import Annotated, cast

from bot.core import (
    Answer,
    Card,
    Context,
    JobContext,
    Reader,
    Replace,
    Router,
    Text,
    asks,
    at_most,
    is_paused,
    reads,
    text,
)
from bot.domain.dates.recurrence import next_due, parse_recurring
from bot.domain.events.rules import (
    LONGEST_PLACE,
    EventKind,
    EventState,
    read_capacity,
    read_title,
    read_where,
)
from bot.domain.rates import PROPOSALS
from bot.domain.refusals import Final, Refusal
from bot.domain.roles import Role
from bot.domain.visits import ANSWER_WITHIN, ASKED_AHEAD, LAST_ASKED, TOLD_AHEAD, at_home_of
from bot.references.events import edit_event, event_announced, event_thing, open_event
from bot.references.visits import (
    accept_turn,
    leave_hosts,
    publish_visit,
    show_visits,
    skip_turn,
    visit_card,
    visit_command,
    visit_turn,
)
from bot.vocabulary.places import commune_in, home_in_words
from handlers.events import announce_event, change_event, event_details, titled_card
from handlers.profile import age_check
from storage.events import Event, Events
from storage.visits import VisitHost, Visits, VisitSeries, VisitTurn

router = Router()


class NotYourTurn(Final):
    """This date has passed, or another host was asked. All visits: {visit}."""


class AddressMissing(Refusal):
    """Write an address in words: those who come have to find you."""


def ask_hosts(ctx: JobContext) -> None:
    """Ask the next host of each series with a date near, unless all gardeners are away."""
    for series in ctx.store[Visits].going_on():
        here = ctx.within(series.community_id)
        starts_at = next_due(parse_recurring(series.rule), here.zone, ctx.now)
        is_near = starts_at is not None and starts_at <= ctx.now + ASKED_AHEAD
        if starts_at is not None and is_near and not is_paused(here.seat_statuses()):
            _go_on(here, series, starts_at)


def _go_on(ctx: JobContext, series: VisitSeries, starts_at: datetime) -> None:
    """Wait for an answer, ask the next host, or tell the gardeners once."""
    day = starts_at.astimezone(ctx.zone).date()
    turn = ctx.store[Visits].turn(series.id, day, starts_at)
    event = None if turn.event_id is None else ctx.store[Events].get(turn.event_id)
    if event is not None and event.state not in (EventState.DRAFT, EventState.WITHDRAWN):
        return
    waits = turn.asked_at is not None and turn.asked_at + ANSWER_WITHIN > ctx.now
    is_open = event is None or event.state is EventState.DRAFT
    if not (turn.host_id is not None and waits and is_open):
        forget_answer(ctx, turn)
        if starts_at - LAST_ASKED > ctx.now:
            _ask_next(ctx, series, turn)
    is_late = turn.host_id is None or starts_at - TOLD_AHEAD <= ctx.now
    if is_late and turn.told_at is None:
        turn.told_at = ctx.now
        look = show_visits.button(text("See “{title}”", title=series.title), series.id)
        ctx.tell_gardeners(Card(None, (without_host_text(series, turn),), ((look,),)))


def forget_answer(ctx: JobContext, turn: VisitTurn) -> None:
    """Stop waiting for the host, and withdraw the event that they prepared but did not announce."""
    event = None if turn.event_id is None else ctx.store[Events].get(turn.event_id)
    if event is not None and event.state is EventState.DRAFT:
        ctx.store[Events].change(event.id, ctx.now, place="")
        ctx.store[Events].become(event, EventState.WITHDRAWN, ctx.now)
    turn.host_id = turn.asked_at = turn.event_id = None


def _ask_next(ctx: JobContext, series: VisitSeries, turn: VisitTurn) -> None:
    """Ask the next host who was not asked for this date and can be written to."""
    for host, member in ctx.store[Visits].hosts(series.id):
        if host.asked_for == turn.day or member.stopped_at is not None:
            continue
        host.asked_for, turn.host_id, turn.asked_at = turn.day, host.id, ctx.now
        ctx.store.flush()
        if ctx.tell(member, turn_card(ctx, series, turn), calm=True, until=turn.starts_at):
            return
    turn.host_id = turn.asked_at = None


def turn_card(ctx: JobContext, series: VisitSeries, turn: VisitTurn) -> Card:
    """The question to the host whose turn it is."""
    when = text("{when}", when=turn.starts_at.astimezone(ctx.zone))
    where = home_in_words(series.commune, None)
    place = [] if where is None else [text("📍 {place}", place=where)]
    lines = (
        when,
        *place,
        text("Would you host this time? Your address goes to who comes only."),
        text("Without an answer within five days I ask the next one."),
    )
    rows = (
        (accept_turn.button(text("Yes, at my home"), turn.id),),
        (
            skip_turn.button(text("Not this month"), turn.id),
            leave_hosts.button(text("Never again"), series.id),
        ),
    )
    return Card(text("🏡 {title}", title=series.title), lines, rows)


def without_host_text(series: VisitSeries, turn: VisitTurn) -> Text:
    return text("Nobody hosts “{title}” on {day} so far.", title=series.title, day=turn.day)


def read_address(typed: str) -> str:
    """An address in words, without a link."""
    place = read_where([typed]).place
    if not any(map(str.isalpha, place)):
        raise AddressMissing
    return place


Address = Annotated[
    str,
    asks("At which address? Only those who come read it, and the gardening team."),
    at_most(LONGEST_PLACE),
    reads(read_address),
]


def _own_turn(ctx: Context, turn_id: int) -> tuple[VisitTurn, VisitHost, VisitSeries]:
    """The date for which the sender is asked; raises `NotYourTurn`."""
    turn = ctx.store[Visits].find_turn(ctx.community.id, turn_id)
    host = None if turn is None else ctx.store[Visits].host_of(turn)
    if turn is None or host is None or host.member_id != ctx.member.id or turn.starts_at <= ctx.now:
        raise NotYourTurn(visit=visit_command.typed())
    return turn, host, ctx.store[Visits].get(turn.series_id)


@router.revised(visit_turn)
def show_turn_again(ctx: Context, turn_id: int) -> Card:
    """Ask again about a date that has changed."""
    turn, _, series = _own_turn(ctx, turn_id)
    return turn_card(ctx, series, turn)


@router.button(accept_turn, of=visit_turn, who=Role.MEMBER)
def accept(ctx: Context, turn_id: int) -> Answer:
    """Ask the host for the address, or show the event that they prepared."""
    turn, _, series = _own_turn(ctx, turn_id)
    barred = age_check(ctx, show_visits.link_word(ctx, series.id))
    if barred is not None:
        return barred
    if turn.event_id is not None:
        return _preview_card(ctx, ctx.store[Events].get(turn.event_id))
    return give_address.ask(ctx, turn=str(turn.id), shown=str(visit_turn.present(ctx, turn.id)))


@router.button(skip_turn, of=visit_turn, who=Role.MEMBER)
def skip(ctx: Context, turn_id: int) -> Replace:
    """Say not this month: the next host is asked."""
    turn, _, series = _own_turn(ctx, turn_id)
    event = None if turn.event_id is None else ctx.store[Events].get(turn.event_id)
    if event is not None and event.state is not EventState.DRAFT:
        raise NotYourTurn(visit=visit_command.typed())
    forget_answer(ctx, turn)
    look = show_visits.button(series.title, series.id)
    done = text("Noted: I ask somebody else, and you another month.")
    return Replace(Card(None, (done,), ((look,),)))


@router.form("visit_address", who=Role.MEMBER, limit=PROPOSALS)
def give_address(
    ctx: Context,
    turn: int,
    shown: int,
    address: Address,
    places: Annotated[
        str,
        asks("How many people can come? A number, or skip for no limit."),
        reads(read_capacity),
    ] = "",
) -> Card:
    """Prepare the event of a date at the host's home; they see it before anyone else."""
    own, _, series = _own_turn(ctx, turn)
    visit_turn.check(ctx, own.id, shown)
    if own.event_id is None:
        title = at_home_of(series.title, ctx.member.name.split()[0])
        new = replace(
            home_event(ctx, title, address, series.commune),
            starts_at=own.starts_at,
            capacity=cast("int | None", places or None),  # as `read_capacity` gave it
        )
        event = ctx.store[Events].add(ctx.community.id, ctx.member.id, new, ctx.now)
        own.event_id = event.id
    return _preview_card(ctx, ctx.store[Events].get(own.event_id))


def home_event(ctx: Context, title: str, address: str, commune: str | None) -> Event:
    """An event with a private address; its commune is public."""
    named = commune_in(ctx, address)
    return Event(
        read_title(title),
        ctx.now,
        ctx.community.timezone,
        kind=EventKind.VISIT,
        commune=commune if named is None else named.code,
        place=address,
        private_place=True,
    )


def _preview_card(ctx: Context, event: Event) -> Card:
    """The event with its address, and two buttons to announce it."""
    if event.state is not EventState.DRAFT:
        details = open_event.button(text("Details"), event.id)
        return titled_card(event, (text("It is announced already."),), ((details,),))
    lines = (
        *event_details(event, exact=True),
        "",
        text("Nobody else sees it yet. Others read the commune, and who comes the address."),
    )
    rows = (
        (publish_visit.button(text("Announce it with my name"), event.id, 1),),
        (publish_visit.button(text("Announce it without my name"), event.id, 0),),
        (edit_event.button(text("Change"), event.id),),
    )
    return titled_card(event, lines, rows)


@router.button(publish_visit, of=event_thing, deliberate=True, who=Role.MEMBER, limit=PROPOSALS)
def publish(ctx: Context, event_id: int, named: int) -> Answer:
    """Announce the event of a date, as the gardeners who made the series agreed."""
    turn = ctx.store[Visits].turn_of_event(event_id)
    if turn is None:
        raise NotYourTurn(visit=visit_command.typed())
    _, _, series = _own_turn(ctx, turn.id)
    event = ctx.store[Events].get(event_id)
    if event.state is not EventState.DRAFT or event.maker_id != ctx.member.id:
        return _preview_card(ctx, event)
    barred = age_check(ctx, show_visits.link_word(ctx, series.id))
    if barred is not None:
        return barred
    if not named:
        somebody = Reader(ctx.community.locale, ctx.zone, ctx.today).say(text("one of us"))
        event = change_event(ctx, event, title=at_home_of(series.title, somebody))
    announce_event(ctx, event)
    details = open_event.button(text("Details"), event.id)
    done = text("It is announced. To change it or call it off: see the details.")
    return Replace(titled_card(event, (done,), ((details,),)))


@router.contribution(event_announced)
def count_hosting(ctx: JobContext, event: Event) -> None:
    """Count a date for its host, and show it on the card of the series."""
    turn = ctx.store[Visits].turn_of_event(event.id)
    host = None if turn is None else ctx.store[Visits].host_of(turn)
    if turn is None:
        return
    if host is not None and host.hosted_on != turn.day:
        host.hosted, host.hosted_on = host.hosted + 1, turn.day
    visit_card.refresh(ctx, turn.series_id)
