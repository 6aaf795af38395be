"""Options of polls and choices of ballots in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.core import Text, Words, ntext, text
from bot.domain.polls.ballots import name_of
from bot.domain.polls.choices import LONGEST_QUESTION, Choices
from bot.domain.polls.dates import date_of
from bot.domain.polls.kinds import PollKind, Rules
from storage.polls import Poll

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
    """The options of a poll in words."""
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
    """The choices of a ballot in words."""
    if poll.kind == PollKind.OPEN:
        return [text("answered")] if ballot else []
    labels = option_labels(poll)
    if poll.kind == PollKind.BRING:
        labels = [name_of(each) for each in poll.options]
    return [_choice_label(each, labels) for each in ballot]


def ranking_text(poll: HasOptions, ballot: Choices) -> Text:
    """The choices of a ballot with their ranks."""
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
    """A poll by its number and its question."""
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
