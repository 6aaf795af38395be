"""A letter to many at the pace that Telegram allows, and how long others wait meanwhile."""

import itertools
import json
import statistics
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from bot.core import Text
from tests.bench.children import Child
from tests.bench.contenders import bot
from tests.bench.scale import Scale
from tests.bench.tables import show
from tests.bench.telegram import Telegram, telegram
from tests.bench.village import Village, letter_words

PACE = 30
"""Messages that Telegram allows overall in any second."""
TAP_EVERY = 0.2
ASK_EVERY = 5
"""Every so many taps a person asks for help instead, and is answered by a message."""
PACED = ("sendMessage", "editMessageText")
NOTE = """\
"× floor": the time from the first letter to the last, ÷ the least that all messages and edits sent
meanwhile take with 30 in any second; 10,000 letters alone take as many times 333 s.
Meanwhile others tap a button every 200 ms, and every second somebody writes /aide: seconds until
the button is answered, and until the message is there. python-telegram-bot with AIORateLimiter."""


@dataclass(frozen=True, slots=True)
class Audience:
    """The readers of the letter, the people busy with the bot meanwhile, and their rooms."""

    readers: Sequence[int]
    others: Sequence[int]
    group: int
    card: int
    label: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """The results of the letter; waits are in seconds, the median and the 99th of a hundred."""

    letters: int
    ratio: float
    too_many: int
    taps: tuple[float, float]
    answers: tuple[float, float]


def bench(folder: Path, scale: Scale) -> None:
    """Send the same letter several times, each on an emulator of its own: limits have a memory."""
    outcomes = {
        "python-telegram-bot": _of_ptb(folder, scale),
        "Terreau": _of_terreau(folder / "letter", scale, Village.mail),
        "Terreau, an announcement": _of_terreau(folder / "announcement", scale, Village.announce),
    }
    show(
        "A letter to many, and the others",
        ("bot", "letters", "× floor", "429s", "tap p50", "tap p99", "/aide p50", "/aide p99"),
        [
            (name, it.letters, it.ratio, it.too_many, *it.taps, *it.answers)
            for name, it in outcomes.items()
        ],
        NOTE,
    )


def _of_ptb(folder: Path, scale: Scale) -> Outcome:
    with telegram() as api:
        readers, others, group = _people(api, scale)
        audience = Audience(readers, others, group, api.post_card(group, "Oui"), "Oui")
        told = {"words": letter_words().template, "people": readers}
        mailing = folder / "mailing.json"
        mailing.write_text(json.dumps(told))

        def started() -> AbstractContextManager[Child]:
            return bot("ptb_broadcast", "--mailing", str(mailing), folder=folder, telegram=api)

        return _outcome(started, api, audience)


def _of_terreau(folder: Path, scale: Scale, send: Callable[[Village, Text], None]) -> Outcome:
    with telegram() as api:
        readers, others, group = _people(api, scale)
        folder.mkdir()
        village = Village(folder / "terreau", api, group, others[0])
        village.found()
        village.register(others[1:])
        village.register(readers, letter=True)
        card, label = village.open_poll()
        send(village, letter_words())
        return _outcome(village.started, api, Audience(readers, others, group, card, label))


def _people(api: Telegram, scale: Scale) -> tuple[list[int], list[int], int]:
    people = api.ask("people", count=scale.letters + 100)
    group = api.ask("group", title="Énergie", people=people)
    return people[100:], people[:100], group


def _outcome(
    started: Callable[[], AbstractContextManager[Child]], api: Telegram, audience: Audience
) -> Outcome:
    time.sleep(1.1)  # what was sent to prepare this counts no more
    api.ask("forget")
    with started() as child:
        child.until(lambda: api.calls("sendMessage"), within=60)
        asked = _keep_busy(api, audience)
        child.until(lambda: asked.keys() <= _arrivals(api).keys(), within=60, every=0.2)
        child.kill()
    arrived = _arrivals(api)
    first, *_, last = sorted(arrived[person] for person in audience.readers)
    meanwhile = sum(first <= each["at"] <= last for each in api.calls(*PACED))
    taps = api.ask("latencies")
    waited = [arrived[person] - at for person, at in asked.items()]
    cuts = statistics.quantiles(waited, n=100, method="inclusive")
    return Outcome(
        letters=len(audience.readers),
        ratio=(last - first) / ((meanwhile - 1) // PACE),
        too_many=int(api.ask("counters")["too_many"]),
        taps=(taps["p50"], taps["p99"]),
        answers=(cuts[49], cuts[98]),
    )


def _keep_busy(api: Telegram, audience: Audience) -> dict[int, float]:
    """Tap and ask until all letters have left; give when each person asked for help."""
    readers = set(audience.readers)
    askers, tappers = audience.others[:50], cycle(audience.others[50:])
    asked: dict[int, float] = {}
    due = time.monotonic()
    for count in itertools.count(1):
        if count % ASK_EVERY:
            api.ask(
                "tap",
                people=[next(tappers)],
                chat=audience.group,
                message=audience.card,
                label=audience.label,
            )
        elif readers <= _arrivals(api).keys():
            return asked
        elif len(asked) < len(askers):
            person = askers[len(asked)]
            asked[person] = time.monotonic()
            api.ask("say", people=[person], text="/aide")
        due += TAP_EVERY
        time.sleep(max(0.0, due - time.monotonic()))
    raise AssertionError


def _arrivals(api: Telegram) -> dict[int, float]:
    """When each person was first written to."""
    return {int(each["chat"]): float(each["at"]) for each in reversed(api.calls("sendMessage"))}
