"""Declarations of all features as the engine looks them up, and names that are only planned.

`Contributions` are what several features give to another, or to the engine: tasks that wait, codes
that are known.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from difflib import get_close_matches
from hashlib import blake2s
from typing import Any, Generic, ParamSpec, TypeVar, cast

from bot.core.context.context import Context
from bot.core.context.job_context import JobContext
from bot.core.context.revisions import RevisedThing, stamped
from bot.core.declarations.declaration import (
    Act,
    ButtonCall,
    CardCall,
    Command,
    Contribution,
    Declaration,
    DownloadCall,
    FileCall,
    KeptData,
    MailLink,
    OutcomeCall,
    PageCall,
    ReplyCall,
)
from bot.core.declarations.references import (
    ask_form,
    help_command,
    open_other_form,
    run_command,
)
from bot.core.messages.content import Answer, Button, Message, Typed, Words, split_revision
from bot.domain.refusals import Refusal
from bot.domain.words import fold
from storage.outbound import Delivery

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
    cards: dict[str, CardCall] = field(default_factory=dict)
    files: dict[str, FileCall] = field(default_factory=dict)
    replies: dict[str, ReplyCall] = field(default_factory=dict)
    contributions: dict[str, list[Contribution]] = field(default_factory=dict)
    acts: dict[str, Act] = field(default_factory=dict)
    kept_data: dict[str, KeptData] = field(default_factory=dict)
    revised: dict[str, RevisedThing] = field(default_factory=dict)
    revised_buttons: dict[str, str] = field(default_factory=dict)
    """The kind of thing that a button acts on, by the button's name."""
    draw_html: Callable[..., str] | None = None
    """Draws the HTML of a page that is printed; None where there are no pages."""

    def command_for(self, words: str) -> tuple[Command, str]:
        """The command that typed words name, and the words behind its name.

        Raises `UnknownCommand`, or `DidYouMean` when a known one is near.
        """
        found = self.named(words)
        if found is not None:
            return found
        tokens = [each[:_LONGEST_NAME] for each in words.split(maxsplit=2)]
        typed = fold(tokens[0]) if tokens else ""
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
        found = _WORDED_NUMBER.match(words)  # `event no. 12` and `event12` as `event 12`
        if found is not None and fold(found[1]) in self.commands:
            words = f"{found[1]} {found[2]}{words[found.end() :]}"
        # `event 12 cancel …` as `event cancel 12 …`: people write the number where they say it.
        first, number, verb, *others = (*words.split(maxsplit=3), "", "", "")
        if number.lstrip("#").isdigit() and fold(f"{first} {verb}") in self.commands:
            words = " ".join([first, verb, number, others[0]])
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

    def done_by(self, press: str) -> Declaration | None:
        """The declaration behind a press: its button, the command it runs, the form it opens."""
        name, _, rest = press.partition(":")
        if name == run_command.name:
            try:
                return self.command_for(rest)[0]
            except Refusal:
                return None
        if name in (ask_form.name, open_other_form.name):
            return self.forms.get(rest.rpartition(":")[2])
        return self.buttons.get(name)

    @property
    def shown_in(self) -> dict[type, list[str]]:
        """The kinds of cards that show a thing, by its class."""
        shown: dict[type, list[str]] = {}
        for kind, card in self.cards.items():
            for thing in card.shows:
                shown.setdefault(thing, []).append(kind)
        return shown

    def draw_card(self, ctx: JobContext, kind: str, key: int) -> Message:
        """Draw a card as it is now; an error leaves the transaction as it was."""
        with ctx.store.refusable():
            drawn: Message = self.cards[kind].draw(ctx, key)
        return stamped(ctx, drawn)

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


C = TypeVar("C", bound=JobContext)
P = ParamSpec("P")
R = TypeVar("R")


class Contributions(Generic[C, P, R]):
    """Functions that features declare with `@router.contribution`, and one feature collects.

    Made in `bot/references/<feature>.py` of the feature that collects; the engine's stand below.
    """

    def __init__(self, name: str, *, single: bool = False) -> None:
        """Name them; of `single` ones at most one feature declares a function."""
        self.name = name
        self.is_single = single

    def collect(self, ctx: C, /, *args: P.args, **kwargs: P.kwargs) -> list[R]:
        """Call all of them, by their order, then in the order of the features' packages."""
        declared = declarations_of(ctx).contributions.get(self.name, ())
        return [each.call(ctx, *args, **kwargs) for each in declared]

    def is_declared(self, ctx: JobContext) -> bool:
        """True if a feature contributes."""
        return self.name in declarations_of(ctx).contributions

    def first(self, ctx: C, /, *args: P.args, **kwargs: P.kwargs) -> R | None:
        """Call them until one gives something; None if none does."""
        declared = declarations_of(ctx).contributions.get(self.name, ())
        given = (each.call(ctx, *args, **kwargs) for each in declared)
        return next((each for each in given if each is not None), None)


@dataclass(frozen=True, slots=True)
class Todo:
    """Something that waits: a line, the buttons that settle it, and when it becomes late."""

    line: Words
    buttons: tuple[Button, ...]
    due: datetime | None = None
    since: datetime | None = None
    """Since when a person waits for an answer: those who do come first."""
    thing: str = ""
    """Names what waits, alike for all readers; empty where the first button does so."""

    @property
    def key(self) -> str:
        """A short name of what waits, the same for all gardeners and on each day."""
        return todo_key(self.thing or split_revision(self.buttons[0].press)[0])

    @property
    def urgency(self) -> tuple[int, float]:
        """What the list is sorted by: people who wait, what has a day, the rest."""
        for rank, moment in enumerate((self.since, self.due)):
            if moment is not None:
                return rank, moment.timestamp()
        return 2, 0


MOST_WAITING = 30
"""Tasks of one kind that are read at most: the list is read often, and of any community."""


def todo_key(thing: str) -> str:
    """The key of a task about a thing: it fits a button, and tells nothing."""
    return blake2s(thing.encode(), digest_size=6).hexdigest()


plain_words: Contributions[Context, [], Answer] = Contributions("plain words", single=True)
"""Answers to words in a direct room that name nothing else."""
lone_codes: Contributions[Context, [str], Answer] = Contributions("lone codes", single=True)
"""Answers to a code that was sent without a command."""
keyed_commands: Contributions[Context, [], str | None] = Contributions(
    "keyed commands", single=True
)
"""The command that the words of a key below the text field stand for."""
newcomers: Contributions[Context, [str], Answer] = Contributions("newcomers", single=True)
"""Ways in for people who are no members, with the word of what they tried."""
rooms_entered: Contributions[Context, [], Answer] = Contributions("rooms entered", single=True)
"""Answers where the bot came into a room."""
rooms_chosen: Contributions[Context, [], Answer] = Contributions("rooms chosen", single=True)
"""Answers where a room was chosen by the key for it."""
people_entering: Contributions[Context, [], Answer] = Contributions("people entering", single=True)
people_leaving: Contributions[Context, [], Answer] = Contributions("people leaving", single=True)
chats_opened: Contributions[Context, [], None] = Contributions("chats opened", single=True)
"""Told that a member opened their private chat, before anything else is done for them there."""
pages_entered: Contributions[Context, [int, datetime], None] = Contributions(
    "pages entered", single=True
)
"""Told that the sender entered the gardeners' page: the number of the session, and its end."""
people_asking: Contributions[Context, [], Answer] = Contributions("people asking", single=True)
"""Answers to a person who asks to be let into a room."""
doubtful_deliveries: Contributions[JobContext, [Sequence[Delivery]], None] = Contributions(
    "doubtful deliveries", single=True
)
"""Told the messages of a community that may not have arrived."""
lost_rooms: Contributions[JobContext, [str], None] = Contributions("lost rooms", single=True)
"""Told the address of a room of a community in which the bot can no longer write."""
mail_stopped: Contributions[JobContext, [str], None] = Contributions("mail stopped", single=True)
"""Told the mailbox of a person who wants no more e-mails, by the link in one."""
mail_joinings_asked: Contributions[JobContext, [str, str, str], bool] = Contributions(
    "mail joinings asked", single=True
)
"""Told the community, the mailbox and the language of a form on its page; False without one."""
mail_links: Contributions[JobContext, [str], MailLink | None] = Contributions(
    "mail links", single=True
)
"""The page that the link to join in an e-mail leads to, by its token."""
mail_links_ended: Contributions[JobContext, [str, bool], bool] = Contributions(
    "mail links ended", single=True
)
"""Told the token of such a link whose person joined, or refused (True); False if it is none."""
topics_opened: Contributions[JobContext, [str, str], None] = Contributions(
    "topics opened", single=True
)
"""Told what a topic of a forum was opened about, and its address."""
rooms_opened: Contributions[JobContext, [str, str], None] = Contributions(
    "rooms opened", single=True
)
"""Told what a room was made about, and its address."""
uninvited_people: Contributions[JobContext, [str], None] = Contributions(
    "uninvited people", single=True
)
"""Told the address of a person who waits for an answer and takes no invitation from the bot."""
long_waits: Contributions[JobContext, [str, str | None, datetime], None] = Contributions(
    "long waits", single=True
)
"""Told until when a network makes a room wait, or with None all that is sent there."""
removals: Contributions[JobContext, [str, bool], None] = Contributions("removals", single=True)
"""Told the subject of a person's message, and whether it was removed from its room."""
clock_jumps: Contributions[JobContext, [timedelta], None] = Contributions(
    "clock jumps", single=True
)
"""Told by how much the machine's clock was set."""
todos: Contributions[Context, [], Sequence[Todo]] = Contributions("todos")
"""Tasks that wait for gardeners today, with the context of the reader of `/todo`."""
start_codes: Contributions[Context, [str], Answer] = Contributions("start codes")
"""Answers to codes from `/start CODE`; None for a code of another feature."""


def waiting(ctx: Context) -> Sequence[Todo]:
    """All tasks of the community, the most urgent first."""
    found = [each for listed in todos.collect(ctx) for each in listed]
    return sorted(found, key=lambda each: each.urgency)
