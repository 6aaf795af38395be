"""Questions in words, for members and for the Region's side, and the notices that askers get."""

from bot.core import (
    Button,
    Card,
    Context,
    JobContext,
    Line,
    Message,
    Quote,
    Text,
    Words,
    in_rows,
    ntext,
    quoted,
    text,
)
from bot.domain.addresses import shortened
from bot.domain.questions.question import (
    Naming,
    Question,
    QuestionState,
    Usefulness,
    is_public,
    shows_name,
)
from bot.references.questions import (
    note_contact_reacted,
    note_contact_silent,
    progress_buttons,
    rate_answer,
)
from storage.members import Member, Members
from storage.questions import QuestionJoins

LONGEST_SHOWN = 80
RATINGS = {
    Usefulness.USEFUL: text("Useful answer"),
    Usefulness.PARTLY: text("Partly"),
    Usefulness.NOT_AT_ALL: text("Not at all"),
}
RATED = tuple(Usefulness)
"""Their places stand in buttons."""


def is_answerable(ctx: JobContext, question: Question) -> bool:
    """False if it is for one gardener alone, who has no role in the community any more."""
    if not question.is_private:
        return True
    acting = [member for each in ctx.seat_statuses().values() for member in each.acting]
    return question.gardener_id in {each.id for each in (*acting, *ctx.seat_holders())}


def question_title(question: Question) -> Text:
    return text("💬 Question {number}", number=question.id)


def named_asker(ctx: JobContext, question: Question) -> Member | None:
    """The asker of a question, if they gave their name."""
    return ctx.store[Members].get(question.asker_id) if shows_name(question) else None


def asker_text(ctx: JobContext, question: Question) -> Words:
    asker = named_asker(ctx, question)
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
    due, contact = question.due_on, question.contact
    match question.state:
        case QuestionState.TAKEN | QuestionState.DRAFTED:
            taker = ctx.store[Members].get(question.taken_by)
            name = text("The Region") if taker is None else taker.name
            if due is None:
                return text("⏳ {name} is looking into it.", name=name)
            return text(
                "⏳ {name} is looking into it. Answer expected by {due}.", name=name, due=due
            )
        case QuestionState.TRANSFERRED if due is None:
            return text("⏳ Passed on to {contact}.", contact=contact)
        case QuestionState.TRANSFERRED:
            return text(
                "⏳ Passed on to {contact}. News expected by {due}.", contact=contact, due=due
            )
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


def _private_text(ctx: JobContext, question: Question) -> Text:
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


def public_state_text(ctx: JobContext, question: Question) -> Text:
    """The state for others than the asker and the Region: without the contact."""
    if question.state is not QuestionState.TRANSFERRED:
        return state_text(ctx, question)
    if question.due_on is None:
        return text("⏳ The Region passed it on.")
    return text("⏳ The Region passed it on. News expected by {due}.", due=question.due_on)


def answer_lines(question: Question) -> list[Line]:
    """The answer, or the reason for none."""
    if question.state is QuestionState.ANSWERED:
        return quoted(question.answer)
    if question.state is QuestionState.DECLINED:
        return quoted(question.reason)
    return []


def short_words(question: Question) -> str:
    """The beginning of a question on one line."""
    return shortened(" ".join(question.words.split()), LONGEST_SHOWN)


def person_words(ctx: JobContext, member_id: int | None) -> Words:
    """The member's name; “somebody” for an erased one."""
    member = ctx.store[Members].get(member_id)
    return text("somebody") if member is None else member.name


def contact_row(question: Question) -> tuple[Button, Button]:
    """The two answers about a contact; a reminder invalidates older buttons."""
    return (
        note_contact_reacted.button(text("They answered"), question.id),
        note_contact_silent.button(text("Not yet"), question.id, question.contact_reminders),
    )


def tell_asker(ctx: Context, question: Question, message: Message) -> bool:
    """Tell the asker in private, unless they stopped messages; False if nobody is told."""
    asker = ctx.store[Members].get(question.asker_id)
    return asker is not None and _tell(ctx, question, asker, message)


def tell_followers(ctx: Context, question: Question, message: Message) -> None:
    """Tell the asker, and the members who joined a public question."""
    tell_asker(ctx, question, message)
    if not is_public(question):
        return
    for each in ctx.store[QuestionJoins].of(question.id):
        member = ctx.store[Members].get(each.member_id)
        if member is not None and member.id != question.asker_id:
            _tell(ctx, question, member, message)


def answer_card(ctx: JobContext, question: Question, said: Usefulness | None = None) -> Card:
    """The answer for those who wait for it, and buttons to rate it; `said` is their rating."""
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
    title = text("💬 Answer to question {number}", number=question.id)
    return Card(title, tuple(lines), in_rows(ratings, 2))


def decline_card(ctx: Context, question: Question) -> Card:
    title = text("💬 Your question {number} was declined", number=question.id)
    lines: tuple[Line, ...] = (
        text("“{words}”", words=short_words(question)),
        "",
        Quote(question.reason),
        ctx.member.name if question.is_private else _signature(ctx, question),
    )
    return Card(title, lines)


def progress_card(ctx: Context, question: Question, words: str) -> Card:
    title = text("💬 News about question {number}", number=question.id)
    lines: tuple[Line, ...] = (
        text("“{words}”", words=short_words(question)),
        "",
        Quote(words),
        text("{name}, for the Region", name=ctx.member.name),
    )
    offered = [each for each in progress_buttons.collect(ctx, question) if each is not None]
    return Card(title, lines, in_rows(offered, 1))


def _signature(ctx: JobContext, question: Question) -> Text | str:
    """The signature of an answer, without the Region's name if it did not read the question."""
    member = ctx.store[Members].get(question.answered_by)
    if member is None:
        return text("For the Region")
    if question.is_private:
        return member.name
    return text("{name}, for the Region", name=member.name)


def _tell(ctx: Context, question: Question, member: Member, message: Message) -> bool:
    """Write to a member who belongs here, wants messages and did not act themselves."""
    is_here = question.community_id in ctx.store[Members].communities_of(member)
    if member.id == ctx.member.id or member.stopped_at is not None or not is_here:
        return False
    return ctx.tell(member, message, calm=True)
