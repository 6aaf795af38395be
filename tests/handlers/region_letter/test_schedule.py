"""The days of the letter to the Region, chosen in chat or in the configuration."""

from datetime import datetime

import pytest

from tests.plain_text import plain
from tests.town import PARIS, Town

WEDNESDAY = datetime(2026, 11, 25, 9, tzinfo=PARIS)


def test_the_days_are_shown_before_they_are_kept(town: Town) -> None:
    ana, luc = town.gardener("territory"), town.gardener("region")

    assert plain(ana.says("/lettre region lundi 9h")) == (
        "Lettre à la Région\n"
        "La Région recevrait sa lettre : chaque lundi à 9 h.\n"
        "Les prochaines dates :\n"
        "Lundi 30 novembre à 9 h\n"
        "Lundi 7 décembre à 9 h\n"
        "Lundi 14 décembre à 9 h"
    )
    assert plain(ana.presses("Garder ces dates")).startswith(
        "Lettre à la Région\n"
        "Elle part : chaque lundi à 9 h. La prochaine : lundi 30 novembre à 9 h."
    )
    assert plain(luc.inbox[-1]) == (
        "Ana a changé les jours de la lettre à la Région : chaque lundi à 9 h."
    )


def test_the_bare_command_shows_the_present_days(town: Town) -> None:
    ana = town.gardener("territory")

    said = plain(ana.says("/digest region"))

    assert said.startswith("Lettre à la Région\nAucun jour choisi : elle ne part pas.")
    assert [each.label for each in ana.direct[-1].choices] == ["Aperçu", "Choisir les jours"]
    assert ana.presses("Choisir les jours") == (
        "Quand la Région doit-elle recevoir sa lettre ? Par exemple : lundi 9h, ou 1er lundi 9h."
        "\nEn une fois : /lettre region lundi 9h"
    )
    assert "chaque mardi" in plain(ana.says("mardi 8h"))


@pytest.mark.slow
def test_the_letter_ends_after_a_confirmation(region_town: Town) -> None:
    ana = region_town.gardener("territory")
    ana.says("/lettre region")

    assert plain(ana.presses("Pas de lettre à la Région")).startswith(
        "Ne plus envoyer de lettre à la Région ?"
    )
    assert plain(ana.presses("Ne plus envoyer de lettre")) == "La Région ne reçoit plus de lettre."
    region_town.move_to(WEDNESDAY)
    assert region_town.shown_in("matrix:!region") == []


def test_a_preview_sends_nothing(region_town: Town) -> None:
    ana = region_town.gardener("territory")
    ana.says("/lettre region")
    assert plain(ana.presses("Aperçu")).startswith("Rien de nouveau à dire à la Région")

    ana.publishes("/sondage Quelle date ? | mardi | jeudi")
    ana.says("/voter 1 2")
    ana.says("/cloturer 1")
    ana.says("/lettre region")

    assert "1. Quelle date ?" in plain(ana.presses("Aperçu"))
    assert region_town.shown_in("matrix:!region") == []


def test_the_days_of_the_letter_are_for_gardeners(town: Town) -> None:
    zoe = town.member("Zoé")

    assert zoe.says("/lettre region").startswith("Seule l'équipe de jardinage")
    assert zoe.says("/lettre region lundi 9h").startswith("Seule l'équipe de jardinage")


def test_days_that_nobody_understands_are_asked_again(town: Town) -> None:
    ana = town.gardener("territory")

    assert plain(ana.says("/lettre region demain peut-être")).startswith("Je ne comprends pas")
