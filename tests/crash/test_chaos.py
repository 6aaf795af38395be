"""All lines in trouble at random, for minutes: then everything is answered, once (`make chaos`)."""

import asyncio
import os
import random
from collections import Counter
from contextlib import suppress
from pathlib import Path
from time import monotonic

import aiohttp
import pytest

from tests.crash.programs.line import Line
from tests.crash.programs.machines import Machine, machines, until_ready
from tests.crash.programs.own_postgresql import own_postgresql
from tests.crash.worlds.mailbox import Mailbox
from tests.crash.worlds.place import DAYS, MAILED, Place
from tests.emulator import BotApi
from tests.patience import patient
from tests.plugins.run import Run
from tests.synapse import Synapse
from tests.synapse.encrypted import EncryptedPerson
from tests.transports.mail.ground import mail_ground

pytestmark = [pytest.mark.crash, pytest.mark.slow, pytest.mark.postgres]

MINUTES = float(os.environ.get("MINUTES") or 10)
SEED = int(os.environ.get("SEED") or random.randrange(1_000_000))
CONVERGES_SECONDS = 300.0


async def trouble(line: Line, chance: random.Random) -> str:
    """Bring one trouble over a line, for a while; gives its name."""
    name = chance.choice(("slow", "reset", "lost", "half an answer", "away"))
    match name:
        case "slow":
            line.lag = chance.uniform(0.05, 1.5)
            await asyncio.sleep(chance.uniform(1, 8))
            line.lag = 0.0
        case "reset":
            line.cut()
            await line.hear_of_it()
        case "lost":
            line.cut()  # the server goes on as if nothing were
        case "half an answer":
            line.halves += chance.randint(1, 3)
        case _:
            line.is_down = True
            line.cut()
            await line.hear_of_it()
            await asyncio.sleep(chance.uniform(1, 15))
            line.is_down = False
    await asyncio.sleep(chance.uniform(0.5, 4))
    return name


async def torment(name: str, line: Line, until: float, had: Counter[str]) -> None:
    """Bring one trouble after the other over a line; then mend it."""
    chance = random.Random(f"{SEED} {name}")
    while monotonic() < until:
        had[f"{name}: {await trouble(line, chance)}"] += 1
    line.halves = 0


async def until_well(machine: Machine) -> None:
    """Wait until `/healthz` says so."""
    async with patient(), aiohttp.ClientSession() as session:
        while True:
            with suppress(aiohttp.ClientError):
                async with session.get(f"http://127.0.0.1:{machine.port}/healthz") as answer:
                    if answer.status == 200:
                        return
            await asyncio.sleep(0.5)


@pytest.mark.timeout(int(MINUTES * 60 + 1800))
async def test_after_all_trouble_everything_is_answered_once(
    synapse: Synapse, run: Run, tmp_path: Path
) -> None:
    print(f"\nseed {SEED}, {MINUTES:g} minutes")  # noqa: T201 - to see it again
    had: Counter[str] = Counter()
    with own_postgresql(run.folder / f"{run.worker}-{tmp_path.name}") as server:
        async with (
            BotApi(limits=False, checked=False) as api,
            mail_ground() as ground,
            Line.to_port(ground.account.smtp.port) as smtp,
            Line.to_port(ground.account.imap.port) as imap,
            Line.to(api.url) as telegram,
            Line.to(synapse.url) as matrix,
            machines(tmp_path, server.url) as (machine, _),
            await EncryptedPerson.on(synapse, "Zoé") as zoe,
        ):
            place = Place(api, server.url, await synapse.register("Terreau"), synapse.url)
            place.telegram, place.homeserver = telegram.url, matrix.url
            place.has_mailbox(Mailbox(ground), smtp=smtp.port, imap=imap.port)
            place.configure(machine, tmp_path / "data")
            machine.is_switched_on()
            await until_ready(machine)
            await place.is_settled(await synapse.person("Luc"), zoe)

            lines = {"Telegram": telegram, "Matrix": matrix, "PostgreSQL": machine.line}
            lines |= {"SMTP": smtp, "IMAP": imap}
            until = monotonic() + MINUTES * 60
            while monotonic() < until:
                await place.asks()
                end = min(until, monotonic() + 60)
                async with asyncio.TaskGroup() as tormenting:
                    for name, line in lines.items():
                        tormenting.create_task(torment(name, line, end, had))
                    for day in DAYS:
                        await place.votes([day])
                        await asyncio.sleep(4)
                await place.until_answered(CONVERGES_SECONDS)
            await until_well(machine)
            await place.check()
            print("\n".join(f"{times:4} × {name}" for name, times in sorted(had.items())))  # noqa: T201
            votes = place.polls * (len(DAYS) * 4 + len(MAILED))
            print(f"{votes} votes; ends: {dict(machine.statuses)}")  # noqa: T201
            assert machine.statuses.keys() <= {75}, machine.said[-3000:]
            assert sum(had.values()) >= MINUTES * 6, "there was little trouble"
