"""A question as its author sees it before it is sent: its readers, and its signature."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from bot.core import (
    Answer,
    Buttons,
    Card,
    Context,
    Line,
    Replace,
    Router,
    asks,
    at_most,
    in_rows,
    text,
)
from bot.domain.questions.asking import read_question
from bot.domain.questions.question import LONGEST_QUESTION
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.questions import (
    new_words_form,
    question_command,
    send_question,
    send_question_to_one,
)
from bot.vocabulary.audiences.domain_choice import domain_choice_rows, domain_signed
from bot.vocabulary.audiences.domains import domain_label
from handlers.questions.asking.readers import private_readers, readers_lines
from handlers.questions.question_words import quoted
from storage.inbound import Forms, OpenForm

router = Router()

KEPT_FOR = timedelta(days=1)
_FORM = "question"


class QuestionPreviewOver(Final):
    """This question is sent, thrown away, or too old. To ask another one: {question}."""


@dataclass(frozen=True, slots=True)
class QuestionDraft:
    """A question before it is sent."""

    words: str
    domain: str | None = None


def preview_card(ctx: Context, words: str, domain: str | None = None) -> Card:
    """The question, its readers, and the ways to send it."""
    draft = QuestionDraft(words, domain)
    return _draw(ctx, draft, keep_draft(ctx, words, domain))


def keep_draft(ctx: Context, words: str, domain: str | None = None) -> int:
    """Keep a question for its preview in the author's own room; gives its mark."""
    form = OpenForm(_FORM, ctx.community.id, {"words": words, "domain": domain})
    room = ctx.private_room or ctx.incoming.room
    return ctx.store[Forms].keep_preview(room, form, ctx.now + KEPT_FOR)


def previewed(ctx: Context, mark: int) -> QuestionDraft:
    """The question of a preview in the author's own room; raises `QuestionPreviewOver`."""
    kept = ctx.store[Forms].preview_in(ctx.incoming.room, mark, ctx.now)
    if kept is None or kept.form != _FORM or kept.community_id != ctx.community.id:
        raise QuestionPreviewOver(question=question_command.typed())
    return QuestionDraft(**kept.answers)


def _draw(ctx: Context, draft: QuestionDraft, mark: int) -> Card:
    lines: list[Line] = [*quoted(draft.words)]
    if draft.domain is not None:
        lines.append(text("Domain: {domain}", domain=domain_label(draft.domain)))
    lines += ["", text("Nobody has it yet."), *readers_lines(ctx)]
    return Card(text("💬 Your question to the Region"), tuple(lines), _rows(ctx, draft, mark))


def _rows(ctx: Context, draft: QuestionDraft, mark: int) -> Buttons:
    alone = [
        send_question_to_one.button(text("Send to {name} only", name=each.name), mark, each.id)
        for each in private_readers(ctx)
    ]
    domain = text("Domain") if draft.domain is None else text("Another domain")
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
    """Ask for other words; all else stays."""
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
    """Show the question of a preview in other words."""
    domain = previewed(ctx, mark).domain
    return preview_card(ctx, read_question(words), domain)


@router.button("question_domains", who=Role.MEMBER)
def ask_domain(ctx: Context, mark: int) -> Replace:
    """Offer the domains of the community."""
    draft = previewed(ctx, mark)
    rows = domain_choice_rows(
        ctx.community.domains, lambda label, sign: choose_domain.button(label, mark, sign)
    )
    return Replace(Card(text("What is it about?"), (*quoted(draft.words),), rows))


@router.button("question_domain", who=Role.MEMBER)
def choose_domain(ctx: Context, mark: int, sign: str) -> Replace:
    """Note what a question is about."""
    draft = previewed(ctx, mark)
    domain = domain_signed(ctx.community.domains, sign)
    return Replace(preview_card(ctx, draft.words, domain))


@router.button("question_discard", deliberate=True, tone="danger", who=Role.MEMBER)
def discard_question(ctx: Context, mark: int) -> Replace:
    """Throw the question of a preview away."""
    previewed(ctx, mark)
    ctx.store[Forms].forget_preview(ctx.incoming.room)
    return Replace(text("Thrown away. Nothing of it was kept."))
