"""The bot's identity on a real Synapse: published, signing devices, lost and restored."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from nio import AsyncClient, AsyncClientConfig

from bot.transports.matrix.encryption.crosssigning import (
    AnotherIdentity,
    ApprovalNeeded,
    DeviceNotOurs,
    DeviceUnknown,
    Identity,
    NothingStored,
    PasswordNeeded,
    PasswordRefused,
    RecoveryKey,
    SecretUnreadable,
    SignatureRefused,
    State,
    StoredByAnother,
    Whose,
    WrongRecoveryKey,
    chain_holds,
    publish,
    restore,
    sign_device,
    state,
    store,
)
from bot.transports.matrix.encryption.crosssigning.chain import query
from bot.transports.matrix.encryption.crosssigning.keys import public_keys
from bot.transports.matrix.encryption.crosssigning.sealing import ALGORITHM, seal
from bot.transports.matrix.encryption.crosssigning.signing import signed
from bot.transports.matrix.homeserver.api import Api
from bot.transports.matrix.homeserver.errors import Refused
from tests.synapse import Synapse

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


async def test_a_published_identity_signs_our_device(enter: Enter) -> None:
    bot, identity = await enter(), Identity.make()
    assert await bot.state(identity) == State(Whose.NOBODYS, "", device_signed=False)
    await bot.publish(identity)
    assert await bot.state(identity) == State(Whose.OURS, identity.public(), device_signed=False)
    await bot.sign(identity)
    assert await bot.state(identity) == State(Whose.OURS, identity.public(), device_signed=True)
    assert await bot.hangs_from(identity)


async def test_others_see_the_chain_too(enter: Enter) -> None:
    bot, ana, identity = await enter(), await enter(), Identity.make()
    await bot.publish(identity)
    await bot.sign(identity)
    seen = await query(ana.api, bot.user_id)
    assert chain_holds(seen, bot.user_id, bot.device_id, identity.public())


async def test_doing_it_again_changes_nothing_and_needs_no_password(enter: Enter) -> None:
    bot, identity = await enter(), Identity.make()
    for _ in range(2):
        await bot.publish(identity)
        await bot.sign(identity)
    assert await bot.hangs_from(identity)


async def test_a_second_device_is_signed_by_the_same_identity(enter: Enter) -> None:
    bot, identity = await enter(), Identity.make()
    await bot.publish(identity)
    await bot.sign(identity)
    second = await enter(bot)
    assert not await second.hangs_from(identity)
    await second.sign(identity)
    assert await second.hangs_from(identity)
    assert await bot.hangs_from(identity)


async def test_other_keys_need_the_password(enter: Enter) -> None:
    bot, first, second = await enter(), Identity.make(), Identity.make()
    await bot.publish(first)
    with pytest.raises(PasswordNeeded, match="as password in the section of that server"):
        await bot.publish(second)
    with pytest.raises(PasswordRefused):
        await bot.publish(second, "a wrong one")
    assert (await bot.state(first)).whose is Whose.OURS
    await bot.publish(second, bot.password)
    await bot.sign(second)
    assert await bot.hangs_from(second)
    assert not await bot.hangs_from(first)


async def test_an_identity_reset_by_somebody_else_is_noticed(enter: Enter) -> None:
    bot, ours, theirs = await enter(), Identity.make(), Identity.make()
    await bot.publish(ours)
    await bot.sign(ours)
    elsewhere = await enter(bot)
    await elsewhere.publish(theirs, bot.password)
    lost = State(Whose.SOMEBODY_ELSES, theirs.public(), device_signed=False)
    assert await bot.state(ours) == lost
    assert await bot.state(None) == lost
    with pytest.raises(AnotherIdentity):
        await bot.sign(ours)
    await bot.sign(theirs)
    assert await bot.state(ours) == State(lost.whose, lost.master, device_signed=True)


async def test_a_device_without_keys_is_not_signed(enter: Enter) -> None:
    bot, identity = await enter(keys=False), Identity.make()
    await bot.publish(identity)
    with pytest.raises(DeviceUnknown):
        await bot.sign(identity)


async def test_a_device_that_is_not_our_olm_account_is_not_signed(enter: Enter) -> None:
    bot, identity = await enter(), Identity.make()
    await bot.publish(identity)
    bot.ed25519 = Identity.make().public()
    with pytest.raises(DeviceNotOurs):
        await bot.sign(identity)
    assert not await bot.hangs_from(identity)


# Recovery


async def test_an_identity_is_restored_from_nothing_but_its_recovery_key(enter: Enter) -> None:
    bot, identity, key = await enter(), Identity.make(), RecoveryKey.make()
    await bot.publish(identity)
    await store(bot.api, identity, bot.user_id, key)
    anew = await enter(bot)
    restored = await restore(anew.api, bot.user_id, RecoveryKey.parse(key.spelled))
    assert restored == identity
    await anew.sign(restored)
    assert await anew.hangs_from(identity)


async def test_the_account_keeps_what_the_specification_says(enter: Enter) -> None:
    bot, identity, key = await enter(), Identity.make(), RecoveryKey.make()
    await store(bot.api, identity, bot.user_id, key)
    key_id = (await bot.account_data("m.secret_storage.default_key"))["key"]
    description = await bot.account_data(f"m.secret_storage.key.{key_id}")
    assert set(description) == {"algorithm", "iv", "mac"}
    for usage in ("master", "self_signing", "user_signing"):
        kept = await bot.account_data(f"m.cross_signing.{usage}")
        assert {key_id} == set(kept["encrypted"])
        assert set(kept["encrypted"][key_id]) == {"iv", "ciphertext", "mac"}


async def test_where_nothing_is_stored_nothing_is_restored(enter: Enter) -> None:
    bot, key = await enter(), RecoveryKey.make()
    with pytest.raises(NothingStored):
        await restore(bot.api, bot.user_id, key)
    await store(bot.api, Identity.make(), bot.user_id, key)
    await bot.account_data("m.cross_signing.user_signing", {})
    with pytest.raises(NothingStored):
        await restore(bot.api, bot.user_id, key)


async def test_another_recovery_key_opens_nothing_and_overwrites_nothing(enter: Enter) -> None:
    bot, identity, key = await enter(), Identity.make(), RecoveryKey.make()
    await bot.publish(identity)
    await store(bot.api, identity, bot.user_id, key)
    other = RecoveryKey.make()
    with pytest.raises(WrongRecoveryKey):
        await restore(bot.api, bot.user_id, other)
    with pytest.raises(StoredByAnother):
        await store(bot.api, identity, bot.user_id, other)
    assert await restore(bot.api, bot.user_id, key) == identity
    await store(bot.api, identity, bot.user_id, other, replace=True)
    assert await restore(bot.api, bot.user_id, other) == identity


async def test_another_storage_without_a_check_is_not_taken_for_ours(enter: Enter) -> None:
    bot, identity = await enter(), Identity.make()
    await bot.account_data("m.secret_storage.key.theirs", {"algorithm": ALGORITHM})
    await bot.account_data("m.secret_storage.default_key", {"key": "theirs"})
    with pytest.raises(StoredByAnother):
        await store(bot.api, identity, bot.user_id, RecoveryKey.make())


async def test_a_storage_is_written_anew_by_its_own_key(enter: Enter) -> None:
    bot, first, second, key = await enter(), Identity.make(), Identity.make(), RecoveryKey.make()
    await store(bot.api, first, bot.user_id, key)
    before = await bot.account_data("m.secret_storage.default_key")
    await store(bot.api, second, bot.user_id, key)
    await bot.publish(second)
    assert await bot.account_data("m.secret_storage.default_key") == before
    assert await restore(bot.api, bot.user_id, key) == second


async def test_a_stored_identity_that_was_reset_is_not_restored(enter: Enter) -> None:
    bot, identity, key = await enter(), Identity.make(), RecoveryKey.make()
    await store(bot.api, identity, bot.user_id, key)
    with pytest.raises(AnotherIdentity):
        await restore(bot.api, bot.user_id, key)
    await bot.publish(Identity.make())
    with pytest.raises(AnotherIdentity):
        await restore(bot.api, bot.user_id, key)


@pytest.mark.parametrize("seed", [b"c2hvcnQ", b"not base64!", b"\xff"])
async def test_a_damaged_secret_is_not_restored(enter: Enter, seed: bytes) -> None:
    bot, key = await enter(), RecoveryKey.make()
    await store(bot.api, Identity.make(), bot.user_id, key)
    key_id = (await bot.account_data("m.secret_storage.default_key"))["key"]
    name = "m.cross_signing.master"
    await bot.account_data(name, {"encrypted": {key_id: seal(key.raw, name, seed)}})
    with pytest.raises(SecretUnreadable):
        await restore(bot.api, bot.user_id, key)


# Servers that Synapse does not play


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
    """Those that know no Matrix 1.11 do."""
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


async def test_a_server_that_wants_the_account_page_says_where() -> None:
    page = "https://account.test/?action=org.matrix.cross_signing_reset"
    server = Scripted(_asks("m.oauth", **{"m.oauth": {"url": page}}))
    with pytest.raises(ApprovalNeeded, match="account page https://account"):
        await publish(server, Identity.make(), "@t:hs", "secret")


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
    """What `/keys/query` says of a device which only signed itself."""
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


def _client(synapse: Synapse, folder: Path) -> AsyncClient:
    config = AsyncClientConfig(encryption_enabled=True, pickle_key="of a test")
    return AsyncClient(synapse.url, store_path=str(folder), config=config)
