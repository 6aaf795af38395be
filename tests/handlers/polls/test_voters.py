"""Polls for some members: others follow them; membership is checked at each vote."""

from datetime import timedelta

import pytest

from storage.polls import SecretVotes
from tests.handlers.polls.tallies import counts
from tests.town import Town

ASKED = "/sondage Quelle date ? | mardi | jeudi | samedi"


def test_only_the_circle_that_is_asked_votes_and_may_be_joined_meanwhile(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    zoe.says("/participation nouvelles")
    ana.publishes(f"{ASKED} --participation actif")
    card = town.said_in(zoe.square)[-1]

    refused = zoe.presses("jeudi", card, zoe.square)
    in_writing = zoe.says("/voter 1 2")
    listed = zoe.says("/sondages")
    zoe.says("/participation actif")
    told = zoe.presses("jeudi", card, zoe.square)
    zoe.says("/participation nouvelles")
    withdrawn = zoe.says("/voter 1 retirer")

    assert "pour : Je participe activement · noms non affichés" in card.text
    assert refused.startswith("« Quelle date ? » est pour : Je participe activement.")
    assert in_writing == refused
    assert "À suivre, sans voter\n1 · Quelle date ?" in listed
    assert told.startswith("Votre vote : jeudi.")
    assert withdrawn.endswith("Votre vote est retiré.")
    assert counts(town) == ["0"] * 3


def test_everybody_is_the_circle_that_is_asked(town: Town) -> None:
    ana, zoe, bob = town.gardener("territory"), town.member("Zoé"), town.member("Bob")
    for each in (ana, bob):
        each.says("/participation actif")
    zoe.says("/participation nouvelles")
    ana.publishes(f"{ASKED} --participation actif")
    bob.says("/voter 1 2")
    town.move(timedelta(minutes=20))
    early = any("Tout le monde a voté" in each for each in ana.inbox)
    ana.says("/voter 1 2")
    town.move(timedelta(minutes=20))
    ana.says("/cloturer 1")

    assert not early
    assert sum("Tout le monde a voté" in each for each in ana.inbox) == 1
    assert "2 votes sur 2 personnes concernées" in town.said_in(zoe.square)[-1].text


def test_many_awaited_voters_are_named_page_by_page(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.polls.awaited_voters.MOST_NAMED", 1)
    ana = town.gardener("territory")
    town.member("Zoé")
    ana.publishes(f"{ASKED} --public --fin vendredi 18h")
    ana.says("/sondage 1")
    first = ana.presses("Qui n'a pas encore voté")

    rest = ana.presses("1 autre")

    assert "2 personnes n'ont pas encore voté :\nAna" in first
    assert "Zoé" not in first
    assert "2 personnes n'ont pas encore voté :\nZoé" in rest


@pytest.mark.slow
@pytest.mark.parametrize("level", [" --participation actif", " --quorum 2", ""])
def test_gardeners_see_who_has_not_voted_where_names_are_shown(town: Town, level: str) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    max_, yan = town.member("Max"), town.member("Yan", on="matrix")
    for each in (ana, zoe, max_, yan):
        each.says("/participation actif")
    ana.publishes(f"{ASKED} --public --fin vendredi 18h{level}")
    zoe.says("/voter 1 2")
    max_.says("/quitter")
    max_.presses("Quitter la communauté")
    max_.presses("Oui, quitter")
    ana.says("/sondage 1")
    card = ana.direct[-1]

    shown = ana.presses("Qui n'a pas encore voté", card)
    zoe.says("/sondage 1")
    forged = zoe.forges("poll_awaited:1", zoe.direct[-1])
    ana.publishes(f"{ASKED}{level}")
    ana.says("/sondage 2")
    labels = [each.label for each in ana.direct[-1].choices]
    hidden = ana.forges("poll_awaited:2", ana.direct[-1])

    assert "2 personnes n'ont pas encore voté :\nAna et Yan\n" in shown
    assert "Je les relance le jeudi 26 novembre" in shown
    assert "Yan" not in forged
    assert "Qui n'a pas encore voté" not in labels
    assert hidden.startswith("« Quelle date ? » est clos, ou n'affiche pas les noms")


def test_domains_and_places_are_chosen_in_the_preview(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    ana.says(f"{ASKED} --domaine mobilité")
    ana.presses("Pour qui")
    ana.presses("✓ Mobilité")
    offered = ana.presses("Bâtiment")
    shown = ana.presses("Revenir au sondage")
    ana.presses("Publier le sondage")

    assert "Pour : Bâtiment" in offered
    assert "pour : Bâtiment" in shown
    assert zoe.says("/voter 1 1").startswith("« Quelle date ? » est pour : Bâtiment.")
    assert ana.says(f"{ASKED} --domaine reine").startswith("Il n'y a pas de domaine « reine »")


def test_the_list_of_a_secret_vote_has_the_people_it_is_for(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    town.member("Yan", on="matrix").says("!participation actif")
    for each in (ana, zoe):
        each.says("/participation nouvelles")
    for each in town.crowd(4):
        each.says("/participation actif")
    ana.publishes(f"{ASKED} --secret --participation actif")
    zoe.says("/participation actif")

    assert zoe.says("/voter 1 1").startswith("Vous ne pouvez pas voter à « Quelle date ? »")
    with town.database.unit() as store:
        assert store[SecretVotes].turnout(1) == (0, 5)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("level", "left"),
    [(" --secret --fin vendredi 18h", "\nEt 1 personne partie depuis."), (" --quorum 2", "")],
)
def test_gardeners_read_the_list_of_voters_and_not_who_voted(
    town: Town, level: str, left: str
) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    max_, yan = town.member("Max"), town.member("Yan", on="matrix")
    others = town.crowd(3)
    ana.publishes(f"{ASKED}{level}")
    town.member("Bob")
    for each in (zoe, max_, *others):
        each.says("/voter 1 2")
    for each in (max_, yan):
        each.says("/quitter")
        each.presses("Quitter la communauté")
        each.presses("Oui, quitter")

    ana.says("/sondage 1")
    shown = ana.presses("Liste des votants")
    ana.says("/cloturer 1")
    ana.says("/sondage 1")
    closed = ana.presses("Liste des votants")
    zoe.says("/sondage 1")
    forged = zoe.forges("poll_voters:1", zoe.direct[-1])
    ana.publishes(ASKED)
    ana.says("/sondage 2")
    labels = [each.label for each in ana.direct[-1].choices]
    none = ana.forges("poll_voters:2", ana.direct[-1])

    names = "Ana, Membre 1, Membre 2, Membre 3 et Zoé"
    listed = f"Liste des votants, arrêtée le mardi 24 novembre :\n{names}{left}"
    assert shown.endswith(listed)
    assert closed.endswith(listed)
    assert "Membre 1" not in forged
    assert "Liste des votants" not in labels
    assert none.startswith("« Quelle date ? » n'a pas de liste de votants arrêtée")
