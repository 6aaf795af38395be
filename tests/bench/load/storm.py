"""A storm of SIGKILLs: which updates are lost or applied twice."""

import random
import time
from collections import Counter
from pathlib import Path

from tests.bench.bots.rows import NEWS
from tests.bench.contenders import LIBRARIES, Contender, of_rows, of_terreau
from tests.bench.scale import Scale
from tests.bench.tables import show
from tests.bench.telegram import Telegram, telegram
from tests.bench.village import Village

TITLES = "SELECT title FROM news"
NOTE = """\
{wave} updates, each by another person, wait at each start; the bot is killed when a random part of
them is stored, the same parts for each bot, and at last left alone until the emulator has none
left. What is stored is then compared with what was written. The rows are committed in threads, as
bots do that must not block their event loop. No limits, so that no answer is refused."""
QUIET_SECONDS = 1.0


def bench(folder: Path, scale: Scale) -> None:
    """Count what each bot makes of the same storm."""
    with telegram("--no-limits") as api:
        people = api.ask("people", count=scale.wave)  # each may propose ten times an hour
        group = api.ask("group", title="Énergie", people=people)
        village = Village(folder / "terreau", api, group, people[0])
        village.found()
        village.register(people[1:])
        contenders = [of_rows(library, NEWS, folder, api, "--in-threads") for library in LIBRARIES]
        contenders.append(of_terreau(village, TITLES))
        rows = [(each.name, *_outcome(each, api, people, scale)) for each in contenders]
    columns = ("bot", "updates", "kills", "lost", "applied twice")
    show("Storm of kills", columns, rows, NOTE.format(wave=scale.wave))


def _outcome(
    contender: Contender, api: Telegram, people: list[int], scale: Scale
) -> tuple[int, int, int, int]:
    """Updates, kills, lost, applied twice."""
    chance = random.Random(scale.waves)
    for wave in range(scale.waves):
        text = f"/actu Vague {wave}, nouvelle {{n}}"
        api.ask("say", people=people, text=text, count=scale.wave)
        _kill_after(contender, chance.randrange(1, scale.wave))
    _leave_alone(contender, api)
    kept = Counter(contender.kept())
    written = [
        f"Vague {wave}, nouvelle {n}" for wave in range(scale.waves) for n in range(scale.wave)
    ]
    lost = sum(words not in kept for words in written)
    return len(written), scale.waves, lost, sum(count > 1 for count in kept.values())


def _kill_after(contender: Contender, stored: int) -> None:
    """Start the bot, and kill it once it has stored so many more."""
    enough = contender.kept_count() + stored
    with contender.start() as child:
        child.until(lambda: contender.kept_count() >= enough, within=60, every=0.002)
        child.kill()


def _leave_alone(contender: Contender, api: Telegram) -> None:
    """Wait until the bot has no work left: nothing waits, and nothing was stored for a while."""
    api.ask("forget")
    with contender.start() as child:
        child.until(lambda: api.polled() and api.pending() == 0, within=60, every=0.1)
        before, since = -1, time.monotonic()
        while time.monotonic() - since < QUIET_SECONDS:
            time.sleep(0.1)
            if (now := contender.kept_count()) != before:
                before, since = now, time.monotonic()
        child.kill()
