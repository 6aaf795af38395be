"""Messages to our device, and keys taken from it: nobody keeps it from reading the others."""

from base64 import b64encode
from uuid import uuid4

import pytest
from vodozemac import Account

from tests.synapse import MatrixPerson, path
from tests.synapse.calls import Json
from tests.synapse.encrypted import EncryptedPerson
from tests.transports.contract import until
from tests.transports.matrix_stage import Stage

pytestmark = pytest.mark.slow

MOST_KEYS = 50


async def device_of(person: MatrixPerson, bot: str) -> Json:
    """The bot's device, as others see it."""
    [device] = (await person.keys_of(bot))["device_keys"][bot].values()
    return dict(device)


async def claims_a_key(person: MatrixPerson, bot: str) -> bool:
    """Take one of the bot's one-time keys; whether there was one."""
    device = (await device_of(person, bot))["device_id"]
    wanted = {"one_time_keys": {bot: {device: "signed_curve25519"}}}
    told = await person.call("POST", path("keys", "claim"), wanted)
    return bool(told["one_time_keys"].get(bot, {}).get(device))


async def sends_what_nobody_can_open(person: MatrixPerson, bot: str) -> None:
    """Begin a session with the bot's device, under a one-time key that it never had."""
    device = await device_of(person, bot)
    ours, stranger = Account(), Account()
    stranger.generate_one_time_keys(1)
    [key] = stranger.one_time_keys.values()
    theirs = device["keys"][f"curve25519:{device['device_id']}"]
    session = ours.create_outbound_session(type(key).from_base64(theirs), key)
    kind, text = session.encrypt(b"{}").to_parts()
    sealed = {
        "algorithm": "m.olm.v1.curve25519-aes-sha2",
        "sender_key": ours.curve25519_key.to_base64(),
        "ciphertext": {theirs: {"type": kind, "body": encode(text)}},
    }
    where = path("sendToDevice", "m.room.encrypted", str(uuid4()))
    await person.call("PUT", where, {"messages": {bot: {device["device_id"]: sealed}}})


def encode(raw: bytes) -> str:
    return b64encode(raw).decode().rstrip("=")


@pytest.mark.crashes("nio could not take a sync in")
async def test_a_key_that_cannot_be_read_takes_no_other_with_it(
    sealed_stage: Stage, luc: MatrixPerson, sealed_zoe: EncryptedPerson
) -> None:
    async with sealed_stage.running():
        room = await sealed_stage.direct(sealed_zoe, encrypted=True)
        await sealed_zoe.says(room, "Bonjour")
        await sealed_stage.nothing_but(["Bonjour"])
    await sends_what_nobody_can_open(luc, sealed_stage.bot)
    await sealed_zoe.rotates(room)
    await sealed_zoe.says(room, "Vous me lisez ?")

    async with sealed_stage.running():
        await sealed_stage.nothing_but(["Bonjour", "Vous me lisez ?"])


async def test_keys_are_made_anew_when_others_took_all(
    sealed_stage: Stage, luc: MatrixPerson
) -> None:
    async with sealed_stage.running():
        await sealed_stage.direct(luc)
    taken = [await claims_a_key(luc, sealed_stage.bot) for _ in range(MOST_KEYS + 1)]
    assert taken == [True] * MOST_KEYS + [False]

    async with sealed_stage.running():
        await until(lambda: sealed_stage.proxy.asked_for("*/keys/upload")[1:])
    assert await claims_a_key(luc, sealed_stage.bot)
