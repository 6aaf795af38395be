"""Many ballots in a burst on one poll of each kind: all counted, as a recount says."""

import re
import sqlite3
import statistics
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.domain.polls.rules import Choices
from storage.polls import BallotBoxes, BallotCounts, Ballots, SecretVotes
from storage.store import Store
from storage.unit_of_work import Database
from tests.bench.children import Child
from tests.bench.scale import Scale
from tests.bench.tables import show
from tests.bench.telegram import telegram
from tests.bench.village import Village

PATIENCE = 600
LOOKS = 20
NOTE = """\
{people} people vote in a burst, first a tenth of them, then the others: by taps on the card in the
group of Telegram, or typed in private. A list of things takes {places} at most. Every ballot is
counted as it was given: the ballots, and the counts kept of them, are compared with what each
person chose. "Tally": reading it, the
median of {looks}, after a tenth of the ballots and after all. "Shown": the time from the last
ballot stored until the card says the final number, under Telegram's limits (20 messages a minute in
a group, edits included). A secret poll shows turnout alone, which is its tally here; it is
counted when it closes."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of poll, and how people vote in it."""

    name: str
    typed: str
    answers: Sequence[str] = ()
    """Votes that are typed in turn; none where people tap the buttons of the card."""
    buttons: int = 2
    """The number of buttons that are tapped in turn."""
    most: int = 10**9
    """The most ballots that it takes."""
    secret: bool = False
    words: bool = False
    """True if all typed votes are one choice, with words."""


_CHOICES = "Au marché | À la ferme | Au lac"
_THINGS = " | ".join(f"Chose {letter} x99" for letter in "abcdefghij")
KINDS = (
    Kind("one choice", f"Où aller ? | {_CHOICES}"),
    Kind("several", f"Où et où aller ? | {_CHOICES} --multiple"),
    Kind("dates", "Quand aller ? | dans 5 jours | dans 6 jours | dans 7 jours --date"),
    Kind("ranked", f"Où aller surtout ? | {_CHOICES} --classement"),
    Kind("consent", "Aller au marché --consentement"),
    Kind("who brings what", f"Qui apporte quoi ? | {_THINGS} --apporter", (), 10, 990),
    Kind("open question", "Que voir ? --ouverte", ("Le marché", "La ferme"), words=True),
    Kind("secret", f"Où aller en secret ? | {_CHOICES} --secret", ("1", "2"), secret=True),
)


@dataclass(frozen=True, slots=True)
class Race:
    """A poll of a kind that is voted in."""

    kind: Kind
    number: int
    """Its number, which is its id: this is the only community."""
    card: dict[str, Any]
    village: Village
    terreau: Child


def bench(folder: Path, scale: Scale) -> None:
    """Time bursts of votes, one poll after the other."""
    with telegram() as api:
        api.ask("patience", seconds=PATIENCE)
        people = api.ask("people", count=scale.ballots)
        group = api.ask("group", title="Énergie", people=people)
        village = Village(folder / "terreau", api, group, people[0])
        village.found()
        village.register(people[1:])
        with village.running() as terreau:
            rows = [
                _row(
                    Race(kind, number, _published(village, terreau, kind), village, terreau), people
                )
                for number, kind in enumerate(KINDS, start=1)
            ]
            terreau.end()
    columns = ("kind", "ballots", "a second", "tally, ms (a tenth)", "tally, ms (all)")
    show(
        "Polls of each kind",
        (*columns, "edits", "refused (429)", "shown, s"),
        rows,
        NOTE.format(people=len(people), places=990, looks=LOOKS),
    )


def _published(village: Village, terreau: Child, kind: Kind) -> dict[str, Any]:
    return village.publish_poll(terreau, f"/sondage {kind.typed}")


def _row(race: Race, people: Sequence[int]) -> tuple[object, ...]:
    """The figures of one poll."""
    api, voters = race.village.telegram, people[: race.kind.most]
    api.ask("forget")
    first = max(len(voters) // 10, 1)
    _vote(race, voters[:first], 0)
    race.terreau.until(lambda: _stored(race) == first, within=PATIENCE, every=0.02)
    tally_of_few = _tally_time(race)
    began = time.monotonic()
    _vote(race, voters[first:], first)
    race.terreau.until(lambda: _stored(race) == len(voters), within=PATIENCE, every=0.02)
    stored = time.monotonic()
    race.terreau.until(lambda: _is_shown(race, len(voters)), within=PATIENCE, every=0.1)
    shown = time.monotonic() - stored
    edits = [each for each in api.ask("calls") if each["method"] == "editMessageText"]
    edits = [each for each in edits if str(each["chat"]) == str(race.village.group)]
    refused = sum(each["status"] == 429 for each in edits)
    tally_of_all = _tally_time(race)
    _recount(race, len(voters))
    speed = (len(voters) - first) / (stored - began)
    name, edited = race.kind.name, len(edits) - refused
    return name, len(voters), speed, tally_of_few, tally_of_all, edited, refused, shown


def _vote(race: Race, voters: Sequence[int], before: int) -> None:
    """Cast votes, each for the next choice in turn, after a number of earlier ones."""
    ways = race.kind.answers or race.card["labels"][: race.kind.buttons]
    for nth, way in enumerate(ways):
        start = (nth - before) % len(ways)
        some = voters[start :: len(ways)]
        if not some:
            continue
        if race.kind.answers:
            words = f"/voter {race.number} {way}"
            race.village.telegram.ask("say", people=some, text=words, count=len(some))
        else:
            _tap(race, some, way)


def _tap(race: Race, some: Sequence[int], label: str) -> None:
    api, card = race.village.telegram, int(race.card["id"])
    api.ask("tap", people=some, chat=race.village.group, message=card, label=label)


def _stored(race: Race) -> int:
    query = (
        "SELECT count(*) FROM poll_entitlements WHERE voted AND poll_id = ?"
        if race.kind.secret
        else "SELECT count(*) FROM ballots WHERE poll_id = ?"
    )
    with closing(sqlite3.connect(race.village.database)) as connection:
        return int(connection.execute(query, (race.number,)).fetchone()[0])


def _is_shown(race: Race, count: int) -> bool:
    said = race.village.telegram.ask("messages", chat=race.village.group)
    text = next(each["text"] for each in said if each["id"] == race.card["id"])
    numbers = re.findall(r"\d{1,3}(?: \d{3})+|\d+", text)  # the emulator gives plain spaces
    return count in [int(each.replace(" ", "")) for each in numbers]


def _tally_time(race: Race) -> float:
    """Milliseconds for reading the tally of a poll, the median of several looks."""
    taken = []
    with _store(race) as store:
        for _ in range(LOOKS):
            began = time.perf_counter()
            if race.kind.secret:
                store[SecretVotes].turnout(race.number)
            else:
                store[BallotCounts].of(race.number)
            taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)


def _recount(race: Race, voters: int) -> None:
    """Compare the tally with the votes that were given; a secret poll is closed for it."""
    given = Counter(_choice(race, nth) for nth in range(voters))
    if race.kind.secret:
        gardener = race.village.gardener
        race.village.telegram.ask("say", people=[gardener], text=f"/cloturer {race.number}")
        race.terreau.until(lambda: _counted(race), within=PATIENCE, every=0.1)
    counted = _counted(race)
    assert counted == given, f"{race.kind.name}: {counted} counted, {given} given"
    with _store(race) as store:
        assert not store[BallotCounts].wrong(), f"{race.kind.name}: a recount says otherwise"


def _counted(race: Race) -> dict[Choices, int]:
    with _store(race) as store:
        if race.kind.secret:
            return dict(store[BallotBoxes].counted(race.number))
        return dict(store[Ballots].counts(race.number))


def _choice(race: Race, nth: int) -> Choices:
    """The ballot of a voter."""
    if race.kind.answers:
        return (1,) if race.kind.words else (nth % len(race.kind.answers) + 1,)
    return (nth % race.kind.buttons + 1,)


@contextmanager
def _store(race: Race) -> Iterator[Store]:
    database = Database(f"sqlite:///{race.village.database}")
    try:
        with database.unit() as store:
            yield store
    finally:
        database.close()
