"""Ask the Region a question: compared with similar ones, previewed with its readers, sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from bot.core import (
    Act,
    Answer,
    Button,
    Buttons,
    Card,
    Context,
    Line,
    Replace,
    Router,
    Small,
    Text,
    Toast,
    Where,
    Words,
    agents_of,
    asks,
    at_most,
    direct_room,
    in_rows,
    joined,
    quoted,
    text,
)
from bot.domain.conversations import asks_something
from bot.domain.questions.question import (
    LONGEST_QUESTION,
    OPEN_AT_ONCE,
    UNANSWERED,
    Naming,
    Question,
    QuestionState,
    Reader,
    StepKind,
    TooManyOpenQuestions,
    headline,
    is_public,
    may_see,
    read_question,
    reads_as_question,
)
from bot.domain.rates import QUESTIONS
from bot.domain.refusals import Final, Refusal
from bot.domain.roles import Role
from bot.domain.words import name_words
from bot.references.conversations import Intent, intents, other_uses, question_readers
from bot.references.questions import (
    ask_kept_words,
    join_question,
    new_question_form,
    new_words_form,
    own_question_card,
    question_command,
    question_request_card,
    send_question,
    send_question_to_one,
    sent_questions,
    show_question,
    unjoin_question,
)
from bot.vocabulary.audiences import domain_choice_rows, domain_label, domain_signed
from bot.vocabulary.gardeners import gardeners_rooms
from handlers.questions.words import public_state_text
from storage.communities import RoomKind
from storage.inbound import Forms, OpenForm
from storage.members import Member
from storage.questions import (
    QuestionFilter,
    QuestionJoins,
    Questions,
    QuestionSearch,
    QuestionSteps,
)

router = Router(own_page=True)

ASK = Act(text("{who} asked the Region a question"), text("ask the Region a question"))
JOIN = Act(
    text("{who} joined the question of somebody else"), text("join the question of somebody else")
)

KEPT_FOR = timedelta(days=1)
MOST_SHOWN = 3
LONGEST_SHOWN = 160
ALIASES = ("questions",)
Asked = Annotated[
    str,
    asks("What is your question to the Region? One question at a time, in a few sentences."),
    at_most(LONGEST_QUESTION),
]
_FORM = "question"

_REGION = frozenset({"region", "regional", "regionale", "regionales", "regionaux"})
_OF_QUESTIONS = frozenset({"question", "questions", "repondu", "reponse", "reponses", "answered"})
"""Words of those who announce a question, or follow one, rather than ask it."""


class NoSuchQuestion(Refusal):
    """There is no question {number} that you can read here. Your questions: {question}."""


class NotYourQuestion(Final):
    """Only the person who asked question {number} can do this."""


class NobodyToAsk(Final):
    """Nobody answers questions in {community} yet: nothing was sent.

    Keep your words for later.
    """


class QuestionPreviewOver(Final):
    """This question is sent, thrown away, or too old. To ask another one: {question}."""


class NotToThatPerson(Final):
    """That person cannot be asked alone any more. Send it another way: {question}."""


class OwnQuestion(Final):
    """Question {number} is yours already."""


class NotToJoin(Final):
    """Question {number} is between the person who asked it and the Region: nobody else joins it."""


@dataclass(frozen=True, slots=True)
class QuestionDraft:
    """A question before it is sent."""

    words: str
    domain: str | None = None


@router.command(
    question_command,
    aliases=ALIASES,
    who=Role.MEMBER,
    where=Where.DIRECT,
    example=("When do bicycle grants open?", "Quand ouvre l'aide au vélo ?"),
    theme="ask",
    form=new_question_form,
)
def ask_question(ctx: Context, words: Asked) -> Answer:
    """Ask the Region a question; you see who reads it before it is sent."""
    return prepared_card(ctx, words)


@router.form(new_question_form, who=Role.MEMBER)
def prepare_question(ctx: Context, words: Asked) -> Answer:
    return prepared_card(ctx, words)


@router.contribution(other_uses)
def question_of_words(ctx: Context, mark: int) -> Button | None:
    """The button that makes a question of what a member just wrote."""
    words = ctx.incoming.words
    if len(words) > LONGEST_QUESTION or not reads_as_question(words):
        return None
    return ask_kept_words.button(text("Ask the Region this question"), mark)


@router.contribution(question_readers)
def region_button(ctx: Context, mark: int) -> Button | None:
    """The button that previews a member's question to the Region."""
    if len(ctx.incoming.words) > LONGEST_QUESTION:
        return None
    return ask_kept_words.button(text("💬 To the Region"), mark)


@router.button(ask_kept_words, who=Role.MEMBER)
def prepare_kept_words(ctx: Context, mark: int) -> Answer:
    """Preview the message that was just written as a question."""
    kept = ctx.store[Forms].aside_in(ctx.incoming.room, ctx.now)
    if kept is None or kept.mark != mark:
        raise QuestionPreviewOver(question=question_command.typed())
    return prepared_card(ctx, kept.answers["words"])


def prepared_card(ctx: Context, typed: str) -> Card:
    """Similar questions, if there are any; else the preview. May raise a `Refusal`."""
    words = read_question(typed)
    reader = reader_of(ctx)
    which = QuestionFilter(private=None, reader_id=reader.member_id, handled=reader.handles)
    ids = ctx.store[QuestionSearch].find(ctx.community.id, words, MOST_SHOWN, which=which)
    alike = ctx.store[Questions].these(ids)
    return _similar_card(ctx, words, alike) if alike else preview_card(ctx, words)


def _similar_card(ctx: Context, words: str, alike: list[Question]) -> Card:
    mark = keep_draft(ctx, words)
    lines: list[Line] = []
    rows: list[tuple[Button, ...]] = []
    for each in alike:
        number = text("Question {number}", number=each.id)
        state = Small(joined(number, public_state_text(ctx, each)))
        lines += [headline(each.words, LONGEST_SHOWN), state]
        read = show_question.button(text("Read question {number}", number=each.id), each.id)
        same = join_instead.button(text("Me too: {number}", number=each.id), mark, each.id)
        may_join = each.asker_id != ctx.member.id and is_public(each)
        rows.append((same, read) if may_join else (read,))
    new = ask_anyway.button(text("No, mine is another one"), mark)
    return Card(text("Is it one of these?"), tuple(lines), (*rows, (new,)))


@router.button("question_new_anyway", who=Role.MEMBER)
def ask_anyway(ctx: Context, mark: int) -> Replace:
    """Preview a question that is none of those shown."""
    draft = previewed(ctx, mark)
    return Replace(preview_card(ctx, draft.words, draft.domain))


@router.button("question_same", who=Role.MEMBER, limit=QUESTIONS, trace=JOIN)
def join_instead(ctx: Context, mark: int, number: int) -> Replace:
    """Join another person's question instead of asking one."""
    previewed(ctx, mark)
    answer = join(ctx, readable_question(ctx, number))
    ctx.store[Forms].forget_preview(ctx.incoming.room)
    read = show_question.button(text("Read question {number}", number=number), number)
    return Replace(Card(None, (answer,), ((read,),)))


def preview_card(ctx: Context, words: str, domain: str | None = None) -> Card:
    """The question, its readers, and the ways to send it."""
    mark = keep_draft(ctx, words, domain)
    lines = quoted(words)
    if domain is not None:
        lines.append(text("Topic: {domain}", domain=domain_label(domain)))
    lines += ["", text("Nobody has it yet."), *readers_lines(ctx)]
    rows = _preview_rows(ctx, mark, has_domain=domain is not None)
    return Card(text("💬 Your question to the Region"), tuple(lines), rows)


def _preview_rows(ctx: Context, mark: int, *, has_domain: bool) -> Buttons:
    alone = [
        send_question_to_one.button(text("Send to {name} only", name=each.name), mark, each.id)
        for each in private_readers(ctx)
    ]
    domain = text("Another topic") if has_domain else text("Topic")
    return (
        (send_question.button(text("Send with my name"), mark, 1),),
        (send_question.button(text("Send without my name"), mark, 0),),
        *in_rows(alone, 1),
        (
            change_question.button(text("Change"), mark),
            ask_domain.button(domain, mark),
            discard_question.button(text("Throw away"), mark),
        ),
    )


@router.button("question_change", who=Role.MEMBER)
def change_question(ctx: Context, mark: int) -> Answer:
    """Ask for other words; the rest stays."""
    previewed(ctx, mark)
    return new_words_form.ask(ctx, mark=str(mark))


@router.form(new_words_form, who=Role.MEMBER)
def replace_words(
    ctx: Context,
    mark: int,
    words: Annotated[
        str, asks("What are the new words of your question?"), at_most(LONGEST_QUESTION)
    ],
) -> Card:
    domain = previewed(ctx, mark).domain
    return preview_card(ctx, read_question(words), domain)


@router.button("question_domains", who=Role.MEMBER)
def ask_domain(ctx: Context, mark: int) -> Replace:
    draft = previewed(ctx, mark)
    rows = domain_choice_rows(
        ctx.community.domains, lambda label, sign: choose_domain.button(label, mark, sign)
    )
    return Replace(Card(text("What is it about?"), tuple(quoted(draft.words)), rows))


@router.button("question_domain", who=Role.MEMBER)
def choose_domain(ctx: Context, mark: int, sign: str) -> Replace:
    draft = previewed(ctx, mark)
    domain = domain_signed(ctx.community.domains, sign)
    return Replace(preview_card(ctx, draft.words, domain))


@router.button("question_discard", deliberate=True, tone="danger", who=Role.MEMBER)
def discard_question(ctx: Context, mark: int) -> Replace:
    previewed(ctx, mark)
    ctx.store[Forms].forget_preview(ctx.incoming.room)
    return Replace(text("Thrown away. Nothing of it was kept."))


@router.button(send_question, deliberate=True, who=Role.MEMBER, limit=QUESTIONS, trace=ASK)
def send_to_region(ctx: Context, mark: int, named: int) -> Answer:
    """Send the previewed question to the Region, with or without the sender's name."""
    draft = previewed(ctx, mark)
    readers_lines(ctx)
    ctx.store[Forms].forget_preview(ctx.incoming.room)
    return file_question(ctx, draft, Naming.NAMED if named else Naming.UNNAMED)


@router.button(
    send_question_to_one, deliberate=True, tone="", who=Role.MEMBER, limit=QUESTIONS, trace=ASK
)
def send_to_one(ctx: Context, mark: int, gardener_id: int) -> Answer:
    """Send the previewed question to one gardener alone."""
    draft = previewed(ctx, mark)
    if gardener_id not in {each.id for each in private_readers(ctx)}:
        raise NotToThatPerson(question=question_command.typed())
    ctx.store[Forms].forget_preview(ctx.incoming.room)
    return file_question(ctx, draft, Naming.ONLY, gardener_id)


def file_question(
    ctx: Context, draft: QuestionDraft, naming: Naming, gardener_id: int | None = None
) -> Replace:
    """Store the sender's question, and show it to its readers and to the sender."""
    own = QuestionFilter(states=UNANSWERED, asker_id=ctx.member.id, private=None)
    waiting = ctx.store[Questions].count(ctx.community.id, own)
    if waiting >= OPEN_AT_ONCE:
        raise TooManyOpenQuestions(count=waiting, question=question_command.typed())
    question = ctx.store[Questions].add(
        ctx.community.id,
        ctx.member.id,
        draft.words,
        ctx.now,
        naming=naming,
        gardener_id=gardener_id,
        domain=draft.domain,
    )
    ctx.store[QuestionSteps].add(question, StepKind.ASKED, ctx.now, by=ctx.member.id)
    if not question.is_private:
        for room, reader in gardeners_rooms(ctx).items():
            question_request_card.post(ctx, room, question.id, reader=reader)
    sent_questions.collect(ctx, question)
    own_question_card.post(ctx, ctx.incoming.room, question.id, reader=ctx.member)
    if ctx.on_page:
        return Replace(text("Sent. I tell you each step, and the answer, where we talk."))
    return Replace(text("Sent. You are told here at each step; the answer comes here, too."))


def keep_draft(ctx: Context, words: str, domain: str | None = None) -> int:
    """Keep a question for its preview in the author's own room; returns its mark."""
    form = OpenForm(_FORM, ctx.community.id, {"words": words, "domain": domain})
    room = ctx.form_room
    return ctx.store[Forms].keep_preview(room, form, ctx.now + KEPT_FOR)


def previewed(ctx: Context, mark: int) -> QuestionDraft:
    """The question of a preview in the author's own room; raises `QuestionPreviewOver`."""
    kept = ctx.store[Forms].preview_in(ctx.incoming.room, mark, ctx.now)
    if kept is None or kept.form != _FORM or kept.community_id != ctx.community.id:
        raise QuestionPreviewOver(question=question_command.typed())
    return QuestionDraft(**kept.answers)


def readers_lines(ctx: Context) -> list[Text]:
    """The readers: at once, later, and where it is sent to one person; raises `NobodyToAsk`."""
    deputies = [each for status in ctx.seat_statuses().values() for each in status.deputies]
    team = [*ctx.gardeners().values(), *deputies]
    names: list[Words] = list(dict.fromkeys(each.name for each in team))
    if not names and not ctx.rooms(RoomKind.REGION):
        raise NobodyToAsk(community=ctx.community.name)
    if agents_of(ctx.store, ctx.community) or ctx.rooms(RoomKind.REGION):
        names.append(text("the Region's agents"))
    lines = [
        text("Read at once by {names}.", names=names),
        text("The other members see it once the gardening team shows it to them."),
    ]
    if private_readers(ctx):
        lines.append(text("Sent to one person only, nobody else sees it."))
    return lines


def private_readers(ctx: Context) -> list[Member]:
    """The gardeners who can be asked alone: another person, with a direct room, who is not away.

    No deputy: they could not answer once the absence is over.
    """
    held = [each.holder for each in ctx.seat_statuses().values() if each.absence is None]
    return [
        each
        for each in held
        if each is not None
        and each.id != ctx.member.id
        and direct_room(ctx.store, each) is not None
    ]


@router.button(join_question, who=Role.MEMBER, limit=QUESTIONS, trace=JOIN)
def join_others_question(ctx: Context, number: int) -> Answer:
    """Note that the sender has the same question."""
    return Toast(join(ctx, readable_question(ctx, number)))


def join(ctx: Context, question: Question) -> Text:
    """Join another person's question; raises a `Refusal` if it is not one to join."""
    number = question.id
    if question.asker_id == ctx.member.id:
        raise OwnQuestion(number=number)
    if not is_public(question):
        raise NotToJoin(number=number)
    if not ctx.store[QuestionJoins].add(number, ctx.member.id, ctx.now):
        return text("You had joined question {number} already.", number=number)
    ctx.store[Questions].refresh_cards([number])
    if question.state is QuestionState.ANSWERED:
        return text("Noted: question {number} is yours too. Its answer is here.", number=number)
    return text("Noted: you will be told of the answer to question {number}.", number=number)


@router.button(unjoin_question, who=Role.MEMBER)
def leave_others_question(ctx: Context, number: int) -> Toast:
    """Note that the sender does not have that question any more."""
    if ctx.store[QuestionJoins].remove(number, ctx.member.id):
        ctx.store[Questions].refresh_cards([number])
    return Toast(text("Noted: you will not be told of question {number}.", number=number))


def reader_of(ctx: Context) -> Reader:
    is_member = ctx.person.circle is not None
    return Reader(
        member_id=ctx.member.id if is_member else None,
        community_id=ctx.community.id if is_member else None,
        handles=is_member and bool(ctx.seats() or ctx.posts()),
    )


def readable_question(ctx: Context, number: int) -> Question:
    """The question with this number, locked; `NoSuchQuestion` if the sender may not see it."""
    question = ctx.store[Questions].lock(ctx.community.id, number)
    if question is None or not question.is_sent or not may_see(question, reader_of(ctx)):
        raise NoSuchQuestion(number=number, question=question_command.typed())
    return question


def own_question(ctx: Context, number: int) -> Question:
    """The sender's own question with this number, locked."""
    question = readable_question(ctx, number)
    if question.asker_id != ctx.member.id:
        raise NotYourQuestion(number=number)
    return question


@router.contribution(intents)
def intents_of_questions(ctx: Context) -> Sequence[Intent]:
    """The intent to ask the Region, or to follow a question."""
    label = text("Ask the Region")
    ask = Intent("ask_region", label, question_command, preview, for_people=True, is_question=True)
    return (ask,)


def preview(ctx: Context, words: str) -> Answer:
    """The question as it would be sent, if it names the Region; it is sent by a press only."""
    said = set(name_words(words))
    if not said.isdisjoint(_OF_QUESTIONS):
        return question_command.follow(ctx)
    is_asked = asks_something(words) and len(words) <= LONGEST_QUESTION
    return prepared_card(ctx, words) if is_asked and not said.isdisjoint(_REGION) else None
