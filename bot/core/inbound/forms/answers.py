"""Answers to the question asked last: typed, chosen, skipped, or written too late to be sure."""

from contextlib import suppress
from dataclasses import replace

from bot.core.context.context import Context
from bot.core.declarations.access.permissions import check
from bot.core.declarations.arguments.parameters import Param
from bot.core.declarations.arguments.readers import NO, YES, read, written
from bot.core.declarations.declaration import Declaration
from bot.core.inbound.forms.asking import ask_next, explanation, finish, refusable
from bot.core.inbound.forms.begun import (
    BEFORE,
    ITEMS,
    PATIENCE,
    SKIPPED,
    begun_here,
    optional_rest,
    pending,
)
from bot.core.inbound.forms.late_answers import keep_late_answer, pop_late_answer, send_again
from bot.core.inbound.forms.lists import ENDS, go_on_with_list, whole_list
from bot.core.inbound.forms.progress import keep_draft
from bot.core.inbound.forms.questions import choice_card, late_answer_card
from bot.core.inbound.forms.reading import reading
from bot.core.messages.answers import Answer
from bot.core.messages.content import Button, Card, text
from bot.core.messages.disambiguation import Ambiguous
from bot.core.messages.incoming import Upload
from bot.domain.refusals import Refusal
from bot.domain.words import fold
from storage.inbound import Forms, OpenForm

FORM_GONE = text("This form does not exist any more.")


def go_on(ctx: Context, typed: str) -> Answer:
    """Take an answer to the question asked last; a wrong one is explained and asked again."""
    begun = begun_here(ctx)
    if begun is None:
        ctx.store[Forms].close(ctx.incoming.room)
        return FORM_GONE
    form, open_form = begun
    late, said = pop_late_answer(open_form), fold(typed).strip(" .!")
    if late is not None and said in YES:
        typed = send_again(ctx, late)
    elif late is not None and said in NO:
        return refusable(ctx, form, open_form, lambda: _ask_again(ctx, form, open_form))
    elif said in ENDS and _may_be_skipped(form, open_form):
        return skip(ctx)
    return refusable(ctx, form, open_form, lambda: _take(ctx, form, open_form, typed))


def take_late_answer(ctx: Context) -> Answer:
    """Accept a late answer: one sent after another message had come in between."""
    begun = begun_here(ctx)
    late = None if begun is None else pop_late_answer(begun[1])
    if begun is None or late is None:
        return text("There is nothing to take.")
    form, open_form = begun
    typed = send_again(ctx, late)
    return refusable(ctx, form, open_form, lambda: _take(ctx, form, open_form, typed))


def ask_whether_meant(ctx: Context, other: Button | None, *, is_key: bool = False) -> Answer:
    """Ask whether a message answers the form, as it may answer another one or be a key's word."""
    begun = begun_here(ctx)
    param = None if begun is None else pending(*begun)
    if begun is None or param is None:
        return go_on(ctx, ctx.incoming.words)
    form, open_form = begun

    def ask() -> Answer:
        _resume(ctx, form, open_form)
        late = keep_late_answer(ctx, open_form)
        return late_answer_card(ctx, form, param, late.words, other, is_key=is_key)

    return refusable(ctx, form, open_form, ask)


def skip(ctx: Context, *, rest: bool = False) -> Answer:
    """Leave the question asked last without an answer, where that is possible.

    With `rest`, so are all that follow.
    """
    begun = begun_here(ctx)
    param = None if begun is None else pending(*begun)
    if begun is None or param is None or param.required:
        return text("There is nothing to skip.")
    form, open_form = begun
    pop_late_answer(open_form)
    kept = {name: typed for name, typed in open_form.answers.items() if name not in (BEFORE, ITEMS)}
    left = optional_rest(form, param) if rest else ()
    answers = {**{each.name: SKIPPED for each in (param, *left)}, **kept}

    def go_on_without() -> Answer:
        _resume(ctx, form, open_form)
        return ask_next(ctx, form, answers, ctx.incoming.room)

    return refusable(ctx, form, replace(open_form, answers=answers), go_on_without)


def _may_be_skipped(form: Declaration, open_form: OpenForm) -> bool:
    """True if the question asked last may stay without an answer, and no list is begun."""
    param = pending(form, open_form)
    return param is not None and not param.required and not open_form.answers.get(ITEMS)


def end_list(ctx: Context) -> Answer:
    """Take the items that came one by one for the whole list."""
    begun = begun_here(ctx)
    param = None if begun is None else pending(*begun)
    items = "" if begun is None else begun[1].answers.get(ITEMS, "")
    if begun is None or param is None or not items:
        return text("There is nothing to take.")
    form, open_form = begun
    pop_late_answer(open_form)

    def take() -> Answer:
        _resume(ctx, form, open_form)
        return _keep(ctx, form, open_form, param, items, "")

    return refusable(ctx, form, open_form, take)


def waits_for_file(ctx: Context) -> bool:
    """True if something was sent without words while a form asks for a file."""
    begun = begun_here(ctx)
    param = None if begun is None else pending(*begun)
    return ctx.incoming.attachment is not None and param is not None and param.kind is Upload


def _take(ctx: Context, form: Declaration, open_form: OpenForm, typed: str) -> Answer:
    _resume(ctx, form, open_form)
    param, answers = pending(form, open_form), open_form.answers
    if param is None:
        return finish(ctx, form, answers)
    before = answers.pop(BEFORE, "")
    if param.kind is Upload and ctx.incoming.file is not None:
        typed = written(ctx.incoming.file)
    try:
        whole = whole_list(ctx, param, open_form, typed)
    except Refusal as refusal:
        return _explain(ctx, form, open_form, param, refusal)
    if whole is None:
        return go_on_with_list(ctx, form, param, open_form)
    return _keep(ctx, form, open_form, param, whole, before)


def _keep(
    ctx: Context, form: Declaration, open_form: OpenForm, param: Param, typed: str, before: str
) -> Answer:
    """Keep an answer that can be read, and ask the next question; else explain and ask again."""
    answers = open_form.answers
    try:
        kept = _answer_to_keep(ctx, param, typed, before)
    except Ambiguous as several:
        begun = replace(open_form, answers=answers | {BEFORE: typed})
        ctx.store[Forms].put(ctx.incoming.room, begun, ctx.now + PATIENCE)
        return choice_card(form, param, several)
    except Refusal as refusal:
        if refusal.unfinished or before:
            answers[BEFORE] = typed if refusal.unfinished else before
        return _explain(ctx, form, open_form, param, refusal)
    answers.pop(ITEMS, None)
    answers[param.name] = kept  # also for what is asked again if the handler refuses it
    keep_draft(ctx, form, open_form)
    return ask_next(ctx, form, dict(answers), ctx.incoming.room)


def _explain(
    ctx: Context, form: Declaration, open_form: OpenForm, param: Param, refusal: Refusal
) -> Card:
    """Explain a wrong answer, and wait for another."""
    ctx.store[Forms].put(ctx.incoming.room, open_form, ctx.now + PATIENCE)
    return explanation(ctx, form, open_form, param, refusal)


def _answer_to_keep(ctx: Context, param: Param, typed: str, before: str) -> str:
    """The part of an answer to keep; an addition to an unclear one is kept with it.

    To `Sainte-Colombe`, of which there are several, people answer with a department or a
    postcode.
    """
    if before and not typed.startswith("#"):
        with suppress(Refusal):
            read(param, f"{before} {typed}", reading(ctx))
            return f"{before} {typed}"
    read(param, typed, reading(ctx))
    return typed


def _ask_again(ctx: Context, form: Declaration, open_form: OpenForm) -> Answer:
    _resume(ctx, form, open_form)
    return ask_next(ctx, form, open_form.answers, ctx.incoming.room)


def _resume(ctx: Context, form: Declaration, open_form: OpenForm) -> None:
    """Go on where the form began, as long as this person may."""
    if open_form.community_id is not None:
        ctx.enter(open_form.community_id)
    check(ctx, form)
