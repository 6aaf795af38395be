"""Questions stand before the Region's gardener and agents in private where it has no room."""

from collections.abc import Iterator

import pytest

from storage.seats import Posts
from tests.handlers.questions.answering.filed import agent, ask
from tests.saved_towns import SavedTowns
from tests.town import Neighbour, Town, labels, town_settings


@pytest.fixture
def town(database_url: str, saved_towns: SavedTowns | None) -> Iterator[Town]:
    """The town, without a room of the Region."""
    made = Town(database_url, town_settings(), saved=saved_towns)
    yield made
    made.close()


def test_gardener_and_agents_see_the_buttons_they_may_press(
    town: Town, luc: Neighbour, zoe: Neighbour
) -> None:
    max_ = agent(town, "Max")
    english = town.member("Ben", locale="en")

    ask(town, zoe)

    assert labels(luc) == ["Je prends", "Répondre", "Transmettre à…", "Décliner"]
    assert labels(max_) == ["Je prends", "Répondre", "Transmettre à…"]
    assert "vélo" not in "".join(english.inbox)


def test_cards_follow_each_other(town: Town, luc: Neighbour, zoe: Neighbour) -> None:
    max_ = agent(town, "Max")
    ask(town, zoe)
    shown = luc.direct[-1]

    max_.presses("Répondre")
    max_.says("En mai.")
    luc.presses("Publier la réponse", shown)

    assert "✅ Réponse de Luc." in shown.text
    assert "En mai." in zoe.inbox[-1]


def test_the_card_speaks_its_readers_language(town: Town, zoe: Neighbour) -> None:
    luc = town.gardener("region")
    luc.says("!settings")
    luc.presses("English")

    ask(town, zoe)

    assert luc.inbox[-1].startswith("💬 Question 1 from Zoé")


def test_a_former_agent_reads_no_answer(town: Town, luc: Neighbour, zoe: Neighbour) -> None:
    max_ = agent(town, "Max")
    ask(town, zoe)
    shown = max_.direct[-1]
    with town.database.unit() as store:
        store[Posts].forget([max_.address])

    luc.says("!repondre 1 En mai.")

    assert "En mai." not in shown.text
    assert "En mai." in luc.inbox[-1]
