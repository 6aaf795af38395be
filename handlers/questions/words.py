"""Questions in words, for members and for the Region's side, and the notices that askers get."""

from collections.abc import Iterator, Sequence

from bot.core import (
    Bold,
    Button,
    Card,
    Context,
    JobContext,
    Line,
    Message,
    Quote,
    Small,
    Text,
    Words,
    in_rows,
    joined,
    ntext,
    text,
)
from bot.domain.addresses import shortened
from bot.domain.questions.question import (
    Naming,
    Question,
    QuestionState,
    StepKind,
    Usefulness,
    is_public,
    shows_name,
)
from bot.domain.questions.steps import Lateness, is_silent, lateness
from bot.references.questions import (
    note_contact_reacted,
    note_contact_silent,
    progress_buttons,
    rate_answer,
)
from bot.vocabulary.audiences import domain_label
from storage.members import Member, Members
from storage.questions import QuestionJoins, QuestionSteps


def is_answerable(ctx: JobContext, question: Question) -> bool:
    """False if it is for one gardener alone, who has no role in the community any more."""
    if not question.is_private:
        return True
    statuses = ctx.seat_statuses.values()
    acting = [member for each in statuses for member in each.acting]
    held = [each.holder for each in statuses if each.holder is not None]
    return question.gardener_id in {each.id for each in (*acting, *held)}


def quoted(words: str) -> list[Line]:
    """Words of a person, line by line."""
    return [Quote(line) for line in words.split("\n") if line]


def question_title(question: Question) -> Text:
    """“Question 3”, with its sign."""
    return text("💬 Question {number}", number=question.id)


def asker_text(ctx: JobContext, question: Question) -> Words:
    """The signature of a question."""
    asker = _named_asker(ctx, question)
    return text("A member, without their name") if asker is None else asker.name


def joined_text(ctx: JobContext, question: Question) -> Text | None:
    """The number of others with the same question; None without any."""
    count = ctx.store[QuestionJoins].counts([question.id])[question.id]
    if not count:
        return None
    return ntext(
        "{count} other person has the same question.",
        "{count} other people have the same question.",
        count,
    )


def state_text(ctx: JobContext, question: Question) -> Text:
    """The state of a question, in one line."""
    match question.state:
        case QuestionState.TAKEN | QuestionState.DRAFTED:
            return _taken_text(ctx, question)
        case QuestionState.TRANSFERRED:
            return _transferred_text(question)
        case QuestionState.WITHDRAWN:
            return text("This question was withdrawn.")
        case _ if question.naming is Naming.ONLY:
            return _private_text(ctx, question)
        case QuestionState.ANSWERED:
            return text("✅ The Region answered.")
        case QuestionState.DECLINED:
            return text("The Region cannot answer it.")
        case _:
            return text("⏳ Waiting for the Region.")


def public_state_text(ctx: JobContext, question: Question) -> Text:
    """The state for others than the asker and the Region: without the contact."""
    if question.state is not QuestionState.TRANSFERRED:
        return state_text(ctx, question)
    if question.due_on is None:
        return text("⏳ The Region passed it on.")
    return text("⏳ The Region passed it on. News expected by {due}.", due=question.due_on)


def answer_lines(question: Question) -> list[Line]:
    """The answer, or why there is none."""
    if question.state is QuestionState.ANSWERED:
        return quoted(question.answer)
    if question.state is QuestionState.DECLINED:
        return quoted(question.reason)
    return []


def _private_text(ctx: JobContext, question: Question) -> Text:
    """The state of a question that one gardener alone reads."""
    gardener = ctx.store[Members].get(question.gardener_id)
    name = text("The gardening team") if gardener is None else gardener.name
    match question.state:
        case QuestionState.ANSWERED:
            return text("✅ {name} answered.", name=name)
        case QuestionState.DECLINED:
            return text("{name} cannot answer it.", name=name)
        case _ if not is_answerable(ctx, question):
            return text("⏳ Nobody answers it any more: its only reader has left the team.")
        case _:
            return text("⏳ Waiting for an answer from {name}.", name=name)


def _taken_text(ctx: JobContext, question: Question) -> Text:
    taker = ctx.store[Members].get(question.taken_by)
    name = text("The Region") if taker is None else taker.name
    if question.due_on is None:
        return text("⏳ {name} is looking into it.", name=name)
    return text(
        "⏳ {name} is looking into it. Answer expected by {due}.", name=name, due=question.due_on
    )


def _transferred_text(question: Question) -> Text:
    if question.due_on is None:
        return text("⏳ Passed on to {contact}.", contact=question.contact)
    return text(
        "⏳ Passed on to {contact}. News expected by {due}.",
        contact=question.contact,
        due=question.due_on,
    )


LONGEST_SHOWN = 80
LONGEST_EARLIER = 300
RATINGS = {
    Usefulness.USEFUL: text("Useful answer"),
    Usefulness.PARTLY: text("Partly"),
    Usefulness.NOT_AT_ALL: text("Not at all"),
}
_REOPENED = {
    Usefulness.PARTLY: text("Reopened: the answer helped in part."),
    Usefulness.NOT_AT_ALL: text("Reopened: the answer did not help."),
}


def short_words(question: Question) -> str:
    """The beginning of a question on one line."""
    return shortened(" ".join(question.words.split()), LONGEST_SHOWN)


def person_words(ctx: JobContext, member_id: int | None) -> Words:
    """The name of the actor."""
    member = ctx.store[Members].get(member_id)
    return text("somebody") if member is None else member.name


def title_with_asker(ctx: JobContext, question: Question) -> Text:
    """The title of a question, with its asker's name if it was given."""
    asker = _named_asker(ctx, question)
    if asker is None:
        return text("💬 Question {number}, without a name", number=question.id)
    return text("💬 Question {number} from {name}", number=question.id, name=asker.name)


def _named_asker(ctx: JobContext, question: Question) -> Member | None:
    return ctx.store[Members].get(question.asker_id) if shows_name(question) else None


def fact_line(ctx: JobContext, question: Question) -> Words:
    """When it was asked, about what, and how many have the same one."""
    asked = text("Asked on {day}", day=question.created_at.astimezone(ctx.zone).date())
    facts: list[Words] = [] if question.domain is None else [domain_label(question.domain)]
    joined_by = len(ctx.store[QuestionJoins].of(question.id))
    if joined_by:
        facts.append(ntext("{count} more has it", "{count} more have it", joined_by))
    return joined(asked, *facts)


def state_lines(ctx: JobContext, question: Question) -> list[Line]:
    """The state of a question, with its draft or answer."""
    lines: list[Line] = [*_reopening_lines(ctx, question), _state_line(ctx, question)]
    if question.draft:
        lines.append(Quote(question.draft))
    elif question.state is QuestionState.ANSWERED:
        lines += [Quote(question.answer), *_rating_lines(question)]
    elif question.state is QuestionState.DECLINED:
        lines.append(Quote(question.reason))
    is_just_reopened = question.state is QuestionState.OPEN and question.due_on == ctx.today
    if lateness(question, ctx.today, ctx.zone) is not Lateness.NONE and not is_just_reopened:
        lines.append(Bold(text("⏳ Late")))
    return lines


def small_print(question: Question, words: Text) -> Small:
    """The number, and how to act in writing."""
    return Small(text("Question {number} · {words}", number=question.id, words=words))


def contact_row(question: Question) -> tuple[Button, Button]:
    """The two answers about a contact; an old button counts for nothing after a reminder."""
    return (
        note_contact_reacted.button(text("They reacted"), question.id),
        note_contact_silent.button(text("Not yet"), question.id, question.contact_reminders),
    )


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
        case QuestionState.TRANSFERRED:
            return _contact_line(question, values)
        case QuestionState.ANSWERED:
            name = person_words(ctx, question.answered_by)
            return text("✅ Answered by {name}.", name=name)
        case QuestionState.DECLINED:
            name = person_words(ctx, question.answered_by)
            return text("Declined by {name}.", name=name)
        case _:
            return text("Withdrawn.")


def _contact_line(question: Question, values: dict[str, object]) -> Text:
    if is_silent(question):
        return text(
            "⚠️ {contact} has not reacted, though asked twice. The next check is on {day}.", **values
        )
    return text("Passed on to {contact} by {name}, who checks on {day}.", **values)


def _reopening_lines(ctx: JobContext, question: Question) -> list[Line]:
    """The gaps of the previous answer, as its asker told them, while there is no other."""
    if not question.reopened_count or question.state is QuestionState.ANSWERED:
        return []
    said = [
        each for each in ctx.store[QuestionSteps].of(question.id) if each.kind is StepKind.REOPENED
    ]
    why = _REOPENED.get(question.usefulness) if question.usefulness is not None else None
    lines: list[Line] = [] if why is None else [Bold(why)]
    lines += [Quote(each.words) for each in said[-1:] if each.words]
    if question.answer:
        lines += [text("The answer before:"), Quote(shortened(question.answer, LONGEST_EARLIER))]
    return lines


def _rating_lines(question: Question) -> Sequence[Line]:
    if question.usefulness is None:
        return ()
    return (text("The asker says: {rating}.", rating=RATINGS[question.usefulness]),)


RATED = tuple(Usefulness)
"""Their places stand in buttons."""


def tell_asker(ctx: Context, question: Question, message: Message) -> bool:
    """Tell the asker in private, when they are not to be left in peace; False if nobody is."""
    asker = ctx.store[Members].get(question.asker_id)
    return asker is not None and _tell(ctx, question, asker, message)


def tell_followers(ctx: Context, question: Question, message: Message) -> None:
    """Tell the asker, and members with the same question while they may read it."""
    tell_asker(ctx, question, message)
    if not is_public(question):
        return
    for member in _joined_members(ctx, question):
        _tell(ctx, question, member, message)


def answer_card(ctx: JobContext, question: Question, said: Usefulness | None = None) -> Card:
    """The answer for people who wait for it, with the question of its use, or the rating `said`."""
    ratings = [
        rate_answer.button(RATINGS[each], question.id, question.reopened_count, place)
        for place, each in enumerate(RATED)
        if each is not said
    ]
    lines: list[Line] = [
        text("“{words}”", words=short_words(question)),
        "",
        Quote(question.answer),
        _signature(ctx, question),
    ]
    if said is not None:
        lines += ["", text("You said: {rating}.", rating=RATINGS[said])]
    return Card(_answer_title(question), tuple(lines), in_rows(ratings, 2))


def decline_card(ctx: Context, question: Question) -> Card:
    """The reason why a question gets no answer."""
    title = text("💬 Your question {number} was declined", number=question.id)
    lines: tuple[Line, ...] = (
        text("“{words}”", words=short_words(question)),
        "",
        Quote(question.reason),
        ctx.member.name if question.is_private else _signature(ctx, question),
    )
    return Card(title, lines)


def progress_card(ctx: Context, question: Question, words: str) -> Card:
    """Later progress on a question that was answered."""
    title = text("💬 News about question {number}", number=question.id)
    lines: tuple[Line, ...] = (
        text("“{words}”", words=short_words(question)),
        "",
        Quote(words),
        text("{name}, for the Region", name=ctx.member.name),
    )
    offered = [each for each in progress_buttons.collect(ctx, question) if each is not None]
    return Card(title, lines, in_rows(offered, 1))


def _answer_title(question: Question) -> Text:
    return text("💬 Answer to question {number}", number=question.id)


def _signature(ctx: JobContext, question: Question) -> Text | str:
    """The signature of an answer, without the Region's name if it did not read the question."""
    member = ctx.store[Members].get(question.answered_by)
    if member is None:
        return text("For the Region")
    if question.is_private:
        return member.name
    return text("{name}, for the Region", name=member.name)


def _joined_members(ctx: Context, question: Question) -> Iterator[Member]:
    for each in ctx.store[QuestionJoins].of(question.id):
        member = ctx.store[Members].get(each.member_id)
        if member is not None and member.id != question.asker_id:
            yield member


def _tell(ctx: Context, question: Question, member: Member, message: Message) -> bool:
    """Write to a member who belongs here, wants messages and did not act themselves."""
    is_here = question.community_id in ctx.store[Members].communities_of(member)
    if member.id == ctx.member.id or member.stopped_at is not None or not is_here:
        return False
    return ctx.tell(member, message, calm=True)
