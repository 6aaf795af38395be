"""Answers to a form: typed, chosen, skipped, written too late to be sure, or kept as a draft."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import get_args

from bot.core.context.context import Context
from bot.core.declarations.arguments import NO, YES, Param, read, written
from bot.core.declarations.declaration import Declaration
from bot.core.declarations.permissions import check
from bot.core.declarations.registry import declarations_of
from bot.core.inbound.forms.asking import (
    DRAFT_OFFER,
    ENDS,
    ask_next,
    explanation,
    finish,
    go_on_with_list,
    refusable,
    whole_list,
)
from bot.core.inbound.forms.questions import (
    BEFORE,
    ITEMS,
    LATE_FILE,
    LATE_WORDS,
    PATIENCE,
    SKIPPED,
    begun_here,
    choice_card,
    draft_card,
    keep_draft,
    late_answer_card,
    optional_rest,
    pending,
    question_card,
    questions_of,
    so_far,
)
from bot.core.inbound.senders import reading
from bot.core.messages.content import Ambiguous, Answer, Button, Card, text
from bot.core.messages.encoding import encode_upload
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


def answer(ctx: Context, name: str, words: str, *, is_sure: bool) -> Answer:
    """Open a form with the words that answer its question; ask before, if that is not sure.

    None for unsure ones that cannot be its answer.
    """
    form = declarations_of(ctx).forms[name]
    open_form = OpenForm(form.name, ctx.said_for, {})
    ctx.store[Forms].put(ctx.incoming.room, open_form, ctx.now + PATIENCE)
    if is_sure:
        return go_on(ctx, words)
    if cannot_be_answer(ctx):
        ctx.store[Forms].close(ctx.incoming.room)
        return None
    return ask_whether_meant(ctx)


def ask_whether_meant(ctx: Context, other: Button | None = None, *, late: bool = False) -> Answer:
    """Ask whether a message answers the form, as it may be an `other` act.

    A `late` one may answer a message that came in between.
    """
    begun = begun_here(ctx)
    param = None if begun is None else pending(*begun)
    if begun is None or param is None:
        return go_on(ctx, ctx.incoming.words)
    form, open_form = begun

    def ask() -> Answer:
        _resume(ctx, form, open_form)
        kept = keep_late_answer(ctx, open_form)
        return late_answer_card(ctx, form, param, kept.words, other, late=late)

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
    try:
        whole = whole_list(ctx, param, open_form, _file_or_words(ctx, param, typed))
    except Refusal as refusal:
        return _explain(ctx, form, open_form, param, refusal)
    if whole is None:
        return go_on_with_list(ctx, form, param, open_form)
    return _keep(ctx, form, open_form, param, whole, before)


def _file_or_words(ctx: Context, param: Param, words: str) -> str:
    """The file that was sent, where one is asked for; else the words."""
    file = ctx.incoming.file
    return words if file is None or param.kind is not Upload else written(file)


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


@dataclass(frozen=True, slots=True)
class LateAnswer:
    """Words, a file, or both, that may have been meant for another message."""

    words: str
    file: Upload | None


def may_be_answer(ctx: Context) -> bool:
    """True if these words may answer the open question.

    False for words repeated after the question whether they are the answer.
    """
    return not is_asked_about(ctx) and not cannot_be_answer(ctx)


def is_asked_about(ctx: Context) -> bool:
    """True for words repeated after the question whether they are the answer."""
    begun = begun_here(ctx)
    late = None if begun is None else begun[1].answers.get(LATE_WORDS)
    return late is not None and fold(late) == fold(ctx.incoming.words)


def cannot_be_answer(ctx: Context) -> bool:
    """True if the open question asks for something that these words are not."""
    begun = begun_here(ctx)
    param = None if begun is None else pending(*begun)
    if begun is None or param is None or BEFORE in begun[1].answers:
        return False
    typed = _file_or_words(ctx, param, ctx.incoming.words)
    try:
        read(replace(param, reads=None) if param.many else param, typed, reading(ctx))
    except Refusal as refusal:
        return not (refusal.unfinished or isinstance(refusal, Ambiguous))
    return False


def asks_for_such(ctx: Context) -> bool:
    """True if the open form asks for a date, a member or the like, and these words are one."""
    begun = begun_here(ctx)
    param = None if begun is None else pending(*begun)
    if param is None or str in {param.kind, *get_args(param.kind)}:
        return False
    try:
        read(replace(param, reads=None) if param.many else param, ctx.incoming.words, reading(ctx))
    except Refusal:
        return False
    return True


def keep_late_answer(ctx: Context, open_form: OpenForm) -> LateAnswer:
    """Save the message just sent beside the answers of a form."""
    late = LateAnswer(ctx.incoming.words, ctx.incoming.file)
    beside: dict[str, object] = {LATE_WORDS: late.words}
    if late.file is not None:
        beside[LATE_FILE] = encode_upload(late.file)
    kept = replace(open_form, answers=open_form.answers | beside)
    ctx.store[Forms].put(ctx.incoming.room, kept, ctx.now + PATIENCE)
    return late


def pop_late_answer(open_form: OpenForm) -> LateAnswer | None:
    """Remove the late answer from the answers and return it; None if there is none."""
    words = open_form.answers.pop(LATE_WORDS, None)
    file = open_form.answers.pop(LATE_FILE, None)
    if words is None:
        return None
    return LateAnswer(words, None if file is None else Upload(**file))


def send_again(ctx: Context, late: LateAnswer) -> str:
    """Restore a late answer, with its file, as if it came just now; returns the words."""
    ctx.incoming = replace(ctx.incoming, words=late.words, file=late.file)
    return late.words


def leaving(ctx: Context, act: Callable[[], Answer]) -> Answer:
    """Do something else than answer: a form in progress ends, and its typed words are offered."""
    room = ctx.incoming.room
    begun = ctx.store[Forms].open_in(room, ctx.now) if ctx.direct else None
    if begun is None:
        return act()
    ctx.store[Forms].close(room)
    answer = act()
    draft = None if ctx.parting else ctx.store[Forms].draft_in(room, ctx.now)
    again = ctx.store[Forms].open_in(room, ctx.now)
    went_on = again is not None and again.form == begun.form
    if draft is not None and draft.form == begun.form and not went_on:
        ctx.whisper(DRAFT_OFFER)
    return answer


def draft_offer(ctx: Context) -> Card | None:
    """The offer of the words typed in an unfinished form."""
    draft = ctx.store[Forms].draft_in(ctx.incoming.room, ctx.now)
    return None if draft is None or draft.form not in declarations_of(ctx).forms else DRAFT_OFFER


def resume_draft(ctx: Context) -> Answer:
    """Go on with the draft where it was left."""
    room = ctx.incoming.room
    draft = ctx.store[Forms].draft_in(room, ctx.now)
    if draft is None:
        return text("There is no draft any more.")
    form = declarations_of(ctx).forms.get(draft.form)
    if form is None:
        ctx.store[Forms].forget_draft(room)
        return FORM_GONE
    if draft.community_id is not None:
        ctx.enter(draft.community_id)
    check(ctx, form)
    answers = dict(draft.answers)
    if pending(form, draft) is None:
        last = questions_of(form)[-1].name
        answers[LATE_WORDS] = answers.pop(last)
    begun = replace(draft, answers=answers)
    param = pending(form, begun)
    if param is None:
        return ask_next(ctx, form, answers, room)
    ctx.store[Forms].put(room, begun, ctx.now + PATIENCE)
    if answers.get(ITEMS):
        return go_on_with_list(ctx, form, param, begun)
    if answers.get(LATE_WORDS):
        return draft_card(ctx, form, param, answers[LATE_WORDS], *so_far(ctx, form, begun))
    return question_card(ctx, form, param, *so_far(ctx, form, begun))
