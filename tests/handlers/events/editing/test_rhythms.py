"""Whether an event repeats is chosen, and seen with its dates, before anybody else sees it."""

from datetime import timedelta

import pytest

from tests.town import SQUARE, Town, labels

MONTHLY = "/evenement Café | samedi 19 décembre 10h | Besançon | tous les mois"
DAY = (
    "Se répète : le 19 de chaque mois.\n"
    "Les prochaines dates : mardi 19 janvier, vendredi 19 février et vendredi 19 mars"
)
WEEKDAY = (
    "Se répète : chaque 3e samedi du mois.\n"
    "Les prochaines dates : samedi 16 janvier, samedi 20 février et samedi 20 mars"
)


def square(town: Town) -> list[str]:
    return [each.text for each in town.said_in(SQUARE["telegram"]) if "🗓" in each.text]


@pytest.mark.parametrize("rule", ["| Besançon | tous les mois", "| Besançon, tous les mois"])
def test_a_rhythm_in_one_line_is_no_place(town: Town, rule: str) -> None:
    ana = town.gardener("territory")

    shown = ana.says(f"/evenement Café | samedi 19 décembre 10h {rule}")

    assert f"📍 Besançon\n{DAY}" in shown.replace("Rencontre, à l'initiative du territoire\n", "")


@pytest.mark.parametrize("on", ["territory", "region"])
def test_every_month_becomes_the_third_saturday_at_a_press(town: Town, on: str) -> None:
    gardener = town.gardener(on)
    mark = "/" if on == "territory" else "!"
    gardener.says(f"{mark}{MONTHLY[1:]}")

    offered = gardener.presses("Répéter")
    choices = labels(gardener)
    shown = gardener.presses("chaque 3e samedi du mois")
    gardener.presses("Annoncer")

    assert DAY in offered
    assert "chaque samedi : samedi 26 décembre, samedi 2 janvier et samedi 9 janvier" in offered
    assert choices[:4] == [
        "chaque samedi",
        "chaque 3e samedi du mois",
        "le 19 de chaque mois",
        "Une seule fois",
    ]
    assert WEEKDAY in shown
    assert "Se répète : chaque 3e samedi du mois." in square(town)[-1]


@pytest.mark.slow
def test_nothing_repeats_before_it_is_announced(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    ana.says(MONTHLY)
    zoe.says(MONTHLY.replace("Café", "Marche"))

    town.move(timedelta(days=30))

    assert not square(town)
    assert "Aucun événement" in zoe.says("/agenda")


@pytest.mark.slow
def test_an_announced_event_repeats_as_it_was_seen(town: Town) -> None:
    ana = town.gardener("territory")
    ana.says(MONTHLY)
    ana.presses("Annoncer")

    town.move(timedelta(days=26))

    assert len(square(town)) == 2
    assert "Mardi 19 janvier" in square(town)[-1]


def test_once_after_all(town: Town) -> None:
    ana = town.gardener("territory")
    ana.says(MONTHLY)
    ana.presses("Répéter")

    shown = ana.presses("Une seule fois")
    ana.presses("Annoncer")

    assert "Se répète" not in shown
    assert "Se répète" not in square(town)[-1]
    assert "📍 Besançon" in square(town)[-1]


def test_guests_are_offered_where_places_are_counted(town: Town) -> None:
    eve = town.member("Eve", locale="en")
    without = eve.says("/event Walk | Saturday 19 December 10am | Besançon")
    none = labels(eve)
    eve.says("/event Walk | Saturday 19 December 10am | Besançon | 12 places | every month")

    counted = labels(eve)
    shown = eve.presses("Allow guests")

    assert "Walk" in without
    assert "Allow guests" not in none
    assert "Allow guests" in counted
    assert "People may bring a guest." in shown
    assert "Repeats: day 19 of each month." in shown


@pytest.mark.parametrize(
    ("on", "typed"), [("telegram", "créer un événement"), ("matrix", "Créer un événement")]
)
def test_the_words_of_the_button_lead_to_the_form(town: Town, on: str, typed: str) -> None:
    zoe = town.member("Zoé", on=on)

    led = zoe.says(typed)
    asked = zoe.presses("Proposer un événement")

    assert "🗓" in led
    assert asked.startswith("De quoi s'agit-il ?")
