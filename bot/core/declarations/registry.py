"""Declarations of all features as the engine looks them up, and names that are only planned."""

import re
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, cast

from bot.core.context.job_context import JobContext
from bot.core.context.revisions import RevisedThing
from bot.core.declarations.declaration import (
    Act,
    ButtonCall,
    Command,
    Contribution,
    Declaration,
    DownloadCall,
    FileCall,
    KeptData,
    OutcomeCall,
    PageCall,
    ReplyCall,
)
from bot.core.declarations.references import help_command, menu_command
from bot.core.messages.content import Typed
from bot.domain.refusals import Refusal
from bot.domain.words import fold

_WORDED_NUMBER = re.compile(
    r"([^\W\d_]{3,20}) ?(?:n ?[°º]|no\.|num[eé]ro|number)? ?(\d{1,9})(?!\S)", re.IGNORECASE
)
_LONGEST_NAME = 64


class DuplicateDeclaration(ValueError):
    """Two features declare the same name."""


class UndoOfNothing(ValueError):
    """A feature declares how to undo a button that nobody declares."""


class ActsByLink(ValueError):
    """A button is to be replaced in links by one that is not declared as one that only shows."""


class RevisionOfNothing(ValueError):
    """A button acts on a kind of thing that no feature declares."""


class UnknownCommand(Refusal):
    """I do not know “{typed}”. {help} says what I can do."""


class NoCommand(Refusal):
    """Write the name of a command. {help} says what I can do."""


class DidYouMean(Refusal):
    """I do not know “{typed}”. Did you mean {meant}?"""


@dataclass(frozen=True, slots=True)
class Declared:
    """All declarations of all features."""

    commands: dict[str, list[Command]] = field(default_factory=dict)
    buttons: dict[str, ButtonCall] = field(default_factory=dict)
    forms: dict[str, Declaration] = field(default_factory=dict)
    outcomes: dict[str, OutcomeCall] = field(default_factory=dict)
    downloads: dict[str, DownloadCall] = field(default_factory=dict)
    pages: dict[str, PageCall] = field(default_factory=dict)
    """Our own pages, by the shape of their paths."""
    cards: dict[str, Callable[..., Any]] = field(default_factory=dict)
    shown_in: dict[type, list[str]] = field(default_factory=dict)
    """The kinds of cards that show a thing, by its class."""
    files: dict[str, FileCall] = field(default_factory=dict)
    replies: dict[str, ReplyCall] = field(default_factory=dict)
    hooks: dict[str, Callable[..., Any]] = field(default_factory=dict)
    undos: dict[str, Callable[..., Any]] = field(default_factory=dict)
    contributions: dict[str, list[Contribution]] = field(default_factory=dict)
    acts: dict[str, Act] = field(default_factory=dict)
    kept_data: dict[str, KeptData] = field(default_factory=dict)
    revised: dict[str, RevisedThing] = field(default_factory=dict)
    revised_buttons: dict[str, str] = field(default_factory=dict)
    """The kind of thing that a button acts on, by the button's name."""

    def command_for(self, words: str) -> tuple[Command, str]:
        """The command that typed words name, and the words behind its name.

        Raises `UnknownCommand`, `NotYetThere`, or `DidYouMean` when a known one is near.
        """
        found = self.named(words)
        if found is not None:
            return found
        tokens = [each[:_LONGEST_NAME] for each in words.split(maxsplit=2)]
        typed = fold(tokens[0]) if tokens else ""
        if typed in PLANNED:
            raise NotYetThere(typed=tokens[0][:40], menu=menu_command.typed())
        single = [each for each in self.commands if " " not in each]
        near = get_close_matches(typed, single, n=1, cutoff=0.7)
        if near:
            meant = self.commands[near[0]][0]
            raise DidYouMean(typed=tokens[0][:40], meant=Typed(f"/{meant.name}", f"/{meant.fr}"))
        if not tokens:
            raise NoCommand(help=help_command.typed())
        raise UnknownCommand(typed=tokens[0][:40], help=help_command.typed())

    def named(self, words: str) -> tuple[Command, str] | None:
        """The command whose name stands first, and the words behind it; None if there is none."""
        words = _number_last(_plain_number(words, self.commands), self.commands)
        # A name is short: what is longer names nothing, and would take long to compare.
        tokens = [each[:_LONGEST_NAME] for each in words.split(maxsplit=2)]
        for length in (2, 1):
            name = fold(" ".join(tokens[:length]))
            if len(tokens) >= length and name in self.commands:
                rest = _rest_after(words, length)
                return _command_of_shape(self.commands[name], rest), rest
        for length in (3, 2):  # “/a faire”: a blank within the name
            name = fold("".join(tokens[:length]))
            if len(tokens) >= length and name in self.commands:
                rest = _rest_after(words, length)
                return _command_of_shape(self.commands[name], rest), rest
        return None

    def bare(self, name: str) -> Command | None:
        """The command of this name that is meant without arguments."""
        commands = self.commands.get(name, ())
        return _command_of_shape(commands, "") if commands else None

    def all_commands(self) -> list[Command]:
        """Each command once, in the order of declaration."""
        return list(dict.fromkeys(each for listed in self.commands.values() for each in listed))


def add_once(all_: dict[str, Any], name: str, what: object) -> None:
    """Add a declaration; raises `DuplicateDeclaration` where its name is taken."""
    if name in all_:
        raise DuplicateDeclaration(name)
    all_[name] = what


def declarations_of(ctx: JobContext) -> Declared:
    return cast("Declared", ctx.declared)


def _plain_number(words: str, commands: Container[str]) -> str:
    """`event no. 12` and `event12` as `event 12`."""
    found = _WORDED_NUMBER.match(words)
    if found is None or fold(found[1]) not in commands:
        return words
    return f"{found[1]} {found[2]}{words[found.end() :]}"


def _number_last(words: str, commands: Container[str]) -> str:
    """`event 12 cancel …` as `event cancel 12 …`: people write the number where they say it."""
    name, number, verb, *rest = (*words.split(maxsplit=3), "", "", "")
    if number.lstrip("#").isdigit() and fold(f"{name} {verb}") in commands:
        return " ".join([name, verb, number, rest[0]])
    return words


def _rest_after(words: str, tokens: int) -> str:
    rest = words.lstrip()
    for _ in range(tokens):
        head = rest.split(maxsplit=1)[0]
        rest = rest[len(head) :]
        if _ < tokens - 1:
            rest = rest.lstrip()
    return rest.strip()


def _command_of_shape(commands: Sequence[Command], rest: str) -> Command:
    """Of the commands of one name, the one for these words: none, a number, or any."""
    shape = "words"
    if not rest:
        shape = "bare"
    elif fold(rest).lstrip("#").isdigit():
        shape = "number"
    by_shape = {command.shape: command for command in commands}
    for each in (shape, "words", "number", "bare"):
        if each in by_shape:
            return by_shape[each]
    raise AssertionError  # a name is only kept with a command


PLANNED = frozenset((*("portrait", "portraits"), *("group", "groups", "groupe", "groupes")))
"""Folded, in both languages. A name leaves this list with the feature that takes it."""


class NotYetThere(Refusal):
    """“{typed}” does not exist yet. {menu} shows what you can do here."""


def planned_name(words: str) -> str | None:
    """The name of a command to come, if the words are nothing else."""
    name = words.strip(" .!?")
    return name if fold(name) in PLANNED else None
