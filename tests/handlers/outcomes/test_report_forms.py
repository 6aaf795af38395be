"""Reports of events: asked for, written and posted."""

from collections.abc import Callable
from datetime import datetime

import pytest

from storage.events import Events
from tests.handlers.audit.traces import presses_forged
from tests.handlers.digest.news.writing import add_news
from tests.handlers.outcomes.reports import ACCOUNT, DAY_AFTER, tells
from tests.saved_towns import SavedTowns
from tests.town import BACK_ROOM, CHANNEL, SQUARE, WATER, Neighbour, Town, town_settings

pytestmark = pytest.mark.slow

NOON = datetime(2026, 11, 26, 12, 0)  # noqa: DTZ001


def asked(town: Town) -> list[str]:
    return [each.text for each in town.said_in(BACK_ROOM) if "Et maintenant ?" in each.text]


def test_gardeners_are_asked_the_day_after_at_ten_once(town: Town, ana: Neighbour) -> None:
    town.move_to(datetime(2026, 11, 26, 9, 55))  # noqa: DTZ001
    assert asked(town) == []

    town.move_to(DAY_AFTER)
    assert len(asked(town)) == 1
    town.restart()
    town.move_to(NOON)
    assert len(asked(town)) == 1


def test_gardeners_are_asked_once_after_a_pause(town: Town, ana: Neighbour) -> None:
    town.sleep_until(datetime(2026, 12, 1, 8, 0))  # noqa: DTZ001
    assert len(asked(town)) == 1


def test_nobody_is_asked_about_a_cancelled_event(town: Town, ana: Neighbour) -> None:
    ana.says("/evenement 1 annuler Il neige")
    town.move_to(NOON)
    assert asked(town) == []
    assert "annulé" in ana.says("/suite 1")


def test_a_missing_report_is_a_task_until_it_is_written_or_closed(
    town: Town, ana: Neighbour
) -> None:
    town.move_to(DAY_AFTER)
    assert "Et maintenant ? Suite de l'événement 1" in ana.says("/afaire")

    assert ana.presses("Rien à raconter") == "Événement 1 : rien à raconter, c'est noté."
    assert "Et maintenant" not in ana.says("/afaire")
    assert "Qu'est-ce qui en est sorti" in ana.presses("Raconter quand même")


def test_a_gardener_who_reported_before_is_not_asked(town: Town, ana: Neighbour) -> None:
    town.move_to(datetime(2026, 11, 25, 18, 0))  # noqa: DTZ001
    assert "\nC'est publié dans les salons.\n" in tells(ana)
    town.move_to(NOON)
    assert asked(town) == []


def test_a_report_is_written_step_by_step_and_shown_before_it_is_posted(
    town: Town, ana: Neighbour
) -> None:
    town.move_to(DAY_AFTER)
    page = tells(ana, publish=False)

    assert page.startswith(
        "Suite de l'événement 1 · Visite du composteur\n"
        "Douze personnes sont venues.\nDécisions\nUn deuxième bac\n"
        "Prochaine étape\nCommander le bac (pour le vendredi 4 décembre)\n"
    )
    assert "Personne d'autre ne le voit encore" in page
    assert len(town.said_in(ana.square)) == 1


def test_a_report_is_posted_in_the_rooms_and_joins_the_letter(town: Town, luc: Neighbour) -> None:
    town.move_to(DAY_AFTER)
    said = tells(luc)

    assert "Actualité 1 : elle est dans la lettre du mardi 1er décembre" in said
    for room in SQUARE.values():
        assert town.said_in(room)[-1].text.startswith("Suite de l'événement 1 · Visite")
    assert len(town.said_in(CHANNEL)) == 1
    letter = luc.reviews_letter()
    assert "Douze personnes sont venues." in letter
    assert "Luc, pour la Région" in letter


def test_a_second_tap_posts_nothing_more(town: Town, ana: Neighbour) -> None:
    town.move_to(DAY_AFTER)
    page = tells(ana, publish=False)
    shown = ana.direct[-1]
    assert "Personne d'autre" in page
    ana.presses("Publier", shown)
    count = len(town.said_in(ana.square))

    ana.says("/suite 1")
    assert "Publier" not in [choice.label for choice in ana.direct[-1].choices]
    with town.database.unit() as store:
        (event,) = store[Events].past(1, town.clock.now())
    again = presses_forged(ana, f"outcome_publish:{event.id}")
    assert "déjà publiée" in again
    assert len(town.said_in(ana.square)) == count


def test_only_the_account_is_needed(town: Town, ana: Neighbour) -> None:
    town.move_to(DAY_AFTER)
    ana.says("/suite 1")
    ana.says(ACCOUNT)
    ana.presses("Passer")
    page = ana.presses("Passer")

    assert "\nDouze personnes sont venues.\n\nPersonne d'autre ne le voit encore." in page


def test_the_card_and_the_unsent_letter_follow_a_change(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    town.move_to(DAY_AFTER)
    tells(ana)
    ana.says("/suite 1")
    ana.presses("Récit")
    ana.says("Treize personnes sont venues.")

    assert "Treize personnes" in town.said_in(ana.square)[-1].text
    letter = luc.reviews_letter()
    assert "Treize personnes" in letter
    assert "Douze personnes" not in letter


def test_a_report_sent_in_a_letter_stays_and_nothing_goes_out_twice(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    town.move_to(DAY_AFTER)
    tells(ana)
    luc.reviews_letter()
    luc.presses("Soumettre à Ana")
    ana.reviews_letter()
    ana.presses("Approuver")
    town.move_to(datetime(2026, 12, 1, 8, 5))  # noqa: DTZ001
    assert "Douze personnes" in town.said_in(ana.square)[-1].text

    ana.says("/suite 1")
    ana.presses("Récit")
    ana.says("Treize personnes sont venues.")
    assert "Treize" not in luc.reviews_letter()


def test_a_letter_already_read_through_is_a_draft_again(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    town.move_to(DAY_AFTER)
    add_news(ana, "/actu Le broyeur est arrivé")
    ana.reviews_letter()
    ana.presses("Soumettre à Luc")

    tells(luc)

    assert any("à nouveau un brouillon" in each or "brouillon" in each for each in ana.inbox[-2:])


def test_reports_of_two_gardeners_at_once_are_both_kept(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    town.move_to(DAY_AFTER)
    for who, mark in ((ana, "/"), (luc, "!")):
        who.says(f"{mark}suite 1")
    ana.says("Il a plu.")
    luc.says("Le tas fume.")
    for who in (ana, luc):
        who.presses("Passer")
        page = who.presses("Passer")

    assert "Il a plu.\nLe tas fume." in page


def test_two_reports_that_are_too_long_together_are_refused(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    town.move_to(DAY_AFTER)
    for who, mark in ((ana, "/"), (luc, "!")):
        who.says(f"{mark}suite 1")
    for who in (ana, luc):
        who.says("Il a plu, mais pas trop. " * 40 + who.name)
        who.presses("Passer")
        last = who.presses("Passer")

    assert last.startswith("Avec ce qu'Ana a écrit, c'est trop long")


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        pytest.param("/suite 9", "Il n'y a pas d'événement passé 9 ici", id="unknown"),
        pytest.param("/suite 2", "Il n'y a pas d'événement passé 2 ici", id="draft"),
        pytest.param("/suite 1", "L'événement 1 n'est pas encore terminé.", id="to come"),
    ],
)
def test_a_cancelled_event_has_no_outcome(
    town: Town, ana: Neighbour, typed: str, answer: str
) -> None:
    ana.says("/evenement Pique-nique | samedi 5 décembre 12h | Parc")
    assert ana.says(typed).startswith(answer)


def test_members_read_it_and_do_not_write_it(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé")
    town.move_to(DAY_AFTER)
    tells(ana)

    assert "l'équipe de jardinage" in zoe.says("/suite 1")
    zoe.says("/evenement 1")
    assert "Douze personnes" in zoe.presses("Lire la suite")


def test_a_forged_press_from_another_community_changes_nothing(
    fresh_database: Callable[[str], str],
    saved_towns: SavedTowns | None,
) -> None:
    town = Town(fresh_database("sqlite"), town_settings(WATER), saved=saved_towns)
    ana = town.gardener("territory", "Pionniers de l'énergie")
    ana.says("/evenement Visite | mercredi 25 novembre 14h30-16h30 | Besançon")
    ana.presses("Annoncer")
    stranger = Neighbour(town, "telegram", "telegram:53", "Eva", "fr").joins("Eau vive")
    town.move_to(DAY_AFTER)

    said = presses_forged(stranger, "outcome_tell:1")

    assert "Il n'y a pas d'événement passé" in said
    town.close()
