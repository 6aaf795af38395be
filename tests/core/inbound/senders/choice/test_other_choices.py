"""Communities told by rooms, messages and links; old, double and forged choices."""

from datetime import timedelta

import pytest

from bot.core.messages.incoming import Kind
from storage.communities import Communities
from storage.inbound import Forms
from tests.core.inbound.senders.choice.choices import BOTH, EAU, ENERGY, asked_which
from tests.town import Town, labels

OLD = "Ce bouton n'est plus valable."


def test_a_room_determines_the_community(quick: Town) -> None:
    zoe = quick.member("Zoé", of=BOTH)

    quick.do(zoe.playground.says(zoe.address, "Zoé", "/sondage", room="telegram:-2001"))

    assert zoe.inbox[-1].startswith(f"{EAU} · Sondages ouverts")


def test_a_pressed_message_determines_the_community_despite_an_earlier_choice(quick: Town) -> None:
    zoe = quick.member("Zoé", of=BOTH)
    zoe.says("/menu")
    zoe.presses(EAU)
    menu_of_water = zoe.direct[-1]
    zoe.presses(f"Communauté : {EAU}")
    zoe.presses(ENERGY)

    zoe.presses("Sondages", menu_of_water)
    pressed = zoe.inbox[-1]

    assert pressed.startswith(f"{EAU} · Sondages ouverts")
    assert zoe.says("/sondage").startswith(f"{ENERGY} · Sondages ouverts")


def test_a_link_determines_the_community(quick: Town) -> None:
    zoe = quick.member("Zoé", of=BOTH)
    with quick.database.unit() as store:
        eau = store[Communities].named("eau")
        assert eau is not None

    assert zoe.says(f"/start in{eau.id}-cmd-sondage").startswith(f"{EAU} · Sondages ouverts")
    assert asked_which(zoe.says("/sondage")), "a link is no choice to be remembered"


@pytest.mark.parametrize("where", ["/menu", "/moi"])
def test_the_choice_is_changed_by_a_button(quick: Town, where: str) -> None:
    zoe = quick.member("Zoé", of=BOTH)
    zoe.says(where)
    zoe.presses(EAU)

    zoe.presses(f"Communauté : {EAU} · changer")
    noted = zoe.presses(ENERGY)

    assert noted == f"C'est noté : {ENERGY}, tant que vous n'en changez pas."
    assert zoe.says(where).split("\n---\n")[-1].startswith(ENERGY)


@pytest.mark.slow
def test_leaving_the_community_ends_the_memory(town: Town) -> None:
    zoe = town.member("Zoé", of=BOTH)
    zoe.says("/moi")
    zoe.presses(EAU)
    zoe.says("/quitter")
    zoe.presses("Quitter la communauté")
    zoe.presses("Oui, quitter")

    assert zoe.says("/sondage").startswith("Sondages ouverts"), "one is left, which is meant"
    zoe.joins(EAU)
    assert asked_which(zoe.says("/sondage"))


def test_a_second_tap_does_nothing_twice(quick: Town) -> None:
    zoe = quick.member("Zoé", of=BOTH)
    zoe.says("/sondage Quel jour ? | lundi | mardi")
    question, kept = zoe.direct[-1], zoe.direct[-1].said
    zoe.presses(EAU)
    question.said = kept

    zoe.presses(EAU, question)
    zoe.presses("Publier le sondage")

    polls = [each for each in quick.said_in("telegram:-2001") if "Quel jour ?" in each.text]
    assert len(polls) == 1


def test_an_answer_to_an_old_question_only_chooses_the_community(quick: Town) -> None:
    zoe = quick.member("Zoé", of=BOTH)
    zoe.says("/sondage Quel jour ? | lundi | mardi")
    old = zoe.direct[-1]
    zoe.says("/sondage Quelle heure ? | 9h | 10h")

    zoe.presses(EAU, old)

    assert quick.said_in("telegram:-2001") == []
    assert zoe.says("/sondage").startswith(f"{EAU} · Sondages ouverts")


@pytest.mark.slow
def test_an_answer_after_an_hour_only_chooses_the_community(quick: Town) -> None:
    zoe = quick.member("Zoé", of=BOTH)
    zoe.says("/sondage Quel jour ? | lundi | mardi")
    quick.move(timedelta(hours=2))

    zoe.presses(EAU)

    assert quick.said_in("telegram:-2001") == []
    assert zoe.says("/sondage").startswith(EAU)


def test_a_forged_choice_cannot_mean_another_community(quick: Town) -> None:
    zoe = quick.member("Zoé", of=(ENERGY,))
    with quick.database.unit() as store:
        eau = store[Communities].named("eau")
        assert eau is not None

    for press in (
        f"mean_in:{eau.id}",
        "mean_in:999",
        "mean_in:x",
        "mean_in:",
        "mean_in:1:2:3",
        "mean_for:999:1",
    ):
        zoe.says("", kind=Kind.PRESS, press=press, press_id="forged")

    assert {said.partition(" /")[0] for said in zoe.inbox[-4:-1]} == {OLD}
    assert zoe.says("/sondage").startswith("Sondages ouverts")


def test_the_choice_is_not_made_before_all(quick: Town) -> None:
    zoe = quick.member("Zoé", of=BOTH)

    zoe.says("", zoe.square, kind=Kind.PRESS, press="mean_in:1", press_id="forged", shown=True)

    assert asked_which(zoe.says("/sondage"))


def test_a_held_request_goes_with_its_person(quick: Town) -> None:
    zoe = quick.member("Zoé", of=BOTH)
    zoe.says("/ecrire Un secret bien gardé")
    with quick.database.unit() as store:
        assert store[Forms].held_in(zoe.address, quick.clock.now()) is not None

    zoe.says("/effacer")
    zoe.presses("Effacer mes données")
    zoe.presses("Oui, tout effacer")

    with quick.database.unit() as store:
        assert store[Forms].held_in(zoe.address, quick.clock.now()) is None


def test_a_cultivator_is_asked_without_being_a_member(town: Town) -> None:
    carl = town.cultivator()

    asked = carl.says("/menu")
    carl.presses(EAU)
    town.restart()

    assert asked_which(asked)
    assert carl.says("/menu").startswith(EAU)
    assert f"Communauté : {EAU} · changer" in labels(carl)


def test_a_cultivator_must_join_only_for_acts_of_members(quick: Town) -> None:
    carl = quick.cultivator()

    assert carl.says("/communautes").startswith("Communautés")
    assert carl.says("/sondage").startswith("Quelle communauté voulez-vous rejoindre ?")
