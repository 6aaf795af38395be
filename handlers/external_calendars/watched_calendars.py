"""External calendars whose events are proposed here: added, fetched, removed."""

from typing import Annotated

from bot.core import (
    Act,
    Answer,
    Button,
    Card,
    Context,
    Line,
    Replace,
    Router,
    Text,
    Where,
    asks,
    ntext,
    reads,
    text,
)
from bot.domain.external_calendars.events import read_address
from bot.domain.refusals import Final, Refusal
from bot.domain.roles import Role
from bot.references.external_calendars import (
    list_external_calendars,
    open_external_calendar,
    show_calendar_proposals,
)
from bot.vocabulary.outside_sources import failure_text, idle_state, site_name
from handlers.external_calendars.calendar_import import (
    CALENDAR_FAILURES,
    fetch_calendar,
    is_fetched_lately,
)
from storage.external_calendars import ExternalCalendar, ExternalCalendars

router = Router()

SEE_TO_THE_CALENDARS_THAT_ARE_WATCHED = Act(
    text("{who} managed the external calendars"), text("manage external calendars")
)

MOST_CALENDARS = 20


class TooManyCalendars(Final):
    """{most} calendars are already followed. Remove one that you no longer need."""


class CalendarGone(Final):
    """This calendar is no longer followed."""


class CalendarKnown(Refusal):
    """This calendar is already followed: {name}."""


class LookedJustNow(Refusal):
    """I read this calendar a moment ago. Try again in a minute."""


@router.command(
    "event feed",
    fr="evenement flux",
    aliases=("event feeds", "events feed", "evenements flux"),
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    example=(
        "feed https://openagenda.com/agendas/123/events.ics",
        "flux https://openagenda.com/agendas/123/events.ics",
    ),
    theme="tend",
    trace=SEE_TO_THE_CALENDARS_THAT_ARE_WATCHED,
)
def watch_calendar(ctx: Context, url: str = "") -> Answer:
    """Follow an external calendar: its events are proposed to you, nothing is announced."""
    return _add_calendar(ctx, read_address(url)) if url else _calendars_card(ctx)


@router.button(
    list_external_calendars, who=Role.GARDENER, trace=SEE_TO_THE_CALENDARS_THAT_ARE_WATCHED
)
def show_calendars(ctx: Context) -> Answer:
    """Show the calendars that are watched."""
    return Replace(_calendars_card(ctx))


@router.button("feed_add", who=Role.GARDENER, trace=SEE_TO_THE_CALENDARS_THAT_ARE_WATCHED)
def ask_address(ctx: Context) -> Answer:
    """Ask for the address of a calendar, in private."""
    return add_calendar.ask_in_private(ctx)


@router.form("feed_new", who=Role.GARDENER, trace=SEE_TO_THE_CALENDARS_THAT_ARE_WATCHED)
def add_calendar(
    ctx: Context,
    url: Annotated[
        str,
        asks(
            "What is the address of the calendar? OpenAgenda, Mobilizon, Gancio and Nextcloud show "
            "it as “iCal”, “ICS” or “subscribe”."
        ),
        reads(read_address),
    ],
) -> Answer:
    """Watch the calendar at an address."""
    return _add_calendar(ctx, url)


def _add_calendar(ctx: Context, url: str) -> Card:
    watched = ctx.store[ExternalCalendars].watched(ctx.community.id)
    known_calendar = next((each for each in watched if each.url == url), None)
    if known_calendar is not None:
        raise CalendarKnown(name=known_calendar.name)
    if len(watched) >= MOST_CALENDARS:
        raise TooManyCalendars(most=MOST_CALENDARS)
    calendar = ctx.store[ExternalCalendars].add(
        ctx.community.id, url, name=site_name(url), by=ctx.member.id, at=ctx.now, next_at=ctx.now
    )
    fetch_calendar(ctx, calendar, ctx.member.id)
    ctx.trace(number=calendar.id)
    confirmation = text(
        "I am reading this calendar from {site} and will tell you what I find. After that, I read "
        "it every six hours. Its events are proposed to the gardening team: nothing is announced "
        "automatically.",
        site=calendar.name,
    )
    return Card(None, (confirmation,), ((_back_button(),),))


def _calendars_card(ctx: Context) -> Card:
    calendars = ctx.store[ExternalCalendars].watched(ctx.community.id)
    add = (ask_address.button(text("Add a calendar")),)
    if not calendars:
        none = text(
            "You follow no external calendar yet. Events from OpenAgenda, Mobilizon, Gancio or "
            "Nextcloud can be proposed to you here."
        )
        return Card(None, (none,), (add,))
    waiting = ctx.store[ExternalCalendars].counts(ctx.community.id, ctx.now)
    lines = [
        text("– {name}: {state}", name=each.name, state=_state_text(each, waiting.get(each.id, 0)))
        for each in calendars
    ]
    rows = [(open_external_calendar.button(each.name, each.id),) for each in calendars]
    return Card(text("External calendars"), tuple(lines), (*rows, add))


def _state_text(calendar: ExternalCalendar, waiting: int) -> Text:
    why = failure_text(calendar.failure, CALENDAR_FAILURES)
    return idle_state(calendar, why, waiting) or ntext(
        "read {at}, {count} event to decide",
        "read {at}, {count} events to decide",
        waiting,
        at=calendar.checked_at,
    )


@router.button(
    open_external_calendar, who=Role.GARDENER, trace=SEE_TO_THE_CALENDARS_THAT_ARE_WATCHED
)
def show_calendar(ctx: Context, feed_id: int) -> Answer:
    """Show one calendar."""
    return Replace(_calendar_card(ctx, _own_calendar(ctx, feed_id)))


@router.button("feed_look", who=Role.GARDENER, trace=SEE_TO_THE_CALENDARS_THAT_ARE_WATCHED)
def look_now(ctx: Context, feed_id: int) -> Answer:
    """Fetch a calendar now, and report the result."""
    calendar = _own_calendar(ctx, feed_id)
    if is_fetched_lately(calendar, ctx.now):
        raise LookedJustNow
    fetch_calendar(ctx, calendar, ctx.member.id)
    return text("I am reading “{name}” and will tell you what I find.", name=calendar.name)


@router.button("feed_remove", who=Role.GARDENER, trace=SEE_TO_THE_CALENDARS_THAT_ARE_WATCHED)
def remove_calendar(ctx: Context, feed_id: int) -> Answer:
    """Stop watching a calendar; undecided proposals go with it."""
    calendar = _own_calendar(ctx, feed_id)
    ctx.trace(number=calendar.id)
    dropped = ctx.store[ExternalCalendars].stop(calendar, ctx.now)
    lines: list[Line] = [text("“{name}” is no longer followed.", name=calendar.name)]
    if dropped:
        lines.append(
            ntext(
                "{count} event still to be decided is removed with it.",
                "{count} events still to be decided are removed with it.",
                dropped,
            )
        )
    lines.append(text("Events already announced stay."))
    again = watch_again.button(text("Follow it again"), calendar.id)
    return Replace(Card(None, tuple(lines), ((again,), (_back_button(),))))


@router.button("feed_again", who=Role.GARDENER, trace=SEE_TO_THE_CALENDARS_THAT_ARE_WATCHED)
def watch_again(ctx: Context, feed_id: int) -> Answer:
    """Watch a calendar that was removed."""
    calendar = ctx.store[ExternalCalendars].known(ctx.community.id, feed_id)
    if calendar is None:
        raise CalendarGone
    return Replace(
        _add_calendar(ctx, calendar.url) if calendar.removed_at else _calendar_card(ctx, calendar)
    )


def _calendar_card(ctx: Context, calendar: ExternalCalendar) -> Card:
    waiting = ctx.store[ExternalCalendars].counts(ctx.community.id, ctx.now).get(calendar.id, 0)
    look = look_now.button(text("Read it now"), calendar.id)
    remove = remove_calendar.button(text("Remove"), calendar.id)
    see = show_calendar_proposals.button(text("See what it proposes"), calendar.id)
    lines = (calendar.url, text("State: {state}.", state=_state_text(calendar, waiting)))
    first = ((see,),) if waiting else ()
    return Card(calendar.name, lines, (*first, (look, remove), (_back_button(),)))


def _back_button() -> Button:
    return list_external_calendars.button(text("All calendars"))


def _own_calendar(ctx: Context, feed_id: int) -> ExternalCalendar:
    calendar = ctx.store[ExternalCalendars].get(feed_id)
    if calendar is None or calendar.community_id != ctx.community.id:
        raise CalendarGone
    return calendar


router.personal_data(
    "feeds",
    text("Calendars that you added"),
    text(
        "External calendars whose events are proposed in a community. Kept without your name "
        "when you have your data erased."
    ),
    order=270,
    labels={"added_at": text("added on"), "removed_at": text("removed on")},
)
