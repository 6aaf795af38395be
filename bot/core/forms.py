"""Step-by-step questions in a direct room, kept in the database: they survive a restart."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.core.answering import lead_in
from bot.core.arguments import Param, Reading, convert, read
from bot.core.context import Context
from bot.core.messages import Answer, Card, Line, Text, button, text
from bot.core.permissions import carry_out, check
from bot.core.routing import Command, Declaration, Declared
from bot.core.whoismeant import SeveralMembers, finder
from bot.domain.refusals import Refusal
from storage.forms import OpenForm

PATIENCE = timedelta(hours=1)
SKIPPED = "\x00"


class Incomplete(Refusal):
    """Something is missing in what you wrote."""


class PartMissing(Incomplete):
    """Something is missing. Write for example: {example}."""


def begin(ctx: Context, declared: Declared, name: str, answers: dict[str, str]) -> Answer:
    """Ask the first question that `answers` leave open; in private when the room is shared."""
    form = declared.forms[name]
    if ctx.direct:
        return _ask_next(ctx, form, answers, ctx.incoming.room)
    room = ctx.private_room
    if room is None:
        return lead_in(ctx.start_word("ask", name))
    question = _ask_next(ctx, form, answers, room)
    if isinstance(question, Card):
        ctx.whisper(question)
    return None if ctx.incoming.in_the_open else text("I am asking you in private.")


def go_on(ctx: Context, declared: Declared, open_form: OpenForm, typed: str) -> Answer:
    """Take an answer to the question asked last; a wrong one is explained and asked again."""
    form = declared.forms.get(open_form.form)
    if form is None:
        ctx.store.forms.close(ctx.incoming.room)
        return text("This form does not exist any more.")
    _resume(ctx, form, open_form)
    param = pending(form, open_form)
    if param is None:
        return _finish(ctx, form, open_form.answers)
    try:
        read(param, typed, reading(ctx))
    except SeveralMembers as several:
        return _which(several)
    except Refusal as refusal:
        return _question(ctx, form, param, Text(refusal.sentence, refusal.values))
    answers = {**open_form.answers, param.name: typed}
    return _ask_next(ctx, form, answers, ctx.incoming.room)


def choose(ctx: Context, declared: Declared, form: Declaration, several: SeveralMembers) -> Answer:
    """Ask whom a name means, with a button for each; in private, where names may be shown."""
    asked = {each.name for each in form.params if each.question}
    if not ctx.direct or form.name not in declared.forms or several.param not in asked:
        raise several
    given = {name: typed for name, typed in several.raw.items() if name != several.param}
    open_form = OpenForm(form.name, _place(ctx), given)
    ctx.store.forms.put(ctx.incoming.room, open_form, ctx.now + PATIENCE)
    return _which(several)


def skip(ctx: Context, declared: Declared) -> Answer:
    """Leave the question asked last without an answer, where that is possible."""
    open_form = ctx.store.forms.open_in(ctx.incoming.room, ctx.now)
    form = None if open_form is None else declared.forms.get(open_form.form)
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
    """What this person's words are read with."""
    zone = ZoneInfo("UTC") if ctx.community_or_none is None else ctx.zone
    return Reading(ctx.now, zone, finder(ctx), ctx.incoming.mentions)


def _resume(ctx: Context, form: Declaration, open_form: OpenForm) -> None:
    """Go on where the form began, as long as this person may."""
    if open_form.community_id is not None:
        ctx.enter(open_form.community_id)
    check(ctx, form)


def _place(ctx: Context) -> int | None:
    return None if ctx.community_or_none is None else ctx.community.id


def _ask_next(ctx: Context, form: Declaration, answers: dict[str, str], room: str) -> Answer:
    open_form = OpenForm(form.name, _place(ctx), answers)
    param = pending(form, open_form)
    if param is None:
        return _finish(ctx, form, answers)
    ctx.store.forms.put(room, open_form, ctx.now + PATIENCE)
    return _question(ctx, form, param)


def _finish(ctx: Context, form: Declaration, answers: dict[str, str]) -> Answer:
    ctx.store.forms.close(ctx.incoming.room)
    given = {name: typed for name, typed in answers.items() if typed != SKIPPED}
    parsed = convert(given, form.params, reading(ctx))
    if parsed.missing is not None:
        raise part_missing(form)
    return carry_out(ctx, form, parsed.values)


def part_missing(form: Declaration) -> Refusal:
    """What is said where a part is missing that no question asks for."""
    example = form.example if isinstance(form, Command) else ""
    return PartMissing(example=example) if example else Incomplete()


def _question(ctx: Context, form: Declaration, param: Param, why_again: Text | None = None) -> Card:
    lines: list[Line] = [] if why_again is None else [why_again]
    if param.question is not None:
        fill = param.question.fill
        lines.append(Text(param.question.question, {} if fill is None else fill(ctx)))
    if isinstance(form, Command) and form.example and param.required and why_again is None:
        lines.append(text("In one go: {example}", example=form.example))
    row = [button(text("Cancel"), "form", "cancel")]
    if not param.required:
        row.insert(0, button(text("Skip"), "form", "skip"))
    return Card(None, tuple(lines), (tuple(row),))


def _which(several: SeveralMembers) -> Card:
    rows = tuple(
        (button(name, "form", "pick", f"#{member_id}"),) for member_id, name in several.found
    )
    cancel = (button(text("Cancel"), "form", "cancel"),)
    return Card(None, (text("Whom do you mean?"),), (*rows, cancel))
