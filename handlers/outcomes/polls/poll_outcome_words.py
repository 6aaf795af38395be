"""The outcome of a poll in words: for its card, for gardeners and for the digest."""

from bot.core import Buttons, Card, Context, JobContext, Line, Reader, Small, Text, ntext, text
from bot.references.outcomes import (
    change_poll_outcome,
    close_poll_outcome,
    postpone_poll_outcome,
    publish_poll_outcome,
    settle_poll_outcome,
)
from storage.communities import RoomKind
from storage.outcomes import OutcomeState, PollOutcome, StepState
from storage.polls import Poll

_STATES = {
    StepState.DONE: text("✅ It is done."),
    StepState.DROPPED: text("It was dropped."),
}


def poll_outcome_title(poll: Poll) -> Text:
    return text("📊 What comes of “{question}”", question=poll.question)


def poll_outcome_lines(outcome: PollOutcome) -> list[Line]:
    """The words, the day by which it is to be done, and whether it was."""
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
        rooms = len(ctx.rooms(RoomKind.COMMUNITY))
        plan = text(
            "Nobody else can see this yet. It will be published {rooms}, in answer to the result, "
            "and put in the next letter.",
            rooms=ntext("in {count} room", "in {count} rooms", rooms),
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


def is_it_done(poll: Poll, outcome: PollOutcome) -> Card:
    """The question to gardeners on the day that was named."""
    settled = settle_poll_outcome
    answers = (
        settled.button(text("Yes, it is done"), poll.id, StepState.DONE.value),
        postpone_poll_outcome.button(text("Not yet"), poll.id),
        settled.button(text("Dropped"), poll.id, StepState.DROPPED.value),
    )
    lines: tuple[Line, ...] = (*outcome.words.split("\n"), text("Is it done?"))
    return Card(poll_outcome_title(poll), lines, (answers,))


def news_of_poll_outcome(ctx: JobContext, poll: Poll, outcome: PollOutcome) -> tuple[str, str]:
    """The title and text of the outcome in the digest, in the community's language."""
    reader = Reader(ctx.community.locale, ctx.zone, ctx.today)
    title = reader.say(text("What comes of the poll “{question}”", question=poll.question))
    said = [
        reader.say(each) for each in poll_outcome_lines(outcome) if isinstance(each, Text | str)
    ]
    return title, "\n".join(said)
