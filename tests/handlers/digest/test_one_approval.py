"""One approval is enough once the other gardener has been silent, where the community chose so."""

from datetime import datetime, timedelta

import pytest

from storage.communities import Communities
from tests.handlers.digest.news.writing import add_news, submit_letter
from tests.town import CHANNEL, Neighbour, Town

DUE = datetime(2026, 12, 1, 8, 0)  # noqa: DTZ001 - `move_to` reads it in Paris
HOUR = timedelta(hours=1)
FOOT = "Approuvée par Ana : la Région n'a pas répondu en 48 heures."
NOT_SENT = "La lettre du mardi 1er décembre à 8 h n'est pas partie.\n"


def choose(town: Town, hours: int) -> None:
    """Choose the hours after which one approval is enough; 0: never."""
    carl = town.cultivator()
    carl.says("/communaute energie")
    carl.presses("Accords pour la lettre")
    carl.presses(f"Après {hours} heures" if hours else "Non, toujours deux")


def sent(town: Town) -> list[str]:
    return [each.text for each in town.shown_in(CHANNEL)]


def test_a_community_chooses_it_by_buttons(town: Town, ana: Neighbour) -> None:
    carl = town.cultivator()
    before = carl.says("/communaute energie")

    asked = carl.presses("Accords pour la lettre")
    chosen = carl.presses("Après 48 heures")
    after = carl.says("/communaute energie")

    assert "accord" not in before
    assert "Un seul accord peut-il suffire si l'autre personne ne répond pas ?" in asked
    assert "Un seul accord suffit pour la lettre après 48 heures sans réponse." in chosen
    assert "un seul suffit après 48 heures sans réponse." in after
    del ana


@pytest.mark.parametrize("value", ["1", "-48", "x", ""])
def test_other_times_cannot_be_forged(town: Town, value: str) -> None:
    carl = town.cultivator()
    carl.says("/communaute energie")
    carl.presses("Accords pour la lettre")

    refused = carl.forges(f"community_put:1:alone:{value}", carl.direct[-1])

    assert refused == "Ce réglage n'existe pas. /communaute montre ce qui peut être changé."
    with town.database.unit() as store:
        assert store[Communities].get(1).alone_after == 0


@pytest.mark.slow
def test_silence_for_two_days_lets_the_letter_go_and_its_foot_says_so(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    choose(town, 48)
    add_news(ana, "/actu Un")

    submitted = submit_letter(ana)
    asked = luc.inbox[-1]
    town.move_to(DUE)

    until = "Sans réponse, un seul accord suffira à partir du jeudi 26 novembre à 10 h."
    assert until in submitted
    assert until in asked
    title = "📰 Pionniers de l'énergie : lettre du mardi 1er décembre"
    assert sent(town) == [f"{title}\nUn\nAna, pour le territoire\n\n{FOOT}"]


@pytest.mark.slow
def test_the_other_gardener_has_all_the_time_that_was_told(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    choose(town, 48)
    add_news(ana, "/actu Un")
    town.move_to(DUE - 47 * HOUR)
    submit_letter(ana)

    town.move_to(DUE)
    early = sent(town)
    refused = ana.says("/lettre approuver")
    town.move(HOUR)
    late = ana.says("/lettre approuver")

    assert early == []
    assert refused.startswith("Vous avez soumis cette lettre")
    assert late == "La lettre part maintenant."
    assert sent(town)[0].endswith(FOOT)
    del luc


@pytest.mark.slow
def test_once_the_time_to_answer_is_over_the_letter_waits_for_its_day_alone(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    choose(town, 48)
    add_news(ana, "/actu Un")
    submit_letter(ana)
    town.move(49 * HOUR)

    shown = ana.reviews_letter()

    assert "Le délai de réponse est passé : un seul accord suffit." in shown
    assert "suffira à partir" not in shown
    with pytest.raises(LookupError):
        ana.presses("Approuver")
    town.move_to(DUE)
    assert sent(town)[0].endswith(FOOT)
    del luc


@pytest.mark.slow
def test_an_answer_counts_more_than_silence(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    choose(town, 24)
    add_news(ana, "/actu Un")
    submit_letter(ana)
    town.move(30 * HOUR)

    luc.says("!lettre corriger Le titre")
    town.move_to(DUE)

    assert sent(town) == []
    assert ana.inbox[-1].startswith(NOT_SENT + "Personne ne l'a soumise.\n")


@pytest.mark.slow
def test_an_approval_in_time_leaves_no_note(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    choose(town, 24)
    add_news(ana, "/actu Un")
    submit_letter(ana)
    luc.presses("Approuver")

    town.move_to(DUE)

    assert sent(town)[0].endswith("Ana, pour le territoire")


@pytest.mark.slow
@pytest.mark.parametrize(("before", "after"), [(0, 24), (24, 0)])
def test_a_choice_made_after_submission_does_not_shorten_what_was_told(
    town: Town, ana: Neighbour, luc: Neighbour, before: int, after: int
) -> None:
    choose(town, before)
    add_news(ana, "/actu Un")
    submit_letter(ana)

    choose(town, after)
    town.move_to(DUE)

    assert sent(town) == []
    assert luc.inbox[-1].startswith(NOT_SENT + "Il manque votre accord.\n")


@pytest.mark.slow
def test_a_change_makes_the_hours_begin_again(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    choose(town, 72)
    add_news(ana, "/actu Un")
    submit_letter(ana)
    town.move_to(DUE - 2 * HOUR)

    ana.says("/lettre accueil Bonjour")
    submit_letter(ana)
    town.move_to(DUE)

    assert sent(town) == []
    assert luc.inbox[-1].startswith(NOT_SENT + "Il manque votre accord.\n")
