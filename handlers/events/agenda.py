"""The agenda: events by date, place or kind, for newcomers, and those that plain words name."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date

from bot.core import (
    Answer,
    Bold,
    Button,
    Buttons,
    Card,
    Context,
    Line,
    OpenDirect,
    Replace,
    Router,
    Text,
    Toast,
    in_rows,
    ntext,
    text,
)
from bot.domain.conversations import is_named_by
from bot.domain.dates.days import read_day
from bot.domain.events.rules import NoSuchKind, Rsvp, read_kind
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from bot.domain.words import fold
from bot.references.calendars import calendar_command
from bot.references.conversations import named_things
from bot.references.events import agenda_command, event_command, open_event
from bot.references.external_calendars import list_external_calendars
from bot.references.help import Happening, happenings
from bot.references.own_page import own_page_parts
from bot.vocabulary.audiences import own_groups
from bot.vocabulary.lists import (
    event_choice,
    keep_search,
    kept_search,
    others_rows,
    page_start,
)
from bot.vocabulary.places import home_in_words
from handlers.events.card import own_event_card
from handlers.events.words import KIND_LABELS, MAY_COME, event_line, full_address
from storage.events import Attendance, Attendances, Event, Events

router = Router(own_page=True)

MOST_LISTED = 20
ALL_KINDS = "all"
MOST_PAST_LISTED = 10
ONLINE_WORDS = ("online", "en ligne", "visio", "a distance")
PAST_WORDS = ("past", "passes", "passe", "over", "termines")
NARROWED_AGENDA = agenda_command.typed(("besancon", "besançon"))
ShowRest = Callable[[Text, int], Button]
"""Makes the button to the rest of a list, from its label and its start."""
LONGEST = 80
"""Characters of words that may name an event."""
_LEADS = ("agenda", "evenement", "evenements", "event", "events", "le", "la", "l'")


class NoMatchingEvent(Refusal):
    """No upcoming event matches “{typed}”. To see them all: {agenda}."""


@router.command(
    agenda_command,
    who=Role.MEMBER,
    theme="part",
    label=text("Agenda"),
    listed=2,
    own_tab=3,
    shows=True,
)
@router.command(
    "event",
    fr="evenement",
    aliases=("events", "evenements"),
    who=Role.MEMBER,
    theme="part",
    shows=True,
)
def list_events(ctx: Context) -> Card:
    """See the upcoming events, yours first."""
    return _agenda_card(ctx, _upcoming(ctx))


MOST_ON_PAGE = 5
"""Events that a member's page shows whole."""


@router.contribution(own_page_parts, order=20)
def events_on_page(ctx: Context) -> list[Card]:
    """The next events."""
    return [own_event_card(ctx, each) for each in _upcoming(ctx)[:MOST_ON_PAGE]]


@router.command("agenda", fr="agenda", who=Role.MEMBER, theme="part", example="Besançon")
def search_agenda(ctx: Context, sought: str) -> Answer:
    """See the events of a place, of a kind, online, or past."""
    if fold(sought) in PAST_WORDS:
        return _past_card(ctx, 0)
    fitting = _found(ctx, sought)
    if not fitting:
        raise NoMatchingEvent(typed=sought[:40], agenda=agenda_command.typed())
    return _agenda_card(ctx, fitting, show_rest=_rest_of_search(ctx, sought))


@router.button("agenda_found", who=Role.MEMBER)
def show_more_found(ctx: Context, mark: int, after: int) -> Card:
    """See the next events of a search."""
    (sought,) = kept_search(ctx, mark)
    found, rest = _found(ctx, sought), _rest_of_search(ctx, sought)
    return _agenda_card(ctx, found, show_rest=rest, after=page_start(after))


def _found(ctx: Context, sought: str) -> list[Event]:
    events = _upcoming(ctx)
    return [each for each in events if _matches(each, sought)]


def _rest_of_search(ctx: Context, sought: str) -> ShowRest:
    """The button of the next events of a search; in a shared room it leads to all events."""
    if not ctx.direct:
        return lambda _label, _after: show_more.button(text("The whole agenda"), ALL_KINDS, 0)
    return lambda label, after: show_more_found.button(label, keep_search(ctx, sought), after)


@router.button("agenda_kind", who=Role.MEMBER)
def show_kind(ctx: Context, kind: str) -> Replace:
    """See the events of one kind."""
    return Replace(_agenda_card(ctx, _of_kind(ctx, kind), show_rest=_rest_of_kind(kind)))


@router.button("agenda_more", who=Role.MEMBER, deep=True)
def show_more(ctx: Context, kind: str, after: int) -> Answer:
    """See the next events, of one kind or of all; in private."""
    if not ctx.direct and ctx.network.deep_links:
        return OpenDirect(show_more.link_word(ctx, kind, after))
    rest, after = _rest_of_kind(kind), page_start(after)
    card = _agenda_card(ctx, _of_kind(ctx, kind), show_rest=rest, after=after, in_private=True)
    if ctx.direct:
        return card
    ctx.whisper(card)
    return Toast(text("I answered you in private."))


def _rest_of_kind(kind: str) -> ShowRest:
    return lambda label, after: show_more.button(label, kind, after)


def _of_kind(ctx: Context, kind: str) -> list[Event]:
    """The upcoming events of a kind; of all kinds for `ALL_KINDS`."""
    events = _upcoming(ctx)
    return [each for each in events if kind in (each.kind, ALL_KINDS)]


@router.button("agenda_past", who=Role.MEMBER)
def show_past(ctx: Context, before_id: int) -> Replace:
    """See the events that are over, page by page."""
    return Replace(_past_card(ctx, before_id))


def _agenda_card(
    ctx: Context,
    events: list[Event],
    *,
    show_rest: ShowRest | None = None,
    after: int = 0,
    in_private: bool = False,
) -> Card:
    """Events, yours first, from one of the others on; `show_rest` makes the button to the next."""
    own_answers = ctx.store[Attendances].by(ctx.member.id, [event.id for event in events])
    own_events = [
        each
        for each in events
        if each.id in own_answers and own_answers[each.id].answer in MAY_COME
    ]
    others = [event for event in events if event not in own_events]
    if after:
        own_events, others = [], others[after:]
    lines: list[Line] = []
    if own_events:
        lines.append(Bold(text("I am coming")))
        lines += [_own_line(each, own_answers[each.id]) for each in own_events]
    listed = others[:MOST_LISTED]
    if own_events and listed:
        lines.append(Bold(text("Also coming up")))
    lines += map(event_line, listed)
    rest = len(others) - MOST_LISTED
    show = show_rest or _rest_of_kind(ALL_KINDS)
    more = others_rows(rest, lambda label: show(label, after + MOST_LISTED))
    if rest > 0:
        lines.append(text("To filter: {agenda}", agenda=NARROWED_AGENDA))
    if not events:
        lines.append(text("No event is announced for now."))
    is_private = in_private or ctx.direct
    rows = _agenda_buttons(ctx, [*own_events, *listed], more) if is_private else more
    return Card(text("Upcoming events"), tuple(lines), rows)


def _agenda_buttons(ctx: Context, events: list[Event], more: Buttons) -> Buttons:
    """Buttons for each event, the next ones, each kind, the past events and a new event."""
    rows: Buttons = tuple((open_event.button(event_choice(event), event.id),) for event in events)
    rows += more
    kinds = [each for each in KIND_LABELS if any(event.kind == each for event in events)]
    if len(kinds) > 1:
        rows += (tuple(show_kind.button(KIND_LABELS[kind], kind.value) for kind in kinds),)
    make = text("Create an event") if ctx.role() >= Role.GARDENER else text("Propose an event")
    others: tuple[Button, ...] = (
        show_past.button(text("Past events"), 0),
        calendar_command.button(text("My calendar")),
        event_command.ask_button(make),
    )
    if ctx.role() >= Role.GARDENER:
        others = (*others, list_external_calendars.button(text("External calendars")))
    return (*rows, *in_rows(others, 2))


def _upcoming(ctx: Context) -> list[Event]:
    """The upcoming events of the community, and in private those of the sender's groups."""
    return ctx.store[Events].upcoming(ctx.community.id, ctx.now, groups=_group_ids(ctx))


def _group_ids(ctx: Context) -> list[int]:
    return [each.id for each in own_groups(ctx)] if ctx.direct else []


def _past_card(ctx: Context, before_id: int) -> Card:
    before = None
    if before_id:
        last = ctx.store[Events].find(ctx.community.id, before_id)
        before = None if last is None else last.starts_at
    events = ctx.store[Events].past(
        ctx.community.id,
        ctx.now,
        before=before,
        most=MOST_PAST_LISTED + 1,
        groups=_group_ids(ctx),
    )
    listed = events[:MOST_PAST_LISTED]
    lines: list[Line] = [event_line(event) for event in listed]
    if not listed:
        lines.append(text("There are no past events yet."))
    rows: Buttons = tuple((open_event.button(event_choice(event), event.id),) for event in listed)
    if len(events) > MOST_PAST_LISTED:
        rows += ((show_past.button(text("Earlier ones"), listed[-1].id),),)
    upcoming = agenda_command.button(text("Upcoming events"))
    return Card(text("Past events"), tuple(lines), (*rows, (upcoming,)))


def _own_line(event: Event, attendance: Attendance) -> Line:
    if attendance.answer == Rsvp.MAYBE:
        return text("{event} (maybe)", event=event_line(event))
    if attendance.answer == Rsvp.WAITING:
        return text("{event} (on the waiting list)", event=event_line(event))
    return event_line(event)


def _matches(event: Event, sought: str) -> bool:
    """True if the event matches a search: its place, kind, a word, or that it is online."""
    word = fold(sought)
    if word in ONLINE_WORDS:
        return bool(event.link)
    with suppress(NoSuchKind):
        if read_kind(sought) == event.kind:
            return True
    commune = home_in_words(event.commune, None) or ""
    return word in fold(f"{event.title} {full_address(event)} {commune}")


@router.contribution(happenings)
def upcoming_events(ctx: Context) -> Happening | None:
    """The upcoming events."""
    events = _upcoming(ctx)
    if not events:
        return None
    return Happening(
        ntext("{count} event", "{count} events", len(events)),
        agenda_command.button(text("See the agenda")),
        agenda_command.name,
    )


@router.contribution(named_things)
def events_called(ctx: Context, words: str) -> list[Button]:
    """The upcoming events that these words name."""
    if ctx.person.circle is None or len(words) > LONGEST or words.isdecimal():
        return []
    sought = fold(words).strip(" .!?")
    first, _, rest = sought.partition(" ")
    if first in _LEADS and rest:
        sought = rest
    day: date | None = None
    with suppress(Refusal, ValueError):
        day = read_day(sought, today=ctx.now.astimezone(ctx.reading_zone).date())
    events = _upcoming(ctx)
    found = [each for each in events if _is_called(ctx, each, sought, day)]
    return [open_event.button(event_choice(each), each.id) for each in found]


def _is_called(ctx: Context, event: Event, sought: str, day: date | None) -> bool:
    if day is not None:
        return event.starts_at.astimezone(ctx.reading_zone).date() == day
    commune = home_in_words(event.commune, None) or ""
    return is_named_by(sought, event.title, full_address(event), commune)
