"""Before a letter is sent: its readers, its problems, and the view of each circle."""

import pytest

from tests.core.files.test_photos import picture
from tests.handlers.digest.letters.composed import DUE, reader
from tests.handlers.digest.news.writing import add_news, submit_letter
from tests.town import SQUARE, Neighbour, Town

LABELS = [
    "Je participe activement",
    "Je suis les actualités",
    "Seulement les grands rendez-vous",
    "Dans les salons",
]


@pytest.mark.slow
def test_a_preview_tells_who_gets_it_by_circle_and_network(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    for name, network in (("Zoé", "telegram"), ("Ida", "telegram"), ("Max", "matrix")):
        reader(town, name, on=network)
    town.member("Noor")
    add_news(ana, "/actu Un")

    preview = ana.reviews_letter()

    assert (
        "Destinataires : 3 salons et 3 personnes en privé (« Je suis les actualités » : 3, "
        "Matrix : 1 et Telegram : 2).\nRien à signaler."
    ) in preview
    del luc


def test_a_letter_for_rooms_only_has_nothing_to_report(town: Town, ana: Neighbour) -> None:
    add_news(ana, "/actu Un")

    assert "Destinataires : 3 salons.\nRien à signaler." in ana.reviews_letter()


@pytest.mark.slow
def test_expired_items_and_shortened_letters_of_rooms_are_reported(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    ana.publishes("/sondage Quel jour ? | A | B --fin vendredi 27 novembre 18h")
    for number in range(1, 10):
        add_news(ana, f"/actu Nouvelle {number} | Des mots")

    preview = luc.reviews_letter()

    assert "« 📊 Quel jour ? » sera déjà passé : il n'y sera pas." in preview
    assert "Les salons auront les titres et un bouton pour lire la suite." in preview
    assert "Rien à signaler." not in preview


@pytest.mark.slow
def test_the_letter_of_each_circle_and_of_the_rooms_is_shown(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    zoe = reader(town, "Zoé", on="matrix")
    add_news(ana, "/actu Un | Des mots")
    ana.says("/lettre accueil Bonjour")
    submit_letter(ana)
    luc.presses("Approuver")
    luc.says("!lettre")
    luc.presses("Aperçu")
    preview = luc.direct[-1]

    shown = {label: luc.presses(label, preview) for label in LABELS}
    town.move_to(DUE)

    assert shown["Je suis les actualités"] == zoe.inbox[-1]
    assert shown["Dans les salons"] == town.shown_in(SQUARE["matrix"])[-1].text
    assert "Bonjour\n\nUn\nDes mots\nAna, pour le territoire" in shown["Je participe activement"]


@pytest.mark.slow
@pytest.mark.parametrize("label", ["Je suis les actualités", "Dans les salons"])
def test_approving_is_understood_below_the_preview_of_a_reader(
    ana: Neighbour, luc: Neighbour, label: str
) -> None:
    add_news(ana, "/actu Un")
    submit_letter(ana)
    luc.presses(label)

    approved = luc.says("Approuver")

    assert "approuvée par Luc" in approved


@pytest.mark.slow
def test_an_item_that_will_be_over_is_in_no_preview(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    ana.says("/evenement Réunion | lundi 30 novembre 18h | Besançon")
    ana.presses("Annoncer")
    add_news(ana, "/actu Un")
    ana.reviews_letter()
    preview = ana.direct[-1]

    shown = [ana.presses(label, preview) for label in LABELS]

    assert all("Réunion" not in each and "Un" in each for each in shown)
    del luc


@pytest.mark.slow
def test_an_item_of_the_previous_letter_is_reported_as_left_out(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    reader(town, "Zoé")
    ana.says("/lettre programme mardi 8h")
    ana.presses("Garder ces dates")
    ana.publishes("/sondage Quel jour ? | A | B")
    submit_letter(ana)
    luc.presses("Approuver")
    town.move_to(DUE)

    preview = ana.reviews_letter()
    in_rooms = ana.presses("Dans les salons")

    assert "« 📊 Quel jour ? » a déjà été envoyé : il n'y sera pas." in preview
    assert "Rien pour" in preview
    assert "Rien à signaler." not in preview
    assert in_rooms == "Les salons n'auront rien de cette lettre."


@pytest.mark.parametrize("press", ["digest_as:everybody", "digest_as:informed"])
def test_members_cannot_look_at_a_draft(town: Town, ana: Neighbour, press: str) -> None:
    zoe = town.member("Zoé")
    add_news(ana, "/actu Secret")
    zoe.says("/menu")

    refused = zoe.forges(press, zoe.direct[-1])

    assert refused == "Seule l'équipe de jardinage de Pionniers de l'énergie peut faire cela : Ana."
    assert not any("Secret" in each for each in zoe.inbox)


def test_an_unknown_circle_is_refused(town: Town, ana: Neighbour) -> None:
    add_news(ana, "/actu Un")
    ana.reviews_letter()

    assert ana.forges("digest_as:everybody", ana.direct[-1]) == "Ce choix n'existe pas."


@pytest.mark.slow
def test_a_picture_that_nobody_described_is_told(town: Town, ana: Neighbour) -> None:
    ana.sends("IMG_2041.jpg", picture(), "/actu Le broyeur")
    ana.presses("Mettre dans la lettre")

    plain = ana.reviews_letter()
    ana.says("/actu 1")
    ana.presses("Modifier")
    ana.presses("Image")
    ana.sends("IMG_2042.jpg", picture())
    ana.says("Le broyeur devant la mairie")

    assert "L'image de « Le broyeur » n'est pas décrite par des mots." in plain
    assert "Rien à signaler." in ana.reviews_letter()
