"""The card of a question for the Region or one gardener, and the to-do lines of questions."""

from zoneinfo import ZoneInfo

from bot.core import (
    MOST_WAITING,
    Bold,
    Button,
    Buttons,
    Card,
    Context,
    JobContext,
    Line,
    Quote,
    Router,
    Small,
    Text,
    Todo,
    Words,
    joined,
    ntext,
    text,
    todos,
)
from bot.domain.addresses import shortened
from bot.domain.questions.question import (
    CLOSED,
    LONGEST_REASON,
    UNANSWERED,
    Question,
    QuestionState,
    StepKind,
    Usefulness,
)
from bot.domain.questions.steps import Lateness, is_silent, is_under_way, lateness
from bot.domain.roles import Post, Role, Seat
from bot.references.questions import (
    LOOK,
    agent_question_card,
    answer_command,
    ask_for_answer,
    ask_for_contact,
    ask_for_private_answer,
    ask_for_private_reason,
    ask_for_progress,
    ask_for_reason,
    change_due_day,
    copy_history,
    look_at_question,
    private_question_card,
    publish_draft,
    read_draft,
    region_question_card,
    take_shown_question,
)
from bot.references.seats import MOST_OPEN, Open, OpenThing, handover
from bot.vocabulary.audiences import domain_label
from handlers.questions.region_lookup import region_question
from handlers.questions.words import (
    RATINGS,
    contact_row,
    is_answerable,
    named_asker,
    person_words,
    short_words,
)
from storage.members import Members
from storage.questions import QuestionFilter, QuestionJoins, Questions, QuestionSteps

router = Router()

LONGEST_EARLIER = 300
_REOPENED = {
    Usefulness.PARTLY: text("Reopened: the answer helped in part."),
    Usefulness.NOT_AT_ALL: text("Reopened: the answer did not help."),
}
_LONGEST_CARD = 3000
"""A longer card may be cut: Telegram shows 4096 units of a message that is edited."""


@router.card(region_question_card, shows=[Question])
def draw_region_card(ctx: JobContext, question_id: int) -> Card:
    """A question for the Region's gardener, who publishes and declines."""
    return _region_card(ctx, question_id, decides=True)


@router.card(agent_question_card, shows=[Question])
def draw_agent_card(ctx: JobContext, question_id: int) -> Card:
    """A question for an agent, who takes, drafts and passes on."""
    return _region_card(ctx, question_id, decides=False)


@router.card(private_question_card, shows=[Question])
def draw_private_card(ctx: JobContext, question_id: int) -> Card:
    """A question for one gardener alone."""
    question = ctx.store[Questions].find(question_id)
    if question is None or not question.is_sent:
        return _gone_card(question_id)
    title, lines = _title(ctx, question), _lines(ctx, question)
    number = _small_print(question, text("for you alone"))
    if not is_under_way(question) or not is_answerable(ctx, question):
        return Card(title, (*lines, number))
    how = text("Only you read it. To answer, reply to this message.")
    answer = ask_for_private_answer.button(text("Write an answer"), question.id)
    decline = ask_for_private_reason.button(text("Decline"), question.id)
    return Card(title, (*lines, how, number), ((answer, decline),))


@router.button(look_at_question, who=Role.GARDENER, agents=True, trace=LOOK)
def show_question(ctx: Context, question_id: int) -> Card:
    """Show a question with what this person may do about it."""
    question = region_question(ctx, question_id)
    if Seat.REGION not in ctx.seats() and Post.AGENT not in ctx.posts():
        return Card(_title(ctx, question), tuple(_lines(ctx, question)))
    return _region_card(ctx, question.id, decides=Seat.REGION in ctx.seats())


def _region_card(ctx: JobContext, question_id: int, *, decides: bool) -> Card:
    question = ctx.store[Questions].find(question_id)
    if question is None or not question.is_sent or question.is_private:
        return _gone_card(question_id)
    how = text("in writing: {answer} then your answer", answer=answer_command.typed(question.id))
    number = _small_print(question, how if is_under_way(question) else text("settled"))
    rows = _rows(question, decides=decides)
    return Card(_title(ctx, question), (*_lines(ctx, question), number), rows)


def _lines(ctx: JobContext, question: Question) -> list[Line]:
    lines: list[Line] = [Quote(question.words), _fact_line(ctx, question), ""]
    lines += [*_reopening_lines(ctx, question), _state_line(ctx, question)]
    if question.draft:
        lines.append(Quote(question.draft))
    elif question.state is QuestionState.ANSWERED:
        lines.append(Quote(question.answer))
        if question.usefulness is not None:
            lines.append(text("The asker says: {rating}.", rating=RATINGS[question.usefulness]))
    elif question.state is QuestionState.DECLINED:
        lines.append(Quote(question.reason))
    is_just_reopened = question.state is QuestionState.OPEN and question.due_on == ctx.today
    if lateness(question, ctx.today, ctx.zone) is not Lateness.NONE and not is_just_reopened:
        lines.append(Bold(text("⏳ Late")))
    return lines


def _title(ctx: JobContext, question: Question) -> Text:
    asker = named_asker(ctx, question)
    if asker is None:
        return text("💬 Question {number}, without a name", number=question.id)
    return text("💬 Question {number} from {name}", number=question.id, name=asker.name)


def _small_print(question: Question, words: Text) -> Small:
    return Small(text("Question {number} · {words}", number=question.id, words=words))


def _gone_card(question_id: int) -> Card:
    title = text("💬 Question {number}", number=question_id)
    return Card(title, (text("Withdrawn by the person who asked it."),))


def _fact_line(ctx: JobContext, question: Question) -> Words:
    """The day it was asked, its domain, and how many have the same question."""
    asked = text("Asked on {day}", day=question.created_at.astimezone(ctx.zone).date())
    facts: list[Words] = [] if question.domain is None else [domain_label(question.domain)]
    joined_by = len(ctx.store[QuestionJoins].of(question.id))
    if joined_by:
        facts.append(ntext("{count} more has it", "{count} more have it", joined_by))
    return joined(asked, *facts)


def _state_line(ctx: JobContext, question: Question) -> Words:
    values: dict[str, object] = {
        "name": person_words(ctx, question.taken_by),
        "day": question.due_on,
        "contact": question.contact,
    }
    match question.state:
        case QuestionState.OPEN:
            return text("Nobody has taken it yet.")
        case QuestionState.TAKEN:
            return text("{name} answers by {day}.", **values)
        case QuestionState.DRAFTED:
            return text("There is a draft, not published yet. {name} answers by {day}.", **values)
        case QuestionState.TRANSFERRED if is_silent(question):
            return text(
                "⚠️ Still no answer from {contact}. The next check is on {day}.",
                **values,
            )
        case QuestionState.TRANSFERRED:
            return text("Passed on to {contact} by {name}, who checks on {day}.", **values)
        case QuestionState.ANSWERED:
            name = person_words(ctx, question.answered_by)
            return text("✅ Answered by {name}.", name=name)
        case QuestionState.DECLINED:
            name = person_words(ctx, question.answered_by)
            return text("Declined by {name}.", name=name)
        case _:
            return text("Withdrawn.")


def _reopening_lines(ctx: JobContext, question: Question) -> list[Line]:
    """Why the asker reopened it, and the previous answer, until there is another one."""
    if not question.reopened_count or question.state is QuestionState.ANSWERED:
        return []
    steps = ctx.store[QuestionSteps].of(question.id)
    reopenings = [each for each in steps if each.kind is StepKind.REOPENED]
    why = _REOPENED.get(question.usefulness) if question.usefulness is not None else None
    lines: list[Line] = [] if why is None else [Bold(why)]
    lines += [Quote(each.words) for each in reopenings[-1:] if each.words]
    if question.answer:
        lines += [text("The answer before:"), Quote(shortened(question.answer, LONGEST_EARLIER))]
    return lines


def _rows(question: Question, *, decides: bool) -> Buttons:
    """Buttons of the next actions, the likeliest first."""
    key = question.id
    if question.state in CLOSED:
        more = ask_for_progress.button(text("Tell what followed"), key)
        return ((more,),) if decides else ()
    if not is_under_way(question):
        return ()
    transfer = ask_for_contact.button(text("Pass on to…"), key)
    last = (transfer, ask_for_reason.button(text("Decline"), key)) if decides else (transfer,)
    return (*_first_rows(question, decides=decides), last)


def _first_rows(question: Question, *, decides: bool) -> Buttons:
    key = question.id
    answer = ask_for_answer.button(text("Write an answer"), key)
    other_day = change_due_day.button(text("Another day"), key)
    match question.state:
        case QuestionState.OPEN:
            return ((take_shown_question.button(text("I take the question"), key), answer),)
        case QuestionState.TAKEN:
            return ((answer, other_day),)
        case QuestionState.DRAFTED:
            change = ask_for_answer.button(text("Change the draft"), key)
            return (*_publish_row(question, decides=decides), (change, other_day))
        case _:
            copied = copy_history.button(text("Text to copy"), key)
            return (contact_row(question), (answer, copied))


def _publish_row(question: Question, *, decides: bool) -> tuple[tuple[Button, ...], ...]:
    """The button that publishes the draft; a draft that the card cuts has to be read first."""
    shown = len(question.words) + len(question.draft) + LONGEST_REASON + LONGEST_EARLIER
    if shown > _LONGEST_CARD:
        return ((read_draft.button(text("Read the draft"), question.id),),)
    if not decides:
        return ()
    return ((publish_draft.button(text("Publish the answer"), question.id),),)


@router.contribution(todos)
def questions_of_region(ctx: Context) -> list[Todo]:
    """Questions for the Region's gardener; those late for long are on both gardeners' lists."""
    if not ctx.seats():
        return []
    waiting = ctx.store[Questions].listed(
        ctx.community.id,
        QuestionFilter(states=UNANSWERED),
        most=MOST_WAITING,
        oldest_first=True,
    )
    found = [_todo(ctx, each, is_region=Seat.REGION in ctx.seats()) for each in waiting]
    return [each for each in found if each is not None]


@router.contribution(todos)
def questions_for_me(ctx: Context) -> list[Todo]:
    """Questions for this gardener alone, where nobody else reads the list."""
    if not ctx.direct:
        return []
    which = QuestionFilter(states=UNANSWERED, private=True, gardener_id=ctx.member.id)
    tasks = []
    for each in ctx.store[Questions].listed(
        ctx.community.id, which, most=MOST_WAITING, oldest_first=True
    ):
        line = text("Question {number}, for you alone: “{words}”", **_todo_values(each))
        answer = text("Answer question {number}", number=each.id)
        decline = text("Decline question {number}", number=each.id)
        buttons = (
            ask_for_private_answer.button(answer, each.id),
            ask_for_private_reason.button(decline, each.id),
        )
        tasks.append(Todo(line, buttons, since=each.created_at))
    return tasks


@router.contribution(handover)
def open_questions(ctx: Context) -> list[OpenThing]:
    """Questions without an answer; those for one gardener alone only on their own page."""
    if not ctx.seats():
        return []
    which = QuestionFilter(states=UNANSWERED)
    mine = QuestionFilter(states=UNANSWERED, private=True, gardener_id=ctx.person.member_id)
    found = []
    for each in ctx.store[Questions].listed(
        ctx.community.id, which, most=MOST_OPEN, oldest_first=True
    ):
        words = text("Question {number}: “{words}”", **_todo_values(each))
        found.append(OpenThing(Open.QUESTIONS, _open_line(ctx, each, words), task=_thing(each)))
    if not ctx.direct:
        return found
    for each in ctx.store[Questions].listed(
        ctx.community.id, mine, most=MOST_OPEN, oldest_first=True
    ):
        words = text("Question {number}, for you alone: “{words}”", **_todo_values(each))
        private = ask_for_private_answer.button(words, each.id).press
        found.append(OpenThing(Open.QUESTIONS, _open_line(ctx, each, words), task=private))
    return found


def _open_line(ctx: Context, question: Question, words: Text) -> Text:
    """A question with its day, and who sees to it by when."""
    day = question.created_at.astimezone(ctx.zone).date()
    line = text("{question}, asked on {day}", question=words, day=day)
    taker = ctx.store[Members].get(question.taken_by)
    if taker is not None:
        line = text("{question}; {name} sees to it", question=line, name=taker.name)
    if question.due_on is not None:
        line = text("{question}; answer due on {day}", question=line, day=question.due_on)
    return line


def _thing(question: Question) -> str:
    return f"question {question.id}"


def _todo(ctx: Context, question: Question, *, is_region: bool) -> Todo | None:
    late = lateness(question, ctx.today, ctx.zone)
    line = _todo_line(question, late, ctx.zone) if is_region or late is Lateness.PAIR else None
    if line is None:
        return None
    label = text("Look at question {number}", number=question.id)
    look = look_at_question.button(label, question.id)
    thing, since = _thing(question), question.created_at
    if is_region and late is not Lateness.NONE and question.state is QuestionState.TRANSFERRED:
        return Todo(line, (*contact_row(question), look), since=since, thing=thing)
    return Todo(line, (look,), since=since, thing=thing)


def _todo_line(question: Question, late: Lateness, zone: ZoneInfo) -> Text | None:
    asked_on = question.created_at.astimezone(zone).date()
    values = {**_todo_values(question), "day": asked_on}
    if is_silent(question):
        return text("Still no answer from {contact} to question {number}: “{words}”", **values)
    if late is Lateness.NONE:
        if question.draft:
            return text("A draft answers question {number}: “{words}”", **values)
        if question.state is QuestionState.OPEN and not question.reopened_count:
            return text("Question {number} has waited since {day}: “{words}”", **values)
        return None
    match question.state:
        case QuestionState.TRANSFERRED:
            return text(
                "Have you had an answer from {contact} to question {number}? “{words}”", **values
            )
        case QuestionState.OPEN if question.reopened_count:
            return text("Question {number} was reopened: “{words}”", **values)
        case QuestionState.OPEN:
            return text("Nobody has taken question {number}: “{words}”", **values)
        case _:
            return text("The answer to question {number} is late: “{words}”", **values)


def _todo_values(question: Question) -> dict[str, object]:
    return {"number": question.id, "words": short_words(question), "contact": question.contact}
