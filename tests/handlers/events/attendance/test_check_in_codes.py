"""Check-in codes of events: given to gardeners, brought by members and newcomers."""

import re
from datetime import timedelta

import pytest

from storage.events import Attendances
from storage.events.attendances import Attendance
from storage.members import Members
from tests.handlers.audit.traces import audited, presses_forged
from tests.handlers.events.attendance.door_codes import DOOR, HERE, YES, code_of, link_of
from tests.handlers.events.gatherings import NOON, announces, comes, gathering
from tests.plain_text import plain
from tests.register import members_of
from tests.town import Town

pytestmark = pytest.mark.slow


def attendance(town: Town, name: str) -> Attendance | None:
    with town.database.unit() as store:
        [member] = [each for each in members_of(store, 1) if each.name == name]
        return store[Attendances].mine(1, member.id)


def test_gardeners_get_a_code_in_words_and_a_picture_to_scan(town: Town) -> None:
    ana, _ = gathering(town)

    said = plain(ana.says(DOOR))

    assert said.splitlines()[2] == ("Valable samedi 5 décembre, 12 h 30 – 16 h 30.")
    assert re.search(r"Telegram : /ici \S{3}-\S{3}-\S{2}\nMatrix : !ici \S{3}-\S{3}-\S{2}\n", said)
    assert said.endswith(
        "Événement 1 · Visite du composteur : à scanner en arrivant, pour Telegram."
    )
    assert link_of(ana).startswith("in1-door-")
    assert audited(town, ana)[-1] == ("event door", "done")


@pytest.mark.parametrize("network", ["telegram", "matrix"])
def test_a_member_who_signed_up_and_brings_the_code_is_welcomed(town: Town, network: str) -> None:
    ana = town.gardener("territory")
    announces(ana)
    yan = town.member("Yan", on=network)
    comes(yan)
    town.move_to(NOON)
    code = code_of(ana)

    said = plain(yan.says(f"{'/' if network == 'telegram' else '!'}ici {code.lower()}"))

    assert said.splitlines()[:3] == [
        "🗓 Visite du composteur",
        "Bienvenue, Yan : votre présence est notée.",
        "Samedi 5 décembre, 14 h 30 – 16 h 30",
    ]
    assert "1 sur 1 personne attendue." in plain(ana.says("/evenement 1 presents"))


def test_a_second_time_says_since_when(town: Town) -> None:
    ana, zoe = gathering(town)
    code = code_of(ana)
    zoe.says(f"/ici {code}")
    town.move(timedelta(minutes=10))

    again = plain(zoe.says(f"/ici {code}"))

    assert "Zoé Martin, votre présence est notée depuis 13 h." in again
    assert "1 sur 2" in plain(ana.says("/evenement 1 presents"))


def test_the_link_of_the_picture_asks_and_then_does_the_same(town: Town) -> None:
    ana, zoe = gathering(town)
    ana.says(DOOR)

    asked = plain(zoe.says(f"/start {link_of(ana)}"))
    before = plain(ana.says("/evenement 1 presents"))

    assert asked.startswith("🗓 Visite du composteur\nSamedi 5 décembre")
    assert "0 sur 2" in before or "présence notée" not in before
    assert "Bienvenue, Zoé Martin" in zoe.presses(HERE)


def test_a_member_who_did_not_sign_up_is_noted_with_no_answer(town: Town) -> None:
    ana, _ = gathering(town)
    max_ = town.member("Max")

    said = plain(max_.says(f"/ici {code_of(ana)}"))

    mine = attendance(town, "Max")
    assert "Vous n'étiez pas sur la liste" in said
    assert mine is not None
    assert (mine.answer, mine.came_at is None) == ("none", False)
    assert "Dont 1 personne sans inscription." in plain(ana.says("/evenement 1 presents"))
    assert "Vous n'avez pas répondu." in max_.says("/evenement 1")


def test_a_member_who_had_said_maybe_keeps_that_answer(town: Town) -> None:
    ana, _ = gathering(town)
    max_ = town.member("Max")
    comes(max_, "peut-être")

    max_.says(f"/ici {code_of(ana)}")

    mine = attendance(town, "Max")
    assert mine is not None
    assert mine.answer == "maybe"
    assert mine.came_at is not None


@pytest.mark.parametrize("by", ["link", "code"])
def test_a_stranger_joins_and_is_noted_at_once(town: Town, by: str) -> None:
    ana, _ = gathering(town)
    code = code_of(ana)
    nina = town.stranger("Nina")

    offered = nina.says(f"/start {link_of(ana)}" if by == "link" else f"/ici {code}")
    before = plain(ana.says("/evenement 1 presents"))
    joined = plain(nina.presses(YES))

    assert "Rejoindre Pionniers de l'énergie" in offered
    assert "Nina" not in before
    assert "Bienvenue, Nina : votre présence est notée." in joined
    assert "Nina : présence notée à 13 h, sans inscription" in plain(
        ana.says("/evenement 1 presents")
    )


def test_a_stranger_on_matrix_joins_with_the_typed_code(town: Town) -> None:
    ana, _ = gathering(town)
    nina = town.stranger("Nina", on="matrix")

    nina.says(f"!ici {code_of(ana)}")

    assert "votre présence est notée" in nina.presses(YES)


def test_a_stranger_who_declines_to_join_leaves_nothing(town: Town) -> None:
    ana, _ = gathering(town)
    nina = town.stranger("Nina")
    nina.says(f"/ici {code_of(ana)}")

    nina.presses("Non merci")

    assert "0 sur 2" in plain(ana.says("/evenement 1 presents"))


def test_a_member_with_a_guest_says_whether_the_guest_came_along(town: Town) -> None:
    ana, zoe = gathering(town)
    max_ = town.member("Max")
    code = code_of(ana)
    max_.says(f"/ici {code}")
    asked = plain(zoe.says(f"/ici {code}"))

    assert asked.endswith("Les personnes qui vous accompagnent sont-elles là ?")
    assert presses_forged(max_, "door_guest:1:1").startswith("Cette personne n'est plus parmi")
    assert "Marie : vient, avec" in plain(ana.says("/evenement 1 presents"))
    zoe.presses("Marie est là aussi")
    presses_forged(zoe, "door_guest:1:1")
    assert "3 sur 2 personnes attendues.\nDont 1" in plain(ana.says("/evenement 1 presents"))


def test_a_check_in_stays_when_the_answer_is_taken_back(town: Town) -> None:
    ana, zoe = gathering(town)
    zoe.says(f"/ici {code_of(ana)}")

    comes(zoe, "retirer")

    assert "Zoé Martin : présence notée à 13 h, sans inscription" in plain(
        ana.says("/evenement 1 presents")
    )


def test_two_accounts_that_become_one_came_once_and_keep_their_answer(town: Town) -> None:
    ana, zoe = gathering(town)
    other = town.member("Zoé bis", on="matrix")
    other.says(f"!ici {code_of(ana)}")
    with town.database.unit() as store:
        kept, gone = (
            standing.member
            for each in (zoe, other)
            if (standing := store[Members].standing(each.address, None)) is not None
        )
        store.merge(kept, gone)

    said = plain(ana.says("/evenement 1 presents"))
    assert "Présences : 1 sur 2 personnes attendues." in said
    assert said.endswith("Zoé Martin : présence notée à 13 h\nMarie : vient, avec Zoé Martin")
