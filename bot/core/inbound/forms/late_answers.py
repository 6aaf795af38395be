"""Answers that came after another message in between: kept until their writer confirms them."""

from dataclasses import dataclass, replace
from typing import get_args

from bot.core.context.context import Context
from bot.core.declarations.arguments.readers import read
from bot.core.inbound.forms.begun import (
    BEFORE,
    LATE_FILE,
    LATE_WORDS,
    PATIENCE,
    begun_here,
    is_interrupted,
    pending,
)
from bot.core.inbound.forms.reading import reading
from bot.core.messages.disambiguation import Ambiguous
from bot.core.messages.encoding.message_encoding import encode_upload
from bot.core.messages.incoming import Upload
from bot.domain.refusals import Refusal
from bot.domain.words import fold
from storage.inbound import Forms, OpenForm


@dataclass(frozen=True, slots=True)
class LateAnswer:
    """Words, a file, or both, that may have been meant for another message."""

    words: str
    file: Upload | None


def may_be_answer(ctx: Context) -> bool:
    """True if the newest message asks for free text, and these words are valid as such.

    False for words repeated after the question whether they are the answer.
    """
    begun = begun_here(ctx)
    param = None if begun is None else pending(*begun)
    if begun is None or param is None or is_interrupted(ctx, begun[1]):
        return False
    if str not in {param.kind, *get_args(param.kind)}:
        return False
    words = ctx.incoming.words
    if fold(begun[1].answers.get(LATE_WORDS, "")) == fold(words):
        return False
    try:
        read(replace(param, reads=None) if param.many else param, words, reading(ctx))
    except Refusal:
        return False
    return True


def cannot_be_answer(ctx: Context) -> bool:
    """True if the newest message asks for something that these words are not."""
    begun = begun_here(ctx)
    param = None if begun is None else pending(*begun)
    if (
        begun is None
        or param is None
        or is_interrupted(ctx, begun[1])
        or BEFORE in begun[1].answers
    ):
        return False
    try:
        read(replace(param, reads=None) if param.many else param, ctx.incoming.words, reading(ctx))
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
    """Restore the file of a late answer, as if it came just now; returns the words."""
    ctx.incoming = replace(ctx.incoming, file=late.file)
    return late.words
