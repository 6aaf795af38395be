"""A bot that a person approved, behind a proxy: its files, and its transport."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.core.context.clock import Clock, MovableClock
from bot.transports.matrix import MatrixAccount, MatrixTransport
from bot.transports.matrix.device import AccountSetup
from tests.synapse import Account
from tests.synapse.oauth import DelegatingSynapse, OAuthServer
from tests.synapse.proxy import Proxy
from tests.transports.contract import Shelf, running

KEY = "the pickle key of a test"


@dataclass(slots=True)
class Approved:
    """One account, and what a process of it keeps."""

    synapse: DelegatingSynapse
    proxy: Proxy
    us: Account
    folder: Path
    clock: MovableClock = field(default_factory=lambda: MovableClock(datetime.now(UTC)))
    shelf: Shelf = field(default_factory=Shelf)
    encryption: bool = False

    @property
    def oauth(self) -> OAuthServer:
        return self.synapse.oauth

    @property
    def localpart(self) -> str:
        return self.us.user_id[1:].partition(":")[0]

    @property
    def account(self) -> MatrixAccount:
        return MatrixAccount(self.proxy.url, self.us.user_id, oauth=True)

    @property
    def session(self) -> dict[str, object]:
        """What is kept of the login."""
        read: dict[str, object] = json.loads((self.folder / "session.json").read_text())
        return read

    @property
    def device(self) -> str:
        return str(self.session["device_id"])

    def setup(self) -> AccountSetup:
        return AccountSetup(
            self.account, folder=self.folder, pickle_key=KEY, encryption=self.encryption
        )

    async def log_in(self, user: str = "") -> None:
        """Have a person approve us in a browser."""
        setup = self.setup()
        approving = asyncio.create_task(setup.be_approved(lambda _: None))
        try:
            await self.oauth.approve(await self.oauth.asked_code(), user or self.localpart)
            await approving
        finally:
            await setup.close()

    def transport(self, clock: Clock | None = None) -> MatrixTransport:
        return MatrixTransport(
            self.account,
            folder=self.folder,
            pickle_key=KEY,
            clock=clock or self.clock,
            encryption=self.encryption,
        )

    @asynccontextmanager
    async def running(self) -> AsyncIterator[MatrixTransport]:
        """A start, until everything in the block is done; then a stop."""
        transport = self.transport()
        try:
            async with running(transport, self.shelf):
                yield transport
        finally:
            await transport.close()

    def passes(self, seconds: float) -> None:
        self.clock.move(timedelta(seconds=seconds))

    @property
    def renewals(self) -> list[dict[str, str]]:
        """The exchanges of refresh tokens that were asked for."""
        return self.oauth.forms("/oauth2/token", grant_type="refresh_token")
