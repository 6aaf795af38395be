"""Groups of messages to rooms: states, holding back, releasing and dropping."""

from collections.abc import Collection

from sqlalchemy import delete, select, update

from storage.base import table
from storage.outbound.deliveries import HELD, PENDING, Delivery, DeliveryState
from storage.repository import Repository

_rows = table(Delivery)


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
        self._hold(ids)

    def resume(self, ids: Collection[int]) -> None:
        """Release the messages that were held back."""
        self._move(ids, DeliveryState.PAUSED, DeliveryState.WAITING)
        self._session.execute(
            update(_rows).where(_rows.c.id.in_(ids), _rows.c.error == HELD).values(error=None)
        )

    def drop(self, ids: Collection[int]) -> None:
        """Drop unsent messages, and hold back those on their way if their network puts them off."""
        self._session.execute(delete(_rows).where(_rows.c.id.in_(ids), _rows.c.state.in_(PENDING)))
        self._hold(ids)

    def _hold(self, ids: Collection[int]) -> None:
        on_its_way = (_rows.c.state == DeliveryState.SENDING, _rows.c.error.is_(None))
        self._session.execute(
            update(_rows).where(_rows.c.id.in_(ids), *on_its_way).values(error=HELD)
        )

    def _move(self, ids: Collection[int], before: DeliveryState, after: DeliveryState) -> None:
        self._session.execute(
            update(_rows).where(_rows.c.id.in_(ids), _rows.c.state == before).values(state=after)
        )
