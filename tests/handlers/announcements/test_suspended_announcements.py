"""Announcements under way: suspended, resumed, stopped, and reported."""

from datetime import datetime

import pytest
from sqlalchemy import select

from storage.outbound.deliveries import Delivery
from tests.handlers.announcements.announced import (
    DAY,
    MESSAGE,
    MINUTE,
    OPENING,
    said,
    sends_to_people,
)
from tests.town import BACK_ROOM, SQUARE, Neighbour, Town


@pytest.mark.slow
def test_a_sending_is_suspended_and_resumed_over_a_restart(
    town: Town, under_way: Neighbour, zoe: Neighbour
) -> None:
    under_way.presses("Suspendre")
    suspended = said_now(town)
    town.restart()
    town.move_to(datetime(2026, 11, 25, 9, 0))  # noqa: DTZ001 - in Paris
    held = list(zoe.inbox)
    todo = under_way.says("/afaire")
    under_way.says("/annonce 1")
    resumed = under_way.presses("Reprendre")
    town.move(2 * MINUTE)

    assert suspended.startswith("Annonce 1 · Le jardin ouvre\nSuspendue · 0 message envoyé sur 1")
    assert MESSAGE not in held
    assert "Annonce 1 · Le jardin ouvre · Suspendue" in todo
    assert "Envoi en cours · 0 message envoyé sur 1" in resumed
    assert zoe.inbox.count(MESSAGE) == 1


@pytest.mark.slow
def test_the_live_card_in_the_back_room_suspends_and_resumes(
    town: Town, under_way: Neighbour, luc: Neighbour, zoe: Neighbour
) -> None:
    luc.presses("Suspendre", town.latest_with(BACK_ROOM, "Suspendre"), BACK_ROOM)
    suspended = said_now(town)
    luc.presses("Reprendre", town.latest_with(BACK_ROOM, "Reprendre"), BACK_ROOM)
    going = said_now(town)
    followed = under_way.presses("Suivre l'envoi")

    assert "Suspendue · 0 message envoyé sur 1" in suspended
    assert (
        going
        == followed
        == ("Annonce 1 · Le jardin ouvre\nEnvoi en cours · 0 message envoyé sur 1")
    )


@pytest.mark.slow
def test_a_suspended_sending_is_followed_after_the_next_occurrence(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour
) -> None:
    ana.says("/annonce Réunion ce soir --tous mardi 6h")
    ana.presses("Planifier l'envoi à 1 personne")
    town.move_to(datetime(2026, 12, 1, 6, 5))  # noqa: DTZ001 - in Paris: Zoé is not written to
    luc.presses("Suspendre", town.latest_with(BACK_ROOM, "Suspendre"), BACK_ROOM)
    for hour in (6, 9):
        town.move_to(datetime(2026, 12, 8, hour, 5))  # noqa: DTZ001 - in Paris
        town.move(MINUTE)
    listed = ana.says("/annonce")
    followed = ana.presses("Envoi de l'annonce 1")
    todo = ana.says("/afaire")
    looked = ana.presses("Regarder")
    ana.presses("Reprendre")
    town.move(DAY)

    assert "Suspendue : Annonce 1 · Réunion ce soir" in listed
    assert "Suspendue · 0 message envoyé sur 1" in followed
    assert "Annonce 1 · Réunion ce soir · Suspendue" in todo
    assert looked == followed
    assert sum("Réunion ce soir" in each for each in zoe.inbox) == 2


@pytest.mark.slow
def test_a_sending_is_stopped_after_a_question(
    town: Town, under_way: Neighbour, zoe: Neighbour
) -> None:
    asked = under_way.presses("Arrêter")
    going = said_now(town)
    under_way.presses("Oui, arrêter l'envoi")
    stopped = said_now(town)
    town.move_to(datetime(2026, 11, 25, 9, 0))  # noqa: DTZ001 - in Paris

    assert "Les messages déjà partis arriveront" in asked
    assert "Envoi en cours · 0 message envoyé sur 1" in going
    assert "Arrêtée · 0 message envoyé sur 1" in stopped
    assert MESSAGE not in zoe.inbox


def said_now(town: Town) -> str:
    """The live card in the back room."""
    return next(each.text for each in town.said_in(BACK_ROOM) if "Annonce 1" in each.text)


def test_messages_that_did_not_arrive_are_reported(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour, max_: Neighbour
) -> None:
    sends_to_people(ana)
    town.move(MINUTE)

    assert "Envoyée" in said(town, BACK_ROOM)[-1]


def agreed(ana: Neighbour, luc: Neighbour, words: str = OPENING) -> None:
    """Into the rooms, once Luc agrees."""
    ana.says(f"{words} --salons")
    ana.presses("Demander l'accord de Luc")
    luc.presses("Approuver")


def test_a_room_that_refuses_is_reported(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    town.networks["matrix"].gone.add(SQUARE["matrix"])

    agreed(ana, luc)
    going = said_now(town)
    town.move(MINUTE)
    result = (
        "Annonce 1 · Le jardin ouvre\nEnvoyée · dans 1 salon sur 2\n"
        "Refusé par : le salon de la communauté (Matrix)."
    )

    assert "Envoyée" not in going
    assert said_now(town) == result
    assert f"✅ {result}" in said(town, BACK_ROOM)
    assert said(town, SQUARE["telegram"])[-1] == MESSAGE


@pytest.mark.slow
def test_an_announcement_in_every_room_is_reported(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour
) -> None:
    agreed(ana, luc, f"{OPENING} --participation nouvelles")
    town.move(MINUTE)

    assert said(town, BACK_ROOM)[-1] == (
        "✅ Annonce 1 · Le jardin ouvre\nEnvoyée · remise à 1 personne · dans 2 salons"
    )


def test_an_announcement_that_waits_for_a_room_is_suspended_and_resumed(
    town: Town, submitted: Neighbour
) -> None:
    with town.networks["telegram"].cut():
        submitted.presses("Approuver")
        town.move(MINUTE)
        going = said_now(town)
        submitted.presses("Suspendre", town.latest_with(BACK_ROOM, "Suspendre"), BACK_ROOM)
    town.move(10 * MINUTE)
    held, suspended = said(town, SQUARE["telegram"]), said_now(town)
    submitted.presses("Reprendre", town.latest_with(BACK_ROOM, "Reprendre"), BACK_ROOM)
    town.move(2 * MINUTE)

    assert "Envoi en cours · dans 1 salon sur 2" in going
    assert MESSAGE not in held
    assert "Suspendue · dans 1 salon sur 2" in suspended
    assert said(town, SQUARE["telegram"]).count(MESSAGE) == 1
    assert "Envoyée · dans 2 salons" in said(town, BACK_ROOM)[-1]


def test_an_announcement_that_waits_for_a_room_is_stopped(town: Town, submitted: Neighbour) -> None:
    with town.networks["telegram"].cut():
        submitted.presses("Approuver")
        town.move(MINUTE)
        submitted.says("!annonce 1")
        submitted.presses("Arrêter")
        submitted.presses("Oui, arrêter l'envoi")
    town.move(10 * MINUTE)

    assert MESSAGE not in said(town, SQUARE["telegram"])
    assert "Arrêtée · dans 1 salon sur 2" in said_now(town)


RUN_PRESSES = ("announce_pause", "announce_resume", "announce_stop", "announce_stop_yes")


@pytest.mark.slow
def test_a_stopped_sending_is_neither_resumed_nor_stopped_again(
    town: Town, under_way: Neighbour, zoe: Neighbour
) -> None:
    under_way.presses("Arrêter")
    under_way.presses("Oui, arrêter l'envoi")
    stopped = said_now(town)

    told = [under_way.forges(f"{each}:1", under_way.direct[-1]) for each in RUN_PRESSES]
    town.move_to(datetime(2026, 11, 25, 9, 0))  # noqa: DTZ001 - in Paris

    assert told == ["L'envoi de cette annonce est terminé. Pour voir les autres : /annonce."] * 4
    assert said_now(town) == stopped
    assert zoe.inbox.count(MESSAGE) == 0


def test_an_announcement_in_doubt_does_not_go_to_a_room_again(
    town: Town, submitted: Neighbour
) -> None:
    with town.networks["telegram"].cut():
        submitted.presses("Approuver")
        with town.database.unit() as store:
            columns = select(Delivery.again).where(Delivery.room == SQUARE["telegram"])
            waiting = store._session.scalars(columns.order_by(Delivery.id)).all()
    town.move(10 * MINUTE)

    assert waiting[-1:] == [False]
    assert said(town, SQUARE["telegram"]).count(MESSAGE) == 1
