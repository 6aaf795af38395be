"""The state of a poll of any kind in words, with the labels of its options."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Protocol, TypeAlias

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
from bot.domain.polls.ballots_by_kind import name_of
from bot.domain.polls.dates import date_of
from bot.domain.polls.rules import LONGEST_QUESTION, Choices, Counts, PollKind, Rules, recount
from bot.references.polls import vote_for_choice
from bot.vocabulary.lists import with_others
from storage.polls import BallotBoxes, BallotCounts, Ballots, Poll, SecretVotes

CONSENT_LABELS = (text("No objection"), text("I abstain"), text("Objection"))
READ_LABELS: Mapping[str, Text] = {
    PollKind.CONSENT: text("All objections"),
    PollKind.OPEN: text("All answers"),
}
"""The buttons by which gardeners read the words in a poll, of kinds that ask for words."""


class HasOptions(Protocol):
    """A poll, or one that is not published yet."""

    @property
    def kind(self) -> str:
        """A `PollKind`."""

    @property
    def options(self) -> Sequence[str]:
        """The options as they are stored."""


def option_labels(poll: HasOptions) -> list[Words]:
    if poll.kind == PollKind.DATE:
        return [text("{when}", when=date_of(each)) for each in poll.options]
    if poll.kind == PollKind.CONSENT:
        return list(CONSENT_LABELS)
    return list(poll.options)


def numbered_labels(poll: HasOptions) -> list[Words]:
    """The options of a poll with the numbers by which they are typed."""
    labels = enumerate(option_labels(poll), start=1)
    return [text("{number}. {choice}", number=number, choice=label) for number, label in labels]


def choice_labels(poll: HasOptions, ballot: Sequence[int]) -> list[Words]:
    if poll.kind == PollKind.OPEN:
        return [text("answered")] if ballot else []
    labels = option_labels(poll)
    if poll.kind == PollKind.BRING:
        labels = [name_of(each) for each in poll.options]
    return [_choice_label(each, labels) for each in ballot]


def ranking_text(poll: HasOptions, ballot: Choices) -> Text:
    labels = enumerate(choice_labels(poll, ballot), start=1)
    ranked = [text("{number}. {choice}", number=nth, choice=label) for nth, label in labels]
    return text("{ranking}", ranking=ranked)


def labels_of(kind: str, options: Sequence[str], ballot: Choices) -> list[Words]:
    """The choices of a ballot of a kind of poll in words."""
    return choice_labels(_Stored(kind, options), ballot)


def _choice_label(choice: int, labels: Sequence[Words]) -> Words:
    if choice < 0:
        return text("{choice} (if need be)", choice=labels[-choice - 1])
    return labels[choice - 1] if choice else text("none of these dates")


@dataclass(frozen=True, slots=True)
class _Stored:
    kind: str
    options: Sequence[str]


def poll_label(poll: Poll, longest: int = LONGEST_QUESTION) -> str:
    words = f"{poll.number} · {poll.question}"
    return words if len(words) <= longest else words[: longest - 1] + "…"


def limits_rule(rules: Rules) -> Text | None:
    """The rule for a ballot in words; None for a single choice."""
    if rules.kind == PollKind.DATE:
        return text("yes, if need be, or no for each date")
    if rules.kind == PollKind.CONSENT:
        return text("adopted if nobody objects")
    if rules.kind == PollKind.RANKED:
        return text("choices in order of preference")
    if rules.kind == PollKind.OPEN:
        return text("open question, answered in your words")
    if not rules.multiple or rules.kind == PollKind.BRING:
        return None
    least, most = rules.least, rules.most
    if not rules.limited:
        return text("several choices possible")
    if least == most:
        return ntext("{count} choice each", "{count} choices each", most)
    if least == 1:
        return ntext("at most {count} choice", "at most {count} choices", most)
    if most == rules.options:
        return ntext("at least {count} choice", "at least {count} choices", least)
    return text("{least} to {most} choices", least=least, most=most)


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
    voters: int
    """The number of people whose vote counts."""

    def __init__(self, ctx: JobContext, poll: Poll) -> None:
        self.ctx = ctx
        self.poll = poll
        self.labels = option_labels(poll)

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
        return FEW_VOTES if self.has_too_few() else text("Nobody voted")

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
        longest = max(len(each if isinstance(each, str) else each.template) for each in self.labels)
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


def names_text(names: Sequence[Words], count: int) -> Text:
    """Names, and the number of others where not all are shown."""
    return text("{names}", names=with_others(names, count))
