"""Files of people with the whole program running: in from a chat, out by a page or by Matrix."""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any

import aiohttp
import pytest

from bot.app import App, routers
from bot.config import Settings
from bot.core import Answer, Context, Document, JobContext, Router, Text, asks, text
from bot.core.context.clock import Clock
from bot.core.declarations.references import FileRef, UploadRef
from bot.core.declarations.router import collect
from bot.core.messages.incoming import Upload
from bot.core.messages.ports import Transport
from bot.domain.roles import Role
from bot.operations.run import pages
from bot.web.server import serve
from storage.files import Files
from storage.operations.migrations import migrate
from storage.unit_of_work import Database
from tests.emulator import BotApi
from tests.networks.region import OnMatrix, is_told, tells
from tests.patience import HANG
from tests.running.programs import free_port
from tests.synapse import Synapse
from tests.synapse.encrypted import EncryptedPerson
from tests.transports.on_matrix import transport_to
from tests.transports.on_telegram import transport_to as telegram_to

LIST = "nom;ville\nZoé;Besançon\n".encode() * 10_000
YES = "J'ai 15 ans ou plus, j'accepte"


def lists() -> Router:
    """A feature that takes a list in and gives one out."""
    router = Router()

    @router.command("import", fr="importer", who=Role.MEMBER)
    def take_list(ctx: Context, file: Annotated[Upload, asks("Send the list")]) -> Text:
        """Take a list in."""
        UploadRef[..., Any]("import").fetch(ctx, file)
        return text("Reading.")

    @router.outcome("import")
    def read_list(ctx: Context, file_id: int) -> Answer:
        size = len(ctx.store[Files].read(file_id))
        return f"{size} bytes read"

    @router.command("list", fr="liste", who=Role.MEMBER)
    def give_list(ctx: Context) -> Answer:
        """Give the list."""
        return FileRef[..., Any]("list").hand_out(ctx, caption=text("Members"))

    @router.file("list", who=Role.MEMBER)
    def draw_list(_ctx: JobContext) -> Document:
        """Draw the list."""
        return Document("liste – été.csv", "text/csv", LIST)

    return router


@asynccontextmanager
async def living(
    folder: Path, transports: Sequence[Transport], public_url: str = "", port: int = 0
) -> AsyncIterator[App]:
    """The program, from its start to its end."""
    told = {
        "instance": {"data": str(folder / "data")},
        "http": {"public_url": public_url},
        "communities": [{"slug": "energie", "name": "Énergie"}],
    }
    database = Database(f"sqlite:///{folder / 'terreau.db'}", folder / "data")
    migrate(database)
    declared = collect([*routers(), lists()])
    app = App(Settings.model_validate(told), database, transports, Clock(), declared=declared)
    page = await serve(pages(app), "127.0.0.1", port)
    stop = asyncio.Event()
    running = asyncio.create_task(app.run(stop))
    try:
        yield app
    finally:
        stop.set()
        await asyncio.wait_for(running, HANG)
        await page.cleanup()


@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_a_file_comes_in_from_telegram_and_another_goes_out_by_a_page(tmp_path: Path) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    async with BotApi(limits=False) as api, living(tmp_path, [telegram_to(api)], url, port):
        ana = api.person("Ana")
        await ana.taps(await tells(ana, "/rejoindre", "Rejoindre"), YES)
        await is_told(ana, "Bienvenue")

        await tells(ana, "/importer", "Send the list")
        await tells(ana, "voilà", "Envoyez-moi ici le fichier lui-même")
        ana.sends_document(LIST, name="liste.csv", mime="text/csv")
        await is_told(ana, f"{len(LIST)} bytes read")

        told = await tells(ana, "/liste", "Récupérer le fichier")
        [link] = re.findall(rf'href="({url}/f/\w+)"', told.html)
        async with aiohttp.ClientSession() as session:
            async with session.get(link) as opened, session.head(link) as looked:
                assert (opened.status, looked.status) == (200, 200)
            async with session.post(link) as given, session.post(link) as again:
                assert (given.status, await given.read(), again.status) == (200, LIST, 404)
            async with session.get(f"{url}/healthz") as health:
                assert health.status == 200
        assert api.count("sendDocument") == 0
        assert api.violations == []


@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_files_come_and_go_in_an_encrypted_room_on_matrix(
    synapse: Synapse, tmp_path: Path
) -> None:
    us = await synapse.register("Terreau")
    matrix = transport_to(synapse.url, us, tmp_path / "bot")
    async with (
        living(tmp_path, [matrix]) as app,
        await EncryptedPerson.on(synapse, "Zoé") as zoe,
    ):
        await app.transports["matrix"].connected()
        talk = await OnMatrix.direct(zoe, us.user_id, encrypted=True)
        await talk.says("!rejoindre", "Rejoindre")
        await talk.says("1", "Bienvenue")

        await zoe.sends_file(talk.room, "liste.csv", LIST, caption="!importer")
        await talk.told(f"{len(LIST)} bytes read")

        given = await talk.says("!liste", "Membres")
        assert given.encrypted
        assert await zoe.opens(given) == ("liste – été.csv", LIST)
        assert given.msgtype == "m.file"
