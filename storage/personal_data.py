"""Members who have been away too long, and what is done with their data."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute

from bot.domain.personal_data import MESSAGES, RELAUNCH
from storage.communities import Cultivator, Room, SeatRow
from storage.conversations import Conversation
from storage.members import Identity, Member, Membership, agreed, gets_fewer
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

    # A community's own steps

    def to_spare(self, community_id: int, seen: date, most: int) -> Sequence[Member]:
        """Members of a community who get messages, and are to get fewer from now on."""
        return self._first([*_written_to(community_id), *_unseen(seen), ~gets_fewer()], most)

    def to_offer_pause(
        self, community_id: int, seen: date, spared: date, most: int
    ) -> Sequence[Member]:
        """Members who get fewer messages since that day at the latest, and were not asked since."""
        which = [
            *(*_written_to(community_id), *_unseen(seen), gets_fewer()),
            Member.fewer_since <= spared,
            *(_not_since(each) for each in (Member.offered_pause_on, Member.asked_to_stay_on)),
        ]
        return self._first(which, most)

    def spare(self, member_ids: Collection[int], on: date) -> None:
        """Give these fewer messages."""
        self._note(member_ids, fewer_since=on)

    def offer_pause(self, member_ids: Collection[int], on: date) -> None:
        """Note that these were asked whether to stay, pause or leave."""
        self._note(member_ids, offered_pause_on=on)

    def end_pauses(self, today: date, most: int) -> None:
        """Write to those again who wanted to be left alone until today."""
        over = select(Member.id).where(Member.stopped_until <= today).limit(most)
        self._note(self._session.scalars(over).all(), stopped_at=None, stopped_until=None)

    def silence_counts(self, community_id: int, seen: date) -> tuple[int, int]:
        """The numbers of a community's members not seen since a day, and of those who paused."""
        here = _belongs(community_id)
        unseen, paused = (
            self._session.scalar(select(func.count()).select_from(Member).where(here, *which)) or 0
            for which in (_unseen(seen), [Member.stopped_until.is_not(None)])
        )
        return unseen, paused

    def to_relaunch(
        self, community_id: int, seen: date, most: int, member_id: int | None = None
    ) -> Sequence[Member]:
        """Members who agreed to be asked how they are, and were not since that day; or one of them.

        The longest unseen first.
        """
        written = exists().where(
            Conversation.member_id == Member.id,
            Conversation.community_id == community_id,
            Conversation.opened_at >= datetime.combine(seen, time.min, UTC),
        )
        which = [
            *(_belongs(community_id), agreed(community_id, RELAUNCH), *_unseen(seen), ~written),
            Member.stopped_at.is_(None),
        ]
        if member_id is not None:
            which.append(Member.id == member_id)
        return self._session.scalars(
            select(Member).where(*which).order_by(Member.seen_on, Member.id).limit(most)
        ).all()

    # The end, for the whole instance

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
        self._note(member_ids, asked_to_stay_on=on)

    def _note(self, member_ids: Collection[int], **values: object) -> None:
        if not member_ids:
            return
        self._session.execute(update(Member).where(Member.id.in_(member_ids)).values(**values))

    def _first(self, which: Sequence[ColumnElement[bool]], most: int) -> Sequence[Member]:
        """A few of them, held so that none comes back meanwhile."""
        return self._session.scalars(
            select(Member)
            .where(*which)
            .order_by(Member.seen_on, Member.id)
            .limit(most)
            .with_for_update(skip_locked=True)
        ).all()


def _belongs(community_id: int) -> ColumnElement[bool]:
    return exists().where(
        Membership.member_id == Member.id, Membership.community_id == community_id
    )


def _written_to(community_id: int) -> list[ColumnElement[bool]]:
    """Only who is written to unasked can be written to less, and be told so."""
    silent = Member.stopped_at.is_(None)
    return [_belongs(community_id), agreed(community_id, MESSAGES), silent]


def _not_since(step: InstrumentedAttribute[date | None]) -> ColumnElement[bool]:
    """True if a step was not taken since they were seen last."""
    return or_(step.is_(None), Member.seen_on >= step)


def _to_ask(since: Cutoffs) -> list[ColumnElement[bool]]:
    return [*_unseen(since.seen), _not_since(Member.asked_to_stay_on)]


def _to_erase(since: Cutoffs) -> list[ColumnElement[bool]]:
    waits = exists().where(
        Delivery.member_id == Member.id,
        Delivery.unasked,
        Delivery.state == DeliveryState.WAITING,
    )
    no_sign = or_(Member.seen_on.is_(None), Member.seen_on < Member.asked_to_stay_on)
    return [*_unseen(since.seen), Member.asked_to_stay_on <= since.asked, no_sign, ~waits]


def _unseen(since: date) -> list[ColumnElement[bool]]:
    never = and_(
        Member.seen_on.is_(None),
        Member.joined_at < datetime.combine(since, time.min, UTC),
    )
    theirs = Identity.member_id == Member.id
    posts = (SeatRow.address, PostRow.address, Cultivator.address)
    return [
        or_(Member.seen_on < since, never),
        Member.stopped_until.is_(None),
        *(~exists().where(theirs, Identity.address == each) for each in posts),
        ~exists().where(Proxy.member_id == Member.id),
    ]


class LostMailboxes(Repository):
    """The mailboxes from which e-mails came back."""

    def members(self, community_id: int, network: str, most: int) -> Sequence[Member]:
        """The members of a community whose mailbox is one of them."""
        return self._session.scalars(
            select(Member)
            .where(
                Member.id.in_(
                    select(Identity.member_id)
                    .join(Room, Room.address == Identity.direct)
                    .join(Membership, Membership.member_id == Identity.member_id)
                    .where(
                        Membership.community_id == community_id,
                        Identity.address.startswith(f"{network}:", autoescape=True),
                        Room.gone_at.is_not(None),
                    )
                )
            )
            .order_by(Member.id)
            .limit(most)
        ).all()
