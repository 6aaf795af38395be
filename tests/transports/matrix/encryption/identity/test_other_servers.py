"""Answers of servers that Synapse does not give."""

import pytest

from bot.transports.matrix.encryption.cross_signing import (
    ApprovalNeeded,
    DeviceNotOurs,
    SignatureRefused,
    publish,
    sign_device,
)
from bot.transports.matrix.encryption.identity import Identity, public_keys, signed
from bot.transports.matrix.homeserver_errors import Refused
from tests.transports.matrix.encryption.identity.devices import Json


class Scripted:
    """A server that answers as it is told, in turn; exceptions are raised."""

    def __init__(self, *answers: Json | Exception) -> None:
        self._answers = list(answers)
        self.asked: list[tuple[str, str, Json | None]] = []

    async def request(self, method: str, path: str, body: Json | None = None) -> Json:
        self.asked.append((method, path, body))
        answer = self._answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def _asks(*stages: str, **params: Json) -> Refused:
    flows = [{"stages": list(stages)}]
    return Refused(401, "", {"session": "s", "flows": flows, "params": params})


async def test_a_server_may_ask_for_the_password_at_the_first_time() -> None:
    """Servers without Matrix 1.11 do."""
    server = Scripted(_asks("m.login.password"), {})
    await publish(server, Identity.make(), "@t:hs", "secret")
    (_, path, first), (_, same, second) = server.asked
    assert path == same
    assert second == {
        **(first or {}),
        "auth": {
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": "@t:hs"},
            "password": "secret",
            "session": "s",
        },
    }


@pytest.mark.parametrize("stage", ["m.oauth", "org.matrix.cross_signing_reset"])
async def test_a_server_that_wants_the_account_page_says_where(stage: str) -> None:
    page = "https://account.test/?action=org.matrix.cross_signing_reset"
    server, identity = Scripted(_asks(stage, **{stage: {"url": page}}), {}), Identity.make()
    with pytest.raises(ApprovalNeeded, match="account page https://account") as needed:
        await publish(server, identity, "@t:hs", "secret")

    await publish(server, identity, "@t:hs", "secret", session=needed.value.session)

    (_, _, first), (_, _, second) = server.asked
    assert second == {**(first or {}), "auth": {"session": "s"}}


@pytest.mark.parametrize("answers", [[Refused(401, "M_UNKNOWN_TOKEN", {})], [Refused(429, "", {})]])
async def test_other_refusals_are_let_out(answers: list[Exception]) -> None:
    with pytest.raises(Refused):
        await publish(Scripted(*answers), Identity.make(), "@t:hs", "secret")
    with pytest.raises(Refused):
        await publish(
            Scripted(_asks("m.login.password"), *answers), Identity.make(), "@t:hs", "secret"
        )


@pytest.mark.parametrize(
    ("told", "why"),
    [
        pytest.param({}, "does not show it", id="a server that forgets"),
        pytest.param(
            {"failures": {"@t:hs": {"D": {"errcode": "M_INVALID_SIGNATURE"}}}},
            "M_INVALID_SIGNATURE",
            id="a server that says why",
        ),
        pytest.param({"failures": ["?"]}, "None", id="a server that says nonsense"),
    ],
)
async def test_a_signature_that_is_not_kept_is_told(told: Json, why: str) -> None:
    identity, own = Identity.make(), Identity.make()
    answer = _unsigned(identity, own)
    server = Scripted(answer, told, answer)
    with pytest.raises(SignatureRefused, match=why):
        await sign_device(server, identity, "@t:hs", "D", expected_ed25519=own.public())


async def test_a_device_that_did_not_sign_itself_is_not_signed() -> None:
    identity, own = Identity.make(), Identity.make()
    answer = _unsigned(identity, own)
    answer["device_keys"]["@t:hs"]["D"]["keys"]["curve25519:D"] = "put by the server"
    server = Scripted(answer)
    with pytest.raises(DeviceNotOurs):
        await sign_device(server, identity, "@t:hs", "D", expected_ed25519=own.public())


def _unsigned(identity: Identity, own: Identity) -> Json:
    """Return the answer of `/keys/query` about a device that only signed itself."""
    public = own.public()
    device = {"user_id": "@t:hs", "device_id": "D", "keys": {"ed25519:D": public}}
    [signature] = signed(device, "@t:hs", own.master)["signatures"]["@t:hs"].values()
    keys = public_keys(identity, "@t:hs")
    return {
        "master_keys": {"@t:hs": keys["master_key"]},
        "self_signing_keys": {"@t:hs": keys["self_signing_key"]},
        "device_keys": {
            "@t:hs": {"D": {**device, "signatures": {"@t:hs": {"ed25519:D": signature}}}}
        },
    }
