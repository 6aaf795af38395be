"""Step-by-step questions in a direct room, kept in the database: they survive a restart."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from bot.core.context.context import Context
from bot.core.declarations.arguments import Param, Reading, convert, read, written
from bot.core.declarations.engine_buttons import (
    cancel_form,
    give_choice,
    open_other_form,
    pick_meaning,
    skip_question,
)
from bot.core.declarations.permissions import carry_out, check
from bot.core.declarations.place_lookup import places_of
from bot.core.declarations.references import ask_form
from bot.core.declarations.registry import Command, Declaration, declarations_of
from bot.core.inbound.community_choice import finder as community_finder
from bot.core.inbound.community_choice import titled
from bot.core.inbound.member_lookup import finder
from bot.core.inbound.replies import lead_in
from bot.core.messages.content import (
    Answer,
    Buttons,
    Card,
    Line,
    Text,
    Upload,
    in_rows,
    text,
)
from bot.core.messages.disambiguation import Ambiguous
from bot.domain.refusals import Refusal
from storage.inbound import Forms, OpenForm

PATIENCE = timedelta(hours=1)
SKIPPED = "\x00"
BEFORE = "before?"
"""Where an answer that may mean several is kept, beside those by the names of parameters."""


class Incomplete(Refusal):
    """Something is missing in what you wrote."""


class PartMissing(Incomplete):
    """Something is missing. Write for example: {example}."""


def begin(ctx: Context, name: str, answers: dict[str, str]) -> Answer:
    """Ask the first question that `answers` leave open; in private when the room is shared."""
    form = declarations_of(ctx).forms[name]
    if ctx.direct:
        return _ask_next(ctx, form, answers, ctx.incoming.room)
    room = ctx.private_room
    if room is None:
        return lead_in(ctx, ask_form.link_word(ctx, name))
    question = _ask_next(ctx, form, answers, room)
    if isinstance(question, Card):
        ctx.whisper(question)
    return None if ctx.incoming.in_the_open else text("I am asking you in private.")


def go_on(ctx: Context, typed: str) -> Answer:
    """Take an answer to the question asked last; a wrong one is explained and asked again."""
    open_form = ctx.store[Forms].open_in(ctx.incoming.room, ctx.now)
    form = None if open_form is None else declarations_of(ctx).forms.get(open_form.form)
    if form is None or open_form is None:
        ctx.store[Forms].close(ctx.incoming.room)
        return text("This form does not exist any more.")
    _resume(ctx, form, open_form)
    param = pending(form, open_form)
    answers = dict(open_form.answers)
    if param is None:
        return _finish(ctx, form, answers)
    before = answers.pop(BEFORE, "")
    if param.kind is Upload and ctx.incoming.file is not None:
        typed = written(ctx.incoming.file)
    try:
        answers[param.name] = _answer_to_keep(ctx, param, typed, before)
    except Ambiguous as several:
        begun = replace(open_form, answers=answers | {BEFORE: typed})
        ctx.store[Forms].put(ctx.incoming.room, begun, ctx.now + PATIENCE)
        return _choice_card(form, param, several)
    except Refusal as refusal:
        return _question(ctx, form, param, Text(refusal.sentence, refusal.values))
    return _ask_next(ctx, form, answers, ctx.incoming.room)


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


def waits_for_file(ctx: Context, open_form: OpenForm | None) -> bool:
    """True if something was sent without words while a form asks for a file."""
    form = None if open_form is None else declarations_of(ctx).forms.get(open_form.form)
    if ctx.incoming.attachment is None or open_form is None or form is None:
        return False
    param = pending(form, open_form)
    return param is not None and param.kind is Upload


def choose(ctx: Context, form: Declaration, several: Ambiguous) -> Answer:
    """Ask which one is meant, with a button for each; in private, where names may be shown."""
    asked = {each.name: each for each in form.params if each.question}
    if not ctx.direct or form.name not in declarations_of(ctx).forms or several.param not in asked:
        raise several
    given = {name: typed for name, typed in several.raw.items() if name != several.param}
    given[BEFORE] = several.raw[several.param]
    open_form = OpenForm(form.name, ctx.said_for, given)
    ctx.store[Forms].put(ctx.incoming.room, open_form, ctx.now + PATIENCE)
    return _choice_card(form, asked[several.param], several)


def is_open(ctx: Context, name: str) -> bool:
    """True if this form is in progress here."""
    open_form = ctx.store[Forms].open_in(ctx.incoming.room, ctx.now)
    return open_form is not None and open_form.form == name


def is_picking(ctx: Context) -> bool:
    """True if the question asked last is one whose answers are picked."""
    open_form = ctx.store[Forms].open_in(ctx.incoming.room, ctx.now)
    form = None if open_form is None else declarations_of(ctx).forms.get(open_form.form)
    param = None if form is None or open_form is None else pending(form, open_form)
    return param is not None and param.picked


def skip(ctx: Context) -> Answer:
    """Leave the question asked last without an answer, where that is possible."""
    open_form = ctx.store[Forms].open_in(ctx.incoming.room, ctx.now)
    form = None if open_form is None else declarations_of(ctx).forms.get(open_form.form)
    param = None if form is None or open_form is None else pending(form, open_form)
    if form is None or open_form is None or param is None or param.required:
        return text("There is nothing to skip.")
    _resume(ctx, form, open_form)
    answers = {**open_form.answers, param.name: SKIPPED}
    return _ask_next(ctx, form, answers, ctx.incoming.room)


def pending(form: Declaration, open_form: OpenForm) -> Param | None:
    """The question that waits for its answer."""
    return next(
        (each for each in form.params if each.question and each.name not in open_form.answers),
        None,
    )


def reading(ctx: Context) -> Reading:
    """The parsing context of the sender's words."""
    return Reading(
        ctx.now,
        ctx.reading_zone,
        finder(ctx),
        ctx.incoming.mentions,
        places_of(ctx),
        community_finder(ctx),
        ctx.incoming.file,
    )


def _resume(ctx: Context, form: Declaration, open_form: OpenForm) -> None:
    """Go on where the form began, as long as this person may."""
    if open_form.community_id is not None:
        ctx.enter(open_form.community_id)
    check(ctx, form)


def _ask_next(ctx: Context, form: Declaration, answers: dict[str, str], room: str) -> Answer:
    open_form = OpenForm(form.name, ctx.said_for, answers)
    param = pending(form, open_form)
    if param is None:
        return _finish(ctx, form, answers)
    ctx.store[Forms].put(room, open_form, ctx.now + PATIENCE)
    return _question(ctx, form, param)


def _finish(ctx: Context, form: Declaration, answers: dict[str, str]) -> Answer:
    ctx.store[Forms].close(ctx.incoming.room)
    given = {name: typed for name, typed in answers.items() if typed != SKIPPED}
    parsed = convert(given, form.params, reading(ctx))
    if parsed.missing is not None:
        raise part_missing(form)
    answer = carry_out(ctx, form, parsed.values)
    return titled(ctx, form, answer) if ctx.direct else answer


def part_missing(form: Declaration) -> Refusal:
    """The refusal for a missing argument that no question asks for."""
    if isinstance(form, Command) and form.example:
        return PartMissing(example=form.typed_example)
    return Incomplete()


def _question(ctx: Context, form: Declaration, param: Param, why_again: Text | None = None) -> Card:
    lines: list[Line] = [] if why_again is None else [why_again]
    asked = param.question
    if asked is not None:
        lines.append(Text(asked.question, {} if asked.fill is None else asked.fill(ctx)))
    if isinstance(form, Command) and form.example and param.required and why_again is None:
        lines.append(text("In one go: {example}", example=form.typed_example))
    choices = () if asked is None or asked.choices is None else asked.choices(ctx)
    offered = [give_choice.button(label, form.name, typed) for typed, label in choices]
    return Card(None, tuple(lines), (*in_rows(offered, 2), *_ways_out(form, param)))


def _choice_card(form: Declaration, param: Param, several: Ambiguous) -> Card:
    rows = tuple((pick_meaning.button(label, typed),) for typed, label in several.choices)
    return Card(None, (several.question,), (*rows, *_ways_out(form, param)))


def _ways_out(form: Declaration, param: Param) -> Buttons:
    """Another form instead, no answer, or none to anything."""
    asked = param.question
    other = None if asked is None else asked.instead
    row = [cancel_form.button(text("Cancel"))]
    if not param.required:
        row.insert(0, skip_question.button(text("Skip")))
    if other is None:
        return (tuple(row),)
    return ((open_other_form.button(other[1], form.name, other[0]),), tuple(row))
