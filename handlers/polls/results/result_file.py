"""The result of a closed poll as a spreadsheet, for gardeners.

No names but those that the poll is about: who brings what.
"""

from bot.core import Answer, Buttons, Context, Document, JobContext, Reader, Router, text
from bot.domain.files import SHEET_TYPE, Cell, sheet
from bot.domain.rates import EXPORTS
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.polls import export_result
from handlers.polls import acts
from handlers.polls.kinds import view_of
from handlers.polls.poll_lookup import turn_by_id
from storage.polls import Poll, Polls

router = Router()


class NoSheetOfResult(Final):
    """There is no spreadsheet of “{question}”: it is open, or nobody voted."""


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


@router.button(
    export_result, who=Role.GARDENER, limit=EXPORTS, trace=acts.EXPORT_THE_RESULT_OF_A_POLL
)
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
    """The button that exports a result, for gardeners."""
    if ctx.role < Role.GARDENER or not has_sheet(ctx, poll):
        return ()
    return ((export_result.button(text("The result as a spreadsheet"), poll.id),),)
