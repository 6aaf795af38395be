"""Our presence on a homeserver: logged in, known, in our rooms. All of it lives in one thread."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TypeVar

from structlog.typing import FilteringBoundLogger

from bot.core.context.clock import Clock
from bot.core.messages.ports import Receiver
from bot.core.outbound.health import TroubleListener
from bot.core.tasks import Heartbeat, kept
from bot.transports.matrix.account import NAME, Login, MatrixAccount, display_name
from bot.transports.matrix.device import OwnIdentity, identity_file
from bot.transports.matrix.encryption.crypto import Crypto
from bot.transports.matrix.homeserver_errors import Health, Refused
from bot.transports.matrix.invitations import Invitations, Strangers
from bot.transports.matrix.known_rooms import Rooms
from bot.transports.matrix.made_rooms import DirectRooms
from bot.transports.matrix.messages.events import EventReader
from bot.transports.matrix.messages.files import Media
from bot.transports.matrix.messages.own_events import SentMessages
from bot.transports.matrix.messages.sending import Sender
from bot.transports.matrix.session_file import LoginRefused
from bot.transports.matrix.sync_loop import LOOK_SECONDS, SyncLoop

ENTER_SECONDS = 120.0
"""Time that logging in and uploading keys may take, which `ailing_since` tells."""

T = TypeVar("T")


class MatrixConnection:
    """The part that runs in the thread."""

    def __init__(  # noqa: PLR0913 - see `MatrixTransport`
        self,
        account: MatrixAccount,
        folder: Path,
        pickle_key: str,
        *,
        clock: Clock,
        invited_by: Sequence[str],
        encryption: bool,
        network: str,
        log: FilteringBoundLogger,
        listener: TroubleListener,
    ) -> None:
        self._account = account
        self.health = Health(clock, log, listener)
        self.heartbeat = Heartbeat(network)
        self._login = Login(account, folder, pickle_key, encryption=encryption, clock=clock)
        self.is_another_device = self._login.is_another_device
        """True if we are not, or may not be, the device that ran here before."""
        self._client, api = self._login.client, self._login.api
        self._rooms = Rooms(account.user, api)
        self._crypto = Crypto(self._client, log, name=network)
        self._invitations = Invitations(
            self._rooms, invited_by, api, log, Heartbeat(f"{network} invitations")
        )
        self._strangers = Strangers(
            self._rooms, self._invitations, api, clock, log, Heartbeat(f"{network} strangers")
        )
        self._sent = SentMessages(account.user, api, self._crypto)
        self._reader = EventReader(network, account.user, self._rooms, self._sent)
        self._own_identity = OwnIdentity(account, identity_file(folder, pickle_key), api, log)
        self._direct_rooms = DirectRooms(self._rooms, api, encrypted=encryption)
        self.sender = Sender(
            network, self._rooms, self._direct_rooms, api, self._crypto, self._sent, Media(api)
        )
        self._sync_loop = SyncLoop(
            network,
            account.user,
            self._rooms,
            api,
            self._crypto,
            self._reader,
            self._invitations,
            self.health,
            clock,
            log,
            self.heartbeat,
        )
        self.heartbeats = (
            self.heartbeat,
            self._crypto.heartbeat,
            self._invitations.heartbeat,
            self._strangers.heartbeat,
        )

    @kept
    async def run(self, receiver: Receiver, connected: Callable[[], None]) -> None:
        """Log in, look around, then sync until cancelled."""
        self.health.began()
        await self._insist(self._login.enter)
        await self._insist(self._show_device)
        now = await self._insist(self._look)
        connected()
        self._direct_rooms.is_told = True
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._crypto.run())
                tasks.create_task(self._invitations.run())
                tasks.create_task(self._strangers.run())
                await self._sync_loop.run(receiver, now, logged_in=self._renew_login)
        finally:
            self._direct_rooms.is_told = False

    async def _look(self) -> str:
        """Look at our rooms: the homeserver may take long, which `ailing_since` tells."""
        self.heartbeat.beat(LOOK_SECONDS)
        return await self._sync_loop.look()

    async def close(self) -> None:
        await self._client.close()

    async def _show_device(self) -> None:
        """Upload our device's keys, and fetch our display name."""
        await self._crypto.settle()
        if self._crypto.fingerprint:
            await self._own_identity.vouch(str(self._client.device_id), self._crypto.fingerprint)
        self._reader.name = await display_name(self._login.api, self._account.user) or NAME

    async def _renew_login(self) -> None:
        """Log in again where we can; else stay unwell, and retry slowly."""
        try:
            await self._login.again()
            await self._crypto.show_again()  # with our session, the homeserver forgot the device
            await self._show_device()
        except LoginRefused:
            self.health.refused()
        except Exception as error:  # noqa: BLE001 - a full disk, too, ends nothing
            self.health.failed(error)

    async def _insist(self, act: Callable[[], Awaitable[T]]) -> T:
        """Retry until the homeserver lets us."""
        while True:
            await self.heartbeat.sleep(self.health.pause)
            self.heartbeat.beat(ENTER_SECONDS)
            try:
                done = await act()
            except LoginRefused:
                self.health.refused()
            except Exception as error:  # noqa: BLE001 - whatever is wrong, we ask again
                self.health.failed(error)
                if isinstance(error, Refused) and error.is_of_the_token:
                    await self._renew_login()
            else:
                self.health.pause = 0.0
                self.heartbeat.beat()  # it may take no such time any more
                return done
