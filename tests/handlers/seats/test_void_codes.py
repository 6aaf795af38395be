"""Codes that give nothing: used, ended, guessed, or shown to others."""

import re

import pytest

from bot.domain import codes
from bot.domain.roles import Seat
from storage.communities import Cultivators
from storage.seats import SeatOffer
from tests.handlers.audit.traces import audited, presses_forged
from tests.handlers.seats.codes import ACCEPT, BURNT, OVER, WRONG, code_from
from tests.handlers.seats.seats import posts, seats
from tests.town import Neighbour, Town


@pytest.mark.slow
def test_a_code_works_once(town: Town, chef: Neighbour) -> None:
    zoe, eve = town.member("Zoé"), town.member("Ève")
    code = code_from(chef)
    zoe.says(f"/start {code}")

    before_the_yes = eve.says(f"/start {code}")
    card = zoe.direct[-1]
    zoe.presses(ACCEPT)

    assert before_the_yes == WRONG
    assert eve.says(f"/start {code}") == WRONG
    assert zoe.says(f"/start {code}") == WRONG
    assert zoe.presses(ACCEPT, card).startswith(OVER)
    assert seats(town)[Seat.TERRITORY] == zoe.address
    assert audited(town, eve) == [("seat code", "refused")] * 2


@pytest.mark.slow
def test_nobody_else_takes_an_offer(town: Town, chef: Neighbour) -> None:
    zoe, eve = town.member("Zoé"), town.member("Ève")
    zoe.says(f"/start {code_from(chef)}")
    press = zoe.direct[-1].choice(ACCEPT).press

    told = [
        presses_forged(eve, press),
        presses_forged(eve, press.replace("take", "refuse")),
        eve.says(f"/start in1-seat-{press.partition(':')[2]}"),
    ]

    assert all(each.startswith(OVER) for each in told)
    assert audited(town, eve) == [("seat code", "refused")] * 3
    assert seats(town)[Seat.TERRITORY] == "telegram:43"
    zoe.presses(ACCEPT)
    assert seats(town)[Seat.TERRITORY] == zoe.address


def test_offers_of_seats_and_of_codes_do_not_answer_each_other(town: Town, chef: Neighbour) -> None:
    """The two kinds of offers do not answer each other's buttons."""
    town.gardener("territory")
    zoe = town.member("Zoé")
    chef.says(f"/jardinier territoire {zoe.address}")
    number = chef.direct[-1].choice("Oui, remplacer").press.partition(":")[2]

    taken = presses_forged(zoe, f"seat_take:{number}")
    zoe.says(f"/start {code_from(chef, 'agent')}")
    number = zoe.direct[-1].choice(ACCEPT).press.partition(":")[2]
    confirmed = presses_forged(chef, f"seat_sure:{number}")

    assert taken.startswith(OVER)
    assert confirmed.startswith("Cela a changé entre-temps.")
    assert posts(town) == set()
    assert seats(town)[Seat.TERRITORY] == "telegram:43"


@pytest.mark.slow
def test_a_code_ends_after_a_day(town: Town, chef: Neighbour) -> None:
    zoe, bea = town.member("Zoé"), town.member("Béa")
    code, other = code_from(chef), code_from(chef, "agent")
    bea.says(f"/start {other}")
    town.move(codes.LONG_LIFE)

    assert zoe.says(f"/start {code}") == WRONG
    assert bea.presses(ACCEPT).startswith(OVER)


def test_a_new_code_ends_the_one_before(town: Town, chef: Neighbour) -> None:
    zoe = town.member("Zoé")
    first, second = code_from(chef), code_from(chef)

    assert zoe.says(f"/start {first}") == WRONG
    assert "Chef vous propose" in zoe.says(f"/start {second}")


def test_a_seat_given_otherwise_ends_its_code(town: Town, chef: Neighbour) -> None:
    zoe, bea = town.member("Zoé"), town.member("Béa")
    code = code_from(chef)
    chef.says(f"/jardinier territoire {bea.address}")
    chef.presses("Oui, remplacer")

    assert zoe.says(f"/start {code}") == WRONG
    assert seats(town)[Seat.TERRITORY] == bea.address


def test_a_code_is_void_once_its_giver_is_no_cultivator(town: Town, chef: Neighbour) -> None:
    zoe, bea = town.member("Zoé"), town.member("Béa")
    brought, kept = code_from(chef, "agent"), code_from(chef)
    bea.says(f"/start {brought}")
    with town.database.unit() as store:
        store[Cultivators].replace_all(["telegram:77"])

    assert zoe.says(f"/start {kept}") == WRONG
    assert bea.presses(ACCEPT).startswith(OVER)


def test_a_code_in_a_shared_room_is_void_and_its_giver_knows(town: Town, chef: Neighbour) -> None:
    zoe = town.member("Zoé")
    code = code_from(chef)

    said = zoe.says(f"/start {code}", room=zoe.square)

    assert said.startswith(BURNT)
    assert chef.inbox[-1] == (
        "Votre code a été montré dans un salon partagé : il n'est plus valable."
    )
    assert zoe.says(f"/start {code}") == WRONG
    assert ("seat code", "refused") in audited(town, zoe)


def test_a_code_is_never_shown_in_a_shared_room(town: Town, chef: Neighbour) -> None:
    chef.says("/jardinier agent code", room=chef.square)

    shown = [each.text for each in town.said_in(chef.square)]
    assert shown == ["Je vous ai répondu en privé."]
    assert re.search(r"/start \S{3}-\S{3}-\S{3}-\S{3}", chef.inbox[-1])


@pytest.mark.slow
def test_five_wrong_codes_make_an_account_wait(town: Town, chef: Neighbour) -> None:
    eve = town.member("Ève")

    answers = [eve.says(f"/start 222-222-222-22{'ACDEF'[n]}") for n in range(5)]
    paused = eve.says(f"/start {code_from(chef)}")
    town.move(codes.PAUSE)

    assert answers == [WRONG] * 5
    assert paused.startswith("Trop de codes faux.")
    assert audited(town, eve) == [("seat code", "refused")] * 6
    assert "Chef vous propose" in eve.says(f"/start {code_from(chef)}")


def test_wrong_codes_of_both_kinds_are_counted_together(town: Town, chef: Neighbour) -> None:
    eve = town.member("Ève")

    for n in range(3):
        eve.says(f"/start 222-222-222-22{'ACD'[n]}")
        eve.says(f"/relier 222-222-2{'ACD'[n]}")

    assert eve.says(f"/start {code_from(chef)}").startswith("Trop de codes faux.")


@pytest.mark.parametrize("word", ["bonjour", "K7M-4PX-2R", "in1", "x" * 40, "illicooooooo"])
def test_other_words_of_a_link_are_no_codes(town: Town, word: str) -> None:
    zoe = town.member("Zoé")

    assert zoe.says(f"/start {word}").startswith("Bonjour Zoé")
    assert audited(town, zoe) == []


def test_only_hashes_are_kept(town: Town, chef: Neighbour) -> None:
    nina = town.stranger("Nina", on="matrix")
    code = code_from(chef)
    nina.says(f"!start {code}")

    with town.database.unit() as store:
        (kept,) = store._session.query(SeatOffer)
        connection = store._session.connection()
        rows = [
            str(connection.exec_driver_sql(f"SELECT * FROM {name}").all())  # noqa: S608
            for name in ("deliveries", "inbox", "seat_offers", "audit", "forms")
        ]
    assert kept.digest == codes.digest_of_code(code)
    for secret in (code, code.replace("-", "")):
        assert not any(secret in each for each in rows)


def test_a_code_survives_a_restart(town: Town, chef: Neighbour) -> None:
    zoe = town.member("Zoé")
    code = code_from(chef)
    town.restart()
    zoe.says(f"/start {code}")
    town.restart()

    zoe.presses(ACCEPT)

    assert seats(town)[Seat.TERRITORY] == zoe.address


def test_the_other_sides_gardener_does_not_take_it(town: Town, chef: Neighbour) -> None:
    luc = town.gardener("region")

    assert luc.says(f"!start {code_from(chef)}") == (
        "Luc a déjà l'autre rôle de l'équipe : il faut deux personnes différentes."
    )
    assert seats(town)[Seat.TERRITORY] == "telegram:43"
