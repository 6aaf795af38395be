"""No way of splitting reaches more than fifty people in a week with one gardener's approval."""

from datetime import datetime, timedelta

import pytest

from storage.members import Members
from storage.profile import Profiles
from tests.handlers.announcements.test_large_announcements import MINUTE, WORDS, crowd, got
from tests.town import BACK_ROOM, Neighbour, Town

HALF, OTHER = " --domaine bâtiment", " --domaine mobilité"


@pytest.fixture
def halves(town: Town, ana: Neighbour, luc: Neighbour) -> tuple[list[str], list[str]]:
    """Two times 26 people, by domain."""
    found = crowd(town, 26), crowd(town, 26, first=8000)
    with town.database.unit() as store:
        for domain, addresses in zip(("building", "mobility"), found, strict=True):
            for each in addresses:
                member = store[Members].behind(each)
                assert member is not None
                store[Profiles].choose(member, 1, domain, chosen=True)
    return found


def told(town: Town, *groups: list[str]) -> int:
    """The number of people who were told something."""
    return sum(bool(got(town, each)) for group in groups for each in group)


def announces(who: Neighbour, options: str) -> str:
    """Write an announcement to people; gives its preview."""
    return who.says(f"{WORDS} --participation nouvelles{options}")


@pytest.mark.slow
def test_two_halves_need_the_other_gardener(
    town: Town, ana: Neighbour, luc: Neighbour, halves: tuple[list[str], list[str]]
) -> None:
    announces(ana, HALF)
    ana.presses("Envoyer à 26 personnes")
    town.move(MINUTE)
    same = announces(ana, HALF)
    ana.presses("Envoyer à 26 personnes")
    second = announces(ana, OTHER)
    ana.presses("Demander l'accord de Luc")
    town.move(MINUTE)
    before = told(town, *halves)
    luc.presses("Approuver et envoyer")
    town.move(2 * MINUTE)

    assert "sept derniers jours" not in same
    assert "Avec vos annonces de ces sept derniers jours : 52 personnes." in second
    assert before == 26
    assert told(town, *halves) == 52


@pytest.mark.slow
def test_after_a_week_the_people_are_counted_anew(
    town: Town, ana: Neighbour, luc: Neighbour, halves: tuple[list[str], list[str]]
) -> None:
    announces(ana, HALF)
    ana.presses("Envoyer à 26 personnes")
    town.move(2 * MINUTE)
    town.move(timedelta(days=8))
    later = announces(ana, OTHER)
    ana.presses("Envoyer à 26 personnes")
    town.move(2 * MINUTE)

    assert "sept derniers jours" not in later
    assert told(town, *halves) == 52


@pytest.mark.slow
def test_the_other_seat_has_a_count_of_its_own(
    town: Town, ana: Neighbour, luc: Neighbour, halves: tuple[list[str], list[str]]
) -> None:
    announces(ana, HALF)
    ana.presses("Envoyer à 26 personnes")
    luc.says(f"!annonce Le jardin ouvre --participation nouvelles{OTHER}")

    assert luc.presses("Envoyer à 26 personnes")


@pytest.mark.slow
@pytest.mark.parametrize("times", ["--le mercredi 9h", "--tous mercredi 9h"])
def test_planned_and_repeated_ones_are_counted_at_their_time(
    town: Town,
    ana: Neighbour,
    luc: Neighbour,
    halves: tuple[list[str], list[str]],
    times: str,
) -> None:
    for half in (HALF, OTHER):
        announces(ana, f"{half} {times}")
        ana.presses("Planifier l'envoi à 26 personnes")
    town.move_to(datetime(2026, 11, 25, 9, 1))  # noqa: DTZ001 - in Paris
    town.move(2 * MINUTE)

    assert told(town, *halves) == 26
    assert "52 personnes" in "\n".join(got(town, BACK_ROOM))


@pytest.mark.slow
def test_a_suspended_one_counts_and_goes_to_nobody_who_came_later(
    town: Town, ana: Neighbour, luc: Neighbour, halves: tuple[list[str], list[str]]
) -> None:
    announces(ana, HALF)
    ana.presses("Envoyer à 26 personnes")
    ana.presses("Suspendre")
    newcomers = crowd(town, 10, first=9000)
    town.move(timedelta(days=20))
    second = announces(ana, OTHER)
    ana.says("/annonce 1")
    town.move(MINUTE)

    assert "52 personnes" in second
    assert told(town, newcomers) == 0


@pytest.mark.slow
def test_who_is_erased_still_counts(
    town: Town, ana: Neighbour, luc: Neighbour, halves: tuple[list[str], list[str]]
) -> None:
    announces(ana, HALF)
    ana.presses("Envoyer à 26 personnes")
    town.move(MINUTE)
    with town.database.unit() as store:
        member = store[Members].behind(halves[0][0])
        assert member is not None
        store.erase(member)

    assert "52 personnes" in announces(ana, OTHER)
