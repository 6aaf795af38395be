"""A poll in ten rooms of two networks is one poll: a person has one vote in all of them."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.databases import Fresh
from tests.town import SQUARE, Town, town_settings

ROOMS = {
    "telegram": [SQUARE["telegram"], *(f"telegram:-110{nth}" for nth in range(4))],
    "matrix": [SQUARE["matrix"], *(f"matrix:!room{nth}" for nth in range(4))],
}
ALL = [*ROOMS["telegram"], *ROOMS["matrix"]]


@pytest.fixture
def wide_town(fresh_database: Fresh) -> Iterator[Town]:
    """A community with ten rooms."""
    with closing(Town(fresh_database("sqlite"), town_settings(rooms=ALL))) as town:
        yield town


@pytest.mark.slow
def test_a_vote_counts_once_in_whichever_room_it_is_cast(wide_town: Town) -> None:
    town = wide_town
    ana, zoe, yan = town.gardener("territory"), town.member("Zoé"), town.member("Yan", on="matrix")
    ana.publishes("/sondage Quel jour ? | mardi | jeudi")
    for room, label in zip(ROOMS["telegram"], ("mardi", "jeudi", "mardi", "jeudi"), strict=False):
        zoe.presses(label, town.said_in(room)[-1], room)
    yan.says("!voter 1 mardi", room=ROOMS["matrix"][3])
    yan.says("!voter 1 jeudi", room=ROOMS["matrix"][4])
    cards = [each for room in ALL for each in town.said_in(room) if "par écrit" in each.text]
    shown = {each.text.partition("Sondage 1")[0] for each in cards}
    ana.says("/cloturer 1")
    results = {town.said_in(room)[-1].text for room in ALL}

    assert len(cards) == len(ALL)
    [counts] = shown
    assert "mardi : 0\njeudi : ▇▇▇▇▇▇▇▇ 2 (100 %)\n2 votes" in counts
    [result] = results
    assert "2 votes" in result
