"""Answers to an event: by a tap, by a reaction, in writing, and its question."""

from datetime import timedelta

import pytest

from storage.events import Attendances
from tests.handlers.events.sign_up.rsvps import COMING, ENERGY, announced, card_of, counted
from tests.handlers.linking.accounts import linked
from tests.town import Neighbour, Town


def taps(town: Town, person: Neighbour, label: str) -> str:
    """Press a button of the card in the room."""
    return person.presses(label, card_of(town, person), room=person.square)


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


def test_a_tap_of_a_stranger_leads_to_joining_and_counts(town: Town) -> None:
    announced(town)
    bob = town.stranger("Bob")

    asked = taps(town, bob, "Je viens")
    bob.presses("J'ai 15 ans ou plus, j'accepte")

    assert asked.startswith(f"Rejoindre {ENERGY}")
    assert COMING in bob.inbox[-1]
    assert counted(town).startswith("1 personne vient")


def test_a_tap_of_a_stranger_on_matrix_counts_as_well(town: Town) -> None:
    announced(town)
    max_ = town.stranger("Max", on="matrix")

    taps(town, max_, "Je viens")
    max_.presses("J'ai 15 ans ou plus, j'accepte")

    assert counted(town).startswith("1 personne vient")


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


def test_skipping_the_question_counts_and_declining_asks_none(town: Town) -> None:
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


@pytest.mark.slow
def test_two_linked_accounts_are_one_answer_and_keep_the_place(town: Town) -> None:
    announced(town, "| 1 place")
    zoe, mia = town.member("Zoé"), town.member("Mia", on="matrix")
    zoe.says("/inscription 1 oui")
    town.move(timedelta(minutes=1))
    mia.says("!inscription 1 oui")

    linked(zoe, mia)

    assert counted(town).startswith("1 personne vient")
    assert "attend." not in card_of(town, zoe).text


def test_a_tap_in_private_shows_the_new_answer_on_the_same_card(town: Town) -> None:
    announced(town)
    zoe = town.member("Zoé")
    zoe.says("/evenement 1")
    shown = len(zoe.direct)

    zoe.presses("Je viens")

    assert len(zoe.direct) == shown
    assert "\nVous venez.\n" in zoe.direct[-1].text
