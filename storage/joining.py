"""Joining: newcomers of rooms and their welcome, links in e-mails, those who joined in a group."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    UniqueConstraint,
    and_,
    delete,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.introductions import MOST_GREETED, GreetedNames, greeted
from storage.base import Base, BigId, table
from storage.communities import Room
from storage.members import Identity, Membership
from storage.outbound import CardRow, Delivery, DeliveryState, is_card_of, report_change
from storage.ownership import Held, Whom, held, not_told, owned_by_member
from storage.repository import Repository, Unlinked
from storage.retention import NO_LONGER, kept_for
from storage.statements import insert_into


class Welcome(Base):
    """A message that welcomes newcomers in a room; it is taken away at `ends_at` at the latest."""

    __tablename__ = "welcomes"

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    room: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime]
    ends_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Newcomer(Base):
    """A person who entered a room of a community without being a member.

    It is kept before their yes. Source: the network, which tells that they came. Purpose: that
    they are welcomed once, that they can look at a poll of the room, and that the welcome goes when
    they have joined. End: with their welcome, which is 47 hours after they came at the latest; at
    once when they leave the room or want nothing kept. `name` is empty for those whom the welcome
    only counts.
    """

    __tablename__ = "newcomers"
    __table_args__ = (UniqueConstraint("room", "address"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    room: Mapped[str]
    address: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    came_at: Mapped[datetime]
    welcome_id: Mapped[int | None] = mapped_column(ForeignKey("welcomes.id"), index=True)


@dataclass(frozen=True, slots=True)
class PostedWelcome:
    """The welcome of a room that is not over; one that has not left can still take people in."""

    id: int
    has_left: bool


_newcomers = table(Newcomer)
_welcomes = table(Welcome)
_waits = _newcomers.c.welcome_id.is_(None)
_has_joined = (
    select(Identity.address)
    .join(Membership, Membership.member_id == Identity.member_id)
    .where(
        Identity.address == _newcomers.c.address,
        Membership.community_id == _newcomers.c.community_id,
    )
    .exists()
)


def _is_its_sending() -> ColumnElement[bool]:
    return and_(Delivery.card_id == CardRow.id, Delivery.action == "send")


class Welcomes(Repository):
    """The people who wait for their welcome or have it, and the welcomes."""

    # Coming and going

    def came(self, room: str, address: str, name: str, *, community_id: int, at: datetime) -> None:
        """Add a newcomer who waits for a welcome; a second time changes nothing."""
        self._session.execute(
            insert_into(self._session, _newcomers)
            .values(room=room, address=address, name=name, community_id=community_id, came_at=at)
            .on_conflict_do_nothing()
        )

    def has_come(self, address: str, community_id: int) -> bool:
        """True if this account came into a room of a community lately."""
        came = _newcomers.c.address == address, _newcomers.c.community_id == community_id
        return self._session.scalar(select(_newcomers.c.id).where(*came).limit(1)) is not None

    def went(self, room: str, address: str) -> Sequence[int]:
        """Forget a newcomer who left a room or its topics; returns the welcomes that named them."""
        is_topic = _newcomers.c.room.startswith(f"{room}/", autoescape=True)
        here = or_(_newcomers.c.room == room, is_topic)
        return self._forget(_newcomers.c.address == address, here)

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """The arrival of a person in a room."""
        yield from held(self._session, Newcomer, _newcomers.c.address.in_(whom.accounts))

    def forget(self, addresses: Collection[str]) -> None:
        """Keep nothing of these accounts for having come; no welcome names them longer."""
        welcomes = self._forget(_newcomers.c.address.in_(addresses))
        report_change(self._session, Welcome, welcomes)

    def _forget(self, *which: ColumnElement[bool]) -> Sequence[int]:
        gone = self._session.scalars(
            delete(_newcomers).where(*which).returning(_newcomers.c.welcome_id)
        )
        return sorted({each for each in gone if each is not None})

    # Welcoming

    def forget_joined(self) -> None:
        """Forget those who joined before they were welcomed."""
        self._session.execute(delete(_newcomers).where(_waits, _has_joined))

    def rooms_waiting(self) -> Sequence[str]:
        """The rooms in which newcomers wait for a welcome."""
        rooms = select(_newcomers.c.room).where(_waits).distinct()
        return self._session.scalars(rooms.order_by(_newcomers.c.room)).all()

    def turn_away(self, room: str) -> None:
        """Forget those who wait in a room where nobody is welcomed."""
        self._session.execute(delete(_newcomers).where(_newcomers.c.room == room, _waits))

    def last_at(self, room: str) -> datetime | None:
        """When newcomers were last welcomed in a room: when that left, or was to leave."""
        found = self._session.execute(
            select(_welcomes.c.at, Delivery.sent_at)
            .outerjoin_from(_welcomes, CardRow, is_card_of(self._session, Welcome, _welcomes.c.id))
            .outerjoin(Delivery, _is_its_sending())
            .where(_welcomes.c.room == room)
        )
        return max((sent_at or at for at, sent_at in found), default=None)

    def standing(self, room: str) -> PostedWelcome | None:
        """The welcome that a room has, or is about to have."""
        found = self._session.execute(
            select(_welcomes.c.id, Delivery.state)
            .outerjoin_from(_welcomes, CardRow, is_card_of(self._session, Welcome, _welcomes.c.id))
            .outerjoin(Delivery, _is_its_sending())
            .where(_welcomes.c.room == room, _welcomes.c.ended_at.is_(None))
            .order_by(_welcomes.c.id.desc())
            .limit(1)
        ).first()
        if found is None:
            return None
        return PostedWelcome(found.id, has_left=found.state != DeliveryState.WAITING)

    def open(self, room: str, community_id: int, *, at: datetime, ends_at: datetime) -> int:
        """Begin a welcome; gives its id."""
        return self._added(Welcome(community_id=community_id, room=room, at=at, ends_at=ends_at)).id

    def earliest(self, room: str) -> datetime | None:
        """When the first of those came who wait in a room."""
        first = select(func.min(Newcomer.came_at))
        return self._session.scalar(first.where(Newcomer.room == room, _waits))

    def take_in(self, welcome_id: int, room: str) -> None:
        """Make a welcome for all who wait; names that it does not show are dropped."""
        self._session.execute(
            update(_newcomers)
            .where(_newcomers.c.room == room, _waits)
            .values(welcome_id=welcome_id)
        )
        named = [row_id for row_id, _ in self._newcomer_names(welcome_id)]
        self._session.execute(
            update(_newcomers)
            .where(_newcomers.c.welcome_id == welcome_id, _newcomers.c.id.not_in(named))
            .values(name="")
        )

    def greeted(self, welcome_id: int) -> GreetedNames:
        """The names in a welcome, and the number of others."""
        counted = select(func.count()).where(_newcomers.c.welcome_id == welcome_id)
        names = [name for _, name in self._newcomer_names(welcome_id)]
        return greeted(names, self._session.scalar(counted) or 0)

    def _newcomer_names(self, welcome_id: int) -> Sequence[tuple[int, str]]:
        rows = self._session.execute(
            select(_newcomers.c.id, _newcomers.c.name)
            .where(_newcomers.c.welcome_id == welcome_id, _newcomers.c.name != "")
            .order_by(_newcomers.c.id)
            .limit(MOST_GREETED)
        )
        return [(row_id, name) for row_id, name in rows]

    # The end

    def unended(self, community_id: int | None = None) -> Sequence[Welcome]:
        """The welcomes that are not over, of one community or of all, where we may speak."""
        lost = select(Room.id).where(Room.address == Welcome.room, Room.gone_at.is_not(None))
        found = (
            select(Welcome).where(Welcome.ended_at.is_(None), ~lost.exists()).order_by(Welcome.id)
        )
        if community_id is not None:
            found = found.where(Welcome.community_id == community_id)
        return self._session.scalars(found).all()

    def is_awaited(self, welcome_id: int) -> bool:
        """True if a welcome is for a person who has not joined yet and may."""
        waiting = select(_newcomers.c.id).where(_newcomers.c.welcome_id == welcome_id, ~_has_joined)
        return self._session.scalar(waiting.limit(1)) is not None

    def end(self, welcome_id: int, at: datetime) -> None:
        """A welcome is over, and with it goes all that is known of its people."""
        sent_at = (
            select(Delivery.sent_at)
            .join(CardRow, CardRow.id == Delivery.card_id)
            .where(is_card_of(self._session, Welcome, welcome_id), Delivery.action == "send")
            .limit(1)
            .scalar_subquery()
        )
        self._session.execute(delete(_newcomers).where(_newcomers.c.welcome_id == welcome_id))
        self._session.execute(
            update(_welcomes)
            .where(_welcomes.c.id == welcome_id)
            .values(ended_at=at, at=func.coalesce(sent_at, _welcomes.c.at))
        )

    def lose_room(self, room: str, _why: str, _at: datetime) -> None:
        """A room is dead: nobody is known there. Its welcome is over once we are let in again."""
        self._session.execute(delete(_newcomers).where(_newcomers.c.room == room))

    def move_room(self, old: str, new: str) -> None:
        """A room has a new address; a person who came into both came once."""
        there = select(_newcomers.c.address).where(_newcomers.c.room == new)
        self._session.execute(
            delete(_newcomers).where(_newcomers.c.room == old, _newcomers.c.address.in_(there))
        )
        for rows in (_newcomers, _welcomes):
            self._session.execute(update(rows).where(rows.c.room == old).values(room=new))

    def drop_expired(
        self, *, came_before: datetime, ended_before: datetime, begun_before: datetime
    ) -> None:
        """Forget those who were not welcomed in time, and the welcomes of long ago."""
        self._session.execute(delete(_newcomers).where(_waits, _newcomers.c.came_at <= came_before))
        nobodys = ~select(_newcomers.c.id).where(_newcomers.c.welcome_id == _welcomes.c.id).exists()
        self._session.execute(
            delete(_welcomes).where(
                or_(_welcomes.c.ended_at < ended_before, _welcomes.c.at < begun_before), nobodys
            )
        )


class MailJoining(Base):
    """An e-mail with a link to join; of the link's token only the hash."""

    __tablename__ = "mail_joinings"

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(unique=True, info=not_told())
    account: Mapped[str] = mapped_column(index=True)
    """The mailbox as an account: `mail:zoe@example.org`."""
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    invitee_id: Mapped[int | None] = mapped_column(
        ForeignKey("invitees.id", ondelete="CASCADE"), index=True, info=not_told()
    )
    """The person of a list who was written to; None for who asked on the page."""
    asked_at: Mapped[datetime] = mapped_column(index=True)
    expires_at: Mapped[datetime] = mapped_column(index=True, info=kept_for(NO_LONGER))


class MailJoinings(Repository):
    """The links that wait."""

    def add(
        self,
        token: str,
        account: str,
        community_id: int,
        *,
        at: datetime,
        expires_at: datetime,
        invitee_id: int | None = None,
    ) -> None:
        """Keep the hash of a link's token, with its mailbox."""
        self._added(
            MailJoining(
                token=token,
                account=account,
                community_id=community_id,
                invitee_id=invitee_id,
                asked_at=at,
                expires_at=expires_at,
            )
        )

    def count(self, since: datetime, account: str | None = None) -> int:
        """The number of those asked for on a page since then, of one mailbox or of all."""
        which = [MailJoining.asked_at > since, MailJoining.invitee_id.is_(None)]
        if account is not None:
            which.append(MailJoining.account == account)
        return self._session.scalar(select(func.count()).where(*which)) or 0

    def with_token(self, token: str, now: datetime) -> MailJoining | None:
        """The joining with this token's hash; looking uses nothing up."""
        return self._session.scalar(
            select(MailJoining).where(MailJoining.token == token, MailJoining.expires_at > now)
        )

    def used(self, token: str) -> None:
        """Forget a link that was used."""
        self._session.execute(delete(MailJoining).where(MailJoining.token == token))

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """The links of a person."""
        yield from held(self._session, MailJoining, MailJoining.account.in_(whom.accounts))

    def forget(self, accounts: Collection[str]) -> None:
        """Forget the links of these accounts."""
        self._session.execute(delete(MailJoining).where(MailJoining.account.in_(accounts)))

    def unlink(self, unlinked: Unlinked) -> None:
        """Forget the links of an account that left its member."""
        self.forget({unlinked.account})

    def restored(self, _now: datetime) -> None:
        """Forget all: some may have been used or refused since the backup was made."""
        self._session.execute(delete(MailJoining))


class GroupJoining(Base):
    """A member who joined a community in a group; it goes when they open a direct room."""

    __tablename__ = "group_joinings"
    __table_args__ = (UniqueConstraint("member_id", "community_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"),
        info=owned_by_member(on_erase="delete", told_as="group_joinings"),
    )
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    joined_at: Mapped[datetime]


_joinings = table(GroupJoining)
_has_direct_room = (
    select(Identity.address)
    .where(Identity.member_id == _joinings.c.member_id, Identity.direct.is_not(None))
    .exists()
)


class GroupJoinings(Repository):
    """The members whom nothing private reaches yet."""

    def add(self, member_id: int, community_id: int, at: datetime) -> None:
        """Note that a member joined in a group; a second time changes nothing."""
        self._session.execute(
            insert_into(self._session, _joinings)
            .values(member_id=member_id, community_id=community_id, joined_at=at)
            .on_conflict_do_nothing()
        )

    def take(self, member_id: int) -> Sequence[int]:
        """Forget where a member joined in a group; gives these communities."""
        gone = delete(_joinings).where(_joinings.c.member_id == member_id)
        return sorted(self._session.scalars(gone.returning(_joinings.c.community_id)))

    def count(self, community_id: int) -> int:
        """The number of members of a community whom nothing private reaches."""
        waiting = select(func.count()).where(
            _joinings.c.community_id == community_id, ~_has_direct_room
        )
        return self._session.scalar(waiting) or 0
