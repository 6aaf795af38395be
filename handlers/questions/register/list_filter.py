"""Filter of a list of questions, as its buttons carry it."""

from dataclasses import dataclass

from bot.core import Context, text
from bot.domain.questions.question import CLOSED, QuestionState
from bot.vocabulary.audiences.domain_choice import NO_DOMAIN, domain_signed
from bot.vocabulary.lists.list_pages import WHOLE
from handlers.questions.asking.question_lookup import reader_of
from storage.questions import QuestionFilter

ALL, MINE = WHOLE, "mine"
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


@dataclass(frozen=True, slots=True)
class ListFilter:
    """A list of questions; unknown words of a button show all of them."""

    state: str = ALL
    domain: str = NO_DOMAIN
    """The sign of a domain."""

    def of(self, ctx: Context) -> QuestionFilter:
        """The part that the sender may read."""
        return readable_filter(
            ctx,
            state=self.state,
            domain=domain_signed(ctx.community.domains, self.domain),
        )


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
