"""Numbers and ages of deliveries that have not arrived, by network."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select

from storage.base import table
from storage.outbound.deliveries import Delivery, DeliveryState
from storage.repository import Repository

_rows = table(Delivery)
_NOT_ARRIVED = tuple(each for each in DeliveryState if each is not DeliveryState.SENT)


@dataclass(frozen=True, slots=True)
class Depth:
    """The deliveries of one network in one state."""

    network: str
    state: DeliveryState
    count: int
    oldest: datetime | None
    """Since when the oldest that may leave could; None if none may."""


class Depths(Repository):
    """The deliveries that have not arrived, counted."""

    def all(self, now: datetime) -> Sequence[Depth]:
        """Unsettled deliveries by network, with the due time of the oldest."""
        due = case((_rows.c.not_before <= now, _rows.c.not_before))
        return [
            Depth(network, state, count, oldest)
            for network, state, count, oldest in self._session.execute(
                select(_rows.c.network, _rows.c.state, func.count(), func.min(due))
                .where(_rows.c.state.in_(_NOT_ARRIVED))
                .group_by(_rows.c.network, _rows.c.state)
            )
        ]
