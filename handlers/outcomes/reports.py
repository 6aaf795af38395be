"""“And now?”: gardeners report the outcome of an event, on a page with a button for each part."""

from datetime import date
from typing import Annotated, Any

from bot.core import (
    Answer,
    Buttons,
    Card,
    Context,
    FormRef,
    Router,
    Todo,
    Where,
    asks,
    at_most,
    ntext,
    text,
)
from bot.domain.events.notices import (
    LONGEST_ACCOUNT,
    LONGEST_DECISIONS,
    LONGEST_STEP,
    PartTooLong,
    put_together,
)
from bot.domain.roles import Role
from bot.references.outcomes import (
    add_outcome_photo,
    ask_outcome_part,
    close_outcome,
    publish_outcome,
    tell_outcome,
)
from bot.vocabulary.lists import NONE_OVER, events_over
from handlers.events import past_event_by_id, past_event_by_number
from handlers.outcomes import acts
from handlers.outcomes.words import (
    feedback_lines,
    outcome_title,
    report_lines,
    rooms_text,
    save_report,
)
from storage.events import Event, Pictures
from storage.members import Members
from storage.outcomes import Outcome, Outcomes, OutcomeState, StepState

router = Router()

Account = Annotated[
    str, asks("What came out of it? Tell it in a few sentences."), at_most(LONGEST_ACCOUNT)
]
Decisions = Annotated[
    str, asks("What was decided? One decision per line."), at_most(LONGEST_DECISIONS)
]
NextStep = Annotated[
    str,
    asks("What is the next step? For example: order the composting bin."),
    at_most(LONGEST_STEP),
]


@router.command(
    "outcome",
    fr="suite",
    aliases=("outcomes", "suites"),
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    example="12",
    theme="part",
    label=text("After an event"),
    trace=acts.REPORT_EVENT,
)
def show_outcome(
    ctx: Context,
    number: Annotated[int, asks("Which event was it?", choices=events_over, nothing=NONE_OVER)],
) -> Answer:
    """Tell the outcome of an event: account, decisions, next step."""
    return _report_answer(ctx, past_event_by_number(ctx, number))


@router.button(tell_outcome, who=Role.GARDENER, trace=acts.REPORT_EVENT)
def start_report(ctx: Context, event_id: int) -> Answer:
    """Ask what came of an event, or show what was told so far."""
    return _report_answer(ctx, past_event_by_id(ctx, event_id))


def _report_answer(ctx: Context, event: Event) -> Answer:
    outcome = ctx.store[Outcomes].of(event.id)
    if outcome is None or not outcome.is_told:
        return write_report.ask(ctx, number=str(event.number))
    return report_page(ctx, event, outcome)


@router.todo
def events_without_report(ctx: Context) -> list[Todo]:
    """Past events without a report."""
    todos = []
    for each in ctx.store[Outcomes].untold(ctx.community.id):
        tell = tell_outcome.button(text("Tell"), each.event.id)
        nothing = close_outcome.button(text("Nothing to tell"), each.event.id)
        line = text("And now? {event}", event=outcome_title(each.event))
        todos.append(Todo(line, (tell, nothing)))
    return todos


@router.form("outcome_first", who=Role.GARDENER, trace=acts.REPORT_EVENT)
def write_report(
    ctx: Context, number: int, account: Account, decisions: Decisions = "", next_step: NextStep = ""
) -> Answer:
    """Add to a report; parts written meanwhile stay, above the new ones."""
    event, outcome = _event_and_outcome(ctx, number)
    outcome.words = _joined_part(ctx, outcome, outcome.words, account, most=LONGEST_ACCOUNT)
    outcome.decisions = _joined_part(
        ctx, outcome, outcome.decisions, decisions, most=LONGEST_DECISIONS
    )
    is_new = bool(next_step) and next_step != outcome.next_step
    outcome.next_step = _joined_part(ctx, outcome, outcome.next_step, next_step, most=LONGEST_STEP)
    save_report(ctx, event, outcome)
    if is_new:
        outcome.step_state = StepState.OPEN
        return choose_day.ask(ctx, number=str(number))
    return report_page(ctx, event, outcome)


@router.button(ask_outcome_part, who=Role.GARDENER, trace=acts.REPORT_EVENT)
def ask_part(ctx: Context, event_id: int, part: str) -> Answer:
    event = past_event_by_id(ctx, event_id)
    return _FORMS.get(part, change_account).ask(ctx, number=str(event.number))


@router.form("outcome_account", who=Role.GARDENER, trace=acts.REPORT_EVENT)
def change_account(ctx: Context, number: int, account: Account) -> Card:
    event, outcome = _event_and_outcome(ctx, number)
    outcome.words = account
    return _saved_page(ctx, event, outcome)


@router.form("outcome_decisions", who=Role.GARDENER, trace=acts.REPORT_EVENT)
def change_decisions(ctx: Context, number: int, decisions: Decisions = "") -> Card:
    """Change the decisions; skipped, there are none."""
    event, outcome = _event_and_outcome(ctx, number)
    outcome.decisions = decisions
    return _saved_page(ctx, event, outcome)


@router.form("outcome_step", who=Role.GARDENER, trace=acts.REPORT_EVENT)
def change_step(ctx: Context, number: int, step: NextStep = "") -> Answer:
    """Change the next step; skipped, there is none."""
    event, outcome = _event_and_outcome(ctx, number)
    outcome.next_step, outcome.next_on = step, None
    outcome.step_state = StepState.OPEN if step else StepState.NONE
    page = _saved_page(ctx, event, outcome)
    return choose_day.ask(ctx, number=str(number)) if step else page


@router.form("outcome_when", who=Role.GARDENER, trace=acts.REPORT_EVENT)
def choose_day(
    ctx: Context,
    number: int,
    day: Annotated[
        date | None, asks("By which day? That day I will ask whether it is done.")
    ] = None,
) -> Card:
    event, outcome = _event_and_outcome(ctx, number)
    outcome.next_on = day
    return _saved_page(ctx, event, outcome)


def _event_and_outcome(ctx: Context, number: int) -> tuple[Event, Outcome]:
    event = past_event_by_number(ctx, number)
    return event, ctx.store[Outcomes].begin(event.id, ctx.now)


def _joined_part(ctx: Context, outcome: Outcome, before: str, more: str, *, most: int) -> str:
    both = put_together(before, more)
    if before and len(both) > most:
        author = ctx.store[Members].get(outcome.author_id)
        raise PartTooLong(name="…" if author is None else author.name, most=most)
    return both


def _saved_page(ctx: Context, event: Event, outcome: Outcome) -> Card:
    save_report(ctx, event, outcome)
    return report_page(ctx, event, outcome)


def report_page(ctx: Context, event: Event, outcome: Outcome) -> Card:
    """The report so far, the feedback, and buttons to change it."""
    lines = report_lines(outcome)
    photos = len(ctx.store[Pictures].after(event.id))
    if photos:
        lines.append(ntext("{count} photo", "{count} photos", photos))
    lines += feedback_lines(ctx, event)
    if outcome.state != OutcomeState.PUBLISHED:
        plan = text(
            "Nobody else can see this yet. It will be published {rooms}, and put in the next "
            "letter.",
            rooms=rooms_text(ctx),
        )
        lines += ["", plan]
    return Card(outcome_title(event), tuple(lines), _report_buttons(event, outcome))


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


_FORMS: dict[str, FormRef[..., Any]] = {
    "account": change_account,
    "decisions": change_decisions,
    "step": change_step,
}
