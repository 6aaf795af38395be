"""Draft an answer, and publish it."""

from typing import Annotated

from bot.core import (
    Answer,
    Card,
    Context,
    Quote,
    Router,
    Text,
    Toast,
    Where,
    Words,
    asks,
    at_most,
    text,
)
from bot.domain.questions.question import LONGEST_ANSWER, Question, StepKind
from bot.domain.questions.steps import (
    AnswerChanged,
    check_under_way,
    draft,
    is_under_way,
    promised_day,
    publish,
)
from bot.domain.roles import Seat
from bot.references.questions import (
    answer_command,
    answer_form,
    ask_for_answer,
    look_at_question,
    publish_draft,
    question_thing,
    read_draft,
)
from handlers.questions.answering import acts
from handlers.questions.answering.lookup.question_choice import questions_under_way
from handlers.questions.answering.lookup.question_lookup import keep_step, region_question
from handlers.questions.answering.words.asker_notices import answer_card, tell_followers
from handlers.questions.answering.words.question_words import short_words
from storage.questions import QuestionJoins

router = Router()

AnswerWords = Annotated[
    str,
    asks("What do you answer? You read it again before it is published."),
    at_most(LONGEST_ANSWER),
]


@router.command(
    answer_command,
    seat=Seat.REGION,
    agents=True,
    where=Where.REGION,
    example=("12 The subsidy opens in May.", "12 L'aide ouvre en mai."),
    theme="ask",
    label=text("Answer a question"),
    trace=acts.DRAFT_AN_ANSWER,
)
def draft_answer(
    ctx: Context,
    number: Annotated[
        int,
        asks(
            "Which question do you answer?",
            choices=questions_under_way,
            nothing=text("No question waits for an answer."),
        ),
    ],
    words: AnswerWords,
) -> Card:
    """Write the answer to a question; it is a draft until it is published."""
    return keep_draft(ctx, region_question(ctx, number), words)


@router.button(ask_for_answer, seat=Seat.REGION, agents=True, trace=acts.DRAFT_AN_ANSWER)
def ask_answer(ctx: Context, question_id: int) -> Answer:
    """Ask for the words of an answer."""
    question = region_question(ctx, question_id)
    check_under_way(question)
    return answer_form.ask(ctx, number=str(question.id))


@router.form(answer_form, seat=Seat.REGION, agents=True, trace=acts.DRAFT_AN_ANSWER)
def draft_shown_answer(ctx: Context, number: int, words: AnswerWords) -> Card:
    """Write the answer to the question whose button was pressed."""
    return keep_draft(ctx, region_question(ctx, number), words)


def keep_draft(ctx: Context, question: Question, words: str) -> Card:
    """Keep words as the draft of an answer, and show what may be done with it."""
    due_on = promised_day(None, ctx.today, ctx.zone)
    drafted = draft(question, ctx.member.id, words, due_on)
    drafted = keep_step(ctx, question, drafted, StepKind.DRAFTED, by=ctx.member.id, words=words)
    return _draft_card(ctx, drafted)


def _draft_card(ctx: Context, question: Question) -> Card:
    """The draft as a whole, and the buttons for it."""
    title = text("💬 Draft of the answer to question {number}", number=question.id)
    lines = (text("“{words}”", words=short_words(question)), "", Quote(question.draft), "")
    if Seat.REGION not in ctx.seats:
        waits = text("The draft is kept; {name} can publish it.", name=_publisher(ctx))
        return Card(title, (*lines, waits))
    publishing = publish_draft.button(text("Publish the answer"), question.id)
    keeping = keep_as_draft.button(text("Keep as a draft"), question.id)
    return Card(title, (*lines, _readers(ctx, question)), ((publishing,), (keeping,)))


@router.button(read_draft, seat=Seat.REGION, agents=True, trace=acts.LOOK_AT_A_QUESTION)
def show_draft(ctx: Context, question_id: int) -> Card:
    """Show a draft that is too long for the question's card."""
    question = region_question(ctx, question_id)
    check_under_way(question)
    if not question.draft:
        raise AnswerChanged(number=question.id)
    return _draft_card(ctx, question)


@router.button("question_keep", seat=Seat.REGION, trace=acts.DRAFT_AN_ANSWER)
def keep_as_draft(ctx: Context, question_id: int) -> Text:
    """Leave the draft as it is kept."""
    question = region_question(ctx, question_id)
    return text("The draft of question {number} is kept; it is in your list.", number=question.id)


@router.revised(question_thing)
def show_question_again(ctx: Context, question_id: int) -> Answer:
    """Show a draft that changed since it was read, else the question as it is now."""
    question = region_question(ctx, question_id)
    if question.draft and is_under_way(question):
        return _draft_card(ctx, question)
    return look_at_question.run(ctx, question_id)


@router.button(
    publish_draft,
    of=question_thing,
    seat=Seat.REGION,
    deliberate=True,
    trace=acts.PUBLISH_AN_ANSWER,
)
def publish_answer(ctx: Context, question_id: int) -> Answer:
    """Publish the answer that was read with the button."""
    question = region_question(ctx, question_id)
    check_under_way(question)
    if not question.draft:
        raise AnswerChanged(number=question.id)
    answered = publish(question, ctx.member.id, question.draft, ctx.now)
    give_answer(ctx, question, answered)
    told = text("The answer to question {number} is published.", number=question.id)
    return told if ctx.direct else Toast(told)


def give_answer(ctx: Context, before: Question, answered: Question) -> Question:
    """Keep an answer, and tell it to the people who wait for it."""
    kept = keep_step(
        ctx, before, answered, StepKind.ANSWERED, by=ctx.member.id, words=answered.answer
    )
    ctx.store[QuestionJoins].forget_ratings(kept.id)
    tell_followers(ctx, kept, answer_card(ctx, kept))
    return kept


def _readers(ctx: Context, question: Question) -> Text:
    """The readers of the answer once it is published."""
    if question.shown_at is None:
        return text(
            "Read by the person who asked, and by the other members once the question is shown to "
            "them."
        )
    return text("Read by all members, and told to those who asked.")


def _publisher(ctx: Context) -> Words:
    """The name of the Region's gardener, who publishes."""
    gardener = ctx.gardeners().get(Seat.REGION)
    return text("the Region's gardener") if gardener is None else gardener.name
