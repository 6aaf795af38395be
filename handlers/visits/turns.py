"""Turns: hosts are asked one after the other in time, else the gardeners are told."""

from datetime import datetime

from bot.core import Card, JobContext, Router, Text, is_paused, text
from bot.domain.dates.recurrence import next_due, parse_recurring
from bot.domain.events.rules import EventState
from bot.domain.visits import ANSWER_WITHIN, ASKED_AHEAD, LAST_ASKED, TOLD_AHEAD
from bot.references.visits import accept_turn, leave_hosts, show_visits, skip_turn
from bot.vocabulary.places import home_in_words
from storage.events import Events
from storage.visits import Visits, VisitSeries, VisitTurn

router = Router()


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
