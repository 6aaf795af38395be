"""The time that a person on Matrix waits for an answer, in plain and in encrypted rooms."""

import asyncio
import logging
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from nio import AsyncClient, AsyncClientConfig, MatrixRoom, RoomMessage, RoomSendResponse

from tests.bench.homeserver import homeserver
from tests.bench.matrix import bare, is_ready, terreau
from tests.bench.scale import Scale
from tests.bench.tables import show
from tests.synapse import Account, MatrixPerson, PrivateSynapse
from tests.synapse.keys import Keys

WITHIN = 20.0
WARM_UPS = 5
PAUSE = 0.05
ENCRYPTED = "encrypted"
KINDS = ("plain", ENCRYPTED)
NOTE = """\
From the moment when somebody sends "!aide" in a direct room until their own long /sync has brought
the bot's answer, read, in milliseconds: one question after the other, after {warm_ups} that do not
count. No rate limits. Terreau as `terreau run` runs it, on SQLite: the question is committed before
it is handled, the answer before it is sent, and who is in the room is looked at before each answer.
matrix-nio: `sync_forever`, and a callback that calls `room_send`; nothing is kept."""
Waits = tuple[float, float, float]


class Asker:
    """A person in a direct room with a bot, who reads in a long poll of their own."""

    def __init__(self, client: AsyncClient, room: str, bot: str) -> None:
        self._client = client
        self._room = room
        self._bot = bot
        self._heard: asyncio.Queue[str] = asyncio.Queue()
        client.add_event_callback(self._hear, RoomMessage)

    async def asks(self) -> float:
        """Ask for help; give the seconds until the answer is read."""
        while not self._heard.empty():
            self._heard.get_nowait()
        began = time.perf_counter()
        said = await self._client.room_send(
            self._room,
            "m.room.message",
            {"msgtype": "m.text", "body": "!aide"},
            ignore_unverified_devices=True,
        )
        assert isinstance(said, RoomSendResponse), said
        async with asyncio.timeout(WITHIN):
            await self._heard.get()
        return time.perf_counter() - began

    async def _hear(self, room: MatrixRoom, event: RoomMessage) -> None:
        if room.room_id == self._room and event.sender == self._bot:
            self._heard.put_nowait(event.event_id)

    async def is_alone_with_the_bot(self) -> None:
        """Wait until the bot has come, and has said what it has to say of itself."""
        async with asyncio.timeout(WITHIN):
            while self._bot not in getattr(self._client.rooms.get(self._room), "users", ()):
                await asyncio.sleep(0.05)
        await asyncio.sleep(2)


def bench(folder: Path, scale: Scale) -> None:
    """Ask each bot the same, in a room of each kind."""
    logging.getLogger("nio").setLevel(logging.CRITICAL)  # what it says is of the people's client
    rows: list[tuple[object, ...]] = []
    with homeserver(folder / "synapse") as synapse:
        for name in ("matrix-nio", "Terreau"):
            bot, *people = asyncio.run(_accounts(synapse))
            members = [each.user_id for each in people]
            there = folder / name
            start = (
                terreau(there, synapse.url, bot, members)
                if name == "Terreau"
                else bare(there, synapse.url, bot)
            )
            with start() as child:
                child.until(partial(is_ready, child), within=60)
                for person, kind in zip(people, KINDS, strict=True):
                    waits = asyncio.run(_waits(synapse.url, person, bot, scale.questions, kind))
                    rows.append((name, kind, scale.questions, *waits))
                child.kill()
    columns = ("bot", "room", "questions", "p50, ms", "p99, ms", "longest, ms")
    show("Time to answer on Matrix", columns, rows, NOTE.format(warm_ups=WARM_UPS))


async def _accounts(synapse: PrivateSynapse) -> list[Account]:
    """A bot, and a person for each kind of room: another start has other keys."""
    return [await synapse.register(name) for name in ("Terreau", *KINDS)]


async def _waits(url: str, ana: Account, bot: Account, questions: int, kind: str) -> Waits:
    async with _asking(url, ana, bot, encrypted=kind == ENCRYPTED) as asker:
        for _ in range(WARM_UPS):
            await asker.asks()
        waited = []
        for _ in range(questions):
            await asyncio.sleep(PAUSE)
            waited.append(await asker.asks() * 1000)
    cuts = statistics.quantiles(waited, n=100, method="inclusive")
    return cuts[49], cuts[98], max(waited)


@asynccontextmanager
async def _asking(url: str, ana: Account, bot: Account, *, encrypted: bool) -> AsyncIterator[Asker]:
    person = MatrixPerson(url, ana, "Ana")
    room = await person.creates(direct_with=bot.user_id, encrypted=encrypted)
    client = AsyncClient(
        url, ana.user_id, store_path="nowhere", config=AsyncClientConfig(store=Keys)
    )
    client.restore_login(ana.user_id, ana.device_id, ana.access_token)
    asker = Asker(client, room, bot.user_id)
    syncing = asyncio.create_task(client.sync_forever(timeout=30_000, full_state=True))
    try:
        await asker.is_alone_with_the_bot()
        yield asker
    finally:
        syncing.cancel()
        await client.close()
