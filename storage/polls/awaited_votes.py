"""Votes that open polls still await, and the moments at which people were told so."""

from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, not_, or_, select, update

from bot.domain.circles import Audience
from bot.domain.polls.boxes_and_receipts import FEWEST
from storage.base import table
from storage.members import Member, Membership, belonging
from storage.polls.poll_tables import (
    COLUMNS,
    IS_OPEN,
    BallotRow,
    EntitlementRow,
    Poll,
    PollRow,
)
from storage.repository import Repository

_polls, _ballots, _entitled = table(PollRow), table(BallotRow), table(EntitlementRow)
_memberships = table(Membership)


def is_here(member_id: Any) -> Any:  # noqa: ANN401 - columns
    """The condition that a member belongs to the community of a poll."""
    return (
        select(_memberships.c.member_id)
        .where(
            _memberships.c.member_id == member_id,
            _memberships.c.community_id == _polls.c.community_id,
        )
        .correlate(_polls, _entitled)
        .exists()
    )


def has_ballot(member_id: Any) -> Any:  # noqa: ANN401 - columns
    """The condition that a member has an open ballot in a poll."""
    return (
        select(_ballots.c.id)
        .where(_ballots.c.poll_id == _polls.c.id, _ballots.c.member_id == member_id)
        .correlate(_polls, _entitled, _memberships, table(Member))
        .exists()
    )


_HAS_LIST = or_(_polls.c.secret, _polls.c.quorum.is_not(None), _polls.c.member_days.is_not(None))
_LISTED = select(func.count()).where(_entitled.c.poll_id == _polls.c.id).scalar_subquery()
_VOTED_IN_SECRET = (
    select(func.count())
    .where(_entitled.c.poll_id == _polls.c.id, _entitled.c.voted)
    .scalar_subquery()
)
_LISTED_IS_AWAITED = (
    select(_entitled.c.id)
    .where(
        _entitled.c.poll_id == _polls.c.id,
        not_(_entitled.c.voted),
        is_here(_entitled.c.member_id),
        not_(has_ballot(_entitled.c.member_id)),
    )
    .correlate(_polls)
    .exists()
)
_HERE = _memberships.c.community_id == _polls.c.community_id
_MEMBERS = select(func.count()).where(_HERE).correlate(_polls).scalar_subquery()
_MEMBER_IS_AWAITED = (
    select(_memberships.c.member_id)
    .where(_HERE, not_(has_ballot(_memberships.c.member_id)))
    .correlate(_polls)
    .exists()
)


class AwaitedVotes(Repository):
    """The votes that open polls await.

    A poll awaits the people who may vote in it, are members now and have not voted. A settled list
    keeps nobody who left or was erased waiting: they cannot vote any more, and the others would
    never be told that everybody has. Without a list the audience is the one of the moment.
    """

    def mark_complete(self, at: datetime) -> list[Poll]:
        """The open polls that await no vote any more and may be closed; each is given once."""
        may_close = or_(not_(_polls.c.secret), _VOTED_IN_SECRET >= FEWEST)
        by_list = and_(_HAS_LIST, _LISTED > 1, may_close, not_(_LISTED_IS_AWAITED))
        everybody = and_(_polls.c.audience.is_(None), _MEMBERS > 1, not_(_MEMBER_IS_AWAITED))
        complete = or_(by_list, and_(not_(_HAS_LIST), everybody))
        # Open polls for some members, whose list is not settled.
        for_some = (IS_OPEN, _polls.c.answered_at.is_(None), _polls.c.audience.is_not(None))
        polls = self._values(Poll, select(*COLUMNS).where(*for_some, not_(_HAS_LIST)))
        some = [each for each in polls if self._is_complete(each)]
        return self._marked(complete, at) + self._marked(
            _polls.c.id.in_([each.id for each in some]), at
        )

    def mark_reminded(self, poll_id: int, at: datetime) -> bool:
        """Record that the reminder of a poll goes out; False if it went out already."""
        reminded = self._session.execute(
            update(_polls)
            .where(_polls.c.id == poll_id, _polls.c.reminded_at.is_(None))
            .values(reminded_at=at)
            .returning(_polls.c.id)
        )
        return reminded.first() is not None

    def reminded_at(self, poll_id: int) -> datetime | None:
        """The time at which the reminder of a poll went out."""
        return self._session.scalar(select(_polls.c.reminded_at).where(_polls.c.id == poll_id))

    def names(self, poll: Poll) -> list[str]:
        """The names of the people whom an open poll awaits, in order."""
        asked = belonging(poll.community_id, poll.whom)
        if poll.has_list:
            listed = select(_entitled.c.member_id).where(
                _entitled.c.poll_id == poll.id, not_(_entitled.c.voted)
            )
            asked = belonging(poll.community_id, Audience()).where(Member.id.in_(listed))
        awaited = asked.where(Member.id.not_in(_voters(poll.id))).order_by(None)
        found = select(Member.name).where(Member.id.in_(awaited)).order_by(Member.name, Member.id)
        return list(self._session.scalars(found))

    def _is_complete(self, poll: Poll) -> bool:
        """True if each of at least two people of the audience has voted."""
        asked = belonging(poll.community_id, poll.whom).order_by(None).subquery()
        voted = func.count().filter(asked.c.id.in_(_voters(poll.id)))
        people, voters = self._session.execute(select(func.count(asked.c.id), voted)).one()
        return bool(people == voters > 1)

    def _marked(self, complete: Any, at: datetime) -> list[Poll]:  # noqa: ANN401 - a condition
        return self._values(
            Poll,
            update(_polls)
            .where(IS_OPEN, _polls.c.answered_at.is_(None), complete)
            .values(answered_at=at)
            .returning(*COLUMNS),
        )


def _voters(poll_id: int) -> Any:  # noqa: ANN401 - a select
    """The members with an open ballot in a poll."""
    return select(_ballots.c.member_id).where(
        _ballots.c.poll_id == poll_id, _ballots.c.member_id.is_not(None)
    )
