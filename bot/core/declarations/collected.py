"""The declarations of all routers put together."""

from collections.abc import Iterable

from bot.core.declarations.registry import (
    ActsByLink,
    Declared,
    DuplicateDeclaration,
    RevisionOfNothing,
    UndoOfNothing,
    add_once,
)
from bot.core.declarations.router import Router


def collect(routers: Iterable[Router]) -> Declared:
    """Put the features' declarations together.

    Raises `DuplicateDeclaration` where two clash; `UndoOfNothing`, `ActsByLink` or
    `RevisionOfNothing` where one misses another.
    """
    declared = Declared()
    for router in routers:
        _take_in(declared, router)
        for name, act in router.acts.items():
            add_once(declared.acts, name, act)
        for name, kept in router.kept_data.items():
            add_once(declared.kept_data, name, kept)
        for name, call in router.contributions:
            declared.contributions.setdefault(name, []).append(call)
    for name, kind in declared.revised_buttons.items():
        if kind not in declared.revised:
            raise RevisionOfNothing(name)
    for name in declared.undos.keys() - declared.buttons:
        raise UndoOfNothing(name)
    shown = {each.name for each in declared.buttons.values() if each.deep and not each.by_link}
    for button in declared.buttons.values():
        if button.by_link is not None and not (button.deep and button.by_link in shown):
            raise ActsByLink(button.name)
    return declared


def _take_in(declared: Declared, router: Router) -> None:
    for command in router.commands:
        for name in sorted(command.names):
            beside = declared.commands.setdefault(name, [])
            if any(each.shape == command.shape for each in beside):
                raise DuplicateDeclaration(f"command {name} ({command.shape})")
            beside.append(command)
        if any(each.question for each in command.params):
            add_once(declared.forms, command.name, command)
    for button in router.buttons:
        add_once(declared.buttons, button.name, button)
    of = {each.name: each.of for each in router.buttons if each.of is not None}
    declared.revised_buttons.update(of)
    for form in router.forms:
        add_once(declared.forms, form.name, form)
    for outcome in router.outcomes:
        add_once(declared.outcomes, outcome.name, outcome)
    for own, all_ in (
        (router.downloads, declared.downloads),
        (router.pages, declared.pages),
        (router.cards, declared.cards),
        (router.files, declared.files),
        (router.replies, declared.replies),
        (router.hooks, declared.hooks),
        (router.undos, declared.undos),
        (router.things, declared.revised),
    ):
        for name, call in own.items():
            add_once(all_, name, call)
    declared.todos.extend(router.todos)
    declared.sections.extend(router.sections)
    declared.codes.extend(router.codes)
