"""Polls about who brings what: things taken by one or several people, with names."""

from tests.town import SQUARE, Town

ASKED = "/sondage Pique-nique : qui apporte quoi ? | Salade x2 | 3 x pain | Assiettes --apporter"


def test_each_thing_is_taken_as_often_as_it_is_needed(town: Town) -> None:
    ana, zoe, yan = town.gardener("territory"), town.member("Zoé"), town.member("Yan", on="matrix")
    max_ = town.member("Max")
    ana.publishes(ASKED)
    card = town.said_in(zoe.square)[-1]

    before = card.text
    took = zoe.presses("Salade ×2", card, zoe.square)
    typed = yan.says("!voter 1 Salade ×2, Assiettes")
    refused = max_.presses("Salade ×2", card, max_.square)
    also = max_.says("/voter 1 assiettes")
    posted = town.said_in(SQUARE["matrix"])[-1]
    shown = posted.text
    given_up = zoe.presses("Salade ×2", card, zoe.square)
    free = max_.presses("Salade ×2", card, max_.square)
    ana.says("/cloturer 1")

    assert "Assiettes : à prendre\nRien n'est encore pris · noms affichés" in before
    assert took == "Vous apportez : Salade. Touchez encore pour y renoncer."
    assert typed.endswith("Vous apportez : Salade et Assiettes.")
    assert refused.startswith("« Salade ×2 » est déjà pris. Choisissez autre chose")
    assert also.startswith("« Assiettes » est déjà pris.")
    assert "Salade ×2 : Zoé et Yan\npain ×3 : à prendre\nAssiettes : Yan\n" in shown
    assert "2 personnes apportent quelque chose" in shown
    assert posted.said.poll is None
    assert given_up == "Vous n'apportez plus rien."
    assert free.startswith("Vous apportez : Salade.")
    result = town.said_in(zoe.square)[-1].text
    assert "Reste à prendre : pain ×3." in result
    assert "2 personnes apportent quelque chose · noms affichés" in result


def test_a_list_is_made_step_by_step(town: Town) -> None:
    ana = town.gardener("territory")
    ana.says("/sondage")
    ana.presses("Autres types de sondages")

    ana.presses("Qui apporte quoi")
    asked = ana.says("Pique-nique ?")
    ana.says("salade (2)\npain")
    ana.presses("Passer")
    ana.presses("Changer la liste")
    changed = ana.says("salade x3, nappe")

    assert asked.startswith("De quoi a-t-on besoin ?")
    assert changed.startswith("📊 Pique-nique ?\nsalade ×3\nnappe\nnoms affichés")


def test_a_list_may_have_one_thing_and_tells_how_its_numbers_were_read(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    preview = ana.says("/sondage Qui apporte quoi ? | 2 pains --apporter")
    ana.presses("Publier le sondage")
    zoe.says("/voter 1 pains")
    asked = ana.says("/sondage Pique-nique ? --apporter")

    assert preview.startswith("📊 Qui apporte quoi ?\npains ×2\nnoms affichés\n« ×2 » : deux")
    assert "pains ×2 : Zoé" in town.said_in(zoe.square)[-1].text
    assert asked.startswith("De quoi a-t-on besoin ?")
