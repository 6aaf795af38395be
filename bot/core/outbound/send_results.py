"""Results of requests, as the network gave them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.core.messages.ports import FateUnknown, NotSent, RoomMoved, SendError, TryLater
from bot.core.outbound.send_requests import SendRequest


class Fate(StrEnum):
    """The result of one request, in a word for the operator."""

    ARRIVED = "arrived"
    PUT_OFF = "put off"
    """The network asked us to wait."""
    UNREACHED = "unreached"
    """The network was away, or cut the connection."""
    MOVED = "moved"
    """The room has another address."""
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class SendResult:
    """The result of one request."""

    outgoing: SendRequest
    at: datetime
    """Time at which it was known."""
    message_id: str | None = None
    error: SendError | None = None

    @property
    def leaves_more(self) -> bool:
        """True if it may leave something to send: again, another piece, a card behind its thing."""
        posted = self.outgoing.card_id is not None and not self.outgoing.is_refresh
        return self.error is not None or self.outgoing.more_pieces or posted

    @property
    def fate(self) -> Fate:
        """Its result."""
        match self.error:
            case None:
                return Fate.ARRIVED
            case TryLater():
                return Fate.PUT_OFF
            case NotSent() | FateUnknown():
                return Fate.UNREACHED
            case RoomMoved():
                return Fate.MOVED
            case _:
                return Fate.REFUSED
