"""Ask the questions of a form one by one, then call its handler; a refusal ends it or asks again.

What was typed stays as a draft for a day, unless it was taken or thrown away. A list is asked for
in one answer or one item a message.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace

from bot.core.context.context import Context
from bot.core.context.revisions import ChangedSinceShown
from bot.core.declarations.arguments import Param, UnknownOption, asks, convert, read, written
from bot.core.declarations.declaration import Command, Declaration
from bot.core.declarations.permissions import NotAllowed, carry_out
from bot.core.declarations.references import ask_form, end_list, resume_form
from bot.core.declarations.registry import declarations_of
from bot.core.declarations.shown_revisions import card_of_changed
from bot.core.inbound.forms.questions import (
    BEFORE,
    DRAFT_KEPT,
    ITEMS,
    LATE_WORDS,
    PATIENCE,
    SKIPPED,
    choice_card,
    keep_draft,
    nothing_to_choose,
    pending,
    question_card,
    questions_of,
    so_far,
)
from bot.core.inbound.replies import lead_in
from bot.core.inbound.senders import has_several, reading, titled
from bot.core.messages.content import Ambiguous, Answer, Buttons, Card, Line, Text, text, together
from bot.domain.refusals import Refusal
from bot.domain.words import fold, on_one_line, split_items
from storage.inbound import Forms, OpenForm

SHOWN = "shown"
"""The parameter of a form with the revision that was shown when it was asked."""


class Incomplete(Refusal):
    """Something is missing in what you wrote."""


class PartMissing(Incomplete):
    """Something is missing. Write for example: {example}."""


def begin(ctx: Context, name: str, answers: dict[str, str]) -> Answer:
    """Ask the first question that `answers` leave open; in private when the room is shared."""
    form = declarations_of(ctx).forms[name]
    if ctx.direct:
        return ask_next(ctx, form, answers, ctx.incoming.room)
    room = ctx.private_room()
    if room is None:
        return lead_in(ctx, ask_form.link_word(ctx, name))
    question = ask_next(ctx, form, answers, room)
    if isinstance(question, Card):
        ctx.whisper(question)
        return None if ctx.incoming.in_the_open else text("I am asking you in private.")
    return question


def ask_next(ctx: Context, form: Declaration, answers: dict[str, str], room: str) -> Answer:
    """Ask the next open question, or finish."""
    answers = _caption_answer(ctx, form, answers) | answers
    open_form = OpenForm(form.name, ctx.said_for, answers)
    param = pending(form, open_form)
    if param is None:
        return finish(ctx, form, answers)
    for each in questions_of(form):  # refused now, rather than after more questions
        typed = answers.get(each.name, SKIPPED)
        if each.check is not None and typed != SKIPPED:
            each.check(ctx, read(each, typed, reading(ctx)))
    nothing = nothing_to_choose(ctx, param)
    if nothing is not None:
        ctx.store[Forms].close(room)
        return nothing
    ctx.store[Forms].put(room, open_form, ctx.now + PATIENCE)
    return question_card(ctx, form, param)


def _caption_answer(ctx: Context, form: Declaration, answers: dict[str, str]) -> dict[str, str]:
    """The caption of the file just sent, as the answer to the question that it may answer."""
    file, caption = ctx.incoming.file, ctx.incoming.words.strip()
    param = next((each for each in questions_of(form) if each.from_caption), None)
    if param is None or file is None or not caption or written(file) not in answers.values():
        return {}
    with suppress(Refusal):  # too long: it is asked for
        read(param, caption, reading(ctx))
        return {param.name: caption}
    return {}


def finish(ctx: Context, form: Declaration, answers: dict[str, str]) -> Answer:
    """Call the handler with all answers; they are a draft no more."""
    room = ctx.incoming.room
    ctx.store[Forms].close(room)
    draft = ctx.store[Forms].draft_in(room, ctx.now)
    if draft is not None and draft.form == form.name:
        ctx.store[Forms].forget_draft(room)
    given = {name: typed for name, typed in answers.items() if typed != SKIPPED}
    parsed = convert(given, form.params, reading(ctx))
    if parsed.missing is not None:
        raise part_missing(form)
    answer = carry_out(ctx, form, parsed.values)
    return titled(ctx, answer) if ctx.direct and has_several(ctx, form) else answer


def refusable(
    ctx: Context, form: Declaration, open_form: OpenForm, act: Callable[[], Answer]
) -> Answer:
    """Do something with a form that has all these answers; a refusal ends it or asks again."""
    try:
        with ctx.store.refusable():
            return act()
    except ChangedSinceShown as changed:
        return _ended_by_change(ctx, form, open_form, changed)
    except Refusal as refusal:
        if isinstance(refusal, NotAllowed):
            ctx.audit(refusal.what, "refused")
        why = Text(refusal.sentence, refusal.values)
        # The question whose answer was refused: the one that the refusal names, else the last.
        given = [each for each in questions_of(form) if each.name in open_form.answers]
        named = next((each for each in given if each.name == refusal.about), None)
        param = named or (given[-1] if given else None)
        if param is None or refusal.ends_form:
            return _ended(ctx, form, open_form, why)
        answers = {name: raw for name, raw in open_form.answers.items() if name != param.name}
        begun = replace(open_form, answers=answers)
        ctx.store[Forms].put(ctx.incoming.room, begun, ctx.now + PATIENCE)
        keep_draft(ctx, form, begun)
        return question_card(ctx, form, param, why, *so_far(ctx, form, begun))


def choose(ctx: Context, form: Declaration, several: Ambiguous) -> Answer:
    """Ask which one is meant, with a button for each; in private, where names may be shown."""
    param, _ = _begun_with(ctx, form, several)
    return choice_card(form, param, several)


def complete(ctx: Context, form: Declaration, refusal: Refusal) -> Answer:
    """Ask in private for the missing part of a date; other arguments are refused.

    What was typed beside an unknown option is kept as a draft.
    """
    if isinstance(refusal, UnknownOption):
        return _keep_typed(ctx, form, refusal)
    if not (refusal.unfinished or refusal.asked_again):
        raise refusal
    param, open_form = _begun_with(ctx, form, refusal)
    return explanation(ctx, form, open_form, param, refusal)


def _keep_typed(ctx: Context, form: Declaration, refusal: Refusal) -> Card:
    """Refuse an option, and offer to go on with the rest; raises where nothing was asked for."""
    known = declarations_of(ctx).forms
    name = form.form if isinstance(form, Command) and form.form else form.name
    asked = [each.name for each in questions_of(known[name])] if name in known else []
    if not ctx.direct or refusal.raw.keys().isdisjoint(asked):
        raise refusal
    keep_draft(ctx, known[name], OpenForm(name, ctx.said_for, dict(refusal.raw)))
    return together(Text(refusal.sentence, refusal.values), DRAFT_OFFER)


def explanation(
    ctx: Context, form: Declaration, open_form: OpenForm, param: Param, refusal: Refusal
) -> Card:
    """Explain a wrong answer, repeat the answers given so far, and ask again."""
    why, given = Text(refusal.sentence, refusal.values), so_far(ctx, form, open_form)
    if refusal.unfinished:
        return question_card(ctx, form, param, *given, asking=why)
    return question_card(ctx, form, param, why, *given, first=end_button(open_form))


def _begun_with(ctx: Context, form: Declaration, refusal: Refusal) -> tuple[Param, OpenForm]:
    """Begin a form with all that was typed, and keep the refused part if it can be completed.

    Raises the refusal where nothing can be asked, or where all would see it.
    """
    asked = {each.name: each for each in form.params if each.question}
    if not ctx.direct or form.name not in declarations_of(ctx).forms or refusal.about not in asked:
        raise refusal
    given = {name: typed for name, typed in refusal.raw.items() if name != refusal.about}
    if not refusal.asked_again:
        given[BEFORE] = refusal.raw[refusal.about]
    open_form = OpenForm(form.name, ctx.said_for, given)
    ctx.store[Forms].put(ctx.incoming.room, open_form, ctx.now + PATIENCE)
    keep_draft(ctx, form, open_form)
    return asked[refusal.about], open_form


def part_missing(form: Declaration) -> Refusal:
    """The refusal for a missing argument that no question asks for."""
    if isinstance(form, Command) and form.example:
        return PartMissing(example=form.typed_example)
    return Incomplete()


def _ended(ctx: Context, form: Declaration, open_form: OpenForm, why: Text) -> Answer:
    """The end of a form that cannot go on; words that were typed are kept for a day."""
    room, answers = ctx.incoming.room, dict(open_form.answers)
    ctx.store[Forms].close(room)
    last = _last_words(form, answers)
    if last is None:
        return why
    draft = replace(open_form, answers={LATE_WORDS: answers.pop(last), **answers})
    ctx.store[Forms].keep_draft(room, draft, ctx.now + DRAFT_KEPT)
    return Card(None, (why, *DRAFT_OFFER.lines), DRAFT_OFFER.buttons)


def _ended_by_change(
    ctx: Context, form: Declaration, open_form: OpenForm, changed: ChangedSinceShown
) -> Answer:
    """The end of a form about a thing that changed; its draft is then about what is shown now."""
    remark = Text(changed.sentence, changed.values)
    shown = card_of_changed(ctx, changed, remark)
    answers = open_form.answers | {SHOWN: str(changed.present(ctx))}
    ended = _ended(ctx, form, replace(open_form, answers=answers), remark)
    if isinstance(ended, Card):
        return together(shown, replace(ended, lines=ended.lines[1:]))
    return shown


def _last_words(form: Declaration, answers: dict[str, str]) -> str | None:
    """The last answer that was written in words of one's own."""
    written = [
        each.name
        for each in questions_of(form)
        if each.kind in (str, list[str]) and answers.get(each.name, SKIPPED) != SKIPPED
    ]
    return written[-1] if written else None


DRAFT_OFFER = Card(
    None, (text("I kept your draft."),), ((resume_form.button(text("Go on with it")),),)
)
"""The message to people who leave a form with typed answers."""


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
