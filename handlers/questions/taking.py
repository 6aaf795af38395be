"""Take a question and promise a day, or pass it on to a contact with its whole history."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Annotated

from bot.core import (
    Act,
    Answer,
    Card,
    Context,
    JobContext,
    JobRegistry,
    Line,
    Quote,
    Router,
    Small,
    Text,
    Where,
    asks,
    checked,
    reads,
    text,
)
from bot.domain.dates.local_time import add_working_days
from bot.domain.questions.question import Question, QuestionState, QuestionStep, StepKind
from bot.domain.questions.steps import (
    REACTION_IN,
    Contact,
    NotTransferred,
    check_under_way,
    note_reaction,
    note_silence,
    promised_day,
    read_contact,
    take,
    transfer,
)
from bot.domain.refusals import Final
from bot.domain.roles import Seat
from bot.references.questions import (
    answer_form,
    ask_for_contact,
    change_due_day,
    copy_history,
    due_day_form,
    note_contact_reacted,
    note_contact_silent,
    question_day_job,
    question_thing,
    take_command,
    take_shown_question,
    transfer_command,
)
from handlers.questions.region_lookup import (
    NOTHING_WAITS,
    ask_if_under_way,
    check_number,
    keep_step,
    questions_under_way,
    region_question,
    responsible_members,
)
from handlers.questions.words import contact_row, person_words, short_words, tell_asker
from storage.members import Members
from storage.questions import Questions, QuestionSteps

router = Router()

TAKE = Act(text("{who} took a question"), text("take a question"))
TRANSFER = Act(text("{who} passed a question on"), text("pass a question on"))
FOLLOW_CONTACT = Act(
    text("{who} noted whether a contact reacted to a question"),
    text("note whether a contact reacted to a question"),
)
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
_STEPS = {
    StepKind.ASKED: text("{day}: asked."),
    StepKind.SHOWN: text("{day}: shown to the other members."),
    StepKind.TAKEN: text("{day}: taken by {name}."),
    StepKind.DRAFTED: text("{day}: a draft by {name}: “{words}”"),
    StepKind.ANSWERED: text("{day}: answered by {name}: “{words}”"),
    StepKind.TRANSFERRED: text("{day}: passed on by {name} to {words}."),
    StepKind.REMINDED: text("{day}: no answer from {words}."),
    StepKind.REACTED: text("{day}: {words} answered."),
    StepKind.DECLINED: text("{day}: declined by {name}: “{words}”"),
    StepKind.REOPENED: text("{day}: reopened by the person who asked: “{words}”"),
    StepKind.CONTINUED: text("{day}: what followed, by {name}: “{words}”"),
}


class TakenMeanwhile(Final):
    """{name} took question {number} meanwhile. To take it over: {take}."""


class AlreadyNoted(Final):
    """This was noted already."""


@router.command(
    take_command,
    seat=Seat.REGION,
    agents=True,
    where=Where.REGION,
    example=("12 friday", "12 vendredi"),
    theme="ask",
    label=text("Take a question"),
    trace=TAKE,
)
def take_question(
    ctx: Context,
    number: Annotated[
        int, asks("Which question do you take?", choices=questions_under_way, nothing=NOTHING_WAITS)
    ],
    day: Annotated[
        date | None, asks("By which day do you answer? Skip for ten working days.")
    ] = None,
) -> Text:
    """Take a question to the Region, and say by which day you answer it."""
    return _take(ctx, region_question(ctx, number), day)


@router.button(take_shown_question, seat=Seat.REGION, agents=True, tone="primary", trace=TAKE)
def take_by_button(ctx: Context, question_id: int) -> Text:
    """Take a question for the usual number of working days, unless another person was quicker."""
    question = region_question(ctx, question_id)
    check_under_way(question)
    taker = ctx.store[Members].get(question.taken_by)
    if taker is not None and taker.id != ctx.member.id:
        instead = take_command.typed(question.id)
        raise TakenMeanwhile(name=taker.name, number=question.id, take=instead)
    return _take(ctx, question, None)


@router.button(change_due_day, seat=Seat.REGION, agents=True, trace=TAKE)
def ask_for_other_day(ctx: Context, question_id: int) -> Answer:
    return due_day_form.ask(ctx, number=str(region_question(ctx, question_id).id))


@router.form(due_day_form, seat=Seat.REGION, agents=True, trace=TAKE)
def promise_other_day(
    ctx: Context, number: int, day: Annotated[date, asks("By which day do you answer?")]
) -> Text:
    return _take(ctx, region_question(ctx, number), day)


def _take(ctx: Context, question: Question, day: date | None) -> Text:
    due_on = promised_day(day, ctx.today, ctx.zone)
    taken = take(question, ctx.member.id, due_on)
    yours = text("Question {number} is yours: answer it by {day}.", number=question.id, day=due_on)
    if taken == question:
        return yours
    if question.taken_by == ctx.member.id and day is None:
        return text("Question {number} is yours already.", number=question.id)
    keep_step(ctx, question, taken, StepKind.TAKEN, by=ctx.member.id, words=due_on.isoformat())
    values = {"name": ctx.member.name, "day": due_on, "words": short_words(question)}
    tell_asker(ctx, question, text("{name} answers your question by {day}: “{words}”", **values))
    return yours


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
    trace=TRANSFER,
)
def pass_on_question(
    ctx: Context,
    number: Annotated[
        int,
        asks("Which question do you pass on?", choices=questions_under_way, nothing=NOTHING_WAITS),
        checked(check_number),
    ],
    contact: ContactWords,
    day: CheckDay = None,
) -> Card:
    """Pass a question on to a contact; I ask you on a day whether they reacted."""
    return _pass_on(ctx, region_question(ctx, number), contact, day)


def _pass_on(ctx: Context, question: Question, contact: Contact, day: date | None) -> Card:
    if day is None or day == ctx.today:  # tomorrow at the earliest
        follow_up = add_working_days(ctx.today, 1 if day else REACTION_IN, ctx.zone)
    else:
        follow_up = promised_day(day, ctx.today, ctx.zone)
    passed_on = transfer(question, ctx.member.id, contact, follow_up_on=follow_up, now=ctx.now)
    by = ctx.member.id
    kept = keep_step(ctx, question, passed_on, StepKind.TRANSFERRED, by=by, words=contact.name)
    told = text(
        "{name} passes your question on to {contact}, and checks on {day}: “{words}”",
        name=ctx.member.name,
        contact=contact.name,
        day=follow_up,
        words=short_words(question),
    )
    tell_asker(ctx, kept, told)
    return history_card(ctx, kept)


@router.button(ask_for_contact, seat=Seat.REGION, agents=True, trace=TRANSFER)
def ask_contact(ctx: Context, question_id: int) -> Answer:
    return ask_if_under_way(ctx, pass_on_shown_question, region_question(ctx, question_id))


@router.form("question_contact", seat=Seat.REGION, agents=True, trace=TRANSFER)
def pass_on_shown_question(
    ctx: Context, number: int, contact: ContactWords, day: CheckDay = None
) -> Card:
    """Pass on the question whose button was pressed."""
    return _pass_on(ctx, region_question(ctx, number), contact, day)


@router.button(copy_history, seat=Seat.REGION, agents=True, trace=TRANSFER)
def show_history(ctx: Context, question_id: int) -> Card:
    question = region_question(ctx, question_id)
    if question.state is not QuestionState.TRANSFERRED:
        raise NotTransferred(number=question.id)
    return history_card(ctx, question)


def history_card(ctx: JobContext, question: Question) -> Card:
    """The text for a contact, from the question to its latest step, and the next action.

    The asker's name stays here: it was given to the Region, not to others.
    """
    title = text("💬 Text for {contact}", contact=question.contact)
    values = {"number": question.id, "community": ctx.community.name, "day": question.due_on}
    how = text("To copy and send to them. I ask you on {day} whether they answered.", **values)
    lines: tuple[Line, ...] = (
        *filter(None, [question.contact_details]),
        "",
        text("Question {number} of a member of {community}:", **values),
        Quote(question.words),
        *_history_lines(ctx, question),
        text("Please answer by {day}, naming question {number}.", **values),
        "",
        Small(how),
    )
    return Card(title, lines, (contact_row(question),))


def _history_lines(ctx: JobContext, question: Question) -> list[Text]:
    """The steps in order, without the last one, which passes it on to this contact."""
    return [
        Text(
            _STEPS[step.kind].template,
            {
                "day": step.at.astimezone(ctx.zone).date(),
                "name": person_words(ctx, step.member_id),
                "words": step.words,
            },
        )
        for step in _told_steps(ctx.store[QuestionSteps].of(question.id))
    ]


def _told_steps(steps: Sequence[QuestionStep]) -> Iterator[QuestionStep]:
    """The steps to tell a contact; a published draft is told once."""
    answers = {each.words for each in steps if each.kind is StepKind.ANSWERED}
    transfers = [each for each in steps if each.kind is StepKind.TRANSFERRED]
    for step in steps:
        is_published = step.kind is StepKind.DRAFTED and step.words in answers
        if step.kind in _STEPS and not is_published and step not in transfers[-1:]:
            yield step


@router.button(
    note_contact_reacted,
    of=question_thing,
    seat=Seat.REGION,
    agents=True,
    trace=FOLLOW_CONTACT,
)
def contact_reacted(ctx: Context, question_id: int) -> Answer:
    """Note that the contact reacted, and ask for the answer."""
    question = region_question(ctx, question_id)
    taken = note_reaction(question, ctx.member.id, promised_day(None, ctx.today, ctx.zone))
    keep_step(ctx, question, taken, StepKind.REACTED, by=ctx.member.id, words=question.contact)
    return answer_form.ask(ctx, number=str(question.id))


@router.button(
    note_contact_silent, of=question_thing, seat=Seat.REGION, agents=True, trace=FOLLOW_CONTACT
)
def contact_silent(ctx: Context, question_id: int, times: int) -> Text:
    """Note that the contact has not reacted; `times` is how often that was noted before."""
    question = region_question(ctx, question_id)
    if question.state is QuestionState.TRANSFERRED and question.contact_reminders != times:
        raise AlreadyNoted
    by, contact = ctx.member.id, question.contact
    again_on = add_working_days(ctx.today, NEXT_CHECK_IN, ctx.zone)
    waiting = note_silence(question, again_on)
    keep_step(ctx, question, waiting, StepKind.REMINDED, by=by, words=contact)
    return text(
        "Noted: no answer from {contact} yet. I ask again on {day}.", contact=contact, day=again_on
    )


@jobs.job(question_day_job, grace=HOWEVER_LATE)
def ask_about_contact(ctx: JobContext, question_id: int) -> None:
    """Ask the follower of a question whether the contact reacted; draw a late one anew."""
    question = ctx.store[Questions].find(question_id)
    if question is None:
        return
    ctx.store[Questions].refresh_cards([question.id])
    if question.state is QuestionState.TRANSFERRED:
        for asked in responsible_members(ctx, question):
            ctx.tell(asked, contact_card(ctx, question), calm=True)


def contact_card(ctx: JobContext, question: Question) -> Card:
    """Ask whether a contact reacted."""
    asked = text(
        "Have you had an answer from {contact} to question {number}? “{words}”",
        contact=question.contact,
        number=question.id,
        words=short_words(question),
    )
    title = text("⏳ Question {number}", number=question.id)
    return Card(title, (asked,), (contact_row(question),))
