"""The code at the door: given to gardeners, brought by members and by people who join with it."""

import re
from datetime import datetime, timedelta

import pytest

from bot.domain.events.rules import EventState
from storage.events import Attendances, CheckInCodes, Events
from storage.events.attendance_tables import Attendance
from storage.members import Members
from tests.handlers.audit.traces import audited, presses_forged
from tests.handlers.events.gatherings import LATE, MORNING, NOON, announces, comes, gathering
from tests.plain_text import plain
from tests.saved_towns import SavedTowns
from tests.town import PARIS, WATER, Neighbour, Town, town_settings

pytestmark = pytest.mark.slow

YES, HERE = "J'ai 15 ans ou plus, j'accepte", "Je suis sur place"
DOOR = "/evenement 1 porte"


def code_of(gardener: Neighbour, typed: str = DOOR) -> str:
    """A new code, as its gardener reads it."""
    return code_in(gardener.says(typed))


def code_in(said: str) -> str:
    found = re.search(r"Code à l'entrée\s: (\S{3}-\S{3}-\S{2})\n", said)
    assert found is not None, said
    return found[1]


def link_of(gardener: Neighbour) -> str:
    """What a QR code of theirs brings to Telegram."""
    pictures = [each.said.picture for each in gardener.direct if each.said.picture]
    assert isinstance(pictures[-1], str)
    return pictures[-1].partition("start=")[2]


def attendance(town: Town, name: str) -> Attendance | None:
    with town.database.unit() as store:
        [member] = [each for each in store[Members].in_community(1) if each.name == name]
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
def test_whoever_signed_up_and_brings_the_code_is_welcomed(town: Town, network: str) -> None:
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


def test_whoever_had_said_maybe_keeps_that_answer(town: Town) -> None:
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


def test_whoever_says_no_to_joining_leaves_nothing(town: Town) -> None:
    ana, _ = gathering(town)
    nina = town.stranger("Nina")
    nina.says(f"/ici {code_of(ana)}")

    nina.presses("Non merci")

    assert "0 sur 2" in plain(ana.says("/evenement 1 presents"))


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        pytest.param(
            MORNING,
            "Le code de l'événement 1 servira à partir du samedi 5 décembre à 12 h 30. "
            "Revenez à ce moment-là.",
            id="before",
        ),
        pytest.param(
            LATE,
            "L'événement 1 s'est terminé le samedi 5 décembre à 16 h 30 : son code ne marche plus.",
            id="after",
        ),
    ],
)
@pytest.mark.parametrize("who", ["member", "stranger"])
def test_outside_its_hours_it_says_when(town: Town, moment: datetime, said: str, who: str) -> None:
    ana = town.gardener("territory")
    announces(ana)
    code = code_of(ana)
    link = link_of(ana)
    somebody = town.member("Zoé") if who == "member" else town.stranger("Nina")
    town.clock.move(moment - town.clock.now())  # before the housekeeping forgets the code

    typed, followed = somebody.says(f"/ici {code}"), somebody.says(f"/start {link}")

    assert {plain(typed), plain(followed)} == {said}


def test_a_new_code_stops_the_old_one_and_is_asked_about_first(town: Town) -> None:
    ana, zoe = gathering(town)
    old = code_of(ana)
    old_link = link_of(ana)

    warned = plain(ana.says(DOOR))
    new = code_in(ana.presses("Créer un nouveau code"))

    assert "Un code existe déjà, créé le samedi 5 décembre à 13 h" in warned
    assert new != old
    assert zoe.says(f"/ici {old}").startswith("Ce code n'est pas le bon")
    assert zoe.says(f"/start {old_link}").startswith("Ce code n'est pas le bon")
    assert "Bienvenue" in zoe.says(f"/ici {new}")


def test_two_taps_make_one_code(town: Town) -> None:
    ana, zoe = gathering(town)
    ana.says(DOOR)
    card = town.latest_with(ana.address, "Créer un nouveau code")

    new = code_in(ana.presses("Créer un nouveau code", card))
    again = plain(ana.presses("Créer un nouveau code", card))

    assert again.splitlines()[1].startswith("Un code existe déjà")
    assert "Bienvenue" in zoe.says(f"/ici {new}")


def test_wrong_codes_are_counted(town: Town) -> None:
    ana, zoe = gathering(town)
    code = code_of(ana)

    wrong = [zoe.says("/ici 222-222-22") for _ in range(5)]
    right = zoe.says(f"/ici {code}")
    town.move(timedelta(minutes=11))

    assert all(each.startswith("Ce code n'est pas le bon") for each in wrong)
    assert right.startswith("Trop de codes faux")
    assert "Bienvenue" in zoe.says(f"/ici {code}")
    assert zoe.says("/ici bonjour").startswith("Un code a huit")


def test_a_cancelled_event_lets_nobody_in(town: Town) -> None:
    ana, zoe = gathering(town)
    code = code_of(ana)
    with town.database.unit() as store:
        event = store[Events].get(1)
        store[Events].become(event, EventState.CANCELLED, event.starts_at)

    assert zoe.says(f"/ici {code}").startswith("L'événement 1 est annulé")
    assert ana.says(DOOR).startswith("L'événement 1 est annulé")


def test_who_brings_somebody_says_whether_they_came_along(town: Town) -> None:
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


def test_only_gardeners_get_a_code(town: Town) -> None:
    _, zoe = gathering(town)

    assert zoe.says(DOOR).startswith("Seule l'équipe de jardinage")
    assert presses_forged(zoe, "event_door_new:1:x").startswith("Seule l'équipe de jardinage")


def test_in_the_square_the_code_is_given_in_private_only(town: Town) -> None:
    ana, _ = gathering(town)

    ana.says(DOOR, room=ana.square)

    assert not any("Code à l'entrée" in each.text for each in town.said_in(ana.square))
    assert any("Code à l'entrée" in each for each in ana.inbox)


def test_a_member_of_another_community_joins_this_one_first(
    database_url: str,
    saved_towns: SavedTowns | None,
) -> None:
    town = Town(database_url, town_settings(WATER), saved=saved_towns)
    try:
        ana = town.gardener("territory", "Pionniers de l'énergie")
        announces(ana)
        bea = town.member("Bea", of=("Eau vive",))
        town.move_to(NOON)

        offered = bea.says(f"/ici {code_of(ana)}")

        assert offered.startswith("Rejoindre Pionniers de l'énergie")
        assert "votre présence est notée" in bea.presses(YES)
    finally:
        town.close()


def test_an_end_forgets_the_code(town: Town) -> None:
    ana, _ = gathering(town)
    code_of(ana)
    town.move_to(datetime(2026, 12, 5, 18, 0, tzinfo=PARIS))

    with town.database.unit() as store:
        assert store[CheckInCodes].made(1) is None


def test_taking_an_answer_back_keeps_that_one_came(town: Town) -> None:
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
