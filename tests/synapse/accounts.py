"""A Synapse as tests use it: it registers people and obeys an administrator."""

import asyncio
import hashlib
import hmac
import re
import secrets
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from tests.synapse.calls import Json, call
from tests.synapse.people import Account, MatrixPerson
from tests.synapse.server import SECRET, SERVER_NAME, Server

_REGISTER = "/_synapse/admin/v1/register"


@dataclass(slots=True)
class Synapse:
    """A running Synapse at `url`."""

    url: str
    server_name: str = SERVER_NAME
    _administrator: Account | None = None

    async def register(self, name: str, *, user: str = "", admin: bool = False) -> Account:
        """Make an account that no other test has; `name` is shown."""
        user = user or f"{plain_name(name)}-{secrets.token_hex(4)}"
        password = secrets.token_urlsafe(8)
        nonce = (await call("GET", self.url, _REGISTER))["nonce"]
        signed = "\0".join([nonce, user, password, "admin" if admin else "notadmin"])
        wanted = {
            "nonce": nonce,
            "username": user,
            "displayname": name,
            "password": password,
            "admin": admin,
            "mac": hmac.new(SECRET.encode(), signed.encode(), hashlib.sha1).hexdigest(),
        }
        made = await call("POST", self.url, _REGISTER, wanted)
        return Account(made["user_id"], password, made["access_token"], made["device_id"])

    async def person(self, name: str, *, user: str = "") -> MatrixPerson:
        """Register a person who writes in unencrypted rooms."""
        return MatrixPerson(self.url, await self.register(name, user=user), name)

    async def admin(self, method: str, path: str, body: Json | None = None) -> Json:
        """Ask something as an administrator: `admin("GET", "v2/users/@ana:terreau.test")`."""
        if self._administrator is None:
            self._administrator = await self.register("Administrator", admin=True)
        token = self._administrator.access_token
        return await call(method, self.url, f"/_synapse/admin/{path}", body, token=token)

    async def override_ratelimit(
        self, user_id: str, messages_per_second: int = 0, burst_count: int = 0
    ) -> None:
        """Give an account another limit of messages; 0 means none."""
        limit = {"messages_per_second": messages_per_second, "burst_count": burst_count}
        await self.admin("POST", f"v1/users/{user_id}/override_ratelimit", limit)


class PrivateSynapse(Synapse):
    """A Synapse of one test's own, which may be stopped and started again on its data."""

    def __init__(self, folder: Path, **settings: object) -> None:
        """Write its files; `settings` are keys of homeserver.yaml, None for Synapse's own."""
        self.server = Server(folder, settings)
        super().__init__(self.server.url)

    async def start(self) -> None:
        await asyncio.to_thread(self.server.start)

    async def stop(self) -> None:
        await asyncio.to_thread(self.server.stop)

    async def restart(self) -> None:
        """Stop and start, at the same address."""
        await self.stop()
        await self.start()


def plain_name(name: str) -> str:
    """A name in the letters that a user name may have."""
    letters = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-") or "somebody"
