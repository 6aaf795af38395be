"""Read the events of a sync: some at once, some when their keys come, some never."""

import json
import re
from dataclasses import dataclass
from urllib.parse import unquote

from structlog.typing import FilteringBoundLogger

from bot.core.messages.ports import Receiver, UndecryptedEvent, Unreadable
from bot.core.tasks import insist
from bot.transports.matrix.addresses import address, place
from bot.transports.matrix.encryption.crypto import ENCRYPTED, Crypto
from bot.transports.matrix.homeserver import Json, found, text_at
from bot.transports.matrix.homeserver_errors import Refused, cause_of
from bot.transports.matrix.known_rooms import Known, Rooms
from bot.transports.matrix.messages.events import EventReader
from bot.transports.matrix.own_membership import OwnMembership
from bot.transports.matrix.sync_result import Harvest, Sync, is_for_now

_USER = re.compile(r'@[^\s"\\]{1,254}')
_ANYBODY = re.compile(r'@[^\s:@"<>\\]+:[\w.:\[\]-]+')
"""Whatever may be a user id in words, in links and in JSON; no `@` is looked past."""


@dataclass(frozen=True, slots=True)
class EventIntake:
    """Events on their way into a harvest."""

    network: str
    us: str
    rooms: Rooms
    crypto: Crypto
    reader: EventReader
    membership: OwnMembership
    log: FilteringBoundLogger

    async def read(self, harvest: Harvest, known: Known, event: Json, sync: Sync) -> None:
        """Read one event: one that cannot be read is set aside, and holds nothing up."""
        try:
            if event["type"] == "m.room.tombstone" and known.replacement:
                harvest.replaced.append(known)
            if event["type"] == ENCRYPTED and event["sender"] != self.us:
                await self.crypto.meet(event)
                clear = self.crypto.opened(known.id, event)
                if clear is None:
                    await self._keep_undecrypted(harvest, known, event, sync)
                    return
                event = clear
            arrival = await self.reader.read(known, event)
        except (Refused, ConnectionError) as error:
            if not sync.is_last_try and is_for_now(error):
                raise
            self.log.error("an event given up", cause=cause_of(error))  # noqa: TRY400 - its text may quote people
            self._set_aside(harvest, known, event)
        except Exception:  # noqa: BLE001 - kept for a person to look at
            self._set_aside(harvest, known, event)
        else:
            if arrival is not None:
                harvest.arrivals.append(arrival)

    def _set_aside(self, harvest: Harvest, known: Known, event: Json) -> None:
        """Keep an event for a person to look at."""
        harvest.unreadable.append(unreadable(self.network, self.us, known, event))

    async def _keep_undecrypted(
        self, harvest: Harvest, known: Known, event: Json, sync: Sync
    ) -> None:
        """Keep an event until its key comes, and request the key."""
        if found(event, "unsigned", "redacted_because") is not None:
            return
        room = address(self.network, known.id, await self.membership.partner(known, sync))
        harvest.undecrypted.append(UndecryptedEvent(event["event_id"], room, json.dumps(event)))
        self.crypto.ask_for_key(known.id, event)

    async def open_waiting(self, harvest: Harvest, sync: Sync, receiver: Receiver) -> None:
        """Read what waited for the keys that may have come."""
        waiting = await insist(lambda: receiver.undecrypted(self.network), self.log)
        for each in waiting:
            known = self.rooms.get(place(self.network, each.room).room)
            if known is not None:
                again = Harvest()
                await self.read(again, known, json.loads(each.ciphertext), sync)
                if not again.undecrypted:
                    harvest.opened.append(each.key)
                    harvest.arrivals += again.arrivals
                    harvest.unreadable += again.unreadable
        harvest.some_wait = len(harvest.opened) < len(waiting)


def unreadable(network: str, us: str, known: Known, event: Json) -> Unreadable:
    """An event that could not be read. Never raises, whatever it is.

    Its words are kept where its sender alone said them, in private, and names nobody else in them;
    else only that there was something.
    """
    sender = text_at(event, "sender")
    sender = sender if _USER.fullmatch(sender) else ""
    partner, key = known.likely_partner, str(found(event, "event_id"))
    raw = json.dumps({"event_id": key, "room_id": known.id})
    if sender and sender == partner:
        try:
            whole = json.dumps(event, ensure_ascii=False)
        except (RecursionError, TypeError, ValueError):
            whole = ""
        people = {each[0] for each in _ANYBODY.finditer(unquote(whole))}
        raw = whole if whole and people <= {sender, us} else raw
    origin = address(network, sender) if sender else ""
    return Unreadable(key, raw, sender=origin, direct=bool(partner))
