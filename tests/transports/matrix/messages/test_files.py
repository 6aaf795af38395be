"""Files on Matrix, both ways, in plain rooms and in encrypted ones, against a real Synapse.

Who reads and sends them here knows the specification only, and not the library that we use.
"""

import asyncio
from typing import Any

import pytest

from bot.core.messages.content import Document
from bot.core.messages.incoming import Upload
from bot.core.messages.ports import FileGone, FileTooBig, NotSent, Rejected, RoomMoved, TryLater
from bot.core.messages.rendering import Rendered, Span
from bot.transports.matrix.messages.files import upload_in
from tests.synapse import MatrixPerson
from tests.synapse.encrypted import EncryptedPerson
from tests.transports.contract import until
from tests.transports.matrix_stage import Stage

LIST = Document("Membres – été.csv", "text/csv", "nom;ville\nZoé;Besançon\n".encode() * 20_000)
SENT = Rendered((Span("Les membres", bold=True),), document=LIST, quiet=True)
UPLOADED = "*/media/v3/upload"


async def test_a_document_is_a_file_with_its_caption(stage: Stage, zoe: MatrixPerson) -> None:
    async with stage.running() as transport:
        room = await stage.direct(zoe)
        await transport.send(f"matrix:{room}/{zoe.user_id}", SENT, txn="1", reply_to=None)
        bare = Rendered((), document=LIST)
        await transport.send(f"matrix:{room}/{zoe.user_id}", bare, txn="2", reply_to=None)
        [with_words, without] = await zoe.reads(room)

    content = with_words.content
    assert (content["msgtype"], content["body"], content["filename"]) == (
        "m.file",
        "Les membres",
        LIST.name,
    )
    assert content["formatted_body"] == "<strong>Les membres</strong>"
    assert content["info"] == {"mimetype": "text/csv", "size": len(LIST.content)}
    assert "file" not in content
    assert (without.body, without.content["filename"]) == (LIST.name, LIST.name)
    assert await zoe.opens(with_words) == await zoe.opens(without) == (LIST.name, LIST.content)


async def test_the_homeserver_cannot_read_a_file_in_an_encrypted_room(
    sealed_stage: Stage, sealed_zoe: EncryptedPerson
) -> None:
    zoe = sealed_zoe
    async with sealed_stage.running() as transport:
        room = await sealed_stage.direct(zoe, encrypted=True)
        await transport.send(f"matrix:{room}/{zoe.user_id}", SENT, txn="1", reply_to=None)
        await transport.send(f"matrix:{room}/{zoe.user_id}", SENT, txn="2", reply_to=None)
        first, second = await zoe.reads(room)

    assert first.encrypted
    assert "url" not in first.content
    assert await zoe.opens(first) == await zoe.opens(second) == (LIST.name, LIST.content)
    keys = [each.content["file"]["key"]["k"] for each in (first, second)]
    assert keys[0] != keys[1], "each file has its own key"


@pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "encrypted"])
async def test_a_file_sent_again_is_the_same_message_and_the_same_file(
    sealed_stage: Stage, sealed_zoe: EncryptedPerson, *, encrypted: bool
) -> None:
    stage, zoe = sealed_stage, sealed_zoe
    async with stage.running() as transport:
        room = await stage.direct(zoe, encrypted=encrypted)
        where = f"matrix:{room}/{zoe.user_id}"
        stage.proxy.faults.limit(UPLOADED, seconds=1)
        with pytest.raises(TryLater):
            await transport.send(where, SENT, txn="1", reply_to=None)
        stage.proxy.faults.fail("*/send/*", status=502, when="after")
        with pytest.raises(Exception, match="502"):
            await transport.send(where, SENT, txn="1", reply_to=None)
        again = await transport.send(where, SENT, txn="1", reply_to=None)
        [seen] = await zoe.reads(room)

    assert seen.id == again
    assert await zoe.opens(seen) == (LIST.name, LIST.content)
    assert [it.status for it in stage.proxy.asked_for(UPLOADED)] == [429, 200]


@pytest.mark.slow
async def test_a_person_who_came_during_the_upload_does_not_get_the_file(
    stage: Stage, zoe: MatrixPerson, luc: MatrixPerson
) -> None:
    async with stage.running() as transport:
        room = await stage.direct(zoe)
        stage.proxy.faults.latency(UPLOADED, 1.0, when="after")
        sending = asyncio.create_task(
            transport.send(f"matrix:{room}/{zoe.user_id}", SENT, txn="1", reply_to=None)
        )
        await until(lambda: stage.proxy.asked_for(UPLOADED))
        await zoe.invites(room, luc.user_id)
        with pytest.raises(RoomMoved):
            await sending

    assert await zoe.reads(room) == []


async def test_a_file_that_the_homeserver_finds_too_large_is_rejected(
    stage: Stage, zoe: MatrixPerson
) -> None:
    async with stage.running() as transport:
        room = await stage.direct(zoe)
        too_large = {"errcode": "M_TOO_LARGE", "error": "Too large"}
        stage.proxy.faults.fail(UPLOADED, status=413, body=too_large)
        with pytest.raises(Rejected):
            await transport.send(f"matrix:{room}/{zoe.user_id}", SENT, txn="1", reply_to=None)


async def received(stage: Stage, zoe: MatrixPerson, *, encrypted: bool = False) -> Upload:
    room = await stage.direct(zoe, encrypted=encrypted)
    await zoe.sends_file(room, LIST.name, LIST.content)
    [came] = await stage.shelf.has(1)
    assert came.file is not None
    return came.file


async def test_a_file_in_an_encrypted_room_is_fetched_with_its_keys(
    sealed_stage: Stage, sealed_zoe: EncryptedPerson
) -> None:
    async with sealed_stage.running() as transport:
        file = await received(sealed_stage, sealed_zoe, encrypted=True)
        assert await transport.fetch(file, len(LIST.content)) == LIST.content
        other = Upload("matrix", "x", "", 1, {**file.where, "hash": "A" * 43})
        with pytest.raises(Rejected):
            await transport.fetch(other, len(LIST.content))
        broken = Upload("matrix", "x", "", 1, {**file.where, "key": "é"})
        with pytest.raises(Rejected):
            await transport.fetch(broken, len(LIST.content))

    assert (file.media_type, file.size) == ("text/csv", len(LIST.content))


async def test_a_missing_or_too_big_file_is_reported(stage: Stage, zoe: MatrixPerson) -> None:
    async with stage.running() as transport:
        file = await received(stage, zoe)
        with pytest.raises(FileTooBig):
            await transport.fetch(file, 1000)
        nowhere = Upload("matrix", "x", "", 1, {"url": "mxc://terreau.test/nothing"})
        with pytest.raises(FileGone):
            await transport.fetch(nowhere, 1000)


async def test_a_homeserver_that_is_unwell_is_asked_again(stage: Stage, zoe: MatrixPerson) -> None:
    async with stage.running() as transport:
        file = await received(stage, zoe)
        for status, body in [(504, {"errcode": "M_NOT_YET_UPLOADED"}), (500, {"errcode": "M_X"})]:
            stage.proxy.faults.fail("*/media/download/*", status=status, body=body)
            with pytest.raises(NotSent):
                await transport.fetch(file, 10**6)
        stage.proxy.faults.limit("*/media/download/*")
        with pytest.raises(TryLater):
            await transport.fetch(file, 10**6)

        assert await transport.fetch(file, 10**6) == LIST.content


async def test_files_are_asked_for_with_our_token_alone(stage: Stage, zoe: MatrixPerson) -> None:
    """A homeserver that does not know that way is not asked for them as anybody might be."""
    async with stage.running() as transport:
        file = await received(stage, zoe)
        unknown = {"errcode": "M_UNRECOGNIZED", "error": "Unrecognized request"}
        stage.proxy.faults.fail("*/v1/media/download/*", status=404, body=unknown)
        with pytest.raises(FileGone):
            await transport.fetch(file, 10**6)

    [asked] = stage.proxy.asked_for("*/media/*/*")
    assert asked.path.startswith("/_matrix/client/v1/media/download/")


URL = "mxc://terreau.test/abc"
KEYS: dict[str, Any] = {"url": URL, "key": {"k": "k"}, "iv": "i", "hashes": {"sha256": "h"}}


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"msgtype": "m.text", "url": URL},
        {"msgtype": "m.location", "url": URL},
        {"msgtype": "m.file"},
        {"msgtype": "m.file", "url": 12},
        {"msgtype": "m.file", "url": "https://inner.example/secret"},
        {"msgtype": "m.file", "url": "mxc://terreau.test/../../admin"},
        {"msgtype": "m.file", "url": "mxc://terreau.test/abc?x=1"},
        {"msgtype": "m.file", "url": "mxc://terreau.test/abc/def"},
        {"msgtype": "m.file", "file": "x"},
        {"msgtype": "m.file", "url": URL, "file": {**KEYS, "url": "mxc://"}},
        {"msgtype": "m.file", "file": {**KEYS, "key": {}}},
        {"msgtype": "m.file", "file": {**KEYS, "hashes": []}},
        {"msgtype": "m.file", "file": {**KEYS, "iv": None}},
    ],
)
def test_a_reference_that_makes_no_sense_is_no_file(content: dict[str, Any]) -> None:
    assert upload_in(content, "matrix") is None
    assert upload_in({"msgtype": "m.file", "url": URL}, "matrix") is not None


@pytest.mark.parametrize("size", [None, -1, "12", True, 2.5, 10**30])
def test_any_description_of_a_file_by_a_client_is_read(size: object) -> None:
    content = {"msgtype": "m.file", "url": URL, "body": 3, "info": {"size": size, "mimetype": []}}
    read = upload_in(content, "matrix")

    assert read is not None
    assert (read.name, read.media_type) == ("file", "application/octet-stream")
