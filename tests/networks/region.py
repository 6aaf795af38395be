"""A community that lives on Telegram and on Matrix at once, for stories over both networks."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from bot.app import App, declarations
from bot.config import Settings
from bot.core.context.clock import Clock
from bot.core.messages.ports import Transport
from bot.operations.stage import read_in_this_process
from bot.web.safe_fetch import PageFetcher, PageSource, PretendedWeb
from storage.joining import Newcomer
from storage.unit_of_work import Database
from tests.databases import Fresh
from tests.emulator import BotApi, Group, Message, Person
from tests.networks.recorded import RUNNING, all_recorded
from tests.patience import patient
from tests.synapse import Account, MatrixPerson, Seen, Synapse
from tests.synapse.proxy import Proxy
from tests.transports.contract import eventually
from tests.transports.matrix_stage import THIRD
from tests.transports.on_matrix import transport_to
from tests.transports.on_telegram import transport_to as telegram_to

PARIS = ZoneInfo("Europe/Paris")
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=PARIS)
YES = "J'ai 15 ans ou plus, j'accepte"


class Ahead(Clock):
    """A clock that goes on as all clocks do, from another time, and can be put forward."""

    def __init__(self, start: datetime) -> None:
        self._by = start - datetime.now(UTC)
        super().__init__(machine_time=lambda: datetime.now(UTC) + self._by)

    def move(self, by: timedelta) -> None:
        """Put the clock forward, the machine's as well."""
        self._by += by
        self._start += by


@dataclass(slots=True)
class Region:
    """The bot on both networks, and the community's people and rooms."""

    api: BotApi
    group: Group
    made: Callable[[PageFetcher], App]
    clock: Ahead
    us: Account
    ana: Person
    luc: MatrixPerson
    square: str
    web: PageFetcher = field(default_factory=PretendedWeb)
    """The source of web pages of a start."""
    proxy: Proxy = field(default_factory=lambda: Proxy(""))
    """The line to the homeserver, where there is one."""
    app: App = field(init=False)
    _stop: asyncio.Event = field(init=False)
    _running: asyncio.Task[None] = field(init=False)

    async def start(self) -> None:
        """Start the bot, with all that an earlier life left in its folder."""
        self.app, self._stop = self.made(self.web), asyncio.Event()
        self._running = asyncio.create_task(self.app.run(self._stop))
        RUNNING.append((self.app, self._running))

    async def stop(self) -> None:
        """End it as a host does."""
        self._stop.set()
        async with patient():
            await self._running

    async def moves(self, by: timedelta) -> None:
        """Move the clock; everything that becomes due happens."""
        await self.app.runner.tick()  # the first one ever only plans
        self.clock.move(by)
        await self.app.runner.tick()

    async def knows(self, newcomers: int) -> None:
        """Wait until so many are known to have come and not to have joined."""

        async def known() -> int:
            return await self.app.lanes.run(
                lambda store: store._session.scalar(select(func.count(Newcomer.id))) or 0
            )

        await eventually(known, lambda found: found == newcomers)


class OnMatrix:
    """A person's talk with the bot in a room of Matrix."""

    def __init__(self, who: MatrixPerson, us: str, room: str) -> None:
        self.who = who
        self.us = us
        self.room = room
        self.read = 0

    @classmethod
    async def direct(cls, who: MatrixPerson, us: str, *, encrypted: bool = False) -> "OnMatrix":
        """Invite the bot into a direct room, as Element does."""
        room = await who.creates(direct_with=us, encrypted=encrypted)
        await who.is_joined_by(room, us)
        talk = cls(who, us, room)
        await talk.told("Bonjour")
        return talk

    async def says(self, words: str, told: str) -> Seen:
        """Write, and wait for an answer that holds `told`."""
        if not words.startswith("!"):  # a command answers no message
            await all_recorded()
        await self.who.says(self.room, words)
        return await self.told(told)

    async def told(self, words: str) -> Seen:
        """Wait for a message of the bot, not waited for yet, that holds these words."""
        seen = await eventually(self.said, lambda said: any(words in it.body for it in said))
        found = next(it for it in seen if words in it.body)
        ids = [it.id for it in await self.ours()]
        self.read = ids.index(found.id) + 1
        return found

    async def said(self) -> list[Seen]:
        """The bot's messages here since."""
        return (await self.ours())[self.read :]

    async def ours(self) -> list[Seen]:
        """All that the bot said here, as it reads now."""
        return [it for it in await self.who.reads(self.room) if it.sender == self.us]


async def tells(who: Person, words: str, told: str) -> Message:
    """Write in private on Telegram, and wait for an answer that holds `told`."""
    if not words.startswith("/"):
        await all_recorded()
    before = len(who.private.said)
    who.says(words)
    return await is_told(who, told, since=before)


async def taps(who: Person, message: Message, label: str, told: str) -> Message:
    """Tap a button, and wait for a message that is new or has changed and holds `told`."""

    def looks() -> dict[int, tuple[Message, str, tuple[str, ...]]]:
        return {it.id: (it, it.text, tuple(it.labels)) for it in who.private.said}

    async def came() -> list[Message]:
        now = looks()
        return [
            it for key, (it, text, _) in now.items() if told in text and before.get(key) != now[key]
        ]

    await all_recorded()
    before = looks()
    await who.taps(message, next(it for it in message.labels if it.startswith(label)))
    return (await eventually(came))[-1]


async def is_told(who: Person, told: str, *, since: int = 0) -> Message:
    """Wait for a message on Telegram that holds these words."""

    async def said() -> list[Message]:
        return [it for it in who.private.said[since:] if told in it.text]

    return (await eventually(said))[0]


@pytest.fixture
async def region(
    request: pytest.FixtureRequest, synapse: Synapse, fresh_database: Fresh, tmp_path: Path
) -> AsyncIterator[Region]:
    """Ana tends the territory on Telegram, Luc the Region on Matrix; on SQLite unless told."""
    us, luc = await synapse.register("Terreau"), await synapse.person("Luc")
    square = await luc.creates("Énergie", invites=[us.user_id, THIRD])
    async with BotApi(limits=False) as api, Proxy(synapse.url) as proxy:
        ana, group = api.person("Ana"), api.group("Énergie", supergroup=True)
        settings = Settings.model_validate(
            {
                "instance": {"contact": "dpo@region.example"},
                "privacy": {"controller": "Région Exemple"},
                "communities": [
                    {
                        "slug": "energie",
                        "name": "Pionniers de l'énergie",
                        "rooms": [f"telegram:{group.id}", f"matrix:{square}"],
                        "gardeners": {
                            "territory": f"telegram:{ana.id}",
                            "region": f"matrix:{luc.user_id}",
                        },
                        "digest": "tue 08:00",
                    }
                ],
            }
        )
        url = fresh_database(getattr(request, "param", "sqlite"))
        clock = Ahead(MONDAY)

        def made(pages: PageFetcher) -> App:
            declared = declarations()
            web = PageSource(pages, clock, declared, run=read_in_this_process)
            telegram = telegram_to(api, clock)
            telegram.capabilities = replace(telegram.capabilities, whole=(), direct=(), shared=())
            matrix = transport_to(proxy.url, us, tmp_path / "bot", clock=clock)
            networks: list[Transport] = [telegram, matrix]
            return App(
                settings,
                Database(url, tmp_path / "data"),
                networks,
                clock,
                declared=declared,
                web=web,
            )

        there = Region(api, group, made, clock, us, ana, luc, square, proxy=proxy)
        await there.start()
        try:
            await luc.is_joined_by(square, us.user_id)
            yield there
        finally:
            await there.stop()
        assert api.violations == []


async def ana_and_luc_join(region: Region) -> OnMatrix:
    """Both gardeners join; gives Luc's direct room."""
    await region.ana.taps(await tells(region.ana, "/rejoindre", "Rejoindre"), YES)
    await is_told(region.ana, "Bienvenue")
    luc = await OnMatrix.direct(region.luc, region.us.user_id)
    await luc.says("!rejoindre", "Rejoindre")
    await luc.says("1", "Bienvenue")
    return luc


async def zoe_and_max_join(region: Region, synapse: Synapse) -> tuple[Person, OnMatrix]:
    """Zoé follows the news on Telegram, Max takes part on Matrix; both want the letter."""
    zoe = region.api.person("Zoé")
    await zoe.taps(await tells(zoe, "/rejoindre", "Rejoindre"), YES)
    await zoe.taps(await tells(zoe, "/reglages", "lettre"), "Recevoir la lettre en privé")
    max_ = await OnMatrix.direct(await synapse.person("Max"), region.us.user_id)
    await max_.says("!rejoindre", "Rejoindre")
    await max_.says("1", "Bienvenue")
    await max_.says("!participation actif", "Je participe activement")
    await max_.says("!reglages", "lettre")
    await max_.says("Recevoir la lettre en privé", "lettre")
    return zoe, max_
