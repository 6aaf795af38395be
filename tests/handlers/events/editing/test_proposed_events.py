"""Events that members propose to the gardeners."""

import pytest

from tests.town import Town


@pytest.mark.slow
def test_a_member_proposes_and_a_gardener_announces(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")

    zoe.says("/evenement Troc de graines | samedi 5 décembre 10h | Dole")
    told = zoe.presses("Proposer à l'équipe de jardinage")
    listed = ana.says("/afaire")
    looked = ana.presses("Voir l'événement 1")
    ana.presses("Annoncer")

    assert told.startswith("🗓 Troc de graines\nMerci.")
    assert "Proposé par Zoé. Si vous l'annoncez, il sera publié dans 3 salons." in looked
    assert "Zoé propose un événement : 1 · Troc de graines : samedi 5 décembre à 10 h" in listed
    assert zoe.inbox[-1] == "Votre événement 1 est annoncé."
    assert town.said_in(ana.square)[-1].text.startswith("🗓 Troc de graines")


def test_a_proposal_that_changed_is_shown_again_before_it_is_announced(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    zoe.says("/evenement Troc de graines | samedi 5 décembre 10h | Dole")
    zoe.presses("Proposer à l'équipe de jardinage")
    ana.says("/afaire")
    ana.presses("Voir l'événement 1")
    card = ana.direct[-1]
    zoe.says("/evenement 1 titre Grande vente")

    ana.presses("Annoncer", card)
    again, before = card.text, len(town.said_in(ana.square))
    ana.presses("Annoncer", card)

    assert again.startswith("🗓 Grande vente\n")
    assert "Proposé par Zoé." in again
    assert before == 0
    assert town.said_in(ana.square)[-1].text.startswith("🗓 Grande vente")


def test_a_member_does_not_announce_even_with_a_forged_button(town: Town) -> None:
    town.gardener("territory")
    zoe = town.member("Zoé")
    zoe.says("/evenement Troc | samedi 5 décembre 10h")

    assert next(each.label for each in zoe.direct[-1].choices) == "Proposer à l'équipe de jardinage"
    refused = zoe.says("/start event_publish-1")
    assert not town.said_in(zoe.square)
    assert "Annoncer" not in refused


def test_a_proposal_that_is_not_taken_up_is_told(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    zoe.says("/evenement Troc | samedi 5 décembre 10h")
    zoe.presses("Proposer à l'équipe de jardinage")
    ana.says("/afaire")
    ana.presses("Voir l'événement 1")
    refused = ana.presses("Refuser")

    assert refused == "L'événement 1 est refusé."
    assert zoe.inbox[-1].startswith("Votre événement 1, « Troc », n'a pas été retenu.")


@pytest.mark.slow
def test_five_proposals_wait_at_most(town: Town) -> None:
    town.gardener("territory")
    zoe = town.member("Zoé")
    for _ in range(5):
        zoe.says("/evenement Troc | samedi 5 décembre 10h")
        zoe.presses("Proposer à l'équipe de jardinage")
    zoe.says("/evenement Troc | samedi 5 décembre 10h")

    refused = zoe.presses("Proposer à l'équipe de jardinage")

    assert refused.startswith("5 de vos événements attendent déjà l'équipe de jardinage.")


def test_nobody_else_sees_what_a_member_prepares(town: Town) -> None:
    town.gardener("territory")
    zoe, yan = town.member("Zoé"), town.member("Yan", on="matrix")
    zoe.says("/evenement Troc | samedi 5 décembre 10h")

    assert yan.says("!evenement 1").startswith("Il n'y a pas d'événement 1 ici.")
    assert yan.says("!evenement 1 titre Mien").startswith("Seules la personne qui a créé")
