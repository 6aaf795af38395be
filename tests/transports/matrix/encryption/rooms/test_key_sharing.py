"""Keys of encrypted rooms: rotated, and shared with people and devices that come."""

import pytest

from bot.core.messages.incoming import Kind
from bot.core.messages.ports import SendError, TryLater
from tests.synapse import MatrixPerson
from tests.synapse.encrypted import EncryptedPerson
from tests.transports.matrix.encryption.rooms.encrypted_rooms import bodies, say
from tests.transports.matrix_stage import Stage, words

pytestmark = pytest.mark.slow


async def test_a_new_device_of_a_person_reads_our_next_message(
    stage: Stage, zoe: EncryptedPerson
) -> None:
    async with stage.running() as transport:
        room = await stage.shared(zoe, encrypted=True)
        await say(transport, room, "un")
        assert await bodies(zoe, room) == ["un"]
        await zoe.changes_device()
        await zoe.says(room, "!encore")
        await stage.nothing_but(["encore"])
        await say(transport, room, "deux")
        assert await bodies(zoe, room) == ["", "!encore", "deux"]
    await zoe.changes_device()
    async with stage.running() as transport:
        await say(transport, room, "trois")
        assert (await bodies(zoe, room))[-1] == "trois"


async def test_a_rotation_is_followed(stage: Stage, zoe: EncryptedPerson) -> None:
    async with stage.running():
        room = await stage.direct(zoe, encrypted=True)
        for number in range(3):
            await zoe.says(room, f"{number}")
            await zoe.rotates(room)
        await stage.nothing_but(["0", "1", "2"])
    assert stage.shelf.words() == ["0", "1", "2"]
    assert stage.shelf.locked == {}


@pytest.mark.slow
async def test_our_own_key_is_new_after_a_hundred_messages(
    stage: Stage, zoe: EncryptedPerson
) -> None:
    """A stolen key must not open everything: see "m.room.encryption"."""
    async with stage.running() as transport:
        room = await stage.shared(zoe, encrypted=True)
        sent = [f"{number}" for number in range(101)]
        for each in sent:
            await say(transport, room, each)
        assert await bodies(zoe, room) == sent
        raw = await MatrixPerson(zoe.url, zoe.account, zoe.name).timeline(room)
    keys = [it["content"]["session_id"] for it in raw if it["type"] == "m.room.encrypted"]
    assert len(set(keys[:100])) == 1
    assert keys[100] not in keys[:100]


async def test_newcomers_read_later_messages(stage: Stage, zoe: EncryptedPerson) -> None:
    async with (
        stage.running() as transport,
        await EncryptedPerson.on(stage.synapse, "Luc") as luc,
    ):
        room = await stage.shared(zoe, encrypted=True)
        await say(transport, room, "un")
        await zoe.invites(room, luc.user_id)
        await luc.joins(room)
        await luc.says(room, "!menu")
        await stage.nothing_but(["menu"])
        await say(transport, room, "deux")
        assert (await bodies(luc, room))[-1] == "deux"
        assert await bodies(zoe, room) == ["un", "!menu", "deux"]


async def test_people_who_came_in_a_gap_read_us_too(
    stage: Stage, zoe: EncryptedPerson, impatient: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sync that leaves events out leaves out who came: nio is to ask for all of them again."""
    monkeypatch.setattr("bot.transports.matrix.sync_loop.PAGE", 3)
    async with (
        stage.running() as transport,
        await EncryptedPerson.on(stage.synapse, "Luc") as luc,
    ):
        room = await stage.shared(zoe, encrypted=True)
        await say(transport, room, "un")
        async with stage.proxy.outage():
            await zoe.invites(room, luc.user_id)
            await luc.joins(room)
            for number in range(4):
                await zoe.says(room, f"!{'abcd'[number]}")
        await stage.nothing_but(["a", "b", "c", "d"])
        await say(transport, room, "deux")
        assert (await bodies(luc, room))[-1] == "deux"


async def test_people_who_came_while_we_were_out_read_us_too(
    stage: Stage, zoe: EncryptedPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.transports.matrix.sync_loop.PAGE", 1)
    async with (
        stage.running() as transport,
        await EncryptedPerson.on(stage.synapse, "Luc") as luc,
    ):
        room = await stage.shared(zoe, encrypted=True)
        await say(transport, room, "un")
        await zoe.kicks(room, stage.bot)
        await stage.shelf.has(1, Kind.WENT)
        await zoe.invites(room, luc.user_id)
        await luc.joins(room)
        await zoe.says(room, "Bonjour Luc")
        await zoe.invites(room, stage.bot)
        await stage.shelf.has(2, Kind.CAME)
        await say(transport, room, "deux")
        assert (await bodies(luc, room))[-1] == "deux"


async def test_a_key_that_reached_only_some_is_shared_again(
    stage: Stage, zoe: EncryptedPerson
) -> None:
    async with (
        stage.running() as transport,
        await EncryptedPerson.on(stage.synapse, "Luc") as luc,
    ):
        room = await stage.shared(zoe, luc, encrypted=True)
        for status in (502, 429):
            stage.proxy.faults.fail("*/sendToDevice/m.room.encrypted/*", status=status, body={})
            with pytest.raises(SendError):
                await transport.send(f"matrix:{room}", words("secret"), txn="1", reply_to=None)
        assert await bodies(zoe, room) == []
        sent = await transport.send(f"matrix:{room}", words("secret"), txn="1", reply_to=None)
        for person in (zoe, luc):
            [seen] = await person.reads(room)
            assert (seen.id, seen.body) == (sent, "secret")


@pytest.mark.parametrize("step", ["query", "claim"])
async def test_keys_that_cannot_be_asked_for_now_leave_nothing_said(
    stage: Stage, zoe: EncryptedPerson, step: str
) -> None:
    async with stage.running() as transport:
        stage.proxy.faults.fail(f"*/keys/{step}", times=99)
        room = await stage.shared(zoe, encrypted=True)
        with pytest.raises(TryLater):
            await say(transport, room, "secret")
        stage.proxy.faults.clear()
        await say(transport, room, "secret")
        assert await bodies(zoe, room) == ["secret"]
