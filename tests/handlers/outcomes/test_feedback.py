"""Feedback on an event: asked once of those who were there, and read without names."""

from datetime import datetime, timedelta

import pytest

from bot.core import JobContext
from handlers.outcomes import ask_afterwards
from storage.events import Attendances
from storage.members import Identities
from storage.outcomes import FeedbackRow, Outcome
from tests.handlers.audit.traces import presses_forged
from tests.town import Neighbour, Town

pytestmark = pytest.mark.slow

DAY_AFTER = datetime(2026, 11, 26, 10, 5)  # noqa: DTZ001 - local, as the town takes it
NOON = datetime(2026, 11, 26, 12, 0)  # noqa: DTZ001


def goes(town: Town, name: str, on: str = "telegram") -> Neighbour:
    person = town.member(name, on=on)
    person.says("/inscription 1 oui" if on == "telegram" else "!inscription 1 oui")
    return person


def asked(who: Neighbour) -> int:
    return sum("Comment était-ce ?" in each for each in who.inbox)


def rows(town: Town) -> list[FeedbackRow]:
    with town.database.unit() as store:
        return list(store._session.query(FeedbackRow).all())


def test_participants_are_asked_once_and_nobody_else(town: Town, ana: Neighbour) -> None:
    zoe, yan = goes(town, "Zoé"), goes(town, "Yan", on="matrix")
    maybe, bob = town.member("May"), town.member("Bob")
    maybe.says("/inscription 1 peut-être")

    town.move_to(datetime(2026, 11, 26, 9, 55))  # noqa: DTZ001
    assert asked(zoe) == 0
    town.move_to(DAY_AFTER)
    town.restart()
    town.move_to(NOON)

    assert [asked(each) for each in (zoe, yan, maybe, bob)] == [1, 1, 0, 0]


def test_only_people_checked_in_are_asked_where_there_was_a_check_in(
    town: Town, ana: Neighbour
) -> None:
    zoe, bob = goes(town, "Zoé"), goes(town, "Bob")
    with town.database.unit() as store:
        identity = store[Identities].get(zoe.address)
        assert identity is not None
        mine = store[Attendances].mine(1, identity.member_id)
        assert mine is not None
        store[Attendances].came(mine.id, town.clock.now())

    town.move_to(NOON)

    assert (asked(zoe), asked(bob)) == (1, 0)


def test_a_member_who_asked_for_silence_or_left_is_not_asked(town: Town, ana: Neighbour) -> None:
    zoe, bob, eve = goes(town, "Zoé"), goes(town, "Bob"), goes(town, "Ève")
    for who, way, sure in (
        (zoe, "Ne plus m'écrire", "Oui, ne plus m'écrire"),
        (bob, "Quitter la communauté", "Oui, quitter"),
    ):
        who.says("/quitter")
        who.presses(way)
        who.presses(sure)
    before = [asked(each) for each in (zoe, bob, eve)]

    town.move_to(NOON)

    assert [asked(each) for each in (zoe, bob, eve)] == [before[0], before[1], 1]


def test_the_question_waits_for_the_end_of_quiet_hours(town: Town, ana: Neighbour) -> None:
    zoe = goes(town, "Zoé")
    zoe.says("/reglages")
    zoe.presses("Heures calmes")
    zoe.presses("D'autres heures")
    zoe.says("9h - 13h")

    town.move_to(NOON)
    assert asked(zoe) == 0
    town.move_to(datetime(2026, 11, 26, 13, 5))  # noqa: DTZ001
    assert asked(zoe) == 1


@pytest.mark.parametrize(("day", "times"), [(29, 1), (30, 0)])
def test_participants_are_asked_up_to_three_days_after_a_pause(
    town: Town, ana: Neighbour, day: int, times: int
) -> None:
    zoe = goes(town, "Zoé")
    town.sleep_until(datetime(2026, 11, day, 9, 0))  # noqa: DTZ001
    town.move(timedelta(hours=5))
    assert asked(zoe) == times


def test_a_mark_and_a_word(town: Town, ana: Neighbour) -> None:
    zoe = goes(town, "Zoé")
    town.move_to(DAY_AFTER)

    assert zoe.presses("Très bien").startswith("Merci, c'est noté. Voulez-vous ajouter un mot ?")
    said = zoe.says("J'ai appris")

    assert said == (
        "Votre réponse pour l'événement 1 : Très bien\n« J'ai appris »\n"
        "Vous pouvez la modifier jusqu'au jeudi 10 décembre."
    )


def test_feedback_is_given_by_number_on_matrix(town: Town, ana: Neighbour) -> None:
    yan = goes(town, "Yan", on="matrix")
    town.move_to(DAY_AFTER)

    yan.says("3")
    assert "Pas bien" in yan.says("passer")


def test_a_mind_is_changed_for_two_weeks_and_the_word_stays(town: Town, ana: Neighbour) -> None:
    zoe = goes(town, "Zoé")
    town.move_to(DAY_AFTER)
    question = zoe.direct[-1]
    zoe.presses("Très bien", question)
    zoe.says("J'ai appris")
    zoe.presses("Moyen", question)
    assert "Moyen\n« J'ai appris »" in zoe.presses("Passer")
    (row,) = rows(town)
    assert row.mark == "fair"

    town.move_to(datetime(2026, 12, 10, 9, 0))  # noqa: DTZ001
    zoe.presses("Pas bien", question)
    zoe.presses("Passer")
    town.move_to(datetime(2026, 12, 10, 10, 5))  # noqa: DTZ001
    assert zoe.presses("Très bien", question).startswith("Il est trop tard")
    (row,) = rows(town)
    assert row.mark == "bad"


def test_feedback_is_taken_back_and_two_taps_are_harmless(town: Town, ana: Neighbour) -> None:
    zoe = goes(town, "Zoé")
    town.move_to(DAY_AFTER)
    zoe.presses("Très bien")
    zoe.presses("Passer")
    last = zoe.direct[-1]

    assert zoe.presses("Retirer ma réponse", last) == "Votre réponse est retirée."
    assert rows(town) == []
    assert "Comment était-ce ?" in zoe.presses("Répondre à nouveau")


def test_gardeners_read_counts_and_from_three_answers_words_without_names(
    town: Town, ana: Neighbour
) -> None:
    people = [goes(town, name) for name in ("Zoé", "Bob", "Ève")]
    town.move_to(DAY_AFTER)
    for person, mark, words in zip(
        people, ("Très bien", "Très bien", "Pas bien"), ("zut", "bien", "froid"), strict=True
    ):
        before = ana.says("/evenement 1")
        person.presses(mark)
        person.says(words)

    assert "Très bien : 2 · Moyen : 0 · Pas bien : 0" in before
    assert "bien\n" not in before.split("Pas bien : 0")[1]
    assert "à partir de 3 réponses" in before
    after = ana.says("/evenement 1")
    told = "Les avis\nTrès bien : 2 · Moyen : 0 · Pas bien : 1\n– bien\n– froid\n– zut\n"
    assert told in after
    assert not any(each.name in after for each in people)
    assert "Les avis" not in people[0].says("/evenement 1")


def test_a_member_who_was_absent_cannot_give_feedback(town: Town, ana: Neighbour) -> None:
    goes(town, "Zoé")
    bob = town.member("Bob")
    town.move_to(DAY_AFTER)

    assert presses_forged(bob, "feedback:1:good").startswith("Seules les personnes venues")
    assert presses_forged(bob, "feedback:99:good").startswith("Seules les personnes venues")
    assert rows(town) == []


def test_a_forged_mark_is_not_counted(town: Town, ana: Neighbour) -> None:
    zoe = goes(town, "Zoé")
    assert presses_forged(zoe, "feedback:1:good") == ("L'événement 1 n'est pas encore terminé.")
    town.move_to(DAY_AFTER)
    assert presses_forged(zoe, "feedback:1:superb").startswith("Répondez avec l'un des")
    assert rows(town) == []


def test_feedback_loses_its_author_after_sixty_days(town: Town, ana: Neighbour) -> None:
    zoe = goes(town, "Zoé")
    town.move_to(DAY_AFTER)
    zoe.presses("Très bien")
    zoe.presses("Passer")

    town.move(timedelta(days=61))

    (row,) = rows(town)
    assert (row.member_id, row.mark) == (None, "good")


def test_many_are_asked_in_turns_and_each_once(
    town: Town, ana: Neighbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.outcomes.follow_up.AT_ONCE", 2)
    others_left = []

    def ask_some(ctx: JobContext) -> bool:
        others_left.append(ask_afterwards(ctx))
        return others_left[-1]

    monkeypatch.setattr("schedules.outcomes.ask_afterwards", ask_some)
    people = [goes(town, f"P{number}") for number in range(5)]

    town.move_to(datetime(2026, 11, 26, 10, 0, 30))  # noqa: DTZ001
    for _ in range(3):
        town.restart()
        town.move(timedelta(minutes=1))

    assert others_left[:3] == [True, True, True]
    assert not others_left[-1]
    assert [asked(each) for each in people] == [1] * 5
    with town.database.unit() as store:
        (outcome,) = store._session.query(Outcome).all()
        assert outcome.all_asked
