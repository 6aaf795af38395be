"""Tables of polls and ballots; those of secret votes keep voters apart from choices.

No row of a secret vote says when it was cast, and the order of rows tells nothing either: see
`bot.domain.polls.ballot_boxes`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ForeignKey,
    Index,
    UniqueConstraint,
    and_,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.addresses import shortened
from bot.domain.circles import Audience
from bot.domain.polls.rules import (
    Capability,
    Choices,
    Rules,
    Secrecy,
    capability_of,
    rules_of,
    secrecy_of,
)
from storage.base import Base, BigId, table
from storage.ownership import not_told, owned_by_member
from storage.revisions import Revised


class PollRow(Base):
    """A question with its options; a withdrawn poll keeps its number."""

    __revised__ = Revised(
        "poll",
        by=(
            *("question", "options", "choice_base", "kind", "least", "most", "public", "secret"),
            *("hidden", "audience", "quorum", "close_at_quorum", "member_days", "ends_at"),
        ),
        apart=(
            *("id", "community_id", "number", "maker_id", "first_question", "opened_at"),
            *("closed_at", "withdrawn_at", "reminded_at", "answered_at"),
        ),
    )
    __tablename__ = "polls"
    __table_args__ = (
        UniqueConstraint("community_id", "number"),
        Index("ix_polls_open", "closed_at", "community_id", "number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    number: Mapped[int]
    maker_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="untie", told_as="polls"),
    )
    question: Mapped[str]
    first_question: Mapped[str | None]
    """The question as it was first asked, if people saw it before it was corrected."""
    options: Mapped[list[str]]
    choice_base: Mapped[int] = mapped_column(server_default="0", info=not_told())
    """The ids of its options follow this number: others had those up to it, and never come back."""
    kind: Mapped[str] = mapped_column(server_default="one")
    """A `PollKind`."""
    least: Mapped[int] = mapped_column(server_default="1")
    """A ballot with fewer choices does not count yet."""
    most: Mapped[int] = mapped_column(server_default="1")
    """The most choices of a ballot."""
    public: Mapped[bool]
    secret: Mapped[bool] = mapped_column(server_default=false())
    hidden: Mapped[bool] = mapped_column(server_default=false())
    """True if nothing is shown of the votes before the end."""
    audience: Mapped[dict[str, Any] | None]
    """The voters as an `Audience`; empty for all members."""
    quorum: Mapped[int | None]
    """Number of voters needed for a valid result."""
    close_at_quorum: Mapped[bool] = mapped_column(server_default=false())
    """True if it closes once so many people have voted."""
    member_days: Mapped[int | None]
    """Since how many days people have to be members to vote."""
    opened_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    """The time of the reminder to members who had not voted."""
    answered_at: Mapped[datetime | None]
    """The time at which its maker was told that no vote is awaited."""


class BallotRow(Base):
    """A member's ballot. Erased members' ballots are nobody's."""

    __tablename__ = "ballots"
    __table_args__ = (
        UniqueConstraint("poll_id", "member_id"),
        Index("ix_ballots_in_order", "poll_id", "cast_at", "id"),
        Index("ix_ballots_passed_on", "poll_id", "asked_on"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"))
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="by_method", newest_by="cast_at"),
    )
    choices: Mapped[str]
    """Numbers of options: `2`, or `1,3`."""
    cast_at: Mapped[datetime]
    asked_on: Mapped[date | None]
    """The day on which a person without a phone asked the gardener to vote for them."""


class BallotCountRow(Base):
    """The number of ballots with an answer.

    Triggers of `ballots` keep it: see `docs/decisions/0020-counts-of-ballots.md`.
    """

    __tablename__ = "ballot_counts"

    poll_id: Mapped[int] = mapped_column(
        ForeignKey("polls.id"), primary_key=True, autoincrement=False
    )
    answer: Mapped[str] = mapped_column(primary_key=True)
    """A choice, or a whole ranking; empty: all ballots that count."""
    people: Mapped[int]


@dataclass(frozen=True, slots=True)
class Poll:
    """A poll as it is stored; each field is a column."""

    id: int
    community_id: int
    number: int
    maker_id: int | None
    question: str
    first_question: str | None
    options: Sequence[str]
    choice_base: int
    kind: str
    least: int
    most: int
    public: bool
    secret: bool
    hidden: bool
    audience: Mapping[str, Any] | None
    quorum: int | None
    close_at_quorum: bool
    member_days: int | None
    opened_at: datetime
    ends_at: datetime | None
    closed_at: datetime | None
    withdrawn_at: datetime | None

    @property
    def conceals(self) -> bool:
        """True while nothing is shown of its votes."""
        return self.hidden and self.closed_at is None

    @property
    def short_question(self) -> str:
        """The question, as refusals name the poll by it."""
        return shortened(self.question, 60)

    def choice_id(self, number: int) -> int:
        """The id of an option, or of an answer to one, by its number: buttons carry it."""
        return self.choice_base + number

    def choice_number(self, choice_id: int) -> int:
        """The number of the option with an id; below 1 for a removed one."""
        return choice_id - self.choice_base

    @property
    def rules(self) -> Rules:
        """Limits of the number of choices of a ballot."""
        return rules_of(self.kind, len(self.options), self.least, self.most)

    @property
    def secrecy(self) -> Secrecy:
        """The people who learn how a member voted."""
        return secrecy_of(public=self.public, secret=self.secret)

    @property
    def capability(self) -> Capability:
        """The ways to vote on each network."""
        return capability_of(self.rules, self.secrecy)

    @property
    def has_list(self) -> bool:
        """True if the list of voters was settled when it opened."""
        return self.secret or self.quorum is not None or self.member_days is not None

    @property
    def whom(self) -> Audience:
        """The people who may vote."""
        return Audience(**(self.audience or {}))

    @property
    def group_id(self) -> int | None:
        """The working group that it is for: nobody else sees it."""
        return next(iter(self.whom.groups), None)


_polls = table(PollRow)
COLUMNS = tuple(_polls.c[each.name] for each in fields(Poll))
"""The columns of a `Poll`."""
IS_OPEN = and_(_polls.c.closed_at.is_(None), _polls.c.withdrawn_at.is_(None))


def read_poll(row: Mapping[str, Any]) -> Poll:
    """The poll in a row, which may have more columns."""
    return Poll(**{column.name: row[column.name] for column in COLUMNS})


def read_choices(stored: str | None) -> Choices:
    """The choices of a ballot; none without one."""
    return tuple(map(int, stored.split(","))) if stored else ()


class EntitlementRow(Base):
    """A person who may vote in a poll whose list of voters is settled at its opening."""

    __tablename__ = "poll_entitlements"
    __table_args__ = (UniqueConstraint("poll_id", "member_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"))
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="untie", newest_by="voted"),
    )
    voted: Mapped[bool]
    """Of secret polls only; else there is a ballot."""


class BallotBoxRow(Base):
    """Some secret ballots of an open poll, together in one row."""

    __tablename__ = "ballot_boxes"

    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"), index=True)
    ballots: Mapped[dict[str, Any]]
    """Choices by the hash of their receipt, sorted by it: the order tells nothing."""


class SecretCountRow(Base):
    """The counted ballots of a closed secret poll; the ballots and their receipts are gone."""

    __tablename__ = "secret_counts"

    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"), primary_key=True)
    counts: Mapped[list[Any]]
    """Pairs of choices and how many people chose exactly these."""
