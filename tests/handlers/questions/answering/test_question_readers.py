"""The readers of a question, by every way to ask for it: all people, all kinds of questions."""

from collections.abc import Iterator

import pytest

from bot.domain.questions.question import Naming
from tests.handlers.questions.answering.filed import (
    REGION_ROOM,
    agent,
    ask,
    let_through,
)
from tests.saved_towns import SavedTowns
from tests.town import BACK_ROOM, CHANNEL, SQUARE, WATER, Neighbour, Town, town_settings

WORDS = "Pourquoi le guichet ferme-t-il ?"
WAYS = (
    "/question 1",
    "/question",
    "/question guichet",
    "/afaire",
    "/prendre 1",
    "/repondre 1 Oui.",
)
"""Ways to see a question by typing; a refusal shows nothing of it."""
PRESSES = ("question:1", "question_own:1", "question_look:1", "question_copy:1")
HERE = "Pionniers de l'énergie"
PEOPLE = ("zoe", "ben", "ana", "luc", "max", "carl", "eve", "stranger")


@pytest.fixture
def town(database_url: str, saved_towns: SavedTowns | None) -> Iterator[Town]:
    """Two communities; the Region of the first has a room."""
    settings = town_settings(WATER, region_room=REGION_ROOM)
    made = Town(database_url, settings, saved=saved_towns)
    yield made
    made.close()


@pytest.fixture
def luc(town: Town) -> Neighbour:
    """The gardener at the Region."""
    return town.gardener("region", HERE)


@pytest.fixture
def people(town: Town, luc: Neighbour) -> dict[str, Neighbour]:
    """Everybody who might look."""
    return {
        "zoe": town.member("Zoé", of=(HERE,)),
        "ben": town.member("Ben", on="matrix", of=(HERE,)),
        "ana": town.gardener("territory", HERE),
        "luc": luc,
        "max": agent(town, "Max", of=(HERE,)),
        "carl": town.cultivator(),
        "eve": town.member("Eve", of=("Eau vive",)),
        "stranger": town.stranger("Sam"),
    }


def seen_by(neighbour: Neighbour) -> bool:
    """True if any way shows the words."""
    mark = "!" if neighbour.network == "matrix" else "/"
    said = [neighbour.says(f"{mark}{each[1:]}") for each in WAYS]
    if neighbour.direct:
        said += [neighbour.forges(each, neighbour.direct[-1]) for each in PRESSES]
    return any(WORDS in each for each in [*said, *neighbour.inbox])


@pytest.mark.parametrize(
    ("naming", "shown_at", "readers"),
    [
        (Naming.NAMED, "", {"zoe", "ana", "luc", "max"}),
        pytest.param(Naming.UNNAMED, "", {"zoe", "ana", "luc", "max"}, marks=pytest.mark.slow),
        pytest.param(
            Naming.NAMED, "now", {"zoe", "ana", "luc", "max", "ben"}, marks=pytest.mark.slow
        ),
        pytest.param(
            Naming.UNNAMED, "now", {"zoe", "ana", "luc", "max", "ben"}, marks=pytest.mark.slow
        ),
        pytest.param(Naming.ONLY, "", {"zoe", "ana"}, marks=pytest.mark.slow),
        (Naming.ONLY, "now", {"zoe", "ana"}),
    ],
)
def test_a_question_is_shown_to_its_readers_only(
    town: Town, people: dict[str, Neighbour], naming: Naming, shown_at: str, readers: set[str]
) -> None:
    only = people["ana"] if naming is Naming.ONLY else None
    ask(town, people["zoe"], WORDS, naming=naming, only=only)
    if shown_at:
        let_through(town, 1)

    assert {name for name in PEOPLE if seen_by(people[name])} == readers
    rooms = [REGION_ROOM, BACK_ROOM, CHANNEL, *SQUARE.values(), "telegram:-2001", "matrix:!source"]
    shown = {room for room in rooms if any(WORDS in each.text for each in town.said_in(room))}
    assert shown <= ({REGION_ROOM, BACK_ROOM} if naming is not Naming.ONLY else set())
    if naming is Naming.UNNAMED:
        said = [each.text for each in town.said_in(REGION_ROOM)]
        said += [each for name in PEOPLE[1:] for each in people[name].inbox if WORDS in each]
        assert not [each for each in said if "Zoé" in each], "a name that was not given is nowhere"
