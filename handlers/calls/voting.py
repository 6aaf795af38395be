"""The end of a call: closed at its deadline, voted on with a poll, its result with pictures.

Its authors are told by a mailing, or in slices where their entries are deleted.
"""

from collections.abc import Sequence
from datetime import timedelta
from itertools import islice

from bot.core import (
    Act,
    Answer,
    Button,
    Buttons,
    Card,
    Context,
    JobContext,
    JobRegistry,
    Line,
    NotForReader,
    Reader,
    Replace,
    Router,
    ntext,
    text,
)
from bot.domain.calls import FEWEST_VOTED, CallState, EntryState, first_places, vote_end
from bot.domain.circles import Audience, Sending
from bot.domain.dates.spans import Deadline
from bot.domain.rates import PROPOSALS
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.calls import (
    call_card,
    call_closing_card,
    call_command,
    call_picture_card,
    call_result_card,
    call_thing,
    close_call_job,
    end_call,
    list_entries,
    open_call_vote,
    show_call,
    show_own_entry,
)
from bot.references.polls import poll_closings
from handlers.calls.call_words import (
    NotAtThisPoint,
    accepted_entries,
    call_in,
    call_title,
    has_lost_its_vote,
    tell_author,
)
from handlers.calls.entry_pictures import delete_entries
from handlers.polls import post_poll, votes_by_option
from storage.calls import Call, CallEntry, Calls, Entries
from storage.communities import RoomKind
from storage.digest import Digests
from storage.members import Members
from storage.outbound import Priority
from storage.polls import NewPoll, Poll

router = Router()

OPEN_THE_VOTE = Act(text("{who} opened the vote of a call"), text("open the vote of a call"))
END_A_CALL = Act(text("{who} ended a call without a vote"), text("end a call without a vote"))
jobs = JobRegistry()

HOWEVER_LATE = timedelta(days=3650)
MOST_PICTURES_POSTED = 5


class TooFewAccepted(Final):
    """A vote needs {fewest} accepted entries. Accept another one, or end the call without a vote.

    All entries: {call}.
    """


class EntriesToLookAt(Final):
    """Some entries wait for a decision: look at them first. All entries: {call}."""


AT_ONCE = 10
"""Authors whose entries are deleted in one unit of work."""


@jobs.job(close_call_job, grace=HOWEVER_LATE)
def close_ended_call(ctx: JobContext, call_id: int) -> None:
    """Close a call at its deadline; those who took part and the gardeners are told."""
    call = ctx.store[Calls].held(call_id)
    if call.state is not CallState.OPEN or call.ends_at > ctx.now:
        return
    call.state = CallState.CLOSED
    ctx.store.flush()
    ctx.store[Entries].await_changes(call.id)
    count = ctx.store[Entries].count_sent(call.id)
    mail_closing(ctx, call)
    clear_call(ctx, call)
    call_card.refresh(ctx, call.id)
    ctx.store[Digests].refresh_draft(ctx.community.id)
    line = ntext(
        "The time to take part is over: {count} entry.",
        "The time to take part is over: {count} entries.",
        count,
    )
    look = show_call.button(text("Look at it"), call.id)
    ctx.tell_gardeners(Card(call_title(call), (line,), ((look,),)))


@router.button(
    open_call_vote,
    of=call_thing,
    deliberate=True,
    who=Role.GARDENER,
    limit=PROPOSALS,
    trace=OPEN_THE_VOTE,
)
def open_vote(ctx: Context, number: int) -> Answer:
    """Make a poll of the accepted entries, secret if the call said so."""
    call = call_in(ctx, number, CallState.CLOSED, CallState.VOTING)
    if call.state is CallState.VOTING and not has_lost_its_vote(ctx, call):
        raise NotAtThisPoint(title=call.title, call=call_command.typed(call.id))
    entries = ctx.store[Entries]
    accepted = accepted_entries(ctx, call)
    shown = call_command.typed(call.id)
    if entries.of(call.id, EntryState.SENT):
        raise EntriesToLookAt(call=shown)
    if len(accepted) < FEWEST_VOTED:
        raise TooFewAccepted(fewest=FEWEST_VOTED, call=shown)
    call.state = CallState.VOTING
    for choice, each in enumerate(accepted, start=1):
        each.choice = choice
    question = text("{title}: which entry do you choose?", title=call.title)
    ends_at = vote_end(ctx.now, ctx.zone)
    new = NewPoll(
        Reader(ctx.community.locale, ctx.zone, ctx.today).say(question),
        _options(accepted),
        ends_at=ends_at,
        secret=call.secret,
    )
    call.poll_id = post_poll(ctx, ctx.member.id, new).id
    ctx.store.flush()
    ctx.trace(number=call.id)
    for each in entries.of(call.id, EntryState.CHANGE_ASKED):
        tell_author(ctx, each, text("The vote of “{call}” opens without it.", call=call.title))
    call_card.refresh(ctx, call.id)
    call_card.post_in_each(ctx, ctx.rooms(RoomKind.COMMUNITY), call.id)
    look = list_entries.button(text("See the entries"), call.id)
    line = text("The vote is open until {when}: the poll is in the rooms.", when=Deadline(ends_at))
    return Replace(Card(call_title(call), (line,), ((look,),)))


def _options(entries: Sequence[CallEntry]) -> list[str]:
    """An option for each entry: its title, with a team's name; no name of a member."""
    options: list[str] = []
    for each in entries:
        label = f"{each.title} – {each.team}" if each.team else each.title
        same = label in options
        options.append(f"{label} ({len(options) + 1})" if same else label)
    return options


@router.button(
    end_call,
    of=call_thing,
    deliberate=True,
    tone="danger",
    who=Role.GARDENER,
    trace=END_A_CALL,
)
def end_without_vote(ctx: Context, number: int) -> Answer:
    """End a call without a vote: all accepted entries are its result."""
    call = call_in(ctx, number, CallState.CLOSED)
    if ctx.store[Entries].of(call.id, EntryState.SENT):
        raise EntriesToLookAt(call=call_command.typed(call.id))
    ctx.store[Entries].place_accepted(call.id)
    ctx.trace(number=call.id)
    _publish_result(ctx, call)
    return Replace(Card(call_title(call), (text("It is over: the accepted entries are posted."),)))


@router.contribution(poll_closings)
def end_with_result(ctx: JobContext, poll: Poll) -> None:
    """Give the entries of a vote their places, and post the first ones with pictures."""
    found = ctx.store[Calls].of_poll(poll.id)
    if found is None or found.state is not CallState.VOTING:
        return
    call = ctx.store[Calls].held(found.id)
    places = first_places(votes_by_option(ctx, poll))
    for each in accepted_entries(ctx, call):
        each.place = None if each.choice is None else places.get(each.choice)
    _publish_result(ctx, call)


def _publish_result(ctx: JobContext, call: Call) -> None:
    """Post the result in the rooms, pictures first, and tell the authors of the first ones."""
    call.state, call.over_at = CallState.OVER, ctx.now
    ctx.store.flush()
    rooms = ctx.rooms(RoomKind.COMMUNITY)
    first = ctx.store[Entries].first(call.id)
    pictures = (row for each in first for row in ctx.store[Entries].pictures(each.id)[:1])
    for row in islice(pictures, MOST_PICTURES_POSTED):
        call_picture_card.post_in_each(
            ctx, rooms, row.id, again=False, priority=Priority.ANNOUNCEMENT
        )
    call_card.refresh(ctx, call.id)
    call_card.post_in_each(ctx, rooms, call.id, priority=Priority.ANNOUNCEMENT)
    ctx.store[Digests].refresh_draft(ctx.community.id)
    mail_result(ctx, call)


def mail_closing(ctx: JobContext, call: Call) -> None:
    """Tell the authors that the time to take part is over."""
    call_closing_card.mail(ctx, Sending.CALL, call.id, audience=Audience(calls=[call.id]))


def mail_result(ctx: JobContext, call: Call) -> None:
    """Tell the authors of the first entries."""
    call_result_card.mail(ctx, Sending.CALL, call.id, audience=Audience(calls=[call.id]))


@router.card(call_closing_card)
def draw_closing(ctx: JobContext, call_id: int) -> Card:
    """A closed call for one author: what becomes of each of their entries, while it matters."""
    call, own = _own_of_reader(ctx, call_id, CallState.CLOSED, CallState.VOTING)
    told: list[tuple[CallEntry, Line]] = []
    for each in own:
        values = {"call": call.title, "title": each.title}
        if each.state in (EntryState.SENT, EntryState.ACCEPTED):
            line = text("“{call}” is closed: your entry “{title}” takes part. Thank you.", **values)
            told.append((each, line))
        elif each.state is EntryState.CHANGE_ASKED and call.state is CallState.CLOSED:
            line = text(
                "“{call}” is closed. You may still send your entry “{title}”, until the vote "
                "opens.",
                **values,
            )
            told.append((each, line))
    return _author_card(call, told)


@router.card(call_result_card)
def draw_result(ctx: JobContext, call_id: int) -> Card:
    """The result of a call for one author whose entries are among the first."""
    call, own = _own_of_reader(ctx, call_id, CallState.OVER)
    told: list[tuple[CallEntry, Line]] = [
        (each, text("Your entry “{title}” is among the first. Congratulations!", title=each.title))
        for each in own
        if each.place is not None
    ]
    return _author_card(call, told)


def _own_of_reader(
    ctx: JobContext, call_id: int, *states: CallState
) -> tuple[Call, Sequence[CallEntry]]:
    """A call in one of these states, with the entries of the reader; raises `NotForReader`."""
    call = ctx.store[Calls].get(call_id)
    if call is None or call.state not in states or ctx.reader_id is None:
        raise NotForReader
    return call, ctx.store[Entries].own_in(call.id, ctx.reader_id)


def _author_card(call: Call, told: Sequence[tuple[CallEntry, Line]]) -> Card:
    if not told:
        raise NotForReader
    button: Button = show_call.button(text("See the call"), call.id)
    if len(told) == 1:
        button = show_own_entry.button(text("See my entry"), told[0][0].id)
    rows: Buttons = ((button,),)
    return Card(None, tuple(line for _, line in told), rows)


def clear_call(ctx: JobContext, call: Call) -> None:
    """Delete the first entries that an ended call does not keep; the others follow in a job."""
    for _, member_id in ctx.store[Entries].to_clear(AT_ONCE, call.id):
        _clear_author(ctx, call, member_id)


def clear_calls(ctx: JobContext) -> bool:
    """Delete the next entries that ended calls do not keep; True while there are more."""
    found = ctx.store[Entries].to_clear(AT_ONCE)
    for call_id, member_id in found:
        call = ctx.store[Calls].held(call_id)
        _clear_author(ctx.within(call.community_id), call, member_id)
    return len(found) == AT_ONCE


def _clear_author(ctx: JobContext, call: Call, member_id: int) -> None:
    """Delete the entries of one author that the call does not keep, and tell them."""
    own = ctx.store[Entries].own_in(call.id, member_id)
    is_withdrawn = call.state is CallState.WITHDRAWN
    gone = [each for each in own if is_withdrawn or each.sent_at is None]
    lines = [
        text(
            "“{call}” is closed. Your entry “{title}” was not sent: it is deleted.",
            call=call.title,
            title=each.title,
        )
        for each in gone
    ]
    if is_withdrawn:
        line = text(
            "“{title}” is withdrawn by the gardening team: your entry is deleted, with its "
            "pictures.",
            title=call.title,
        )
        lines = [line] if any(each.state is not EntryState.DRAFT for each in gone) else []
    author = ctx.store[Members].get(member_id)
    if author is not None and lines:
        ctx.tell(author, Card(None, tuple(lines)), calm=True)
    delete_entries(ctx, gone)
