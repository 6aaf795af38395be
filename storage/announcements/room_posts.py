"""Results of an occurrence of an announcement, by room."""

from dataclasses import dataclass, replace
from typing import Self

from storage.communities import Room, RoomKind
from storage.outbound import UNSETTLED, DeliveryState


@dataclass(frozen=True, slots=True)
class RoomPost:
    """The message to one room, as it was counted last; it is kept as JSON."""

    delivery: int
    network: str
    kind: str
    state: str | None = DeliveryState.WAITING
    """None if it was dropped before it left."""

    @classmethod
    def to(cls, room: Room, delivery: int) -> Self:
        """Make the entry of a message that waits for a room."""
        return cls(delivery, room.address.partition(":")[0], RoomKind(room.kind).value)

    @property
    def waits(self) -> bool:
        """True if it may still arrive."""
        return self.state in UNSETTLED

    def counted(self, states: dict[int, DeliveryState]) -> Self:
        """Copy with the present state; a final state outlives the delivery's row."""
        gone = None if self.waits else self.state
        state = states.get(self.delivery)
        return replace(self, state=gone if state is None else state.value)
