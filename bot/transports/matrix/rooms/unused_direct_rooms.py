"""Direct rooms of strangers: left after a day without a message."""

from datetime import UTC, datetime, timedelta

from structlog.typing import FilteringBoundLogger

from bot.core.context.clock import Clock
from bot.core.heartbeats import Heartbeat, kept
from bot.transports.matrix.homeserver.api import Api
from bot.transports.matrix.homeserver.errors import Refused
from bot.transports.matrix.homeserver.json_values import list_at, text_at
from bot.transports.matrix.rooms.invitations import Invitations
from bot.transports.matrix.rooms.known_rooms import Known, Rooms

PATIENCE = timedelta(days=1)
SWEEP_SECONDS = 3600.0
_LATEST = 50
_WORDS = {"m.room.encrypted", "m.room.message", "m.sticker"}


class Strangers:
    """Looks every hour at the direct rooms into which no known person invited us."""

    def __init__(
        self,
        rooms: Rooms,
        invitations: Invitations,
        api: Api,
        clock: Clock,
        log: FilteringBoundLogger,
        *,
        name: str = "matrix",
    ) -> None:
        self.heartbeat = Heartbeat(f"{name} strangers")
        self._rooms = rooms
        self._invitations = invitations
        self._api = api
        self._clock = clock
        self._log = log

    @kept
    async def run(self) -> None:
        """Look until cancelled; a question that fails is asked again an hour later."""
        while True:
            try:
                await self.sweep()
            except (Refused, ConnectionError) as error:
                self._log.warning("strangers not looked at", cause=type(error).__name__)
            await self.heartbeat.sleep(SWEEP_SECONDS)

    async def sweep(self) -> None:
        """Leave the rooms of strangers who said nothing for a day since we came."""
        for known in self._rooms.all():
            self.heartbeat.beat()
            person = known.likely_partner
            if not person or known.creator == self._rooms.us or self._invitations.allows(person):
                continue
            if await self._is_silent(known, person) and not await self._rooms.is_with_us(person):
                self._invitations.put(known.id, welcome=False)

    async def _is_silent(self, known: Known, person: str) -> bool:
        """True if the person wrote nothing since we came, a day ago or earlier."""
        query = {"dir": "b", "limit": str(_LATEST)}
        page = await self._api.room("GET", known.id, "messages", query=query)
        for event in list_at(page, "chunk"):  # the latest first
            if text_at(event, "sender") == person and text_at(event, "type") in _WORDS:
                return False
            if text_at(event, "state_key") == self._rooms.us:
                came = datetime.fromtimestamp(event["origin_server_ts"] / 1000, UTC)
                return self._clock.now() - came > PATIENCE
        return False
