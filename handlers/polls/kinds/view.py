"""The state of a poll of any kind in words."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TypeAlias

from bot.core import (
    Ballot,
    Button,
    Buttons,
    ChartBar,
    JobContext,
    Line,
    Text,
    Words,
    in_rows,
    ntext,
    text,
)
from bot.domain.polls.choices import Choices, Counts, recount
from bot.references.polls import vote_for_choice
from handlers.polls.kinds.labels import option_labels
from storage.polls import BallotBoxes, BallotCounts, Ballots, Poll, SecretVotes

NAMES_SHOWN = 10
NamesByChoice: TypeAlias = Mapping[int, Sequence[str]]
ShownAt: TypeAlias = Callable[[Choices], Choices]
FEW_VOTES = text("Fewer than five votes: the result is not shown")
_IN_ROWS = ((12, 3), (20, 2))
"""Choices of so many characters at most stand so many in a row."""


@dataclass(frozen=True, slots=True)
class ResultTable:
    """A result in columns."""

    titles: Sequence[Text]
    rows: Sequence[Sequence[Words | int]]


class PollView(ABC):
    """A poll as its votes are now."""

    takes_votes = True
    """False where people write or bring something, and nothing is decided."""

    def __init__(self, ctx: JobContext, poll: Poll) -> None:
        self.ctx = ctx
        self.poll = poll
        self.labels = option_labels(poll)

    @property
    @abstractmethod
    def voters(self) -> int:
        """The number of people whose vote counts."""

    @abstractmethod
    def count_lines(self) -> list[Line]:
        """The options with their votes; without a vote the options alone."""

    @abstractmethod
    def verdict(self) -> Text:
        """The outcome in one sentence."""

    def nobody(self) -> Text:
        """The turnout while no vote is counted."""
        if self.poll.closed_at is None:
            return text("Be the first to vote")
        return FEW_VOTES if self.has_too_few else text("Nobody voted")

    @property
    def has_too_few(self) -> bool:
        """True for a secret poll that ended with so few votes that they were not counted."""
        poll = self.poll
        if not poll.secret or poll.closed_at is None or self.voters:
            return False
        return self.ctx.store[SecretVotes].turnout(poll.id).voted > 0

    def typed_choice(self) -> Text:
        """The choices of a vote as they are typed."""
        return text("then your choice")

    def bars(self) -> tuple[ChartBar, ...]:
        """The bars of the result's picture, for kinds whose options are counted."""
        return ()

    def table(self) -> ResultTable:
        """The result in columns, for its spreadsheet."""
        titles = (text("Choice"), text("Votes"), text("In words"))
        return ResultTable(titles, [(each.label, each.value, each.words) for each in self.bars()])

    def turnout(self) -> Text:
        """The number of people who voted."""
        return ntext("{count} person voted", "{count} people voted", self.voters)

    def buttons(self) -> Buttons:
        """A button for each option, private unless names are shown."""
        buttons = [self._button(label, number) for number, label in enumerate(self.labels, start=1)]
        longest = max(map(_length, self.labels))
        return in_rows(buttons, next((wide for most, wide in _IN_ROWS if longest <= most), 1))

    def first_names(
        self, people: Mapping[int, int], shown_at: ShownAt, most: int = NAMES_SHOWN
    ) -> NamesByChoice:
        """The first voters of each choice, where names are shown; `people` are those who chose it.

        `shown_at` gives the choices of a ballot at which its voter is named.
        """
        if not self.poll.public and self.takes_votes:
            return {}
        missing = {choice: min(count, most) for choice, count in people.items() if count}
        names: dict[int, list[str]] = {choice: [] for choice in people}
        with closing(self.ctx.store[Ballots].voters(self.poll.id)) as voters:
            while missing and (voter := next(voters, None)) is not None:
                name, ballot = voter
                for choice in missing.keys() & set(shown_at(ballot)):
                    names[choice].append(name)
                    if len(names[choice]) == missing[choice]:
                        del missing[choice]
        return names

    def native_ballot(self, _result: Text | None = None) -> Ballot | None:
        """The network's native poll, for kinds that it can show."""
        return None

    def _button(self, label: Words, number: int) -> Button:
        pressed = vote_for_choice.button(label, self.poll.id, self.poll.choice_id(number))
        return replace(pressed, private=self.poll.capability.is_private)


def counts_of(ctx: JobContext, poll: Poll) -> Counts:
    """The counted ballots of a poll; of a secret one once it is closed."""
    if poll.secret:
        return recount(poll.rules, ctx.store[BallotBoxes].counted(poll.id))
    return ctx.store[BallotCounts].of(poll.id)


def _length(label: Words) -> int:
    return len(label if isinstance(label, str) else label.template)


def names_text(names: Sequence[Words], count: int) -> Text:
    """Names, and the number of others where not all are shown."""
    others = count - len(names)
    more = [ntext("{count} other", "{count} others", others)] if others else []
    return text("{names}", names=[*names, *more])
