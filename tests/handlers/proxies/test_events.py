"""Sign-ups for a person without a phone: marked as passed on, and theirs once they take over."""

import pytest

from tests.handlers.audit.traces import audited, presses_forged
from tests.handlers.events.gatherings import EVENT, announces, comes
from tests.handlers.proxies.passed_on import code_in
from tests.plain_text import plain
from tests.town import Neighbour, Town

JEANNE = "/aunomde Jeanne Petit | hier | oui"
SIGN_UP = "/aunomde inscrire Jeanne Petit | 1 | oui | hier"


@pytest.fixture
def ana(town: Town) -> Neighbour:
    """The territory's gardener, who announced event 1 and acts for Jeanne."""
    gardener = town.gardener("territory")
    announces(gardener, EVENT, "--places 1")
    return gardener


def card(town: Town) -> str:
    return plain(town.said_in("telegram:-1001")[-1].text)


def test_a_person_is_signed_up_as_they_asked(town: Town, ana: Neighbour) -> None:
    ana.says(JEANNE)

    said = plain(ana.says(SIGN_UP))

    assert said == (
        "Jeanne Petit vient. Événement 1, samedi 5 décembre, 14 h 30 – 16 h 30, "
        "à sa demande du lundi 23 novembre. Cela compte comme réponse transmise."
    )
    assert "1 personne vient (dont 1 inscription transmise)" in card(town)
    assert "Jeanne Petit : vient, par téléphone" in plain(ana.says("/evenement 1 presents"))


def test_a_person_is_signed_up_by_buttons(town: Town, ana: Neighbour) -> None:
    ana.says(JEANNE)
    ana.presses("Répondre à un événement")
    ana.presses("1 · Visite du composteur")

    said = ana.presses("Peut-être")
    again = presses_forged(ana, "proxy_rsvp:1:2:maybe")

    assert plain(said).startswith("Jeanne Petit vient peut-être. Événement 1")
    assert "à sa demande du mardi 24 novembre" in said
    assert plain(again).startswith("Jeanne Petit vient peut-être.")
    assert "Personne pour l'instant · 1 peut-être" in card(town)


def test_the_answer_to_the_question_is_passed_on_too(town: Town) -> None:
    ana = town.gardener("territory")
    announces(ana, EVENT, "--question Végétarien ?")
    ana.says(JEANNE)
    ana.presses("Répondre à un événement")
    shown = plain(ana.presses("1 · Visite du composteur"))

    ana.says(f"{SIGN_UP} | oui, sans œufs")

    assert "Question à l'inscription : Végétarien ? Avec la réponse : /aunomde inscrire" in shown
    assert "vient, par téléphone, « oui, sans œufs »" in plain(ana.says("/evenement 1 presents"))


def test_a_person_waits_for_a_place_and_the_gardener_hears_of_it(
    town: Town, ana: Neighbour
) -> None:
    zoe = town.member("Zoé")
    comes(zoe)
    ana.says(JEANNE)

    waits = plain(ana.says(SIGN_UP))
    comes(zoe, "non")

    told = plain(town.said_in("matrix:!garden")[-1].text)
    assert waits.startswith("C'est complet : Jeanne Petit est en liste d'attente.")
    assert told == (
        "Événement 1 · Visite du composteur : une place s'est libérée. Jeanne Petit, qui "
        "attendait, l'a maintenant : merci de l'appeler."
    )
    assert "1 personne vient (dont 1 inscription transmise)" in card(town)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param(
            "Zoé | 1 | oui", "Zoé a un compte : personne ne peut répondre à sa place.", id="account"
        ),
        pytest.param("Jeanne Petit | 7 | oui", "Il n'y a pas d'événement 7 ici", id="event"),
        pytest.param("Jeanne Petit | 1 | bof", "Je ne comprends pas « bof »", id="answer"),
        pytest.param(
            "Jeanne Petit | 1 | oui | 1er juin 2026",
            "Cette demande date de plus de 60 jours.",
            id="old",
        ),
    ],
)
def test_an_impossible_sign_up_is_explained(
    town: Town, ana: Neighbour, typed: str, said: str
) -> None:
    ana.says(JEANNE)
    town.member("Zoé")

    assert plain(ana.says(f"/aunomde inscrire {typed}")).startswith(said)
    assert "Soyez la première" in card(town)


def test_only_the_gardener_of_the_territory_signs_others_up(town: Town, ana: Neighbour) -> None:
    ana.says(JEANNE)
    luc, zoe = town.gardener("region"), town.member("Zoé")

    for person in (luc, zoe):
        presses_forged(person, "proxy_rsvp:1:2:going")
        person.says(SIGN_UP.replace("/", "!", 1) if person is luc else SIGN_UP)

    assert "Soyez la première" in card(town)
    assert ("proxy event", "refused") in audited(town, luc)


@pytest.mark.slow
def test_a_person_who_takes_over_sees_it_and_keeps_it(town: Town, ana: Neighbour) -> None:
    code = code_in(plain(ana.says(JEANNE)))
    ana.says(SIGN_UP)
    jeanne = town.member("Jeanne P")

    shown = plain(jeanne.says(f"/reprendre {code}"))
    jeanne.presses("C'est moi")

    assert "Événement 1 · Visite du composteur : Je viens" in shown
    assert "Vous venez." in plain(jeanne.says("/evenement 1"))
    comes(jeanne)  # the same, but hers
    assert "1 personne vient" in card(town)


def test_the_other_gardener_sees_that_it_was_done(town: Town, ana: Neighbour) -> None:
    ana.says(JEANNE)
    ana.says(SIGN_UP)

    todo = plain(town.gardener("region").says("!afaire"))

    assert "1 réponse à un événement transmise." in todo
    assert ("proxy event", "done") in audited(town, ana)
