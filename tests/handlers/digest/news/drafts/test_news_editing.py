"""Every part of a news item is changed afterwards, also in a letter that was approved."""

import pytest

from tests.handlers.digest.news.writing import add_news, propose_news, submit_letter
from tests.town import BACK_ROOM, SQUARE, Neighbour, Town

SHREDDER = "/actu Le broyeur | En prêt à la mairie | https://exemple.fr"


def edit(person: Neighbour, part: str, *answers: str) -> str:
    """Change a part of news item 1; gives the last answer."""
    person.says("/actu 1" if person.address.startswith("telegram") else "!actu 1")
    said = [person.presses("Modifier"), person.presses(part)]
    return [*said, *(person.says(each) for each in answers)][-1]


@pytest.mark.parametrize(
    ("part", "answer", "shown"),
    [
        ("Titre", "Le grand broyeur", "Le grand broyeur\nEn prêt à la mairie\nhttps://exemple.fr"),
        ("Texte", "Prêté\nle samedi", "Le broyeur\nPrêté\nle samedi\nhttps://exemple.fr"),
        ("Lien", "exemple.fr/2", "Le broyeur\nEn prêt à la mairie\nhttps://exemple.fr/2"),
        ("Dernier jour", "12 décembre", "Utile jusqu'au samedi 12 décembre à 23 h 59."),
    ],
)
def test_each_part_of_a_news_item_is_changed(
    town: Town, ana: Neighbour, part: str, answer: str, shown: str
) -> None:
    add_news(ana, SHREDDER)

    assert shown in edit(ana, part, answer)
    assert shown in ana.says("/actu 1")


@pytest.mark.parametrize(
    ("part", "answer", "why"),
    [
        ("Titre", "x" * 151, "est trop long"),
        ("Texte", "x" * 2001, "est trop long"),
        ("Lien", "chez moi", "n'est pas une adresse web"),
        ("Dernier jour", "12 novembre 2026", "Cette date est passée"),
    ],
)
def test_a_bad_part_is_asked_again(
    town: Town, ana: Neighbour, part: str, answer: str, why: str
) -> None:
    add_news(ana, SHREDDER)

    assert why in edit(ana, part, answer)
    assert "Le broyeur\nEn prêt à la mairie\nhttps://exemple.fr\nAna" in ana.says("/actu 1")


def test_a_news_item_never_becomes_empty(town: Town, ana: Neighbour) -> None:
    add_news(ana, "/actu https://exemple.fr")
    edit(ana, "Lien")

    assert ana.presses("Passer").startswith("Cette actualité est vide")


@pytest.mark.slow
def test_a_change_asks_for_approval_again(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    add_news(ana, SHREDDER)
    submit_letter(ana)
    luc.presses("Approuver")

    edit(luc, "Titre", "Le grand broyeur")

    assert ana.inbox[-1].startswith("Luc a modifié l'actualité 1. La lettre redevient un brouillon")
    assert "Lettre 1 : brouillon." in ana.says("/lettre")
    shown = ana.reviews_letter()
    assert "Le grand broyeur" in shown
    assert "Texte complété par l'équipe de jardinage.\nAna, pour le territoire" in shown
    assert "Ana, pour le territoire ; texte complété par Luc" in ana.says("/actu 1")


@pytest.mark.slow
def test_an_equal_value_changes_nothing(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    add_news(ana, SHREDDER)
    submit_letter(ana)

    edit(luc, "Titre", "Le broyeur")

    assert "soumise par Ana" in ana.says("/lettre")
    assert "complété" not in ana.says("/actu 1")


def test_a_published_news_item_follows_its_changes(town: Town, ana: Neighbour) -> None:
    ana.says(SHREDDER)
    ana.presses("Publier maintenant")

    edit(ana, "Titre", "Le grand broyeur")

    for room in SQUARE.values():
        [posted] = town.said_in(room)
        assert posted.text.startswith("📰 Le grand broyeur\n")


@pytest.mark.slow
def test_a_news_item_waits_for_the_following_letter(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    add_news(ana, SHREDDER)
    add_news(ana, "/actu Un autre")
    submit_letter(ana)
    luc.says("!actu 1")

    moved = luc.presses("Lettre suivante")

    assert moved == "L'actualité 1 attend la lettre suivante."
    assert ana.inbox[-1].startswith("Luc a déplacé l'actualité 1 vers la lettre suivante.")
    listed = ana.says("/actu")
    assert "Pour la lettre suivante\n1. Le broyeur" in listed
    assert "Le broyeur" not in ana.says("/lettre")

    submit_letter(ana)
    luc.presses("Approuver")
    town.move_to(ana.town.now.replace(month=12, day=1, hour=9))

    assert "Le broyeur" in ana.says("/lettre")
    assert "Le broyeur" not in town.said_in(SQUARE["telegram"])[-1].text


def test_a_news_item_is_put_back_in_the_next_letter(town: Town, ana: Neighbour) -> None:
    add_news(ana, SHREDDER)
    ana.says("/actu 1")
    ana.presses("Lettre suivante")
    ana.presses("Remettre dans la prochaine lettre")

    assert "Le broyeur" in ana.says("/lettre")


def test_an_expired_news_item_is_in_no_letter(town: Town, ana: Neighbour) -> None:
    add_news(ana, "/actu Bientôt passé --fin 27 novembre")
    add_news(ana, "/actu Encore utile --fin 12 décembre")

    letter = ana.says("/lettre")

    assert "Encore utile" in letter
    assert "Bientôt passé" not in letter


def test_a_consultation_needs_a_link_and_an_end(town: Town, ana: Neighbour) -> None:
    add_news(ana, "/actu Budget participatif")
    ana.says("/actu 1")
    ana.presses("Modifier")

    asked = ana.presses("C'est une consultation")
    ana.says("exemple.fr/budget")
    made = ana.says("12 décembre")
    ana.presses("Ce n'est pas une consultation")

    assert asked.startswith("Sur quel lien participe-t-on ?")
    assert "On peut participer jusqu'au samedi 12 décembre à 23 h 59." in made
    assert "On peut participer" not in ana.says("/actu 1")


def test_a_news_item_is_for_some_people(town: Town, ana: Neighbour) -> None:
    add_news(ana, SHREDDER)
    ana.says("/actu 1")
    ana.presses("Modifier")
    ana.presses("Pour qui")
    ana.presses("Mobilité")
    chosen = ana.presses("Je participe activement")

    assert "Pour : Je participe activement et Mobilité" in chosen
    assert "Pour : Je participe activement et Mobilité" in ana.says("/actu 1")
    ana.presses("Modifier")
    ana.presses("Pour qui")
    ana.presses("✓ Mobilité")
    assert "Pour tout le monde." in ana.presses("✓ Je participe activement")


def test_a_news_item_is_signed_for_the_other_side(town: Town, ana: Neighbour) -> None:
    add_news(ana, SHREDDER)
    ana.says("/actu 1")
    ana.presses("Modifier")

    assert "Ana, pour la Région" in ana.presses("Signée pour la Région")


@pytest.mark.slow
def test_a_proposal_is_amended_with_the_name_of_its_author(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    zoe = town.member("Zoé")
    propose_news(zoe, "/actu Bal")

    luc.presses("Modifier d'abord", room=BACK_ROOM)
    luc.presses("Titre", room=BACK_ROOM)
    luc.says("Bal des semences")
    luc.presses("Mettre dans la lettre")

    assert zoe.inbox[-1] == "Votre actualité « Bal des semences » sera dans la lettre."
    assert "Bal des semences\nZoé ; texte complété par Luc" in zoe.says("/actu 1")
    assert "équipe de jardinage.\nZoé\n" in ana.reviews_letter()


def test_an_author_changes_a_proposal_until_it_is_taken_up(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé")
    propose_news(zoe, "/actu Bal")
    edit(zoe, "Titre", "Bal des semences")
    card = zoe.direct[-1]

    ana.presses("Mettre dans la lettre", room=BACK_ROOM)

    assert "Bal des semences" in town.said_in(BACK_ROOM)[-1].text
    assert zoe.presses("Titre", card) == "L'actualité 1 est déjà dans la lettre."


def test_a_refusal_says_why(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    zoe = town.member("Zoé")
    propose_news(zoe, "/actu Bal")

    luc.presses("Refuser", room=BACK_ROOM)
    refused = luc.says("La lettre est pleine. @room <b>")

    assert refused.startswith("L'actualité 1 est refusée")
    assert zoe.inbox[-1].startswith(
        "Merci pour votre actualité « Bal ». Elle ne sera pas dans la lettre ; Luc vous écrit : "
        "« La lettre est pleine. "
    )
    assert "@room" not in zoe.inbox[-1]
    assert town.said_in(BACK_ROOM)[-1].text.endswith("Elle n'est pas dans la lettre.")


def test_an_author_is_told_of_a_refusal_once(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    zoe = town.member("Zoé")
    propose_news(zoe, "/actu Bal")
    shown = town.said_in(BACK_ROOM)[-1]
    luc.presses("Refuser", room=BACK_ROOM)
    luc.presses("Passer")
    told = len(zoe.inbox)

    luc.forges("news_drop:1", shown)
    again = luc.presses("Passer")

    assert again == "L'actualité 1 est refusée."
    assert len(zoe.inbox) == told
    del ana


def test_nobody_edits_with_a_forged_button(town: Town, ana: Neighbour) -> None:
    add_news(ana, SHREDDER)
    ana.says("/actu 1")
    ana.presses("Modifier")
    card, zoe = ana.direct[-1], town.member("Zoé")
    town.networks["telegram"].rooms[zoe.address].append(card)

    for label in ("Titre", "C'est une consultation", "Pour qui", "Signée pour la Région"):
        zoe.presses(label, card)

    assert "Le broyeur\nEn prêt à la mairie\nhttps://exemple.fr\nAna, pour le terr" in ana.says(
        "/actu 1"
    )


def test_an_erased_author_is_not_named_in_an_amended_news_item(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    zoe = town.member("Zoé")
    propose_news(zoe, "/actu Bal")
    edit(ana, "Titre", "Bal des semences")
    ana.presses("Mettre dans la lettre")

    zoe.says("/effacer")
    zoe.presses("Effacer mes données")
    zoe.presses("Oui, tout effacer")

    shown = luc.says("!actu 1")
    assert "Bal des semences\nMembre de la communauté ; texte complété par Ana" in shown
