"""Questions in the digest, with askers who agreed, in the letter to the Region, and in figures."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from bot.core import (
    Act,
    Button,
    Card,
    Context,
    JobContext,
    Line,
    Replace,
    Router,
    Text,
    Words,
    joined,
    text,
)
from bot.domain.addresses import shortened
from bot.domain.dates.local_time import Period, working_days_between
from bot.domain.digest.composing import Key, Section
from bot.domain.questions.question import (
    UNANSWERED,
    Question,
    QuestionProgress,
    QuestionState,
    StepKind,
    Usefulness,
    headline,
    is_public,
)
from bot.domain.questions.steps import Lateness, lateness
from bot.domain.rates import QUESTIONS
from bot.domain.refusals import Final
from bot.domain.region_letter import RegionPart
from bot.domain.roles import Role, Seat
from bot.domain.stats import Counted, FigureKind
from bot.domain.words import on_one_line
from bot.references.digest import letter_items, outdated_items
from bot.references.questions import (
    credit_asker,
    look_at_question,
    progress_buttons,
    show_question,
    uncredit_asker,
)
from bot.references.region_letter import RegionItem, RegionSource, region_sources
from bot.references.stats import Figure, FigureSet, figures
from bot.vocabulary.audiences import domain_label
from bot.vocabulary.letter_items import LetterItem, Signature
from handlers.questions.asking import readable_question
from handlers.questions.words import asker_text, joined_text, state_text
from storage.members import Members
from storage.questions import (
    QuestionFigures,
    QuestionFilter,
    QuestionJoins,
    Questions,
    QuestionSteps,
)
from storage.region_letter import LATE_QUESTION, QUESTION

router = Router()

NAME_ASKER = Act(
    text("{who} wants their name beside what changed"), text("be named beside what changed")
)

ANSWER_KIND = "question"
PROGRESS_KIND = "question_progress"
AGAIN = "question_again_"
"""The answer to a question that was reopened is another item; followed by how often it was."""
RECENT = timedelta(weeks=6)
MOST_LISTED = 10
LONGEST_LABEL = 30
LONGEST_EXCERPT = 400
LONGEST_HEADLINE = 150
LONGEST_WORDS = 160

QUESTION_FIGURES = (
    Figure(
        key="questions_asked",
        title=text("Questions asked"),
        definition=text("Questions sent in the month and not taken back."),
        kind=FigureKind.THINGS,
    ),
    Figure(
        key="questions_answered",
        title=text("Questions answered"),
        definition=text("Questions that got their first answer in the month."),
        kind=FigureKind.THINGS,
    ),
    Figure(
        key="days_to_answer",
        title=text("Time until the answer"),
        definition=text(
            "Working days from a question to its first answer: half of the answers took no longer."
        ),
        kind=FigureKind.DAYS,
    ),
    Figure(
        key="questions_declined",
        title=text("Questions declined"),
        definition=text("Questions that the Region declined in the month, with a reason."),
        kind=FigureKind.THINGS,
    ),
    Figure(
        key="questions_waiting",
        title=text("Questions without an answer"),
        definition=text("Questions that waited for an answer at the end of the month."),
        kind=FigureKind.AT_END,
    ),
    Figure(
        key="answers_useful",
        title=text("Answers found useful"),
        definition=text("People who found an answer of the month before useful."),
        kind=FigureKind.PEOPLE,
    ),
)


@router.contribution(letter_items)
def answers_in_letter(ctx: JobContext) -> list[LetterItem]:
    """The answers of the last weeks that all members may read, the oldest first."""
    which = QuestionFilter(
        states=[QuestionState.ANSWERED], shown=True, answered_after=ctx.now - RECENT
    )
    found = ctx.store[Questions].listed(ctx.community.id, which, most=MOST_LISTED)
    return [_answer_item(ctx, each) for each in reversed(found)]


@router.contribution(outdated_items)
def changed_answers(ctx: JobContext, items: Sequence[LetterItem]) -> Collection[Key]:
    """Answers that were replaced, or that not all members may read any more."""
    approved = {
        each.ref: each for each in items if each.kind == ANSWER_KIND or each.kind.startswith(AGAIN)
    }
    questions = ctx.store[Questions].these(approved) if approved else []
    now = {
        each.id: _answer_item(ctx, each)
        for each in questions
        if each.state is QuestionState.ANSWERED and is_public(each)
    }
    return {
        item.key
        for question_id, item in approved.items()
        if question_id not in now
        or now[question_id].key != item.key
        or not now[question_id].says_the_same_as(item)
    }


def _answer_item(ctx: JobContext, question: Question) -> LetterItem:
    times = question.reopened_count
    return LetterItem(
        kind=f"{AGAIN}{times}" if times else ANSWER_KIND,
        ref=question.id,
        section=Section.ANSWERS,
        headline=headline(question.words, LONGEST_HEADLINE),
        lines=tuple(shortened(question.answer, LONGEST_EXCERPT).split("\n")),
        signature=_region_signature(ctx, question.answered_by),
        button=read_button(question),
    )


def _region_signature(ctx: JobContext, member_id: int | None) -> Signature:
    member = ctx.store[Members].get(member_id)
    if member is None:
        return Signature(Seat.REGION)
    return Signature(Seat.REGION, member.name, member.id)


def read_button(question: Question) -> Button:
    words = headline(question.words, LONGEST_LABEL)
    return show_question.button(text("Read: {question}", question=words), question.id)


@router.contribution(letter_items)
def progress_in_letter(ctx: JobContext) -> list[LetterItem]:
    """Recent progress on questions that all members may read."""
    told = ctx.store[QuestionSteps].progress(ctx.community.id, ctx.now - RECENT)
    return [*_items_of(ctx, told).values()][-MOST_LISTED:]


@router.contribution(outdated_items)
def changed_progress(ctx: JobContext, items: Sequence[LetterItem]) -> Collection[Key]:
    """Items of questions that were withdrawn, or with other names beside them by now."""
    approved = {each.ref: each for each in items if each.kind == PROGRESS_KIND}
    told = ctx.store[QuestionSteps].progress_by_id(approved) if approved else []
    now = _items_of(ctx, told)
    return {
        item.key
        for step_id, item in approved.items()
        if step_id not in now or not now[step_id].says_the_same_as(item)
    }


def _items_of(ctx: JobContext, told: Sequence[QuestionProgress]) -> Mapping[int, LetterItem]:
    """Items by the ids of their steps, of questions that all members may read."""
    ids = {each.question_id for each in told}
    questions = {each.id: each for each in ctx.store[Questions].these(ids) if is_public(each)}
    names = _credited_names(ctx, questions)
    return {
        each.id: _progress_item(ctx, each, questions[each.question_id], names[each.question_id])
        for each in told
        if each.question_id in questions and each.words
    }


def _progress_item(
    ctx: JobContext, told: QuestionProgress, question: Question, names: Sequence[Words]
) -> LetterItem:
    lines: list[Line] = [*shortened(told.words, LONGEST_EXCERPT).split("\n")]
    if names:
        lines.append(text("Asked by {names}.", names=names))
    return LetterItem(
        kind=PROGRESS_KIND,
        ref=told.id,
        section=Section.CHANGED,
        headline=headline(question.words, LONGEST_HEADLINE),
        lines=tuple(lines),
        signature=_region_signature(ctx, told.member_id),
        button=read_button(question),
    )


def _credited_names(ctx: JobContext, question_ids: Collection[int]) -> dict[int, list[Words]]:
    """The present names of members who asked or joined and want to be named."""
    found: dict[int, list[Words]] = {}
    for question_id, member_ids in ctx.store[QuestionSteps].credited(question_ids).items():
        members = [ctx.store[Members].get(each) for each in member_ids]
        found[question_id] = [
            each.name
            for each in members
            if each is not None and ctx.community.id in ctx.store[Members].communities_of(each)
        ]
    return found


class NotYours(Final):
    """Only those who asked question {number} can be named there."""


class NotInTheLetter(Final):
    """Question {number} is not in the letter: only you and those who answer it read it."""


@router.contribution(progress_buttons)
def credit_button(_ctx: JobContext, question: Question) -> Button | None:
    """A button below the progress of a question, for those who asked it."""
    if not is_public(question):
        return None
    return credit_asker.button(text("Name me in the letter"), question.id)


@router.button(credit_asker, deliberate=True, who=Role.MEMBER, limit=QUESTIONS, trace=NAME_ASKER)
def name_in_letter(ctx: Context, number: int) -> Card:
    """Name the sender beside what changed because of a question."""
    _note_wish(ctx, _joined_question(ctx, number), StepKind.CREDITED)
    done = text("Your name will stand below question {number}, in the letter.", number=number)
    return Card(None, (done,), ((uncredit_asker.button(text("Do not name me"), number),),))


@router.button(uncredit_asker, who=Role.MEMBER, limit=QUESTIONS)
def name_no_longer(ctx: Context, number: int) -> Replace:
    """Stop naming the sender there."""
    _note_wish(ctx, _joined_question(ctx, number), StepKind.UNCREDITED)
    done: Text = text("Question {number} is told without your name.", number=number)
    again = credit_asker.button(text("Name me in the letter"), number)
    return Replace(Card(None, (done,), ((again,),)))


def _note_wish(ctx: Context, question: Question, kind: StepKind) -> None:
    """Note the sender's wish once, however often it is repeated."""
    is_credited = ctx.member.id in ctx.store[QuestionSteps].credited([question.id])[question.id]
    if is_credited != (kind is StepKind.CREDITED):
        ctx.store[QuestionSteps].add(question, kind, ctx.now, by=ctx.member.id)


def _joined_question(ctx: Context, number: int) -> Question:
    """A question in the letter that the sender asked or joined."""
    question = readable_question(ctx, number)
    is_asker = question.asker_id == ctx.member.id
    if not is_asker and not ctx.store[QuestionJoins].has(number, ctx.member.id):
        raise NotYours(number=number)
    if not is_public(question):
        raise NotInTheLetter(number=number)
    return question


@router.contribution(region_sources)
def new_questions_for_region(_ctx: JobContext) -> RegionSource:
    """The questions that wait for an answer, and not for too long."""
    return RegionSource(
        kind=QUESTION,
        part=RegionPart.QUESTIONS,
        find=lambda ctx, _since: _unanswered_ids(ctx, late=False),
        show=_question_item,
        open=look_at_question.run,
        is_opened_in_room=True,
    )


@router.contribution(region_sources)
def late_questions_for_region(ctx: JobContext) -> RegionSource:
    """The questions that wait for too long, in each letter until they are answered."""
    return replace(
        new_questions_for_region(ctx),
        kind=LATE_QUESTION,
        part=RegionPart.OVERDUE,
        find=lambda ctx, _since: _unanswered_ids(ctx, late=True),
        repeats=True,
    )


def _unanswered_ids(ctx: JobContext, *, late: bool) -> list[int]:
    """The questions that wait for the Region, the oldest first; none for one gardener alone."""
    which = QuestionFilter(states=UNANSWERED, private=False)
    found = ctx.store[Questions].listed(ctx.community.id, which)[::-1]
    latenesses = {each.id: lateness(each, ctx.today, ctx.zone) for each in found}
    return [key for key, how_late in latenesses.items() if (how_late is not Lateness.NONE) == late]


def _question_item(ctx: JobContext, question_id: int) -> RegionItem | None:
    question = ctx.store[Questions].get(ctx.community.id, question_id)
    if question is None or not question.is_sent or question.is_private:
        return None
    words = shortened(on_one_line(question.words), LONGEST_WORDS)
    return RegionItem(
        label=text("Question {number}", number=question.id),
        headline=text("Question {number}: {words}", number=question.id, words=words),
        lines=tuple(_lines(ctx, question)),
    )


def _lines(ctx: JobContext, question: Question) -> list[Words]:
    """The asker, if they gave their name; the number of others who ask the same; the state."""
    asker = asker_text(ctx, question)
    domain = question.domain
    lines = [asker if domain is None else joined(asker, domain_label(domain))]
    shared = joined_text(ctx, question)
    if shared is not None:
        lines.append(shared)
    if question.reopened_count and question.state is QuestionState.OPEN:
        return [*lines, text("Reopened: the answer was not enough.")]
    return [*lines, state_text(ctx, question)]


@router.contribution(figures)
def question_figures(_ctx: JobContext) -> FigureSet:
    """Questions, and the time until their answers."""
    return FigureSet(
        order=50,
        theme=text("Questions to the Region"),
        figures=QUESTION_FIGURES,
        count=_count_questions,
    )


def _count_questions(ctx: JobContext, period: Period) -> Mapping[str, Counted]:
    here = ctx.community.id
    found = ctx.store[QuestionFigures].counts(here, period.since, period.until)
    before = period.months_before(1, ctx.zone)
    earlier = ctx.store[QuestionFigures].counts(here, before.since, before.until)
    days = Counter(
        working_days_between(
            asked.astimezone(ctx.zone).date(), answered.astimezone(ctx.zone).date(), ctx.zone
        )
        for asked, answered in found.delays
    )
    return {
        "questions_asked": found.asked,
        "questions_answered": len(found.delays),
        "days_to_answer": days,
        "questions_declined": found.declined,
        "questions_waiting": found.unanswered,
        "answers_useful": earlier.ratings.get(Usefulness.USEFUL, 0),
    }
