"""A news item asked for step by step, and shown before it counts."""

from datetime import timedelta

import pytest

from tests.handlers.digest.news.writing import propose_news
from tests.same_checksum import FIRST, FORGED
from tests.town import BACK_ROOM, CHANGED, Neighbour, Town


def write(person: Neighbour, mark: str = "/") -> str:
    """Answer the questions; gives the preview."""
    person.says(f"{mark}actu")
    person.presses("Ajouter une actualité")
    person.says("Le broyeur est arrivé")
    person.says("En prêt à la mairie")
    person.says("exemple.fr/broyeur")
    person.presses("Passer")
    return person.presses("Passer")


def test_a_gardener_sees_a_news_item_before_it_counts(town: Town) -> None:
    ana = town.gardener("territory")

    preview = write(ana)

    assert preview == (
        "Le broyeur est arrivé\nEn prêt à la mairie\nhttps://exemple.fr/broyeur\n"
        "Ana, pour le territoire\n\n"
        "Personne d'autre ne la voit encore."
    )
    ana.says("1")
    listed = ana.says("/actu")
    assert "Aucune actualité n'attend la lettre." in listed
    assert "Vos brouillons\n1. Le broyeur est arrivé" in listed
    ana.says("/actu 1")
    assert ana.presses("Mettre dans la lettre").startswith("Actualité 1 : elle est dans la lettre")


def test_a_member_proposes_a_news_item(town: Town) -> None:
    town.gardener("region")
    zoe = town.member("Zoé", on="matrix")

    write(zoe, "!")
    assert town.said_in(BACK_ROOM) == []

    assert zoe.says("la proposer à l'équipe").startswith("Merci. L'actualité 1")
    assert "Le broyeur est arrivé" in town.said_in(BACK_ROOM)[-1].text


def test_only_the_title_is_needed(town: Town) -> None:
    ana = town.gardener("territory")
    ana.says("/actu")
    ana.presses("Ajouter une actualité")
    ana.says("Le broyeur est arrivé")
    for _ in range(3):
        ana.presses("Passer")

    assert ana.presses("Passer").startswith("Le broyeur est arrivé\n")


def test_a_bad_link_is_asked_again(town: Town) -> None:
    ana = town.gardener("territory")
    ana.says("/actu")
    ana.presses("Ajouter une actualité")
    ana.says("Le broyeur est arrivé")
    ana.says("En prêt")

    assert ana.says("je ne sais pas").endswith("Y a-t-il un lien pour en savoir plus ?")


def test_a_draft_is_thrown_away(town: Town) -> None:
    ana = town.gardener("territory")
    write(ana)

    assert ana.presses("Annuler") == "C'est annulé. Rien n'en a été gardé."


def test_a_draft_is_seen_by_its_author_only(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    write(zoe)
    draft = zoe.direct[-1]

    assert ana.says("/actu 1") == "Il n'y a pas d'actualité 1 ici. /actu montre les vôtres."
    town.networks["telegram"].rooms[ana.address].append(draft)
    for label in ("La proposer", "Modifier", "Annuler"):
        assert "Seule la personne qui a écrit" in ana.presses(label, draft)
    assert draft.text.endswith("Personne d'autre ne la voit encore.")


def test_a_date_makes_it_a_consultation(town: Town) -> None:
    ana = town.gardener("territory")
    ana.says("/actu")
    ana.presses("Ajouter une actualité")
    ana.says("Budget participatif")
    ana.presses("Passer")
    ana.says("exemple.fr/budget")
    ana.says("12 décembre")

    assert ana.presses("Passer").startswith(
        "Budget participatif\nhttps://exemple.fr/budget\n"
        "On peut participer jusqu'au samedi 12 décembre à 23 h 59.\n"
    )


def test_an_old_draft_is_forgotten(town: Town) -> None:
    ana = town.gardener("territory")
    ana.says("/actu Un brouillon")

    town.move(timedelta(days=32))

    assert ana.says("/actu").endswith("\nAucune actualité n'attend la lettre.")


def test_a_proposed_news_item_that_changed_is_shown_again_before_it_is_published(
    town: Town, ana: Neighbour
) -> None:
    zoe = town.member("Zoé")
    propose_news(zoe, "/actu Fête | On chante")
    ana.says("/actu 1")
    card = ana.direct[-1]
    zoe.says("/actu 1")
    zoe.presses("Modifier")
    zoe.presses("Titre")
    zoe.says("Grande vente")

    publish = "Publier maintenant dans 3 salons"
    shown = ana.town.said_in(ana.square)
    before = len(shown)
    ana.presses(publish, card)
    again, then = ana.direct[-1].text, len(shown)
    ana.presses(publish)

    assert CHANGED in again
    assert "Grande vente" in again
    assert "Proposée : pas encore dans la lettre." in again
    assert then == before
    assert shown[-1].text.startswith("📰 Grande vente")


def _changes_words(author: Neighbour, *words: str) -> None:
    """Change the words of a proposed news item, once or several times."""
    for each in words:
        author.says("/actu 1")
        author.presses("Modifier")
        author.presses("Texte")
        author.says(each)


@pytest.mark.parametrize(
    "after",
    [
        pytest.param([FORGED], id="other words with the same checksum"),
        pytest.param([FORGED, FIRST], id="a change taken back"),
    ],
)
@pytest.mark.parametrize(
    "label", ["Mettre dans la lettre", "Publier maintenant dans 3 salons", "Refuser"]
)
def test_no_decision_is_made_on_words_that_the_author_changed(
    town: Town, ana: Neighbour, label: str, after: list[str]
) -> None:
    zoe = town.member("Zoé")
    propose_news(zoe, f"/actu Fête | {FIRST}")
    ana.says("/actu 1")
    card = ana.direct[-1]
    _changes_words(zoe, *after)

    late = ana.presses(label, card)

    assert CHANGED in late
    assert after[-1] in late
    assert "Proposée : pas encore dans la lettre." in ana.says("/actu 1")


def test_the_reason_of_a_refusal_is_about_the_words_that_were_read(
    town: Town, ana: Neighbour
) -> None:
    zoe = town.member("Zoé")
    propose_news(zoe, "/actu Fête | On chante")
    ana.says("/actu 1")
    ana.presses("Refuser")
    _changes_words(zoe, "On danse")

    late = ana.says("Pas de chant")

    assert CHANGED in late
    assert "On danse" in late
    assert "Proposée : pas encore dans la lettre." in ana.says("/actu 1")


def test_an_outdated_preview_of_ones_own_draft_proposes_nothing(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé", on="matrix")
    zoe.says("!actu Fête | On chante")
    old = zoe.direct[-1]
    zoe.presses("Modifier")
    zoe.presses("Texte")
    zoe.says("On danse")

    before = "Actualité proposée" in ana.says("/afaire")
    late = zoe.says("La proposer à l'équipe", reply_to=old)
    zoe.presses("La proposer")

    assert before is False
    assert CHANGED in late
    assert "On danse" in late
    assert "Actualité proposée" in ana.says("/afaire")
