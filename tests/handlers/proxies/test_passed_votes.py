"""Votes that are passed on for members without a phone."""

import pytest

from tests.handlers.proxies.passed_on import JEANNE, code_in, poll_of, votes
from tests.town import Town


@pytest.mark.parametrize("how", ["typed", "pressed"])
def test_a_vote_that_is_passed_on_counts_and_is_marked(town: Town, how: str) -> None:
    ana = poll_of(town)
    ana.says(JEANNE)
    town.member("Zoé").says("/voter 1 1")

    if how == "typed":
        said = ana.says("/aunomde voter Jeanne | 1 | jeudi | hier")
        day = "lundi 23 novembre"
    else:
        ana.presses("Transmettre son vote")
        ana.presses("1 · Quelle date ?")
        said, day = ana.presses("jeudi"), "mardi 24 novembre"

    assert said == (
        f"Le vote de Jeanne Petit à « Quelle date ? », demandé le {day} : jeudi. "
        "Il compte comme vote transmis."
    )
    assert "2 votes · dont 1 transmis" in votes(town)
    ana.says("/cloturer 1")
    assert "2 votes sur 3 membres · dont 1 transmis" in votes(town)


def test_an_objection_that_is_passed_on_goes_with_its_reason(town: Town) -> None:
    ana = town.gardener("territory")
    ana.publishes("/sondage Se retrouver le samedi --consentement")
    ana.says(JEANNE)
    ana.says("/aunomde voter Jeanne | 1 | objection : trop tôt")
    ana.says("/sondage 1")
    card = ana.direct[-1]
    before = ana.presses("Toutes les objections", card)
    ana.says("/aunomde voter Jeanne | 1 | pas d'objection")

    assert "trop tôt" in before
    assert ana.presses("Toutes les objections", card).endswith("Personne n'a rien écrit.")


def test_a_vote_that_is_passed_on_can_be_changed_and_taken_back(town: Town) -> None:
    ana = poll_of(town)
    ana.says(JEANNE)
    ana.says("/aunomde voter Jeanne | 1 | 2")
    ana.says("/aunomde voter Jeanne | 1 | 1")
    once = votes(town)
    ana.says("/aunomde voter Jeanne | 1 | retirer")

    assert "mardi : ▇▇▇▇▇▇▇▇ 1 (100 %)" in once
    assert "Soyez la première" in votes(town)


def test_nobody_votes_for_a_member_with_an_account(town: Town) -> None:
    ana = poll_of(town)
    town.member("Zoé")

    assert ana.says("/aunomde voter Zoé | 1 | 2") == (
        "Zoé a un compte : personne ne peut voter à sa place. Vous pouvez transmettre les "
        "votes des personnes sans téléphone."
    )


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param("Jeanne | 9 | 2", "Ce sondage n'existe pas", id="no-poll"),
        pytest.param(
            "Jeanne | 1 | lundi",
            "Le sondage « Quelle date ? » n'a pas de choix « lundi »",
            id="choice",
        ),
        pytest.param(
            "Jeanne | 1 | 1 2", "Le sondage « Quelle date ? » n'accepte qu'un seul choix", id="two"
        ),
        pytest.param("Jeanne | 1 | 2 | demain", "Ce jour est encore à venir", id="future"),
        pytest.param("Paul | 1 | 2", "Je ne connais personne", id="nobody"),
    ],
)
def test_an_impossible_vote_is_explained(town: Town, typed: str, said: str) -> None:
    ana = poll_of(town)
    ana.says(JEANNE)

    assert ana.says(f"/aunomde voter {typed}").startswith(said)


@pytest.mark.slow
def test_nobody_casts_a_secret_vote_for_another_person(town: Town) -> None:
    ana = town.gardener("territory")
    ana.says(JEANNE)
    town.crowd(4)
    ana.publishes("/sondage Quelle date ? | mardi | jeudi --secret --fin vendredi 18h")

    refused = ana.says("/aunomde voter Jeanne | 1 | 2")

    assert refused.startswith("« Quelle date ? » est un vote secret")


def test_a_closed_poll_takes_no_vote(town: Town) -> None:
    ana = poll_of(town)
    ana.says(JEANNE)
    ana.says("/cloturer 1")

    assert ana.says("/aunomde voter Jeanne | 1 | 2").startswith(
        "Le sondage « Quelle date ? » est clos"
    )


@pytest.mark.slow
def test_a_later_vote_of_the_person_is_not_marked_as_passed_on(town: Town) -> None:
    ana = poll_of(town)
    code = code_in(ana.says(JEANNE))
    ana.says("/aunomde voter Jeanne | 1 | 2")
    jeanne = town.member("Jeanne P.")
    jeanne.says(f"/reprendre {code}")
    jeanne.presses("C'est moi, je reprends la main")

    jeanne.says("/voter 1 1")

    assert "transmis" not in votes(town)
    assert "1 vote ·" in votes(town)
