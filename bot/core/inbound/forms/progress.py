"""Answers of an unfinished form: shown beside its question, kept as a draft."""

from bot.core.context.context import Context
from bot.core.declarations.arguments.parameters import Param
from bot.core.declarations.declaration import Declaration
from bot.core.inbound.forms.begun import BEFORE, DRAFT_KEPT, ITEMS, SKIPPED, pending, questions_of
from bot.core.inbound.forms.questions import choices_of, shown
from bot.core.messages.content import Line, Words, text
from bot.domain.words import split_items
from storage.inbound import Forms, OpenForm


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
