"""Answers: drafted, published, given in private, declined, followed by progress, and rated."""

from typing import Annotated

from bot.core import (
    Act,
    Answer,
    Card,
    Context,
    Quote,
    Replace,
    Router,
    Text,
    Toast,
    Where,
    asks,
    at_most,
    checked,
    text,
)
from bot.domain.questions.question import (
    LONGEST_ANSWER,
    LONGEST_REASON,
    Question,
    StepKind,
    Usefulness,
)
from bot.domain.questions.steps import (
    AnswerChanged,
    check_ended,
    check_rated_answer,
    check_under_way,
    decline,
    draft,
    is_under_way,
    promised_day,
    publish,
    rate,
    reopen,
)
from bot.domain.rates import MESSAGES
from bot.domain.refusals import Final
from bot.domain.roles import Post, Role, Seat
from bot.references.questions import (
    LOOK,
    answer_command,
    answer_form,
    answers_given,
    ask_for_answer,
    ask_for_private_answer,
    ask_for_private_reason,
    ask_for_progress,
    ask_for_reason,
    decline_command,
    look_at_question,
    own_question_card,
    publish_draft,
    question_thing,
    rate_answer,
    read_draft,
)
from handlers.questions.region_lookup import (
    CARD_REPLY,
    NOTHING_WAITS,
    NothingToHandle,
    ask_if_under_way,
    check_number,
    is_for_me,
    keep_step,
    private_question,
    put_before_region,
    questions_under_way,
    region_question,
)
from handlers.questions.words import (
    RATED,
    answer_card,
    decline_card,
    is_answerable,
    progress_card,
    short_words,
    tell_followers,
)
from storage.questions import QuestionJoins, Questions

router = Router()

DRAFT = Act(text("{who} drafted the answer to a question"), text("draft the answer to a question"))
PUBLISH = Act(
    text("{who} published the answer to a question"), text("publish the answer to a question")
)
REPLY = Act(text("{who} answered a question by a reply"), text("answer a question by a reply"))
DECLINE = Act(text("{who} declined a question"), text("decline a question"))
TELL_PROGRESS = Act(
    text("{who} told what followed a question"), text("tell what followed a question")
)

AnswerWords = Annotated[
    str,
    asks("What is your answer? You read it again before it is published."),
    at_most(LONGEST_ANSWER),
]
Reason = Annotated[
    str,
    asks("Why can it not be answered? The person who asked reads your reason."),
    at_most(LONGEST_REASON),
]


class NotAmongAskers(Final):
    """Only those who asked this question can say whether the answer helps."""


@router.command(
    answer_command,
    seat=Seat.REGION,
    agents=True,
    where=Where.REGION,
    example=("12 The subsidy opens in May.", "12 L'aide ouvre en mai."),
    theme="ask",
    label=text("Answer a question"),
    trace=DRAFT,
)
def draft_answer(
    ctx: Context,
    number: Annotated[
        int,
        asks("Which question do you answer?", choices=questions_under_way, nothing=NOTHING_WAITS),
        checked(check_number),
    ],
    words: AnswerWords,
) -> Card:
    """Write the answer to a question; it is a draft until it is published."""
    return keep_draft(ctx, region_question(ctx, number), words)


@router.button(ask_for_answer, seat=Seat.REGION, agents=True, trace=DRAFT)
def ask_answer(ctx: Context, question_id: int) -> Answer:
    return ask_if_under_way(ctx, answer_form, region_question(ctx, question_id))


@router.form(answer_form, seat=Seat.REGION, agents=True, trace=DRAFT)
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
    title = text("💬 Draft of the answer to question {number}", number=question.id)
    lines = (text("“{words}”", words=short_words(question)), "", Quote(question.draft), "")
    if Seat.REGION not in ctx.seats():
        gardener = ctx.gardeners().get(Seat.REGION)
        name = text("the Region's gardener") if gardener is None else gardener.name
        waits = text("The draft is kept; {name} can publish it.", name=name)
        return Card(title, (*lines, waits))
    publishing = publish_draft.button(text("Publish the answer"), question.id)
    keeping = keep_as_draft.button(text("Keep as a draft"), question.id)
    return Card(title, (*lines, _readers_text(question)), ((publishing,), (keeping,)))


@router.button(read_draft, seat=Seat.REGION, agents=True, trace=LOOK)
def show_draft(ctx: Context, question_id: int) -> Card:
    """Show a draft that is too long for the question's card."""
    question = region_question(ctx, question_id)
    check_under_way(question)
    if not question.draft:
        raise AnswerChanged(number=question.id)
    return _draft_card(ctx, question)


@router.button("question_keep", seat=Seat.REGION, trace=DRAFT)
def keep_as_draft(ctx: Context, question_id: int) -> Text:
    question = region_question(ctx, question_id)
    return text("The draft of question {number} is kept; it is in your list.", number=question.id)


@router.revised(question_thing)
def show_question_again(ctx: Context, question_id: int) -> Answer:
    """Show a draft that changed since it was read, else the question as it is now."""
    question = region_question(ctx, question_id)
    if question.draft and is_under_way(question):
        return _draft_card(ctx, question)
    return look_at_question.run(ctx, question_id)


@router.button(publish_draft, of=question_thing, seat=Seat.REGION, deliberate=True, trace=PUBLISH)
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
    answers_given.collect(ctx, kept)
    return kept


def _readers_text(question: Question) -> Text:
    """The readers of the answer once it is published."""
    if question.shown_at is None:
        return text(
            "Read by the person who asked, and by the other members once the question is shown to "
            "them."
        )
    return text("Read by all members, and told to those who asked.")


@router.button(ask_for_private_answer, who=Role.GARDENER, trace=PUBLISH)
def ask_private_answer(ctx: Context, question_id: int) -> Answer:
    return ask_if_under_way(ctx, answer_private_question, private_question(ctx, question_id))


@router.form("question_private_reply", who=Role.GARDENER, trace=PUBLISH)
def answer_private_question(
    ctx: Context,
    number: int,
    words: Annotated[
        str,
        asks("What is your answer? It is sent at once, to the person who asked."),
        at_most(LONGEST_ANSWER),
    ],
) -> Text:
    return send_private_answer(ctx, private_question(ctx, number), words)


def send_private_answer(ctx: Context, question: Question, words: str) -> Text:
    """Send an answer to the one person who asked."""
    answered = publish(question, ctx.member.id, words, ctx.now)
    give_answer(ctx, question, answered)
    return text("Your answer to question {number} is sent.", number=question.id)


@router.command(
    decline_command,
    seat=Seat.REGION,
    where=Where.REGION,
    example=("12 This is up to the State.", "12 Cela relève de l'État."),
    theme="ask",
    label=text("Decline a question"),
    trace=DECLINE,
)
def decline_question(
    ctx: Context,
    number: Annotated[
        int,
        asks("Which question do you decline?", choices=questions_under_way, nothing=NOTHING_WAITS),
        checked(check_number),
    ],
    reason: Reason,
) -> Text:
    """Decline a question, and say why."""
    return _decline(ctx, region_question(ctx, number), reason)


@router.button(ask_for_reason, seat=Seat.REGION, trace=DECLINE)
def ask_reason(ctx: Context, question_id: int) -> Answer:
    """Ask why a question is declined; this is also the moment to reconsider."""
    return ask_if_under_way(ctx, decline_shown_question, region_question(ctx, question_id))


@router.form("question_refuse", seat=Seat.REGION, trace=DECLINE)
def decline_shown_question(ctx: Context, number: int, reason: Reason) -> Text:
    """Decline the question whose button was pressed."""
    return _decline(ctx, region_question(ctx, number), reason)


@router.button(ask_for_private_reason, who=Role.GARDENER, trace=DECLINE)
def ask_private_reason(ctx: Context, question_id: int) -> Answer:
    return ask_if_under_way(ctx, decline_private_question, private_question(ctx, question_id))


@router.form("question_private_refuse", who=Role.GARDENER, trace=DECLINE)
def decline_private_question(ctx: Context, number: int, reason: Reason) -> Text:
    return _decline(ctx, private_question(ctx, number), reason)


def _decline(ctx: Context, question: Question, reason: str) -> Text:
    declined = decline(question, ctx.member.id, reason, ctx.now)
    kept = keep_step(ctx, question, declined, StepKind.DECLINED, by=ctx.member.id, words=reason)
    tell_followers(ctx, kept, decline_card(ctx, kept))
    return text("Question {number} is declined, and the asker is told why.", number=question.id)


router.act(CARD_REPLY, REPLY)


@router.reply(CARD_REPLY, limit=MESSAGES)
def reply_to_question(
    ctx: Context, question_id: int, words: Annotated[str, at_most(LONGEST_ANSWER)]
) -> Answer:
    """Take a reply to a question's card as its answer."""
    question = ctx.store[Questions].find(question_id)
    if question is None:
        raise NothingToHandle(number=question_id)
    ctx.enter(question.community_id)
    if not words.strip():
        return text("I can only take words as an answer.")
    if ctx.direct and is_for_me(ctx, question):
        return send_private_answer(ctx, private_question(ctx, question_id), words)
    if Seat.REGION not in ctx.seats() and Post.AGENT not in ctx.posts():
        ctx.audit(CARD_REPLY, "refused")
        raise NothingToHandle(number=question_id)
    return keep_draft(ctx, region_question(ctx, question_id), words)


@router.button(ask_for_progress, seat=Seat.REGION, trace=TELL_PROGRESS)
def ask_progress(ctx: Context, question_id: int) -> Answer:
    """Ask what followed an answer."""
    question = region_question(ctx, question_id)
    check_ended(question)
    return tell_progress.ask(ctx, number=str(question.id))


@router.form("question_progress", seat=Seat.REGION, trace=TELL_PROGRESS)
def tell_progress(
    ctx: Context,
    number: int,
    words: Annotated[
        str,
        asks("What happened since? All who asked this question read it."),
        at_most(LONGEST_ANSWER),
    ],
) -> Text:
    question = region_question(ctx, number)
    check_ended(question)
    keep_step(ctx, question, question, StepKind.CONTINUED, by=ctx.member.id, words=words)
    tell_followers(ctx, question, progress_card(ctx, question, words))
    return text("What followed question {number} is told.", number=question.id)


@router.button(rate_answer, who=Role.MEMBER)
def rate_shown_answer(ctx: Context, question_id: int, answer: int, rating: int) -> Answer:
    """Say how useful an answer is; its asker is asked what is missing if it did not help."""
    usefulness = _usefulness(rating)
    question = _own_question(ctx, question_id)
    check_rated_answer(question, answer)
    if question.asker_id != ctx.member.id:
        ctx.store[QuestionJoins].rate(question.id, ctx.member.id, usefulness)
        return Replace(answer_card(ctx, question, usefulness))
    rated = rate(question, usefulness, answer=answer)
    if rated != question:
        keep_step(ctx, question, rated, StepKind.RATED, by=ctx.member.id, words=usefulness)
    if usefulness is Usefulness.USEFUL:
        return Replace(answer_card(ctx, question, usefulness))
    return say_what_is_missing.ask(
        ctx, number=str(question.id), answer=str(answer), rating=str(rating)
    )


@router.form("question_reopen", who=Role.MEMBER, limit=MESSAGES)
def say_what_is_missing(
    ctx: Context,
    number: int,
    answer: int,
    rating: int,
    words: Annotated[
        str,
        asks("What is missing? The Region reads it, and your question is open again."),
        at_most(LONGEST_REASON),
    ],
) -> Text | Card:
    """Reopen a question with what is missing in its answer."""
    question = _own_question(ctx, number)
    if question.asker_id != ctx.member.id:
        raise NotAmongAskers
    reopened = reopen(question, _usefulness(rating), answer=answer, today=ctx.today)
    kept = keep_step(ctx, question, reopened, StepKind.REOPENED, by=ctx.member.id, words=words)
    if not is_answerable(ctx, kept):
        return own_question_card(ctx, kept.id)
    put_before_region(ctx, kept)
    return text("Your question {number} is open again, with your words.", number=kept.id)


def _usefulness(rating: int) -> Usefulness:
    if not 0 <= rating < len(RATED):
        raise NotAmongAskers
    return RATED[rating]


def _own_question(ctx: Context, number: int) -> Question:
    """The question of this community that the member asked or joined."""
    question = ctx.store[Questions].lock(ctx.community.id, number)
    if question is None:
        raise NotAmongAskers
    is_asker = question.asker_id == ctx.member.id
    if not is_asker and not ctx.store[QuestionJoins].has(question.id, ctx.member.id):
        raise NotAmongAskers
    return question
