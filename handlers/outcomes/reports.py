"""“And now?”: the report of an event with its photos, written, published and read."""

from dataclasses import replace
from datetime import date
from typing import Annotated, Any

from bot.core import (
    MOST_WAITING,
    Act,
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
    group_command,
    ntext,
    text,
    todos,
)
from bot.domain.events.notices import (
    LONGEST_ACCOUNT,
    LONGEST_DECISIONS,
    LONGEST_STEP,
    MOST_PHOTOS,
    PartTooLong,
    may_say_until,
    put_together,
)
from bot.domain.events.rules import EventState
from bot.domain.refusals import Final, Refusal
from bot.domain.roles import Role
from bot.references.events import past_event_parts
from bot.references.outcomes import (
    add_outcome_photo,
    ask_feedback,
    ask_outcome_part,
    close_outcome,
    outcome_card,
    publish_outcome,
    report_thing,
    tell_outcome,
)
from bot.vocabulary.lists import NONE_OVER, event_choice, events_over
from bot.vocabulary.publications import PictureSent, PictureText, post_picture
from handlers.events import (
    fetch_picture,
    fetched_picture,
    forget_picture,
    past_event_by_id,
    past_event_by_number,
    picture_message,
)
from handlers.outcomes.words import (
    add_news,
    feedback_lines,
    news_of_outcome,
    outcome_title,
    report_lines,
    rooms_text,
    save_report,
)
from storage.communities import RoomKind
from storage.events import Event, Events, Pictures
from storage.files import Files
from storage.members import Members
from storage.outcomes import Feedback, Outcome, Outcomes, OutcomeState, StepState

router = Router()

REPORT_EVENT = Act(text("{who} told the outcome of an event"), text("tell the outcome of an event"))
MANAGE_PHOTOS = Act(text("{who} managed photos of an event"), text("manage photos of an event"))
router.act("outcome_picture", MANAGE_PHOTOS)

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


class OutcomeOfGroup(Final):
    """This event is one of a working group, which reports on it itself: {group}."""


class NothingTold(Final):
    """Nobody has told the outcome of event {number} yet."""


class ToldAlready(Refusal):
    """The outcome of event {number} is already published; you can change it."""


class PhotosEnough(Final):
    """Event {number} already has {count} photos: remove one first."""


class PhotoGone(Final):
    """This photo is no longer here."""


@router.command(
    "outcome",
    fr="suite",
    aliases=("outcomes", "suites"),
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    example="12",
    theme="part",
    label=text("After an event"),
    trace=REPORT_EVENT,
)
def show_outcome(
    ctx: Context,
    number: Annotated[int, asks("Which event was it?", choices=events_over, nothing=NONE_OVER)],
) -> Answer:
    """Tell the outcome of an event: account, decisions, next step."""
    return _report_answer(ctx, _event_by_number(ctx, number))


@router.button(tell_outcome, who=Role.GARDENER, trace=REPORT_EVENT)
def start_report(ctx: Context, event_id: int) -> Answer:
    """Ask what came of an event, or show what was told so far."""
    return _report_answer(ctx, _event_by_id(ctx, event_id))


def _report_answer(ctx: Context, event: Event) -> Answer:
    outcome = ctx.store[Outcomes].of(event.id)
    if outcome is None or not outcome.is_told:
        return write_report.ask(ctx, number=str(event.number))
    return _report_page(ctx, event, outcome)


def _report_page(ctx: Context, event: Event, outcome: Outcome) -> Card:
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


@router.contribution(todos)
def events_without_report(ctx: Context) -> list[Todo]:
    """Past events without a report."""
    tasks = []
    for each in ctx.store[Outcomes].untold(ctx.community.id, MOST_WAITING):
        event = event_choice(each.event)
        tell = tell_outcome.button(text("Tell: {event}", event=event), each.event.id)
        not_told = text("Nothing to tell: {event}", event=event)
        nothing = close_outcome.button(not_told, each.event.id)
        line = text("And now? {event}", event=outcome_title(each.event))
        tasks.append(Todo(line, (tell, nothing)))
    return tasks


@router.form("outcome_first", who=Role.GARDENER, trace=REPORT_EVENT)
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
    return _report_page(ctx, event, outcome)


@router.button(ask_outcome_part, who=Role.GARDENER, trace=REPORT_EVENT)
def ask_part(ctx: Context, event_id: int, part: str) -> Answer:
    event = _event_by_id(ctx, event_id)
    return _FORMS.get(part, change_account).ask(ctx, number=str(event.number))


@router.form("outcome_account", who=Role.GARDENER, trace=REPORT_EVENT)
def change_account(ctx: Context, number: int, account: Account) -> Card:
    event, outcome = _event_and_outcome(ctx, number)
    outcome.words = account
    return _saved_page(ctx, event, outcome)


@router.form("outcome_decisions", who=Role.GARDENER, trace=REPORT_EVENT)
def change_decisions(ctx: Context, number: int, decisions: Decisions = "") -> Card:
    """Change the decisions; skipped, there are none."""
    event, outcome = _event_and_outcome(ctx, number)
    outcome.decisions = decisions
    return _saved_page(ctx, event, outcome)


@router.form("outcome_step", who=Role.GARDENER, trace=REPORT_EVENT)
def change_step(ctx: Context, number: int, step: NextStep = "") -> Answer:
    """Change the next step; skipped, there is none."""
    event, outcome = _event_and_outcome(ctx, number)
    outcome.next_step, outcome.next_on = step, None
    outcome.step_state = StepState.OPEN if step else StepState.NONE
    page = _saved_page(ctx, event, outcome)
    return choose_day.ask(ctx, number=str(number)) if step else page


_FORMS: dict[str, FormRef[..., Any]] = {
    "account": change_account,
    "decisions": change_decisions,
    "step": change_step,
}


@router.form("outcome_when", who=Role.GARDENER, trace=REPORT_EVENT)
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


def _event_by_id(ctx: Context, event_id: int) -> Event:
    return _reported(past_event_by_id(ctx, event_id))


def _event_by_number(ctx: Context, number: int) -> Event:
    return _reported(past_event_by_number(ctx, number))


def _reported(event: Event) -> Event:
    """Return the event; raises `OutcomeOfGroup` for one of a working group."""
    if event.group_id is not None:
        raise OutcomeOfGroup(group=group_command.typed(event.group_id))
    return event


def _event_and_outcome(ctx: Context, number: int) -> tuple[Event, Outcome]:
    event = _event_by_number(ctx, number)
    return event, ctx.store[Outcomes].begin(event.id, ctx.now)


def _joined_part(ctx: Context, outcome: Outcome, before: str, more: str, *, most: int) -> str:
    both = put_together(before, more)
    if before and len(both) > most:
        author = ctx.store[Members].get(outcome.author_id)
        raise PartTooLong(name="…" if author is None else author.name, most=most)
    return both


def _saved_page(ctx: Context, event: Event, outcome: Outcome) -> Card:
    save_report(ctx, event, outcome)
    return _report_page(ctx, event, outcome)


@router.revised(report_thing)
def show_report_again(ctx: Context, event_id: int) -> Card:
    """Show the report of an event as written so far."""
    event = _event_by_id(ctx, event_id)
    return _report_page(ctx, event, ctx.store[Outcomes].begin(event.id, ctx.now))


@router.button(
    publish_outcome, of=report_thing, deliberate=True, who=Role.GARDENER, trace=REPORT_EVENT
)
def publish_report(ctx: Context, event_id: int) -> Replace:
    """Post the outcome of an event in the rooms, and add it to the digest."""
    event = _event_by_id(ctx, event_id)
    outcome = ctx.store[Outcomes].begin(event.id, ctx.now)
    if not outcome.is_told:
        raise NothingTold(number=event.number)
    if outcome.state == OutcomeState.PUBLISHED:
        raise ToldAlready(number=event.number)
    outcome.state, outcome.published_at = OutcomeState.PUBLISHED, ctx.now
    ctx.trace(number=event.number)
    for row in ctx.store[Pictures].after(event.id):
        post_picture(ctx, picture_message(event, row), ctx.rooms(RoomKind.COMMUNITY))
    outcome_card.post_in_each(ctx, ctx.rooms(RoomKind.COMMUNITY), outcome.id)
    letter = add_news(ctx, outcome, news_of_outcome(ctx, event, outcome), event.organiser)
    name, number = ctx.member.name, event.number
    done = text("{name} told the outcome of event {number}.", name=name, number=number)
    look = tell_outcome.button(text("Look at it"), event.id)
    ctx.tell_other_gardeners(Card(None, (done,), ((look,),)))
    lines = (text("It is published in the rooms."), letter)
    return Replace(Card(outcome_title(event), lines, ((look,),)))


@router.button(close_outcome, of=report_thing, who=Role.GARDENER, trace=REPORT_EVENT)
def close_without_report(ctx: Context, event_id: int) -> Replace:
    event = _event_by_id(ctx, event_id)
    outcome = ctx.store[Outcomes].begin(event.id, ctx.now)
    if outcome.state == OutcomeState.PUBLISHED:
        raise ToldAlready(number=event.number)
    outcome.state = OutcomeState.CLOSED
    confirmation = text("Nothing will be told about event {number}.", number=event.number)
    again = tell_outcome.button(text("Tell it after all"), event.id)
    return Replace(Card(None, (confirmation,), ((again,),)))


@router.button("outcome_read", who=Role.MEMBER)
def read_outcome(ctx: Context, event_id: int) -> Answer:
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


@router.card(outcome_card, shows=[Outcome])
def draw_outcome_card(ctx: JobContext, outcome_id: int) -> Card:
    outcome = ctx.store[Outcomes].get(outcome_id)
    if outcome is None:
        return Card(None, (text("This account no longer exists."),))
    event = ctx.store[Events].get(outcome.event_id)
    return Card(outcome_title(event), tuple(report_lines(outcome)))


@router.contribution(past_event_parts)
def outcome_section(ctx: Context, event: Event) -> tuple[list[Line], Buttons]:
    """The outcome of a past event, with buttons to report and to give feedback."""
    if event.state != EventState.PUBLISHED or event.over_at > ctx.now:
        return [], ()
    row = []
    outcome = ctx.store[Outcomes].of(event.id)
    if outcome is not None and outcome.state == OutcomeState.PUBLISHED:
        row.append(read_outcome.button(text("Read the outcome"), event.id))
    if ctx.role() >= Role.GARDENER:
        row.append(tell_outcome.button(text("Tell the outcome"), event.id))
    if ctx.now <= may_say_until(event.over_at, event.tz) and ctx.store[Feedback].was_there(
        event.id, ctx.member.id
    ):
        row.append(ask_feedback.button(text("How was it?"), event.id))
    lines = feedback_lines(ctx, event) if ctx.role() >= Role.GARDENER else []
    return lines, (tuple(row),) if row else ()


@router.button(add_outcome_photo, who=Role.GARDENER, trace=MANAGE_PHOTOS)
def ask_photo(ctx: Context, event_id: int) -> Answer:
    event = _event_with_room(ctx, _event_by_id(ctx, event_id))
    return send_photo.ask(ctx, number=str(event.number))


@router.form("outcome_photo", who=Role.GARDENER)
def send_photo(ctx: Context, number: int, file: PictureSent, words: PictureText = "") -> Text:
    event = _event_with_room(ctx, _event_by_number(ctx, number))
    return fetch_picture(ctx, event, file, words, then=keep_photo, after=True)


@router.outcome("outcome_picture", who=Role.GARDENER, failed=forget_picture)
def keep_photo(ctx: Context, key: int, file_id: int) -> Answer:
    """Attach a fetched photo to the outcome; post it if the outcome is published."""
    fetched = fetched_picture(ctx, key, file_id)
    if fetched is None:
        return None
    event, row = fetched
    ctx.store[Events].hold(event.id)
    photos = ctx.store[Pictures].after(event.id)
    if len(photos) > MOST_PHOTOS:
        ctx.store[Files].drop(file_id)
        enough = PhotosEnough(number=event.number, count=MOST_PHOTOS)
        return Text(enough.sentence, enough.values)
    outcome, photo = ctx.store[Outcomes].of(event.id), picture_message(event, row)
    if outcome is not None and outcome.state == OutcomeState.PUBLISHED:
        post_picture(ctx, photo, ctx.rooms(RoomKind.COMMUNITY))
    away = remove_photo.button(text("Remove this photo"), row.id)
    more = add_outcome_photo.button(text("Another photo"), event.id)
    look = tell_outcome.button(text("Finish"), event.id)
    return None if photo is None else replace(photo, buttons=((away, more), (look,)))


@router.button("outcome_unphoto", deliberate=True, tone="", who=Role.GARDENER, trace=MANAGE_PHOTOS)
def remove_photo(ctx: Context, picture_id: int) -> Text:
    """Remove a photo; posts in rooms stay."""
    row = ctx.store[Pictures].get(picture_id)
    event = None if row is None else ctx.store[Events].find(ctx.community.id, row.event_id)
    if row is None or event is None or not row.after or row.file_id is None:
        raise PhotoGone
    ctx.store[Files].drop(row.file_id)
    return text("The photo is removed. Where it is already published, it stays.")


def _event_with_room(ctx: Context, event: Event) -> Event:
    """Return the event if it may have another photo."""
    if len(ctx.store[Pictures].after(event.id)) >= MOST_PHOTOS:
        raise PhotosEnough(number=event.number, count=MOST_PHOTOS)
    return event


router.personal_data(
    "outcomes",
    text("Event outcomes that you wrote"),
    text(
        "What was published is kept without your name when you have your data erased. The rest "
        "is deleted."
    ),
    order=370,
    labels={
        "decisions": text("decisions"),
        "next_step": text("next step"),
        "next_on": text("next step by"),
        "step_state": text("state of the next step"),
        "checked_for": text("asked about for"),
    },
)
router.personal_data(
    "feedback",
    text("Your feedback on events"),
    text("Read without your name. Linked to you for 60 days; erased with your data."),
    order=380,
    labels={"mark": text("mark")},
)
router.personal_data(
    "poll_outcomes",
    text("Outcomes of polls that you wrote"),
    text(
        "What was published is kept without your name when you have your data erased. The rest "
        "is deleted."
    ),
    order=375,
    labels={
        "next_on": text("next step by"),
        "step_state": text("state of the next step"),
        "checked_for": text("asked about for"),
    },
)
