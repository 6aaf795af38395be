"""Our presence on a homeserver: logged in, known, in our rooms. All of it lives in one thread."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from nio import AsyncClient
from structlog.typing import FilteringBoundLogger

from bot.core.context.clock import Clock
from bot.core.messages.ports import Receiver
from bot.core.outbound.health import TroubleListener
from bot.core.tasks import Heartbeat, kept
from bot.transports.matrix.account import NAME, Login, LoginRefused, MatrixAccount
from bot.transports.matrix.device import Vouching
from bot.transports.matrix.direct_rooms import Doors
from bot.transports.matrix.encryption.crypto import Crypto
from bot.transports.matrix.homeserver import CLIENT
from bot.transports.matrix.homeserver_errors import Health, Refused
from bot.transports.matrix.invitations import Invitations, Strangers
from bot.transports.matrix.known_rooms import Rooms
from bot.transports.matrix.messages.events import EventReader
from bot.transports.matrix.messages.files import Media
from bot.transports.matrix.messages.own_events import SentMessages
from bot.transports.matrix.messages.sending import Sender
from bot.transports.matrix.sync_loop import LOOK_SECONDS, Syncing

ENTER_SECONDS = 120.0
"""Time that logging in and uploading keys may take, which `ailing_since` tells."""

T = TypeVar("T")


class Presence:
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
        self._log = log
        self._network = network
        self._health = Health(clock, log, listener)
        self.heartbeat = Heartbeat(network)
        self._login = Login(account, folder, pickle_key, encryption=encryption)
        api = self._login.api
        self._rooms = Rooms(account.user, api)
        self._crypto = Crypto(self._client, log, name=network)
        self._invitations = Invitations(self._rooms, invited_by, api, log, name=network)
        self._strangers = Strangers(self._rooms, self._invitations, api, clock, log, name=network)
        self._sent = SentMessages(account.user, api, self._crypto)
        self._reader = EventReader(network, account.user, self._rooms, self._sent)
        self._vouching = Vouching(account, folder, pickle_key, api=api, log=log)
        self._doors = Doors(self._rooms, api, encrypted=encryption)
        self._sender = Sender(
            network, self._rooms, self._doors, api, self._crypto, self._sent, Media(api)
        )
        self._syncing = Syncing(
            network,
            account.user,
            self._rooms,
            api,
            self._crypto,
            self._reader,
            self._invitations,
            self._health,
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
        self.say = self._sender.say
        self.change = self._sender.change
        self.take_away = self._sender.take_away
        self.react = self._sender.react
        self.pin = self._sender.pin
        self.fetch = self._sender.fetch
        self.count_members = self._sender.count_members

    @property
    def is_another_device(self) -> bool:
        """True if we are not, or may not be, the device that ran here before."""
        return self._login.is_another_device

    @property
    def ailing_since(self) -> datetime | None:
        """Since when the homeserver does not answer our syncs."""
        return self._health.ailing_since

    @property
    def _client(self) -> AsyncClient:
        return self._login.client

    @kept
    async def run(self, receiver: Receiver, connected: Callable[[], None]) -> None:
        """Log in, look around, then sync until cancelled."""
        self._health.began()
        await self._insist(self._login.enter)
        await self._insist(self._known)
        now = await self._insist(self._look)
        connected()
        self._doors.is_told = True
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._crypto.run())
                tasks.create_task(self._invitations.run())
                tasks.create_task(self._strangers.run())
                await self._syncing.run(receiver, now, logged_in=self._again)
        finally:
            self._doors.is_told = False

    async def _look(self) -> str:
        """Look at our rooms: the homeserver may take long, which `ailing_since` tells."""
        self.heartbeat.beat(LOOK_SECONDS)
        return await self._syncing.look()

    async def close(self) -> None:
        """Give the connections back."""
        await self._client.close()

    async def _known(self) -> None:
        """Upload our device's keys, and fetch our display name."""
        await self._crypto.settle()
        if self._crypto.fingerprint:
            await self._vouching.vouch(str(self._client.device_id), self._crypto.fingerprint)
        self._reader.name = await self._name()

    async def _name(self) -> str:
        """The account's display name."""
        try:
            profile = await self._login.api.request(
                "GET", f"{CLIENT}/profile/{self._account.user}/displayname"
            )
        except Refused as refused:
            if refused.is_for_now:
                raise
            return NAME
        return str(profile.get("displayname") or NAME)

    async def _again(self) -> None:
        """Get a new token where we can; else stay unwell, and ask slowly."""
        try:
            await self._login.again()
        except LoginRefused:
            self._health.refused()
        except Exception as error:  # noqa: BLE001 - a full disk, too, ends nothing
            self._health.failed(error)
        else:
            await self._forgotten()

    async def _forgotten(self) -> None:
        """Show our keys anew: ending our session made the homeserver forget its device."""
        try:
            await self._crypto.show_again()
            await self._known()
        except Exception as error:  # noqa: BLE001 - see above
            self._health.failed(error)

    async def _insist(self, act: Callable[[], Awaitable[T]]) -> T:
        """Do it until the homeserver lets us."""
        while True:
            await self.heartbeat.sleep(self._health.pause)
            self.heartbeat.beat(ENTER_SECONDS)
            try:
                done = await act()
            except LoginRefused:
                self._health.refused()
            except Exception as error:  # noqa: BLE001 - whatever is wrong, we ask again
                self._health.failed(error)
                if isinstance(error, Refused) and error.is_of_the_token:
                    await self._again()
            else:
                self._health.pause = 0.0
                self.heartbeat.beat()  # it may take no such time any more
                return done
