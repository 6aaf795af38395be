"""Questions passed on: number, history and follow-up go along; silent contacts are flagged."""

from datetime import datetime

import pytest

from bot.domain.questions.question import QuestionState
from storage.seats import Posts
from tests.handlers.questions.answering.filed import REGION_ROOM, ask, stored
from tests.town import Neighbour, Town

TYPED = "!transmettre 1 Service habitat, 03 81 00 00 00 | vendredi"
FRIDAY = datetime(2026, 11, 27, 9, 1)  # noqa: DTZ001 - `move_to` reads it in Paris
NEXT_FRIDAY = datetime(2026, 12, 4, 9, 1)  # noqa: DTZ001
ASKED = (
    "⏳ Question 1\n"
    "Avez-vous eu une réponse de Service habitat à la question 1 ? « Quand ouvre l'aide au vélo ? »"
)


def test_the_whole_history_goes_along(
    town: Town, luc: Neighbour, max_: Neighbour, zoe: Neighbour
) -> None:
    ask(town, zoe)
    max_.says("!prendre 1")
    max_.says("!repondre 1 Je demande.")

    passed_on = luc.says(TYPED)

    assert passed_on == (
        "💬 Texte pour Service habitat\n03 81 00 00 00\n\n"
        "Question 1, posée par un membre de Pionniers de l'énergie :\n"
        "Quand ouvre l'aide au vélo ?\n"
        "Mardi 24 novembre : posée.\n"
        "Mardi 24 novembre : prise par Max.\n"
        "Mardi 24 novembre : brouillon de Max : « Je demande. »\n"
        "Merci de répondre d'ici au vendredi 27 novembre, en rappelant le numéro 1.\n\n"
        "À copier et à envoyer. Je vous demande vendredi 27 novembre si vous avez eu une réponse."
    )
    assert zoe.inbox[-1] == (
        "Luc transmet votre question à Service habitat, et vérifie vendredi 27 novembre : "
        "« Quand ouvre l'aide au vélo ? »"
    )
    assert "03 81" not in zoe.inbox[-1]


@pytest.mark.slow
def test_a_contact_that_is_silent_twice_is_flagged(
    town: Town, luc: Neighbour, zoe: Neighbour
) -> None:
    ask(town, zoe)
    luc.says(TYPED)
    assert ASKED not in luc.inbox

    town.move_to(FRIDAY)
    assert luc.inbox[-1] == ASKED
    again = luc.presses("Pas encore")
    town.move_to(NEXT_FRIDAY)
    assert luc.inbox.count(ASKED) == 2
    luc.presses("Pas encore")

    assert again == (
        "C'est noté : pas encore de réponse de Service habitat. Je vous repose la question "
        "vendredi 4 décembre."
    )
    flagged = "Toujours pas de réponse de Service habitat"
    assert flagged in luc.says("!afaire")
    assert flagged in town.said_in(REGION_ROOM)[-1].text


@pytest.mark.slow
def test_a_reaction_ends_the_waiting(town: Town, luc: Neighbour, zoe: Neighbour) -> None:
    ask(town, zoe)
    luc.says(TYPED)
    town.move_to(FRIDAY)

    asked = luc.presses("A répondu")
    luc.says("Le guichet ouvre en mai.")
    luc.presses("Publier la réponse")
    before = len(luc.inbox)
    town.move_to(NEXT_FRIDAY)

    assert asked == "Quelle est votre réponse ? Vous la relirez avant de la publier."
    assert stored(town, 1).state is QuestionState.ANSWERED
    assert len(luc.inbox) == before, "nobody is asked after an act of another"


@pytest.mark.slow
def test_the_answer_not_yet_counts_once_a_day(town: Town, luc: Neighbour, zoe: Neighbour) -> None:
    ask(town, zoe)
    luc.says(TYPED)
    town.move_to(FRIDAY)
    shown = luc.direct[-1]

    luc.presses("Pas encore", shown)
    again = luc.presses("Pas encore", shown)

    assert again == "C'était déjà noté."
    assert stored(town, 1).contact_reminders == 1


@pytest.mark.parametrize(
    "contact", ["luc@region.example", "03 81 00 00 00", "https://region.example", ","]
)
def test_a_contact_has_a_name(town: Town, luc: Neighbour, zoe: Neighbour, contact: str) -> None:
    ask(town, zoe)

    refused = luc.says(f"!transmettre 1 {contact}")

    assert refused.startswith("Écrivez d'abord le nom du contact")
    assert stored(town, 1).state is QuestionState.OPEN


@pytest.mark.slow
def test_a_former_agent_is_not_asked(
    town: Town, luc: Neighbour, max_: Neighbour, zoe: Neighbour
) -> None:
    ask(town, zoe)
    max_.says(TYPED)
    with town.database.unit() as store:
        store[Posts].forget([max_.address])

    town.move_to(FRIDAY)

    assert ASKED not in max_.inbox
    assert luc.inbox[-1] == ASKED
