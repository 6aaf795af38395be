"""The card of an open poll is pinned where the bot may."""

import pytest

from tests.town import SQUARE, Town

ASKED = "/sondage On se voit quand ? | mardi | jeudi"


@pytest.mark.parametrize("ended_by", ["/cloturer 1", "Retirer ce sondage"])
def test_an_open_poll_is_pinned_until_it_ends(town: Town, ended_by: str) -> None:
    ana = town.gardener("territory")
    town.networks["matrix"].without_pins.add(SQUARE["matrix"])
    ana.publishes(ASKED)
    card = town.said_in(SQUARE["telegram"])[-1]
    pinned = list(town.networks["telegram"].pinned)
    if ended_by.startswith("/"):
        ana.says(ended_by)
    else:
        ana.presses(ended_by)

    assert pinned == [card.id]
    assert town.networks["telegram"].pinned == []
    assert town.networks["matrix"].pinned == []
