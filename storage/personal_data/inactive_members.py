"""Members who were not seen for long: those to be asked whether to stay, and those unanswered.

Holders of a seat or a post and cultivators are never among them; nor are those who asked by voice:
their request has an end of its own.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, update

from storage.communities import Cultivator, SeatRow
from storage.members import Identity, Member
from storage.outbound import Delivery, DeliveryState
from storage.proxies import Proxy
from storage.repository import Repository
from storage.seats import PostRow


@dataclass(frozen=True, slots=True)
class Cutoffs:
    """The days after which members are asked, and erased."""

    seen: date
    """They were last seen before it."""
    asked: date
    """They were asked on it at the latest."""


class InactiveMembers(Repository):
    """The members who were not seen for long."""

    def to_ask(self, since: Cutoffs, most: int) -> Sequence[Member]:
        """Members who were not asked yet, the longest unseen first."""
        return self._first(_to_ask(since), most)

    def to_erase(self, since: Cutoffs, most: int) -> Sequence[Member]:
        """Members who were asked and gave no sign; not while the question has yet to leave."""
        return self._first(_to_erase(since), most)

    def counts(self, since: Cutoffs) -> tuple[int, int]:
        """The numbers of members to ask and to erase."""
        asked, erased = (
            self._session.scalar(select(func.count()).select_from(Member).where(*which)) or 0
            for which in (_to_ask(since), _to_erase(since))
        )
        return asked, erased

    def ask(self, member_ids: Collection[int], on: date) -> None:
        """Note that these were asked, or cannot be."""
        self._session.execute(
            update(Member).where(Member.id.in_(member_ids)).values(asked_to_stay_on=on)
        )

    def _first(self, which: Sequence[ColumnElement[bool]], most: int) -> Sequence[Member]:
        """A few of them, held so that none comes back meanwhile."""
        return self._session.scalars(
            select(Member)
            .where(*which)
            .order_by(Member.seen_on, Member.id)
            .limit(most)
            .with_for_update(skip_locked=True)
        ).all()


def _to_ask(since: Cutoffs) -> list[ColumnElement[bool]]:
    came_back = Member.seen_on >= Member.asked_to_stay_on  # since they were asked another time
    return [*_unseen(since), or_(Member.asked_to_stay_on.is_(None), came_back)]


def _to_erase(since: Cutoffs) -> list[ColumnElement[bool]]:
    waits = exists().where(
        Delivery.member_id == Member.id,
        Delivery.unasked,
        Delivery.state == DeliveryState.WAITING,
    )
    no_sign = or_(Member.seen_on.is_(None), Member.seen_on < Member.asked_to_stay_on)
    return [*_unseen(since), Member.asked_to_stay_on <= since.asked, no_sign, ~waits]


def _unseen(since: Cutoffs) -> list[ColumnElement[bool]]:
    never = and_(
        Member.seen_on.is_(None),
        Member.joined_at < datetime.combine(since.seen, time.min, UTC),
    )
    theirs = Identity.member_id == Member.id
    posts = (SeatRow.address, PostRow.address, Cultivator.address)
    return [
        or_(Member.seen_on < since.seen, never),
        *(~exists().where(theirs, Identity.address == each) for each in posts),
        ~exists().where(Proxy.member_id == Member.id),
    ]
