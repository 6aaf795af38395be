"""Hostile words stay words in what members tell each other.

Needs, introductions, rides, organisations, proposed polls, answers and what comes of them: each
message is read back as the clients of both networks take it.
"""

import pytest

from tests.databases import Fresh
from tests.handlers.directory.organisation_lists import brings
from tests.handlers.introductions.adults import grown
from tests.hostile.hostile_words import HOSTILE, check_all_that_was_said
from tests.saved_towns import SavedTowns
from tests.town import Neighbour, Town

pytestmark = pytest.mark.slow

VISIT = "/evenement Visite | samedi 5 décembre 14h30 | Besançon"


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_hostile_words_are_only_words_in_every_feature(
    fresh_database: Fresh, saved_towns: SavedTowns | None, words: str
) -> None:
    town = Town(fresh_database("sqlite"), saved=saved_towns)
    ana, _ = town.gardener("territory"), town.gardener("region")
    zoe, yan = grown(town.member("Zoé")), grown(town.member("Yan", on="matrix"))

    need_and_introduction(zoe, yan, words)
    organisations(zoe, ana, words)
    proposed_poll(zoe, ana, words)
    answers_and_outcome(zoe, ana, words)
    lists_and_rides(zoe, yan, ana, words)

    assert "G" in zoe.says("/mesdonnees")
    check_all_that_was_said(town)
    town.close()


def need_and_introduction(zoe: Neighbour, yan: Neighbour, words: str) -> None:
    zoe.says(f"/besoin {words} local")
    zoe.presses("Publier pour les membres")
    yan.says("!besoin 1")
    yan.presses("Je peux aider")
    zoe.says("/rencontres")
    zoe.presses("Yan : à vous de répondre")
    zoe.presses("Oui, avec un autre contact")
    zoe.says(words[:80])


def organisations(zoe: Neighbour, ana: Neighbour, words: str) -> None:
    cell = f"G {words}"[:110].replace('"', '""').replace("\0", "")
    brings(ana, f'Structure;Activité\n"{cell}";"{cell}"\n')
    ana.presses("Ajouter 1 organisation")
    zoe.says("/annuaire")
    zoe.presses("Organisations")
    zoe.presses(zoe.direct[-1].choices[0].label)
    zoe.presses("Demander son retrait")
    zoe.says(words)
    ana.says("/afaire")


def proposed_poll(zoe: Neighbour, ana: Neighbour, words: str) -> None:
    zoe.says(f"/sondage {words} ? | {words} 1 | {words} 2")
    zoe.presses("Proposer ce sondage à Ana et Luc")
    ana.says("/afaire")


def answers_and_outcome(zoe: Neighbour, ana: Neighbour, words: str) -> None:
    ana.publishes(f"/sondage {words} ? --ouverte")
    zoe.says(f"/voter 1 {words}")
    ana.says("/sondage 1")
    ana.presses("Toutes les réponses")
    ana.presses("Publier sans les noms")
    ana.says("/cloturer 1")
    ana.says(f"/suite sondage 1 | {words} | 10 décembre")
    ana.presses("Publier")


def lists_and_rides(zoe: Neighbour, yan: Neighbour, ana: Neighbour, words: str) -> None:
    ana.publishes(f"/sondage {words} ? --apporter | {words} 1 x2 | b")
    zoe.says("/voter 2 1")
    ana.says("/cloturer 2")
    ana.says(VISIT)
    ana.presses("Annoncer")
    zoe.says("/covoiturage 1")
    zoe.presses("Je propose des places en voiture")
    for typed in ("Dole", "3"):
        zoe.says(typed)
    yan.says("!covoiturage 1")
    yan.presses("Je cherche une voiture")
    yan.says("Dole")
    yan.presses("Demander à Zoé")
