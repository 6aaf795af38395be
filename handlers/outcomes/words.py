"""Outcomes and feedback in words: for the card, gardeners and the digest."""

from bot.core import Bold, Card, JobContext, Line, Reader, Text, text
from bot.domain.outcomes import WORDS_FROM, Mark
from bot.references.outcomes import give_feedback
from handlers.events import event_card_title, event_time
from storage.events import Event
from storage.outcomes import Feedback, Outcome, StepState

MOST_WORDS = 30
"""Answers whose words are shown."""
MARKS = {
    Mark.GOOD: text("Very good"),
    Mark.FAIR: text("Fair"),
    Mark.BAD: text("Not good"),
}
_STEPS = {
    StepState.DONE: text("It is done."),
    StepState.DROPPED: text("It was dropped."),
}


def outcome_title(event: Event) -> Text:
    """The title of the card."""
    return text("Outcome of event {number} · {title}", number=event.number, title=event.title)


def report_lines(outcome: Outcome) -> list[Line]:
    """The report, part by part."""
    lines: list[Line] = [*outcome.words.split("\n")] if outcome.words else []
    if outcome.decisions:
        lines += [Bold(text("Decisions")), *outcome.decisions.split("\n")]
    if outcome.next_step:
        lines += [Bold(text("Next step")), step_text(outcome)]
        if outcome.step_state in (StepState.DONE, StepState.DROPPED):
            lines.append(_STEPS[outcome.step_state])
    return lines


def step_text(outcome: Outcome) -> Text | str:
    """The next step with its day."""
    if outcome.next_on is None:
        return outcome.next_step
    return text("{step} (by {day})", step=outcome.next_step, day=outcome.next_on)


def news_of_outcome(ctx: JobContext, event: Event, outcome: Outcome) -> tuple[str, str]:
    """The title and text of the outcome in the digest, in the community's language."""
    reader = Reader(ctx.community.locale, ctx.zone, ctx.today)
    lines = [line.words if isinstance(line, Bold) else line for line in report_lines(outcome)]
    words = [reader.say(line) for line in lines if isinstance(line, Text | str)]
    return reader.say(outcome_title(event)), "\n".join(words)


def feedback_lines(ctx: JobContext, event: Event) -> list[Line]:
    """Feedback for gardeners: counts, and words without names once enough have answered."""
    counts = ctx.store[Feedback].counts(event.id)
    if not counts:
        return []
    marks = [
        text("{mark}: {count}", mark=label, count=counts.get(mark, 0))
        for mark, label in MARKS.items()
    ]
    lines: list[Line] = [
        Bold(text("How it was")),
        text("{good} · {fair} · {bad}", good=marks[0], fair=marks[1], bad=marks[2]),
    ]
    if sum(counts.values()) < WORDS_FROM:
        return [
            *lines,
            text("Comments are shown once {count} people have answered.", count=WORDS_FROM),
        ]
    words = ctx.store[Feedback].words(event.id, MOST_WORDS)
    return [*lines, *(text("– {what}", what=" ".join(each.split())) for each in words)]


def feedback_question(event: Event) -> Card:
    """Ask for feedback."""
    lines: tuple[Line, ...] = (
        text("{when}", when=event_time(event)),
        text("How was it? The gardening team reads your answer without your name."),
    )
    marks = tuple(give_feedback.button(label, event.id, mark) for mark, label in MARKS.items())
    return Card(event_card_title(event), lines, (marks,))
