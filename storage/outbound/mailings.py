"""Messages to many: to an audience, expanded into deliveries step by step, and to many rooms."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, delete, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, table
from storage.outbound.deliveries import HELD, PENDING, Delivery, DeliveryState
from storage.repository import Repository


class Mailing(Base):
    """One message to all who said yes to a purpose; `cursor` is the last member with a row.

    With an `audience` it goes to those of it who said yes to messages: see `audience.expand`.
    """

    __tablename__ = "mailings"

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    purpose: Mapped[str]
    payload: Mapped[dict[str, Any]]
    cursor: Mapped[int]
    done: Mapped[bool]
    created_at: Mapped[datetime]
    audience: Mapped[dict[str, Any] | None]
    paused_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]


_rows = table(Delivery)


class Mailings(Repository):
    """The mailings, under way or done."""

    def add(
        self,
        community_id: int,
        purpose: str,
        payload: dict[str, Any],
        at: datetime,
        *,
        audience: dict[str, Any] | None = None,
    ) -> Mailing:
        """Keep an approved message for all who said yes to `purpose`, or for an audience."""
        return self._added(
            Mailing(
                community_id=community_id,
                purpose=purpose,
                payload=payload,
                cursor=0,
                done=False,
                created_at=at,
                audience=audience,
            )
        )

    def get(self, mailing_id: int) -> Mailing:
        """The mailing with this id, which must exist."""
        return self._session.get_one(Mailing, mailing_id)

    def unfinished(self, *, paused: bool = False) -> Sequence[Mailing]:
        """The mailings not wholly expanded yet; those that are paused only if asked for."""
        asked = select(Mailing).where(Mailing.done.is_(False)).order_by(Mailing.id)
        if not paused:
            asked = asked.where(Mailing.paused_at.is_(None))
        return self._session.scalars(asked).all()

    def states(self, mailing_id: int) -> dict[DeliveryState, int]:
        """The number of a mailing's deliveries in each state."""
        counted = select(Delivery.state, func.count()).where(Delivery.mailing_id == mailing_id)
        rows = self._session.execute(counted.group_by(Delivery.state))
        return {row[0]: row[1] for row in rows}

    def pause(self, mailing_id: int, at: datetime) -> None:
        """Hold back unsent messages: no row is claimed, none is added."""
        self.get(mailing_id).paused_at = at
        self._move(mailing_id, DeliveryState.WAITING, DeliveryState.PAUSED)

    def resume(self, mailing_id: int) -> None:
        """Release the messages that were held back."""
        self.get(mailing_id).paused_at = None
        self._move(mailing_id, DeliveryState.PAUSED, DeliveryState.WAITING)

    def stop(self, mailing_id: int, at: datetime) -> None:
        """Drop unsent messages; those on their way are not sent again."""
        mailing = self.get(mailing_id)
        mailing.stopped_at, mailing.done = at, True
        self._session.flush()
        self._session.execute(
            delete(_rows).where(_rows.c.mailing_id == mailing_id, _rows.c.state.in_(PENDING))
        )

    def _move(self, mailing_id: int, before: DeliveryState, after: DeliveryState) -> None:
        self._session.flush()
        self._session.execute(
            update(_rows)
            .where(_rows.c.mailing_id == mailing_id, _rows.c.state == before)
            .values(state=after)
        )


class RoomDeliveries(Repository):
    """Deliveries to rooms, by their ids; for people, `Mailings` does the same."""

    order = -1  # as the deliveries are

    def states(self, ids: Collection[int]) -> dict[int, DeliveryState]:
        """The state of each existing row."""
        rows = self._session.execute(
            select(Delivery.id, Delivery.state).where(Delivery.id.in_(ids))
        )
        return {row[0]: row[1] for row in rows}

    def pause(self, ids: Collection[int]) -> None:
        """Hold back unsent messages, and those on their way if their network puts them off."""
        self._move(ids, DeliveryState.WAITING, DeliveryState.PAUSED)
        self._mark_held(ids)

    def resume(self, ids: Collection[int]) -> None:
        """Release the messages that were held back."""
        self._move(ids, DeliveryState.PAUSED, DeliveryState.WAITING)
        self._session.execute(
            update(_rows).where(_rows.c.id.in_(ids), _rows.c.error == HELD).values(error=None)
        )

    def drop(self, ids: Collection[int]) -> None:
        """Drop unsent messages, and hold back those on their way if their network puts them off."""
        self._session.execute(delete(_rows).where(_rows.c.id.in_(ids), _rows.c.state.in_(PENDING)))
        self._mark_held(ids)

    def _mark_held(self, ids: Collection[int]) -> None:
        on_its_way = (_rows.c.state == DeliveryState.SENDING, _rows.c.error.is_(None))
        self._session.execute(
            update(_rows).where(_rows.c.id.in_(ids), *on_its_way).values(error=HELD)
        )

    def _move(self, ids: Collection[int], before: DeliveryState, after: DeliveryState) -> None:
        self._session.execute(
            update(_rows).where(_rows.c.id.in_(ids), _rows.c.state == before).values(state=after)
        )
