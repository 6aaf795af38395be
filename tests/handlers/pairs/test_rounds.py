"""A round is done in parts: it goes on where it was, and a part is small."""

from contextlib import suppress
from datetime import timedelta

import pytest

from bot.core import JobContext
from handlers.pairs import go_on_with_coffees
from storage.unit_of_work import Store
from tests.handlers.introductions.adults import young
from tests.handlers.pairs.coffees import CARD, FIRST, SECOND, drinks, sides
from tests.town import Neighbour, Town
from tests.traffic import traffic

pytestmark = pytest.mark.slow


class Killed(Exception):
    """The process ends here."""


def part(town: Town, store: Store) -> bool:
    """Do the next part of what is due."""
    now = town.clock.now()
    app = town.app
    ctx = JobContext(store, now=now, community=None, contact=app.contact, declared=app.declared)
    return go_on_with_coffees(ctx)


def killed_in_part(town: Town) -> None:
    """Do the next part, and end before it is committed."""
    with suppress(Killed), town.database.unit() as store:
        part(town, store)
        raise Killed


def test_a_round_that_is_killed_anywhere_tells_each_once(
    town: Town, zoe: Neighbour, yan: Neighbour
) -> None:
    everybody = [zoe, yan, *(drinks(town.member(f"Membre {nth}")) for nth in range(5))]
    town.clock.move(FIRST - town.clock.now())
    is_left, parts = True, 0
    while is_left:
        killed_in_part(town)
        with town.database.unit() as store:
            is_left = part(town, store)
        parts += 1
    town.restart()
    town.move_to(FIRST.replace(hour=12))

    told = [sum(each.startswith(CARD) for each in person.inbox) for person in everybody]
    assert told == [1] * len(everybody)
    assert parts > 3
    assert len({each.member_id for each in sides(town)}) == len(sides(town)) == len(everybody)


def test_a_part_reads_as_often_for_many(town: Town, zoe: Neighbour, yan: Neighbour) -> None:
    counts = []
    for moment, more in ((FIRST, 0), (SECOND, 6)):
        for nth in range(more):
            drinks(town.member(f"Membre {nth}"))
        town.clock.move(moment - town.clock.now())
        matched: list[str] = []
        while not any("INTO pair_meetings" in each for each in matched):
            with traffic(town.database) as seen, town.database.unit() as store:
                part(town, store)
            matched = seen.statements
        counts.append(sum(each.startswith("SELECT") for each in matched))
        town.move(timedelta(hours=1))

    assert len(sides(town)) == 10
    assert counts[1] == counts[0]


def test_who_says_to_be_a_minor_is_in_no_round(town: Town, zoe: Neighbour, yan: Neighbour) -> None:
    town.move_to(FIRST)
    zoe.presses("Oui, donner ce contact")
    young(yan)
    seen = yan.says("!cafe"), zoe.says("/cafe")
    town.move_to(SECOND)

    assert len(sides(town)) == 2
    assert "Zoé" not in seen[0]
    assert "Yan" not in seen[1]
