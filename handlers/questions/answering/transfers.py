"""Pass a question on to a contact, with its whole history, and ask later whether they reacted."""

from datetime import date, timedelta
from typing import Annotated

from bot.core import (
    Answer,
    Card,
    Context,
    JobContext,
    JobRegistry,
    Router,
    Text,
    Where,
    asks,
    reads,
    text,
)
from bot.domain.dates.working_days import add_working_days
from bot.domain.questions.contacts import read_contact
from bot.domain.questions.question import Question, QuestionState, StepKind
from bot.domain.questions.steps import (
    REACTION_IN,
    Contact,
    NotTransferred,
    check_under_way,
    note_reaction,
    note_silence,
    promised_day,
    transfer,
)
from bot.domain.refusals import Final
from bot.domain.roles import Seat
from bot.references.questions import (
    answer_form,
    ask_for_contact,
    copy_history,
    note_contact_reacted,
    note_contact_silent,
    question_day_job,
    question_thing,
    transfer_command,
)
from handlers.questions.answering import acts
from handlers.questions.answering.lookup.question_choice import questions_under_way
from handlers.questions.answering.lookup.question_lookup import (
    keep_step,
    region_question,
)
from handlers.questions.answering.lookup.region_side import who_follows
from handlers.questions.answering.words.asker_notices import tell_asker
from handlers.questions.answering.words.question_history import history_card
from handlers.questions.answering.words.question_words import contact_row, short_words
from storage.questions import Questions

router = Router()
jobs = JobRegistry()

HOWEVER_LATE = timedelta(days=3650)
NEXT_CHECK_IN = 5
"""Working days until a contact that has not reacted is asked about again."""


ContactWords = Annotated[
    Contact,
    asks(
        "To whom do you pass it on? The name, then after a comma how to reach them. The "
        "person who asked reads the name only."
    ),
    reads(read_contact),
]
CheckDay = Annotated[date | None, asks("On which day do you check? Skip for ten working days.")]


class AlreadyNoted(Final):
    """This was noted already."""


@router.command(
    transfer_command,
    seat=Seat.REGION,
    agents=True,
    where=Where.REGION,
    example=(
        "12 Housing office, 03 81 00 00 00 | 4 december",
        "12 Service habitat, 03 81 00 00 00 | 4 décembre",
    ),
    theme="ask",
    label=text("Pass a question on"),
    trace=acts.TRANSFER_A_QUESTION,
)
def pass_on_question(
    ctx: Context,
    number: Annotated[
        int,
        asks(
            "Which question do you pass on?",
            choices=questions_under_way,
            nothing=text("No question waits for an answer."),
        ),
    ],
    contact: ContactWords,
    day: CheckDay = None,
) -> Card:
    """Pass a question on to a contact; I ask you on a day whether they reacted."""
    return _pass_on(ctx, region_question(ctx, number), contact, day)


def _pass_on(ctx: Context, question: Question, contact: Contact, day: date | None) -> Card:
    follow_up = _check_day(ctx, day)
    passed_on = transfer(question, ctx.member.id, contact, follow_up_on=follow_up, now=ctx.now)
    kept = keep_step(
        ctx,
        question,
        passed_on,
        StepKind.TRANSFERRED,
        by=ctx.member.id,
        words=contact.name,
    )
    told = text(
        "{name} passes your question on to {contact}, and checks on {day}: “{words}”",
        name=ctx.member.name,
        contact=contact.name,
        day=follow_up,
        words=short_words(question),
    )
    tell_asker(ctx, kept, told)
    return history_card(ctx, kept)


@router.button(ask_for_contact, seat=Seat.REGION, agents=True, trace=acts.TRANSFER_A_QUESTION)
def ask_contact(ctx: Context, question_id: int) -> Answer:
    """Ask to whom a question is passed on."""
    question = region_question(ctx, question_id)
    check_under_way(question)
    return pass_on_shown_question.ask(ctx, number=str(question.id))


@router.form("question_contact", seat=Seat.REGION, agents=True, trace=acts.TRANSFER_A_QUESTION)
def pass_on_shown_question(
    ctx: Context, number: int, contact: ContactWords, day: CheckDay = None
) -> Card:
    """Pass on the question whose button was pressed."""
    return _pass_on(ctx, region_question(ctx, number), contact, day)


@router.button(copy_history, seat=Seat.REGION, agents=True, trace=acts.TRANSFER_A_QUESTION)
def show_history(ctx: Context, question_id: int) -> Card:
    """Show the text for the contact again."""
    question = region_question(ctx, question_id)
    if question.state is not QuestionState.TRANSFERRED:
        raise NotTransferred(number=question.id)
    return history_card(ctx, question)


@router.button(
    note_contact_reacted,
    of=question_thing,
    seat=Seat.REGION,
    agents=True,
    trace=acts.FOLLOW_A_CONTACT,
)
def contact_reacted(ctx: Context, question_id: int) -> Answer:
    """Note that the contact reacted, and ask for the answer."""
    question = region_question(ctx, question_id)
    taken = note_reaction(question, ctx.member.id, promised_day(None, ctx.today, ctx.zone))
    keep_step(ctx, question, taken, StepKind.REACTED, by=ctx.member.id, words=question.contact)
    return answer_form.ask(ctx, number=str(question.id))


@router.button(
    note_contact_silent,
    of=question_thing,
    seat=Seat.REGION,
    agents=True,
    trace=acts.FOLLOW_A_CONTACT,
)
def contact_silent(ctx: Context, question_id: int, times: int) -> Text:
    """Note that the contact has not reacted; `times` is how often that was noted before."""
    question = region_question(ctx, question_id)
    if question.state is QuestionState.TRANSFERRED and question.contact_reminders != times:
        raise AlreadyNoted
    again_on = add_working_days(ctx.today, NEXT_CHECK_IN, ctx.zone)
    waiting = note_silence(question, again_on)
    kept = keep_step(
        ctx, question, waiting, StepKind.REMINDED, by=ctx.member.id, words=question.contact
    )
    return text(
        "Noted: {contact} has not reacted. I ask again on {day}.",
        contact=kept.contact,
        day=again_on,
    )


@jobs.job(question_day_job, grace=HOWEVER_LATE)
def ask_about_contact(ctx: JobContext, question_id: int) -> None:
    """Ask the follower of a question whether the contact reacted; draw a late one anew."""
    question = ctx.store[Questions].find(question_id)
    if question is None:
        return
    ctx.store[Questions].refresh_cards([question.id])
    if question.state is QuestionState.TRANSFERRED:
        for asked in who_follows(ctx, question):
            ctx.tell(asked, contact_card(ctx, question), calm=True)


def contact_card(ctx: JobContext, question: Question) -> Card:
    """The question whether a contact reacted."""
    asked = text(
        "Did {contact} react to question {number}? “{words}”",
        contact=question.contact,
        number=question.id,
        words=short_words(question),
    )
    return Card(
        text("⏳ Question {number}", number=question.id), (asked,), (contact_row(question),)
    )


def _check_day(ctx: Context, day: date | None) -> date:
    """The working day on which the contact is asked about: tomorrow at the earliest."""
    if day is None or day == ctx.today:
        return add_working_days(ctx.today, 1 if day else REACTION_IN, ctx.zone)
    return promised_day(day, ctx.today, ctx.zone)
