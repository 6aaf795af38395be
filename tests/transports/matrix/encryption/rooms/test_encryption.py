"""Encrypted rooms: read and written, with messages that wait for their keys."""

import pytest
from nio.crypto.attachments import decrypt_attachment

from bot.core.files import draw
from bot.core.messages.incoming import Answered
from bot.core.messages.ports import RoomGone
from bot.core.messages.rendering import Rendered, Span
from tests.synapse import path
from tests.synapse.encrypted import EncryptedPerson
from tests.transports.contract import until
from tests.transports.matrix.encryption.rooms.encrypted_rooms import bodies, say
from tests.transports.matrix_stage import Stage, words


async def test_both_sides_read_each_other(stage: Stage, zoe: EncryptedPerson) -> None:
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


async def test_nothing_is_sent_to_an_encrypted_room_without_encryption(
    stage: Stage, zoe: EncryptedPerson
) -> None:
    stage.encryption = False
    async with stage.running() as transport:
        room = await stage.shared(zoe, encrypted=True)
        with pytest.raises(RoomGone):
            await say(transport, room, "Bonjour")
        assert await bodies(zoe, room) == []


async def test_a_room_that_is_encrypted_later_is_so_at_once(
    stage: Stage, zoe: EncryptedPerson
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


@pytest.mark.slow
async def test_an_unreadable_message_waits_for_its_key_and_then_comes(
    stage: Stage, zoe: EncryptedPerson
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


async def test_the_answered_message_is_brought_without_words_while_its_key_is_missing(
    stage: Stage, zoe: EncryptedPerson
) -> None:
    async with stage.running():
        room = await stage.direct(zoe, encrypted=True)
        hidden = await zoe.says_unreadable(room, "Bonjour")
        await zoe.says(room, "!actu", reply_to=hidden)
        [command] = await stage.shelf.has(1)

    assert command.answered == Answered("", f"matrix:{zoe.user_id}", "Zoé")


@pytest.mark.slow
async def test_keys_that_come_while_the_bot_is_stopped_open_waiting_events_in_order(
    stage: Stage, zoe: EncryptedPerson
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


async def test_a_message_that_was_taken_back_does_not_wait(
    stage: Stage, zoe: EncryptedPerson
) -> None:
    async with stage.running():
        room = await stage.direct(zoe, encrypted=True)
    event = await zoe.says_unreadable(room, "Pardon")
    await zoe.redacts(room, event)
    await zoe.says(room, "fin")
    async with stage.running():
        await stage.nothing_but(["fin"])
    assert stage.shelf.words() == ["fin"]
    assert stage.shelf.locked == {}


@pytest.mark.slow
async def test_a_restart_goes_on_reading_and_writing(stage: Stage, zoe: EncryptedPerson) -> None:
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


async def test_a_qr_code_is_encrypted_where_the_room_is(stage: Stage, zoe: EncryptedPerson) -> None:
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


async def downloaded(person: EncryptedPerson, uri: str) -> bytes:
    answer = await person.client.download(uri)
    return bytes(answer.body)
