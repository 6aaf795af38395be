"""An identity as the server shows it, and whether it signs our device.

Matrix client-server specification, "Cross-signing" and `POST /keys/query`. Nothing that the server
says is believed unless a signature proves it.
"""

from dataclasses import dataclass
from enum import StrEnum

from bot.transports.matrix.encryption.crosssigning.api import Api
from bot.transports.matrix.encryption.crosssigning.keys import Identity, Usage
from bot.transports.matrix.encryption.crosssigning.signing import is_signed
from bot.transports.matrix.homeserver.json_values import Json, found

_QUERY = "/_matrix/client/v3/keys/query"


class Whose(StrEnum):
    """The owner of the identity that is published for the bot's account."""

    NOBODYS = "nobodys"
    OURS = "ours"
    SOMEBODY_ELSES = "somebody_elses"


@dataclass(frozen=True, slots=True)
class State:
    """The identity as the server shows it to others.

    `master` is the public master key there, empty where there is none. `device_signed` tells that
    our device hangs from it, whosesoever it is.
    """

    whose: Whose
    master: str
    device_signed: bool


async def state(
    api: Api, identity: Identity | None, user_id: str, device_id: str, *, expected_ed25519: str
) -> State:
    """Ask the server; `identity` is the one that we hold, `expected_ed25519` our device's key.

    An account whose self-signing key alone is not ours counts as another's: we cannot sign
    under it.
    """
    answer = await query(api, user_id, device_id)
    master = published(answer, Usage.MASTER, user_id)
    ours = device_key(answer, user_id, device_id) == expected_ed25519
    return State(
        whose=whose(answer, identity, user_id),
        master=master,
        device_signed=ours and chain_holds(answer, user_id, device_id, master),
    )


async def query(api: Api, user_id: str, *devices: str) -> Json:
    """The account's keys and those of the devices named, or of all, as the server shows them."""
    return await api.request("POST", _QUERY, {"device_keys": {user_id: list(devices)}})


def whose(answer: Json, identity: Identity | None, user_id: str) -> Whose:
    """The owner of the published identity."""
    master = published(answer, Usage.MASTER, user_id)
    if not master:  # an unreadable one still belongs to another
        none = found(answer, "master_keys", user_id) is None
        return Whose.NOBODYS if none else Whose.SOMEBODY_ELSES
    if identity is None or master != identity.public():
        return Whose.SOMEBODY_ELSES
    key = published(answer, Usage.SELF_SIGNING, user_id)
    return Whose.OURS if key == identity.public(Usage.SELF_SIGNING) else Whose.SOMEBODY_ELSES


def chain_holds(query_response: Json, user_id: str, device_id: str, master_public: str) -> bool:
    """True if the master key signs the self-signing key, and that the device, signed by itself."""
    master = published(query_response, Usage.MASTER, user_id)
    self_signing = published(query_response, Usage.SELF_SIGNING, user_id)
    own = device_key(query_response, user_id, device_id)
    if not (own and self_signing) or master != master_public:
        return False
    signer = found(query_response, "self_signing_keys", user_id)
    device = found(query_response, "device_keys", user_id, device_id)
    return (
        is_signed(signer, user_id, master, master)
        and is_signed(device, user_id, self_signing, self_signing)
        and is_signed(device, user_id, device_id, own)
    )


def published(answer: Json, usage: Usage, user_id: str) -> str:
    """The public key that the server has for a usage; empty where it has none of the right form.

    Each lies in the answer under the plural of its usage: `master_keys`, `self_signing_keys`.
    """
    thing = found(answer, f"{usage}_keys", user_id)
    keys = found(thing, "keys")
    if found(thing, "user_id") != user_id or found(thing, "usage") != [usage.value]:
        return ""
    match list(keys.items()) if isinstance(keys, dict) else []:
        case [(str(name), str(public))] if name == f"ed25519:{public}":
            return public
    return ""


def device_key(answer: Json, user_id: str, device_id: str) -> str:
    """The Ed25519 key of a device; empty where the server has none, or of another device."""
    device = found(answer, "device_keys", user_id, device_id)
    public = found(device, "keys", f"ed25519:{device_id}")
    named = (found(device, "user_id"), found(device, "device_id")) == (user_id, device_id)
    return public if named and isinstance(public, str) else ""
