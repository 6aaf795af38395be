"""“And now?”: what comes of a closed poll, told by gardeners, published, and followed up."""

from datetime import date
from typing import Annotated

from bot.core import (
    MOST_WAITING,
    Act,
    Answer,
    Button,
    Buttons,
    Card,
    Context,
    JobContext,
    Line,
    Reader,
    Replace,
    Router,
    Small,
    Text,
    Todo,
    Where,
    Words,
    asks,
    at_most,
    text,
    todos,
)
from bot.domain.addresses import shortened
from bot.domain.digest.news_content import NewsContent
from bot.domain.events.notices import LONGEST_ACCOUNT
from bot.domain.rates import PROPOSALS
from bot.domain.refusals import Final, Refusal
from bot.domain.roles import Role, Seat
from bot.references.outcomes import (
    change_poll_outcome,
    close_poll_outcome,
    poll_outcome_card,
    poll_report_thing,
    postpone_poll_outcome,
    publish_poll_outcome,
    settle_poll_outcome,
    tell_poll_outcome,
)
from bot.references.polls import closed_poll_parts, poll_closings, result_card
from handlers.outcomes.words import add_news, news_content, replace_news, rooms_text
from handlers.polls import (
    MOST_OFFERED,
    offered_events,
    outcome_sentence,
    poll_card_title,
    poll_choice,
    turn_by_id,
    turn_by_number,
)
from storage.communities import RoomKind
from storage.inbound import Forms
from storage.outbound import Cards
from storage.outcomes import OutcomeState, PollOutcome, PollOutcomes, StepState
from storage.polls import Poll, Polls

router = Router()

REPORT_POLL = Act(text("{who} told the outcome of a poll"), text("tell the outcome of a poll"))

NO_POLLS_TO_FOLLOW_UP = text(
    "No closed poll waits for its outcome. To change one that was told, add its number."
)
LONGEST_NAMED = 24
"""Length of a question on a button that has another one beside it, in characters."""
_STATES = {StepState.DONE: text("✅ It is done."), StepState.DROPPED: text("It was dropped.")}


class PollStillOpen(Final):
    """The poll “{question}” is not closed yet: its outcome is told afterwards."""


class NoPollOutcome(Final):
    """Nobody has told the outcome of the poll “{question}” yet."""


class PollOutcomeTold(Refusal):
    """The outcome of the poll “{question}” is already published; you can change it."""


class NoSuchState(Refusal):
    """Answer with one of the three buttons."""


@router.contribution(poll_closings)
def ask_for_poll_outcome(ctx: JobContext, poll: Poll) -> None:
    """Ask gardeners for the outcome of a poll in which people voted."""
    result = outcome_sentence(ctx, poll)
    if result is None:
        return
    ctx.store[PollOutcomes].begin(poll.id, ctx.now)
    lines = (
        result,
        text("And now? Say what comes of it, and by when: people will see that it was of use."),
    )
    events = offered_events(ctx, poll)
    ctx.tell_gardeners(Card(poll_card_title(poll), lines, (*events, _first_buttons(poll))))


def _first_buttons(poll: Poll, *, named: bool = False) -> tuple[Button, ...]:
    label = text("Say what comes of it")
    if named:
        question = shortened(poll.question, LONGEST_NAMED)
        label = text("What comes of “{question}”", question=question)
    return (
        tell_poll_outcome.button(label, poll.id),
        close_poll_outcome.button(text("Nothing to tell"), poll.id),
    )


def polls_to_follow_up(ctx: Context) -> list[tuple[str, Words]]:
    """The closed polls whose outcome nobody has told yet."""
    untold = [each.poll for each in ctx.store[PollOutcomes].untold(ctx.community.id)]
    return [(str(each.number), poll_choice(each)) for each in untold[:MOST_OFFERED]]


def question_of_form(ctx: Context) -> dict[str, object]:
    """The question of the poll whose form is open."""
    form = ctx.store[Forms].open_in(ctx.form_room, ctx.now)
    number = 0 if form is None else int(form.answers.get("number", "0"))
    turn = ctx.store[Polls].turn(ctx.community.id, ctx.member.id, number=number)
    if turn is None or turn.poll.group_id is not None:
        return {"question": "–"}
    return {"question": turn.poll.short_question}


@router.command(
    "outcome poll",
    fr="suite sondage",
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    example=(
        "poll 7 | the workshop takes place | 10 December",
        "sondage 7 | l'atelier a lieu | 10 décembre",
    ),
    limit=PROPOSALS,
    trace=REPORT_POLL,
)
def show_poll_outcome(
    ctx: Context,
    number: Annotated[
        int, asks("Which poll was it?", choices=polls_to_follow_up, nothing=NO_POLLS_TO_FOLLOW_UP)
    ],
    words: Annotated[str, at_most(LONGEST_ACCOUNT)] = "",
    day: date | None = None,
) -> Answer:
    """Say what comes of a poll that is closed, and by when; bare, it asks for the words."""
    poll = _closed_poll_numbered(ctx, number)
    return _keep_words(ctx, poll, words, day) if words.strip() else _outcome_answer(ctx, poll)


@router.button(tell_poll_outcome, who=Role.GARDENER, trace=REPORT_POLL)
def start_poll_outcome(ctx: Context, poll_id: int) -> Answer:
    """Ask what comes of a poll, or show what was written so far."""
    return _outcome_answer(ctx, _closed_poll(ctx, poll_id))


@router.button(change_poll_outcome, who=Role.GARDENER, trace=REPORT_POLL)
def ask_other_words(ctx: Context, poll_id: int) -> Answer:
    return write_poll_outcome.ask(ctx, number=str(_closed_poll(ctx, poll_id).number))


def _outcome_answer(ctx: Context, poll: Poll) -> Answer:
    outcome = ctx.store[PollOutcomes].of(poll.id)
    if outcome is None or not outcome.words:
        return write_poll_outcome.ask(ctx, number=str(poll.number))
    return _page(ctx, poll, outcome)


@router.form("poll_outcome_words", who=Role.GARDENER, limit=PROPOSALS, trace=REPORT_POLL)
def write_poll_outcome(
    ctx: Context,
    number: int,
    words: Annotated[
        str,
        asks(
            "“{question}”: what comes of it? For example: the workshop takes place on Thursday "
            "the 10th.",
            question_of_form,
        ),
        at_most(LONGEST_ACCOUNT),
    ],
    day: Annotated[
        date | None, asks("By which day? That day I will ask whether it is done.")
    ] = None,
) -> Card:
    """Keep what comes of a poll; published words are updated."""
    return _keep_words(ctx, _closed_poll_numbered(ctx, number), words, day)


def _keep_words(ctx: Context, poll: Poll, words: str, day: date | None) -> Card:
    outcome = ctx.store[PollOutcomes].begin(poll.id, ctx.now)
    outcome.words, outcome.next_on = words, day
    outcome.step_state = StepState.NONE if day is None else StepState.OPEN
    outcome.author_id = outcome.author_id or ctx.member.id
    if outcome.state == OutcomeState.PUBLISHED:
        poll_outcome_card.refresh(ctx, outcome.id)
        content = _news_content(ctx, poll, outcome)
        replace_news(ctx, outcome, content, Seat.TERRITORY)
    else:
        outcome.state = OutcomeState.DRAFT
    return _page(ctx, poll, outcome)


def _page(ctx: Context, poll: Poll, outcome: PollOutcome) -> Card:
    """The outcome so far, and the buttons of gardeners for it."""
    lines = _outcome_lines(outcome)
    if outcome.state != OutcomeState.PUBLISHED:
        plan = text(
            "Nobody else can see this yet. It will be published {rooms}, in answer to the result, "
            "and put in the next letter.",
            rooms=rooms_text(ctx),
        )
        lines += ["", plan]
    number = Small(text("Poll {number}", number=poll.number))
    return Card(_title(poll), (*lines, number), _page_buttons(poll, outcome))


def _page_buttons(poll: Poll, outcome: PollOutcome) -> Buttons:
    change = change_poll_outcome.button(text("Change the text"), poll.id)
    if outcome.state == OutcomeState.PUBLISHED:
        return ((change,),)
    if not outcome.words:
        return ((change,), (close_poll_outcome.button(text("Nothing to tell"), poll.id),))
    publish = publish_poll_outcome.button(text("Publish"), poll.id)
    return ((publish, change), (close_poll_outcome.button(text("Nothing to tell"), poll.id),))


@router.revised(poll_report_thing)
def show_poll_report_again(ctx: Context, poll_id: int) -> Card:
    """Show the outcome of a poll as written so far."""
    poll = _closed_poll(ctx, poll_id)
    return _page(ctx, poll, ctx.store[PollOutcomes].begin(poll.id, ctx.now))


@router.button(
    publish_poll_outcome,
    of=poll_report_thing,
    deliberate=True,
    who=Role.GARDENER,
    limit=PROPOSALS,
    trace=REPORT_POLL,
)
def publish_outcome_of_poll(ctx: Context, poll_id: int) -> Replace:
    """Post the outcome of a poll in answer to its result, and add it to the digest."""
    poll = _closed_poll(ctx, poll_id)
    outcome = _written_outcome(ctx, poll)
    if outcome.state == OutcomeState.PUBLISHED:
        raise PollOutcomeTold(question=poll.question)
    outcome.state, outcome.published_at = OutcomeState.PUBLISHED, ctx.now
    ctx.trace(number=poll.number)
    results = {
        each.room: each.message_id for each in ctx.store[Cards].living(result_card.name, poll.id)
    }
    for room in ctx.rooms(RoomKind.COMMUNITY):
        poll_outcome_card.post(ctx, room.address, outcome.id, reply_to=results.get(room.address))
    content = _news_content(ctx, poll, outcome)
    letter = add_news(ctx, outcome, content, Seat.TERRITORY)
    look = tell_poll_outcome.button(text("Look at it"), poll.id)
    done = text(
        "{name} told what comes of the poll “{question}”.",
        name=ctx.member.name,
        question=poll.question,
    )
    ctx.tell_other_gardeners(Card(None, (done,), ((look,),)))
    lines = (text("It is published in the rooms."), letter)
    return Replace(Card(_title(poll), lines, ((look,),)))


def _news_content(ctx: JobContext, poll: Poll, outcome: PollOutcome) -> NewsContent:
    """The outcome as news of the digest, in the community's language."""
    reader = Reader(ctx.community.locale, ctx.zone, ctx.today)
    title = reader.say(text("What comes of the poll “{question}”", question=poll.question))
    lines = [each for each in _outcome_lines(outcome) if isinstance(each, Text | str)]
    return news_content(title, "\n".join(reader.say(each) for each in lines))


@router.button(close_poll_outcome, of=poll_report_thing, who=Role.GARDENER, trace=REPORT_POLL)
def close_poll_without_outcome(ctx: Context, poll_id: int) -> Replace:
    poll = _closed_poll(ctx, poll_id)
    outcome = ctx.store[PollOutcomes].begin(poll.id, ctx.now)
    if outcome.state == OutcomeState.PUBLISHED:
        raise PollOutcomeTold(question=poll.question)
    outcome.state = OutcomeState.CLOSED
    noted = text("Nothing will be told about the poll “{question}”.", question=poll.question)
    again = tell_poll_outcome.button(text("Tell it after all"), poll.id)
    return Replace(Card(None, (noted,), ((again,),)))


@router.card(poll_outcome_card, shows=[PollOutcome])
def draw_poll_outcome(ctx: JobContext, outcome_id: int) -> Card:
    outcome = ctx.store[PollOutcomes].get(outcome_id)
    if outcome is None:
        return Card(None, (text("This account no longer exists."),))
    poll = ctx.store[Polls].get(outcome.poll_id)
    number = Small(text("Poll {number}", number=poll.number))
    return Card(_title(poll), (*_outcome_lines(outcome), number))


def _title(poll: Poll) -> Text:
    return text("📊 What comes of “{question}”", question=poll.question)


def _outcome_lines(outcome: PollOutcome) -> list[Line]:
    """The text, the day by which it is to be done, and whether it was."""
    lines: list[Line] = [*outcome.words.split("\n")] if outcome.words else []
    if outcome.step_state in _STATES:
        lines.append(_STATES[outcome.step_state])
    elif outcome.next_on is not None:
        lines.append(text("By {day}.", day=outcome.next_on))
    return lines


@router.contribution(todos)
def poll_outcomes_to_check(ctx: Context) -> list[Todo]:
    """Outcomes of polls whose day has come."""
    tasks = []
    for each in ctx.store[PollOutcomes].due(ctx.today, ctx.community.id, MOST_WAITING):
        line = text("Is it done? {title}", title=_title(each.poll))
        tasks.append(Todo(line, poll_check_card(each.poll, each.outcome).buttons[0]))
    return tasks


@router.contribution(todos)
def polls_without_outcome(ctx: Context) -> list[Todo]:
    """Closed polls of which nobody has told yet what comes of them; among several, by question."""
    untold = [each.poll for each in ctx.store[PollOutcomes].untold(ctx.community.id, MOST_WAITING)]
    tasks = []
    for poll in untold:
        line = text("And now? {title}", title=_title(poll))
        tasks.append(Todo(line, _first_buttons(poll, named=len(untold) > 1)))
    return tasks


@router.contribution(closed_poll_parts)
def outcome_of_poll(ctx: Context, poll: Poll) -> tuple[list[Line], Buttons]:
    """The outcome of a closed poll; gardeners may tell it."""
    outcome = ctx.store[PollOutcomes].of(poll.id)
    is_told = outcome is not None and outcome.state == OutcomeState.PUBLISHED
    lines = _outcome_lines(outcome) if outcome is not None and is_told else []
    if ctx.role() < Role.GARDENER or outcome is None:
        return lines, ()
    label = text("Change what comes of it") if is_told else text("Say what comes of it")
    return lines, ((tell_poll_outcome.button(label, poll.id),),)


def poll_check_card(poll: Poll, outcome: PollOutcome) -> Card:
    """Ask gardeners, on the day that was named, whether it was done."""
    answers = (
        settle_poll_outcome.button(text("Yes, it is done"), poll.id, StepState.DONE.value),
        postpone_poll_outcome.button(text("Not yet"), poll.id),
        settle_poll_outcome.button(text("Dropped"), poll.id, StepState.DROPPED.value),
    )
    lines: tuple[Line, ...] = (*outcome.words.split("\n"), text("Is it done?"))
    return Card(_title(poll), lines, (answers,))


@router.button(settle_poll_outcome, of=poll_report_thing, who=Role.GARDENER, trace=REPORT_POLL)
def settle_outcome(ctx: Context, poll_id: int, state: str) -> Replace:
    poll = _closed_poll(ctx, poll_id)
    outcome = _written_outcome(ctx, poll)
    if state not in (StepState.DONE, StepState.DROPPED):
        raise NoSuchState
    outcome.step_state = StepState(state)
    poll_outcome_card.refresh(ctx, outcome.id)
    is_done = outcome.step_state is StepState.DONE
    noted = text("Noted as done.") if is_done else text("Noted as dropped.")
    again = postpone_poll_outcome.button(text("Not yet, after all"), poll.id)
    return Replace(Card(_title(poll), (noted,), ((again,),)))


@router.button(postpone_poll_outcome, of=poll_report_thing, who=Role.GARDENER, trace=REPORT_POLL)
def ask_other_day(ctx: Context, poll_id: int) -> Answer:
    poll = _closed_poll(ctx, poll_id)
    _written_outcome(ctx, poll)
    shown = poll_report_thing.present(ctx, poll.id)
    return postpone_to_day.ask(ctx, number=str(poll.number), shown=str(shown))


@router.form("poll_outcome_day", who=Role.GARDENER, trace=REPORT_POLL)
def postpone_to_day(
    ctx: Context,
    number: int,
    shown: int,
    day: Annotated[date, asks("By which day? I will ask again that day.")],
) -> Card:
    poll = _closed_poll_numbered(ctx, number)
    outcome = _written_outcome(ctx, poll)
    poll_report_thing.check(ctx, poll.id, shown)
    outcome.next_on, outcome.step_state = day, StepState.OPEN
    poll_outcome_card.refresh(ctx, outcome.id)
    noted = text("I will ask again on {day}.", day=day)
    done = settle_poll_outcome.button(text("It is done"), poll.id, StepState.DONE.value)
    return Card(_title(poll), (noted,), ((done,),))


def _closed_poll(ctx: Context, poll_id: int) -> Poll:
    return _closed(turn_by_id(ctx, poll_id).poll)


def _closed_poll_numbered(ctx: Context, number: int) -> Poll:
    return _closed(turn_by_number(ctx, number).poll)


def _written_outcome(ctx: Context, poll: Poll) -> PollOutcome:
    """Return the outcome of a poll; raises `NoPollOutcome` if nothing was written."""
    outcome = ctx.store[PollOutcomes].begin(poll.id, ctx.now)
    if not outcome.words:
        raise NoPollOutcome(question=poll.question)
    return outcome


def _closed(poll: Poll) -> Poll:
    if poll.closed_at is None:
        raise PollStillOpen(question=poll.question)
    return poll
