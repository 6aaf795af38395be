"""Make the identity known to the server, and sign our device with it.

Matrix client-server specification: `POST /keys/device_signing/upload`, which may ask for the
password ("User-Interactive Authentication API"), and `POST /keys/signatures/upload`.
"""

from http import HTTPStatus

from bot.domain.refusals import Refusal
from bot.transports.matrix.encryption.crosssigning.api import Api
from bot.transports.matrix.encryption.crosssigning.chain import (
    Whose,
    chain_holds,
    device_key,
    query,
    whose,
)
from bot.transports.matrix.encryption.crosssigning.keys import Identity, public_keys
from bot.transports.matrix.encryption.crosssigning.signing import is_signed, signed
from bot.transports.matrix.homeserver.errors import Refused
from bot.transports.matrix.homeserver.json_values import Json, found

_PUBLISH = "/_matrix/client/v3/keys/device_signing/upload"
_SIGNATURES = "/_matrix/client/v3/keys/signatures/upload"
_PASSWORD = "m.login.password"  # noqa: S105 - the name of a way to authenticate
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


async def publish(api: Api, identity: Identity, user_id: str, password: str | None) -> None:
    """Upload the public keys; the same ones again change nothing.

    They replace whatever identity the account had, and everybody who verified it is warned: look
    at `state` first.
    """
    body = public_keys(identity, user_id)
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
    if whose(answer, identity, user_id) is not Whose.OURS:
        raise AnotherIdentity
    device = _ours(answer, user_id, device_id, expected_ed25519)
    if chain_holds(answer, user_id, device_id, identity.public()):
        return
    signature = signed(device, user_id, identity.self_signing)
    response = await api.request("POST", _SIGNATURES, {user_id: {device_id: signature}})
    if found(response, "failures"):
        why = found(response, "failures", user_id, device_id, "errcode")
        raise SignatureRefused(why=str(why))
    answer = await query(api, user_id, device_id)
    _ours(answer, user_id, device_id, expected_ed25519)
    if not chain_holds(answer, user_id, device_id, identity.public()):
        raise SignatureRefused(why=_LOST)


def _ours(answer: Json, user_id: str, device_id: str, expected: str) -> Json:
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
    """Answer the server's question who we are."""
    stages = [found(flow, "stages") for flow in asked["flows"]]
    if [_PASSWORD] not in stages:
        where = found(asked, "params", "m.oauth", "url")
        raise ApprovalNeeded(where=where if isinstance(where, str) else "-")
    if not password:
        raise PasswordNeeded
    return {
        "type": _PASSWORD,
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
