"""Seats given to members: mentions, typed accounts, buttons and confirmations."""

from datetime import timedelta

import pytest

from bot.domain.roles import Seat
from tests.handlers.audit.traces import audited, presses_forged
from tests.handlers.seats.seats import CHANGED, NO, NO_NAME, SURE, mentioning, seats, vacate
from tests.town import Neighbour, Town, labels


def test_a_mention_gives_a_vacant_seat_and_everybody_is_told(town: Town, chef: Neighbour) -> None:
    luc = town.gardener("region")
    vacate(chef)
    zoe = town.member("Zoé")

    done = chef.says("/jardinier territoire Zoé", mentions=mentioning(zoe))

    assert done == f"Jardinage pour le territoire : Zoé ({zoe.address})."
    assert seats(town)[Seat.TERRITORY] == zoe.address
    assert (
        zoe.inbox[-1]
        == "Vous animez désormais la communauté Pionniers de l'énergie, pour le territoire."
    )
    assert (
        luc.inbox[-1]
        == "Zoé anime désormais la communauté Pionniers de l'énergie, pour le territoire."
    )
    assert ("territory given", "done") in audited(town, chef)


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("/jardinier region matrix:@nina", id="an account"),
        pytest.param("/jardinier région @nina:hs.org", id="as Matrix writes it"),
        pytest.param("/gardener region https://matrix.to/#/@nina:hs.org", id="a link"),
        pytest.param("/jardinier region matrix:@\u2060nina:hs.org", id="copied from the bot"),
    ],
)
def test_an_account_may_be_typed(town: Town, chef: Neighbour, typed: str) -> None:
    vacate(chef, "region")
    typed = typed.replace("@nina", "@nina:hs.org") if "hs.org" not in typed else typed

    done = chef.says(typed)

    assert seats(town)[Seat.REGION] == "matrix:@nina:hs.org"
    assert done.startswith("Jardinage pour la Région : @\u2060nina:hs.org, pas encore membre.")
    assert "qu'elle m'écrive /rejoindre" in done


def test_a_user_name_seen_here_is_that_account(town: Town, chef: Neighbour) -> None:
    zoe = town.member("Zoé")
    vacate(chef)

    chef.says(f"/jardinier territoire @{zoe.address.partition(':')[2]}")

    assert seats(town)[Seat.TERRITORY] == zoe.address


def test_a_seat_acts_once_its_holder_has_joined(town: Town, chef: Neighbour) -> None:
    vacate(chef)
    nina = town.stranger("Nina")
    chef.says("/jardinier territoire Nina", mentions=mentioning(nina))

    early = nina.says("/lettre titre Bonjour")
    nina.joins()

    assert "Rejoindre Pionniers de l'énergie" in early
    assert nina.says("/lettre titre Bonjour") == "La lettre a pour titre « Bonjour »."


def test_replacing_a_holder_asks_for_a_yes(
    town: Town, chef: Neighbour, ana: Neighbour, luc: Neighbour
) -> None:
    zoe = town.member("Zoé")

    asked = chef.says("/jardinier territoire Zoé", mentions=mentioning(zoe))
    meanwhile = seats(town)[Seat.TERRITORY]
    done = chef.presses(SURE)

    assert asked == (
        "Jardinage pour le territoire\n"
        "Jusqu'ici : Ana (telegram:43).\n"
        f"Désormais : Zoé ({zoe.address})."
    )
    assert meanwhile == ana.address
    assert done == f"Jardinage pour le territoire : Zoé ({zoe.address})."
    assert seats(town)[Seat.TERRITORY] == zoe.address
    assert ana.inbox[-1] == (
        "Vous n'animez plus la communauté Pionniers de l'énergie pour le territoire.\n"
        "Zoé prend la suite.\n"
        "Merci pour ce que vous y avez fait."
    )
    assert (
        zoe.inbox[-1]
        == "Vous animez désormais la communauté Pionniers de l'énergie, pour le territoire."
    )
    assert (
        luc.inbox[-1]
        == "Zoé anime désormais la communauté Pionniers de l'énergie, pour le territoire."
    )


def test_a_second_thought_changes_nothing(town: Town, chef: Neighbour, ana: Neighbour) -> None:
    zoe = town.member("Zoé")
    chef.says("/jardinier territoire Zoé", mentions=mentioning(zoe))

    assert chef.presses(NO) == "Rien n'a changé."
    assert seats(town)[Seat.TERRITORY] == ana.address


def test_an_old_yes_does_not_count_for_a_later_holder(
    town: Town, chef: Neighbour, ana: Neighbour
) -> None:
    zoe, bea = town.member("Zoé"), town.member("Béa")
    chef.says("/jardinier territoire Zoé", mentions=mentioning(zoe))
    old = chef.direct[-1]
    chef.says("/jardinier territoire Béa", mentions=mentioning(bea))
    chef.presses(SURE)

    assert chef.presses(SURE, old) == CHANGED
    assert seats(town)[Seat.TERRITORY] == bea.address


def test_a_yes_is_awaited_for_a_day(town: Town, chef: Neighbour, ana: Neighbour) -> None:
    zoe = town.member("Zoé")
    chef.says("/jardinier territoire Zoé", mentions=mentioning(zoe))
    town.move(timedelta(days=1))

    assert chef.presses(SURE) == CHANGED
    assert seats(town)[Seat.TERRITORY] == ana.address


def test_two_taps_are_harmless(town: Town, chef: Neighbour, ana: Neighbour) -> None:
    zoe = town.member("Zoé")
    chef.says("/jardinier territoire Zoé", mentions=mentioning(zoe))
    press = chef.direct[-1].choice(SURE).press
    chef.presses(SURE)
    before = len(zoe.inbox)

    assert presses_forged(chef, press) == CHANGED
    assert len(zoe.inbox) == before


def test_a_restart_in_the_middle_loses_nothing(town: Town, chef: Neighbour, ana: Neighbour) -> None:
    zoe = town.member("Zoé")
    chef.says("/jardinier territoire Zoé", mentions=mentioning(zoe))
    town.restart()

    chef.presses(SURE)

    assert seats(town)[Seat.TERRITORY] == zoe.address


def test_the_configuration_file_does_not_take_back_a_seat_given_in_chat(
    town: Town, chef: Neighbour, ana: Neighbour
) -> None:
    zoe = town.member("Zoé")
    chef.says("/jardinier territoire Zoé", mentions=mentioning(zoe))
    chef.presses(SURE)

    town.restart()

    assert seats(town)[Seat.TERRITORY] == zoe.address


def test_a_seat_is_given_by_buttons(town: Town, chef: Neighbour, ana: Neighbour) -> None:
    zoe = town.member("Zoé")

    chef.says("/jardinier")
    chef.presses("Pour la Région")
    asked = chef.presses("Ajouter une suppléance")
    refused = chef.says("Zoé")
    done = chef.says("Zoé", mentions=mentioning(zoe))

    by_key, asked = asked.split("\n---\n")
    assert by_key == "Vous pouvez choisir la personne avec le bouton ci-dessous."
    assert asked.startswith("À qui ? Mentionnez la personne")
    assert refused.startswith(NO_NAME)
    assert done == f"Suppléance de la Région : Zoé ({zoe.address})."
    chef.presses("Modifier")
    assert labels(chef) == [
        "Confier le rôle",
        "Un code pour le rôle",
        "Retirer le rôle",
        "Ajouter une suppléance",
        "Un code pour une suppléance",
        "Retirer Zoé",
        "Retour",
    ]
    assert chef.presses("Retirer Zoé") == "Zoé n'a plus ce rôle."


def test_agents_have_a_page_of_their_own(town: Town, chef: Neighbour) -> None:
    max_ = town.member("Max")
    chef.says(f"/jardinier agent {max_.address}")
    chef.says("/jardinier")

    chef.presses("Agents de la Région")

    assert labels(chef) == ["Ajouter un agent", "Un code pour un agent", "Retirer Max", "Retour"]


def test_a_command_in_a_shared_room_is_answered_in_private(
    town: Town, chef: Neighbour, ana: Neighbour
) -> None:
    zoe = town.member("Zoé")

    said = chef.says(
        "/jardinier territoire suppléante Zoé", room=chef.square, mentions=mentioning(zoe)
    )

    assert said == "Je vous ai répondu en privé."
    assert chef.inbox[-1].startswith("Suppléance du territoire : Zoé")


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("/jardinier Zoé", "Dites d'abord quel rôle : /jardinier territoire @ana."),
        ("/jardinier 3", "Dites d'abord quel rôle : /jardinier territoire @ana."),
        ("/jardinier territoire @personne", "Je n'ai pas encore vu @\u2060personne ici."),
    ],
)
def test_wrong_assignments_are_explained(
    town: Town, chef: Neighbour, typed: str, answer: str
) -> None:
    assert chef.says(typed).startswith(answer)
