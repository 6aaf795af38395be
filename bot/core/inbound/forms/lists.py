"""A list asked for by a form: all of it in one answer, or one item a message until it is ended."""

from collections.abc import Sequence
from dataclasses import replace

from bot.core.context.context import Context
from bot.core.declarations.arguments.parameters import Param
from bot.core.declarations.arguments.readers import read
from bot.core.declarations.declaration import Declaration
from bot.core.declarations.engine_buttons import end_list
from bot.core.inbound.forms.begun import ITEMS, PATIENCE
from bot.core.inbound.forms.progress import keep_draft
from bot.core.inbound.forms.questions import question_card
from bot.core.inbound.forms.reading import reading
from bot.core.messages.content import Buttons, Card, Line, text
from bot.domain.words import split_items
from storage.inbound import Forms, OpenForm


def whole_list(ctx: Context, param: Param, open_form: OpenForm, typed: str) -> str | None:
    """The list once it is whole, an item a line; None if it goes on.

    Several items at once are a list, unless some came before them; then it goes on until it is
    ended, or has as many items as there may be. Raises the `Refusal` of a bad item, which is
    not kept.
    """
    asked = param.question
    if asked is None or not asked.items:
        return typed
    before, new = open_form.answers.get(ITEMS, ""), split_items(typed)
    if len(new) > 1 and not before:
        return "\n".join(new)
    items = [*split_items(before), *new]
    _check_items(ctx, param, items)
    open_form.answers[ITEMS] = "\n".join(items)
    return "\n".join(items) if len(items) >= asked.items else None


def go_on_with_list(ctx: Context, form: Declaration, param: Param, open_form: OpenForm) -> Card:
    """Say what is in the list so far, and ask for the next item."""
    kept = replace(open_form, answers=dict(open_form.answers))
    ctx.store[Forms].put(ctx.incoming.room, kept, ctx.now + PATIENCE)
    keep_draft(ctx, form, kept)
    items = split_items(open_form.answers.get(ITEMS, ""))
    lines: list[Line] = [f"{nth}. {each}" for nth, each in enumerate(items, start=1)]
    enough: Buttons = ((end_list.button(text("That is all")),),) if len(items) > 1 else ()
    next_one = text("Write the next one.")
    return question_card(ctx, form, param, *lines, asking=next_one, first=enough)


def _check_items(ctx: Context, param: Param, items: Sequence[str]) -> None:
    """Raise the `Refusal` of a bad item; a single one is not checked as a list."""
    checked = param if len(items) > 1 else replace(param, reads=None)
    read(checked, "\n".join(items), reading(ctx))
