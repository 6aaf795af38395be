"""Authors at the end of a call: by a mailing, or in slices where their entries are deleted."""

from collections.abc import Sequence

from bot.core import Button, Buttons, Card, JobContext, Line, NotForReader, Router, text
from bot.domain.calls import CallState, EntryState
from bot.domain.circles import Audience, Sending
from bot.references.calls import call_closing_card, call_result_card, show_call, show_own_entry
from handlers.calls.entry_pictures import delete_entries
from storage.calls import Call, CallEntry, Calls, Entries
from storage.members import Members

router = Router()

AT_ONCE = 10
"""Authors whose entries are deleted in one unit of work."""


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
