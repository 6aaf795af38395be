"""The register of questions: lists, filters, the search, and one question as members see it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.core import (
    Answer,
    Bold,
    Button,
    Buttons,
    Card,
    Context,
    JobContext,
    Line,
    Replace,
    Router,
    Small,
    Text,
    Where,
    Words,
    in_rows,
    quoted,
    text,
)
from bot.domain.addresses import shortened
from bot.domain.questions.question import (
    CLOSED,
    Question,
    QuestionState,
    StepKind,
    headline,
    is_public,
)
from bot.domain.roles import Post, Role, Seat
from bot.references.questions import (
    agent_question_card,
    join_question,
    private_question_card,
    question_card,
    question_command,
    region_question_card,
    search_questions,
    sent_questions,
    show_question,
    unjoin_question,
)
from bot.vocabulary.audiences import (
    NO_DOMAIN,
    domain_choice_label,
    domain_label,
    domain_lines,
    domain_rows,
    domain_signed,
)
from bot.vocabulary.lists import (
    WHOLE,
    SoughtWords,
    keep_search,
    kept_search,
    others_rows,
    page_start,
    part_buttons,
    turning_buttons,
)
from handlers.questions.asking import ALIASES, readable_question, reader_of
from handlers.questions.from_messages import make_question_of_message
from handlers.questions.own_card import draw_own_question
from handlers.questions.visibility import decisions, draw_request
from handlers.questions.words import (
    answer_lines,
    asker_text,
    joined_text,
    public_state_text,
    question_title,
)
from storage.members import Members
from storage.questions import (
    QuestionFilter,
    QuestionJoins,
    Questions,
    QuestionSearch,
    QuestionSteps,
)

router = Router(on_page=True)

ALL, MINE = WHOLE, "mine"
LONGEST_LABEL = 34
MOST_PROGRESS = 3
LONGEST_PROGRESS = 500
PAGE_SIZE = 6
MOST_FOUND = 8
MOST_ALIKE = 5
STATES = {
    ALL: (),
    "open": (QuestionState.OPEN,),
    "taken": (QuestionState.TAKEN, QuestionState.DRAFTED, QuestionState.TRANSFERRED),
    "answered": CLOSED,
    MINE: (),
}
LABELS = {
    ALL: text("Every question"),
    "open": text("Waiting"),
    "taken": text("Taken"),
    "answered": text("Answered"),
    MINE: text("Mine"),
}
_STATES = {
    QuestionState.OPEN: text("waiting"),
    QuestionState.TAKEN: text("taken"),
    QuestionState.DRAFTED: text("taken"),
    QuestionState.TRANSFERRED: text("passed on"),
    QuestionState.ANSWERED: text("answer given"),
    QuestionState.DECLINED: text("declined"),
}


@dataclass(frozen=True, slots=True)
class ListFilter:
    """A list of questions; unknown words of a button show all of them."""

    state: str = ALL
    domain: str = NO_DOMAIN
    """The sign of a domain."""

    def of(self, ctx: Context) -> QuestionFilter:
        """The part that the sender may read."""
        return readable_filter(
            ctx, state=self.state, domain=domain_signed(ctx.community.domains, self.domain)
        )


@router.command(
    "ask",
    fr="question",
    aliases=ALIASES,
    who=Role.MEMBER,
    where=Where.DIRECT,
    theme="ask",
    label=text("Questions to the Region"),
    listed=4,
    own_tab=4,
    in_shared_menu=True,
    ephemeral=True,
    shows=True,
)
def list_questions(ctx: Context) -> Answer:
    """See the questions to the Region, and ask one."""
    if ctx.incoming.answered is not None:
        return make_question_of_message(ctx, ctx.incoming.answered)
    return ctx.apart(lambda ctx: _list_card(ctx, ListFilter()))


@router.command(
    "ask",
    fr="question",
    aliases=ALIASES,
    who=Role.MEMBER,
    where=Where.DIRECT,
    example="3",
    theme="ask",
)
def show_question_numbered(ctx: Context, number: int) -> Card:
    """See one question and its answer."""
    return show_one_question(ctx, number)


@router.button("questions", who=Role.MEMBER)
def turn_list(ctx: Context, state: str, domain: str, after: int) -> Replace:
    which = ListFilter(state, domain)
    return Replace(ctx.apart(lambda ctx: _list_card(ctx, which, page_start(after))))


@router.button("questions_domain", who=Role.MEMBER)
def offer_domains(ctx: Context, state: str) -> Replace:
    """Offer the domains that have questions."""
    used = ctx.store[Questions].domains(ctx.community.id, ListFilter(state).of(ctx))
    rows = domain_rows(
        ctx.community.domains, used, lambda label, sign: _part_button(label, state, sign)
    )
    return Replace(Card(text("Questions about what?"), (), rows))


def _list_card(ctx: Context, which: ListFilter, after: int = 0) -> Card:
    found = ctx.store[Questions].listed(
        ctx.community.id, which.of(ctx), most=PAGE_SIZE + 1, after=after
    )
    shown = found[:PAGE_SIZE]
    lines: list[Line] = question_lines(shown) or [text("There are no such questions.")]
    if not shown and which == ListFilter() and not after:
        lines = [text("Nobody has asked the Region anything yet.")]
    lines += domain_lines(ctx.community.domains, which.domain)

    def turn(label: Text, start: int) -> Button:
        return turn_list.button(label, which.state, which.domain, start)

    ask = question_command.ask_button(text("Ask a question"))
    rows = [
        (ask, search_questions.ask_button(text("Search"))),
        *question_rows(shown),
        turning_buttons(after, PAGE_SIZE, turn, more=len(found) > PAGE_SIZE),
    ]
    rows += in_rows([*_part_buttons(ctx, which)], 3)
    return Card(text("💬 Questions to the Region"), tuple(lines), tuple(filter(None, rows)))


def _part_button(label: Words, state: str, domain: str) -> Button:
    return turn_list.button(label, state, domain, 0)


def _part_buttons(ctx: Context, which: ListFilter) -> Iterator[Button]:
    """The other parts of the list, and the choice of a domain."""
    questions, here = ctx.store[Questions], ctx.community.id
    by_state = questions.counts(here, ListFilter(ALL, which.domain).of(ctx))
    counts = {each: sum(by_state.get(state, 0) for state in STATES[each]) for each in LABELS}
    counts[MINE] = questions.count(here, ListFilter(MINE, which.domain).of(ctx))
    counts[ALL] = sum(by_state.values())
    yield from part_buttons(
        LABELS, counts, which.state, lambda label, state: _part_button(label, state, which.domain)
    )
    if questions.domains(here, ListFilter().of(ctx)):
        yield offer_domains.button(domain_choice_label(which.domain), which.state)


@router.form(search_questions, who=Role.MEMBER)
def find_questions(ctx: Context, words: SoughtWords) -> Answer:
    return _questions_found(ctx, words, 0)


@router.button("questions_found", who=Role.MEMBER)
def show_more_questions(ctx: Context, mark: int, after: int) -> Answer:
    """See the next ones that were found."""
    (words,) = kept_search(ctx, mark)
    return _questions_found(ctx, words, page_start(after))


def _questions_found(ctx: Context, words: str, after: int) -> Card:
    """The questions with all of these words, else the closest."""
    which = readable_filter(ctx, words=words)
    found = ctx.store[Questions].listed(ctx.community.id, which, most=MOST_FOUND, after=after)
    if found:
        start = after + len(found)
        rest = others_rows(
            ctx.store[Questions].count(ctx.community.id, which) - start,
            lambda label: show_more_questions.button(label, keep_search(ctx, words), start),
        )
        return _found_card(words, question_lines(found), found, rest)
    ids = ctx.store[QuestionSearch].find(
        ctx.community.id, words, MOST_ALIKE, which=readable_filter(ctx)
    )
    alike = ctx.store[Questions].these(ids)
    none = text("No question has all of these words.")
    if not alike:
        return _found_card(words, [none], ())
    return _found_card(words, [none, text("The closest:"), *question_lines(alike)], alike)


def _found_card(
    words: str, lines: list[Line], found: list[Question] | tuple[()], rest: Buttons = ()
) -> Card:
    again = search_questions.ask_button(text("Other words"))
    every = question_command.button(text("All questions"))
    title: Text = text("🔎 Questions with “{words}”", words=" ".join(words.split()))
    return Card(title, tuple(lines), (*question_rows(found), *rest, (again, every)))


def question_lines(questions: Sequence[Question]) -> list[Line]:
    """A line for each question, with its number and state."""
    return [
        text(
            "{number} · {question} – {state}",
            number=each.id,
            question=headline(each.words),
            state=_STATES.get(each.state, ""),
        )
        for each in questions
    ]


def question_rows(questions: Sequence[Question]) -> list[tuple[Button, ...]]:
    rows: list[tuple[Button, ...]] = []
    for each in questions:
        words = headline(each.words, LONGEST_LABEL)
        label = text("{number} · {question}", number=each.id, question=words)
        rows.append((show_question.button(label, each.id),))
    return rows


def readable_filter(
    ctx: Context, *, state: str = ALL, domain: str | None = None, words: str = ""
) -> QuestionFilter:
    """The questions that the sender may read, of a state, about a domain, or with some words."""
    is_mine = state == MINE
    return QuestionFilter(
        states=STATES.get(state, ()),
        domain=domain,
        asker_id=ctx.member.id if is_mine else None,
        joined_by=ctx.member.id if is_mine else None,
        private=None,
        words=words,
        reader_id=ctx.member.id,
        handled=reader_of(ctx).handles,
    )


@router.button(show_question, who=Role.MEMBER)
def show_one_question(ctx: Context, number: int) -> Card:
    """Show a question with what this reader may see and do."""
    question = readable_question(ctx, number)
    if question.asker_id == ctx.member.id:
        return draw_own_question(ctx, number)
    if reader_of(ctx).handles or question.is_private:
        return _handled_card(ctx, question)
    card = draw_question(ctx, number)
    if not ctx.store[QuestionJoins].has(number, ctx.member.id):
        return card
    leave = unjoin_question.button(text("No longer follow it"), number)
    return Card(card.title, (*card.lines, text("You have the same question.")), ((leave,),))


def _handled_card(ctx: Context, question: Question) -> Card:
    """A question with the buttons of a gardener, a deputy or an agent."""
    if question.is_private:
        return private_question_card(ctx, question.id)
    if Seat.REGION in ctx.seats():
        card = region_question_card(ctx, question.id)
        return replace(card, buttons=(*card.buttons, *decisions(ctx, question)))
    if ctx.seats():
        return draw_request(ctx, question.id)
    if Post.AGENT in ctx.posts():
        return agent_question_card(ctx, question.id)
    return replace(draw_request(ctx, question.id), buttons=())


@router.card(question_card, shows=[Question])
def draw_question(ctx: JobContext, question_id: int) -> Card:
    """A question that members may read: who asked it, how far it is, and its answer."""
    question = ctx.store[Questions].find(question_id)
    if question is None or not is_public(question):
        return Card(None, (text("This question cannot be read any more."),))
    lines: list[Line] = [*quoted(question.words), asker_text(ctx, question)]
    if question.domain is not None:
        lines.append(text("Topic: {domain}", domain=domain_label(question.domain)))
    lines += ["", public_state_text(ctx, question)]
    answer, answerer = answer_lines(question), ctx.store[Members].get(question.answered_by)
    if answer and answerer is not None:
        answer.append(text("{name}, for the Region", name=answerer.name))
    lines += answer
    lines += _progress_lines(ctx, question)
    joined = joined_text(ctx, question)
    lines += [] if joined is None else [joined]
    asked_on = question.created_at.astimezone(ctx.zone).date()
    lines.append(Small(text("Question {number}, of {day}", number=question.id, day=asked_on)))
    button = join_question.button(text("Me too"), question.id)
    return Card(question_title(question), tuple(lines), ((button,),))


def _progress_lines(ctx: JobContext, question: Question) -> list[Line]:
    """Later progress, the latest last."""
    told = [
        each
        for each in ctx.store[QuestionSteps].of(question.id)
        if each.kind is StepKind.CONTINUED and each.words
    ]
    lines: list[Line] = [Bold(text("What followed"))] if told else []
    for each in told[-MOST_PROGRESS:]:
        lines += quoted(shortened(each.words, LONGEST_PROGRESS))
    return lines


@router.contribution(sent_questions)
def index_question(ctx: Context, question: Question) -> None:
    """Make a question searchable, unless it is for one gardener alone."""
    if not question.is_private:
        ctx.store[QuestionSearch].put(question.id, question.words)
