"""Leaving a form for something else: its draft is kept for a day, and offered."""

from collections.abc import Callable
from dataclasses import replace

from bot.core.context.context import Context
from bot.core.declarations.access.permissions import check
from bot.core.declarations.registry import declarations_of
from bot.core.inbound.forms.answers import FORM_GONE
from bot.core.inbound.forms.asking import DRAFT_OFFER, ask_next
from bot.core.inbound.forms.begun import ITEMS, LATE_WORDS, PATIENCE, pending, questions_of
from bot.core.inbound.forms.lists import go_on_with_list
from bot.core.inbound.forms.progress import so_far
from bot.core.inbound.forms.questions import draft_card, question_card
from bot.core.messages.answers import Answer
from bot.core.messages.content import Card, text
from storage.inbound import Forms


def leaving(ctx: Context, act: Callable[[], Answer]) -> Answer:
    """Do something else than answer: a form in progress ends, and its typed words are offered."""
    room = ctx.incoming.room
    begun = ctx.store[Forms].open_in(room, ctx.now) if ctx.direct else None
    if begun is None:
        return act()
    ctx.store[Forms].close(room)
    answer = act()
    draft = None if ctx.parting else ctx.store[Forms].draft_in(room, ctx.now)
    again = ctx.store[Forms].open_in(room, ctx.now)
    went_on = again is not None and again.form == begun.form
    if draft is not None and draft.form == begun.form and not went_on:
        ctx.whisper(DRAFT_OFFER)
    return answer


def draft_offer(ctx: Context) -> Card | None:
    """The offer of the words typed in an unfinished form."""
    draft = ctx.store[Forms].draft_in(ctx.incoming.room, ctx.now)
    return None if draft is None or draft.form not in declarations_of(ctx).forms else DRAFT_OFFER


def resume_draft(ctx: Context) -> Answer:
    """Go on with the draft where it was left."""
    room = ctx.incoming.room
    draft = ctx.store[Forms].draft_in(room, ctx.now)
    if draft is None:
        return text("There is no draft any more.")
    form = declarations_of(ctx).forms.get(draft.form)
    if form is None:
        ctx.store[Forms].forget_draft(room)
        return FORM_GONE
    if draft.community_id is not None:
        ctx.enter(draft.community_id)
    check(ctx, form)
    answers = dict(draft.answers)
    if pending(form, draft) is None:
        last = questions_of(form)[-1].name
        answers[LATE_WORDS] = answers.pop(last)
    begun = replace(draft, answers=answers)
    param = pending(form, begun)
    if param is None:
        return ask_next(ctx, form, answers, room)
    ctx.store[Forms].put(room, begun, ctx.now + PATIENCE)
    if answers.get(ITEMS):
        return go_on_with_list(ctx, form, param, begun)
    if answers.get(LATE_WORDS):
        return draft_card(ctx, form, param, answers[LATE_WORDS], *so_far(ctx, form, begun))
    return question_card(ctx, form, param, *so_far(ctx, form, begun))
