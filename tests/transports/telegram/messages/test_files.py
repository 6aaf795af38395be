"""Files on Telegram, both ways: their names, sizes and failures."""

from typing import Any

import pytest

from bot.core.declarations.arguments import MOST_BYTES
from bot.core.messages.content import Document
from bot.core.messages.incoming import Upload
from bot.core.messages.ports import FateUnknown, FileGone, FileTooBig, NotSent, Rejected
from bot.core.messages.rendering import Rendered, Span
from bot.transports.telegram import TelegramTransport
from bot.transports.telegram.messages import LARGEST_SENT, upload_in
from tests.emulator import BotApi, Message, Person
from tests.transports.contract import Shelf, running

LIST = b"nom;ville\nZo\xc3\xa9;Besan\xc3\xa7on\n"


def carrying(content: bytes = LIST, caption: str = "Les membres") -> Rendered:
    return Rendered((Span(caption),), document=Document("membres.csv", "text/csv", content))


async def say(transport: TelegramTransport, ana: Person, said: Rendered) -> None:
    for piece in transport.pieces(said):
        await transport.send(f"telegram:{ana.id}", piece, txn="1", reply_to=None)


def file_of(api: BotApi, message: Message) -> tuple[str, str, bytes]:
    kept = api.files.find(message.media["document"]["file_id"])
    return kept.name, kept.mime, kept.content


async def test_a_long_caption_is_said_after_the_file(
    api: BotApi, transport: TelegramTransport, ana: Person
) -> None:
    caption = "Les membres de la communauté. " * 50

    await say(transport, ana, carrying(caption=caption))

    document, words = ana.private.said
    assert file_of(api, document) == ("membres.csv", "text/csv", LIST)
    assert (document.text, words.text) == ("", caption.strip())


async def test_a_file_may_have_no_caption(
    api: BotApi, transport: TelegramTransport, ana: Person
) -> None:
    await say(transport, ana, Rendered((), document=carrying().document))

    [document] = ana.private.said
    assert (document.text, file_of(api, document)[2]) == ("", LIST)


@pytest.mark.slow
async def test_a_file_is_as_large_as_telegram_takes(
    api: BotApi, transport: TelegramTransport, ana: Person
) -> None:
    await say(transport, ana, carrying(bytes(LARGEST_SENT)))
    with pytest.raises(Rejected):
        await say(transport, ana, carrying(bytes(LARGEST_SENT + 1)))

    assert [len(file_of(api, each)[2]) for each in ana.private.said] == [LARGEST_SENT]
    assert api.count("sendDocument") == 1


async def test_a_file_of_unknown_fate_is_reported(
    api: BotApi, transport: TelegramTransport, ana: Person
) -> None:
    api.faults.fail("sendDocument", status=502, when="after")
    with pytest.raises(FateUnknown):
        await say(transport, ana, carrying())
    api.faults.fail("sendDocument", status=503)
    with pytest.raises(NotSent):
        await say(transport, ana, carrying())


async def received(api: BotApi, transport: TelegramTransport, shelf: Shelf) -> Upload:
    async with running(transport, shelf):
        [came] = await shelf.has(1)
    assert came.file is not None
    return came.file


async def test_a_file_is_told_with_what_its_client_says(
    api: BotApi, transport: TelegramTransport, ana: Person, shelf: Shelf
) -> None:
    ana.sends_document(LIST, name="../liste.csv", mime="text/csv", caption="/importer")

    file = await received(api, transport, shelf)

    assert (file.name, file.media_type, file.size) == ("liste.csv", "text/csv", len(LIST))
    [came] = shelf.words()
    assert came == "importer"


async def test_the_largest_size_of_a_picture_is_fetched(
    api: BotApi, transport: TelegramTransport, ana: Person, shelf: Shelf
) -> None:
    ana.sends_photo(b"a picture")

    file = await received(api, transport, shelf)

    assert (file.name, file.media_type) == ("photo.jpg", "image/jpeg")
    assert await transport.fetch(file, 100) == b"a picture"


@pytest.mark.parametrize(
    "message",
    [
        {"voice": {}},
        {"document": {}},
        {"photo": []},
        {"photo": [{}]},
        {"document": {"file_id": 12}},
        {"text": "document"},
    ],
)
def test_nothing_else_is_a_file(message: dict[str, Any]) -> None:
    assert upload_in(message, "telegram") is None
    assert upload_in({"document": {"file_id": "12"}}, "telegram") is not None


async def test_a_file_that_is_gone_is_told(
    api: BotApi, transport: TelegramTransport, ana: Person, shelf: Shelf
) -> None:
    ana.sends_document(LIST)
    file = await received(api, transport, shelf)
    api.files.lose(file.where["file_id"])

    with pytest.raises(FileGone):
        await transport.fetch(file, MOST_BYTES)
    with pytest.raises(FileGone):
        await transport.fetch(Upload("telegram", "x", "", 1, {"file_id": "forged"}), MOST_BYTES)


async def test_a_file_too_big_for_telegram_is_reported(
    api: BotApi, transport: TelegramTransport, ana: Person, shelf: Shelf
) -> None:
    ana.sends_document(bytes(MOST_BYTES + 1))
    file = await received(api, transport, shelf)

    with pytest.raises(FileTooBig):
        await transport.fetch(file, MOST_BYTES)


async def test_a_size_that_is_a_lie_fills_no_memory(
    api: BotApi, transport: TelegramTransport, ana: Person, shelf: Shelf, lying: None
) -> None:
    ana.sends_document(bytes(2**20))
    file = await received(api, transport, shelf)

    with pytest.raises(FileTooBig):
        await transport.fetch(file, 1000)


@pytest.fixture
def lying(api: BotApi, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that says of each file that it is small."""
    offer = api.files.offer
    monkeypatch.setattr(api.files, "offer", lambda file: offer(file) | {"file_size": 1})


async def test_a_server_that_keeps_its_files_on_its_disk_is_not_believed(
    api: BotApi,
    transport: TelegramTransport,
    ana: Person,
    shelf: Shelf,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ana.sends_document(LIST)
    file = await received(api, transport, shelf)
    offer = api.files.offer
    monkeypatch.setattr(api.files, "offer", lambda it: offer(it) | {"file_path": "/etc/passwd"})

    with pytest.raises(Rejected):
        await transport.fetch(file, MOST_BYTES)


async def test_a_network_that_is_away_is_told_without_its_address(
    api: BotApi, transport: TelegramTransport, ana: Person, shelf: Shelf
) -> None:
    ana.sends_document(LIST)
    file = await received(api, transport, shelf)
    async with api.faults.outage():
        with pytest.raises((NotSent, FateUnknown)) as told:
            await transport.fetch(file, MOST_BYTES)

    assert api.token not in str(told.value)
    assert api.token not in repr(told.value.__cause__)
    assert await transport.fetch(file, MOST_BYTES) == LIST
