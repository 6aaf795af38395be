"""The cost of a running bot: its start, its memory, the stalls of its event loop."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.bench.bots.rows import PEOPLE
from tests.bench.children import Child
from tests.bench.contenders import LIBRARIES, Contender, of_rows, of_terreau
from tests.bench.running.stalls import longest_stall
from tests.bench.scale import Scale
from tests.bench.tables import show
from tests.bench.telegram import Telegram, telegram
from tests.bench.village import BALLOTS, Village

PATIENCE = 60
TICKING = "tests.bench.bots.terreau_ticking"
NOTE = """\
Start: from the command to Terreau's "ready", or to the first getUpdates of the others; median of
{repeats}. Memory: resident, one second later, and after {burst} votes were counted and answered.
Stall: the longest delay meanwhile of a task that wants to run every 5 ms."""


@dataclass(frozen=True, slots=True)
class Lodger:
    """A bot; `ticking` is the argument that makes it measure stalls, `is_up` looks at its child."""

    name: str
    contender: Contender
    ticking: str
    is_up: Callable[[Child], object]
    voters: Sequence[int]
    card: int = 0
    label: str = "Oui"


def bench(folder: Path, scale: Scale) -> None:
    """Start each bot several times, then give it a burst of votes where it has voters."""
    with telegram() as api:
        api.ask("patience", seconds=PATIENCE)
        people = api.ask("people", count=scale.burst)
        group = api.ask("group", title="Énergie", people=people)
        lodgers = [_plain(library, folder, api, people, group) for library in LIBRARIES]
        lodgers += [
            _empty_terreau(folder / "empty", api, people, group),
            _full_terreau(folder / "full", api, people, group, scale.members),
        ]
        rows = [(each.name, *_figures(each, api, group, scale.repeats)) for each in lodgers]
    show(
        "Start, memory, stalls",
        ("bot", "start, s", "memory, MiB", "after the votes", "longest stall, ms"),
        rows,
        NOTE.format(repeats=scale.repeats, burst=scale.burst),
    )


def _plain(library: str, folder: Path, api: Telegram, people: Sequence[int], group: int) -> Lodger:
    contender = of_rows(library, PEOPLE, folder, api)
    card = api.post_card(group, "Oui")
    return Lodger(contender.name, contender, "--ticking", lambda _: api.polled(), people, card)


def _empty_terreau(folder: Path, api: Telegram, people: Sequence[int], group: int) -> Lodger:
    village = Village(folder, api, group, people[0])
    village.found()
    contender = of_terreau(village, BALLOTS)
    return Lodger("Terreau, empty", contender, TICKING, _says_ready, ())


def _full_terreau(
    folder: Path, api: Telegram, people: Sequence[int], group: int, members: int
) -> Lodger:
    village = Village(folder, api, group, people[0])
    village.found()
    village.register([*people[1:], *range(1, members - len(people) + 1)])
    card, label = village.open_poll()
    contender = of_terreau(village, BALLOTS)
    name = f"Terreau, {members:,} members"
    return Lodger(name, contender, TICKING, _says_ready, people, card, label)


def _says_ready(child: Child) -> bool:
    return child.said("ready")


def _figures(
    lodger: Lodger, api: Telegram, group: int, repeats: int
) -> tuple[float, float, float | str, float | str]:
    """Seconds to start, memory, memory after the votes, longest stall."""
    starts = [_seconds_to_start(lodger, api) for _ in range(repeats)]
    api.ask("forget")
    with lodger.contender.start(lodger.ticking) as child:
        child.until(partial(lodger.is_up, child), within=PATIENCE)
        time.sleep(1)
        memory = child.resident()
        if not lodger.voters:
            return statistics.median(starts), memory, "–", "–"
        longest_stall(child)
        api.ask("tap", people=lodger.voters, chat=group, message=lodger.card, label=lodger.label)
        child.until(lambda: api.answered() == len(lodger.voters), within=PATIENCE, every=0.1)
        stall = longest_stall(child)
        return statistics.median(starts), memory, child.resident(), stall


def _seconds_to_start(lodger: Lodger, api: Telegram) -> float:
    api.ask("forget")
    with lodger.contender.start() as child:
        child.until(partial(lodger.is_up, child), within=PATIENCE)
        seconds = time.monotonic() - child.started_at
        child.end()
    return seconds
