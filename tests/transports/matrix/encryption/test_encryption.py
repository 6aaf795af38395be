"""Encrypted rooms: read and written, through lost keys, new devices and crashes."""

import asyncio
import shutil

import pytest
from nio.crypto.attachments import decrypt_attachment

from bot.core.files.pictures import draw
from bot.core.messages.incoming import Answered, Kind
from bot.core.messages.ports import RoomGone, SendError, TryLater
from bot.core.messages.rendering import Rendered, Span
from bot.transports.matrix import MatrixTransport
from bot.transports.matrix.account.folder import KeysUnreadable, own_fingerprint
from bot.transports.matrix.encryption.crypto import STORE
from tests.synapse import Somebody, path
from tests.synapse.encrypted import EncryptedSomebody
from tests.transports.contract import eventually, until
from tests.transports.matrix_stage import Stage, session, words


@pytest.fixture
def stage(sealed_stage: Stage) -> Stage:
    """One where the bot encrypts."""
    return sealed_stage


@pytest.fixture
def zoe(sealed_zoe: EncryptedSomebody) -> EncryptedSomebody:
    return sealed_zoe


async def say(transport: MatrixTransport, room: str, said: str) -> str:
    """Say something once; gives its id."""
    return await transport.send(f"matrix:{room}", words(said), txn=said, reply_to=None)


async def bodies(person: Somebody, room: str) -> list[str]:
    return [it.body for it in await person.reads(room)]


async def test_both_sides_read_each_other(stage: Stage, zoe: EncryptedSomebody) -> None:
    async with stage.running() as transport:
        room = await stage.direct(zoe, encrypted=True)
        await zoe.says(room, "Bonjour")
        [first] = await stage.shelf.has(1)
        sent = await transport.send(first.room, words("Bonsoir"), txn="1", reply_to=None)
        await zoe.says(room, "!menu", reply_to=sent)
        _, second = await stage.shelf.has(2)
        seen = await zoe.reads(room)
        raw = await zoe.call("GET", path("rooms", room, "messages"), dir="f", limit="100")

    assert [(it.words, it.encrypted) for it in (first, second)] == [
        ("Bonjour", True),
        ("menu", True),
    ]
    assert (second.about, second.command) == (sent, True)
    assert [(it.body, it.encrypted) for it in seen] == [
        ("Bonjour", True),
        ("Bonsoir", True),
        ("!menu", True),
    ]
    assert "Bonsoir" not in str(raw)


async def test_where_we_do_not_encrypt_nothing_is_said(
    stage: Stage, zoe: EncryptedSomebody
) -> None:
    stage.encryption = False
    async with stage.running() as transport:
        room = await stage.shared(zoe, encrypted=True)
        with pytest.raises(RoomGone):
            await say(transport, room, "Bonjour")
        assert await bodies(zoe, room) == []


async def test_a_room_that_is_encrypted_later_is_so_at_once(
    stage: Stage, zoe: EncryptedSomebody
) -> None:
    async with stage.running() as transport:
        room = await stage.shared(zoe)
        await say(transport, room, "En clair")
        await zoe.encrypts(room)
        await zoe.says(room, "!menu")
        await stage.nothing_but(["menu"])
        await say(transport, room, "En secret")
        seen = await zoe.reads(room)
    assert [it.encrypted for it in seen] == [False, True, True]


async def test_what_cannot_be_read_waits_for_its_key_and_then_comes(
    stage: Stage, zoe: EncryptedSomebody
) -> None:
    async with stage.running():
        room = await stage.direct(zoe, encrypted=True)
        address = f"matrix:{room}/{zoe.user_id}"
        await zoe.says(room, "un")
        first = await zoe.says_unreadable(room, "deux")
        second = await zoe.says_unreadable(room, "trois")
        await zoe.says(room, "quatre")
        await stage.nothing_but(["un", "quatre"])
        assert [(it.key, it.room) for it in stage.shelf.locked.values()] == [
            (first, address),
            (second, address),
        ]
        await zoe.gives_key(second)
        await stage.nothing_but(["un", "quatre", "trois"])
        await zoe.gives_key(first)
        *_, latest = await stage.nothing_but(["un", "quatre", "trois", "deux"])

    assert (latest.encrypted, latest.key, latest.room) == (True, first, address)
    assert stage.shelf.opened == [second, first]
    assert stage.shelf.locked == {}


async def test_what_a_command_answers_is_brought_without_words_while_its_key_is_missing(
    stage: Stage, zoe: EncryptedSomebody
) -> None:
    async with stage.running():
        room = await stage.direct(zoe, encrypted=True)
        hidden = await zoe.says_unreadable(room, "Bonjour")
        await zoe.says(room, "!actu", reply_to=hidden)
        [command] = await stage.shelf.has(1)

    assert command.answered == Answered("", f"matrix:{zoe.user_id}", "Zoé")


async def test_keys_that_come_while_we_are_stopped_open_what_waits_in_order(
    stage: Stage, zoe: EncryptedSomebody
) -> None:
    async with stage.running():
        room = await stage.shared(zoe, encrypted=True)
        events = [await zoe.says_unreadable(room, f"!vote {number}") for number in range(3)]
        talk = await zoe.says_unreadable(room, "Bavardage")
        await until(lambda: len(stage.shelf.locked) == 4)
    for event in (events[2], talk, events[0], events[1]):
        await zoe.gives_key(event)
    async with stage.running():
        await stage.nothing_but(["vote 0", "vote 1", "vote 2"])
        await until(lambda: not stage.shelf.locked)
    assert sorted(stage.shelf.opened) == sorted([*events, talk])


async def test_what_was_taken_back_does_not_wait(stage: Stage, zoe: EncryptedSomebody) -> None:
    async with stage.running():
        room = await stage.direct(zoe, encrypted=True)
    event = await zoe.says_unreadable(room, "Pardon")
    await zoe.redacts(room, event)
    await zoe.says(room, "fin")
    async with stage.running():
        await stage.nothing_but(["fin"])
    assert stage.shelf.locked == {}


async def test_a_restart_goes_on_reading_and_writing(stage: Stage, zoe: EncryptedSomebody) -> None:
    async with stage.running() as transport:
        room = await stage.direct(zoe, encrypted=True)
        await zoe.says(room, "un")
        [arrival] = await stage.nothing_but(["un"])
        await transport.send(arrival.room, words("réponse"), txn="1", reply_to=None)
    await zoe.says(room, "deux")
    async with stage.running() as transport:
        assert transport.capabilities.resends
        await stage.nothing_but(["un", "deux"])
        await transport.send(arrival.room, words("suite"), txn="2", reply_to=None)
        assert await bodies(zoe, room) == ["un", "réponse", "deux", "suite"]


@pytest.mark.slow
async def test_a_lost_store_makes_a_new_device_that_goes_on(
    stage: Stage, zoe: EncryptedSomebody
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


async def test_somebodys_new_device_reads_our_next_message(
    stage: Stage, zoe: EncryptedSomebody
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


async def test_a_rotation_is_followed(stage: Stage, zoe: EncryptedSomebody) -> None:
    async with stage.running():
        room = await stage.direct(zoe, encrypted=True)
        for number in range(3):
            await zoe.says(room, f"{number}")
            await zoe.rotates(room)
        await stage.nothing_but(["0", "1", "2"])
    assert stage.shelf.locked == {}


@pytest.mark.slow
async def test_our_own_key_is_new_after_a_hundred_messages(
    stage: Stage, zoe: EncryptedSomebody
) -> None:
    """Whoever gets hold of one key shall not read everything: see "m.room.encryption"."""
    async with stage.running() as transport:
        room = await stage.shared(zoe, encrypted=True)
        sent = [f"{number}" for number in range(101)]
        for each in sent:
            await say(transport, room, each)
        assert await bodies(zoe, room) == sent
        raw = await Somebody(zoe.url, zoe.account, zoe.name).timeline(room)
    keys = [it["content"]["session_id"] for it in raw if it["type"] == "m.room.encrypted"]
    assert len(set(keys[:100])) == 1
    assert keys[100] not in keys[:100]


async def test_whoever_comes_reads_what_is_said_then(stage: Stage, zoe: EncryptedSomebody) -> None:
    async with (
        stage.running() as transport,
        await EncryptedSomebody.on(stage.synapse, "Luc") as luc,
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


async def test_whoever_came_in_a_gap_reads_us_too(
    stage: Stage, zoe: EncryptedSomebody, impatient: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sync that leaves events out leaves out who came: nio is to ask for all of them again."""
    monkeypatch.setattr("bot.transports.matrix.sync.sync_loop.PAGE", 3)
    async with (
        stage.running() as transport,
        await EncryptedSomebody.on(stage.synapse, "Luc") as luc,
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


async def test_whoever_came_while_we_were_out_reads_us_too(
    stage: Stage, zoe: EncryptedSomebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.transports.matrix.sync.sync_loop.PAGE", 1)
    async with (
        stage.running() as transport,
        await EncryptedSomebody.on(stage.synapse, "Luc") as luc,
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
    stage: Stage, zoe: EncryptedSomebody
) -> None:
    async with (
        stage.running() as transport,
        await EncryptedSomebody.on(stage.synapse, "Luc") as luc,
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
    stage: Stage, zoe: EncryptedSomebody, step: str
) -> None:
    async with stage.running() as transport:
        stage.proxy.faults.fail(f"*/keys/{step}", times=99)
        room = await stage.shared(zoe, encrypted=True)
        with pytest.raises(TryLater):
            await say(transport, room, "secret")
        stage.proxy.faults.clear()
        await say(transport, room, "secret")
        assert await bodies(zoe, room) == ["secret"]


async def test_the_keys_at_rest_are_not_for_whoever_knows_nio(
    stage: Stage, zoe: EncryptedSomebody
) -> None:
    async with stage.running():
        await stage.direct(zoe, encrypted=True)
    folder, device = stage.folder / "matrix", session(stage.folder)["device_id"]
    assert own_fingerprint(folder, stage.bot, device, "the pickle key of a test")
    with pytest.raises(KeysUnreadable):
        own_fingerprint(folder, stage.bot, device, "DEFAULT_KEY")


@pytest.mark.slow
async def test_a_crash_between_a_sync_and_its_commit_loses_no_key(
    stage: Stage, zoe: EncryptedSomebody
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
        assert stage.shelf.locked == {}


async def test_a_crash_after_keys_were_uploaded_leaves_none_that_we_do_not_have(
    stage: Stage, zoe: EncryptedSomebody
) -> None:
    """Whoever takes one of our one-time keys must find us able to read with it."""
    transport, left = stage.transport(), stage.folder.with_name("left")
    stage.proxy.faults.latency("*/keys/upload", 60.0, when="after")
    task = asyncio.create_task(transport.run(stage.shelf))
    await until(lambda: stage.proxy.asked_for("*/keys/upload"))
    await eventually(lambda: zoe.keys_of(stage.bot), lambda keys: keys["device_keys"][stage.bot])
    shutil.copytree(stage.folder, left)
    room = await zoe.creates(direct_with=stage.bot, encrypted=True)
    await Somebody(stage.synapse.url, stage.us, "Terreau").joins(room)
    task.cancel()
    await asyncio.wait({task})
    await transport.close()

    stage.proxy.faults.clear()
    stage.folder = left
    await zoe.says(room, "avant")  # with one of the keys that the first process uploaded
    async with stage.running():
        await zoe.says(room, "après")
        await until(lambda: "après" in stage.shelf.words())
        assert stage.shelf.locked == {}


async def test_a_qr_code_is_encrypted_where_the_room_is(
    stage: Stage, zoe: EncryptedSomebody
) -> None:
    picture = Rendered((Span("Venez samedi"),), picture="https://region.example/samedi")
    async with stage.running() as transport:
        sealed, open_room = await stage.shared(zoe, encrypted=True), await stage.shared(zoe)
        for number, room in enumerate((sealed, open_room)):
            await transport.send(f"matrix:{room}", picture, txn=f"{number}", reply_to=None)
        [hidden] = await zoe.reads(sealed)
        [shown] = await zoe.reads(open_room)

    assert (
        (hidden.msgtype, hidden.body)
        == (shown.msgtype, shown.body)
        == (
            "m.image",
            "Venez samedi",
        )
    )
    file, drawn = hidden.content["file"], draw("https://region.example/samedi")
    assert "url" not in hidden.content
    raw = await downloaded(zoe, file["url"])
    assert raw != drawn
    key, iv = file["key"]["k"], file["iv"]
    assert decrypt_attachment(raw, key, file["hashes"]["sha256"], iv) == drawn
    assert await downloaded(zoe, shown.content["url"]) == drawn


async def downloaded(person: EncryptedSomebody, uri: str) -> bytes:
    answer = await person.client.download(uri)
    return bytes(answer.body)
