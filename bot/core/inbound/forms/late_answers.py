"""Answers that came after another message in between: kept until their writer confirms them."""

from dataclasses import dataclass, replace

from bot.core.context.context import Context
from bot.core.inbound.forms.begun import LATE_FILE, LATE_WORDS, PATIENCE
from bot.core.messages.encoding import encode_upload
from bot.core.messages.incoming import Upload
from storage.inbound import Forms, OpenForm


@dataclass(frozen=True, slots=True)
class LateAnswer:
    """Words, a file, or both, that may have been meant for another message."""

    words: str
    file: Upload | None


def keep_late_answer(ctx: Context, open_form: OpenForm) -> LateAnswer:
    """Keep what was just sent beside the answers of a form."""
    late = LateAnswer(ctx.incoming.words, ctx.incoming.file)
    beside: dict[str, object] = {LATE_WORDS: late.words}
    if late.file is not None:
        beside[LATE_FILE] = encode_upload(late.file)
    kept = replace(open_form, answers=open_form.answers | beside)
    ctx.store[Forms].put(ctx.incoming.room, kept, ctx.now + PATIENCE)
    return late


def pop_late_answer(open_form: OpenForm) -> LateAnswer | None:
    """Take what was kept out of the answers; None if nothing was."""
    words = open_form.answers.pop(LATE_WORDS, None)
    file = open_form.answers.pop(LATE_FILE, None)
    if words is None:
        return None
    return LateAnswer(words, None if file is None else Upload(**file))


def send_again(ctx: Context, late: LateAnswer) -> str:
    """Put the file back beside the words, as if both came just now; gives the words."""
    ctx.incoming = replace(ctx.incoming, file=late.file)
    return late.words
