"""Members ride together to an event: shown to those nearby, a contact after two yeses."""

from datetime import timedelta

import pytest

from storage.rides import RideCounts, RideNumbers
from tests.handlers.introductions.adults import grown, young
from tests.town import Neighbour, Town

VISIT = "/evenement Visite du composteur | samedi 5 décembre 14h30 | Besançon"
OFFER, SEARCH = "Je propose des places en voiture", "Je cherche une voiture"
YES = "Oui, donner ce contact"


def announced(town: Town) -> None:
    ana = town.gardener("territory")
    ana.says(VISIT)
    ana.presses("Annoncer")


def offers(person: Neighbour, commune: str, seats: int) -> str:
    person.says("/evenement 1")
    person.presses("Covoiturage")
    person.presses(OFFER)
    person.says(commune)
    return person.says(str(seats))


def looks(person: Neighbour, commune: str) -> str:
    person.says("/evenement 1")
    person.presses("Covoiturage")
    person.presses(SEARCH)
    return person.says(commune)


def test_a_ride_without_its_event_asks_to_which(town: Town) -> None:
    zoe = grown(town.member("Zoé"))
    nothing = zoe.says("/covoiturage")
    announced(town)
    asked = zoe.says("covoiturage")
    chosen = zoe.presses("1 · Visite du composteur")

    assert nothing == "Aucun événement annoncé pour l'instant où l'on puisse se rendre."
    assert asked == "Pour quel événement ?\nEn une fois : /covoiturage 12"
    assert chosen.startswith("🚗 Covoiturage : Visite du composteur\nDites d'où vous partez")


def test_the_answer_about_the_age_leads_on_to_the_ride(town: Town) -> None:
    announced(town)
    zoe = town.member("Zoé")
    zoe.says("/evenement 1")
    zoe.presses("Covoiturage")

    asked = zoe.presses(SEARCH)

    assert asked.startswith("Avez-vous 18 ans ou plus ?")
    assert zoe.says("oui").startswith("De quelle commune partez-vous ?")
    assert "Vous cherchez une voiture depuis Dole." in zoe.says("Dole")


@pytest.mark.slow
def test_the_ride_of_a_member_who_turns_out_to_be_a_minor_is_shown_to_nobody(town: Town) -> None:
    announced(town)
    zoe, yan = grown(town.member("Zoé")), grown(town.member("Yan", on="matrix"))
    offers(zoe, "Dole", 3)

    young(zoe)
    found = looks(yan, "Dole")

    assert "Personne à proximité" in found
    assert "Zoé" not in found


@pytest.mark.slow
def test_an_offer_and_a_search_nearby_find_each_other(town: Town) -> None:
    announced(town)
    zoe, yan = grown(town.member("Zoé")), grown(town.member("Yan", on="matrix"))
    max_ = grown(town.member("Max"))

    offered = offers(zoe, "Dole", 3)
    far = looks(max_, "Toulouse")
    before = len(zoe.inbox)
    found = looks(yan, "Tavaux")

    assert offered == (
        "🚗 Covoiturage : Visite du composteur\nVous proposez 3 places en voiture depuis Dole.\n\n"
        "Personne à proximité pour l'instant : je vous écris dès qu'il y a quelqu'un."
    )
    assert "Zoé" not in far
    assert found.startswith(
        "🚗 Covoiturage : Visite du composteur\nVous cherchez une voiture depuis"
    )
    assert "Zoé propose 3 places en voiture depuis Dole (" in found
    assert len(zoe.inbox) == before + 1
    assert "Yan cherche une voiture depuis Tavaux (" in zoe.inbox[-1]
    assert "@" not in found + zoe.inbox[-1]

    asked = yan.presses("Demander à Zoé")
    again = yan.presses("Demander à Zoé", town.latest_with(yan.address, "Demander à Zoé"))
    assert "⏳ Vous avez dit oui." in asked
    assert again == asked
    assert zoe.inbox[-1].startswith(
        "🚗 Faire la route avec Yan ?\nYan souhaite faire la route avec vous : Événement 1 · Visite"
    )
    assert "Yan : @\u2060yan" in zoe.presses(YES)
    assert "Zoé : Telegram" in yan.inbox[-1]
    assert "Vous proposez 3 places en voiture depuis Dole." in zoe.says("/evenement 1")
    assert "Vous pouvez changer d'avis jusqu'au samedi 5 décembre." in asked

    town.move(timedelta(days=13))

    assert "Pas de mise en relation proposée" in zoe.says("/rencontres")
    assert zoe.says("/covoiturage 1").startswith("Pas de covoiturage pour l'événement 1")
    assert "covoiturage" not in zoe.says("/mesdonnees").casefold()


@pytest.mark.slow
def test_a_withdrawn_ride_ends_its_questions_silently(town: Town) -> None:
    announced(town)
    zoe, yan = grown(town.member("Zoé")), grown(town.member("Yan", on="matrix"))
    looks(yan, "Dole")
    offers(zoe, "Dole", 1)
    zoe.presses("Demander à Yan")
    told = len(yan.inbox)

    zoe.says("/covoiturage 1")
    gone = zoe.presses("Retirer mon trajet")

    assert "Votre trajet est retiré." in gone
    assert len(yan.inbox) == told
    assert "Si Zoé dit oui aussi" in yan.presses(YES)
    assert "Zoé" not in yan.says("/covoiturage 1")


@pytest.mark.slow
def test_seats_are_counted_down_and_free_again(town: Town) -> None:
    announced(town)
    zoe, yan, max_, eve = (
        grown(town.member(name, on=on))
        for name, on in (
            ("Zoé", "telegram"),
            ("Yan", "matrix"),
            ("Max", "matrix"),
            ("Eve", "telegram"),
        )
    )
    offers(zoe, "Dole", 2)
    for each in (yan, max_, eve):
        looks(each, "Dole")
        each.presses("Demander à Zoé")
    questions = [each for each in zoe.direct if any(c.label == YES for c in each.choices)]
    zoe.presses(YES, questions[0])

    one_left = zoe.says("/covoiturage 1")
    assert (
        "Vous proposez 2 places en voiture depuis Dole.\n1 place restante\nConvenu avec Yan"
        in one_left
    )
    assert "Zoé propose 2 places en voiture depuis Dole, 1 place restante (" in max_.says(
        "!covoiturage 1"
    )
    assert "Zoé" in max_.presses("Demander à Zoé")
    assert "Vous avez trouvé une voiture" in yan.says("!covoiturage 1")
    assert "Yan" not in one_left.partition("Convenu avec Yan")[2]

    zoe.presses(YES, questions[1])
    assert "Complet : personne d'autre ne voit plus votre offre." in zoe.says("/covoiturage 1")
    assert "Complet" in zoe.says("/evenement 1")
    assert "Zoé" not in eve.says("/covoiturage 1")
    full = zoe.presses(YES, questions[2])
    assert full.startswith("Toutes les places de ce trajet sont prises.")
    assert not [each for each in zoe.inbox if "Eve : " in each]

    yan.says("!covoiturage 1")
    shared = yan.presses("Contact de Zoé")
    assert "🚗 Covoiturage : Événement 1 · Visite du composteur" in shared
    noted = yan.presses("Annuler ce trajet commun")
    assert "C'est noté : vous dites non. Vous pouvez encore changer d'avis." in noted
    assert zoe.inbox[-1] == (
        "🚗 Yan ne fait plus la route avec vous\nÉvénement 1 · Visite du composteur"
    )
    assert "Zoé propose 2 places en voiture depuis Dole, 1 place restante" in eve.says(
        "/covoiturage 1"
    )
    zoe.presses(YES, questions[2])

    max_.says("/quitter")
    max_.presses("Quitter la communauté")
    max_.presses("Oui, quitter")
    assert zoe.inbox[-1].startswith("🚗 Max ne fait plus la route avec vous")
    assert "1 place restante" in zoe.says("/covoiturage 1")
    eve.says("/covoiturage 1")
    withdrawn = eve.presses("Retirer mon trajet")
    assert "Votre trajet est retiré, et les personnes qui le partagent sont prévenues." in withdrawn
    assert "Eve ne fait plus la route avec vous" in zoe.inbox[-1]


@pytest.mark.slow
def test_one_search_is_agreed_on_once(town: Town) -> None:
    announced(town)
    zoe, max_ = grown(town.member("Zoé")), grown(town.member("Max"))
    yan = grown(town.member("Yan", on="matrix"))
    looks(yan, "Dole")
    for each in (zoe, max_):
        offers(each, "Dole", 2)
        each.presses("Demander à Yan")
    first, second = [each for each in yan.direct if any(c.label == YES for c in each.choices)]
    yan.presses(YES, first)

    refused = yan.presses(YES, second)

    assert refused == (
        "Vous partagez déjà un trajet vers cet événement. Pour le changer : !covoiturage."
    )
    assert "Yan" not in max_.says("/covoiturage 1")


@pytest.mark.slow
def test_figures_count_rides_of_events_that_took_place(town: Town) -> None:
    announced(town)
    zoe, yan = grown(town.member("Zoé")), grown(town.member("Yan", on="matrix"))
    offers(zoe, "Dole", 2)
    looks(yan, "Dole")
    yan.presses("Demander à Zoé")
    zoe.presses(YES)
    town.move(timedelta(days=13))

    with town.database.reading() as store:
        now = town.clock.now()
        counted = store[RideCounts].in_period(1, now - timedelta(days=30), now)
    assert counted == RideNumbers(1, 1)
    assert "Trajets" not in town.gardener("territory").says("/bilan"), "one is too few"


@pytest.mark.slow
def test_rides_to_an_event_that_is_called_off_are_gone_at_once(town: Town) -> None:
    announced(town)
    ana = town.gardener("territory")
    zoe, yan = grown(town.member("Zoé")), grown(town.member("Yan", on="matrix"))
    max_ = grown(town.member("Max"))
    offers(zoe, "Dole", 3)
    for each in (yan, max_):
        looks(each, "Dole")
        each.presses("Demander à Zoé")
    zoe.presses(YES, town.latest_with(zoe.address, YES))
    asked = town.latest_with(yan.address, "Retirer mon oui")
    listed = zoe.says("/rencontres")
    told = len(yan.inbox)
    ana.says("/evenement annuler 1 Neige")

    over = "L'événement est terminé ou annulé : le covoiturage aussi. Autres événements : "
    assert "Mises en relation" in listed
    assert not [each for each in yan.inbox[told:] if "Zoé" in each]
    assert yan.presses("Retirer mon oui", asked) == over + "!agenda."
    assert zoe.presses(YES, town.latest_with(zoe.address, YES)) == over + "/agenda."
    assert "Pas de mise en relation proposée" in zoe.says("/rencontres")
    assert zoe.says("/covoiturage 1").startswith("Pas de covoiturage pour l'événement 1")
    assert "Retirer mon trajet" not in zoe.says("/evenement 1")

    ana.says("/evenement retablir 1")
    assert "Vous proposez 3 places en voiture depuis Dole." in zoe.says("/covoiturage 1")
    ana.says("/evenement annuler 1 Neige")
    town.move(timedelta(days=1))
    assert "covoiturage" not in zoe.says("/mesdonnees").casefold()


@pytest.mark.slow
def test_members_under_18_and_forged_presses_are_left_out_of_rides(town: Town) -> None:
    announced(town)
    zoe, kim = grown(town.member("Zoé")), young(town.member("Kim"))
    offers(zoe, "Dole", 2)
    kim.says("/evenement 1")
    offered = {each.label for each in kim.direct[-1].choices}

    assert not {OFFER, SEARCH} & offered
    assert "moins de 18 ans" in kim.says("trajets 1")
    assert "moins de 18 ans" in kim.forges("ride_search:1", kim.direct[-1])
    kim.says("/menu")
    kim.forges("ride_ask:1", kim.direct[-1])
    assert kim.inbox[-1].startswith("Ce trajet n'est plus proposé.")
    assert "Kim" not in zoe.says("/covoiturage 1")
    assert "Proposez de 1 à 8 places en voiture." in offers(grown(town.member("Yan")), "Dole", 90)


@pytest.mark.slow
def test_a_changed_ride_is_told_to_the_new_ones_nearby_only(town: Town) -> None:
    announced(town)
    zoe, yan = grown(town.member("Zoé")), grown(town.member("Yan", on="matrix"))
    max_ = grown(town.member("Max"))
    offers(zoe, "Dole", 3)
    offers(max_, "Toulouse", 2)
    looks(yan, "Tavaux")
    told, far = len(zoe.inbox), len(max_.inbox)
    for commune in ("Dole", "Toulouse"):
        yan.says("!covoiturage 1")
        yan.presses("Modifier")
        yan.says(commune)

    near = max_.inbox[-1]

    assert len(zoe.inbox) == told
    assert len(max_.inbox) == far + 1
    assert "Yan cherche une voiture depuis Toulouse (même commune que vous)" in near
