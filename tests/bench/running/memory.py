"""The memory of a bot that runs on and on: what it took is given back, or taken again."""

import time
from collections.abc import Sequence
from pathlib import Path

from tests.bench.children import Child
from tests.bench.contenders import of_terreau
from tests.bench.scale import Scale
from tests.bench.tables import show
from tests.bench.telegram import Telegram, telegram
from tests.bench.village import BALLOTS, Village

PATIENCE = 60
PERIODS = 6
A_SECOND = 5
"""Acts a second."""
CROWD = 200
MOST_GROWTH = 10.0
"""MiB from the end of the first period to the end of the last."""
NOTE = """\
{minutes:g} minutes with {a_second} acts a second of {crowd} people: changed votes, and words in
private. Memory: resident, at the end of each sixth. More than {most:g} MiB from the first to the
last fall short."""


def bench(folder: Path, scale: Scale) -> Sequence[str]:
    """Let people act all the time; says if the memory grew."""
    with telegram() as api:
        api.ask("patience", seconds=PATIENCE)
        people = api.ask("people", count=CROWD)
        group = api.ask("group", title="Énergie", people=people)
        village = Village(folder, api, group, people[0])
        village.found()
        village.register(people[1:])
        card, _ = village.open_poll()
        figures = []
        with of_terreau(village, BALLOTS).start() as child:
            child.until(api.polled, within=PATIENCE)
            for _ in range(PERIODS):
                acts = _live(child, api, people, group, card, scale.steady_minutes * 60 / PERIODS)
                figures.append((acts, child.resident()))
    rows = [
        (round((nth + 1) * scale.steady_minutes / PERIODS, 1), *each)
        for nth, each in enumerate(figures)
    ]
    note = NOTE.format(
        minutes=scale.steady_minutes, a_second=A_SECOND, crowd=CROWD, most=MOST_GROWTH
    )
    show("Memory over time", ("after minutes", "acts", "memory, MiB"), rows, note)
    grown = figures[-1][1] - figures[0][1]
    return [] if grown <= MOST_GROWTH else [f"{grown:.1f} MiB more, {MOST_GROWTH:g} are the most"]


def _live(
    child: Child, api: Telegram, people: Sequence[int], group: int, card: int, seconds: float
) -> int:
    """Act for so long; gives the number of acts."""
    until, acts = time.monotonic() + seconds, 0
    while time.monotonic() < until:
        person = people[acts % len(people)]
        if acts % 10 == 9:
            api.ask("say", people=[person], text="/sondage 1")
        else:
            label = ("Au marché", "À la ferme")[(acts // len(people)) % 2]
            api.ask("tap", people=[person], chat=group, message=card, label=label)
        acts += 1
        if acts % 1000 == 0:
            child.until(lambda: api.pending() == 0, within=PATIENCE, every=0.1)
            api.ask("forget")
        time.sleep(1 / A_SECOND)
    return acts
