"""Changes of an event: the message about them, its receivers and its time."""

from datetime import datetime, timedelta

import pytest

from tests.handlers.events.changes.changes import MINUTE, OLD, VISIT, announced, coming
from tests.town import Town

pytestmark = pytest.mark.slow


def test_changes_within_half_an_hour_are_one_message_with_the_old_and_the_new(
    town: Town,
) -> None:
    ana = announced(town)
    zoe, yan = coming(town), coming(town, "Yan", "matrix", "peut-être")
    before = len(zoe.inbox), len(yan.inbox)

    ana.says("/evenement 1 titre Grande visite")
    town.move(10 * MINUTE)
    ana.says("/evenement 1 date dimanche 6 décembre 15h")
    town.move(19 * MINUTE)
    ana.says("/evenement 1 lieu Salle B, Dole")
    assert (len(zoe.inbox), len(yan.inbox)) == before
    town.move(2 * MINUTE)

    told = (
        "🗓 Grande visite\n"
        f"Nouvelle date : dimanche 6 décembre à 15 h (avant : {OLD}).\n"
        "Le lieu change : « 3 rue des Lilas, Besançon » devient « Salle B, Dole ».\n"
        "Le titre change : « Visite du composteur » devient « Grande visite ».\n"
    )
    assert zoe.inbox[before[0] :] == [f"{told}Venez-vous toujours ?\nÉvénement 1"]
    assert yan.inbox[before[1] :] == [f"{told}Événement 1"]
    town.move(timedelta(hours=2))
    assert len(zoe.inbox) == before[0] + 1


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        pytest.param(
            "date samedi 5 décembre 15h-17h",
            f"Nouvel horaire : samedi 5 décembre, 15 h – 17 h (avant : {OLD}).",
            id="hours",
        ),
        pytest.param(
            "date samedi 5 décembre 14h30-18h",
            f"Nouvel horaire : samedi 5 décembre, 14 h 30 – 18 h (avant : {OLD}).",
            id="end",
        ),
        pytest.param(
            "lieu https://exemple.fr/x",
            "Ce n'est plus à cet endroit : 3 rue des Lilas, Besançon.\n"
            "Le lien pour participer change : https://exemple.fr/x",
            id="online",
        ),
    ],
)
def test_each_change_is_said_in_words(town: Town, typed: str, line: str) -> None:
    ana = announced(town)
    zoe = coming(town)

    ana.says(f"/evenement 1 {typed}")
    town.move(31 * MINUTE)

    assert line in zoe.inbox[-1]


@pytest.mark.parametrize(
    "typed", ["description Prévoir des bottes", "places 20", "type formation", "question Thé ?"]
)
def test_small_changes_are_on_the_card_and_no_message(town: Town, typed: str) -> None:
    ana = announced(town)
    zoe = coming(town)
    before = len(zoe.inbox)

    ana.says(f"/evenement 1 {typed}")
    town.move(31 * MINUTE)

    assert len(zoe.inbox) == before


def test_a_change_undone_in_time_is_told_to_nobody(town: Town) -> None:
    ana = announced(town)
    zoe = coming(town)
    before, posted = len(zoe.inbox), len(town.said_in(ana.square))

    ana.says("/evenement 1 date dimanche 6 décembre 15h")
    undone = ana.says("/evenement 1 date samedi 5 décembre 14h30-16h30")
    town.move(timedelta(hours=1))

    assert "\nTout est de nouveau comme avant : personne n'est prévenu.\n" in undone
    assert len(zoe.inbox) == before
    assert len(town.said_in(ana.square)) == posted


def test_the_author_of_a_change_is_told_when_people_hear_of_it(town: Town) -> None:
    ana = announced(town)
    alone = ana.says("/evenement 1 titre Visite")
    town.move(timedelta(hours=1))
    coming(town)

    told = ana.says("/evenement 1 titre Grande visite")

    assert "prévenu" not in alone
    assert told.endswith(
        "Les personnes inscrites seront prévenues mardi 24 novembre à 11 h 31. "
        "Vos changements d'ici là partiront dans le même message.\nÉvénement 1"
    )


def test_only_people_who_signed_up_before_and_did_not_decline_hear_of_it(town: Town) -> None:
    ana = announced(town)
    coming(town)
    no = coming(town, "Non", answer="non")
    before = len(no.inbox)

    ana.says("/evenement 1 date dimanche 6 décembre 15h")
    town.move(MINUTE)
    late = coming(town, "Tard")
    known = len(late.inbox)
    ana.says("/evenement 1 titre Grande visite")
    town.move(40 * MINUTE)

    assert len(no.inbox) == before
    assert late.inbox[known:] == [
        (
            "🗓 Grande visite\n"
            "Le titre change : « Visite du composteur » devient « Grande visite ».\n"
            "Événement 1"
        )
    ], "the new date was known already"


def test_a_change_is_told_at_once_where_the_event_begins_within_half_an_hour(town: Town) -> None:
    ana = announced(town, "/evenement Pause | aujourd'hui 10h20 | Dole")
    zoe = coming(town)

    said = ana.says("/evenement 1 lieu Besançon")
    town.move(MINUTE)

    assert "\nLes personnes inscrites sont prévenues maintenant.\n" in said
    assert "« Dole » devient « Besançon »" in zoe.inbox[-1]


def test_nobody_is_woken_unless_it_is_near(town: Town) -> None:
    ana = announced(town)
    zoe = coming(town)
    town.move_to(datetime(2026, 11, 24, 22))  # noqa: DTZ001 - local
    before = len(zoe.inbox)

    ana.says("/evenement 1 date dimanche 6 décembre 15h")
    town.move(timedelta(hours=1))
    assert len(zoe.inbox) == before
    town.move_to(datetime(2026, 11, 25, 8, 1))  # noqa: DTZ001 - local

    assert "Nouvelle date" in zoe.inbox[-1]


def test_people_who_would_come_in_the_morning_are_told_at_night(town: Town) -> None:
    ana = announced(town, "/evenement Marche | demain 8h30 | Dole")
    zoe = coming(town)
    town.move_to(datetime(2026, 11, 24, 22))  # noqa: DTZ001 - local

    ana.says("/evenement 1 date dimanche 6 décembre 15h")
    town.move(31 * MINUTE)

    assert "Nouvelle date" in zoe.inbox[-1]


def test_a_change_is_told_once_after_a_restart(town: Town) -> None:
    ana = announced(town)
    zoe = coming(town)
    ana.says("/evenement 1 date dimanche 6 décembre 15h")

    town.sleep_until(datetime(2026, 11, 24, 15))  # noqa: DTZ001 - local
    town.restart()
    town.move(timedelta(hours=1))

    assert sum("Nouvelle date" in each for each in zoe.inbox) == 1
    assert sum("Nouvelle date" in each.text for each in town.said_in(ana.square)) == 1


def test_more_people_than_go_into_one_unit_are_told_once_each(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.events.change_notices.BATCH", 2)
    ana = announced(town, VISIT.replace("2 places", "9 places"))
    people = [coming(town, f"P{nth}") for nth in range(5)]

    ana.says("/evenement 1 titre Grande visite")
    town.move(31 * MINUTE)
    town.restart()
    for _ in range(3):
        town.move(MINUTE)

    assert [sum("Le titre change" in each for each in one.inbox) for one in people] == [1] * 5


def test_changes_of_an_event_that_ended_during_a_pause_are_not_told(town: Town) -> None:
    ana = announced(town)
    zoe = coming(town)
    ana.says("/evenement 1 titre Grande visite")
    before = len(zoe.inbox)

    town.sleep_until(datetime(2026, 12, 6, 10))  # noqa: DTZ001 - local

    assert not any("Le titre change" in each for each in zoe.inbox[before:])
    assert zoe.says("/evenement 1").startswith("🗓 Grande visite\n")
