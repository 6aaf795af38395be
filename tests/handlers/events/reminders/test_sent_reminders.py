"""Reminders of events: once, in time, to members who come."""

from datetime import timedelta

import pytest

from tests.handlers.events.reminders.reminded import (
    VISIT,
    announced,
    answers,
    at,
    in_the_square,
    reminders,
)
from tests.town import Neighbour, Town

pytestmark = pytest.mark.slow

COMES = "Vous venez."
PERHAPS = "Vous viendrez peut-être : répondez dès que vous le savez."


def test_members_who_come_are_reminded_the_day_before_and_two_hours_before(town: Town) -> None:
    announced(town)
    people = [answers(town, "Zoé"), answers(town, "Max", on="matrix")]

    town.move_to(at(4, 14, 29))
    too_early = [reminders(each) for each in people]
    town.move_to(at(4, 14, 31))
    days_before = [reminders(each) for each in people]
    is_quiet = [each.direct[-1].said.quiet for each in people]
    town.move_to(at(5, 12, 31))
    hours_before = [reminders(each) for each in people]
    town.move_to(at(5, 14, 29))

    assert too_early == [[], []]
    for [day_before] in days_before:
        assert day_before.startswith("🗓 Visite du composteur")
        assert "\nC'est demain à 14 h 30.\n" in day_before
        assert f"\n{COMES}\n" in day_before
        assert "📍 3 rue des Lilas, Besançon" in day_before
    assert not any(is_quiet), "on Matrix it calls its person"
    for [_, today] in hours_before:
        assert "\nC'est aujourd'hui à 14 h 30.\n" in today
    assert [reminders(each) for each in people] == hours_before


def test_each_reminder_leaves_once_however_often_the_clock_looks(town: Town) -> None:
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


def test_members_who_may_come_are_reminded_in_other_words_and_may_decide(town: Town) -> None:
    announced(town)
    zoe = answers(town, "Zoé", "peut-être")
    town.move_to(at(4, 14, 31))

    told = reminders(zoe)
    said = zoe.presses("Je viens")
    town.move_to(at(5, 12, 31))

    assert PERHAPS in told[0]
    assert "Vous venez." in said
    assert COMES in reminders(zoe)[-1]


def _stops(zoe: Neighbour) -> None:
    zoe.says("/stop")
    zoe.presses("Ne plus m'écrire")
    zoe.presses("Oui, ne plus m'écrire")


def _leaves(zoe: Neighbour) -> None:
    zoe.says("/quitter")
    zoe.presses("Quitter la communauté")
    zoe.presses("Oui, quitter")


def _wants_none(zoe: Neighbour) -> None:
    zoe.says("/rappels")
    zoe.presses("✓ La veille")
    zoe.presses("✓ Deux heures avant")


def test_nobody_else_is_reminded(town: Town) -> None:
    announced(town)
    people = {
        name: answers(town, name, answer)
        for name, answer in (
            ("declines", "non"),
            ("stops", "oui"),
            ("leaves", "oui"),
            ("takes back", "oui"),
            ("wants none", "oui"),
        )
    }
    _stops(people["stops"])
    _leaves(people["leaves"])
    people["takes back"].says("/inscription 1 retirer")
    _wants_none(people["wants none"])
    told = {name: person.inbox[-1] for name, person in people.items()}
    comes = answers(town, "Zoé")

    town.move_to(at(4, 14, 31))
    town.move_to(at(5, 12, 31))

    assert "C'est noté : vous ne venez pas." in told["declines"]
    assert "Désormais, je ne fais que vous répondre." in told["stops"]
    assert "Au revoir, et merci." in told["leaves"]
    assert "Votre réponse à l'événement 1 est retirée." in told["takes back"]
    assert "Aujourd'hui : aucun rappel." in told["wants none"]
    assert [name for name, person in people.items() if reminders(person)] == []
    assert len(reminders(comes)) == 2


def test_who_waits_for_a_place_is_not_reminded(town: Town) -> None:
    announced(town, f"{VISIT} | 1 place")
    answers(town, "Bob")
    zoe = answers(town, "Zoé")

    assert "Vous êtes en tête de la liste d'attente" in zoe.inbox[-1]

    town.move_to(at(4, 14, 31))
    town.move_to(at(5, 12, 31))

    assert reminders(zoe) == []


def test_members_who_sign_up_later_get_the_later_reminders(town: Town) -> None:
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


def test_only_the_latest_reminder_comes_after_a_pause(town: Town) -> None:
    announced(town)
    zoe = answers(town, "Zoé")
    zoe.says("/rappels")
    zoe.presses("Une semaine avant")

    town.sleep_until(at(5, 13))
    town.move(timedelta(minutes=10))

    assert len(reminders(zoe)) == 1
    assert len(in_the_square(town)) == 1


def test_no_reminder_comes_after_a_pause_over_the_start_of_the_event(town: Town) -> None:
    announced(town)
    zoe = answers(town, "Zoé")

    town.sleep_until(at(5, 14, 30))

    assert reminders(zoe) == []
    assert in_the_square(town) == []
    assert "\nVous venez.\n" in zoe.says("/evenement 1")
