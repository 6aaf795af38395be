"""Devices of the account of the bot, whose keys the server knows."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from bot.transports.matrix.encryption.cross_signing import (
    State,
    chain_holds,
    publish,
    query,
    sign_device,
    state,
)
from bot.transports.matrix.encryption.identity import Identity
from bot.transports.matrix.homeserver import Api

Json = dict[str, Any]


@dataclass(slots=True)
class Device:
    """One device of the bot's account, whose keys the server knows."""

    user_id: str
    device_id: str
    password: str
    ed25519: str
    api: Api

    async def publish(self, identity: Identity, password: str | None = None) -> None:
        await publish(self.api, identity, self.user_id, password)

    async def sign(self, identity: Identity) -> None:
        await sign_device(
            self.api, identity, self.user_id, self.device_id, expected_ed25519=self.ed25519
        )

    async def state(self, identity: Identity | None) -> State:
        return await state(
            self.api, identity, self.user_id, self.device_id, expected_ed25519=self.ed25519
        )

    async def hangs_from(self, identity: Identity) -> bool:
        answer = await query(self.api, self.user_id)
        return chain_holds(answer, self.user_id, self.device_id, identity.public())

    async def account_data(self, kind: str, content: Json | None = None) -> Json:
        path = f"/_matrix/client/v3/user/{self.user_id}/account_data/{kind}"
        return await self.api.request("GET" if content is None else "PUT", path, content)


Enter = Callable[..., Awaitable[Device]]
