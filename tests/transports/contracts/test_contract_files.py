"""Files and photos under the contract of every transport."""

from functools import partial

import pytest

from bot.core.messages.content import Document
from bot.core.messages.ports import FileTooBig, Rejected
from bot.core.messages.rendering import Rendered, Span
from tests.transports.contract import Harness, Shelf, eventually, running

LIST = Document(
    "Liste des membres – été.csv", "text/csv", "﻿nom;ville\nZoé;Besançon\n".encode() * 999
)


async def test_a_document_comes_whole_into_a_direct_room(harness: Harness, shelf: Shelf) -> None:
    ana, transport = await harness.person("Ana"), harness.transport
    sent = Rendered((Span("Les membres"),), document=LIST)
    async with running(transport, shelf):
        await harness.settled(ana.room, shelf)
        (piece,) = transport.pieces(sent)
        await transport.send(ana.room, piece, txn="1", reply_to=None)
        (seen,) = await eventually(lambda: ana.sees(ana.room))

    assert seen.words == "Les membres"
    assert seen.file == (LIST.name, LIST.content)


async def test_a_shared_room_gets_no_document(harness: Harness, shelf: Shelf) -> None:
    ana, transport = await harness.person("Ana"), harness.transport
    room = await harness.shared_room(ana)
    sent = Rendered((Span("Les membres"),), document=LIST)
    async with running(transport, shelf):
        await harness.settled(room, shelf)
        with pytest.raises(Rejected):
            await transport.send(room, sent, txn="1", reply_to=None)

    assert await ana.sees(room) == []


PHOTO = Document("photo.jpg", "image/jpeg", b"\xff\xd8 seen by all" * 999)


async def test_a_photo_comes_whole_into_any_room_with_its_caption(
    harness: Harness, shelf: Shelf
) -> None:
    ana, transport = await harness.person("Ana"), harness.transport
    room = await harness.shared_room(ana)
    sent = Rendered((Span("Image : le composteur"),), picture=PHOTO, quiet=True)
    async with running(transport, shelf):
        for where in (ana.room, room):
            await harness.settled(where, shelf)
            (piece,) = transport.pieces(sent)
            await transport.send(where, piece, txn=f"to {where}", reply_to=None)
            (seen,) = await eventually(partial(ana.sees, where))

            assert seen.words == "Image : le composteur"
            assert seen.file == (PHOTO.name, PHOTO.content)


async def test_a_file_is_received_and_fetched(harness: Harness, shelf: Shelf) -> None:
    ana, transport = await harness.person("Ana"), harness.transport
    async with running(transport, shelf):
        await ana.sends(LIST.name, LIST.content, ana.room)
        await ana.sends("autre.csv", b"a;b", ana.room, caption="Voici la liste")
        bare, with_words = await shelf.has(2)
        assert bare.file is not None
        assert await transport.fetch(bare.file, len(LIST.content)) == LIST.content
        with pytest.raises(FileTooBig):
            await transport.fetch(bare.file, len(LIST.content) - 1)

    assert (bare.words, bare.file.name, bare.file.size) == ("", LIST.name, len(LIST.content))
    assert bare.attachment is not None
    assert bare.file.network == transport.network
    assert with_words.words == "Voici la liste"


async def test_a_file_in_a_shared_room_is_nobodys_affair(harness: Harness, shelf: Shelf) -> None:
    ana = await harness.person("Ana")
    room = await harness.shared_room(ana)
    mark = harness.transport.capabilities.mark
    async with running(harness.transport, shelf):
        await ana.sends("liste.csv", b"a;b", room, caption="Pour vous tous")
        await ana.says(f"{mark}agenda", room)
        (came,) = await shelf.has(1)

    assert (came.words, came.file) == ("agenda", None)
