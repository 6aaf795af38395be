"""The question of a form as a message: its words, its choices, the ways out of it."""

from collections.abc import Sequence

from bot.core.context.context import Context
from bot.core.declarations.arguments.parameters import Param
from bot.core.declarations.declaration import Command, Declaration
from bot.core.declarations.references.engine_buttons import (
    cancel_form,
    give_choice,
    give_typed,
    open_other_form,
    pick_meaning,
    skip_question,
    skip_rest,
)
from bot.core.inbound.forms.begun import optional_rest
from bot.core.messages.content import Button, Buttons, Card, Line, Text, Words, in_rows, text
from bot.core.messages.disambiguation import Ambiguous

LONGEST_SHOWN = 60
"""Length of a typed answer as it is repeated to its writer, in characters."""
_NARROW = 24
"""The longest label of which two stand beside each other."""


def question_card(
    ctx: Context,
    form: Declaration,
    param: Param,
    *remarks: Line,
    asking: Text | None = None,
    first: Buttons = (),
) -> Card:
    """The question, or what is asked in its place, with its choices and the ways out."""
    lines: list[Line] = [*remarks] if asking is None else [*remarks, asking]
    asked = param.question
    if asked is not None and asking is None:
        lines.append(Text(asked.question, {} if asked.fill is None else asked.fill(ctx)))
    is_first = isinstance(form, Command) and param is form.params[0]
    if isinstance(form, Command) and form.example and is_first and not remarks:
        lines.append(text("In one go: {example}", example=form.typed_example))
    offered = [
        give_choice.button(label, form.name, typed) for typed, label in choices_of(ctx, param)
    ]
    return Card(None, tuple(lines), (*first, *_rows(offered), *_ways_out(form, param)))


def choices_of(ctx: Context, param: Param) -> Sequence[tuple[str, Words]]:
    """The choices of a question, as typed and as labels."""
    asked = param.question
    return () if asked is None or asked.choices is None else asked.choices(ctx)


def nothing_to_choose(ctx: Context, param: Param) -> Text | None:
    """The text shown instead of a question without choices."""
    nothing = None if param.question is None else param.question.nothing
    return None if nothing is None or choices_of(ctx, param) else nothing


def choice_card(form: Declaration, param: Param, several: Ambiguous) -> Card:
    """The question which of several things is meant."""
    rows = tuple((pick_meaning.button(label, typed),) for typed, label in several.choices)
    return Card(None, (several.question,), (*rows, *_ways_out(form, param)))


def late_answer_card(
    ctx: Context,
    form: Declaration,
    param: Param,
    typed: str,
    other: Button | None,
    *,
    is_key: bool = False,
) -> Card:
    """Ask whether words answer the form, as they may answer a later message or be a key's."""
    remark = text("Another message came in between. Is what you sent your answer?")
    if is_key:
        remark = text(
            "“{typed}” is also one of the keys below. Is it your answer?", typed=shown(typed)
        )
    elif typed:
        remark = text(
            "Another message came in between. Is this your answer: “{typed}”?", typed=shown(typed)
        )
    first: Buttons = ((give_typed.button(text("Yes, that is my answer")),),)
    if other is not None:
        first += ((other,),)
    return question_card(ctx, form, param, remark, first=first)


def draft_card(ctx: Context, form: Declaration, param: Param, typed: str, *lines: Line) -> Card:
    """The question whose answer was kept as a draft, with that answer."""
    remark = text("You had written: “{typed}”", typed=typed)
    first: Buttons = ((give_typed.button(text("Take these words")),),)
    return question_card(ctx, form, param, remark, *lines, first=first)


def shown(typed: str) -> str:
    """A typed answer, shortened to one line."""
    line = " ".join(typed.split())
    return line if len(line) <= LONGEST_SHOWN else f"{line[: LONGEST_SHOWN - 1].rstrip()}…"


def _rows(offered: list[Button]) -> Buttons:
    wide = any(isinstance(each.label, str) and len(each.label) > _NARROW for each in offered)
    return in_rows(offered, 1 if wide else 2)


def _ways_out(form: Declaration, param: Param) -> Buttons:
    """Another form instead, no answer, or none to anything."""
    asked = param.question
    other = None if asked is None else asked.instead
    row = [cancel_form.button(text("Cancel this form"))]
    rows: list[tuple[Button, ...]] = [tuple(row)]
    if not param.required:
        row.insert(0, skip_question.button(text("Skip")))
        rows = [tuple(row)]
        if optional_rest(form, param):
            rows.insert(0, (skip_rest.button(text("Skip the rest")),))
    if other is not None:
        rows.insert(0, (open_other_form.button(other[1], form.name, other[0]),))
    return tuple(rows)
