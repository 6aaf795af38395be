"""The table of all that is to go out: one row a message a room. Some perhaps arrived."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    UniqueConstraint,
    case,
    delete,
    false,
    func,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain.personal_data import RetentionPeriods
from storage.base import Base, BigId, Choice, changed, table
from storage.communities import Room, RoomKind
from storage.ownership import Held, Whom, held, owned_by_member
from storage.repository import Repository, Unlinked, move_by_days, move_stamps, move_waits
from storage.retention import Purged

FETCH = "fetch"
"""The action of a row that brings something in: see `storage.outbound.outbox`."""
REACT = "react"
"""The action of a row that reacts to a person's message; its words are said where it cannot."""
PIN, UNPIN = "pin", "unpin"
"""The actions of rows that pin a card and unpin it, where the bot may."""
OPEN_TOPIC, CLOSE_TOPIC, REOPEN_TOPIC = "open topic", "close topic", "reopen topic"
"""The actions of rows about a forum's topics.

The message of a row that opens one, whose name is its `target`, is said in it; where there can be
none, in the room itself.
"""
LET_IN = "let in"
"""The action of a row that grants a person's request to join a room."""

OPEN_ROOM = "open room"
"""The action of a row that makes a shared room: its `target` says which, as JSON."""
INVITE, REMOVE = "invite", "remove"
"""The actions of rows that invite a person, the `target`, to a room of ours, or take them out."""
JOIN_RULE = "join rule"
"""The action of a row that changes who may enter a room of ours freely: the members of the rooms in
its `target`, a JSON list."""


class Priority(IntEnum):
    """Order of sending in a room, and on a network near its limits."""

    ANSWER = 0
    CARD = 1
    ANNOUNCEMENT = 2
    DIGEST = 3


RESTORED = "restored"
"""Why a delivery is uncertain that was unfinished in a backup."""


class DeliveryState(StrEnum):
    """The state of a delivery."""

    WAITING = "waiting"
    PAUSED = "paused"
    """Held back with its mailing."""
    SENDING = "sending"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    FAILED = "failed"


PERHAPS = "perhaps arrived"
"""The `error` of a waiting delivery that may have arrived unnoticed."""


SEEN_TO = "seen to"
"""The `error` of a delivery that failed, or is in doubt, once a gardener has looked."""
HELD = "held back"
"""The `error` of a delivery on its way that waits no more if its network puts it off."""


class Delivery(Base):
    """One outgoing message to one room.

    `payload` is emptied once the message is sent; `buttons` stay, for those who type a label or a
    number. What is `parting` answers a person who had themselves erased: it goes once it is sent.
    `txn` names the event, the same for each attempt. `again` says whether a message whose
    fate is unknown is sent again. `unasked` messages of a day are gathered into one. A `quiet` one
    answers the last writer, and need not notify anybody. After `not_after` nobody needs it.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        Index("ix_deliveries_next", "network", "state", "priority", "id"),
        Index("ix_deliveries_message", "room", "message_id"),
        UniqueConstraint("mailing_id", "member_id"),
        # Results of requests are written by row id: an id must never be given to another row.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    network: Mapped[str]
    room: Mapped[str]
    action: Mapped[str]
    priority: Mapped[int]
    state: Mapped[DeliveryState] = mapped_column(Choice(DeliveryState))
    payload: Mapped[dict[str, Any] | None]
    buttons: Mapped[list[Any] | None]
    locale: Mapped[str]
    zone: Mapped[str]
    community_id: Mapped[int | None]
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="delete", on_merge="by_method"),
    )
    mailing_id: Mapped[int | None] = mapped_column(ForeignKey("mailings.id"))
    card_id: Mapped[int | None] = mapped_column(ForeignKey("cards.id"), index=True)
    reply_to: Mapped[str | None]
    target: Mapped[str | None]
    about: Mapped[str | None]
    again: Mapped[bool]
    unasked: Mapped[bool]
    quiet: Mapped[bool] = mapped_column(server_default=false())
    parting: Mapped[bool] = mapped_column(server_default=false())
    txn: Mapped[str]
    piece: Mapped[int]
    attempts: Mapped[int]
    not_before: Mapped[datetime]
    not_after: Mapped[datetime | None]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    message_id: Mapped[str | None]
    error: Mapped[str | None]


@dataclass(frozen=True, slots=True)
class Offer:
    """The buttons of a message of ours, and the community in whose name it was sent."""

    buttons: list[Any]
    community_id: int | None
    made_at: datetime | None = None
    answers: bool = False
    """True if the message answered the last writer, rather than came unasked."""
    arrived: bool = True
    """False while it is on its way."""
    sent_at: datetime | None = None
    """Time at which it was sent, or shown by an edit; None while it is on its way."""

    def was_shown(self, at: datetime) -> bool:
        """True if it is known to have been there at that time."""
        return self.sent_at is not None and self.sent_at <= at

    def is_since(self, at: datetime) -> bool:
        """True if it was made then, or later."""
        return self.made_at is not None and self.made_at >= at


_rows = table(Delivery)
EMPTIED: Mapping[str, Any] = {
    "payload": None,
    "buttons": case((_rows.c.parting, null()), else_=_rows.c.buttons),
}
"""Values of a delivery that is given up: of one that is `parting`, no buttons stay either."""
PENDING = (DeliveryState.WAITING, DeliveryState.PAUSED)
"""States of unsent deliveries."""
UNSETTLED = (*PENDING, DeliveryState.SENDING)
"""States of deliveries that may still arrive."""
_NEEDLESS_FIRST = [
    DeliveryState.FAILED,
    DeliveryState.WAITING,
    DeliveryState.PAUSED,
    DeliveryState.UNCERTAIN,
    DeliveryState.SENT,
    DeliveryState.SENDING,
]


class Deliveries(Repository):
    """The deliveries as rows of people and communities; `Outbox` sends them."""

    order = -1  # before the cards that they point to

    def unlink(self, unlinked: Unlinked) -> None:
        """A direct room is no longer a member's: their waiting messages go to another, or nowhere.

        A file is given where it was asked for; what is about a message there stays behind too.
        """
        new = unlinked.other_room
        waiting = (
            _rows.c.room == unlinked.room,
            _rows.c.member_id == unlinked.member_id,
            _rows.c.state.in_(PENDING),
            _rows.c.action != FETCH,
        )
        rows = self._session.execute(
            select(_rows.c.id, _rows.c.action, _rows.c.payload).where(*waiting)
        )
        movable = [
            row.id
            for row in rows
            if new and row.action == "send" and "file" not in (row.payload or {})
        ]
        self._session.execute(delete(_rows).where(*waiting, _rows.c.id.not_in(movable)))
        if new is not None:
            moved = {"room": new, "network": new.partition(":")[0], "reply_to": None}
            self._session.execute(update(_rows).where(_rows.c.id.in_(movable)).values(**moved))

    def merge(self, kept_id: int, gone_id: int) -> None:
        """Merge two members, so that a mailing reaches them once."""
        both = _rows.c.member_id.in_([kept_id, gone_id])
        mailed = select(_rows.c.mailing_id).where(both, _rows.c.mailing_id.is_not(None))
        twice = mailed.group_by(_rows.c.mailing_id).having(func.count() > 1)
        for mailing_id in self._session.scalars(twice).all():
            self._mail_once(mailing_id, kept_id, gone_id)
        self._session.execute(
            update(_rows).where(_rows.c.member_id == gone_id).values(member_id=kept_id)
        )

    def _mail_once(self, mailing_id: int, kept_id: int, gone_id: int) -> None:
        """Of two rows of a mailing leave the one that arrived, else one that may."""
        rows = self._session.execute(
            select(_rows.c.id, _rows.c.state)
            .where(_rows.c.mailing_id == mailing_id, _rows.c.member_id.in_([kept_id, gone_id]))
            .order_by(_rows.c.member_id != gone_id)
        ).all()
        needless = min(rows, key=lambda row: _NEEDLESS_FIRST.index(row.state))
        if needless.state in PENDING:
            self._session.execute(delete(_rows).where(_rows.c.id == needless.id))
        else:
            self._session.execute(
                update(_rows).where(_rows.c.id == needless.id).values(mailing_id=None)
            )

    def hush(self, member_id: int, community_id: int | None = None) -> None:
        """Take back what was to reach a person unasked, in every community or from one."""
        gone = delete(_rows).where(
            _rows.c.member_id == member_id,
            _rows.c.unasked,
            _rows.c.state.in_(PENDING),
        )
        if community_id is not None:
            gone = gone.where(_rows.c.community_id == community_id)
        self._session.execute(gone)

    def clock_set_back(self, by: timedelta, now: datetime) -> None:
        """Nothing waits longer than it was to; mail that waits for the morning, for the next."""
        for_the_morning = _rows.c.mailing_id.is_not(None) & (_rows.c.attempts == 0)
        for moment in (Delivery.not_before, Delivery.created_at):
            move_by_days(self._session, moment, now, for_the_morning)
        move_waits(self._session, Delivery.not_before, by, now, ~for_the_morning)
        move_stamps(self._session, Delivery.created_at, by, now, ~for_the_morning)
        move_stamps(self._session, Delivery.sent_at, by, now)

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """A person's deliveries; the text is kept until it is sent."""
        theirs = or_(_rows.c.member_id == whom.member_id, _rows.c.room.in_(whom.traces))
        yield from held(self._session, Delivery, theirs)

    def forget(self, rooms: Collection[str]) -> None:
        """Forget all that went, or was to go, into a person's direct rooms."""
        self._session.execute(delete(_rows).where(_rows.c.room.in_(rooms)))

    def purge(self, now: datetime, ages: RetentionPeriods) -> Iterable[Purged]:
        """Delete what left long ago, or was the last that a person was told."""
        before = now - ages.sent
        ended = [DeliveryState.SENT, DeliveryState.UNCERTAIN, DeliveryState.FAILED]
        old = (_rows.c.state.in_(ended), or_(_rows.c.sent_at < before, _rows.c.parting))
        count = changed(self._session, delete(_rows).where(*old))
        return [Purged("deliveries", before, count)]


class UncertainDeliveries(Repository):
    """The deliveries whose fate is unknown, after a crash or a restore."""

    order = -1  # before the cards, which look at what was sent

    def suspect(self, ids: Sequence[int]) -> None:
        """Note of rows that are sent once more that they may have arrived already."""
        _set(self._session, ids, error=PERHAPS)

    def doubt(self, ids: Sequence[int], at: datetime) -> None:
        """Record that nobody knows whether these rows arrived."""
        told = func.nullif(_rows.c.error, HELD)
        values = {"state": DeliveryState.UNCERTAIN, "error": told, "sent_at": at}
        _set(self._session, ids, **values, **EMPTIED)

    def restored(self, now: datetime) -> None:
        """Send nothing again that may have arrived since the backup.

        What was said last in direct rooms is not known any more: a number that is typed there is
        no answer to what was said before.
        """
        self._session.execute(
            update(_rows)
            .where(_rows.c.state.in_(UNSETTLED))
            .values(state=DeliveryState.UNCERTAIN, error=RESTORED, sent_at=now, payload=None)
        )
        shared = select(Room.id).where(
            Room.kind != RoomKind.DIRECT,
            or_(Room.address == _rows.c.room, _rows.c.room.startswith(Room.address + "/")),
        )
        self._session.execute(update(_rows).where(~shared.exists()).values(buttons=None))

    def count_restored(self) -> int:
        """The number of deliveries that a restore left uncertain."""
        counted = select(func.count()).where(_rows.c.error == RESTORED)
        return self._session.scalar(counted) or 0

    def told_of(self, ids: Sequence[int]) -> None:
        """Note that the gardeners know what a restore left uncertain."""
        _set(self._session, ids, error=None)

    def doubted_by_restore(self, network: str) -> Sequence[Delivery]:
        """Deliveries left uncertain by a restore, not reported yet."""
        return self._session.scalars(
            select(Delivery).where(
                Delivery.network == network,
                Delivery.state == DeliveryState.UNCERTAIN,
                Delivery.error == RESTORED,
            )
        ).all()

    def doubtful(self, community_id: int, networks: Collection[str]) -> int:
        """The number of messages to a community's rooms that may be missing and nobody saw to."""
        counted = select(func.count()).where(*_in_doubt(community_id, networks))
        return self._session.scalar(counted) or 0

    def failed(self, community_id: int, since: datetime) -> int:
        """The number of messages to a community's rooms that no network took since then."""
        counted = select(func.count()).where(*_refused(community_id), _rows.c.sent_at > since)
        return self._session.scalar(counted) or 0

    def see_to_failures(self, community_id: int) -> None:
        """Note that a gardener saw to those messages."""
        self._session.execute(update(_rows).where(*_refused(community_id)).values(error=SEEN_TO))

    def see_to_doubts(self, community_id: int, networks: Collection[str]) -> None:
        """Note that a gardener saw to those messages."""
        self._session.execute(
            update(_rows).where(*_in_doubt(community_id, networks)).values(error=SEEN_TO)
        )


def _refused(community_id: int) -> tuple[ColumnElement[bool], ...]:
    """What was to be said in shared rooms; what never arrived is found by its room and no id."""
    shared = select(Room.address).where(
        Room.community_id == community_id, Room.kind != RoomKind.DIRECT
    )
    return (
        _rows.c.room.in_(shared),
        _rows.c.message_id.is_(None),
        _rows.c.state == DeliveryState.FAILED,
        _rows.c.action == "send",
        _rows.c.error.is_distinct_from(SEEN_TO),
    )


def _in_doubt(community_id: int, networks: Collection[str]) -> tuple[ColumnElement[bool], ...]:
    """The networks are named for the index, which begins with them."""
    return (
        _rows.c.network.in_(networks),
        _rows.c.state == DeliveryState.UNCERTAIN,
        _rows.c.community_id == community_id,
        _rows.c.member_id.is_(None),
        _rows.c.error.is_(None),
    )


def _set(session: Session, ids: Sequence[int], **values: Any) -> None:  # noqa: ANN401 - the columns of a delivery
    if ids:
        session.execute(update(_rows).where(_rows.c.id.in_(ids)).values(**values))
