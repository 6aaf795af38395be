"""Logins with new devices."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from nio import AsyncClientConfig

from bot.transports.matrix.homeserver import Api, Client
from tests.synapse import Synapse
from tests.transports.matrix.encryption.identity.devices import Device, Enter


@pytest.fixture
async def enter(synapse: Synapse, tmp_path: Path) -> AsyncIterator[Enter]:
    """Log in with a new device: of a new account, or of the one whose device is given."""
    async with AsyncExitStack() as stack:

        async def enter(known: Device | None = None, *, keys: bool = True) -> Device:
            client = _client(synapse, tmp_path)
            stack.push_async_callback(client.close)
            if known is None:
                account = await synapse.register("terreau")
                password = account.password
                client.restore_login(account.user_id, account.device_id, account.access_token)
            else:
                password, client.user = known.password, known.user_id
                await client.login(password)
            if keys:
                await client.keys_upload()
            ed25519 = client.olm.account.identity_keys["ed25519"]
            return Device(client.user_id, client.device_id, password, ed25519, Api(client))

        yield enter


def _client(synapse: Synapse, folder: Path) -> Client:
    config = AsyncClientConfig(encryption_enabled=True, pickle_key="of a test")
    return Client(synapse.url, store_path=str(folder), config=config)
