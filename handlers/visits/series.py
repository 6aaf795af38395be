"""Monthly series such as “Café chez…”: made and changed by gardeners, listed for everybody."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from bot.core import (
    Answer,
    Bold,
    Button,
    Buttons,
    Card,
    Context,
    FormRef,
    JobContext,
    Line,
    Replace,
    Router,
    Small,
    Text,
    Where,
    asks,
    at_most,
    in_rows,
    ntext,
    reads,
    text,
)
from bot.domain.communes import Commune
from bot.domain.conversations import only_named
from bot.domain.dates.recurrence import Recurring, coming, parse_recurring
from bot.domain.events.rules import read_title
from bot.domain.refusals import Final, Refusal
from bot.domain.roles import Role
from bot.domain.visits import LONGEST_TITLE, SERIES_AT_ONCE, check_monthly
from bot.references.conversations import Intent, intents
from bot.references.events import open_event
from bot.references.portraits import portrait_command
from bot.references.projects import project_command
from bot.references.visits import (
    TEND_VISITS,
    change_visits,
    host_visits,
    invite_host,
    leave_hosts,
    new_visit_form,
    post_visits,
    show_visits,
    stop_visits,
    visit_card,
    visit_command,
    visit_thing,
)
from bot.vocabulary.lists import with_others
from bot.vocabulary.places import home_in_words
from bot.vocabulary.repeats import schedule_text
from handlers.events import event_line
from storage.communities import RoomKind
from storage.events import Events
from storage.visits import Visits, VisitSeries

router = Router()

ALIASES = ("visits", "visites")
DATES_SHOWN = 3
MOST_NAMED = 10
Title = Annotated[
    str,
    asks("What is it called? For example: Coffee at…"),
    at_most(LONGEST_TITLE),
    reads(read_title),
]
Rhythm = Annotated[Recurring, asks("On which day of each month? For example: 3rd Saturday 10am.")]
Place = Annotated[
    Commune | None,
    asks(
        "In which commune? It is the same each month.",
        instead=("each", text("Depends on the host")),
    ),
]


class NoSuchVisits(Refusal):
    """There is no such series here any more. All visits: {visit}."""


class TooManyVisits(Final):
    """{count} series go on already. Stop one first: {visit}."""


_STOP_WORDS = frozenset({"visite", "visites", "visit", "visits", "cafe", "coffee"})
"""Words of titles that say nothing about which visits are meant."""


def found_series(ctx: Context, series_id: int) -> VisitSeries:
    """An ongoing series of this community; unannounced ones for gardeners only."""
    series = ctx.store[Visits].find(ctx.community.id, series_id)
    is_seen = series is not None and (series.posted_at is not None or ctx.role() >= Role.GARDENER)
    if series is None or series.stopped_at is not None or not is_seen:
        raise NoSuchVisits(visit=visit_command.typed())
    return series


@router.command(
    "visit",
    fr="visite",
    aliases=ALIASES,
    who=Role.MEMBER,
    where=Where.DIRECT,
    theme="people",
    label=text("Visits"),
    shows=True,
)
def list_visits(ctx: Context) -> Card:
    """See the visits at members' homes, and host one."""
    is_gardener = ctx.role() >= Role.GARDENER
    listed = ctx.store[Visits].listed(ctx.community.id, unposted=is_gardener)
    lines: list[Line] = []
    for each in listed:
        dates, _ = _next_date(ctx, each)
        lines += [Bold(each.title), *_rhythm_lines(each), *dates]
    if not listed:
        lines.append(text("No visits at members' homes so far."))
    lines.append(text("To have your project or yourself visited, propose it on its card."))
    own = (project_command.button(text("Projects")), portrait_command.button(text("My portrait")))
    rows: Buttons = (*((show_visits.button(each.title, each.id),) for each in listed), own)
    if is_gardener:
        rows = (*rows, (visit_command.ask_button(text("Create a “Coffee at…”")),))
    return Card(text("🏡 Visits"), tuple(lines), rows)


@router.command(
    "visit",
    fr="visite",
    aliases=ALIASES,
    who=Role.MEMBER,
    where=Where.DIRECT,
    example="3",
    theme="people",
)
def show_numbered(ctx: Context, number: int) -> Card:
    """See one series of visits."""
    return series_card(ctx, found_series(ctx, number))


@router.form(new_visit_form, who=Role.GARDENER, trace=TEND_VISITS)
@router.command(
    visit_command,
    aliases=ALIASES,
    who=Role.GARDENER,
    where=Where.DIRECT,
    example=("Coffee at… | 3rd Saturday 10am | Besançon", "Café chez… | 3e samedi 10h | Besançon"),
    theme="tend",
    form=new_visit_form,
    trace=TEND_VISITS,
)
def make_series(ctx: Context, title: Title, rhythm: Rhythm, commune: Place = None) -> Card:
    """Prepare a monthly series that members host in turn; you see it before anyone else."""
    count = len(ctx.store[Visits].listed(ctx.community.id, unposted=True))
    if count >= SERIES_AT_ONCE:
        raise TooManyVisits(count=count, visit=visit_command.typed())
    series = VisitSeries(
        community_id=ctx.community.id,
        maker_id=ctx.member.id,
        title=title,
        rule=str(check_monthly(rhythm)),
        commune=None if commune is None else commune.code,
        made_at=ctx.now,
    )
    return series_card(ctx, ctx.store[Visits].add(series))


@router.button(show_visits, who=Role.MEMBER, deep=True)
def show_series(ctx: Context, series_id: int) -> Card:
    """Show a series with its reader's actions."""
    series = found_series(ctx, series_id)
    return series_card(ctx, series) if ctx.direct else draw_series(ctx, series.id)


@router.revised(visit_thing)
def show_series_again(ctx: Context, series_id: int) -> Answer:
    """Show a series that changed since the person acted on it."""
    return show_series(ctx, series_id)


@router.card(visit_card, shows=[VisitSeries])
def draw_series(ctx: JobContext, series_id: int) -> Card:
    """A series in a room: its rhythm, the next date, and the button to host one."""
    series = ctx.store[Visits].get(series_id)
    if series.stopped_at is not None:
        return Card(_title(series), (text("These visits are over."),))
    dates, row = _next_date(ctx, series)
    lines = _lines(series, dates, len(ctx.store[Visits].hosts(series.id)))
    return Card(_title(series), tuple(lines), ((_host_button(series),), *row))


def series_card(ctx: Context, series: VisitSeries, *first: Line) -> Card:
    """A series in private: with one's own part, and for gardeners all that can be changed."""
    dates, row = _next_date(ctx, series)
    hosts = ctx.store[Visits].hosts(series.id)
    lines: list[Line] = [*first, *_lines(series, dates, len(hosts))]
    own = ctx.store[Visits].host(series.id, ctx.member.id)
    is_host = own is not None and own.agreed
    if is_host:
        lines.append(text("You host in turn: I ask you three weeks before."))
    part = _host_button(series)
    if is_host:
        part = leave_hosts.button(text("Host no longer"), series.id)
    rows: Buttons = ((part,), *row)
    if ctx.role() >= Role.GARDENER:
        lines += _hosts_lines(ctx, series, [member.name for _, member in hosts])
        if series.posted_at is None:
            lines.append(text("Nobody else sees it yet."))
            rows = ((post_visits.button(text("Announce in the rooms"), series.id),),)
        rows = (*rows, *in_rows(_tending_buttons(series), 2))
    number = Small(text("In writing: {command}", command=visit_command.typed(series.id)))
    return Card(_title(series), (*lines, number), rows)


def _title(series: VisitSeries) -> Text:
    return text("🏡 {title}", title=series.title)


def _host_button(series: VisitSeries) -> Button:
    return host_visits.button(text("I will host once"), series.id)


def _rhythm_lines(series: VisitSeries) -> list[Line]:
    schedule = schedule_text(parse_recurring(series.rule))
    lines: list[Line] = [text("🗓 {schedule}", schedule=schedule)]
    where = home_in_words(series.commune, None)
    return [*lines, text("📍 {place}", place=where)] if where else lines


def _lines(series: VisitSeries, dates: list[Line], count: int) -> list[Line]:
    """The rhythm, the next date and the number of hosts."""
    who = ntext("{count} person hosts in turn.", "{count} people host in turn.", count)
    if not count:
        who = text("Be the first to open your door.")
    address = text("Each time at somebody's home: who comes gets the address.")
    return [*_rhythm_lines(series), address, *dates, who]


def _next_date(ctx: JobContext, series: VisitSeries) -> tuple[list[Line], Buttons]:
    """The next announced date: its line, and the button to its event."""
    event_id = ctx.store[Visits].next_event(series.id, ctx.now)
    if event_id is None:
        return [], ()
    line = text("Next: {event}", event=event_line(ctx.store[Events].get(event_id)))
    return [line], ((open_event.button(text("The next date"), event_id),),)


def _hosts_lines(ctx: Context, series: VisitSeries, names: list[str]) -> list[Line]:
    """For gardeners: the next dates, and the hosts in the order of their turns."""
    dates = coming(parse_recurring(series.rule), ctx.zone, ctx.now, DATES_SHOWN)
    lines: list[Line] = [
        text(
            "Next dates: {dates}",
            dates=[text("{when}", when=each.astimezone(ctx.zone)) for each in dates],
        )
    ]
    if names:
        lines.append(text("In turn: {names}", names=with_others(names[:MOST_NAMED], len(names))))
    return lines


def _tending_buttons(series: VisitSeries) -> list[Button]:
    changes = (
        ("title", text("Title")),
        ("rhythm", text("Rhythm")),
        ("commune", text("Commune")),
    )
    buttons = [change_visits.button(label, series.id, what) for what, label in changes]
    if series.posted_at is None:
        return [*buttons, stop_visits.button(text("Throw away"), series.id)]
    invite = invite_host.button(text("Ask somebody to host"), series.id)
    return [invite, *buttons, stop_visits.button(text("Stop these visits"), series.id)]


@router.button(post_visits, of=visit_thing, deliberate=True, who=Role.GARDENER, trace=TEND_VISITS)
def announce_series(ctx: Context, series_id: int) -> Replace:
    """Post the card of a series in the rooms; hosts are asked from now on."""
    series = found_series(ctx, series_id)
    if series.posted_at is None:
        series.posted_at = ctx.now
        visit_card.post_in_each(ctx, ctx.rooms(RoomKind.COMMUNITY, RoomKind.CHANNEL), series.id)
    done = text("It is announced. I ask a host three weeks before each date.")
    return Replace(series_card(ctx, series, done))


@router.button(
    stop_visits,
    of=visit_thing,
    deliberate=True,
    tone="danger",
    who=Role.GARDENER,
    trace=TEND_VISITS,
)
def stop_series(ctx: Context, series_id: int) -> Replace:
    """Stop a series: no host is asked any more, and announced dates take place."""
    series = found_series(ctx, series_id)
    series.stopped_at = ctx.now
    visit_card.refresh(ctx, series.id)
    return Replace(text("Stopped: nobody is asked any more. Announced dates take place."))


@router.button(change_visits, of=visit_thing, who=Role.GARDENER, trace=TEND_VISITS)
def ask_change(ctx: Context, series_id: int, what: str) -> Answer:
    """Ask for another title, rhythm or commune."""
    series = found_series(ctx, series_id)
    known = {"series": str(series.id), "shown": str(visit_thing.present(ctx, series.id))}
    forms: Mapping[str, FormRef[..., Any]] = {
        "title": replace_title,
        "rhythm": replace_rhythm,
        "commune": replace_commune,
    }
    return forms[what].ask(ctx, **known) if what in forms else series_card(ctx, series)


@router.form("visit_title", who=Role.GARDENER, trace=TEND_VISITS)
def replace_title(ctx: Context, series: int, shown: int, title: Title) -> Card:
    found = _shown_series(ctx, series, shown)
    found.title = title
    return _changed_card(ctx, found)


@router.form("visit_rhythm", who=Role.GARDENER, trace=TEND_VISITS)
def replace_rhythm(ctx: Context, series: int, shown: int, rhythm: Rhythm) -> Card:
    """Change the rhythm; open questions to hosts about dates of the old one lapse."""
    found = _shown_series(ctx, series, shown)
    found.rule = str(check_monthly(rhythm))
    ctx.store[Visits].forget_open_turns(found.id)
    return _changed_card(ctx, found)


@router.form("visit_commune", who=Role.GARDENER, trace=TEND_VISITS)
def replace_commune(ctx: Context, series: int, shown: int, commune: Place = None) -> Card:
    found = _shown_series(ctx, series, shown)
    found.commune = None if commune is None else commune.code
    return _changed_card(ctx, found)


def _shown_series(ctx: Context, series_id: int, shown: int) -> VisitSeries:
    series = found_series(ctx, series_id)
    visit_thing.check(ctx, series.id, shown)
    return series


def _changed_card(ctx: Context, series: VisitSeries) -> Card:
    if series.posted_at is not None:
        visit_card.refresh(ctx, series.id)
    return series_card(ctx, series)


@router.contribution(intents)
def intents_of_visits(ctx: Context) -> Sequence[Intent]:
    """The intent to visit others, or to be visited."""
    label = text("Visits")
    return (Intent("visits_list", label, visit_command, show_meant_visits, for_people=True),)


def show_meant_visits(ctx: Context, words: str) -> Answer:
    """The series that is named, or the only one, with the button to host; None for the list."""
    titles = {each.id: each.title for each in ctx.store[Visits].listed(ctx.community.id)}
    number = only_named(words, titles, but=_STOP_WORDS)
    if number is None and len(titles) == 1:
        number = min(titles)
    return None if number is None else show_visits.run(ctx, number)
