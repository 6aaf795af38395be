"""Check-in codes that are too early, late, replaced, wrong or cancelled."""

from datetime import datetime, timedelta

import pytest

from bot.domain.events.rules import EventState
from storage.events import CheckInCodes, Events
from tests.handlers.audit.traces import presses_forged
from tests.handlers.events.attendance.door_codes import DOOR, YES, code_in, code_of, link_of
from tests.handlers.events.gatherings import LATE, MORNING, NOON, announces, gathering
from tests.plain_text import plain
from tests.saved_towns import SavedTowns
from tests.town import PARIS, WATER, Town, town_settings

pytestmark = pytest.mark.slow


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
def test_a_code_outside_its_hours_says_when_it_works(
    town: Town, moment: datetime, said: str, who: str
) -> None:
    ana = town.gardener("territory")
    announces(ana)
    code = code_of(ana)
    link = link_of(ana)
    person = town.member("Zoé") if who == "member" else town.stranger("Nina")
    town.clock.move(moment - town.clock.now())  # before the housekeeping forgets the code

    typed, followed = person.says(f"/ici {code}"), person.says(f"/start {link}")

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


def test_only_gardeners_get_a_code(town: Town) -> None:
    _, zoe = gathering(town)

    assert zoe.says(DOOR).startswith("Seule l'équipe de jardinage")
    assert presses_forged(zoe, "event_door_new:1:x").startswith("Seule l'équipe de jardinage")


def test_a_code_requested_in_the_square_is_given_in_private_only(town: Town) -> None:
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
    with town.database.unit() as store:
        assert store[CheckInCodes].made(1) is not None

    town.move_to(datetime(2026, 12, 5, 18, 0, tzinfo=PARIS))

    with town.database.unit() as store:
        assert store[CheckInCodes].made(1) is None
