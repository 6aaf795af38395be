"""Polls and their ballots: one ballot a member a poll, whichever network it came from."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ForeignKey,
    UniqueConstraint,
    and_,
    bindparam,
    case,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.polls.tally import Choices
from storage.base import Base, BigId, table
from storage.communities import hold
from storage.holdings import Held, Whom
from storage.members import Member
from storage.outbound import Cards
from storage.ownership import owned_by_member
from storage.repository import Repository

NO_DAY = date(1970, 1, 1)
"""The day on which a vote was asked for that is nobody's any more."""


class PollRow(Base):
    """A question with its options; a withdrawn poll keeps its number."""

    __tablename__ = "polls"
    __table_args__ = (UniqueConstraint("community_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    number: Mapped[int]
    maker_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="untie", told_as="polls"),
    )
    question: Mapped[str]
    options: Mapped[list[str]]
    multiple: Mapped[bool]
    public: Mapped[bool]
    opened_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]


class BallotRow(Base):
    """What a member chose, as option numbers: `2`, or `1,3`; nobody's, once they are erased.

    `asked_on` is the day on which somebody without a phone asked the gardener to vote for them.
    """

    __tablename__ = "ballots"
    __table_args__ = (UniqueConstraint("poll_id", "member_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"))
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="by_method", newest_by="cast_at"),
    )
    choices: Mapped[str]
    cast_at: Mapped[datetime]
    asked_on: Mapped[date | None]


@dataclass(frozen=True, slots=True)
class Poll:
    """A poll as it is stored; each field is a column."""

    id: int
    community_id: int
    number: int
    maker_id: int | None
    question: str
    options: Sequence[str]
    multiple: bool
    public: bool
    ends_at: datetime | None
    closed_at: datetime | None
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewPoll:
    """What a poll asks, and how."""

    question: str
    options: Sequence[str]
    multiple: bool
    public: bool
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class Turn:
    """A poll before one member: what they chose in it so far."""

    poll: Poll
    ballot: Choices


_polls = table(PollRow)
_ballots = table(BallotRow)
_POLL = tuple(_polls.c[each.name] for each in fields(Poll))
_OPEN = and_(_polls.c.closed_at.is_(None), _polls.c.withdrawn_at.is_(None))
_MINE = and_(_ballots.c.poll_id == _polls.c.id, _ballots.c.member_id == bindparam("me"))

# One look tells all that a vote needs; the poll cannot be closed between it and the ballot.
_TURN = (
    select(*_POLL, _ballots.c.choices)
    .select_from(_polls.outerjoin(_ballots, _MINE))
    .where(_polls.c.community_id == bindparam("here"))
    .with_for_update(read=True, of=_polls)
)
_TURN_BY_ID = _TURN.where(_polls.c.id == bindparam("poll"))
_TURN_BY_NUMBER = _TURN.where(_polls.c.number == bindparam("poll"))


def _upsert(insert_here: Any) -> Any:  # noqa: ANN401 - the two databases' statements
    new = insert_here(_ballots)
    return new.on_conflict_do_update(
        index_elements=["poll_id", "member_id"],
        set_={
            "choices": new.excluded.choices,
            "cast_at": new.excluded.cast_at,
            "asked_on": new.excluded.asked_on,
        },
    )


_CAST = {"sqlite": _upsert(sqlite.insert), "postgresql": _upsert(postgresql.insert)}
_UNCAST = delete(_ballots).where(
    _ballots.c.poll_id == bindparam("poll"), _ballots.c.member_id == bindparam("me")
)
_COUNTS = (
    select(_ballots.c.choices, func.count())
    .where(_ballots.c.poll_id == bindparam("poll"))
    .group_by(_ballots.c.choices)
)


class Polls(Repository):
    """The polls of all communities."""

    # Making and ending

    def open(self, community_id: int, maker_id: int, new: NewPoll, at: datetime) -> Poll:
        """Open a poll under the community's next number."""
        hold(self._session, community_id)
        following = select(func.coalesce(func.max(_polls.c.number), 0) + 1).where(
            _polls.c.community_id == community_id
        )
        made = self._session.execute(
            insert(_polls)
            .values(
                community_id=community_id,
                number=self._session.scalar(following),
                maker_id=maker_id,
                question=new.question,
                options=list(new.options),
                multiple=new.multiple,
                public=new.public,
                opened_at=at,
                ends_at=new.ends_at,
            )
            .returning(*_POLL)
        )
        return _read(made.one())

    def close(self, poll_id: int, at: datetime) -> bool:
        """End an open poll; False when it was over."""
        return self._end(poll_id, closed_at=at)

    def withdraw(self, poll_id: int, at: datetime) -> bool:
        """Take back an open poll, unless somebody voted in it."""
        self._session.execute(
            select(_polls.c.id).where(_polls.c.id == poll_id).with_for_update()
        )  # nobody votes from here on
        voted = select(_ballots.c.id).where(_ballots.c.poll_id == poll_id).limit(1)
        if self._session.scalar(voted) is not None:
            return False
        return self._end(poll_id, withdrawn_at=at)

    def _end(self, poll_id: int, **when: datetime) -> bool:
        ended = self._session.execute(
            update(_polls)
            .where(_polls.c.id == poll_id, _OPEN)
            .values(**when)
            .returning(_polls.c.id)
        )
        return ended.first() is not None

    # Looking

    def get(self, poll_id: int) -> Poll:
        """The poll with this id, which must exist."""
        return _read(self._session.execute(select(*_POLL).where(_polls.c.id == poll_id)).one())

    def turn(
        self, community_id: int, member_id: int, *, number: int = 0, poll_id: int = 0
    ) -> Turn | None:
        """A poll of this community, by number or by id, before a member."""
        look, poll = (_TURN_BY_ID, poll_id) if poll_id else (_TURN_BY_NUMBER, number)
        row = self._session.execute(
            look, {"here": community_id, "me": member_id, "poll": poll}
        ).first()
        return None if row is None else Turn(_read(row), _choices(row[-1]))

    def open_turns(self, community_id: int, member_id: int) -> list[Turn]:
        """The open polls before a member: first those that await their vote, the oldest first."""
        listed = (
            select(*_POLL, _ballots.c.choices)
            .select_from(_polls.outerjoin(_ballots, _MINE))
            .where(_polls.c.community_id == community_id, _OPEN)
            .order_by(_ballots.c.choices.is_not(None), _polls.c.number)
        )
        rows = self._session.execute(listed, {"me": member_id})
        return [Turn(_read(row), _choices(row[-1])) for row in rows]

    def counts(self, poll_id: int) -> list[tuple[Choices, int]]:
        """The ballots of a poll: choices, and how many chose exactly these."""
        rows = self._session.execute(_COUNTS, {"poll": poll_id})
        return [(_choices(choices), people) for choices, people in rows]

    def passed_on(self, poll_id: int) -> int:
        """How many ballots were passed on for people who asked for it."""
        counted = select(func.count()).where(
            _ballots.c.poll_id == poll_id, _ballots.c.asked_on.is_not(None)
        )
        return self._session.scalar(counted) or 0

    def passed_on_for(self, member_ids: Collection[int]) -> dict[int, int]:
        """How many ballots were passed on for each of these members; who has none is left out."""
        counted = (
            select(_ballots.c.member_id, func.count())
            .where(_ballots.c.member_id.in_(member_ids), _ballots.c.asked_on.is_not(None))
            .group_by(_ballots.c.member_id)
        )
        return {each.member_id: each[1] for each in self._session.execute(counted)}

    def cast_by(self, member_id: int) -> list[tuple[Poll, Choices]]:
        """The polls in which a member voted, and what they chose, the latest first."""
        rows = self._session.execute(
            select(*_POLL, _ballots.c.choices)
            .join(_ballots, _ballots.c.poll_id == _polls.c.id)
            .where(_ballots.c.member_id == member_id)
            .order_by(_polls.c.id.desc())
        )
        return [(_read(row), _choices(row[-1])) for row in rows]

    def contradicted(self, one_id: int, other_id: int) -> list[tuple[Poll, Choices]]:
        """The open polls in which two members voted differently, with the later vote of the two."""
        rows = self._session.execute(
            select(*_POLL, _ballots.c.choices)
            .join(_ballots, _ballots.c.poll_id == _polls.c.id)
            .where(_ballots.c.member_id.in_([one_id, other_id]), _OPEN)
            .order_by(_polls.c.id, _ballots.c.cast_at, _ballots.c.id)
        ).all()
        votes: dict[int, list[tuple[Poll, Choices]]] = {}
        for row in rows:
            votes.setdefault(row.id, []).append((_read(row), _choices(row[-1])))
        return [cast[-1] for cast in votes.values() if len({choices for _, choices in cast}) > 1]

    def voters(self, poll_id: int, most: int) -> list[tuple[str, Choices]]:
        """Names and choices in the order of voting: for each option its first `most`, and others.

        Whoever was erased voted, and has no name.
        """
        nth = func.row_number().over(
            partition_by=_ballots.c.choices, order_by=(_ballots.c.cast_at, _ballots.c.id)
        )
        ranked = (
            select(
                Member.name, _ballots.c.choices, _ballots.c.cast_at, _ballots.c.id, nth.label("nth")
            )
            .join(Member, Member.id == _ballots.c.member_id)
            .where(_ballots.c.poll_id == poll_id)
            .subquery()
        )
        rows = self._session.execute(
            select(ranked.c.name, ranked.c.choices)
            .where(ranked.c.nth <= most)
            .order_by(ranked.c.cast_at, ranked.c.id)
        )
        return [(name, _choices(choices)) for name, choices in rows]

    # Voting

    def cast(
        self,
        poll_id: int,
        member_id: int,
        choices: Choices,
        at: datetime,
        *,
        asked_on: date | None = None,
    ) -> None:
        """Let a member's ballot say this from now on; without choices there is no ballot.

        One that was passed on for somebody was `asked_on` a day.
        """
        if not choices:
            self._session.execute(_UNCAST, {"poll": poll_id, "me": member_id})
            return
        self._session.execute(
            _CAST[self._session.get_bind().dialect.name],
            {
                "poll_id": poll_id,
                "member_id": member_id,
                "choices": ",".join(map(str, choices)),
                "cast_at": at,
                "asked_on": asked_on,
            },
        )

    # When people link, leave or go

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """The ballots of a person with what they were about."""
        of_poll = (_polls.c.community_id, _polls.c.number, _polls.c.question, _polls.c.options)
        own = (_ballots.c.choices, _ballots.c.cast_at, _ballots.c.asked_on)
        cast = select(*of_poll, *own).join(_ballots, _ballots.c.poll_id == _polls.c.id)
        mine = cast.where(_ballots.c.member_id == whom.member_id).order_by(_ballots.c.id)
        for row in self._session.execute(mine):
            yield "ballots", dict(row._mapping)  # noqa: SLF001 - its public name

    def merge(self, kept_id: int, gone_id: int) -> None:
        """Two members turn out to be one: show the polls anew in which either voted."""
        mine = select(_ballots.c.poll_id).where(_ballots.c.member_id.in_([kept_id, gone_id]))
        self._show(self._session.scalars(mine.distinct()))

    def leave(self, member_id: int, community_id: int) -> None:
        """A member leaves a community: their ballots in its open polls are taken back.

        For the handler of leaving, beside `store.members.leave`: the polls' cards follow.
        """
        self._take_back(member_id, _polls.c.community_id == community_id)

    def erase(self, member_id: int) -> None:
        """Forget a person: out of open polls; counted in closed ones, but as nobody's vote.

        Neither the moment nor the day on which it was asked for tells of them: all that is left is
        what was chosen, and whether it was passed on. To be called before the member is deleted;
        the polls' cards follow.
        """
        self._take_back(member_id)
        closed = select(_polls.c.closed_at).where(_polls.c.id == _ballots.c.poll_id)
        passed_on = case((_ballots.c.asked_on.is_not(None), NO_DAY), else_=None)
        untied = self._session.execute(
            update(_ballots)
            .where(_ballots.c.member_id == member_id)
            .values(
                member_id=None,
                cast_at=func.coalesce(closed.scalar_subquery(), _ballots.c.cast_at),
                asked_on=passed_on,
            )
            .returning(_ballots.c.poll_id)
        )
        self._show(untied.scalars())

    def _take_back(self, member_id: int, *those: Any) -> None:  # noqa: ANN401 - conditions
        of = select(_polls.c.id).where(_OPEN, *those)
        taken = self._session.execute(
            delete(_ballots)
            .where(_ballots.c.member_id == member_id, _ballots.c.poll_id.in_(of))
            .returning(_ballots.c.poll_id)
        )
        self._show(taken.scalars())

    def _show(self, poll_ids: Iterable[int]) -> None:
        """Show these polls and results anew: who links, leaves or erases need not know the cards.

        Both may show names.
        """
        cards = Cards(self._session)
        for poll_id in sorted(poll_ids):
            cards.refresh("poll", poll_id)
            cards.refresh("result", poll_id)


def _read(row: Sequence[Any]) -> Poll:
    return Poll(*row[: len(_POLL)])


def _choices(stored: str | None) -> Choices:
    return tuple(map(int, stored.split(","))) if stored else ()
