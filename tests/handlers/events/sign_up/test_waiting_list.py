"""Full events: offered places and the waiting list."""

from dataclasses import replace
from datetime import timedelta

import pytest

from storage.members import Identities
from tests.handlers.events.sign_up.rsvps import COMING, WHEN, announced, card_of, counted
from tests.town import SQUARE, START, Neighbour, Town, labels


def full(town: Town) -> tuple[Neighbour, Neighbour, Neighbour]:
    """Zoé, who has the only place, and two who wait: Yan before Max."""
    announced(town, "| 1 place")
    zoe, yan, max_ = town.member("Zoé"), town.member("Yan", on="matrix"), town.member("Max")
    zoe.says("/inscription 1 oui")
    for rank, person, mark in (("tête de", yan, "!"), ("2e position sur", max_, "/")):
        town.move(timedelta(minutes=1))
        told = person.says(f"{mark}inscription 1 oui")
        assert f"C'est complet. Vous êtes en {rank} la liste d'attente" in told
    return zoe, yan, max_


def test_a_place_that_is_given_up_is_offered_to_the_longest_waiting(town: Town) -> None:
    zoe, yan, max_ = full(town)

    zoe.says("/inscription 1 non")

    assert yan.inbox[-1] == (
        f"🗓 Visite\n{WHEN.capitalize()}\n"
        "Une place se libère pour vous. Prenez-la avant le mercredi 25 novembre à 10 h 02 ; "
        "après, elle est proposée à la personne suivante.\n"
        "Événement 1"
    )
    assert "Une place se libère pour vous." not in max_.inbox[-1]
    assert "\nVous venez.\n" in yan.presses("Je la prends")
    assert "en tête de la liste" in max_.says("/evenement 1")
    assert counted(town).startswith("1 personne vient")


def test_a_member_who_gave_a_place_up_waits_behind_the_others(town: Town) -> None:
    zoe, _, _ = full(town)
    town.move(timedelta(minutes=1))

    zoe.says("/inscription 1 non")

    assert "Vous êtes en 3e position" in zoe.says("/inscription 1 oui")


def test_an_offer_that_is_declined_goes_to_the_next_at_once(town: Town) -> None:
    zoe, yan, max_ = full(town)
    zoe.says("/inscription 1 non")

    yan.presses("Je ne viens pas")

    assert "Une place se libère pour vous." in max_.inbox[-1]
    assert max_.says("/inscription 1 oui").startswith(f"🗓 Visite\n{COMING}")


def test_an_offer_that_lapses_goes_to_the_next_and_both_are_told(town: Town) -> None:
    zoe, yan, max_ = full(town)
    zoe.says("/inscription 1 non")
    old = yan.direct[-1]

    town.move(timedelta(hours=24, minutes=1))

    assert yan.inbox[-1] == (
        "La place à l'événement 1, « Visite », est passée à la personne suivante. Pour revenir en "
        "liste d'attente : !inscription 1 oui"
    )
    assert "Une place se libère pour vous." in max_.inbox[-1]
    assert counted(town).startswith("Personne pour l'instant · 1 peut-être")
    assert "Il n'y a plus de place, et rien n'est encore noté." in yan.presses("Je la prends", old)
    assert "Vous êtes en 2e position" in yan.presses("Liste d'attente")


def test_an_offer_lapses_while_we_are_down(town: Town) -> None:
    zoe, yan, max_ = full(town)
    zoe.says("/inscription 1 non")

    town.sleep_until(START.replace(day=26, hour=9))
    town.move(timedelta(minutes=1))

    assert "est passée à la personne suivante" in yan.inbox[-1]
    assert sum("Une place se libère" in each for each in max_.inbox) == 1


def test_a_member_who_cannot_be_written_to_just_has_the_place(town: Town) -> None:
    zoe, yan, _ = full(town)
    with town.database.unit() as store:
        found = store[Identities].get(yan.address)
        assert found is not None
        assert found.direct is not None
        store.lose_room(found.direct, "blocked", town.clock.now())

    zoe.says("/inscription 1 non")

    assert counted(town).startswith("1 personne vient")


def test_a_member_who_leaves_or_is_erased_gives_the_place_on(town: Town) -> None:
    zoe, yan, max_ = full(town)
    zoe.says("/quitter")
    zoe.presses("Effacer mes données")
    zoe.presses("Oui, tout effacer")
    town.move(timedelta(minutes=1))

    assert "Une place se libère pour vous." in yan.inbox[-1]
    yan.says("!inscription 1 retirer")
    assert "Une place se libère pour vous." in max_.inbox[-1]


def test_more_places_go_to_the_waiting_list_first(town: Town) -> None:
    _, yan, max_ = full(town)
    ana = Neighbour(town, "telegram", "telegram:43", "Ana", "fr")

    ana.says("/evenement 1 places 2")
    late = town.member("Tard").says("/inscription 1 oui")

    assert "Une place se libère pour vous." in yan.inbox[-1]
    assert "Une place se libère pour vous." not in max_.inbox[-1]
    assert "Vous êtes en 3e position" in late


def test_a_place_on_the_waiting_list_is_told_in_private_too(town: Town) -> None:
    announced(town, "| 1 place")
    zoe, yan = town.member("Zoé"), town.member("Yan")
    zoe.presses("Je viens", card_of(town, zoe), zoe.square)

    yan.presses("Liste d'attente", card_of(town, yan), yan.square)

    assert "Vous êtes en tête" in yan.inbox[-1]
    yan.presses("Je ne viens plus")
    assert "Complet (1 place)" in counted(town)
    assert "en attente" not in counted(town)


def test_a_place_that_is_offered_is_said_so_on_the_card(town: Town) -> None:
    announced(town, "| 1 place")
    zoe, yan = town.member("Zoé"), town.member("Yan")
    zoe.presses("Je viens", card_of(town, zoe), zoe.square)
    yan.presses("Liste d'attente", card_of(town, yan), yan.square)

    zoe.says("/inscription 1 non")

    assert "Une place est proposée à la première personne en attente" in counted(town)


def test_a_full_event_has_its_waiting_list_in_the_place_of_a_yes(town: Town) -> None:
    announced(town, "| 1 place")
    zoe, yan, max_ = town.member("Zoé"), town.member("Yan", on="matrix"), town.member("Max")
    before = [choice.label for choice in card_of(town, yan).choices]
    zoe.presses("Je viens", card_of(town, zoe), zoe.square)

    full = card_of(town, yan)
    theirs, hers = max_.says("/evenement 1"), zoe.says("/evenement 1")

    assert before[0] == "Je viens"
    assert [choice.label for choice in full.choices][:3] == [
        "Liste d'attente",
        "Peut-être",
        "Je ne viens pas",
    ]
    assert "par écrit : !inscription 1 attente" in full.text
    assert labels(max_)[0] == "Liste d'attente"
    assert "Complet (1 place)" in theirs
    assert labels(zoe)[0] == "Je viens"
    assert "Vous venez." in hers


@pytest.mark.parametrize("on", ["telegram", "matrix"])
def test_an_older_yes_asks_before_it_waits(town: Town, on: str) -> None:
    announced(town, "| 1 place")
    zoe, yan = town.member("Zoé"), town.member("Yan", on=on)
    yan.says("evenement 1")
    old = yan.direct[-1]
    zoe.says("/inscription 1 oui")

    asked = yan.presses("Je viens", old)
    offered = labels(yan)
    nobody = counted(town)
    waits = yan.presses("Liste d'attente")

    assert "Complet (1 place)\nIl n'y a plus de place, et rien n'est encore noté." in asked
    assert offered == ["Liste d'attente", "Détails"]
    assert "en attente" not in nobody
    assert "Vous êtes en tête de la liste d'attente." in waits
    assert "Complet (1 place) · 1 en attente" in counted(town)
    assert labels(yan)[0] == "Peut-être"


def test_an_older_yes_in_the_room_asks_in_private(town: Town) -> None:
    announced(town, "| 1 place")
    zoe, max_ = town.member("Zoé"), town.member("Max")
    zoe.says("/inscription 1 oui")

    shown = max_.forges("rsvp:1:going", card_of(town, max_), max_.square)

    assert labels(max_) == ["Liste d'attente", "Détails"]
    assert shown == "Il n'y a plus de place : je vous propose la liste d'attente en privé."
    assert "en attente" not in counted(town)


def test_the_waiting_list_is_asked_for_in_writing(town: Town) -> None:
    announced(town, "| 1 place")
    zoe = town.member("Zoé", locale="en")
    max_ = town.member("Max", on="matrix")
    first = max_.says("!inscription 1 attente")
    zoe.says("/event 1")

    shown = labels(zoe)[0]
    waits = zoe.says("/rsvp 1 waiting")

    assert f"🗓 Visite\n{COMING}" in first
    assert shown == "Waiting list"
    assert "You are first on the waiting list" in waits


def test_a_full_event_says_so_by_a_button_where_one_may_do_nothing(town: Town) -> None:
    network = town.networks["telegram"]
    network.capabilities = replace(network.capabilities, disabled_buttons=True)
    announced(town, "| 1 place")
    card = town.said_in(SQUARE["telegram"])[-1]
    full = "Complet"
    assert full not in [each.label for each in card.choices]

    town.member("Zoé").presses("Je viens", card, SQUARE["telegram"])

    assert [each.label for each in card.choices if each.disabled] == [full]
    assert full not in [each.label for each in town.said_in(SQUARE["matrix"])[-1].choices]
