"""Outcomes and feedback in words: for cards, for gardeners, and as news of the digest."""

from dataclasses import replace
from typing import Protocol

from bot.core import (
    Bold,
    Card,
    Context,
    JobContext,
    Line,
    Reader,
    Router,
    Text,
    ntext,
    text,
)
from bot.domain.addresses import shortened
from bot.domain.digest.composing import Section
from bot.domain.digest.news_content import LONGEST_TITLE, LONGEST_WORDS, NewsContent
from bot.domain.events.notices import WORDS_FROM, Mark
from bot.domain.roles import Seat
from bot.references.digest import letter_items
from bot.references.outcomes import give_feedback, outcome_card
from bot.vocabulary.letter_items import LetterItem
from handlers.digest import add_to_digest, news_in_letter, remove_from_digest
from handlers.events import event_card_title, event_time
from storage.communities import RoomKind
from storage.digest import Byline, NewsItems, NewsState
from storage.events import Event
from storage.outcomes import Feedback, Outcome, Outcomes, OutcomeState, PollOutcomes, StepState

MOST_WORDS = 30
"""Answers whose words are shown."""
MARKS = {Mark.GOOD: text("Very good"), Mark.FAIR: text("Fair"), Mark.BAD: text("Not good")}
_STEPS = {StepState.DONE: text("It is done."), StepState.DROPPED: text("It was dropped.")}


def outcome_title(event: Event) -> Text:
    return text("Outcome of event {number} · {title}", number=event.number, title=event.title)


def report_lines(outcome: Outcome) -> list[Line]:
    lines: list[Line] = [*outcome.words.split("\n")] if outcome.words else []
    if outcome.decisions:
        lines += [Bold(text("Decisions")), *outcome.decisions.split("\n")]
    if outcome.next_step:
        lines += [Bold(text("Next step")), step_text(outcome)]
        if outcome.step_state in (StepState.DONE, StepState.DROPPED):
            lines.append(_STEPS[outcome.step_state])
    return lines


def step_text(outcome: Outcome) -> Text | str:
    if outcome.next_on is None:
        return outcome.next_step
    return text("{step} (by {day})", step=outcome.next_step, day=outcome.next_on)


def news_of_outcome(ctx: JobContext, event: Event, outcome: Outcome) -> NewsContent:
    """The outcome as news of the digest, in the community's language."""
    reader = Reader(ctx.community.locale, ctx.zone, ctx.today)
    lines = [line.words if isinstance(line, Bold) else line for line in report_lines(outcome)]
    words = [reader.say(line) for line in lines if isinstance(line, Text | str)]
    return news_content(reader.say(outcome_title(event)), "\n".join(words))


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
        later = text("Comments are shown once {count} people have answered.", count=WORDS_FROM)
        return [*lines, later]
    words = ctx.store[Feedback].words(event.id, MOST_WORDS)
    return [*lines, *(text("– {what}", what=" ".join(each.split())) for each in words)]


def feedback_question(event: Event) -> Card:
    lines: tuple[Line, ...] = (
        text("{when}", when=event_time(event)),
        text("How was it? The gardening team reads your answer without your name."),
    )
    marks = tuple(give_feedback.button(label, event.id, mark) for mark, label in MARKS.items())
    return Card(event_card_title(event), lines, (marks,))


def rooms_text(ctx: JobContext) -> Text:
    return ntext("in {count} room", "in {count} rooms", len(ctx.rooms(RoomKind.COMMUNITY)))


def save_report(ctx: Context, event: Event, outcome: Outcome) -> None:
    """Save a report; a published one is updated in rooms and in a digest that is not sent yet."""
    outcome.author_id = outcome.author_id or ctx.member.id
    if outcome.state != OutcomeState.PUBLISHED:
        outcome.state = OutcomeState.DRAFT
        return
    outcome_card.refresh(ctx, outcome.id)
    replace_news(ctx, outcome, news_of_outcome(ctx, event, outcome), event.organiser)


class ToldInNews(Protocol):
    """An outcome that a news tells."""

    news_id: int | None


def news_content(title: str, words: str) -> NewsContent:
    """The content of a news item, cut to its limit."""
    return NewsContent(title[:LONGEST_TITLE], shortened(words, LONGEST_WORDS), "")


def add_news(ctx: Context, outcome: ToldInNews, content: NewsContent, seat: Seat) -> Text:
    """Add the news that tells an outcome to the next digest; returns which one that is.

    It is signed for the sender's seat, or for `seat` if they have none.
    """
    by = Byline(min(ctx.seats(), default=seat), ctx.member.id, ctx.member.name)
    news = ctx.store[NewsItems].add(ctx.community.id, content, by, state=NewsState.KEPT, at=ctx.now)
    outcome.news_id = news.id
    return add_to_digest(ctx, news)


def replace_news(ctx: Context, outcome: ToldInNews, content: NewsContent, seat: Seat) -> None:
    """Replace the news that tells an outcome, unless it was sent or says the same."""
    news = None if outcome.news_id is None else ctx.store[NewsItems].get(outcome.news_id)
    if news is None or (news.title, news.words) == (content.title, content.words):
        return
    if remove_from_digest(ctx, news):
        add_news(ctx, outcome, content, seat)


router = Router()


@router.contribution(letter_items, order=-1)
def outcomes_in_letter(ctx: JobContext) -> list[LetterItem]:
    """The news that tell outcomes: they stand here, and so not among the other news."""
    waiting = news_in_letter(ctx)
    ids = [each.ref for each in waiting]
    told = ctx.store[Outcomes].told_by(ids) | ctx.store[PollOutcomes].told_by(ids)
    return [replace(each, section=Section.CHANGED) for each in waiting if each.ref in told]
