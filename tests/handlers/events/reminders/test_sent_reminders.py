"""People are reminded of the events they go to: once, in time, and only those who come."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from handlers.events.reminders import sent_reminders as event_reminders
from tests.saved_towns import SavedTowns
from tests.town import SQUARE, WATER, Neighbour, Town, town_settings

pytestmark = pytest.mark.slow

VISIT = (
    "/evenement Visite du composteur | samedi 5 décembre 14h30-16h30 | 3 rue des Lilas, Besançon"
)
COMES = "Rappel : vous venez."
PERHAPS = "Rappel : vous viendrez peut-être. Répondez dès que vous le savez."


def at(day: int, hour: int, minute: int = 0, month: int = 12) -> datetime:
    return datetime(2026, month, day, hour, minute)  # noqa: DTZ001 - by the clock in Paris


def announced(town: Town, words: str = VISIT) -> Neighbour:
    ana = town.gardener("territory")
    ana.says(words)
    ana.presses("Annoncer")
    return ana


def answers(town: Town, name: str, answer: str = "oui", on: str = "telegram") -> Neighbour:
    somebody = town.member(name, on=on)
    somebody.says(f"{'/' if on == 'telegram' else '!'}inscription 1 {answer}")
    return somebody


def reminders(somebody: Neighbour) -> list[str]:
    return [each for each in somebody.inbox if "Rappel : " in each]


def in_the_square(town: Town, network: str = "telegram") -> list[str]:
    return [
        each.text for each in town.said_in(SQUARE[network]) if "Ceci est un rappel" in each.text
    ]


@pytest.mark.parametrize("network", ["telegram", "matrix"])
def test_whoever_comes_is_reminded_the_day_before_and_two_hours_before(
    town: Town, network: str
) -> None:
    announced(town)
    zoe = answers(town, "Zoé", on=network)

    town.move_to(at(4, 14, 29))
    too_early = reminders(zoe)
    town.move_to(at(4, 14, 31))
    day_before = reminders(zoe)
    town.move_to(at(5, 12, 31))
    hours_before = reminders(zoe)
    town.move_to(at(5, 14, 29))

    assert too_early == []
    assert len(day_before) == 1
    assert day_before[0].startswith("🗓 Visite du composteur")
    assert COMES in day_before[0]
    assert "📍 3 rue des Lilas, Besançon" in day_before[0]
    assert len(hours_before) == 2
    assert reminders(zoe) == hours_before


def test_a_reminder_calls_its_person_on_matrix(town: Town) -> None:
    announced(town)
    zoe = answers(town, "Zoé", on="matrix")

    town.move_to(at(4, 14, 31))

    assert not zoe.direct[-1].said.quiet


def test_each_leaves_once_however_often_the_clock_looks(town: Town) -> None:
    announced(town)
    zoe = answers(town, "Zoé")

    for minute in range(25, 50, 2):
        town.move_to(at(4, 14, minute))
    town.restart()
    town.move(timedelta(minutes=2))

    assert len(reminders(zoe)) == 1
    assert len(in_the_square(town)) == 1


def test_a_button_takes_the_answer_back_and_no_other_reminder_comes(town: Town) -> None:
    announced(town)
    zoe = answers(town, "Zoé")
    town.move_to(at(4, 14, 31))

    said = zoe.presses("Je ne viens plus")
    town.move_to(at(5, 12, 31))
    again = zoe.presses("Je ne viens plus")

    assert all("Vous ne venez pas." in each for each in (said, again))
    assert not reminders(zoe), "the card stands in its place"


def test_whoever_may_come_is_reminded_in_other_words_and_may_decide(town: Town) -> None:
    announced(town)
    zoe = answers(town, "Zoé", "peut-être")
    town.move_to(at(4, 14, 31))

    told = reminders(zoe)
    said = zoe.presses("Je viens")
    town.move_to(at(5, 12, 31))

    assert PERHAPS in told[0]
    assert "Vous venez." in said
    assert COMES in reminders(zoe)[-1]


def _declines(town: Town) -> Neighbour:
    return answers(town, "Zoé", "non")


def _waits(town: Town) -> Neighbour:
    answers(town, "Bob")
    return answers(town, "Zoé")


def _stops(town: Town) -> Neighbour:
    zoe = answers(town, "Zoé")
    zoe.says("/stop")
    zoe.presses("Ne plus m'écrire")
    zoe.presses("Oui, ne plus m'écrire")
    return zoe


def _leaves(town: Town) -> Neighbour:
    zoe = answers(town, "Zoé")
    zoe.says("/quitter")
    zoe.presses("Quitter la communauté")
    zoe.presses("Oui, quitter")
    return zoe


def _takes_back(town: Town) -> Neighbour:
    zoe = answers(town, "Zoé")
    zoe.says("/inscription 1 retirer")
    return zoe


def _wants_none(town: Town) -> Neighbour:
    zoe = answers(town, "Zoé")
    zoe.says("/rappels")
    zoe.presses("✓ La veille")
    zoe.presses("✓ Deux heures avant")
    return zoe


@pytest.mark.parametrize("who", [_declines, _waits, _stops, _leaves, _takes_back, _wants_none])
def test_nobody_else_is_reminded(town: Town, who: Callable[[Town], Neighbour]) -> None:
    announced(town, f"{VISIT} | 1 place")
    zoe = who(town)

    town.move_to(at(4, 14, 31))
    town.move_to(at(5, 12, 31))

    assert reminders(zoe) == []


def test_whoever_signs_up_later_gets_what_is_still_to_come(town: Town) -> None:
    announced(town)
    town.move_to(at(4, 18))
    zoe = answers(town, "Zoé")

    town.move_to(at(4, 20))
    before = reminders(zoe)
    town.move_to(at(5, 12, 31))

    assert before == []
    assert len(reminders(zoe)) == 1


def test_the_early_are_reminded_the_evening_before_and_nobody_at_night(town: Town) -> None:
    announced(town, "/evenement Marché | samedi 5 décembre 8h-10h | Besançon")
    zoe = answers(town, "Zoé")

    town.move_to(at(4, 8, 1))
    town.move_to(at(4, 20, 29))
    day_before = len(reminders(zoe))
    town.move_to(at(4, 20, 31))
    evening = len(reminders(zoe))
    for hour in (22, 24 + 2, 24 + 6):
        town.move_to(at(4, 0) + timedelta(hours=hour))

    assert (day_before, evening, len(reminders(zoe))) == (1, 2, 2)


def test_after_a_pause_only_the_latest_comes_once(town: Town) -> None:
    announced(town)
    zoe = answers(town, "Zoé")
    zoe.says("/rappels")
    zoe.presses("Une semaine avant")

    town.sleep_until(at(5, 13))
    town.move(timedelta(minutes=10))

    assert len(reminders(zoe)) == 1
    assert len(in_the_square(town)) == 1


def test_after_a_pause_over_its_beginning_nothing_is_said(town: Town) -> None:
    announced(town)
    zoe = answers(town, "Zoé")

    town.sleep_until(at(5, 14, 30))

    assert reminders(zoe) == []
    assert in_the_square(town) == []


def test_what_the_network_held_back_until_it_began_is_not_said(town: Town) -> None:
    announced(town)
    zoe = answers(town, "Zoé")
    network = town.networks["telegram"]

    with network.cut():
        town.move_to(at(5, 12, 31))
        town.move_to(at(5, 14, 31))
    town.move(timedelta(minutes=30))

    assert reminders(zoe) == []
    assert in_the_square(town) == []


def test_a_moved_event_reminds_of_its_new_date(town: Town) -> None:
    ana = announced(town)
    zoe = answers(town, "Zoé")
    town.move_to(at(4, 14, 31))

    ana.says("/evenement 1 date samedi 12 décembre 14h30-16h30")
    zoe.says("/inscription 1 oui")
    town.move_to(at(5, 12, 31))
    before = len(reminders(zoe))
    town.move_to(at(11, 14, 31))

    assert before == 1
    assert "Samedi 12 décembre" in reminders(zoe)[-1]
    assert len(in_the_square(town)) == 2


def test_an_event_that_is_called_off_reminds_nobody(town: Town) -> None:
    ana = announced(town)
    zoe = answers(town, "Zoé")
    ana.says("/evenement 1 annuler Il va neiger")

    town.move_to(at(4, 14, 31))
    town.move_to(at(5, 12, 31))

    assert reminders(zoe) == []
    assert in_the_square(town) == []


def test_rooms_are_reminded_once_the_day_before(town: Town) -> None:
    announced(town)

    town.move_to(at(4, 14, 31))
    town.move_to(at(5, 12, 31))

    for network, mark in (("telegram", "/"), ("matrix", "!")):
        said = in_the_square(town, network)
        assert len(said) == 1
        assert "Samedi 5 décembre, 14 h 30 – 16 h 30" in said[0]
        assert f"{mark}inscription 1 oui" in said[0]


def test_rooms_are_not_reminded_of_what_they_were_just_told(town: Town) -> None:
    town.move_to(at(4, 16))
    announced(town)

    town.move_to(at(5, 12, 31))

    assert in_the_square(town) == []


def test_many_are_reminded_a_part_at_a_time(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_reminders, "BATCH", 2)
    announced(town)
    people = [answers(town, name) for name in ("Zoé", "Bob", "Max")]

    town.move_to(at(4, 14, 31))
    first = sum(len(reminders(each)) for each in people)
    town.move(timedelta(seconds=2))
    town.move(timedelta(seconds=2))

    assert first == 2
    assert [len(reminders(each)) for each in people] == [1, 1, 1]


def test_each_community_reminds_its_own(database_url: str, saved_towns: SavedTowns | None) -> None:
    town = Town(database_url, town_settings(WATER), saved=saved_towns)
    try:
        ana = town.gardener("territory", "Pionniers de l'énergie")
        ana.says(VISIT)
        ana.presses("Annoncer")
        zoe = town.member("Zoé", of=("Pionniers de l'énergie", "Eau vive"))
        zoe.presses("Je viens", town.latest_with(zoe.square, "Je viens"), zoe.square)
        town.move_to(at(4, 14, 31))

        assert len(reminders(zoe)) == 1
        assert len(in_the_square(town)) == 1
        assert not any("Rappel" in each.text for each in town.said_in("telegram:-2001"))
    finally:
        town.close()
