"""One community on Telegram and on Matrix at once: from joining to the letter, one voice each."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.app import App
from bot.config import Settings
from bot.core.clock import Clock
from bot.transports.matrix import MatrixTransport
from storage.migrating import migrate
from storage.unit_of_work import Database
from tests.emulator import BotApi, Group, Message, Person
from tests.synapse import Account, Seen, Somebody, Synapse
from tests.synapse.encrypted import EncryptedSomebody
from tests.transports.contract import eventually
from tests.transports.on_matrix import transport_to
from tests.transports.on_telegram import transport_to as telegram_to

PARIS = ZoneInfo("Europe/Paris")
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=PARIS)
YES = "J'ai 15 ans ou plus, j'accepte"
POLL = "org.matrix.msc3381.poll"


class Ahead(Clock):
    """A clock that goes on as all clocks do, from another time, and can be put forward."""

    def __init__(self, start: datetime) -> None:
        self._by = start - super().now()

    def now(self) -> datetime:
        return super().now() + self._by

    def move(self, by: timedelta) -> None:
        self._by += by


@dataclass(slots=True)
class Region:
    """The bot on both networks, and the community's people and rooms."""

    api: BotApi
    group: Group
    app: App
    clock: Ahead
    us: Account
    ana: Person
    luc: Somebody
    square: str

    async def moves(self, by: timedelta) -> None:
        """Let time pass; what becomes due happens."""
        self.clock.move(by)
        await self.app.runner.tick()


class OnMatrix:
    """Somebody's talk with the bot in a room of Matrix."""

    def __init__(self, who: Somebody, us: str, room: str) -> None:
        self.who = who
        self.us = us
        self.room = room
        self.read = 0

    @classmethod
    async def direct(cls, who: Somebody, us: str, *, encrypted: bool = False) -> "OnMatrix":
        """Invite the bot into a direct room, as Element does."""
        room = await who.creates(direct_with=us, encrypted=encrypted)
        await who.is_joined_by(room, us)
        talk = cls(who, us, room)
        await talk.told("Bonjour")
        return talk

    async def says(self, words: str, told: str) -> Seen:
        """Write, and wait for an answer that holds `told`."""
        await self.who.says(self.room, words)
        return await self.told(told)

    async def told(self, words: str) -> Seen:
        """Wait for a message of the bot, not waited for yet, that holds these words."""
        seen = await eventually(self.said, lambda said: any(words in it.body for it in said), 20)
        found = next(it for it in seen if words in it.body)
        ours = await self.ours()
        self.read = ours.index(found) + 1
        return found

    async def said(self) -> list[Seen]:
        """What the bot said here since."""
        return (await self.ours())[self.read :]

    async def ours(self) -> list[Seen]:
        """All that the bot said here, as it reads now."""
        return [it for it in await self.who.reads(self.room) if it.sender == self.us]


async def tells(who: Person, words: str, told: str) -> Message:
    """Write in private on Telegram, and wait for an answer that holds `told`."""
    before = len(who.private.said)
    who.says(words)
    return await is_told(who, told, since=before)


async def is_told(who: Person, told: str, *, since: int = 0) -> Message:
    """Wait for a message on Telegram that holds these words."""

    async def said() -> list[Message]:
        return [it for it in who.private.said[since:] if told in it.text]

    return (await eventually(said, within=20))[0]


@pytest.fixture
async def region(synapse: Synapse, tmp_path: Path) -> AsyncIterator[Region]:
    """Ana tends the territory on Telegram, Luc the Region on Matrix."""
    us, luc = await synapse.register("Terreau"), await synapse.somebody("Luc")
    square = await luc.creates("Énergie", invites=[us.user_id])
    async with BotApi(limits=False) as api:
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
        database = Database(f"sqlite:///{tmp_path / 'terreau.db'}")
        migrate(database)
        clock = Ahead(MONDAY)
        telegram = telegram_to(api, clock)
        telegram.capabilities = replace(telegram.capabilities, whole=(), direct=(), shared=())
        matrix: MatrixTransport = transport_to(synapse.url, us, tmp_path / "bot", clock=clock)
        app = App(settings, database, [telegram, matrix], clock)
        stop = asyncio.Event()
        running = asyncio.create_task(app.run(stop))
        try:
            await luc.is_joined_by(square, us.user_id)
            yield Region(api, group, app, clock, us, ana, luc, square)
        finally:
            stop.set()
            await asyncio.wait_for(running, 15)
        assert api.violations == []


async def ana_and_luc_join(region: Region) -> OnMatrix:
    """Both gardeners join; gives Luc's direct room."""
    await region.ana.taps(await tells(region.ana, "/rejoindre", "Rejoindre"), YES)
    await is_told(region.ana, "Bienvenue")
    luc = await OnMatrix.direct(region.luc, region.us.user_id)
    await luc.says("!rejoindre", "Rejoindre")
    await luc.says("1", "Bienvenue")
    return luc


async def test_one_tally_over_both_networks(region: Region, synapse: Synapse) -> None:
    luc = await ana_and_luc_join(region)
    await tells(region.ana, "/sondage Quand ? | mardi | jeudi", "Sondage 1")
    square = OnMatrix(region.luc, region.us.user_id, region.square)
    card = await square.told("Sondage 1")
    posted = await region.group.expect(lambda it: "Sondage 1" in it.text, within=10)

    assert card.type == "m.room.message"
    assert not card.reactions, "nobody may see who votes what"
    await luc.says("!voter 1 jeudi", "jeudi")
    answer = await region.ana.taps(posted, "mardi")
    assert "mardi" in answer.text
    async with await EncryptedSomebody.on(synapse, "Zoé") as zoe:
        await region.luc.invites(region.square, zoe.user_id)
        await zoe.joins(region.square)
        await zoe.says(region.square, "!voter 1 jeudi")
        invited = OnMatrix(zoe, region.us.user_id, await zoe.accepts())
        offer = await invited.told("Rejoindre")
        assert offer.encrypted, "said before she came, and yet she can read it"
        await invited.says(YES, "jeudi")

    async def on_matrix() -> str:
        return next(it.body for it in await square.ours() if it.id == card.id)

    seen = await eventually(on_matrix, lambda body: "3 personnes" in body, within=20)
    assert "1 vote" in seen
    assert "2 votes" in seen
    await region.api.until(lambda: "3 personnes" in posted.text, within=10)


async def test_a_public_poll_is_a_native_one_with_the_joint_result(region: Region) -> None:
    luc = await ana_and_luc_join(region)
    await tells(region.ana, "/sondage Quand ? | mardi | jeudi --public", "Sondage 1")
    square = OnMatrix(region.luc, region.us.user_id, region.square)
    card = await square.told("Sondage 1")
    poll = next(it for it in await square.ours() if it.type == f"{POLL}.start")
    posted = await region.group.expect(lambda it: "Sondage 1" in it.text, within=10)
    answers = [it["id"] for it in poll.content[f"{POLL}.start"]["answers"]]

    assert card.reply_to == poll.id
    assert not card.reactions
    await region.luc.responds_to_poll(region.square, poll.id, answers[1:])
    await region.ana.taps(posted, "jeudi")
    await region.api.until(lambda: "2 personnes" in posted.text, within=10)
    await tells(region.ana, "/cloturer 1", "clos")

    async def ends() -> list[str]:
        return [it.body for it in await square.ours() if it.type == f"{POLL}.end"]

    (result,) = await eventually(ends, within=20)
    assert "jeudi" in result
    assert "2 votes" in result
    await luc.says("sondages", "Aucun sondage")


async def test_accounts_are_linked_both_ways(region: Region, synapse: Synapse) -> None:
    await ana_and_luc_join(region)
    offered = await tells(region.ana, "/relier", "code")
    code = re.search(r"[A-Z0-9]{3}-[A-Z0-9]{3}-[A-Z0-9]{2}", offered.text)
    assert code is not None
    async with await EncryptedSomebody.on(synapse, "Ana") as account:
        ana = await OnMatrix.direct(account, region.us.user_id, encrypted=True)
        before = len(region.ana.private.said)
        await ana.says(f"!relier {code[0]}", "posé la question")
        asked = await is_told(region.ana, "relier le compte", since=before)
        await region.ana.taps(asked, asked.labels[0])
        linked = await ana.told("relié")
        assert linked.encrypted

    zoe = await OnMatrix.direct(await synapse.somebody("Zoé"), region.us.user_id)
    await zoe.says("!rejoindre", "Rejoindre")
    await zoe.says("1", "Bienvenue")
    given = await zoe.says("relier", "code")
    code = re.search(r"[A-Z0-9]{3}-[A-Z0-9]{3}-[A-Z0-9]{2}", given.body)
    assert code is not None
    other = region.api.person("Zoé")
    await tells(other, f"/relier {code[0]}", "")
    await zoe.told("relier le compte")
    await zoe.says("1", "relié")


async def test_the_letter_goes_out_on_both_networks_with_both_keys(region: Region) -> None:
    luc = await ana_and_luc_join(region)
    await tells(region.ana, "/actu Le composteur | Il est plein : venez.", "lettre")
    await luc.says("!actu Aide au vélo | La Région ouvre les demandes.", "lettre")
    await tells(region.ana, "/lettre soumettre", "")
    await luc.told("Approuver")
    await luc.says("Approuver", "")
    await region.moves(timedelta(hours=22, minutes=1))

    square = OnMatrix(region.luc, region.us.user_id, region.square)
    letter = await square.told("Aide au vélo")
    assert "Le composteur" in letter.body
    assert letter.msgtype == "m.text"
    await region.api.until(
        lambda: any("Aide au vélo" in it.text for it in region.group.said), within=10
    )


async def test_a_message_to_the_gardener_and_back(region: Region, synapse: Synapse) -> None:
    await ana_and_luc_join(region)
    zoe = await OnMatrix.direct(await synapse.somebody("Zoé"), region.us.user_id)
    await zoe.says("!rejoindre", "Rejoindre")
    await zoe.says("1", "Bienvenue")
    before = len(region.ana.private.said)
    await zoe.says("!ecrire Où déposer mes épluchures ?", "Ana")
    question = await is_told(region.ana, "épluchures", since=before)
    region.ana.says("Derrière la mairie.", reply_to=question)

    answer = await zoe.told("Derrière la mairie.")
    assert answer.msgtype == "m.text", "an answer of a person calls; the bot's own do not"
    assert any(it.msgtype == "m.notice" for it in await zoe.ours())
