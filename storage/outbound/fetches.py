"""Fetches from a network: rows of the outbox without a message.

Their outcome comes back through the inbox, in the transaction that ends them.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, cast
from uuid import uuid4

from sqlalchemy import bindparam, exists, func, insert, select, update

from storage.base import table
from storage.outbound.deliveries import FETCH, UNSETTLED, Delivery, DeliveryState, Priority
from storage.repository import Repository
from storage.statements import Prepared, note_change

FETCHES = "fetches"
"""The key under which `Changes` counts fetches: their table changes with each message."""
_rows = table(Delivery)
# Asked after each message, whether there was ever a file or not.
_NEXT_AT = Prepared(
    select(func.min(_rows.c.not_before)).where(
        _rows.c.network == bindparam("network"),
        _rows.c.state == DeliveryState.WAITING,
        _rows.c.action == FETCH,
    )
)


class Fetches(Repository):
    """The files that are wanted."""

    def put(  # noqa: PLR0913 - all that is known of a fetch
        self,
        network: str,
        payload: dict[str, Any],
        *,
        room: str,
        locale: str,
        zone: str,
        community_id: int | None,
        member_id: int | None,
        at: datetime,
    ) -> None:
        """Request a file of a network; the asker is answered in `room`."""
        self._session.execute(
            insert(_rows).values(
                network=network,
                room=room,
                action=FETCH,
                priority=int(Priority.ANSWER),
                state=DeliveryState.WAITING,
                payload=payload,
                locale=locale,
                zone=zone,
                community_id=community_id,
                member_id=member_id,
                again=True,
                unasked=False,
                quiet=True,
                txn=uuid4().hex,
                piece=0,
                attempts=0,
                not_before=at,
                created_at=at,
            )
        )
        note_change(self._session.connection(), FETCHES)

    def claim(
        self, network: str, now: datetime, *, without: Collection[int], most: int
    ) -> Sequence[Delivery]:
        """Fetches due now, oldest first, marked as under way."""
        claimed = self._session.scalars(
            self._of(network, DeliveryState.WAITING)
            .where(Delivery.not_before <= now, Delivery.id.not_in(list(without)))
            .order_by(Delivery.id)
            .limit(most)
        ).all()
        self._session.execute(
            update(_rows)
            .where(_rows.c.id.in_([each.id for each in claimed]))
            .values(state=DeliveryState.SENDING, attempts=_rows.c.attempts + 1)
        )
        return claimed

    def next_at(self, network: str) -> datetime | None:
        """Since when, or from when on, the next one may be fetched."""
        self._session.flush()
        (at,) = _NEXT_AT.one(self._session, network=network)
        return cast("datetime | None", at)

    def wanted(self, fetch_id: int) -> Delivery | None:
        """A fetch that is on its way, unless nobody wants it any more."""
        return self._session.scalar(
            select(Delivery)
            .where(Delivery.id == fetch_id, Delivery.state == DeliveryState.SENDING)
            .with_for_update()
        )

    def is_wanted(self, room: str) -> bool:
        """True if a fetch about this room waits or is under way."""
        wanted = exists().where(
            Delivery.room == room, Delivery.action == FETCH, Delivery.state.in_(UNSETTLED)
        )
        return bool(self._session.scalar(select(wanted)))

    def recover(self, network: str, now: datetime) -> None:
        """Want again what was on its way when the process ended."""
        self._session.execute(
            update(_rows)
            .where(
                _rows.c.network == network,
                _rows.c.action == FETCH,
                _rows.c.state == DeliveryState.SENDING,
            )
            .values(state=DeliveryState.WAITING, not_before=now)
        )

    def _of(self, network: str, state: DeliveryState) -> Any:  # noqa: ANN401 - a statement
        return select(Delivery).where(
            Delivery.network == network, Delivery.state == state, Delivery.action == FETCH
        )
