"""A person's keys, for as long as a test.

nio's own stores bind classes of the whole program to a database at each call, so those of two
clients in two threads (ours has one of its own) would write into each other's.
"""

from dataclasses import dataclass, field

from nio.crypto import (
    DeviceStore,
    GroupSessionStore,
    OlmAccount,
    OlmDevice,
    SessionStore,
    TrustState,
)


@dataclass(slots=True)
class Keys:
    """The store that nio asks for: it keeps all that matters in memory by itself."""

    user_id: str
    device_id: str
    store_path: str
    pickle_key: str
    database_name: str
    rooms: set[str] = field(default_factory=set)

    def load_account(self) -> OlmAccount | None:
        return None

    def load_sessions(self) -> SessionStore:
        return SessionStore()

    def load_inbound_group_sessions(self) -> GroupSessionStore:
        return GroupSessionStore()

    def load_device_keys(self) -> DeviceStore:
        return DeviceStore()

    def load_outgoing_key_requests(self) -> dict[str, object]:
        return {}

    def load_encrypted_rooms(self) -> set[str]:
        return self.rooms

    def load_sync_token(self) -> str | None:
        return None

    def save_encrypted_rooms(self, rooms: set[str]) -> None:
        self.rooms |= rooms

    def delete_encrypted_room(self, room: str) -> None:
        self.rooms.discard(room)

    def _passes(self, *_: object) -> None:
        """Nothing: it is in memory."""

    save_account = save_session = save_inbound_group_session = save_device_keys = _passes
    save_sync_token = add_outgoing_key_request = remove_outgoing_key_request = _passes

    def verify_device(self, device: OlmDevice) -> bool:
        return _trust(device, TrustState.verified)

    def ignore_device(self, device: OlmDevice) -> bool:
        return _trust(device, TrustState.ignored)

    def blacklist_device(self, device: OlmDevice) -> bool:
        return _trust(device, TrustState.blacklisted)

    def ignore_devices(self, devices: list[OlmDevice]) -> None:
        for device in devices:
            self.ignore_device(device)

    def is_device_verified(self, device: OlmDevice) -> bool:
        return bool(device.trust_state == TrustState.verified)

    def is_device_ignored(self, device: OlmDevice) -> bool:
        return bool(device.trust_state == TrustState.ignored)

    def is_device_blacklisted(self, device: OlmDevice) -> bool:
        return bool(device.trust_state == TrustState.blacklisted)


def _trust(device: OlmDevice, how: TrustState) -> bool:
    device.trust_state = how
    return True
