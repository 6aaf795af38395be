"""One card, many people: 2,000 answers to an event within a minute, on both networks at once."""

import asyncio
import re
import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from tests.bench.homeserver import homeserver
from tests.bench.matrix import section
from tests.bench.scale import Scale
from tests.bench.tables import show
from tests.bench.telegram import Telegram, telegram
from tests.bench.village import Village
from tests.synapse import Account, MatrixPerson, PrivateSynapse

MINUTE = 60.0
PATIENCE = 120
NOTE = """\
{people} people tap "Je viens" on the event's card in one group of Telegram within a minute, evenly;
there are {places} places, so the others wait. The same card stands in a room of Matrix. "Shown"
is the time from the last tap until the card shows the final counts: on Telegram under its limits
(20 messages a minute in a group, edits included), on Matrix with lifted limits. Every tap is an
answer that is stored; the card is edited at the pace that its room bears."""


def bench(folder: Path, scale: Scale) -> None:
    """Make people answer, and watch the card in both rooms."""
    people, places = scale.votes, scale.votes * 3 // 4
    with telegram() as api, homeserver(folder / "synapse") as synapse:
        bot, watcher, room = asyncio.run(_room(synapse))
        everybody = api.ask("people", count=people + 1)
        group = api.ask("group", title="Énergie", people=everybody)
        village = Village(
            folder / "terreau",
            api,
            group,
            everybody[0],
            others=[f"matrix:{room}"],
            sections=section(synapse.url, bot),
        )
        village.found()
        village.register(everybody[1:])
        row = _race(village, api, watcher, room, everybody[1:], places)
    columns = ("people", "stored", "edits on Telegram", "refused (429)", "shown on Telegram, s")
    show(
        "An event that many answer",
        (*columns, "edits on Matrix", "shown on Matrix, s"),
        [row],
        NOTE.format(people=people, places=places),
    )


async def _room(synapse: PrivateSynapse) -> tuple[Account, MatrixPerson, str]:
    bot = await synapse.register("Terreau")
    watcher = await synapse.person("Ana")
    room = await watcher.creates("Énergie", public=True)
    await MatrixPerson(synapse.url, bot, "Terreau").joins(room)
    return bot, watcher, room


def _race(
    village: Village,
    api: Telegram,
    watcher: MatrixPerson,
    room: str,
    people: Sequence[int],
    places: int,
) -> tuple[object, ...]:
    with village.running() as terreau:
        gardener, group = village.gardener, village.group
        _make(api, gardener, places)
        terreau.until(lambda: _card(api, group), within=30, every=0.1)
        card = int(_card(api, group)[0]["id"])
        api.ask("forget")
        _tap(api, people, group, card)
        last = time.monotonic()
        wanted = [places, len(people) - places]
        shown: dict[str, float] = {}

        def is_shown() -> bool:
            if "telegram" not in shown and _counts(_card(api, group)[0]["text"]) == wanted:
                shown["telegram"] = time.monotonic() - last
            if "matrix" not in shown and _counts(asyncio.run(_body(watcher, room))) == wanted:
                shown["matrix"] = time.monotonic() - last
            return len(shown) == 2

        terreau.until(is_shown, within=PATIENCE, every=0.05)
        terreau.end()
    calls = [each for each in api.ask("calls") if each["method"] == "editMessageText"]
    edits = sum(each["status"] == 200 for each in calls)
    refused = sum(each["status"] == 429 for each in calls)
    stored = _stored(village)
    assert stored == len(people), f"{len(people) - stored} answers were lost"
    on_matrix = asyncio.run(_edits(watcher, room))
    return len(people), stored, edits, refused, shown["telegram"], on_matrix, shown["matrix"]


def _make(api: Telegram, gardener: int, places: int) -> None:
    """Make an event in private as the gardener, and announce it."""
    words = f"/evenement Grande visite | dans 20 jours 14h | Besançon | {places} places"
    api.ask("say", people=[gardener], text=words, chat=gardener)
    until = time.monotonic() + 30
    while not (found := _with_label(api, gardener, "Annoncer")):
        assert time.monotonic() < until, "no preview came"
        time.sleep(0.1)
    api.ask("tap", people=[gardener], chat=gardener, message=found, label="Annoncer")


def _tap(api: Telegram, people: Sequence[int], group: int, card: int) -> None:
    """Make everybody tap within a minute, some each half second."""
    began, slices = time.monotonic(), int(MINUTE * 2)
    for nth in range(slices):
        some = people[len(people) * nth // slices : len(people) * (nth + 1) // slices]
        api.ask("tap", people=list(some), chat=group, message=card, label="Je viens")
        time.sleep(max(0.0, began + (nth + 1) / 2 - time.monotonic()))


def _card(api: Telegram, group: int) -> list[dict[str, str]]:
    said: list[dict[str, str]] = api.ask("messages", chat=group)
    return [each for each in said if "Événement" in each["text"]]


def _with_label(api: Telegram, chat: int, label: str) -> int | None:
    said = api.ask("messages", chat=chat)
    return next((int(each["id"]) for each in reversed(said) if label in each["labels"]), None)


def _counts(text: str) -> list[int]:
    """The numbers of those who come and who wait, as the card says them."""
    found = (re.search(rf"(\d[\d\s]*){words}", text) for words in _WORDS)
    return [int(re.sub(r"\D", "", each[1])) if each else 0 for each in found]


_WORDS = ("personnes? vien", "en attente")


async def _body(watcher: MatrixPerson, room: str) -> str:
    said = await watcher.reads(room)
    return next((each.body for each in said if "Événement" in each.body), "")


async def _edits(watcher: MatrixPerson, room: str) -> int:
    told = await watcher.timeline(room)
    relations = (each["content"].get("m.relates_to", {}) for each in told)
    return sum(each.get("rel_type") == "m.replace" for each in relations)


def _stored(village: Village) -> int:
    with closing(sqlite3.connect(village.database)) as connection:
        return int(connection.execute("SELECT count(*) FROM attendances").fetchone()[0])
