"""Things made from the result of a poll: an event at the date found, a spreadsheet, a picture.

The spreadsheet has no names but those that the poll is about: who brings what.
"""

from collections.abc import Sequence
from typing import Annotated

from bot.core import (
    Act,
    Answer,
    Buttons,
    Card,
    Chart,
    Context,
    Document,
    JobContext,
    Line,
    Reader,
    Router,
    Text,
    asks,
    at_most,
    text,
)
from bot.domain.dates.spans import Span, read_span
from bot.domain.events.rules import LONGEST_TITLE, EventState, Rsvp
from bot.domain.files import SHEET_TYPE, Cell, sheet
from bot.domain.polls.dates import DateTally, PollDate, date_of, date_tally, first_day
from bot.domain.polls.rules import Choices, PollKind
from bot.domain.rates import EXPORTS
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.events import (
    answer_event,
    asked_in_person,
    event_announced,
    event_command,
    event_made_from_poll,
    open_event,
)
from bot.references.polls import CLOSE_A_POLL, create_event, export_result
from handlers.polls.ballot_box import NotYourPoll, may_close, turn_by_id, turn_by_number
from handlers.polls.poll_view import PollView, option_labels
from handlers.polls.views_by_kind import view_of
from storage.events import Event, Events
from storage.members import Members
from storage.outbound import Priority
from storage.polls import BallotCounts, Poll, PollEvents, Polls

router = Router()

EXPORT_THE_RESULT_OF_A_POLL = Act(
    text("{who} exported the result of a poll"), text("export the result of a poll")
)

MOST_OFFERED = 3
LONGEST_HOURS = 40
LONGEST_CAPTION = 900
"""Characters that networks take under a picture (Telegram: 1,024), with room for corrections."""


class EventMadeAlready(Final):
    """“{question}” has its event already: “{title}”. To see or change it: {event}."""


class NoDateFound(Final):
    """The poll “{question}” has found no date, or is not closed yet."""


class NoSheetOfResult(Final):
    """There is no spreadsheet of “{question}”: it is open, or nobody voted."""


@router.button(create_event, who=Role.MEMBER, trace=CLOSE_A_POLL)
def create_event_of_date(ctx: Context, poll_id: int, option: int) -> Answer:
    """Begin an event on a date of a poll; its hours are asked if the poll has none."""
    poll = turn_by_id(ctx, poll_id).poll
    found = _found_date(ctx, poll, option)
    if not isinstance(found, Span):
        return give_hours.ask(ctx, number=str(poll.number), option=str(option))
    return _ask_event(ctx, poll, _typed_span(found))


@router.form("poll_event_hours", who=Role.MEMBER, trace=CLOSE_A_POLL)
def give_hours(
    ctx: Context,
    number: int,
    option: int,
    hours: Annotated[
        str, asks("At what time? For example: 2:30pm, or 2:30pm-4pm."), at_most(LONGEST_HOURS)
    ],
) -> Answer:
    """Begin an event on a date of a poll, at these hours."""
    poll = turn_by_number(ctx, number).poll
    when = f"{first_day(_found_date(ctx, poll, option)):%d/%m/%Y} {hours}"
    read_span(when, now=ctx.now, zone=ctx.zone)
    return _ask_event(ctx, poll, when)


def _ask_event(ctx: Context, poll: Poll, when: str) -> Answer:
    """Ask for the missing parts of an event: until it is changed, its title is the question."""
    fits = len(poll.question.encode("utf-16-le")) // 2 <= LONGEST_TITLE
    title = poll.question if fits else poll.short_question
    known = {} if poll.group_id is None else {"group": str(poll.group_id)}
    number = str(poll.number)
    return event_command.ask(ctx, title=title, when=when, poll=number, repeats="once", **known)


@router.contribution(event_made_from_poll)
def keep_poll_of_event(ctx: Context, event: Event, number: int) -> None:
    """Keep from which poll an event was made."""
    poll = turn_by_number(ctx, number).poll
    _check_found(ctx, poll)
    ctx.store[PollEvents].put(event.id, poll.id)


@router.contribution(event_announced)
def ask_to_confirm(ctx: JobContext, event: Event) -> None:
    """Ask the people who can come on this date to confirm, and the others who may again."""
    poll_id = ctx.store[PollEvents].poll_of(event.id)
    if poll_id is None:
        return
    poll = ctx.store[Polls].get(poll_id)
    for member_id, ballot in ctx.store[PollEvents].answers(poll_id):
        member = ctx.store[Members].get(member_id)
        sure = _is_sure(poll, event, ballot)
        if member is not None and sure is not None:
            card = _confirmation_request(event, poll, sure=sure)
            ctx.tell(member, card, calm=True, priority=Priority.ANNOUNCEMENT)


@router.contribution(asked_in_person)
def is_asked_to_confirm(ctx: JobContext, event: Event, member_id: int) -> bool:
    """True for those who can come on this date: the announcement would ask them a second time."""
    poll_id = ctx.store[PollEvents].poll_of(event.id)
    if poll_id is None:
        return False
    ballot = dict(ctx.store[PollEvents].answers(poll_id, member_id)).get(member_id, ())
    return _is_sure(ctx.store[Polls].get(poll_id), event, ballot) is not None


def _is_sure(poll: Poll, event: Event, ballot: Choices) -> bool | None:
    """True for a yes to the date of an event, False for if need be, None for a no."""
    day = event.starts_at.astimezone(event.tz).date()
    dates = enumerate(map(date_of, poll.options), start=1)
    options = [nth for nth, each in dates if first_day(each) == day]
    if any(each in ballot for each in options):
        return True
    return False if any(-each in ballot for each in options) else None


def _confirmation_request(event: Event, poll: Poll, *, sure: bool) -> Card:
    """The request to sign up for the event, with the answer in the poll."""
    when = Span(event.starts_at, event.ends_at)
    asked = poll.short_question
    said = text("In “{question}” you said yes to this date: {when}.", question=asked, when=when)
    question = text("Do you confirm?")
    if not sure:
        said = text(
            "In “{question}” you said “if need be” to this date, which was chosen: {when}.",
            question=asked,
            when=when,
        )
        question = text("Can you come?")
    answers = (
        (text("I am coming"), Rsvp.GOING),
        (text("Maybe"), Rsvp.MAYBE),
        (text("I am not coming"), Rsvp.DECLINED),
    )
    row = tuple(answer_event.button(label, event.id, rsvp.value) for label, rsvp in answers)
    details = open_event.button(text("Details"), event.id)
    return Card(text("🗓 {title}", title=event.title), (said, question), (row, (details,)))


def offered_events(ctx: JobContext, poll: Poll) -> Buttons:
    """A button for each best date of a closed poll, which makes an event of it, or that event."""
    if poll.kind != PollKind.DATE or poll.closed_at is None:
        return ()
    made = _event_made(ctx, poll)
    if made is not None:
        return ((open_event.button(text("See event {number}", number=made.number), made.id),),)
    labels = option_labels(poll)
    best = _counted(ctx, poll).best[:MOST_OFFERED]
    offers = {each: text("Create the event: {date}", date=labels[each - 1]) for each in best}
    return tuple((create_event.button(offers[each], poll.id, each),) for each in best)


def _check_found(ctx: Context, poll: Poll) -> None:
    if not may_close(ctx, poll):
        raise NotYourPoll(question=poll.short_question, community=ctx.community.name)
    if poll.kind != PollKind.DATE or poll.closed_at is None:
        raise NoDateFound(question=poll.short_question)
    made = _event_made(ctx, poll)
    if made is not None:
        shown = event_command.typed(made.number)
        raise EventMadeAlready(question=poll.short_question, title=made.title, event=shown)


def _event_made(ctx: JobContext, poll: Poll) -> Event | None:
    """The event that was made from a poll; one that was withdrawn or cancelled makes room."""
    event_id = ctx.store[PollEvents].event_of(poll.id)
    event = None if event_id is None else ctx.store[Events].get(event_id)
    given_up = event is None or event.state in (EventState.WITHDRAWN, EventState.CANCELLED)
    return None if given_up else event


def _found_date(ctx: Context, poll: Poll, option: int) -> PollDate:
    """A date of a closed poll that at least one voter can make."""
    _check_found(ctx, poll)
    if not 1 <= option <= len(poll.options) or _counted(ctx, poll).is_refused(option):
        raise NoDateFound(question=poll.short_question)
    return date_of(poll.options[option - 1])


def _counted(ctx: JobContext, poll: Poll) -> DateTally:
    return date_tally(len(poll.options), ctx.store[BallotCounts].of(poll.id))


def _typed_span(span: Span) -> str:
    """A span as people type it, by the clocks of its zone."""
    if span.ends_at is None:
        return f"{span.starts_at:%d/%m/%Y %Hh%M}"
    if span.starts_at.date() == span.ends_at.date():
        return f"{span.starts_at:%d/%m/%Y %Hh%M}-{span.ends_at:%Hh%M}"
    return f"du {span.starts_at:%d/%m/%Y %Hh%M} au {span.ends_at:%d/%m/%Y %Hh%M}"


@router.file("poll_result", who=Role.GARDENER)
def draw_result_file(ctx: JobContext, poll_id: str, locale: str) -> Document:
    """The result of a poll: its choices with their votes, or its answers."""
    poll = ctx.store[Polls].get(int(poll_id))
    reader = Reader(locale, ctx.zone, ctx.today)
    table = view_of(ctx, poll).table()
    rows: list[list[Cell]] = [
        [each if isinstance(each, int) else reader.say(each) for each in row] for row in table.rows
    ]
    drawn = sheet([reader.say(each) for each in table.titles], rows)
    return Document(f"{reader.say(text('poll'))}-{poll.number}.csv", SHEET_TYPE, drawn)


@router.button(export_result, who=Role.GARDENER, limit=EXPORTS, trace=EXPORT_THE_RESULT_OF_A_POLL)
def export_counts(ctx: Context, poll_id: int) -> Answer:
    """Export the result of a closed poll."""
    poll = turn_by_id(ctx, poll_id).poll
    if not has_sheet(ctx, poll):
        raise NoSheetOfResult(question=poll.short_question)
    ctx.trace(number=poll.number)
    caption = text("The result of “{question}”, as a spreadsheet", question=poll.short_question)
    return draw_result_file.hand_out(ctx, poll.id, ctx.person.locale, caption=caption)


def has_sheet(ctx: JobContext, poll: Poll) -> bool:
    """True for a closed poll with at least one vote."""
    return poll.closed_at is not None and bool(view_of(ctx, poll).voters)


def sheet_button(ctx: Context, poll: Poll) -> Buttons:
    if ctx.role() < Role.GARDENER or not has_sheet(ctx, poll):
        return ()
    return ((export_result.button(text("The result as a spreadsheet"), poll.id),),)


def result_chart(view: PollView, caption: Sequence[Line]) -> Chart | None:
    """The chart of a result; None for kinds without bars, and where its caption would be cut."""
    bars = view.bars()
    # In French, which is longer than English.
    reader = Reader("fr", view.ctx.zone, view.ctx.today)
    words = (line if isinstance(line, str | Text) else line.words for line in caption)
    if not bars or sum(len(reader.say(each)) + 1 for each in words) > LONGEST_CAPTION:
        return None
    return Chart(view.poll.question, bars)
