"""The report of an event for gardeners: its parts so far, and buttons to change them."""

from bot.core import Buttons, Card, Context, Line, ntext, text
from bot.references.outcomes import (
    add_outcome_photo,
    ask_outcome_part,
    close_outcome,
    publish_outcome,
)
from handlers.outcomes.words import feedback_lines, outcome_title, report_lines
from storage.communities import RoomKind
from storage.events import Event, Pictures
from storage.outcomes import Outcome, OutcomeState


def report_page(ctx: Context, event: Event, outcome: Outcome) -> Card:
    """The report so far, the feedback, and buttons to change it."""
    lines = list(report_lines(outcome))
    photos = len(ctx.store[Pictures].after(event.id))
    if photos:
        lines.append(ntext("{count} photo", "{count} photos", photos))
    lines += feedback_lines(ctx, event)
    if outcome.state != OutcomeState.PUBLISHED:
        lines += ["", _plan_line(ctx)]
    return Card(outcome_title(event), tuple(lines), _report_buttons(event, outcome))


def _plan_line(ctx: Context) -> Line:
    rooms = len(ctx.rooms(RoomKind.COMMUNITY))
    return text(
        "Nobody else can see this yet. It will be published {rooms}, and put in the next letter.",
        rooms=ntext("in {count} room", "in {count} rooms", rooms),
    )


def _report_buttons(event: Event, outcome: Outcome) -> Buttons:
    parts = (
        (
            ask_outcome_part.button(text("The account"), event.id, "account"),
            ask_outcome_part.button(text("Decisions"), event.id, "decisions"),
        ),
        (
            ask_outcome_part.button(text("Next step"), event.id, "step"),
            add_outcome_photo.button(text("Add a photo"), event.id),
        ),
    )
    if outcome.state == OutcomeState.PUBLISHED:
        return parts
    away = close_outcome.button(text("Nothing to tell"), event.id)
    if not outcome.is_told:
        return ((away,), *parts)
    publish = publish_outcome.button(text("Publish"), event.id)
    return ((publish, away), *parts)
