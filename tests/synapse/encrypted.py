"""A person in encrypted rooms: plain HTTP as before, and nio's cryptography."""

from asyncio import Lock
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

from nio import AsyncClient, AsyncClientConfig, MatrixRoom, SyncError
from nio.crypto import Olm
from nio.events import MegolmEvent

from tests.patience import HANG
from tests.synapse.accounts import Synapse
from tests.synapse.calls import Json, path
from tests.synapse.keys import Keys
from tests.synapse.people import Account, MatrixPerson


class EncryptedPerson(MatrixPerson):
    """A person whose device encrypts where the room does; `async with` ends it.

    It reads what the homeserver has for it (keys too) when it says or reads something.
    """

    def __init__(self, url: str, account: Account, name: str) -> None:
        super().__init__(url, account, name)
        self._one_by_one = Lock()
        self._withheld: dict[str, Json] = {}
        self.client = self._logged_in()

    @classmethod
    async def on(cls, synapse: Synapse, name: str) -> Self:
        """Register a person whose device's keys are known to the homeserver from the start."""
        made = cls(synapse.url, await synapse.register(name), name)
        await made.syncs()
        return made

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.client.close()

    @property
    def fingerprint(self) -> str:
        """The Ed25519 key of one's device."""
        return str(self._olm.account.identity_keys["ed25519"])

    async def syncs(self) -> None:
        """Take in what the homeserver has, and do what it calls for."""
        async with self._one_by_one:
            told = await self.client.sync(timeout=0, full_state=not self.client.next_batch)
            assert not isinstance(told, SyncError), told
            if self.client.should_upload_keys:
                await self.client.keys_upload()
            if self.client.should_query_keys:
                await self.client.keys_query()
            if self.client.should_claim_keys:
                await self.client.keys_claim(self.client.get_users_for_key_claiming())
            await self.client.send_to_device_messages()

    async def sends(self, room: str, kind: str, content: Json) -> str:
        """Send an event, encrypted where the room is; reactions never are."""
        await self.syncs()
        if kind == "m.reaction" or not self._room(room).encrypted:
            return await super().sends(room, kind, content)
        if not self._room(room).members_synced:
            await self.client.joined_members(room)
        if self._olm.should_share_group_session(room):
            await self.client.share_group_session(room, ignore_unverified_devices=True)
        # The relation of an event stays outside, so that homeservers know.
        inside = {key: value for key, value in content.items() if key != "m.relates_to"}
        kind, sealed = self.client.encrypt(room, kind, inside)
        if "m.relates_to" in content:
            sealed["m.relates_to"] = content["m.relates_to"]
        return await super().sends(room, kind, sealed)

    async def timeline(self, room: str) -> list[Json]:
        await self.syncs()
        return await super().timeline(room)

    def opened(self, room: str, event: Json) -> Json:
        if event["type"] != "m.room.encrypted" or "ciphertext" not in event["content"]:
            return event
        sealed = MegolmEvent.from_dict(event)
        found = self._olm.decrypt_event(sealed, room) if isinstance(sealed, MegolmEvent) else None
        if found is None:
            return event
        inside: Json = found.source
        return {**event, "type": inside["type"], "content": inside["content"], "encrypted": True}

    # Misfortunes.

    async def rotates(self, room: str) -> None:
        """Encrypt with a new session from now on."""
        self.client.invalidate_outbound_session(room)

    async def says_unreadable(self, room: str, words: str) -> str:
        """Write a message whose key nobody is given; gives its id, for `gives_key`."""
        await self.syncs()
        self._olm.create_outbound_group_session(room)
        session = self._olm.outbound_group_sessions[room]
        key = {
            "algorithm": "m.megolm.v1.aes-sha2",
            "room_id": room,
            "session_id": session.id,
            "session_key": session.session_key,
        }
        session.mark_as_shared()
        event = await self.says(room, words)
        self._withheld[event] = key
        await self.rotates(room)
        return event

    async def gives_key(self, event: str) -> None:
        """Give everybody in the room the key of a message that they could not read."""
        key = self._withheld.pop(event)
        room = key["room_id"]
        await self.syncs()
        if missing := self.client.get_missing_sessions(room):
            await self.client.keys_claim(missing)
        messages: dict[str, Json] = {}
        for person in self._room(room).users:
            for device in self._olm.device_store.active_user_devices(person):
                if session := self._olm.session_store.get(device.curve25519):
                    sealed = self._olm._olm_encrypt(session, device, "m.room_key", key)
                    messages.setdefault(person, {})[device.id] = sealed
        where = path("sendToDevice", "m.room.encrypted", str(uuid4()))
        await self.call("PUT", where, {"messages": messages})

    async def changes_device(self) -> None:
        """Log out, lose all keys, and log in anew as another device."""
        await self.call("POST", path("logout"))
        await self.client.close()
        told = await self.call(
            "POST",
            path("login"),
            {
                "type": "m.login.password",
                "identifier": {"type": "m.id.user", "user": self.user_id},
                "password": self.account.password,
            },
        )
        self.account = Account(
            self.user_id, self.account.password, told["access_token"], told["device_id"]
        )
        self.client = self._logged_in()
        await self.syncs()

    def _logged_in(self) -> AsyncClient:
        config = AsyncClientConfig(store=Keys, max_timeouts=1, request_timeout=HANG)
        client = AsyncClient(self.url, self.user_id, store_path="nowhere", config=config)
        client.restore_login(self.user_id, self.account.device_id, self.account.access_token)
        return client

    @property
    def _olm(self) -> Olm:
        assert self.client.olm is not None
        return self.client.olm

    def _room(self, room: str) -> MatrixRoom:
        found: Any = self.client.rooms[room]
        assert isinstance(found, MatrixRoom)
        return found
