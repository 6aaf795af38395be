"""A repeated event is announced by itself: once for each date, never for one that passed."""

from datetime import datetime, timedelta

import pytest

from tests.town import SQUARE, Neighbour, Town

pytestmark = pytest.mark.slow

COFFEE = "/evenement Café des pionniers | mardi 1er décembre 18h30-20h30 | Besançon | 20 places"

TITLE = "🗓 Café des pionniers"


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    year = 2026 if month >= 11 else 2027
    return datetime(year, month, day, hour, minute)  # noqa: DTZ001 - by the clock in Paris


def begun(town: Town, rule: str = "chaque mardi", words: str = COFFEE) -> Neighbour:
    ana = town.gardener("territory")
    ana.says(words)
    ana.presses("Annoncer")
    ana.says(f"/evenement 1 repeter {rule}")
    return ana


def cards(town: Town, network: str = "telegram") -> list[str]:
    """The events that stand in the square, by their first two lines."""
    said = [each.text.split("\n") for each in town.said_in(SQUARE[network])]
    return [
        "\n".join(lines[:2])
        for lines in said
        if lines[0].startswith("🗓") and "ANNULÉ" not in lines[0]
    ]


def test_the_next_date_is_announced_in_the_same_rooms_with_a_fresh_list(town: Town) -> None:
    begun(town)
    zoe = town.member("Zoé")
    zoe.says("/inscription 1 oui")

    town.move_to(at(12, 1, 20, 29))
    before = len(cards(town))
    town.move_to(at(12, 1, 20, 31))

    assert before == 1
    for network in SQUARE:
        assert cards(town, network)[1:] == [f"{TITLE}\nMardi 8 décembre, 18 h 30 – 20 h 30"]
    whole = town.said_in(SQUARE["telegram"])[-1].text
    assert "Soyez la première" in whole
    assert "20 places libres" in whole
    assert "Se répète : chaque mardi." in whole
    assert "Vous n'avez pas répondu." in zoe.says("/evenement 2")


def test_each_date_is_announced_once_however_often_the_clock_looks(town: Town) -> None:
    begun(town)

    town.move_to(at(12, 1, 20, 31))
    for _ in range(3):
        town.move(timedelta(minutes=10))
    town.restart()
    town.move(timedelta(minutes=10))

    assert len(cards(town)) == 2


def test_a_weekly_series_keeps_the_hour_of_the_clock(town: Town) -> None:
    begun(town, words=COFFEE.replace("1er décembre", "23 mars"))

    town.move_to(at(3, 23, 20, 31))
    town.move_to(at(3, 30, 20, 31))

    days = [each.split("\n")[1] for each in cards(town)]
    assert days == [f"Mardi {day}, 18 h 30 – 20 h 30" for day in ("23 mars", "30 mars", "6 avril")]


def test_the_rooms_are_left_alone_at_night(town: Town) -> None:
    begun(town, words=COFFEE.replace("18h30-20h30", "20h-22h"))

    town.move_to(at(12, 1, 22, 10))
    at_night = len(cards(town))
    town.move_to(at(12, 2, 8, 10))

    assert (at_night, len(cards(town))) == (1, 2)


def test_only_the_next_date_is_announced_after_a_pause(town: Town) -> None:
    begun(town)

    town.sleep_until(at(1, 7, 10))
    town.move(timedelta(minutes=10))

    assert [each.split("\n")[1][:16] for each in cards(town)[1:]] == ["Mardi 12 janvier"]


def test_nothing_is_announced_more_than_five_weeks_ahead(town: Town) -> None:
    begun(town, "chaque année")

    town.move_to(at(12, 2, 10))
    after = len(cards(town))
    town.move_to(at(10, 26, 10).replace(year=2027))
    early = len(cards(town))
    town.move_to(at(10, 28, 10).replace(year=2027))

    assert (after, early, len(cards(town))) == (1, 1, 2)


def test_a_changed_title_stays_and_a_moved_date_returns_to_its_hour(town: Town) -> None:
    ana = begun(town)
    ana.says("/evenement 1 titre Café et soupe")
    ana.says("/evenement 1 limite lundi 30 novembre 12h")
    ana.says("/evenement 1 date mercredi 2 décembre 19h-20h30")

    town.move_to(at(12, 2, 20, 31))

    assert cards(town)[-1] == ("🗓 Café et soupe\nMardi 8 décembre, 18 h 30 – 20 h")
    assert "Inscriptions jusqu'au dimanche 6 décembre à 11 h 30" in ana.says("/evenement 2")


def test_sign_ups_that_would_be_over_already_stay_open(town: Town) -> None:
    ana = begun(town)
    ana.says("/evenement 1 limite mardi 1er décembre 8h")

    town.sleep_until(at(12, 8, 12))

    assert "Inscriptions jusqu'au" not in town.said_in(SQUARE["telegram"])[-1].text
    assert cards(town)[-1].startswith(f"{TITLE}\nMardi 8 décembre")


def test_a_date_moved_ahead_is_not_announced_twice(town: Town) -> None:
    ana = begun(town)
    ana.says("/evenement 1 date lundi 30 novembre 18h30-20h30")

    town.move_to(at(11, 30, 20, 31))

    dated = [each for each in cards(town)[1:] if "Nouvelle date" not in each]
    assert [each.split("\n")[1][:16] for each in dated] == ["Mardi 8 décembre"]


def test_a_cancelled_date_does_not_end_the_series(town: Town) -> None:
    ana = begun(town)
    ana.says("/evenement 1 annuler Il va neiger")
    town.move(timedelta(minutes=10))
    before = len(cards(town))

    town.move_to(at(12, 1, 20, 31))

    assert before == 0
    assert cards(town)[-1].startswith("🗓 Café des pionniers\nMardi 8 décembre")


def test_a_series_ends_when_a_gardener_ends_it(town: Town) -> None:
    ana = begun(town)
    ana.says("/evenement 1 repeter non")

    town.move_to(at(12, 1, 20, 31))
    town.move_to(at(12, 8, 20, 31))

    assert len(cards(town)) == 1


@pytest.mark.parametrize("rule", ["chaque mardi 2 fois", "chaque mardi jusqu'au 8 décembre"])
def test_a_series_ends_by_its_own_rule(town: Town, rule: str) -> None:
    begun(town, rule)

    town.move_to(at(12, 1, 20, 31))
    last = town.said_in(SQUARE["telegram"])[-1].text
    town.move_to(at(12, 8, 20, 31))

    assert len(cards(town)) == 2
    assert "Se répète" not in last


def test_nothing_comes_back_while_nobody_tends_the_community(town: Town) -> None:
    ana, luc = begun(town), town.gardener("region")
    for gardener, mark in ((ana, "/"), (luc, "!")):
        gardener.says(f"{mark}absence 30 novembre - 6 décembre")

    town.move_to(at(12, 1, 20, 31))
    away = len(cards(town))
    town.move_to(at(12, 7, 9))

    assert away == 1
    assert cards(town)[-1].startswith("🗓 Café des pionniers\nMardi 8 décembre")
