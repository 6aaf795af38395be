"""A list asked for by a form, in one answer or one item a message."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from bot.core.context.context import Context
from bot.core.declarations.arguments import Param, asks, read
from bot.core.declarations.declaration import Declaration
from bot.core.declarations.references import end_list
from bot.core.inbound.forms.questions import ITEMS, PATIENCE, keep_draft, question_card
from bot.core.inbound.senders import reading
from bot.core.messages.content import Buttons, Card, Line, text
from bot.domain.refusals import Refusal
from bot.domain.words import fold, on_one_line, split_items
from storage.inbound import Forms, OpenForm

ENDS = frozenset(
    {
        *("fini", "c'est fini", "termine", "c'est tout", "rien d'autre"),
        *("done", "finished", "that's all", "nothing else"),
    }
)
"""Words that end a list, as the button does, and pass over a question that may stay open."""


def whole_list(ctx: Context, param: Param, open_form: OpenForm, typed: str) -> str | None:
    """The list once it is whole, an item a line; None if it goes on.

    Several items at once are a list, unless some came before them; then it goes on until it is
    ended, or has as many items as there may be. Raises the `Refusal` of a bad item, which is
    not kept.
    """
    asked = param.question
    if asked is None or not asked.items:
        return typed
    before: str = open_form.answers.get(ITEMS, "")
    if before and fold(typed).strip(" .!") in ENDS:
        return before
    items = [*items_so_far(open_form), *_items(ctx, asked, typed)]
    if asked.understood is not None:
        items = _understood_items(ctx, asked, open_form, items)
    if len(items) > 1 and not before:
        return "\n".join(items)
    checked = param if len(items) > 1 else replace(param, reads=None)  # one is no list yet
    read(checked, "\n".join(items), reading(ctx))
    open_form.answers[ITEMS] = "\n".join(items)
    return "\n".join(items) if len(items) >= asked.items else None


def go_on_with_list(ctx: Context, form: Declaration, param: Param, open_form: OpenForm) -> Card:
    """Say what is in the list so far, and ask for the next item."""
    kept = replace(open_form, answers=dict(open_form.answers))
    ctx.store[Forms].put(ctx.incoming.room, kept, ctx.now + PATIENCE)
    keep_draft(ctx, form, kept)
    items = items_so_far(open_form)
    lines: list[Line] = [
        text("{number}. {item}", number=number, item=_shown_item(ctx, param, each))
        for number, each in enumerate(items, start=1)
    ]
    more = text("You can write more.")
    return question_card(ctx, form, param, *lines, asking=more, first=end_button(open_form))


def items_so_far(open_form: OpenForm) -> list[str]:
    """The items of the list that came before."""
    return list(split_items(open_form.answers.get(ITEMS, "")))


def end_button(open_form: OpenForm) -> Buttons:
    """The button that ends the list, once it may be one."""
    if len(items_so_far(open_form)) < 2:  # noqa: PLR2004 - a list
        return ()
    return ((end_list.button(text("That is all")),),)


def _items(ctx: Context, asked: asks, typed: str) -> Sequence[str]:
    """The items of an answer; commas separate none that is understood as one, such as a date."""
    items = split_items(typed)
    if len(items) > 1 and "\n" not in typed and asked.understood is not None:
        with suppress(Refusal):
            _understood(ctx, asked, typed)
            return [on_one_line(typed)]
    return items


def _understood_items(
    ctx: Context, asked: asks, open_form: OpenForm, items: Sequence[str]
) -> list[str]:
    """The items without repetitions.

    Raises the `Refusal` of one that is not understood; the others are kept.
    """
    kept: dict[object, str] = {}
    refused: Refusal | None = None
    for each in items:
        try:
            kept.setdefault(_understood(ctx, asked, each), each)
        except Refusal as refusal:
            refused = refused or refusal
    if refused is not None:
        open_form.answers[ITEMS] = "\n".join([*kept.values()][: asked.items])
        raise refused
    return [*kept.values()]


def _shown_item(ctx: Context, param: Param, item: str) -> object:
    """An item as it is understood, or as typed once it is not any more: its day is over."""
    with suppress(Refusal):
        return item if param.question is None else _understood(ctx, param.question, item)
    return item


def _understood(ctx: Context, asked: asks, item: str) -> object:
    """An item as it is shown back: as typed, unless the question says how it is understood."""
    if asked.understood is None:
        return item
    read_at = reading(ctx)
    return asked.understood(item, now=read_at.now, zone=read_at.zone)
