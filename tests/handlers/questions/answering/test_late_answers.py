"""Late answers, old cards, and hidden questions."""

from datetime import datetime

import pytest

from tests.handlers.questions.answering.filed import REGION_ROOM, ask, join
from tests.town import Neighbour, Town


@pytest.mark.slow
def test_a_late_answer_waits_for_the_region_then_for_both(
    town: Town, ana: Neighbour, luc: Neighbour, max_: Neighbour, zoe: Neighbour
) -> None:
    ask(town, zoe)
    max_.says("!prendre 1 vendredi")
    late = "La réponse à la question 1 est en retard"
    before = len(luc.inbox), len(max_.inbox)

    town.move_to(datetime(2026, 11, 27, 18, 0))  # noqa: DTZ001
    assert late not in luc.says("!afaire")
    town.move_to(datetime(2026, 11, 30, 10, 0))  # noqa: DTZ001
    assert late in luc.says("!afaire")
    assert late not in ana.says("/afaire")
    assert "⏳ En retard" in town.said_in(REGION_ROOM)[-1].text
    town.move_to(datetime(2026, 12, 7, 10, 0))  # noqa: DTZ001
    assert late in luc.says("!afaire")
    assert late in ana.says("/afaire")
    looked = ana.presses("Voir la question 1")
    assert "Quand ouvre l'aide au vélo ?" in looked
    assert ana.direct[-1].choices == [], "what she may not do is not offered to her"

    max_.says("!prendre 1 mercredi")

    assert late not in luc.says("!afaire")
    assert late not in ana.says("/afaire")
    assert before[1] == len(max_.inbox) - 1, "nobody is written to because of a delay"


def test_help_says_that_agents_may(max_: Neighbour) -> None:
    explained = max_.says("!aide prendre")

    assert explained.endswith("C'est réservé à l'équipe et aux agents de la Région.")


def test_an_old_card_takes_nothing_from_a_quicker_gardener(
    town: Town, luc: Neighbour, max_: Neighbour, zoe: Neighbour
) -> None:
    ask(town, zoe)
    card = town.said_in(REGION_ROOM)[-1]
    luc.says("!question 1")
    max_.presses("Je prends", card, REGION_ROOM)
    told = len(zoe.inbox)

    late = luc.presses("Je prends")

    assert late.startswith("Max a pris la question 1 entre-temps.")
    assert "Max répond d'ici" in card.text
    assert len(zoe.inbox) == told
    assert luc.says("!prendre 1").startswith("La question 1 est à vous")


def test_new_members_read_no_answer_to_a_question_that_was_hidden_again(
    town: Town, luc: Neighbour, zoe: Neighbour
) -> None:
    ask(town, zoe)
    ben = town.member("Ben")
    join(town, 1, ben)
    luc.says("!repondre 1 L'aide ouvre en mai.")

    luc.presses("Publier la réponse")

    assert "L'aide ouvre en mai." in zoe.inbox[-1]
    assert not any("mai" in each for each in ben.inbox)
