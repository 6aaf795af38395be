"""Polls that change between reading and voting: an old button or number counts for nothing."""

import pytest

from tests.town import Neighbour, Town

CHANGED = "Ceci vient de changer : rien n'a été fait. Relisez avant de répondre."
NOBODY = "Soyez la première personne à voter"
SWAP = (("Les choix", "non, oui"),)
TURN = (("La question", "Renvoyer la gardienne ?"),)
THERE_AND_BACK = (("Les choix", "non, oui"), ("Les choix", "oui, non"))


@pytest.fixture
def ana(town: Town) -> Neighbour:
    """The gardener of the territory, who opened a poll."""
    ana = town.gardener("territory")
    ana.publishes("/sondage Garder la gardienne ? | oui | non")
    return ana


def changes(ana: Neighbour, *parts: tuple[str, str]) -> None:
    for part, words in parts:
        ana.says("/sondage 1")
        ana.presses("Changer le sondage")
        ana.presses(part)
        ana.says(words)


@pytest.mark.slow
@pytest.mark.parametrize("parts", [SWAP, TURN, THERE_AND_BACK], ids=["swap", "turn", "back"])
def test_a_press_on_the_old_card_counts_for_nothing(
    town: Town, ana: Neighbour, parts: tuple[tuple[str, str], ...]
) -> None:
    zoe = town.member("Zoé")
    card = town.said_in(zoe.square)[-1]
    old = card.choice("oui").press
    changes(ana, *parts)

    assert zoe.forges(old, card, zoe.square) == CHANGED
    assert NOBODY in town.said_in(ana.square)[-1].text

    now = town.said_in(zoe.square)[-1]
    assert zoe.presses("oui", now, zoe.square).startswith("Votre vote : oui.")
    assert "oui : ▇▇▇▇▇▇▇▇ 1 (100 %)" in town.said_in(zoe.square)[-1].text


def test_ids_of_choices_are_never_given_again(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé")
    seen: set[str] = set()
    for _ in range(3):
        presses = {each.press.partition("~")[0] for each in town.said_in(zoe.square)[-1].choices}
        assert len(presses) == 2
        assert not presses & seen
        seen |= presses
        changes(ana, *SWAP)


def test_a_number_typed_on_matrix_takes_what_was_delivered_last(town: Town, ana: Neighbour) -> None:
    yan = town.member("Yan", on="matrix")
    yan.says("!sondage 1")
    changes(ana, *SWAP)

    shown = yan.says("1")
    assert "rien n'a été fait" in shown
    assert NOBODY in town.said_in(ana.square)[-1].text
    assert shown.index("non") < shown.index("oui")

    assert "Votre vote : non." in yan.says("1")


def test_a_typed_vote_takes_the_card_of_a_room_that_the_person_reads(
    town: Town, ana: Neighbour
) -> None:
    changes(ana, *SWAP)
    assert "Votre vote : non." in town.member("Yan", on="matrix").says("!voter 1 1")


def test_a_command_behind_a_button_or_a_link_knows_of_no_card(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé")
    zoe.says("/sondage 1")

    told = zoe.forges("cmd:voter 1 1", zoe.direct[-1]) or zoe.direct[-1].text

    assert "rien n'a été fait" in told
    assert NOBODY in town.said_in(ana.square)[-1].text
    assert ana.says("/voter 1 1").startswith("📊")


@pytest.mark.slow
def test_a_secret_vote_counts_for_what_was_shown(town: Town) -> None:
    ana = town.gardener("territory")
    zoe, *_ = [town.member(name) for name in ("Zoé", "Max", "Eve", "Bob")]
    ana.publishes("/sondage Garder la gardienne ? | oui | non --secret")
    zoe.says("/sondage 1")
    card = zoe.direct[-1]
    old = card.choice("oui").press
    changes(ana, *SWAP)

    assert not zoe.forges(old, card), "the card itself says it"
    assert "rien n'a été fait" in zoe.direct[-1].text
    assert "Votre vote : oui." in zoe.presses("oui")


def test_an_answer_written_to_another_question_is_not_counted(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    ana.publishes("/sondage Que garder ? --ouverte")
    zoe.says("/sondage 1")
    zoe.presses("Répondre")
    changes(ana, ("La question", "Que jeter ?"))

    told = zoe.says("Le compost")

    assert "rien n'a été fait" in told
    assert "Que jeter ?" in told
