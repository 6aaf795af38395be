"""The list of questions, and one question by its number."""

from collections.abc import Iterator

from bot.core import (
    Answer,
    Button,
    Card,
    Context,
    Line,
    Replace,
    Router,
    Text,
    Where,
    Words,
    in_rows,
    text,
)
from bot.domain.roles import Role
from bot.references.questions import question_command, search_questions
from bot.vocabulary.audiences.domain_choice import domain_choice_label, domain_lines, domain_rows
from bot.vocabulary.lists.list_pages import page_start, part_buttons, turning_buttons
from handlers.questions.asking.new_question import ALIASES
from handlers.questions.asking.question_of_messages import make_question_of_message
from handlers.questions.register.list_filter import (
    ALL,
    LABELS,
    MINE,
    STATES,
    ListFilter,
)
from handlers.questions.register.question_card import show_one_question
from handlers.questions.register.question_lines import question_lines, question_rows
from storage.questions import Questions

router = Router()

PAGE_SIZE = 6


@router.command(
    "ask",
    fr="question",
    aliases=ALIASES,
    who=Role.MEMBER,
    where=Where.DIRECT,
    theme="ask",
    label=text("Questions to the Region"),
    listed=4,
    in_shared_menu=True,
    shows=True,
)
def list_questions(ctx: Context) -> Answer:
    """See the questions to the Region, and ask one."""
    if ctx.incoming.answered is not None:
        return make_question_of_message(ctx, ctx.incoming.answered)
    return _list_card(ctx, ListFilter())


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
    """Show another part of the list."""
    return Replace(_list_card(ctx, ListFilter(state, domain), page_start(after)))


@router.button("questions_domain", who=Role.MEMBER)
def offer_domains(ctx: Context, state: str) -> Replace:
    """Offer the domains of which there are questions."""
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
    lines: list[Line] = question_lines(shown) or [_nothing_text(which, after)]
    lines += domain_lines(ctx.community.domains, which.domain)

    def turn(label: Text, start: int) -> Button:
        return turn_list.button(label, which.state, which.domain, start)

    rows = [
        _first_row(),
        *question_rows(shown),
        turning_buttons(after, PAGE_SIZE, turn, more=len(found) > PAGE_SIZE),
    ]
    rows += in_rows([*_part_buttons(ctx, which)], 3)
    return Card(text("💬 Questions to the Region"), tuple(lines), tuple(filter(None, rows)))


def _nothing_text(which: ListFilter, after: int) -> Text:
    if which == ListFilter() and not after:
        return text("Nobody has asked the Region anything yet.")
    return text("There are no such questions.")


def _first_row() -> tuple[Button, ...]:
    ask = question_command.ask_button(text("Ask a question"))
    return ask, search_questions.ask_button(text("Search"))


def _part_button(label: Words, state: str, domain: str) -> Button:
    return turn_list.button(label, state, domain, 0)


def _part_buttons(ctx: Context, which: ListFilter) -> Iterator[Button]:
    """The parts of the list that are not all of it, and the choice of a domain."""
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
