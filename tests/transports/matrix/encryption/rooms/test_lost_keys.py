"""Stores that are lost, and crashes amid keys."""

import asyncio
import shutil

import pytest

from bot.transports.matrix.device import KeysUnreadable, own_fingerprint
from bot.transports.matrix.encryption.crypto import STORE
from tests.synapse import MatrixPerson
from tests.synapse.encrypted import EncryptedPerson
from tests.transports.contract import eventually, until
from tests.transports.matrix.encryption.rooms.encrypted_rooms import bodies
from tests.transports.matrix_stage import Stage, session, words

pytestmark = pytest.mark.slow


@pytest.mark.slow
async def test_a_lost_store_makes_a_new_device_that_goes_on(
    stage: Stage, zoe: EncryptedPerson
) -> None:
    async with stage.running():
        room = await stage.direct(zoe, encrypted=True)
        await zoe.says(room, "un")
        await stage.nothing_but(["un"])
    (stage.folder / "matrix" / STORE).unlink()
    await zoe.says(room, "perdu")

    async with stage.running() as transport:
        assert not transport.capabilities.resends
        await until(lambda: len(stage.shelf.locked) == 1)
        await zoe.says(room, "deux")
        *_, arrival = await stage.nothing_but(["un", "deux"])
        await transport.send(arrival.room, words("réponse"), txn="1", reply_to=None)
        assert (await bodies(zoe, room))[-1] == "réponse"
        # The new device stays ours when its token is refused.
        device = session(stage.folder)["device_id"]
        stage.proxy.faults.log_out("*/sync")
        await zoe.says(room, "trois")
        await until(lambda: len(stage.proxy.asked_for("*/login")) == 3)
        await zoe.says(room, "quatre")
        await stage.nothing_but(["un", "deux", "trois", "quatre"])
        assert session(stage.folder)["device_id"] == device
    devices = (await zoe.keys_of(stage.bot))["device_keys"][stage.bot]
    [identity] = (await zoe.keys_of(stage.bot))["self_signing_keys"][stage.bot]["keys"].values()
    signed = [
        device
        for device, keys in devices.items()
        if f"ed25519:{identity}" in keys["signatures"][stage.bot]
    ]
    assert len(signed) == len(devices) == 2
    async with stage.running() as transport:
        assert transport.capabilities.resends


async def test_the_keys_at_rest_are_not_for_people_who_know_nio(
    stage: Stage, zoe: EncryptedPerson
) -> None:
    async with stage.running():
        await stage.direct(zoe, encrypted=True)
    folder, device = stage.folder / "matrix", session(stage.folder)["device_id"]
    assert own_fingerprint(folder, stage.bot, device, "the pickle key of a test")
    with pytest.raises(KeysUnreadable):
        own_fingerprint(folder, stage.bot, device, "DEFAULT_KEY")


@pytest.mark.crashes("not committed")
@pytest.mark.slow
async def test_a_crash_between_a_sync_and_its_commit_loses_no_key(
    stage: Stage, zoe: EncryptedPerson
) -> None:
    async with stage.running():
        room = await stage.direct(zoe, encrypted=True)
    # Abandoned as it stands: another process goes on with what lies on the disk.
    stage.shelf.refusals = 10_000
    dead = stage.transport()
    task = asyncio.create_task(dead.run(stage.shelf))
    await dead.connected()
    tried = stage.shelf.attempts
    await zoe.rotates(room)
    await zoe.says(room, "un")
    await until(lambda: stage.shelf.attempts > tried + 1)
    left = stage.folder.with_name("left")
    shutil.copytree(stage.folder, left)
    task.cancel()
    await asyncio.wait({task})
    await dead.close()

    stage.shelf.refusals, stage.folder = 0, left
    async with stage.running():
        await stage.nothing_but(["un"])
        assert stage.shelf.words() == ["un"]
        assert stage.shelf.locked == {}


async def test_a_crash_after_an_upload_of_keys_leaves_no_key_that_the_bot_lacks(
    stage: Stage, zoe: EncryptedPerson
) -> None:
    """A device that takes one of our one-time keys must find us able to read with it."""
    transport, left = stage.transport(), stage.folder.with_name("left")
    stage.proxy.faults.latency("*/keys/upload", 60.0, when="after")
    task = asyncio.create_task(transport.run(stage.shelf))
    await until(lambda: stage.proxy.asked_for("*/keys/upload"))
    await eventually(lambda: zoe.keys_of(stage.bot), lambda keys: keys["device_keys"][stage.bot])
    shutil.copytree(stage.folder, left)
    room = await zoe.creates(direct_with=stage.bot, encrypted=True)
    await MatrixPerson(stage.synapse.url, stage.us, "Terreau").joins(room)
    task.cancel()
    await asyncio.wait({task})
    await transport.close()

    stage.proxy.faults.clear()
    stage.folder = left
    await zoe.says(room, "avant")  # with one of the keys that the first process uploaded
    async with stage.running():
        await zoe.says(room, "après")
        await until(lambda: "après" in stage.shelf.words())
        assert stage.shelf.words()[-1] == "après"
        assert stage.shelf.locked == {}
