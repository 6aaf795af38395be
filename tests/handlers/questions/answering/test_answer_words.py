"""Words of answers and their drafts."""

import pytest

from bot.domain.questions.question import QuestionState
from tests.handlers.questions.answering.filed import REGION_ROOM, ask, stored
from tests.town import Neighbour, Town


@pytest.mark.parametrize(
    "words",
    [
        "<b>En</b> *mai* [lien](https://a.example)",
        "!decliner 1 Non.",
        "{name} {words} %s \\",
        "a" * 2500,
        "👩\u200d👩\u200d👧 " * 200,
    ],
)
def test_an_answer_is_told_as_it_was_written(
    town: Town, luc: Neighbour, zoe: Neighbour, words: str
) -> None:
    ask(town, zoe)

    luc.says(f"!repondre 1 {words}")
    luc.presses("Publier la réponse")

    assert words.strip() in zoe.inbox[-1]


def test_an_answer_that_is_too_long_is_refused(town: Town, luc: Neighbour, zoe: Neighbour) -> None:
    ask(town, zoe)

    refused = luc.says(f"!repondre 1 {'a' * 2501}")

    assert "est trop long" in refused
    assert stored(town, 1).draft == ""


def test_a_draft_that_its_card_may_cut_is_read_before_it_is_published(
    town: Town, luc: Neighbour, max_: Neighbour, zoe: Neighbour
) -> None:
    ask(town, zoe)
    card = town.said_in(REGION_ROOM)[-1]
    max_.says(f"!repondre 1 {'a' * 2500}")

    assert "Publier la réponse" not in [each.label for each in card.choices]
    luc.presses("Lire le brouillon", card, REGION_ROOM)
    read = town.said_in(REGION_ROOM)[-1]
    luc.presses("Publier la réponse", read, REGION_ROOM)

    assert stored(town, 1).state is QuestionState.ANSWERED
