"""Ballots of each kind of poll, and their changes by taps and typed words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.domain.polls.bring import things_meant
from bot.domain.polls.choices import choices_meant
from bot.domain.polls.consent import consent_meant
from bot.domain.polls.dates import date_added, date_taken_back, date_tapped, dates_meant
from bot.domain.polls.kinds import PollKind, Rules
from bot.domain.polls.poll_words import answer_meant
from bot.domain.polls.ranked import ranking_added, ranking_meant, ranking_tapped
from bot.domain.polls.tally import Choices, added, taken_back, tapped


@dataclass(frozen=True, slots=True)
class BallotMethod:
    """Ways in which a ballot of one kind changes."""

    tap: Callable[[Choices, int, Rules], Choices]
    """The ballot after a press on an option."""
    add: Callable[[Choices, int, Rules], Choices]
    """The ballot after a yes to an option, which may come twice."""
    take_back: Callable[[Choices, int], Choices]
    """The ballot without an option."""
    read: Callable[[str, Sequence[str], date], Choices | None]
    """The ballot that typed words mean; empty to withdraw, None if they mean none."""


_LONGEST_CARRIED = 40
_CHOICES = BallotMethod(
    tapped, added, taken_back, lambda typed, options, _today: choices_meant(typed, options)
)
_DATES = BallotMethod(
    lambda ballot, option, _rules: date_tapped(ballot, option),
    lambda ballot, option, _rules: date_added(ballot, option),
    date_taken_back,
    dates_meant,
)
_CONSENT = BallotMethod(
    tapped, added, taken_back, lambda typed, _options, _today: consent_meant(typed)
)
NO_CHOICE = "0"
"""A ballot without choices, in a button."""


def carried(ballot: Choices) -> str:
    """A ballot as a button carries it: `1-3`."""
    return "-".join(map(str, ballot)) or NO_CHOICE


def read_carried(word: str) -> Choices:
    """The ballot that a button carries; empty for words that no button of ours has."""
    parts = word[:_LONGEST_CARRIED].split("-")
    if word == NO_CHOICE or not all(each.isascii() and each.isdecimal() for each in parts):
        return ()
    return tuple(dict.fromkeys(map(int, parts)))


METHODS: Mapping[str, BallotMethod] = {
    PollKind.ONE: _CHOICES,
    PollKind.SEVERAL: _CHOICES,
    PollKind.DATE: _DATES,
    PollKind.CONSENT: _CONSENT,
    PollKind.BRING: replace(
        _CHOICES, read=lambda typed, options, _today: things_meant(typed, options)
    ),
    PollKind.OPEN: replace(_CHOICES, read=lambda typed, _options, _today: answer_meant(typed)),
    PollKind.RANKED: BallotMethod(
        lambda ballot, option, _rules: ranking_tapped(ballot, option),
        lambda ballot, option, _rules: ranking_added(ballot, option),
        taken_back,
        lambda typed, options, _today: ranking_meant(typed, options),
    ),
}
