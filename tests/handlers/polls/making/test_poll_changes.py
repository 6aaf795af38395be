"""Corrections of an open poll, its only reminder, and a poll that is made again."""

import csv
from datetime import datetime, timedelta
from io import StringIO

import pytest

from bot.core.messages.incoming import Answered
from tests.town import Neighbour, Town, labels

LATER = datetime(2026, 11, 26, 18, 5)  # noqa: DTZ001 - local, as the town takes it
REMINDED = "Vous n'avez pas encore voté. Ce sondage est ouvert jusqu'à"


@pytest.fixture
def ana(town: Town) -> Neighbour:
    """The gardener of the territory, who opened a poll."""
    ana = town.gardener("territory")
    ana.publishes("/sondage Quel jour ? | mardi | jeudi")
    return ana


def change(ana: Neighbour, part: str, *typed: str) -> str:
    ana.says("/sondage 1")
    ana.presses("Changer le sondage")
    ana.presses(part)
    return [ana.says(each) for each in typed][-1]


@pytest.mark.slow
def test_all_is_corrected_until_the_first_vote_then_the_choices_are_fixed(
    town: Town, ana: Neighbour
) -> None:
    assert change(ana, "Les choix", "lundi, mercredi") == "Les choix sont : lundi et mercredi."
    change(ana, "La question", "Quel soir ?")
    card = town.said_in(ana.square)[-1]
    assert card.text.startswith("📊 Quel soir ?\nlundi\nmercredi\n")

    ana.says("/sondage 1")
    ana.presses("Changer le sondage")
    ana.presses("Les choix")
    zoe = town.member("Zoé")
    zoe.presses("lundi", card, zoe.square)
    assert "ne peuvent plus changer" in ana.says("jeudi, vendredi")
    ana.says("/sondage 1")
    assert "Les choix sont fixés" in ana.presses("Changer le sondage")
    assert labels(ana) == ["La question", "La fin"]

    change(ana, "La question", "Quel soir de décembre ?")
    assert "📊 Quel soir de décembre ?\nCorrigé. Question d'abord posée : « Quel soir ? »" in (
        town.said_in(ana.square)[-1].text
    )

    change(ana, "La question", "Quel soir ?")
    assert town.said_in(ana.square)[-1].text.startswith(
        "📊 Quel soir ?\nLa question a changé entre-temps, puis a été rétablie.\n"
    ), "somebody may have voted on the other words"


@pytest.mark.slow
def test_the_end_moves_and_members_without_a_vote_are_reminded_once(
    town: Town, ana: Neighbour
) -> None:
    zoe = town.member("Zoé").wants_messages()
    bob = town.member("Bob", on="matrix").wants_messages()
    zoe.presses("jeudi", town.said_in(zoe.square)[-1], zoe.square)
    assert "ouvert jusqu'à vendredi" in change(ana, "La fin", "vendredi 27 novembre 18h")
    assert "jusqu'à vendredi" in town.said_in(ana.square)[-1].text

    town.move_to(LATER)
    assert [REMINDED in each for each in (zoe.inbox[-1], bob.inbox[-1])] == [False, True]
    town.restart()
    town.move_to(datetime(2026, 11, 27, 18, 1))  # noqa: DTZ001
    assert sum(REMINDED in each for each in bob.inbox) == 1
    assert "Résultat" in town.said_in(ana.square)[-1].text


@pytest.mark.slow
def test_an_end_that_moves_after_the_reminder_plans_no_second_one(
    town: Town, ana: Neighbour
) -> None:
    bob = town.member("Bob", on="matrix").wants_messages()
    change(ana, "La fin", "vendredi 27 novembre 18h")
    town.move_to(LATER)
    change(ana, "La fin", "vendredi 4 décembre 18h")
    town.move_to(datetime(2026, 12, 4, 18, 1))  # noqa: DTZ001

    assert sum(REMINDED in each for each in bob.inbox) == 1
    assert "clos" in bob.says("!voter 1 jeudi")


def test_a_poll_that_is_over_is_made_again(town: Town, ana: Neighbour) -> None:
    ana.says("/cloturer 1")
    ana.says("/sondage 1")

    preview = ana.presses("Refaire le même sondage")
    ana.presses("Publier le sondage")

    assert preview.startswith("📊 Quel jour ?\nmardi\njeudi\n")
    assert "Sondage 2" in town.said_in(ana.square)[-1].text


def test_the_result_is_exported_as_counts_in_private(town: Town, ana: Neighbour) -> None:
    luc, zoe = town.gardener("region"), town.member("Zoé")
    zoe.presses("jeudi", town.said_in(zoe.square)[-1], zoe.square)
    ana.says("/cloturer 1")
    luc.says("!sondage 1")
    luc.presses("Le résultat en tableur")

    document = luc.direct[-1].said.document
    assert document is not None
    assert document.name == "sondage-1.csv"
    rows = list(csv.reader(StringIO(document.content.decode("utf-8-sig")), delimiter=";"))
    assert [row[:2] for row in rows] == [["Choix", "Votes"], ["mardi", "0"], ["jeudi", "1"]]
    assert "Le résultat en tableur" not in zoe.says("/sondage 1")


def test_a_message_becomes_the_question_of_a_poll(town: Town, ana: Neighbour) -> None:
    said = Answered("Et si on se voyait au parc ?", town.member("Zoé").address, "Zoé")

    ana.says("/sondage", ana.square, answered=said)

    assert ana.inbox[-1].startswith("Quels choix")
    ana.says("dimanche, lundi")
    assert ana.presses("Passer").startswith("📊 Et si on se voyait au parc ?\ndimanche\n")


@pytest.mark.slow
def test_the_maker_is_told_once_when_everybody_has_voted(town: Town, ana: Neighbour) -> None:
    for who in (ana, town.member("Zoé"), town.member("Bob")):
        assert not any("Tout le monde a voté" in each for each in ana.inbox)
        town.move(timedelta(minutes=20))
        who.presses("jeudi", town.said_in(who.square)[-1], who.square)

    town.move(timedelta(minutes=20))
    town.move(timedelta(minutes=20))

    assert sum("Tout le monde a voté" in each for each in ana.inbox) == 1
    assert labels(ana) == ["Clore ce sondage"]
