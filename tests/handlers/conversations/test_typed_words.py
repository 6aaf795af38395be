"""Typed words in the direct room are understood, on both networks and in both languages."""

import pytest

from bot.core.declarations import registry
from tests.town import BACK_ROOM, Town, labels

VISIT = "Visite du composteur | samedi 12 décembre 14h30 | Besançon"


@pytest.fixture
def visit(town: Town) -> Town:
    """A town with an event and a poll."""
    ana = town.gardener("territory")
    ana.says(f"/evenement {VISIT}")
    ana.presses("Annoncer")
    ana.publishes("/sondage Quel jour pour l'atelier ? | mardi | jeudi")
    return town


NETWORKS = pytest.mark.parametrize("network", ["telegram", "matrix"])


@NETWORKS
@pytest.mark.parametrize("typed", ["inscription 1 oui", "Inscription 1 oui", "rsvp 1 yes"])
def test_a_command_without_its_mark_is_understood(visit: Town, network: str, typed: str) -> None:
    zoe = visit.member("Zoé", on=network)

    mark = "/" if network == "telegram" else "!"

    assert zoe.says(typed).startswith(zoe.says(f"{mark}inscription 1 oui").partition("\n")[0])
    assert "1" in zoe.says(f"{mark}agenda")


def test_a_number_is_understood_as_people_write_it(visit: Town) -> None:
    zoe = visit.member("Zoé")
    shown = zoe.says("/evenement 1")

    for typed in ("Événement n°1", "événement numéro 1", "evenement1", "/evenement n° 1"):
        assert zoe.says(typed) == shown
    assert zoe.says("/inscription1 oui").endswith("vous venez : samedi 12 décembre à 14 h 30.")
    assert "aunomde" not in zoe.says("/désinscrire 1")


@NETWORKS
@pytest.mark.parametrize(
    "typed",
    [
        *("samedi 12", "le samedi 12 décembre", "12 décembre", "agenda Besançon"),
        *("composteur", "la visite du composteur ?"),
    ],
)
def test_an_event_is_found_by_its_name_or_its_day(visit: Town, network: str, typed: str) -> None:
    zoe = visit.member("Zoé", on=network)

    assert "Visite du composteur" in zoe.says(typed).partition("\n")[0]


def test_a_poll_is_found_by_its_question(visit: Town) -> None:
    assert "Quel jour pour l'atelier ?" in visit.member("Zoé").says("atelier")


def test_several_things_of_one_name_are_offered(visit: Town) -> None:
    ana, zoe = visit.gardener("territory"), visit.member("Zoé")
    ana.says(f"/evenement {VISIT.replace('12', '19')}")
    ana.presses("Annoncer")

    assert zoe.says("composteur") == "Que cherchez-vous ?"
    assert labels(zoe) == ["1 · Visite du composteur", "2 · Visite du composteur", "Menu"]


@pytest.mark.parametrize(
    "typed",
    [
        *("stop aux pesticides", "aide aux agriculteurs", "menu végétarien"),
        *("voter, c'est important", "inscription bientôt ?", "actu intéressante"),
        *("le compost de samedi sentait bon", "écrire un livre", "quitter la ville"),
        *("sondage intéressant", "moi je pense que oui", "evenement magnifique hier"),
    ],
)
def test_words_that_only_resemble_a_command_are_offered_to_the_gardener(
    visit: Town, typed: str
) -> None:
    zoe = visit.member("Zoé")
    zoe.says("/aide")

    said = zoe.says(typed)

    assert said.startswith(("Je n'ai pas compris.", "Est-ce l'un de ceux-ci ?"))
    assert any(each.startswith("Envoyer « ") for each in labels(zoe))


@pytest.mark.slow
def test_the_list_of_tasks_is_shown_to_gardeners_only(visit: Town) -> None:
    luc, zoe = visit.gardener("region"), visit.member("Zoé")

    assert luc.says("qu'est-ce que j'ai à faire ?").startswith(("À faire", "Rien ne vous attend"))
    assert zoe.says("à faire").startswith("Je n'ai pas compris.")


@NETWORKS
def test_a_number_that_is_not_offered_shows_the_choices_again(visit: Town, network: str) -> None:
    zoe = visit.member("Zoé", on=network)
    zoe.says("/aide")
    offered = labels(zoe)

    assert zoe.says("12") == "Il n'y a pas de choix 12 ici."
    assert labels(zoe) == offered


@NETWORKS
@pytest.mark.parametrize("typed", ["oui", "Non.", "Je me suis trompée"])
def test_a_yes_to_nothing_shows_the_choices_again(visit: Town, network: str, typed: str) -> None:
    zoe = visit.member("Zoé", on=network)
    zoe.says("Le composteur déborde et sent mauvais")
    offered = labels(zoe)

    assert zoe.says(typed) == "Que voulez-vous faire ?"
    assert labels(zoe) == offered
    assert zoe.says(offered[0]).startswith("Message envoyé à Ana.")


def test_a_choice_of_a_poll_shows_the_poll(visit: Town) -> None:
    zoe = visit.member("Zoé", on="matrix")
    zoe.says("voter")
    zoe.says("jeudi")
    voted = zoe.direct[-1].text

    assert "Votre vote : jeudi." in voted
    zoe.says("merci")
    assert "Votre vote : jeudi." in zoe.says("mardi")
    assert "Votre vote : mardi." in zoe.says("mardi")
    assert "Votre vote : jeudi." in zoe.says("non, plutôt jeudi")


@NETWORKS
def test_a_yes_sends_nothing_to_the_gardener_nor_does_a_number_beside_buttons(
    visit: Town, network: str
) -> None:
    zoe = visit.member("Zoé", on=network)
    zoe.says("Le composteur déborde et sent mauvais")
    before = len(visit.said_in(BACK_ROOM))

    for typed in ("oui", *(["1"] * (network == "telegram"))):
        zoe.says(typed)
    assert len(visit.said_in(BACK_ROOM)) == before

    zoe.says("Le composteur déborde et sent mauvais")
    assert zoe.says("envoyer").startswith("Message envoyé")
    assert len(visit.said_in(BACK_ROOM)) == before + 1


@NETWORKS
@pytest.mark.parametrize("locale", ["fr", "en"])
@pytest.mark.parametrize("yes", ["oui", "Oui !", "yes", "j'accepte"])
def test_yes_below_the_notice_is_a_consent(town: Town, network: str, locale: str, yes: str) -> None:
    zoe = town.stranger("Zoé", on=network, locale=locale)
    zoe.says("/rejoindre" if network == "telegram" else "!rejoindre")

    zoe.says(yes)

    assert any(f"{hello}, Zoé" in zoe.inbox[-1] for hello in ("Bienvenue", "Welcome"))


@pytest.mark.slow
@pytest.mark.parametrize(
    "typed",
    ["Je voudrais m'inscrire", "je ne viens plus", "finalement je ne viens plus", "samedi 12"],
)
def test_nothing_is_done_by_words_that_only_ask(visit: Town, typed: str) -> None:
    zoe = visit.member("Zoé")
    zoe.says("/inscription 1 oui")
    zoe.says("/aide")  # below its own card, the label of a button presses it
    before = [each.text for each in visit.said_in(zoe.square)]

    zoe.says(typed)

    assert [each.text for each in visit.said_in(zoe.square)] == before


TO_COME = {
    "fr": "n'existe pas encore. Ce que vous pouvez faire ici : {mark}menu",
    "en": "does not exist yet. {mark}menu shows what you can do here.",
}


@NETWORKS
@pytest.mark.parametrize("locale", ["fr", "en"])
@pytest.mark.parametrize("typed", ["Xylophone ?", "xylophones"])
def test_the_name_of_a_future_feature_is_explained(
    visit: Town, network: str, locale: str, typed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "PLANNED", frozenset({"xylophone", "xylophones"}))
    zoe = visit.member("Zoé", on=network, locale=locale)
    mark = "/" if network == "telegram" else "!"

    assert TO_COME[locale].format(mark=mark) in zoe.says(typed)
    assert typed in labels(zoe)[0], "it may be meant for the gardener all the same"
    assert "pas encore" not in zoe.says("la carte du quartier")
