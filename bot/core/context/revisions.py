"""Revisions on buttons: stamped when a message is made, and compared when one is pressed.

A button that acts on something editable is declared `of` a `RevisedRef`. For what is typed, and for
how a change is shown, see `bot.core.declarations.shown_revisions`.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol, cast

from bot.core.messages.content import Buttons, Card, Message, Picture, split_revision, with_revision
from bot.domain.refusals import Final
from storage.revisions import Revisions
from storage.unit_of_work import Store


@dataclass(frozen=True, slots=True)
class RevisedThing:
    """A declared kind of thing that has revisions."""

    kind: str
    show: Callable[..., Any]
    """Answers a person with its present state; called with their context and its id."""
    compose: Callable[..., None] | None = None
    """Stores what is composed of several things, before its revision is looked at."""


class Declarations(Protocol):
    """The part of all declarations that revisions need."""

    @property
    def revised(self) -> Mapping[str, RevisedThing]:
        """The things that have revisions, by their kind."""

    @property
    def revised_buttons(self) -> Mapping[str, str]:
        """The kind of thing that a button acts on, by its name."""


class MessageContext(Protocol):
    """A context in which messages are made."""

    store: Store
    declared: object
    composed: set[tuple[str, int]]
    """Kinds and ids of things that were stored as they are shown: they are not composed again."""


def revisions_declared(ctx: MessageContext) -> Declarations:
    return cast("Declarations", ctx.declared)


def present_revision(ctx: MessageContext, thing: RevisedThing, key: int) -> int:
    if thing.compose is not None:
        thing.compose(ctx, key)
    return ctx.store[Revisions].of(thing.kind, key)


def stamped(ctx: MessageContext, message: Message) -> Message:
    """A message whose buttons carry the present revisions of the things that they act on."""
    if ctx.declared is None:
        return message
    match message:
        case Card(buttons=rows, ballot=ballot):
            if ballot is not None:
                ballot = replace(ballot, press=stamped_press(ctx, ballot.press))
            return replace(message, buttons=_stamped_rows(ctx, rows), ballot=ballot)
        case Picture(buttons=rows):
            return replace(message, buttons=_stamped_rows(ctx, rows))
        case _:
            return message


def stamped_press(ctx: MessageContext, press: str) -> str:
    """A press with the present revision of what it acts on; one that carries any stays."""
    acted_on = _acted_on(ctx, press)
    if acted_on is None:
        return press
    kind, key = acted_on
    thing = revisions_declared(ctx).revised[kind]
    return with_revision(press, present_revision(ctx, thing, key))


def _acted_on(ctx: MessageContext, press: str) -> tuple[str, int] | None:
    """The kind and the id of the thing that a press acts on, unless it carries a revision."""
    name, _, arguments = press.partition(":")
    kind = revisions_declared(ctx).revised_buttons.get(name)
    if kind is None or split_revision(press)[1]:
        return None
    return kind, int(arguments.partition(":")[0])


def _stamped_rows(ctx: MessageContext, rows: Buttons) -> Buttons:
    """Rows of buttons with revisions, read with one statement for each kind of thing."""
    presses = {each.press: _acted_on(ctx, each.press) for row in rows for each in row}
    keys: dict[str, set[int]] = defaultdict(set)
    for kind, key in filter(None, presses.values()):
        keys[kind].add(key)
    found = {kind: _present_revisions(ctx, kind, these) for kind, these in keys.items()}
    carried = {
        press: press if of is None else with_revision(press, found[of[0]][of[1]])
        for press, of in presses.items()
    }
    return tuple(tuple(replace(each, press=carried[each.press]) for each in row) for row in rows)


def _present_revisions(ctx: MessageContext, kind: str, keys: Collection[int]) -> Mapping[int, int]:
    """The revisions of several things of one kind as they are now."""
    compose = revisions_declared(ctx).revised[kind].compose
    if compose is not None:
        for key in sorted(keys):
            if (kind, key) not in ctx.composed:
                compose(ctx, key)
    return ctx.store[Revisions].these(kind, keys)


class ChangedSinceShown(Final):
    """This has changed since you were shown it, so nothing was done. Here it is now."""

    def __init__(self, thing: RevisedThing, key: int) -> None:
        super().__init__()
        self.thing = thing
        self.key = key

    def present(self, ctx: MessageContext) -> int:
        """The revision that is shown now."""
        return present_revision(ctx, self.thing, self.key)


class NotShownYet(ChangedSinceShown):
    """You were not shown this yet, so nothing was done. Here it is: then say it again."""


def check_shown(ctx: MessageContext, kind: str, key: int, shown: int) -> None:
    """Raise `ChangedSinceShown` unless `shown` is the present revision of a thing."""
    thing = revisions_declared(ctx).revised[kind]
    if shown != present_revision(ctx, thing, key):
        raise ChangedSinceShown(thing, key)
