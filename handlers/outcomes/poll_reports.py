"""“And now?”: gardeners say what comes of a closed poll, and by when."""

from datetime import date
from typing import Annotated

from bot.core import (
    Answer,
    Buttons,
    Card,
    Context,
    JobContext,
    Line,
    Reader,
    Router,
    Small,
    Text,
    Where,
    Words,
    asks,
    at_most,
    text,
)
from bot.domain.digest.news import NewsContent
from bot.domain.events.notices import LONGEST_ACCOUNT
from bot.domain.rates import PROPOSALS
from bot.domain.refusals import Final
from bot.domain.roles import Role, Seat
from bot.references.outcomes import (
    change_poll_outcome,
    close_poll_outcome,
    poll_outcome_card,
    postpone_poll_outcome,
    publish_poll_outcome,
    settle_poll_outcome,
    tell_poll_outcome,
)
from handlers.outcomes import acts
from handlers.outcomes.words import news_content, replace_news, rooms_text
from handlers.polls import MOST_OFFERED, poll_choice, turn_by_id, turn_by_number
from storage.inbound import Forms
from storage.outcomes import OutcomeState, PollOutcome, PollOutcomes, StepState
from storage.polls import Poll, Polls

router = Router()

NO_POLLS_TO_FOLLOW_UP = text(
    "No closed poll waits for its outcome. To change one that was told, add its number."
)
_STATES = {StepState.DONE: text("✅ It is done."), StepState.DROPPED: text("It was dropped.")}


class PollStillOpen(Final):
    """The poll “{question}” is not closed yet: its outcome is told afterwards."""


class NoPollOutcome(Final):
    """Nobody has told the outcome of the poll “{question}” yet."""


def polls_to_follow_up(ctx: Context) -> list[tuple[str, Words]]:
    """The closed polls whose outcome nobody has told yet."""
    untold = [each.poll for each in ctx.store[PollOutcomes].untold(ctx.community.id)]
    return [(str(each.number), poll_choice(each)) for each in untold[:MOST_OFFERED]]


def question_of_form(ctx: Context) -> dict[str, object]:
    """The question of the poll whose form is open."""
    form = ctx.store[Forms].open_in(ctx.private_room or ctx.incoming.room, ctx.now)
    number = 0 if form is None else int(form.answers.get("number", "0"))
    turn = ctx.store[Polls].turn(ctx.community.id, ctx.member.id, number=number)
    return {"question": "–" if turn is None else turn.poll.short_question}


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
    trace=acts.REPORT_POLL,
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
    poll = closed_poll_by_number(ctx, number)
    return _keep_words(ctx, poll, words, day) if words.strip() else _outcome_answer(ctx, poll)


@router.button(tell_poll_outcome, who=Role.GARDENER, trace=acts.REPORT_POLL)
def start_poll_outcome(ctx: Context, poll_id: int) -> Answer:
    """Ask what comes of a poll, or show what was written so far."""
    return _outcome_answer(ctx, closed_poll_by_id(ctx, poll_id))


@router.button(change_poll_outcome, who=Role.GARDENER, trace=acts.REPORT_POLL)
def ask_other_words(ctx: Context, poll_id: int) -> Answer:
    return write_poll_outcome.ask(ctx, number=str(closed_poll_by_id(ctx, poll_id).number))


def _outcome_answer(ctx: Context, poll: Poll) -> Answer:
    outcome = ctx.store[PollOutcomes].of(poll.id)
    if outcome is None or not outcome.words:
        return write_poll_outcome.ask(ctx, number=str(poll.number))
    return poll_outcome_page(ctx, poll, outcome)


@router.form("poll_outcome_words", who=Role.GARDENER, limit=PROPOSALS, trace=acts.REPORT_POLL)
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
    return _keep_words(ctx, closed_poll_by_number(ctx, number), words, day)


def _keep_words(ctx: Context, poll: Poll, words: str, day: date | None) -> Card:
    outcome = ctx.store[PollOutcomes].begin(poll.id, ctx.now)
    outcome.words, outcome.next_on = words, day
    outcome.step_state = StepState.NONE if day is None else StepState.OPEN
    outcome.author_id = outcome.author_id or ctx.member.id
    if outcome.state == OutcomeState.PUBLISHED:
        poll_outcome_card.refresh(ctx, outcome.id)
        content = news_of_poll_outcome(ctx, poll, outcome)
        replace_news(ctx, outcome, content, Seat.TERRITORY)
    else:
        outcome.state = OutcomeState.DRAFT
    return poll_outcome_page(ctx, poll, outcome)


def poll_outcome_title(poll: Poll) -> Text:
    return text("📊 What comes of “{question}”", question=poll.question)


def poll_outcome_lines(outcome: PollOutcome) -> list[Line]:
    """The text, the day by which it is to be done, and whether it was."""
    lines: list[Line] = [*outcome.words.split("\n")] if outcome.words else []
    if outcome.step_state in _STATES:
        lines.append(_STATES[outcome.step_state])
    elif outcome.next_on is not None:
        lines.append(text("By {day}.", day=outcome.next_on))
    return lines


def poll_outcome_page(ctx: Context, poll: Poll, outcome: PollOutcome) -> Card:
    """The outcome so far, and the buttons of gardeners for it."""
    lines = poll_outcome_lines(outcome)
    if outcome.state != OutcomeState.PUBLISHED:
        plan = text(
            "Nobody else can see this yet. It will be published {rooms}, in answer to the result, "
            "and put in the next letter.",
            rooms=rooms_text(ctx),
        )
        lines += ["", plan]
    number = Small(text("Poll {number}", number=poll.number))
    return Card(poll_outcome_title(poll), (*lines, number), _page_buttons(poll, outcome))


def _page_buttons(poll: Poll, outcome: PollOutcome) -> Buttons:
    change = change_poll_outcome.button(text("Change the text"), poll.id)
    if outcome.state == OutcomeState.PUBLISHED:
        return ((change,),)
    if not outcome.words:
        return ((change,), (close_poll_outcome.button(text("Nothing to tell"), poll.id),))
    publish = publish_poll_outcome.button(text("Publish"), poll.id)
    return ((publish, change), (close_poll_outcome.button(text("Nothing to tell"), poll.id),))


def poll_check_card(poll: Poll, outcome: PollOutcome) -> Card:
    """Ask gardeners, on the day that was named, whether it was done."""
    answers = (
        settle_poll_outcome.button(text("Yes, it is done"), poll.id, StepState.DONE.value),
        postpone_poll_outcome.button(text("Not yet"), poll.id),
        settle_poll_outcome.button(text("Dropped"), poll.id, StepState.DROPPED.value),
    )
    lines: tuple[Line, ...] = (*outcome.words.split("\n"), text("Is it done?"))
    return Card(poll_outcome_title(poll), lines, (answers,))


def news_of_poll_outcome(ctx: JobContext, poll: Poll, outcome: PollOutcome) -> NewsContent:
    """The outcome as news of the digest, in the community's language."""
    reader = Reader(ctx.community.locale, ctx.zone, ctx.today)
    title = reader.say(text("What comes of the poll “{question}”", question=poll.question))
    lines = [each for each in poll_outcome_lines(outcome) if isinstance(each, Text | str)]
    return news_content(title, "\n".join(reader.say(each) for each in lines))


def closed_poll_by_id(ctx: Context, poll_id: int) -> Poll:
    return _closed(turn_by_id(ctx, poll_id).poll)


def closed_poll_by_number(ctx: Context, number: int) -> Poll:
    return _closed(turn_by_number(ctx, number).poll)


def written_outcome(ctx: Context, poll: Poll) -> PollOutcome:
    """Return the outcome of a poll; raises `NoPollOutcome` if nothing was written."""
    outcome = ctx.store[PollOutcomes].begin(poll.id, ctx.now)
    if not outcome.words:
        raise NoPollOutcome(question=poll.question)
    return outcome


def _closed(poll: Poll) -> Poll:
    if poll.closed_at is None:
        raise PollStillOpen(question=poll.question)
    return poll
