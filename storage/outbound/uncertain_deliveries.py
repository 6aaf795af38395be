"""Deliveries of which nobody knows whether they arrived."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session

from storage.base import table
from storage.communities import Room, RoomKind
from storage.outbound.deliveries import (
    EMPTIED,
    HELD,
    PERHAPS,
    RESTORED,
    UNSETTLED,
    Delivery,
    DeliveryState,
)
from storage.repository import Repository

_rows = table(Delivery)


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

    def see_to_doubts(self, community_id: int, networks: Collection[str]) -> None:
        """Note that a gardener saw to those messages."""
        self._session.execute(
            update(_rows).where(*_in_doubt(community_id, networks)).values(error="seen to")
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
