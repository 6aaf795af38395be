"""The rooms are reminded once of a consultation, three days before it ends."""

from datetime import datetime, timedelta

import pytest

from tests.town import CHANNEL, SQUARE, Neighbour, Town

BUDGET = "actu Budget | https://exemple.fr --consultation --fin 12 décembre 18h"
ROOMS = (*SQUARE.values(), CHANNEL)
REMINDER = (
    "⏳ Bientôt terminé : Budget\nOn peut participer jusqu'au samedi 12 décembre à 18 h.\n"
    "https://exemple.fr"
)


def publish(ana: Neighbour) -> None:
    ana.says(f"/{BUDGET}")
    ana.presses("Publier maintenant")


def reminders(town: Town) -> list[int]:
    return [[each.text for each in town.said_in(room)].count(REMINDER) for room in ROOMS]


def go_to(town: Town, day: int, hour: int) -> None:
    town.move_to(datetime(2026, 12, day, hour, 5))  # noqa: DTZ001 - read in Paris


@pytest.mark.slow
def test_rooms_are_reminded_once_three_days_before(town: Town) -> None:
    publish(town.gardener("territory"))

    go_to(town, 9, 17)
    assert reminders(town) == [0, 0, 0]
    go_to(town, 9, 19)
    assert reminders(town) == [1, 1, 1]
    go_to(town, 11, 12)
    assert reminders(town) == [1, 1, 1]


@pytest.mark.slow
def test_nobody_is_reminded_of_an_ended_or_unpublished_consultation(town: Town) -> None:
    ana = town.gardener("territory")
    ana.says(f"/{BUDGET}")
    go_to(town, 10, 12)
    ana.presses("Publier maintenant")
    ana.says("/actu 1")
    ana.presses("Modifier")
    changed = ana.presses("Ce n'est pas une consultation")
    town.move(timedelta(days=1))

    assert changed.startswith("Actualité 1\nBudget\nhttps://exemple.fr\n")

    assert reminders(town) == [0, 0, 0]


@pytest.mark.slow
def test_a_consultation_published_just_before_is_not_reminded_of_yet(town: Town) -> None:
    ana = town.gardener("territory")
    go_to(town, 10, 12)
    publish(ana)
    shown = town.said_in(ROOMS[0])[-1].text

    go_to(town, 11, 11)
    assert "On peut participer jusqu'au samedi 12 décembre à 18 h." in shown
    assert reminders(town) == [0, 0, 0]
