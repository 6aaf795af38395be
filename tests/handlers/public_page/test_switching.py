"""What is on the public page: one gardener asks, the other approves, either takes it off."""

import pytest

from tests.handlers.public_page.public_pages import HOME, is_missing, page, show_part
from tests.town import Neighbour, Town, labels


def test_there_is_no_page_until_both_gardeners_said_so(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    assert is_missing(town)

    ana.says("/page")
    asked = ana.presses("Présentation")
    waiting = ana.presses("Demander à le montrer")

    assert "Vous décidez à deux : rien n'est montré avant." in asked
    assert waiting.endswith("Actuellement : demandé par Ana.")
    assert is_missing(town)
    assert luc.inbox[-1].startswith(
        "🌐 Page publique : Présentation\nAna demande à montrer ceci sur la page publique de "
        "Pionniers de l'énergie."
    )

    approved = luc.presses("Approuver et montrer")

    assert approved.endswith("Actuellement : montré à tout le monde.")
    assert (
        ana.inbox[-1] == "Luc a donné son accord. Sur la page publique, désormais : Présentation."
    )
    assert "<h1>Pionniers de l'énergie</h1>" in page(town)
    assert "Tout le monde peut la lire : https://terreau.example/c/energie" in ana.says("/page")


def test_each_part_is_shown_by_itself(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    show_part(ana, luc, "Présentation")

    assert is_missing(town, f"{HOME}/questions")
    assert is_missing(town, f"{HOME}/polls")
    assert is_missing(town, f"{HOME}/letters")
    assert "Événements à venir" not in page(town)


@pytest.mark.parametrize("who", ["ana", "luc"])
def test_either_gardener_takes_a_part_off_at_once(
    town: Town, ana: Neighbour, luc: Neighbour, who: str
) -> None:
    show_part(ana, luc, "Présentation")
    gardener, other = (ana, luc) if who == "ana" else (luc, ana)

    gardener.says("/page" if who == "ana" else "!page")
    gardener.presses("Présentation")
    gardener.presses("Ne plus montrer")

    assert is_missing(town)
    assert other.inbox[-1].endswith("l'a retiré de la page publique : Présentation.")


def test_one_gardener_alone_shows_nothing(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    ana.says("/page")
    ana.presses("Présentation")
    ana.presses("Demander à le montrer")
    request = luc.direct[-1]

    assert "Approuver et montrer" not in labels(ana)
    assert ana.forges("webpage_approve:1", ana.direct[-1]) == (
        "Vous l'avez demandé : une autre personne doit l'approuver."
    )

    ana.presses("Retirer la demande")
    ana.says("/page")
    ana.presses("Présentation")
    ana.presses("Demander à le montrer")
    ana.presses("Retirer la demande")
    answer = luc.presses("Approuver et montrer", request)

    assert answer == "Personne ne demande plus à montrer cela sur la page publique."
    assert is_missing(town)


def test_a_button_of_an_earlier_request_approves_no_later_one(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    for _ in range(2):
        ana.says("/page")
        ana.presses("Présentation")
        ana.presses("Demander à le montrer")
        if _ == 0:
            old = luc.direct[-1]
            ana.presses("Retirer la demande")

    assert luc.presses("Approuver et montrer", old).startswith("Personne ne demande plus")
    assert is_missing(town)


def test_the_other_gardener_says_no(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    ana.says("/page")
    ana.presses("Questions")
    ana.presses("Demander à le montrer")
    assert "À approuver pour la page publique : Questions." in luc.says("!afaire")
    luc.presses("Regarder")
    luc.presses("Ne pas montrer")

    assert ana.inbox[-1] == "Luc ne souhaite pas le montrer sur la page publique : Questions."
    assert is_missing(town)


def test_one_gardener_decides_while_the_other_is_away(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    luc.says("!absence 24 novembre - 30 novembre")
    ana.says("/page")
    ana.presses("Présentation")
    shown = ana.presses("Demander à le montrer")

    assert shown.endswith("Actuellement : montré à tout le monde.")
    assert "<h1>" in page(town)
    assert "Vous êtes en absence : Ana a décidé sans votre accord." in luc.inbox[-1]


def test_a_gardener_is_named_with_their_yes(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    show_part(ana, luc, "Présentation")
    assert "Ana" not in page(town)

    ana.says("/page")
    ana.presses("Y mettre mon nom")

    assert "<li>Ana – Pour le territoire</li>" in page(town)
    assert "Luc" not in page(town)
    ana.presses("Ne plus montrer")
    assert "Ana" not in page(town)


def test_members_decide_nothing(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    zoe = town.member("Zoé")
    ana.says("/page")
    card = ana.direct[-1]

    assert zoe.says("/page").startswith(
        "🌐 Page publique\nRien de vous n'est sur la page publique."
    )
    for press in ("webpage_ask:presentation", "webpage_off:events", "webpage_yes:name:1:0"):
        zoe.forges(press, card)
    assert is_missing(town)


def test_without_an_address_there_are_no_pages(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    settings = town.stage.settings
    http = settings.http.model_copy(update={"public_url": ""})
    town.stage.settings = settings.model_copy(update={"http": http})
    town.restart()

    assert ana.says("/page").startswith("Ce service n'a pas de pages web")
