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


def test_a_feed_is_read_every_three_hours_by_day_and_in_the_morning(
    town: Town, ana: Neighbour
) -> None:
    follows(ana, item(1))
    town.said_in(BACK_ROOM).clear()

    early = readings_until(town, 24, 12)
    due = readings_until(town, 24, 13)
    soon = readings_until(town, 24, 14)
    evening = readings_until(town, 24, 19)
    unchanged = town.said_in(BACK_ROOM)[:]
    town.web.pages[URL] = feed(item(1), item(2))
    night = readings_until(town, 24, 23) + readings_until(town, 25, 7)
    morning = readings_until(town, 25, 8)

    assert (early, due, soon, evening, night, morning) == (0, 1, 0, 1, 0, 1)
    assert unchanged == []
    assert waiting(ana) == ["« La Gazette » propose 2 actualités"]


def readings_until(town: Town, day: int, hour: int) -> int:
    """Move the clock to half past an hour of November; gives how often feeds were read then."""
    asked = len(town.web.asked)
    town.move_to(datetime(2026, 11, day, hour, 30))  # noqa: DTZ001 - the clock of the town
    return len(town.web.asked) - asked


def test_an_unreadable_feed_is_on_the_list_after_a_day_and_told_once_after_a_week(
    town: Town, ana: Neighbour
) -> None:
    follows(ana, item(1))
    del town.web.pages[URL]
    tried = [readings_until(town, 24, 14)]
    first = ana.says("/afaire")
    tried += [readings_until(town, 25, 15)]
    listed = ana.says("/afaire")
    seen = ana.presses("Voir le flux « La Gazette »")
    tried += [readings_until(town, day, hour) for day, hour in ((26, 15), (27, 9), (27, 15))]
    readings_until(town, 30, 15)
    early = unreadable(town)
    for _ in range(3):
        town.move(timedelta(days=1))

    assert "n'est plus lisible" not in first
    assert "– Le flux « La Gazette » n'est plus lisible depuis le mardi 24 novembre : " in listed
    assert "La Gazette" in seen
    assert tried == [1, 1, 1, 0, 1], "once a day from the third failure on"
    assert early == []
    assert unreadable(town) == [
        (
            "Le flux « La Gazette » n'est plus lisible depuis une semaine : aucun site ne porte "
            "ce nom. Son adresse a peut-être changé : ajoutez la nouvelle, ou cessez de suivre "
            "celui-ci."
        )
    ]
    town.web.pages[URL] = feed(item(1), item(2))
    town.move(timedelta(days=1))
    assert waiting(ana) == ["« La Gazette » propose 2 actualités"]
    assert "n'est plus lisible" not in ana.says("/afaire")


def unreadable(town: Town) -> list[str]:
    """The reports of unreadable feeds in the back room."""
    return [each.text for each in town.said_in(BACK_ROOM) if "lisible" in each.text]


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
