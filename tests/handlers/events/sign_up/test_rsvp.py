"""Answering an event: by a tap, in writing, by a reaction; full ones, guests, and the question."""

from datetime import timedelta

import pytest

from bot.transports.playground import Posted
from storage.events import Attendances
from storage.members import Identities
from tests.handlers.audit.traces import presses_forged
from tests.handlers.linking.accounts import linked
from tests.town import SQUARE, START, Neighbour, Town

VISIT = "/evenement Visite | samedi 5 décembre 14h30-16h30 | Besançon"
WHEN = "samedi 5 décembre, 14 h 30 – 16 h 30"
COMING = f"C'est noté, vous venez : {WHEN}."
ENERGY = "Pionniers de l'énergie"


def announced(town: Town, more: str = "") -> Neighbour:
    """Ana, who has announced an event."""
    ana = town.gardener("territory")
    ana.says(f"{VISIT} {more}")
    ana.presses("Annoncer")
    return ana


def card_of(town: Town, somebody: Neighbour) -> Posted:
    """The card in the room of somebody's network."""
    return town.said_in(somebody.square)[-1]


def counted(town: Town) -> str:
    """How many come, as both rooms say it."""
    here, there = (
        next(line for line in town.said_in(room)[-1].text.split("\n") if line.startswith("👥"))[2:]
        for room in SQUARE.values()
    )
    assert here == there
    return here


def taps(town: Town, somebody: Neighbour, label: str) -> str:
    """Press a button of the card in the room."""
    return somebody.presses(label, card_of(town, somebody), room=somebody.square)


# By a tap


@pytest.mark.parametrize("network", ["telegram", "matrix"])
@pytest.mark.parametrize(
    ("label", "told", "count"),
    [
        pytest.param("Je viens", COMING, "1 personne vient", id="yes"),
        pytest.param(
            "Peut-être",
            "C'est noté : vous viendrez peut-être.",
            "Personne pour l'instant · 1 peut-être",
            id="maybe",
        ),
        pytest.param(
            "Je ne viens pas",
            "C'est noté : vous ne venez pas.",
            "Personne pour l'instant · 1 ne",
            id="no",
        ),
    ],
)
def test_a_tap_answers_and_a_second_one_changes_nothing(
    town: Town, network: str, label: str, told: str, count: str
) -> None:
    announced(town)
    zoe = town.member("Zoé", on=network)

    first, second = taps(town, zoe, label), taps(town, zoe, label)

    assert first == second == told
    assert counted(town).startswith(count)


def test_the_last_tap_counts_and_one_person_has_one_answer(town: Town) -> None:
    announced(town)
    zoe, yan = town.member("Zoé"), town.member("Yan", on="matrix")

    for label in ("Je viens", "Je ne viens pas", "Peut-être"):
        taps(town, zoe, label)
        taps(town, yan, label)
    taps(town, yan, "Je viens")

    assert counted(town) == "1 personne vient · 1 peut-être"


def test_a_tap_of_somebody_who_has_not_joined_leads_to_joining_and_counts(town: Town) -> None:
    announced(town)
    bob = town.stranger("Bob")

    asked = taps(town, bob, "Je viens")
    bob.presses("J'ai 15 ans ou plus, j'accepte")

    assert asked.startswith(f"Rejoindre {ENERGY}")
    assert COMING in bob.inbox[-1]
    assert counted(town).startswith("1 personne vient")


def test_a_tap_on_matrix_of_somebody_who_has_not_joined_counts_as_well(town: Town) -> None:
    announced(town)
    max_ = town.stranger("Max", on="matrix")

    taps(town, max_, "Je viens")
    max_.presses("J'ai 15 ans ou plus, j'accepte")

    assert counted(town).startswith("1 personne vient")


# By a reaction


def test_a_reaction_that_is_undone_takes_the_answer_back(town: Town) -> None:
    announced(town)
    yan = town.member("Yan", on="matrix")
    key = yan.reacts("rsvp:1:going", card_of(town, yan))
    assert counted(town).startswith("1 personne vient")

    yan.takes_back(key)

    assert counted(town).startswith(("Personne", "Soyez"))
    assert yan.says("!evenement 1").count("Vous n'avez pas répondu.")


def test_a_reaction_that_another_answer_replaced_takes_nothing_back(town: Town) -> None:
    announced(town)
    yan = town.member("Yan", on="matrix")
    first = yan.reacts("rsvp:1:going", card_of(town, yan))
    yan.reacts("rsvp:1:maybe", card_of(town, yan))

    yan.takes_back(first)

    assert counted(town).startswith("Personne pour l'instant · 1 peut-être")


# In writing


@pytest.mark.parametrize(
    ("typed", "count"),
    [
        pytest.param("/inscription 1 oui", "1 personne vient", id="french"),
        pytest.param("!rsvp 1 yes", "1 personne vient", id="english"),
        pytest.param("/inscription 1 OUI.", "1 personne vient", id="in capitals"),
        pytest.param("/inscription 1 je viens", "1 personne vient", id="as the button says"),
        pytest.param(
            "/inscription 1 peut-être", "Personne pour l'instant · 1 peut-être", id="maybe"
        ),
        pytest.param(
            "/inscription 1 peut etre", "Personne pour l'instant · 1", id="maybe, no accents"
        ),
        pytest.param("/rsvp 1 no", "Personne pour l'instant · 1 ne", id="no"),
        pytest.param("/inscription 1 je ne viens pas", "Personne pour l'instant · 1", id="n"),
    ],
)
@pytest.mark.parametrize("network", ["telegram", "matrix"])
def test_an_answer_is_typed_in_either_language(
    town: Town, network: str, typed: str, count: str
) -> None:
    announced(town)

    town.member("Zoé", on=network).says(typed)

    assert counted(town).startswith(count)


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        pytest.param(
            "1 bof", "Je ne comprends pas « bof ». Écrivez oui, peut-être ou non.", id="?"
        ),
        pytest.param("9 oui", "Il n'y a pas d'événement 9 ici.", id="unknown"),
        pytest.param("1 oui +Marie", "L'événement 1 est réservé aux membres", id="guests"),
    ],
)
def test_a_bad_answer_is_explained(town: Town, typed: str, answer: str) -> None:
    announced(town)

    assert answer in town.member("Zoé").says(f"/inscription {typed}")


def test_a_number_alone_shows_the_event_and_a_word_takes_the_answer_back(town: Town) -> None:
    announced(town)
    zoe = town.member("Zoé")
    zoe.says("/inscription 1 oui")

    shown = zoe.says("/inscription 1")
    back = zoe.says("/inscription 1 retirer")
    again = zoe.says("/inscription 1 retirer")

    assert "Vous venez." in shown
    assert back == again == "Votre réponse à l'événement 1 est retirée."
    assert "Soyez la première personne à répondre" in counted(town)


# The question


@pytest.mark.parametrize("network", ["telegram", "matrix"])
def test_the_question_is_asked_once_and_may_be_skipped(town: Town, network: str) -> None:
    announced(town, "--question Végétarien ?")
    zoe = town.member("Zoé", on=network)

    asked = zoe.says("/inscription 1 oui")
    answered = zoe.says("Oui, sans noix")
    again = zoe.says("/inscription 1 oui")
    declined = zoe.says("/inscription 1 non")
    back = zoe.says("/inscription 1 oui")

    assert asked == f"{COMING} Une question : Végétarien ?"
    assert COMING in answered
    assert "Végétarien" not in answered + again + declined + back
    assert _reply(town) == "Oui, sans noix"


def test_who_skips_the_question_comes_and_who_declines_is_not_asked(town: Town) -> None:
    announced(town, "--question Végétarien ?")
    zoe, yan = town.member("Zoé"), town.member("Yan", on="matrix")

    assert "Végétarien" not in yan.says("!inscription 1 non")
    zoe.says("/inscription 1 oui")
    zoe.presses("Passer")

    assert counted(town).startswith("1 personne vient · 1 ne")
    assert _reply(town) == ""


def _reply(town: Town) -> str:
    with town.database.unit() as store:
        return store[Attendances].of(1)[0].reply


# Guests


def test_a_guest_takes_a_seat_and_gives_it_back(town: Town) -> None:
    announced(town, "| 3 places --invites")
    zoe = town.member("Zoé")

    told = zoe.says("/inscription 1 oui +Marie")
    zoe.says("/evenement 1")
    zoe.presses("J'amène quelqu'un")
    both = zoe.says("Paul")

    assert f"C'est noté, vous venez avec Marie : {WHEN}." in told
    assert "Marie et Paul" in both
    assert counted(town).startswith("1 personne vient avec 2 personnes invitées")
    assert "Complet (3 places)" in card_of(town, zoe).text

    zoe.presses("Sans Marie")

    assert "avec 1 personne invitée ·" in counted(town)
    zoe.says("/inscription 1 non")
    assert counted(town).startswith(("Personne", "Soyez"))


def test_the_same_guest_typed_twice_comes_once(town: Town) -> None:
    announced(town, "--invites")
    zoe = town.member("Zoé")

    zoe.says("/inscription 1 oui +Marie")
    zoe.says("/inscription 1 oui +Marie")

    assert counted(town).startswith("1 personne vient avec 1 personne invitée")


def test_where_there_is_no_room_for_a_guest_the_member_comes_alone_and_knows(town: Town) -> None:
    announced(town, "| 1 place --invites --question Végétarien ?")
    zoe = town.member("Zoé")

    told = zoe.says("/inscription 1 oui +Marie")

    assert "Il n'y a plus de place pour une personne de plus à l'événement 1" in told
    assert told.endswith("Une question : Végétarien ?")
    assert counted(town).startswith("1 personne vient")


def test_a_guest_does_not_pass_by_those_who_wait(town: Town) -> None:
    ana = announced(town, "| 1 place --invites")
    zoe = town.member("Zoé")
    zoe.says("/inscription 1 oui")
    town.member("Yan", on="matrix").says("!inscription 1 oui")

    ana.says("/evenement 1 places 2")
    told = zoe.says("/inscription 1 oui +Marie")

    assert "Il n'y a plus de place pour une personne de plus" in told


def test_who_does_not_come_brings_nobody_and_five_at_most(town: Town) -> None:
    announced(town, "--invites")
    zoe = town.member("Zoé")

    assert "Dites d'abord que vous venez" in zoe.says("/inscription 1 non +Marie")
    told = zoe.says("/inscription 1 oui +A +B +C +D +E +F")

    assert "Vous amenez déjà 5 personnes" in told
    assert "avec 5 personnes invitées" in counted(town)


def test_nobody_drops_a_guest_of_somebody_else(town: Town) -> None:
    announced(town, "--invites")
    town.member("Zoé").says("/inscription 1 oui +Marie")
    yan = town.member("Yan", on="matrix")
    yan.says("!inscription 1 oui")

    presses_forged(yan, "event_guest_out:1:1")

    assert "avec 1 personne invitée" in counted(town)


# Full


def full(town: Town) -> tuple[Neighbour, Neighbour, Neighbour]:
    """Zoé, who has the only seat, and two who wait: Yan before Max."""
    announced(town, "| 1 place")
    zoe, yan, max_ = town.member("Zoé"), town.member("Yan", on="matrix"), town.member("Max")
    zoe.says("/inscription 1 oui")
    for nth, (somebody, mark) in enumerate([(yan, "!"), (max_, "/")], start=1):
        town.move(timedelta(minutes=1))
        told = somebody.says(f"{mark}inscription 1 oui")
        assert f"C'est complet. Vous êtes au rang {nth} de la liste d'attente" in told
    return zoe, yan, max_


def test_a_seat_that_is_given_up_is_offered_to_who_waits_longest(town: Town) -> None:
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
    assert "rang 1" in max_.says("/evenement 1")
    assert counted(town).startswith("1 personne vient")


def test_who_gave_a_seat_up_waits_behind_the_others(town: Town) -> None:
    zoe, _, _ = full(town)
    town.move(timedelta(minutes=1))

    zoe.says("/inscription 1 non")

    assert "Vous êtes au rang 3" in zoe.says("/inscription 1 oui")


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
    assert "Vous êtes au rang 2" in yan.presses("Je la prends", old)


def test_an_offer_lapses_while_we_are_down(town: Town) -> None:
    zoe, yan, max_ = full(town)
    zoe.says("/inscription 1 non")

    town.sleep_until(START.replace(day=26, hour=9))
    town.move(timedelta(minutes=1))

    assert "est passée à la personne suivante" in yan.inbox[-1]
    assert sum("Une place se libère" in each for each in max_.inbox) == 1


def test_who_cannot_be_written_to_just_has_the_seat(town: Town) -> None:
    zoe, yan, _ = full(town)
    with town.database.unit() as store:
        found = store[Identities].get(yan.address)
        assert found is not None
        assert found.direct is not None
        store.lose_room(found.direct, "blocked", town.clock.now())

    zoe.says("/inscription 1 non")

    assert counted(town).startswith("1 personne vient")


def test_who_leaves_or_is_erased_gives_the_seat_on(town: Town) -> None:
    zoe, yan, max_ = full(town)
    zoe.says("/quitter")
    zoe.presses("Effacer mes données")
    zoe.presses("Oui, tout effacer")
    town.move(timedelta(minutes=1))

    assert "Une place se libère pour vous." in yan.inbox[-1]
    yan.says("!inscription 1 retirer")
    assert "Une place se libère pour vous." in max_.inbox[-1]


def test_more_seats_go_to_those_who_wait_before_anybody_else(town: Town) -> None:
    _, yan, max_ = full(town)
    ana = Neighbour(town, "telegram", "telegram:43", "Ana", "fr")

    ana.says("/evenement 1 places 2")
    late = town.member("Tard").says("/inscription 1 oui")

    assert "Une place se libère pour vous." in yan.inbox[-1]
    assert "Une place se libère pour vous." not in max_.inbox[-1]
    assert "Vous êtes au rang 3" in late


# Too late, elsewhere


def test_sign_ups_end_but_one_may_still_decline(town: Town) -> None:
    announced(town, "--limite jeudi 26 novembre 18h")
    zoe, yan = town.member("Zoé"), town.member("Yan", on="matrix")
    zoe.says("/inscription 1 oui")
    town.move(timedelta(days=3))

    late = yan.says("!inscription 1 oui")

    assert late.startswith(
        "Les inscriptions à l'événement 1 sont closes depuis le jeudi 26 novembre à 18 h"
    )
    assert "vous ne venez pas" in zoe.says("/inscription 1 non")
    assert counted(town).startswith("Personne pour l'instant · 1 ne")


def test_what_is_called_off_or_over_is_not_answered_any_more(town: Town) -> None:
    ana = announced(town)
    zoe = town.member("Zoé")
    old = card_of(town, zoe)
    zoe.says("/evenement 1")
    mine = zoe.direct[-1]
    town.move(timedelta(days=12))

    assert zoe.says("/inscription 1 oui") == "L'événement 1 est terminé."
    assert presses_forged(zoe, "rsvp:1:going") == "L'événement 1 est terminé."

    ana.says("/evenement Fête | samedi 12 décembre 14h")
    ana.presses("Annoncer")
    ana.says("/evenement 2 annuler")
    assert zoe.says("/inscription 2 oui") == "L'événement 2 est annulé."
    assert old.text
    assert zoe.presses("Je viens", mine) == "L'événement 1 est terminé."


@pytest.mark.parametrize("press", ["rsvp:1:waiting", "rsvp:1:none", "rsvp:1:", "rsvp:99:going"])
def test_a_forged_answer_counts_for_nothing(town: Town, press: str) -> None:
    announced(town, "| 1 place")

    presses_forged(town.member("Zoé"), press)

    assert "Soyez la première personne à répondre" in counted(town)


def test_an_event_of_another_community_is_not_answered(twin: Town) -> None:
    ana = twin.gardener("territory", ENERGY)
    ana.says(VISIT)
    ana.presses("Annoncer")
    yan = twin.member("Yan", of=["Gardiens de l'eau"])

    assert yan.says("/inscription 1 oui").startswith("Il n'y a pas d'événement 1 ici.")
    presses_forged(yan, "rsvp:1:going")
    assert counted(twin).startswith(("Personne", "Soyez"))


def test_two_linked_accounts_are_one_answer_and_keep_the_seat(town: Town) -> None:
    announced(town, "| 1 place")
    zoe, mia = town.member("Zoé"), town.member("Mia", on="matrix")
    zoe.says("/inscription 1 oui")
    town.move(timedelta(minutes=1))
    mia.says("!inscription 1 oui")

    linked(zoe, mia)

    assert counted(town).startswith("1 personne vient")
    assert "attend." not in card_of(town, zoe).text


def test_a_place_on_the_waiting_list_is_told_in_private_too(town: Town) -> None:
    announced(town, "| 1 place")
    zoe, yan = town.member("Zoé"), town.member("Yan")
    zoe.presses("Je viens", card_of(town, zoe), zoe.square)

    yan.presses("Je viens", card_of(town, yan), yan.square)

    assert "Vous êtes au rang 1" in yan.inbox[-1]
    yan.presses("Je ne viens plus")
    assert "Complet (1 place)" in counted(town)
    assert "en attente" not in counted(town)


def test_a_place_that_is_offered_is_said_so_on_the_card(town: Town) -> None:
    announced(town, "| 1 place")
    zoe, yan = town.member("Zoé"), town.member("Yan")
    for each in (zoe, yan):
        each.presses("Je viens", card_of(town, each), each.square)

    zoe.says("/inscription 1 non")

    assert "Une place est proposée à la première personne en attente" in counted(town)


def test_a_tap_in_private_shows_the_new_answer_on_the_same_card(town: Town) -> None:
    announced(town)
    zoe = town.member("Zoé")
    zoe.says("/evenement 1")
    shown = len(zoe.direct)

    zoe.presses("Je viens")

    assert len(zoe.direct) == shown
    assert "\nVous venez.\n" in zoe.direct[-1].text
