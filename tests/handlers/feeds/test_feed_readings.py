"""Readings of feeds: by day, after trouble, while paused, and at a restart."""

from datetime import datetime, timedelta

import pytest

from tests.handlers.feeds.feeds import (
    LONG_ENOUGH,
    PAGE,
    URL,
    feed,
    follows,
    item,
    says_since,
    waiting,
)
from tests.town import BACK_ROOM, Neighbour, Town

pytestmark = pytest.mark.slow


def test_a_feed_is_read_every_few_hours_by_day_with_its_last_mark(
    town: Town, ana: Neighbour
) -> None:
    follows(ana, item(1))
    asked, heard = len(town.web.asked), len(town.said_in(BACK_ROOM))

    for _ in range(24):
        town.move(timedelta(hours=1))

    assert 3 <= len(town.web.asked) - asked <= 5
    assert len(town.said_in(BACK_ROOM)) == heard


def test_nothing_is_read_at_night(town: Town, ana: Neighbour) -> None:
    follows(ana, item(1))
    town.move_to(datetime(2026, 11, 24, 19, 30))  # noqa: DTZ001 - the clock of the town
    asked = len(town.web.asked)
    town.web.pages[URL] = feed(item(1), item(2))

    for _ in range(12):
        town.move(timedelta(hours=1))
    at_night = len(town.web.asked)
    town.move(timedelta(hours=1))

    assert at_night == asked
    assert waiting(ana) == ["« La Gazette » propose 2 actualités"]


def test_a_feed_unreadable_for_a_week_is_told_once(town: Town, ana: Neighbour) -> None:
    follows(ana, item(1))
    del town.web.pages[URL]
    asked = len(town.web.asked)

    by_day_and_night(town, days=10)

    told = [each.text for each in town.said_in(BACK_ROOM) if "lisible" in each.text]
    [words] = told
    assert words == (
        "Le flux « La Gazette » n'est plus lisible depuis une semaine : aucun site ne porte ce "
        "nom. Son adresse a peut-être changé : ajoutez la nouvelle, ou cessez de suivre celui-ci."
    )
    assert len(town.web.asked) - asked <= 16
    says_since(town, item(1), item(2))
    town.move(timedelta(days=2))
    assert waiting(ana) == ["« La Gazette » propose 2 actualités"]


def by_day_and_night(town: Town, days: int) -> None:
    """Pass days in steps: nothing is read at night."""
    for _ in range(8 * days):
        town.move(timedelta(hours=3))


def test_a_feed_unreadable_for_a_day_is_on_the_list(town: Town, ana: Neighbour) -> None:
    follows(ana, item(1))
    del town.web.pages[URL]
    town.move(timedelta(hours=6))
    first = ana.says("/afaire")
    by_day_and_night(town, days=2)
    told = ana.says("/afaire")
    seen = ana.presses("Voir le flux « La Gazette »")
    says_since(town, item(1), item(2))
    by_day_and_night(town, days=2)

    assert "n'est plus lisible" not in first
    assert "– Le flux « La Gazette » n'est plus lisible depuis le mardi 24 novembre : " in told
    assert "La Gazette" in seen
    assert "n'est plus lisible" not in ana.says("/afaire")


def test_a_feed_that_became_a_page_fails(town: Town, ana: Neighbour) -> None:
    follows(ana, item(1))
    town.web.pages[URL] = PAGE

    town.move(LONG_ENOUGH)

    assert "illisible depuis" in ana.says("/flux")


def test_a_reading_on_request_tells_what_there_is(town: Town, ana: Neighbour) -> None:
    follows(ana, item(1))
    ana.says("/flux")
    ana.presses("La Gazette")
    too_soon = ana.presses("Lire maintenant")
    town.move(timedelta(minutes=2))
    same = ana.presses("Lire maintenant")
    town.move(timedelta(minutes=2))
    town.web.pages[URL] = feed(item(1), item(2, "Bal"))
    ana.presses("Lire maintenant")

    assert too_soon == "Je viens de lire ce flux. Réessayez dans une minute."
    assert same.endswith("« La Gazette » n'a rien de nouveau.")
    assert town.said_in(BACK_ROOM)[-1].text.startswith("📰 Bal")


def test_a_paused_feed_is_not_read_until_it_is_resumed(town: Town, ana: Neighbour) -> None:
    follows(ana, item(1))
    ana.says("/flux")
    ana.presses("La Gazette")
    paused = ana.presses("Mettre en pause")
    asked = len(town.web.asked)
    says_since(town, item(1), item(2))

    silent = len(town.web.asked)
    ana.presses("Reprendre")

    assert "en pause depuis" in paused
    assert silent == asked
    assert waiting(ana) == ["« La Gazette » propose 2 actualités"]


def test_a_left_feed_proposes_nothing_and_may_be_followed_again(town: Town, ana: Neighbour) -> None:
    follows(ana, item(1))
    ana.says("/flux")
    ana.presses("La Gazette")

    said = ana.presses("Ne plus suivre")
    nothing = waiting(ana)
    asked = len(town.web.asked)
    town.move(LONG_ENOUGH)
    silent = len(town.web.asked)
    ana.presses("Suivre à nouveau")

    assert said.startswith("« La Gazette » n'est plus suivi.")
    assert nothing == []
    assert silent == asked
    assert waiting(ana) == ["« La Gazette » propose 1 actualité"]


def test_a_reading_cut_off_by_the_end_of_terreau_is_made_at_the_next_start(
    town: Town, ana: Neighbour
) -> None:
    town.web.down.add(URL)
    ana.says(f"/flux {URL}")
    town.restart()
    town.web.down.clear()
    town.web.pages[URL] = feed(item(1))

    town.move(timedelta(minutes=10))

    assert ana.inbox[-1].startswith("📰 La Gazette")
