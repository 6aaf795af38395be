"""Handlers of the engine's own buttons."""

from bot.core.context.context import Context
from bot.core.declarations.declaration import ButtonCall
from bot.core.declarations.references.common_commands import cancel_command, menu_command
from bot.core.declarations.references.engine_buttons import (
    ask_community,
    cancel_form,
    choose_and_go_on,
    choose_community,
    end_list,
    give_choice,
    give_typed,
    open_other_form,
    pick_meaning,
    resume_form,
    skip_question,
    skip_rest,
)
from bot.core.declarations.references.references import ask_form, run_command
from bot.core.declarations.registry import Declared, DuplicateDeclaration
from bot.core.declarations.router import Router
from bot.core.inbound import forms
from bot.core.inbound.senders import community_choice, held_requests
from bot.core.messages.answers import Answer, Replace
from bot.domain.refusals import Refusal

router = Router()

MENU = menu_command.typed()


class OldButton(Refusal):
    """This button is not valid any more. {menu} shows what can be done now."""


@router.button(run_command, colons=True)
def run_typed(ctx: Context, words: str) -> Answer:
    """Run a command as if its words were typed, except that it knows of no card."""
    ctx.typed_at = 0
    return ctx.run(words)


@router.button(ask_form, deep=True)
def open_form(ctx: Context, form: str) -> Answer:
    """Ask the first question of a form."""
    return ctx.ask(form)


@router.button(cancel_form)
def leave_form(ctx: Context) -> Answer:
    """Do what `/cancel` does."""
    return ctx.run(cancel_command.name)


@router.button(skip_question)
def skip(ctx: Context) -> Answer:
    """Leave a question of a form without answer."""
    return forms.skip(ctx)


@router.button(skip_rest)
def skip_what_follows(ctx: Context) -> Answer:
    """Leave this question of a form and all after it without answer."""
    return forms.skip(ctx, rest=True)


@router.button(open_other_form)
def change_form(ctx: Context, form: str, other: str) -> Answer:
    """Open another form in the place of the open one."""
    if not forms.is_open(ctx, form):
        raise OldButton(menu=MENU)
    return ctx.ask(other)


@router.button(give_choice, colons=True)
def answer_question(ctx: Context, form: str, choice: str) -> Answer:
    """Answer a question of a form with one of its choices."""
    if not forms.is_open(ctx, form):
        raise OldButton(menu=MENU)
    return forms.go_on(ctx, choice)


@router.button(pick_meaning, colons=True)
def choose_meaning(ctx: Context, choice: str) -> Answer:
    """Choose one of several things that the words may mean."""
    if not forms.is_picking(ctx):
        raise OldButton(menu=MENU)
    return forms.go_on(ctx, choice)


@router.button(give_typed)
def answer_with_typed(ctx: Context) -> Answer:
    """Take the words that came late for the answer."""
    return forms.take_late_answer(ctx)


@router.button(end_list)
def finish_list(ctx: Context) -> Answer:
    """Take the items that came one by one for the whole list."""
    return forms.end_list(ctx)


@router.button(resume_form)
def go_on_with_draft(ctx: Context) -> Answer:
    """Go on with what was typed in a form that was left."""
    return forms.resume_draft(ctx)


@router.button(ask_community)
def offer_communities(ctx: Context) -> Answer:
    """Ask which community is meant from now on."""
    if not ctx.direct:
        raise OldButton(menu=MENU)
    return community_choice.switch(ctx)


@router.button(choose_community)
def remember_community(ctx: Context, community_id: int) -> Replace:
    """Remember which community is meant."""
    if not ctx.direct or not community_choice.choose(ctx, community_id):
        raise OldButton(menu=MENU)
    return Replace(community_choice.chosen(ctx))


@router.button(choose_and_go_on)
def remember_and_go_on(ctx: Context, community_id: int, mark: str) -> Answer:
    """Remember which community is meant, and go on with the request that waits for it."""
    chosen = remember_community(ctx, community_id)
    held = held_requests.held_for(ctx, mark)
    return chosen if held is None else ctx.resume(chosen, held)


def with_own_buttons(declared: Declared) -> dict[str, ButtonCall]:
    """The buttons of features and the engine's own; raises `DuplicateDeclaration`."""
    own = {each.name: each for each in router.buttons}
    for name in own.keys() & declared.buttons:
        raise DuplicateDeclaration(name)
    return {**declared.buttons, **own}
