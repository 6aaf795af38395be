"""A second machine takes over: two configurations, one PostgreSQL, one folder that both reach."""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import monotonic

import pytest
from sqlalchemy import text as sql

from bot.domain.roles import Circle
from storage.communities import Communities
from storage.members import Members
from storage.unit_of_work import Database
from tests.crash.programs.machines import Machine, machines, until_ready, until_refused
from tests.crash.programs.own_postgresql import OwnPostgreSQL, own_postgresql
from tests.emulator import BotApi, Group, Message
from tests.patience import HANG, patient
from tests.plugins.run import Run
from tests.running.programs import free_port
from tests.synapse import Account, MatrixPerson, Synapse
from tests.synapse.encrypted import EncryptedPerson
from tests.transports.contract import eventually

pytestmark = [pytest.mark.slow, pytest.mark.postgres, pytest.mark.timeout(1200)]

CONFIG = """
[instance]
database = "{database}"
data = "{data}"
locale = "fr"
[telegram]
token = "123:abc"
api_base = "{api}"
[matrix]
homeserver = "{homeserver}"
user = "{user}"
password = "{password}"
[http]
listen = "127.0.0.1:{port}"
[[communities]]
slug = "energie"
name = "Énergie"
rooms = ["telegram:{group}"]
gardeners = {{ territory = "telegram:{ana}" }}
"""
LIMIT_SECONDS = 15.0
"""The time within which the other machine has answered: the limit of `make standby`."""
DAYS = [f"j{number}" for number in range(1, 11)]
CONFIRMED = re.compile(r"Votre vote : (j\d+)\.")
PUBLISH, YES = "Publier le sondage", "J'ai 15 ans ou plus, j'accepte"


class Place:
    """A community whose people vote in private, each for one day after the other."""

    def __init__(self, api: BotApi, url: str, us: Account, homeserver: str) -> None:
        self.api = api
        self.url = url
        self.us = us
        self.homeserver = homeserver
        self.group: Group = api.group("Énergie", supergroup=True)
        self.ana, self.max = (api.person(name, language="fr") for name in ("Ana", "Max"))
        self.rooms: dict[str, MatrixPerson] = {}
        self.polls = 0

    def configure(self, machine: Machine, data: Path) -> None:
        machine.config.write_text(
            CONFIG.format(
                database=machine.line.url,
                data=data,
                api=self.api.url,
                homeserver=self.homeserver,
                user=self.us.user_id,
                password=self.us.password,
                port=free_port(),
                group=self.group.id,
                ana=self.ana.id,
            )
        )
        machine.config.chmod(0o600)

    async def is_settled(self, *people: MatrixPerson) -> None:
        """Have Ana and Max as members on Telegram, the others on Matrix."""
        for person in (self.ana, self.max):
            person.says("/rejoindre")
            notice = await person.private.expect(_has(YES), within=HANG)
            await person.taps(notice, YES)
            await person.private.expect(lambda it: "Bienvenue" in it.text, within=HANG)
        for person in people:
            is_encrypted = isinstance(person, EncryptedPerson)
            room = await person.creates(direct_with=self.us.user_id, encrypted=is_encrypted)
            await person.is_joined_by(room, self.us.user_id)
            self.rooms[room] = person
        with closing(Database(self.url)) as database, database.unit() as store:
            community, now = store[Communities].all()[0].id, datetime.now(UTC)
            for room, person in self.rooms.items():
                address, direct = f"matrix:{person.user_id}", f"matrix:{room}/{person.user_id}"
                member = store[Members].register(address, person.name, direct=direct, at=now)
                member.locale = "fr"
                store[Members].join(member, community, Circle.INFORMED, now)

    async def asks(self) -> None:
        """Publish a poll as the gardener, and show it to all."""
        self.polls += 1
        self.ana.says(f"/sondage Question {self.polls} ? | {' | '.join(DAYS)}")
        preview = await self.ana.private.expect(_has(PUBLISH), within=HANG)
        await self.ana.taps(preview, PUBLISH)
        await self.group.expect(self._is_asked, within=HANG)
        for person in (self.ana, self.max):
            person.says(f"/sondage {self.polls}")
            await person.private.expect(self._is_asked, within=HANG)
        for room, matrix_person in self.rooms.items():
            await matrix_person.says(room, f"!sondage {self.polls}")
            await eventually(
                partial(matrix_person.reads, room),
                lambda seen: any(f"Question {self.polls} ?" in it.body for it in seen),
            )

    def _is_asked(self, message: Message) -> bool:
        return f"Question {self.polls} ?" in message.text

    async def votes(self, days: list[str]) -> None:
        """Have all vote for these days, in this order."""
        for day in days:
            vote = f"voter {self.polls} {day}"
            for person in (self.ana, self.max):
                person.says(f"/{vote}")
            for room, matrix_person in self.rooms.items():
                await matrix_person.says(room, f"!{vote}")

    async def said(self) -> dict[str, Counter[str]]:
        """How often each day was confirmed, by person."""
        told = {it.name: [each.text for each in it.private.said] for it in (self.ana, self.max)}
        for room, person in self.rooms.items():
            seen = await person.reads(room)
            told[person.name] = [it.body for it in seen if it.sender == self.us.user_id]
        return {name: Counter(CONFIRMED.findall("\n".join(texts))) for name, texts in told.items()}

    async def until_answered(self, *, each: int) -> None:
        """Wait until every vote was confirmed so often to everybody."""
        async with patient():
            while any(
                min(told[day] for day in DAYS) < each for told in (await self.said()).values()
            ):
                await asyncio.sleep(0.2)

    async def until_anything_comes(self) -> float:
        """The seconds until one more answer comes on each network."""
        began, before = monotonic(), await self.said()
        left = set(before)
        async with patient():
            while left:
                now = await self.said()
                left -= {name for name in left if now[name] != before[name]}
                await asyncio.sleep(0.1)
        return monotonic() - began


def _has(label: str) -> Callable[[Message], bool]:
    return lambda message: label in message.labels


@pytest.fixture
def server(run: Run, tmp_path: Path) -> Iterator[OwnPostgreSQL]:
    with own_postgresql(run.folder / f"{run.worker}-{tmp_path.name}") as made:
        yield made


@pytest.fixture
async def place(synapse: Synapse, server: OwnPostgreSQL) -> AsyncIterator[Place]:
    async with BotApi(limits=False, checked=False) as api:
        yield Place(api, server.url, await synapse.register("Terreau"), synapse.url)


async def take_turns(
    place: Place, synapse: Synapse, folder: Path, losses: list[str]
) -> tuple[list[float], tuple[Machine, Machine]]:
    """Lose the machine at work in turn, amid votes; gives the seconds until the other one answers.

    After "power" it comes back as the standby, after "line" its line does.
    """
    seconds = []
    async with (
        machines(folder, place.url) as both,
        await EncryptedPerson.on(synapse, "Zoé") as zoe,
    ):
        working, standby = both
        for machine in both:
            place.configure(machine, folder / "shared")
        working.is_switched_on()
        await until_ready(working)
        standby.is_switched_on()
        await place.is_settled(await synapse.person("Luc"), zoe)
        for turn, loss in enumerate(losses, 1):
            await until_refused(standby)
            await place.asks()
            await place.votes(DAYS[:5])
            await (working.loses_its_power() if loss == "power" else working.is_cut_off())
            answering = asyncio.create_task(place.until_anything_comes())
            await place.votes(DAYS[5:])
            seconds.append(await answering)
            await place.until_answered(each=turn)
            conflicts = place.api.updates.conflicts
            if loss == "power":
                working.is_switched_on()
            else:
                assert working.child is not None
                assert working.child.returncode is None, "it waits for its database"
                working.line.is_down = False
            working, standby = standby, working
            await until_refused(standby)
            assert place.api.updates.conflicts - conflicts <= 1
        print(f"\ntaken over after {', '.join(f'{each:.1f}' for each in seconds)} s")  # noqa: T201
    return seconds, both


async def check(place: Place, *, turns: int) -> None:
    """Nothing is lost, nothing is said twice on Matrix; on Telegram only what was in doubt."""
    said = await place.said()
    on_matrix = {person.name for person in place.rooms.values()}
    assert {name: told for name, told in said.items() if name in on_matrix} == {
        name: Counter(dict.fromkeys(DAYS, turns)) for name in on_matrix
    }
    with closing(Database(place.url)) as database, database.engine.connect() as rows:
        left = "SELECT count(*) FROM deliveries WHERE state IN ('waiting', 'sending')"
        assert rows.scalar(sql(left)) == 0
        assert rows.scalar(sql("SELECT count(*) FROM inbox WHERE state <> 'done'")) == 0


async def test_the_other_machine_takes_over(place: Place, synapse: Synapse, tmp_path: Path) -> None:
    _, both = await take_turns(place, synapse, tmp_path, ["power", "line"])
    await check(place, turns=2)
    assert {status for each in both for status in each.statuses} <= {75, -9}


@pytest.mark.crash
async def test_the_other_machine_answers_within_fifteen_seconds(
    place: Place, synapse: Synapse, tmp_path: Path
) -> None:
    seconds, _ = await take_turns(place, synapse, tmp_path, ["power", "line"] * 5)
    await check(place, turns=10)
    assert max(seconds) <= LIMIT_SECONDS
