"""The identity on the server: read, proved and published; our device is signed with it.

Matrix client-server specification: `POST /keys/query`, `POST /keys/device_signing/upload`, which
may ask for the password ("User-Interactive Authentication API"), and `POST
/keys/signatures/upload`. Nothing that the server says is believed unless a signature proves it.
matrix-nio has none of this.
"""

from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from typing import Protocol

from bot.domain.refusals import Refusal
from bot.transports.matrix.encryption.identity import (
    Identity,
    Usage,
    is_signed,
    public_keys,
    signed,
)
from bot.transports.matrix.homeserver import CLIENT, PASSWORD, Json, found, text_at
from bot.transports.matrix.homeserver_errors import Refused

_PUBLISH = f"{CLIENT}/keys/device_signing/upload"
_ON_A_PAGE = ("m.oauth", "org.matrix.cross_signing_reset")
"""The stage of a proof that a person gives on the account's page: 1.17, and its earlier name."""
_LOST = "it does not show it"


class PasswordNeeded(Refusal):
    """The Matrix server asks for the bot's password before it accepts another identity.

    Write it as password in the section of that server and start again; you can remove it
    afterwards.
    """


class PasswordRefused(Refusal):
    """The Matrix server rejects the bot's password: check password in its section."""


class ApprovalNeeded(Refusal):
    """The Matrix server accepts another identity only after manual approval.

    Log in as the bot on the server's account page {where}, allow the reset, then start again.
    """

    session = ""
    """Names the request to the server, when it is made again once that was allowed."""


class AnotherIdentity(Refusal):
    """The bot's Matrix account has another identity: it was reset elsewhere.

    Restore that identity with its recovery key, or publish ours again and ask people to verify the
    bot again.
    """


class DeviceUnknown(Refusal):
    """The Matrix server does not know the keys of the bot's device yet."""


class DeviceNotOurs(Refusal):
    """The Matrix server shows wrong keys for the bot's device: nothing was signed.

    Remove the device from the account, then log in again.
    """


class SignatureRefused(Refusal):
    """The Matrix server did not keep the signature of the bot's device ({why})."""


class Api(Protocol):
    """Requests in the name of the bot's account."""

    async def request(self, method: str, path: str, body: Json | None = None) -> Json:
        """Ask for a path like `/_matrix/client/v3/keys/query`; raises `errors.Refused`."""


class IdentityOwner(StrEnum):
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

    whose: IdentityOwner
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


async def publish(
    api: Api, identity: Identity, user_id: str, password: str | None, *, session: str = ""
) -> None:
    """Upload the public keys; the same ones again change nothing.

    They replace whatever identity the account had, and everybody who verified it is warned: look
    at `state` first. `session` is that of the `ApprovalNeeded` that an earlier try raised.
    """
    body: Json = public_keys(identity, user_id)
    if session:
        body = {**body, "auth": {"session": session}}
    try:
        await api.request("POST", _PUBLISH, body)
    except Refused as refused:
        if not _asks_to_authenticate(refused):
            raise
        await _publish_with(api, {**body, "auth": _proof(refused.body, user_id, password)})


async def sign_device(
    api: Api, identity: Identity, user_id: str, device_id: str, *, expected_ed25519: str
) -> None:
    """Sign our device, unless it is; `expected_ed25519` is the key of our own Olm account.

    The device as the server shows it is signed only if it signed itself with that key, and the
    server is asked again whether the chain up to our master key holds.
    """
    answer = await query(api, user_id, device_id)
    if whose(answer, identity, user_id) is not IdentityOwner.OURS:
        raise AnotherIdentity
    device = _own_device(answer, user_id, device_id, expected_ed25519)
    if chain_holds(answer, user_id, device_id, identity.public()):
        return
    signature = signed(device, user_id, identity.self_signing)
    signatures = {user_id: {device_id: signature}}
    response = await api.request("POST", f"{CLIENT}/keys/signatures/upload", signatures)
    if found(response, "failures"):
        why = found(response, "failures", user_id, device_id, "errcode")
        raise SignatureRefused(why=str(why))
    answer = await query(api, user_id, device_id)
    _own_device(answer, user_id, device_id, expected_ed25519)
    if not chain_holds(answer, user_id, device_id, identity.public()):
        raise SignatureRefused(why=_LOST)


async def query(api: Api, user_id: str, *devices: str) -> Json:
    """The account's keys and those of the devices named, or of all, as the server shows them."""
    return await api.request(
        "POST", f"{CLIENT}/keys/query", {"device_keys": {user_id: list(devices)}}
    )


def whose(answer: Json, identity: Identity | None, user_id: str) -> IdentityOwner:
    """The owner of the published identity."""
    master = published(answer, Usage.MASTER, user_id)
    if not master:  # an unreadable one still belongs to another
        none = found(answer, "master_keys", user_id) is None
        return IdentityOwner.NOBODYS if none else IdentityOwner.SOMEBODY_ELSES
    if identity is None or master != identity.public():
        return IdentityOwner.SOMEBODY_ELSES
    key = published(answer, Usage.SELF_SIGNING, user_id)
    return (
        IdentityOwner.OURS
        if key == identity.public(Usage.SELF_SIGNING)
        else IdentityOwner.SOMEBODY_ELSES
    )


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


def _own_device(answer: Json, user_id: str, device_id: str, expected: str) -> Json:
    device = found(answer, "device_keys", user_id, device_id)
    if not isinstance(device, dict):
        raise DeviceUnknown
    key = device_key(answer, user_id, device_id)
    if key != expected or not is_signed(device, user_id, device_id, key):
        raise DeviceNotOurs
    return device


def _asks_to_authenticate(refused: Refused) -> bool:
    return refused.status == HTTPStatus.UNAUTHORIZED and isinstance(
        found(refused.body, "flows"), list
    )


def _proof(asked: Json, user_id: str, password: str | None) -> Json:
    """Our proof of identity, as the server asks for it."""
    stages = [found(flow, "stages") for flow in asked["flows"]]
    if [PASSWORD] not in stages:
        pages = (text_at(asked, "params", each, "url") for each in _ON_A_PAGE)
        needed = ApprovalNeeded(where=next(filter(None, pages), "-"))
        needed.session = text_at(asked, "session")
        raise needed
    if not password:
        raise PasswordNeeded
    return {
        "type": PASSWORD,
        "identifier": {"type": "m.id.user", "user": user_id},
        "password": password,
        "session": found(asked, "session"),
    }


async def _publish_with(api: Api, body: Json) -> None:
    try:
        await api.request("POST", _PUBLISH, body)
    except Refused as refused:
        if _asks_to_authenticate(refused):
            raise PasswordRefused from None
        raise
