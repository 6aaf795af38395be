"""Parts of a new poll: its kind, its options and its limits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Annotated

from bot.core import Context, asks, at_most, read_words, reads
from bot.domain.polls.ballots_by_kind import read_things
from bot.domain.polls.boxes_and_receipts import FEWEST
from bot.domain.polls.dates import read_date, read_dates
from bot.domain.polls.rules import (
    COUNTED_KINDS,
    LONGEST_CHOICE,
    LONGEST_QUESTION,
    MOST_CHOICES,
    OWN_OPTIONS,
    PollKind,
    Secrecy,
    allows,
    check_limits,
    read_choices,
    tidy,
)
from bot.domain.refusals import Final, Refusal
from storage.polls import NewPoll

Question = Annotated[str, asks("What is your question?"), at_most(LONGEST_QUESTION)]
Choices = Annotated[
    list[str],
    asks(
        "Which choices, two to ten? Separate them by commas, or write one per message.",
        items=MOST_CHOICES,
    ),
    at_most(LONGEST_CHOICE),
    reads(read_choices),
]
Dates = Annotated[
    list[str],
    asks(
        "Which dates, two to ten? Write one per line or per message, for example "
        "“Saturday 5 December” or “Tuesday 8 December 6:30pm”.",
        items=MOST_CHOICES,
        understood=read_date,
    ),
    at_most(LONGEST_CHOICE),
]
Things = Annotated[
    list[str],
    asks(
        "What is needed? Write one thing per line or per message; “Salad x2” is for two people.",
        items=MOST_CHOICES,
    ),
    at_most(LONGEST_CHOICE),
    reads(read_things),
]
End = Annotated[
    datetime | None, asks("Until when? For example: Friday 6pm. Skip it for no end."), time(18)
]


class SecretOrPublic(Final):
    """A vote is either secret or with names: write --secret or --public, not both."""


class NotAQuorum(Refusal):
    """A quorum is a number of people, such as 10, and not “{typed}”."""


class QuorumNeeded(Final):
    """Write the number of people, too, for example --quorum 10: the poll then closes by itself."""


class NotDays(Refusal):
    """Write a number of days, such as 90, and not “{typed}”."""


class NeverSecret(Final):
    """This kind of poll shows names, dates to come to, or reasons: it cannot be secret.

    Leave out --secret, or ask with choices.
    """


class QuorumTellsVotes(Final):
    """In a secret vote a quorum is at least {few}: the result of fewer votes is not shown.

    It could tell what one person chose. Write --quorum {few} or more, or leave out --secret.
    """


class HiddenOrPublic(Final):
    """Names show what people chose, so the counts cannot wait: write --hidden or --public."""


class NothingToHide(Final):
    """Nothing is counted in this kind of poll. Leave out --hidden."""


class TwoKinds(Final):
    """A poll is of one kind. Choose one of these options."""


class NoChoicesNeeded(Refusal):
    """This kind of poll brings its own choices: write only the question."""

    about = "question"


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits for the number of choices that one person has."""

    multiple: bool = False
    least: int = 1
    most: int | None = None


_LONGEST_NUMBER = 5
_ONE_CHOICE = (PollKind.ONE, PollKind.CONSENT, PollKind.OPEN)
_FLAGS = {
    "date": PollKind.DATE,
    "consent": PollKind.CONSENT,
    "bring": PollKind.BRING,
    "ranked": PollKind.RANKED,
    "open_question": PollKind.OPEN,
}


def new_poll(
    ctx: Context,
    question: str,
    written: Sequence[str],
    *,
    kind: PollKind,
    end: datetime | None,
    public: bool = False,
) -> NewPoll:
    """A poll of a kind, with names if the kind needs them. Raises a `Refusal` for bad options."""
    options = read_options(ctx, kind, written)
    most = 1 if kind in _ONE_CHOICE else MOST_CHOICES
    names = public or not allows(kind, Secrecy.COUNTED)
    return NewPoll(tidy(question), options, names, end, kind, most=most)


def kind_of(flags: Mapping[str, object]) -> PollKind:
    """The kind of a poll by its options, such as `--date`; raises `TwoKinds` for several."""
    kinds = [kind for name, kind in _FLAGS.items() if flags.get(name)]
    if len(kinds) > 1:
        raise TwoKinds
    return kinds[0] if kinds else PollKind.ONE


def read_options(ctx: Context, kind: str, written: Sequence[str]) -> list[str]:
    """The options of a poll as its kind stores them. Raises a `Refusal` for bad ones."""
    if kind in OWN_OPTIONS:
        if written:
            raise NoChoicesNeeded
        return []
    words = [read_words(each.strip(" |"), LONGEST_CHOICE) for each in written]
    try:
        if kind == PollKind.DATE:
            return read_dates(words, now=ctx.now, zone=ctx.zone)
        if kind == PollKind.BRING:
            return read_things(words)
        return read_choices(words)
    except Refusal as refusal:
        refusal.about = "choices"
        raise


def read_quorum(typed: str) -> int:
    """The number of people who have to vote. Raises a `Refusal` for words and for 0."""
    return _positive(typed, NotAQuorum)


def read_days(typed: str) -> int:
    """A number of days. Raises a `Refusal` for words and for 0."""
    return _positive(typed, NotDays)


def _positive(typed: str, refusal: type[Refusal]) -> int:
    is_number = typed.isascii() and typed.isdecimal() and len(typed) <= _LONGEST_NUMBER
    if not is_number or not int(typed):
        raise refusal(typed=typed[:20])
    return int(typed)


def with_level(new: NewPoll, *, secret: bool) -> NewPoll:
    """The poll as a secret vote or not. Raises a `Final` where that is impossible."""
    if secret and not allows(new.kind, Secrecy.SECRET):
        raise NeverSecret
    if secret and new.public:
        raise SecretOrPublic
    return _with_safe_quorum(replace(new, secret=secret, hidden=new.hidden and not secret))


def _with_safe_quorum(new: NewPoll) -> NewPoll:
    """The same poll. Raises `QuorumTellsVotes` for a secret one that may close too early."""
    if new.secret and new.quorum is not None and new.quorum < FEWEST:
        raise QuorumTellsVotes(few=FEWEST)
    return new


def with_hidden_counts(new: NewPoll, *, hidden: bool) -> NewPoll:
    """The poll with its counts shown at the end; a secret vote always does so."""
    if hidden and new.kind not in COUNTED_KINDS:
        raise NothingToHide
    if hidden and new.public:
        raise HiddenOrPublic
    return replace(new, hidden=hidden and not new.secret)


def with_quorum(new: NewPoll, quorum: int | None, *, close: bool) -> NewPoll:
    """The poll with a quorum, at which it may close. Raises a `Final` for an impossible one."""
    if close and quorum is None:
        raise QuorumNeeded
    return _with_safe_quorum(replace(new, quorum=quorum, close_at_quorum=close))


def with_limits(new: NewPoll, limits: Limits) -> NewPoll:
    """The poll with one choice or several; other kinds have no such limits."""
    if new.kind not in {PollKind.ONE, PollKind.SEVERAL}:
        return new
    least, most = max(limits.least, 1), limits.most
    check_limits(len(new.options), least, most)
    if not limits.multiple and max(least, most or 1) == 1:
        return replace(new, kind=PollKind.ONE, least=1, most=1)
    return replace(new, kind=PollKind.SEVERAL, least=least, most=most or MOST_CHOICES)
