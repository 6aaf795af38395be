"""One sync in hand: the homeserver's response, and the part of it for the receiver."""

from dataclasses import dataclass, field
from datetime import datetime

from bot.core.messages.incoming import Incoming
from bot.core.messages.ports import Sealed, Unreadable
from bot.transports.matrix.homeserver.errors import Refused, Unreachable
from bot.transports.matrix.homeserver.json_values import Json
from bot.transports.matrix.rooms.known_rooms import Known

TRIES = 6
"""Failures of a sync over something that it names, before that is given up: a minute."""


@dataclass(slots=True)
class Harvest:
    """One sync for the receiver; `some_wait` is None if it was not looked up."""

    arrivals: list[Incoming] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)
    sealed: list[Sealed] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)
    some_wait: bool | None = None
    replaced: list[Known] = field(default_factory=list)
    """Rooms that say to be replaced."""


@dataclass(slots=True)
class Sync:
    """A sync response, kept until everything it needs is fetched or given up."""

    began_at: datetime
    since: str
    body: Json
    brought_keys: bool
    failures: int = 0
    went: list[Incoming] | None = None
    """Rooms that put us out, once that was looked at."""
    exposed: dict[str, Incoming] = field(default_factory=dict)
    """Rooms that are direct no longer, once that was looked at."""

    @property
    def is_last_try(self) -> bool:
        """True if one room's trouble has held up all others for long enough."""
        return self.failures >= TRIES

    def failed(self, error: Exception) -> None:
        """Count what may be the trouble of one room, and is not the whole homeserver's."""
        is_of_the_token = isinstance(error, Refused) and error.is_of_the_token
        if isinstance(error, Refused | ConnectionError) and not (
            is_of_the_token or isinstance(error, Unreachable)
        ):
            self.failures += 1


@dataclass(frozen=True, slots=True)
class Invited:
    """The sender, as far as known, the token before it, and whether it was to talk with us."""

    inviter: str = ""
    since: str = ""
    direct: bool = False
