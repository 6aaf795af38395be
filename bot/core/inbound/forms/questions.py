"""The form in progress in a room: its question as a message, beside the answers so far."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.core.context.context import Context
from bot.core.declarations.arguments import Param
from bot.core.declarations.declaration import Command, Declaration
from bot.core.declarations.references import (
    cancel_form,
    give_choice,
    give_typed,
    open_other_form,
    pick_meaning,
    skip_question,
    skip_rest,
)
from bot.core.declarations.registry import declarations_of
from bot.core.messages.content import (
    Ambiguous,
    Button,
    Buttons,
    Card,
    Line,
    Text,
    Words,
    in_rows,
    text,
)
from bot.domain.addresses import shortened
from bot.domain.words import split_items
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
    return next((each for each in questions_of(form) if each.name not in open_form.answers), None)


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
    """True if a message that people answer in words came since the question was asked.

    Cards that came by themselves do not take the place of the question.
    """
    if open_form.until is None:
        return False
    asked_at = open_form.until - PATIENCE
    subjects = ctx.store[SentMessages].subjects_since(ctx.incoming.room, asked_at)
    replies = declarations_of(ctx).replies
    found = (replies.get(each.partition(":")[0]) for each in subjects)
    return any(each is not None and not each.buttons_first for each in found)


def optional_rest(form: Declaration, param: Param) -> Sequence[Param]:
    """The questions after this one; none if one of them has to be answered."""
    asked = questions_of(form)
    rest = asked[asked.index(param) + 1 :]
    return () if any(each.required for each in rest) else rest


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
    is_wide = any(isinstance(each.label, str) and len(each.label) > _NARROW for each in offered)
    choices = in_rows(offered, 1 if is_wide else 2)
    return Card(None, tuple(lines), (*first, *choices, *_ways_out(form, param)))


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
    ctx: Context, form: Declaration, param: Param, typed: str, other: Button | None, *, late: bool
) -> Card:
    """Ask whether words answer the form: they may be an `other` act, or answer a later message."""
    remark = text("Is this your answer: “{typed}”?", typed=shown(typed))
    if other is not None:
        remark = text(
            "Do you want “{label}”, or is this your answer: “{typed}”?",
            label=other.label,
            typed=shown(typed),
        )
    elif late and not typed:
        remark = text("Another message came in between. Is what you sent your answer?")
    elif late:
        remark = text(
            "Another message came in between. Is this your answer: “{typed}”?", typed=shown(typed)
        )
    first: Buttons = ((give_typed.button(text("Yes, that is my answer")),),)
    if other is not None:  # without a number for what it does: a number may be the answer
        first = ((other if other.tone == "danger" else replace(other, tone=""),), *first)
    return question_card(ctx, form, param, remark, first=first)


def draft_card(ctx: Context, form: Declaration, param: Param, typed: str, *lines: Line) -> Card:
    """The question whose answer was kept as a draft, with that answer."""
    remark = text("You had written: “{typed}”", typed=typed)
    first: Buttons = ((give_typed.button(text("Take these words")),),)
    return question_card(ctx, form, param, remark, *lines, first=first)


def shown(typed: str) -> str:
    """A typed answer on one line, shortened."""
    return shortened(" ".join(typed.split()), LONGEST_SHOWN)


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


def so_far(ctx: Context, form: Declaration, open_form: OpenForm) -> list[Line]:
    """The answers given so far, on one line."""
    answers = open_form.answers
    given = [
        _as_shown(ctx, each, answers[each.name])
        for each in questions_of(form)
        if _is_shown(each, answers.get(each.name, SKIPPED))
    ]
    if pending(form, open_form) is not None:
        given += [_in_line(answers[each]) for each in (BEFORE, ITEMS) if answers.get(each)]
    quoted = [text("“{typed}”", typed=each) for each in given]
    return [text("So far: {answers}", answers=quoted)] if quoted else []


def keep_draft(ctx: Context, form: Declaration, open_form: OpenForm) -> None:
    """Save the typed answers as a draft, if there are any."""
    answers = open_form.answers
    typed = [answers.get(each.name, SKIPPED) for each in questions_of(form)]
    if answers.get(ITEMS) or any(not each.startswith(SKIPPED) for each in typed):
        ctx.store[Forms].keep_draft(ctx.incoming.room, open_form, ctx.now + DRAFT_KEPT)


def _is_shown(param: Param, typed: str) -> bool:
    """False for a skipped answer, a file, and a member or place chosen by button."""
    return not typed.startswith(SKIPPED) and not (param.picked and typed.startswith("#"))


def _as_shown(ctx: Context, param: Param, typed: str) -> Words:
    """Format an answer for its writer: a pressed choice by its label."""
    if param.many:
        return _in_line(typed)
    return dict(choices_of(ctx, param)).get(typed) or shown(typed)


def _in_line(items: str) -> str:
    return shown(", ".join(split_items(items)))
