"""The drill as an operator does it: the program itself, killed, and its database gone."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.core import text
from bot.core.context.audience import LETTER
from bot.core.messages.encoding import encode
from storage.base import Base
from storage.communities import Communities
from storage.members import Consents
from storage.outbound import Mailings, Outbox
from storage.outbound.deliveries import DeliveryState
from storage.unit_of_work import Database
from tests.emulator import BotApi, Person
from tests.emulator.chats.rooms import Group
from tests.emulator.messages.messages import Message
from tests.patience import HANG
from tests.register import members_of
from tests.running.awake import stay_awake
from tests.running.programs import Start, ended, free_port, read_until, start

__all__ = ["start"]

CONFIG = """
[instance]
database = "{database}"
data = "{folder}/data"
[telegram]
token = "123:abc"
api_base = "{api}"
[http]
listen = "127.0.0.1:{port}"
[[communities]]
slug = "energie"
name = "Énergie"
rooms = ["telegram:{group}"]
gardeners = {{ territory = "telegram:{ana}" }}
"""
READERS = 8
YES = "J'ai 15 ans ou plus, j'accepte"
PUBLISH = "Publier le sondage"


class Place:
    """One instance, its people, and commands typed on its machine."""

    def __init__(self, api: BotApi, folder: Path, database: str) -> None:
        self.api = api
        self.folder = folder
        self.ana = api.person("Ana", language="fr")
        self.group: Group = api.group("Énergie", supergroup=True)
        self.database = database
        self.config = folder / "config.toml"
        self.config.write_text(
            CONFIG.format(
                database=database,
                folder=folder,
                api=api.url,
                port=free_port(),
                group=self.group.id,
                ana=self.ana.id,
            )
        )

    async def types(self, *words: str) -> tuple[int, str]:
        """Run a command of `terreau`; return its exit status and output."""
        child = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "bot", *words, "--config", str(self.config)),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            cwd=Path(__file__).parents[3],
        )
        said, _ = await asyncio.wait_for(child.communicate(), HANG)
        assert child.returncode is not None
        return child.returncode, said.decode()

    async def joined(self, name: str) -> Person:
        person = self.api.person(name, language="fr")
        await self.joins(person)
        return person

    async def joins(self, person: Person) -> None:
        person.says("/rejoindre")
        notice = await person.private.expect(has(YES))
        await person.taps(notice, YES)
        await person.private.expect(lambda it: it.text.startswith("👋 Bienvenue"))

    def mails_a_letter(self) -> None:
        """Send the letter to all who have joined."""
        now = datetime.now(UTC)
        with closing(Database(self.database)) as database, database.unit() as store:
            community = store[Communities].all()[0].id
            for member in members_of(store, community):
                store[Consents].give(member, community, LETTER, version="1", channel="test", at=now)
                stay_awake(member, now)
            store[Mailings].add(community, LETTER, encode(text("The letter.")), now)

    def rows(self) -> str:
        with closing(Database(self.database)) as opened, opened.engine.connect() as connection:
            return "\n".join(
                f"{table.name}: {row}"
                for table in Base.metadata.sorted_tables
                for row in connection.execute(select(table))
            )

    async def asks(self, command: str, label: str) -> Message:
        """Post a poll as the gardener; return its card."""
        self.ana.says(command)
        preview = await self.ana.private.expect(has(PUBLISH))
        await self.ana.taps(preview, PUBLISH)
        return await self.group.expect(has(label))

    def check_nothing_is_left_to_send(self) -> None:
        with closing(Database(self.database)) as database, database.unit() as store:
            for state in (DeliveryState.WAITING, DeliveryState.SENDING):
                assert store[Outbox].count(state) == 0

    def lose_database(self) -> None:
        """Lose the file, where it is one."""
        for each in self.folder.glob("terreau.db*"):
            each.unlink()


@pytest.fixture
async def place(database_url: str, tmp_path: Path) -> AsyncIterator[Place]:
    url = f"sqlite:///{tmp_path}/terreau.db" if "sqlite" in database_url else database_url
    async with BotApi(limits=False) as api:
        yield Place(api, tmp_path, url)


@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_the_drill_of_the_operators_guide_works(place: Place, start: Start) -> None:
    folder = place.folder
    child = await start(place.config)
    await read_until(child, "ready")
    await place.joins(place.ana)
    names = [*(f"L{n}" for n in range(READERS)), "Éva Introuvable"]
    *people, eva = await asyncio.gather(*map(place.joined, names))
    card = await place.asks("/sondage Quel jour ? | mardi | jeudi", "mardi")

    # A backup amid votes, and amid a letter that is on its way.
    place.mails_a_letter()
    chatter = asyncio.create_task(votes(people))
    status, said = await place.types("backup", "--output", str(folder / "backups"))
    chatter.cancel()
    assert status == 0, said
    assert "Non inclus, à garder à part" in said
    [file] = (folder / "backups").iterdir()

    # Life goes on: all have the letter, Éva is erased, a poll is posted that nobody will know.
    for person in (*people, eva):
        await person.private.expect(is_letter)
    await erased(eva)
    lost = await place.asks("/sondage Perdu ? | oui | non", "oui")
    assert await place.types("restore", str(file), "--replace") == (
        75,
        "Un autre Terreau utilise cette base de données : arrêtez-le d'abord.\n",
    )

    child.kill()
    await child.wait()
    status, said = await place.types("restore", str(file))
    assert (status, "--replace" in said) == (2, True)
    place.lose_database()
    status, said = await place.types("restore", str(file), "--replace")
    assert status == 0, said
    assert "1 personne effacée depuis a de nouveau été effacée." in said
    place.check_nothing_is_left_to_send()
    assert "Introuvable" not in place.rows()
    assert f"telegram:{eva.id}" not in place.rows()

    child = await start(place.config)
    await read_until(child, "ready")
    await place.group.expect(lambda it: "restauré depuis une sauvegarde" in it.text)
    known = await people[0].taps(card, "mardi")
    new = await place.asks("/sondage Nouveau ? | ici | là", "ici")
    assert "mardi" in known.text, "what was there before works"
    assert (await people[0].taps(lost, "oui")).text.startswith("Ce message date d'avant")
    assert (await people[0].taps(new, "là")).text.startswith("Votre vote : là.")
    letters = [sum(map(is_letter, person.private.said)) for person in (*people, eva)]
    assert letters == [1] * (READERS + 1)
    await ended(child)


async def erased(person: Person) -> None:
    """Have oneself erased."""
    person.says("/effacer")
    for label in ("Effacer mes données", "Oui, tout effacer"):
        page = await person.private.expect(has(label))
        await person.taps(page, label)
    await person.private.expect(lambda it: "vous concerne est effacé" in it.text)


def has(label: str) -> Callable[[Message], bool]:
    return lambda message: label in message.labels


def is_letter(message: Message) -> bool:
    return "The letter." in message.text


async def votes(people: list[Person]) -> None:
    """All vote, again and again."""
    number = 0
    while number < 10_000:
        number += 1
        people[number % len(people)].says(f"/voter 1 {number % 2 + 1}")
        await asyncio.sleep(0.2)
