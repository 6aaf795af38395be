"""Durable votes a second, end to end: taps that wait, until each is stored and answered."""

import statistics
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.bots import register
from tests.bench.bots.rows import PEOPLE
from tests.bench.children import Child
from tests.bench.contenders import (
    LIBRARIES,
    Contender,
    of_register,
    of_rows,
    of_terreau,
)
from tests.bench.scale import Scale
from tests.bench.tables import show
from tests.bench.telegram import Telegram, telegram
from tests.bench.village import BALLOTS, Village

PATIENCE = 120
LONE_TAPS = 40
LEAST = 300
"""Votes a second on two cores: ten times what Telegram lets a bot answer."""
PAUSE = 0.15
"""Seconds between a lone tap's answer and the next tap, in which processors fall asleep."""
LOOK_EVERY = 0.02
"""Seconds after which it is looked whether a tap was answered, and so between taps in a row."""
NOTE = """\
Median of {turns}. From the first getUpdates to the last vote that is answered and stored, as seen
in the database, and again after SIGKILL. SQLite with WAL and synchronous=FULL, and uvloop, for all.
"A row": one INSERT, committed before the answer. "The same work": the update's key, the member, the
membership, the poll, the ballot and the card to refresh, through SQLAlchemy's asyncio and ORM.
Terreau also keeps what it receives before it acknowledges it, and refreshes the group's card.
A lone tap: milliseconds from the tap to its answer, nothing else being done; the median of
{repeats} times {lone_taps}, {pause:g} s after the answer before. In a row: {look:g} s after it at
most, so that neither processor nor disk has to wake. Terreau has × the speed of the bot, and its
taps take × the time: compared turn by turn, since a machine that is shared is not equally fast for
long. The medians of these ratios are given."""


@dataclass(frozen=True, slots=True)
class Race:
    """A bot, how many votes it is given, and the message with the button that is tapped."""

    contender: Contender
    votes: int
    card: int
    label: str


def bench(folder: Path, scale: Scale) -> Sequence[str]:
    """Make each bot count the votes in turn, several times; says if Terreau is too slow."""
    with telegram() as api:
        api.ask("patience", seconds=PATIENCE)
        people = api.ask("people", count=scale.votes)
        group = api.ask("group", title="Énergie", people=people)
        races = [
            *_races_of_rows(folder, api, group, scale),
            *_races_of_register(folder, api, group, scale, people),
            _race_of_terreau(folder, api, group, people),
        ]
        speeds: dict[str, list[float]] = defaultdict(list)
        lone: dict[str, list[float]] = defaultdict(list)
        in_row: dict[str, list[float]] = defaultdict(list)
        turns = 2 * scale.repeats - 1
        for turn in range(turns):
            # Forth and back: nobody always runs first, nor always after the same bot.
            for race in races if turn % 2 else races[::-1]:
                speeds[race.contender.name].append(_speed(race, api, group, people))
        for _ in range(scale.repeats):
            for race in races:
                alone, following = _taps(race, api, group, people)
                lone[race.contender.name].append(alone)
                in_row[race.contender.name].append(following)
    show(
        "Durable votes",
        (
            *("bot", "votes", "a second", "× speed"),
            *("lone tap", "× time", "in a row", "× time"),
        ),
        [
            (
                name,
                each.votes,
                statistics.median(speeds[name]),
                _median_ratio(speeds["Terreau"], speeds[name]),
                statistics.median(lone[name]) * 1000,
                _median_ratio(lone["Terreau"], lone[name]),
                statistics.median(in_row[name]) * 1000,
                _median_ratio(in_row["Terreau"], in_row[name]),
            )
            for each in races
            if (name := each.contender.name)
        ],
        NOTE.format(
            turns=turns, repeats=scale.repeats, lone_taps=LONE_TAPS, pause=PAUSE, look=LOOK_EVERY
        ),
    )
    speed = statistics.median(speeds["Terreau"])
    return [] if speed >= LEAST else [f"{speed:.0f} votes a second, {LEAST} are the least"]


def _median_ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    return statistics.median(one / other for one, other in zip(ours, theirs, strict=True))


def _races_of_rows(folder: Path, api: Telegram, group: int, scale: Scale) -> list[Race]:
    card = api.post_card(group, "Oui")
    contenders = [of_rows(library, PEOPLE, folder, api) for library in LIBRARIES]
    return [Race(each, scale.votes, card, "Oui") for each in contenders]


def _races_of_register(
    folder: Path, api: Telegram, group: int, scale: Scale, people: Sequence[int]
) -> list[Race]:
    card = api.post_card(group, "Oui")
    contenders = [of_register(library, folder, api) for library in LIBRARIES]
    for each in contenders:
        register.prepare(each.database, people)
        each.save()
    return [Race(each, scale.slow_votes, card, "Oui") for each in contenders]


def _race_of_terreau(folder: Path, api: Telegram, group: int, people: Sequence[int]) -> Race:
    village = Village(folder / "terreau", api, group, people[0])
    village.found()
    village.register(people[1:])
    card, label = village.open_poll()
    contender = of_terreau(village, BALLOTS)
    contender.save()
    return Race(contender, len(people), card, label)


def _speed(race: Race, api: Telegram, group: int, people: Sequence[int]) -> float:
    """Votes a second of one run."""
    contender = race.contender
    contender.restore()
    api.ask("forget")
    api.ask("tap", people=people[: race.votes], chat=group, message=race.card, label=race.label)
    with contender.start() as child:
        child.until(lambda: contender.kept_count() == race.votes, within=PATIENCE, every=0.02)
        stored = time.monotonic()
        child.until(lambda: api.answered() == race.votes, within=PATIENCE, every=0.05)
        child.kill()
    assert len(set(contender.kept())) == race.votes, f"{contender.name} lost votes"
    began: float = api.calls("getUpdates")[0]["at"]
    answered: float = api.calls("answerCallbackQuery")[-1]["at"]
    return race.votes / (max(stored, answered) - began)


def _taps(race: Race, api: Telegram, group: int, people: Sequence[int]) -> tuple[float, float]:
    """Seconds in which a bot that has nothing else to do answers a tap: alone, and in a row."""
    race.contender.restore()
    api.ask("forget")
    with race.contender.start() as child:
        child.until(api.polled, within=PATIENCE, every=0.1)
        time.sleep(2)
        alone, following = people[:LONE_TAPS], people[LONE_TAPS : 2 * LONE_TAPS]
        return (
            _answer_time(child, race, api, group, alone, pause=PAUSE),
            _answer_time(child, race, api, group, following, pause=0),
        )


def _answer_time(
    child: Child, race: Race, api: Telegram, group: int, people: Sequence[int], *, pause: float
) -> float:
    """Seconds from a tap to its answer, one after the other: their median."""
    api.ask("forget")
    for nth, person in enumerate(people, start=1):
        api.ask("tap", people=[person], chat=group, message=race.card, label=race.label)
        child.until(lambda: api.answered() >= nth, within=PATIENCE, every=LOOK_EVERY)  # noqa: B023 - it is called at once
        time.sleep(pause)
    return float(api.ask("latencies")["p50"])
