"""“And now?”: gardeners report the outcome of an event, for the rooms and the digest.

They are asked the day after, see `schedules/outcomes.py`; next steps are in
`handlers/outcomes/next_step.py`, photos in `handlers/outcomes/photos.py`.
"""

from datetime import date
from typing import Annotated, Any

from bot.core import (
    Answer,
    Buttons,
    Card,
    Context,
    FormRef,
    JobContext,
    Line,
    Replace,
    Router,
    Text,
    Todo,
    Where,
    asks,
    at_most,
    ntext,
    text,
)
from bot.domain.digest.news import LONGEST_TITLE, LONGEST_WORDS, Told
from bot.domain.events.rules import EventState
from bot.domain.outcomes import (
    LONGEST_ACCOUNT,
    LONGEST_DECISIONS,
    LONGEST_STEP,
    PartTooLong,
    may_say_until,
    put_together,
)
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from bot.references.events import past_event_parts
from bot.references.outcomes import (
    add_outcome_photo,
    ask_feedback,
    close_outcome,
    outcome_card,
    tell_outcome,
)
from handlers.digest import add_to_digest, remove_from_digest
from handlers.events import (
    past_event_by_id,
    past_event_by_number,
    picture_message,
    post_picture,
)
from handlers.outcomes import acts
from handlers.outcomes.words import feedback_lines, news_of_outcome, outcome_title, report_lines
from storage.communities import RoomKind
from storage.digest import Byline, NewsItems, NewsState
from storage.events import Event, Events, Pictures
from storage.members import Members
from storage.outcomes import Feedback, Outcome, Outcomes, OutcomeState, StepState

router = Router()

Account = Annotated[
    str, asks("What came of it? Tell it in a few sentences."), at_most(LONGEST_ACCOUNT)
]
Decisions = Annotated[
    str, asks("What was decided? One decision per line."), at_most(LONGEST_DECISIONS)
]
Step = Annotated[
    str,
    asks("What is the next step? For example: order the composting bin."),
    at_most(LONGEST_STEP),
]


class NothingTold(Refusal):
    """Nobody told yet what came of event {number}."""


class ToldAlready(Refusal):
    """What came of event {number} is posted already; it can be changed."""


@router.command(
    "outcome",
    fr="suite",
    aliases=("outcomes", "suites"),
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    example="12",
    theme="part",
    label=text("After an event"),
    trace=acts.TELL_WHAT_CAME_OF_AN_EVENT,
)
def show_outcome(
    ctx: Context, number: Annotated[int, asks("What came of which event? Its number:")]
) -> Answer:
    """Tell what came of an event: account, decisions, next step."""
    return _report_answer(ctx, past_event_by_number(ctx, number))


@router.button(tell_outcome, who=Role.GARDENER, trace=acts.TELL_WHAT_CAME_OF_AN_EVENT)
def start_report(ctx: Context, event_id: int) -> Answer:
    """Ask what came of an event, or show what was told so far."""
    return _report_answer(ctx, past_event_by_id(ctx, event_id))


def _report_answer(ctx: Context, event: Event) -> Answer:
    outcome = ctx.store[Outcomes].of(event.id)
    if outcome is None or not outcome.is_told:
        return write_report.ask(ctx, number=str(event.number))
    return _report_page(ctx, event, outcome)


@router.form("outcome_first", who=Role.GARDENER, trace=acts.TELL_WHAT_CAME_OF_AN_EVENT)
def write_report(
    ctx: Context,
    number: int,
    account: Account,
    decisions: Decisions = "",
    next_step: Step = "",
) -> Answer:
    """Keep what somebody tells; what another one told meanwhile stays, above it."""
    event, outcome = _event_and_outcome(ctx, number)
    outcome.words = _joined_part(ctx, outcome, outcome.words, account, most=LONGEST_ACCOUNT)
    outcome.decisions = _joined_part(
        ctx, outcome, outcome.decisions, decisions, most=LONGEST_DECISIONS
    )
    is_new = bool(next_step) and next_step != outcome.next_step
    outcome.next_step = _joined_part(ctx, outcome, outcome.next_step, next_step, most=LONGEST_STEP)
    _save_report(ctx, event, outcome)
    if is_new:
        outcome.step_state = StepState.OPEN
        return choose_day.ask(ctx, number=str(number))
    return _report_page(ctx, event, outcome)


@router.button("outcome_part", who=Role.GARDENER, trace=acts.TELL_WHAT_CAME_OF_AN_EVENT)
def ask_part(ctx: Context, event_id: int, part: str) -> Answer:
    """Ask for the new words of a part."""
    event = past_event_by_id(ctx, event_id)
    return _FORMS.get(part, change_account).ask(ctx, number=str(event.number))


@router.form("outcome_account", who=Role.GARDENER, trace=acts.TELL_WHAT_CAME_OF_AN_EVENT)
def change_account(ctx: Context, number: int, account: Account) -> Card:
    """Tell it in other words."""
    event, outcome = _event_and_outcome(ctx, number)
    outcome.words = account
    return _saved_page(ctx, event, outcome)


@router.form("outcome_decisions", who=Role.GARDENER, trace=acts.TELL_WHAT_CAME_OF_AN_EVENT)
def change_decisions(
    ctx: Context,
    number: int,
    decisions: Decisions = "",
) -> Card:
    """Say otherwise what was decided; skipped, nothing was."""
    event, outcome = _event_and_outcome(ctx, number)
    outcome.decisions = decisions
    return _saved_page(ctx, event, outcome)


@router.form("outcome_step", who=Role.GARDENER, trace=acts.TELL_WHAT_CAME_OF_AN_EVENT)
def change_step(ctx: Context, number: int, step: Step = "") -> Answer:
    """Say another next step; skipped, there is none."""
    event, outcome = _event_and_outcome(ctx, number)
    outcome.next_step, outcome.next_on = step, None
    outcome.step_state = StepState.OPEN if step else StepState.NONE
    page = _saved_page(ctx, event, outcome)
    return choose_day.ask(ctx, number=str(number)) if step else page


@router.form("outcome_when", who=Role.GARDENER, trace=acts.TELL_WHAT_CAME_OF_AN_EVENT)
def choose_day(
    ctx: Context,
    number: int,
    day: Annotated[
        date | None, asks("By which day? On that day I ask whether it was done.")
    ] = None,
) -> Card:
    """Say by when the next step is to be done."""
    event, outcome = _event_and_outcome(ctx, number)
    outcome.next_on = day
    return _saved_page(ctx, event, outcome)


@router.button("outcome_publish", who=Role.GARDENER, trace=acts.TELL_WHAT_CAME_OF_AN_EVENT)
def publish_outcome(ctx: Context, event_id: int) -> Replace:
    """Post what came of an event in the rooms, and let it join the letter."""
    event = past_event_by_id(ctx, event_id)
    outcome = ctx.store[Outcomes].begin(event.id, ctx.now)
    if not outcome.is_told:
        raise NothingTold(number=event.number)
    if outcome.state == OutcomeState.PUBLISHED:
        raise ToldAlready(number=event.number)
    outcome.state, outcome.published_at = OutcomeState.PUBLISHED, ctx.now
    ctx.trace(number=event.number)
    for row in ctx.store[Pictures].after(event.id):
        post_picture(ctx, picture_message(event, row), RoomKind.COMMUNITY)
    for room in ctx.rooms(RoomKind.COMMUNITY):
        outcome_card.post(ctx, room.address, outcome.id)
    letter = _add_news(ctx, event, outcome)
    done = text("{name} told what came of event {number}.", **_actor_values(ctx, event))
    look = tell_outcome.button(text("Look at it"), event.id)
    ctx.tell_other_gardeners(Card(None, (done,), ((look,),)))
    lines = (text("It is posted in the rooms."), letter)
    return Replace(Card(outcome_title(event), lines, ((look,),)))


@router.button(close_outcome, who=Role.GARDENER, trace=acts.TELL_WHAT_CAME_OF_AN_EVENT)
def close_without_report(ctx: Context, event_id: int) -> Replace:
    """Say that nothing is to be told of an event."""
    event = past_event_by_id(ctx, event_id)
    outcome = ctx.store[Outcomes].begin(event.id, ctx.now)
    if outcome.state == OutcomeState.PUBLISHED:
        raise ToldAlready(number=event.number)
    outcome.state = OutcomeState.CLOSED
    said = text("Nothing is told of event {number}.", number=event.number)
    again = tell_outcome.button(text("Tell it after all"), event.id)
    return Replace(Card(None, (said,), ((again,),)))


@router.button("outcome_read", who=Role.MEMBER)
def read_outcome(ctx: Context, event_id: int) -> Answer:
    """Read what came of an event."""
    event = ctx.store[Events].find(ctx.community.id, event_id)
    outcome = None if event is None else ctx.store[Outcomes].of(event.id)
    if event is None or outcome is None or outcome.state != OutcomeState.PUBLISHED:
        raise NothingTold(number=event_id if event is None else event.number)
    if ctx.direct:
        for row in ctx.store[Pictures].after(event.id):
            picture = picture_message(event, row)
            if picture is not None:
                ctx.whisper(picture)
    return outcome_card(ctx, outcome.id)


@router.card(outcome_card)
def draw_outcome_card(ctx: JobContext, outcome_id: int) -> Card:
    """Draw what came of an event."""
    outcome = ctx.store[Outcomes].get(outcome_id)
    if outcome is None:
        return Card(None, (text("This is not told any more."),))
    event = ctx.store[Events].get(outcome.event_id)
    return Card(outcome_title(event), tuple(report_lines(outcome)))


@router.todo
def events_without_report(ctx: Context) -> list[Todo]:
    """The events of which nobody told what came of them."""
    return [
        Todo(
            text("And now? {event}", event=outcome_title(each.event)),
            (
                tell_outcome.button(text("Tell"), each.event.id),
                close_outcome.button(text("Nothing to tell"), each.event.id),
            ),
        )
        for each in ctx.store[Outcomes].untold(ctx.community.id)
    ]


def _event_and_outcome(ctx: Context, number: int) -> tuple[Event, Outcome]:
    event = past_event_by_number(ctx, number)
    return event, ctx.store[Outcomes].begin(event.id, ctx.now)


def _joined_part(ctx: Context, outcome: Outcome, before: str, more: str, *, most: int) -> str:
    both = put_together(before, more)
    if before and len(both) > most:
        author = None if outcome.author_id is None else ctx.store[Members].get(outcome.author_id)
        raise PartTooLong(name="…" if author is None else author.name, most=most)
    return both


def _save_report(ctx: Context, event: Event, outcome: Outcome) -> None:
    """Let something that was written count: on the card, and in the letter that has not left."""
    outcome.author_id = outcome.author_id or ctx.member.id
    if outcome.state != OutcomeState.PUBLISHED:
        outcome.state = OutcomeState.DRAFT
        return
    outcome_card.refresh(ctx, outcome.id)
    news = None if outcome.news_id is None else ctx.store[NewsItems].get(outcome.news_id)
    if news is None or (news.title, news.words) == _news_of_report(ctx, event, outcome):
        return
    if remove_from_digest(ctx, news):
        _add_news(ctx, event, outcome)


def _saved_page(ctx: Context, event: Event, outcome: Outcome) -> Card:
    _save_report(ctx, event, outcome)
    return _report_page(ctx, event, outcome)


def _add_news(ctx: Context, event: Event, outcome: Outcome) -> Text:
    """Let it be told in the next letter, which both gardeners approve."""
    seat = min(ctx.seats, default=event.organiser)
    title, words = _news_of_report(ctx, event, outcome)
    by = Byline(seat, ctx.member.id, ctx.member.name)
    told_now = Told(title, words, "")
    news = ctx.store[NewsItems].add(
        ctx.community.id, told_now, by, state=NewsState.KEPT, at=ctx.now
    )
    outcome.news_id = news.id
    return add_to_digest(ctx, news)


def _news_of_report(ctx: Context, event: Event, outcome: Outcome) -> tuple[str, str]:
    title, words = news_of_outcome(ctx, event, outcome)
    if len(words) > LONGEST_WORDS:
        words = f"{words[: LONGEST_WORDS - 1]}…"
    return title[:LONGEST_TITLE], words


def _report_page(ctx: Context, event: Event, outcome: Outcome) -> Card:
    """What is told so far, how people found it, and what can be done."""
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
        "Nobody else sees this yet. It will be posted {rooms}, and proposed for the letter.",
        rooms=ntext("in {count} room", "in {count} rooms", rooms),
    )


def _report_buttons(event: Event, outcome: Outcome) -> Buttons:
    parts = (
        (
            ask_part.button(text("The account"), event.id, "account"),
            ask_part.button(text("Decisions"), event.id, "decisions"),
        ),
        (
            ask_part.button(text("Next step"), event.id, "step"),
            add_outcome_photo.button(text("Add a photo"), event.id),
        ),
    )
    if outcome.state == OutcomeState.PUBLISHED:
        return parts
    publish = publish_outcome.button(text("Publish"), event.id)
    away = close_outcome.button(text("Nothing to tell"), event.id)
    return ((publish, away), *parts)


def _actor_values(ctx: Context, event: Event) -> dict[str, object]:
    return {"name": ctx.member.name, "number": event.number}


@router.contribution(past_event_parts)
def outcome_section(ctx: Context, event: Event) -> tuple[list[Line], Buttons]:
    """What there is to read and to do about an event that is over, for whoever looks at it."""
    if event.state != EventState.PUBLISHED or event.over_at > ctx.now:
        return [], ()
    row = []
    outcome = ctx.store[Outcomes].of(event.id)
    if outcome is not None and outcome.state == OutcomeState.PUBLISHED:
        row.append(read_outcome.button(text("What came of it"), event.id))
    if ctx.role >= Role.GARDENER:
        row.append(tell_outcome.button(text("Tell what came of it"), event.id))
    if ctx.now <= may_say_until(event.over_at, event.tz) and ctx.store[Feedback].was_there(
        event.id, ctx.member.id
    ):
        row.append(ask_feedback.button(text("How was it?"), event.id))
    lines = feedback_lines(ctx, event) if ctx.role >= Role.GARDENER else []
    return lines, (tuple(row),) if row else ()


_FORMS: dict[str, FormRef[..., Any]] = {
    "account": change_account,
    "decisions": change_decisions,
    "step": change_step,
}
