"""The form in progress in a room: its questions, and which one waits for its answer."""

from collections.abc import Sequence
from datetime import timedelta

from bot.core.context.context import Context
from bot.core.declarations.arguments.parameters import Param
from bot.core.declarations.declaration import Declaration
from bot.core.declarations.registry import declarations_of
from storage.inbound import Forms, OpenForm
from storage.outbound import SentMessages

PATIENCE = timedelta(hours=1)
DRAFT_KEPT = timedelta(days=1)
SKIPPED = "\x00"
BEFORE = "before?"
"""Key of an ambiguous or unfinished answer; other answers have the names of parameters as keys."""
ITEMS = "items?"
"""Key of a list's items that come one per message."""
LATE_WORDS = "typed?"
"""Key of words that may have been meant for another message."""
LATE_FILE = "file?"
"""Key of the file sent with those words, or without any."""


def begun_here(ctx: Context) -> tuple[Declaration, OpenForm] | None:
    """The form in progress in this room, as it is declared."""
    open_form = ctx.store[Forms].open_in(ctx.incoming.room, ctx.now)
    form = None if open_form is None else declarations_of(ctx).forms.get(open_form.form)
    return None if open_form is None or form is None else (form, open_form)


def questions_of(form: Declaration) -> list[Param]:
    """The parameters that are asked for."""
    return [each for each in form.params if each.question]


def pending(form: Declaration, open_form: OpenForm) -> Param | None:
    """The question that waits for its answer."""
    return next(
        (each for each in questions_of(form) if each.name not in open_form.answers),
        None,
    )


def is_open(ctx: Context, name: str) -> bool:
    """True if this form is in progress here."""
    open_form = ctx.store[Forms].open_in(ctx.incoming.room, ctx.now)
    return open_form is not None and open_form.form == name


def is_picking(ctx: Context) -> bool:
    """True if the question asked last is one whose answers are picked."""
    begun = begun_here(ctx)
    param = None if begun is None else pending(*begun)
    return param is not None and param.picked


def is_interrupted(ctx: Context, open_form: OpenForm) -> bool:
    """True if another message came into the room since the question was asked."""
    if open_form.until is None:
        return False
    return ctx.store[SentMessages].came_since(ctx.incoming.room, open_form.until - PATIENCE)


def optional_rest(form: Declaration, param: Param) -> Sequence[Param]:
    """The questions after this one; none if one of them has to be answered."""
    asked = questions_of(form)
    rest = asked[asked.index(param) + 1 :]
    return () if any(each.required for each in rest) else rest
