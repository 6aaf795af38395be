"""Votes that are refused: mistyped, forged or late."""

from datetime import timedelta

import pytest

from tests.handlers.polls.tallies import ASKED, counts
from tests.town import Neighbour, Town


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        pytest.param(
            "/voter 9 2",
            "Ce sondage n'existe pas dans Pionniers de l'énergie. /sondage montre les "
            "sondages ouverts.",
            id="unknown poll",
        ),
        pytest.param(
            "/voter 1 4",
            "Le sondage « Quelle date ? » n'a pas de choix « 4 ». Écrivez l'un de ces numéros : "
            "1. mardi, 2. jeudi et 3. samedi.",
            id="unknown number",
        ),
        pytest.param(
            "/voter 1 dimanche",
            "Le sondage « Quelle date ? » n'a pas de choix « dimanche ». "
            "Écrivez l'un de ces numéros : "
            "1. mardi, 2. jeudi et 3. samedi.",
            id="unknown words",
        ),
        pytest.param(
            "/voter 1 2 3",
            "Le sondage « Quelle date ? » n'accepte qu'un seul choix. "
            "Écrivez par exemple : /voter 1 2.",
            id="two choices",
        ),
        pytest.param(
            "/voter mardi",
            "Sondages ouverts\n« mardi » n'est pas un nombre : écrivez par exemple 3.\n"
            "À voter\n1 · Quelle date ?",
            id="no number",
        ),
        pytest.param(
            "/voter 1 retirer",
            "Vous n'avez pas voté au sondage « Quelle date ? ».",
            id="nothing to take back",
        ),
        pytest.param(
            "/voter",
            "Sondages ouverts\nÀ voter\n1 · Quelle date ?",
            id="nothing but the command",
        ),
    ],
)
def test_a_bad_vote_is_explained(town: Town, ana: Neighbour, typed: str, answer: str) -> None:
    assert ana.says(typed) == answer
    assert counts(town) == ["0"] * 3


@pytest.mark.parametrize(
    ("press", "answer"),
    [
        pytest.param(
            "vote:99:1",
            "Ce sondage n'existe pas dans Pionniers de l'énergie. /sondage montre les "
            "sondages ouverts.",
            id="another poll",
        ),
        pytest.param(
            "vote:1:9",
            "Le sondage « Quelle date ? » n'a pas de choix « 9 ». Écrivez l'un de ces numéros : "
            "1. mardi, 2. jeudi et 3. samedi.",
            id="another choice",
        ),
        pytest.param("vote:1:-1", "Ce bouton n'est plus valable.", id="a negative choice"),
        pytest.param("vote:1", "Ce bouton n'est plus valable.", id="too short"),
        pytest.param("close_poll_now:1", "Seules la personne qui a créé", id="not one's own"),
        pytest.param("withdraw_poll:1", "Seules la personne qui a créé", id="nor to withdraw"),
    ],
)
def test_a_forged_button_does_nothing(town: Town, ana: Neighbour, press: str, answer: str) -> None:
    zoe = town.member("Zoé")

    assert zoe.forges(press, zoe.direct[-1]).startswith(answer)
    assert counts(town) == ["0"] * 3


@pytest.mark.slow
def test_a_vote_on_its_way_at_the_end_counts_until_the_poll_is_closed(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    ana.publishes(f"{ASKED} --fin dans 2 heures")
    sent_at = town.clock.now() + timedelta(minutes=119)
    town.clock.move(timedelta(minutes=121))

    late = zoe.says("/voter 1 1")
    in_time = zoe.says("/voter 1 2", sent_at=sent_at)
    town.move(timedelta(minutes=1))
    after = zoe.says("/voter 1 3", sent_at=sent_at)

    assert late.startswith("Le sondage « Quelle date ? » est clos, les votes sont comptés.")
    assert "Votre vote : jeudi." in in_time
    assert after.startswith("Le sondage « Quelle date ? » est clos, les votes sont comptés.")


@pytest.mark.parametrize(
    ("minutes", "backlog", "counted"),
    [
        pytest.param(-1, True, True, id="sent before, read late"),
        pytest.param(-1, False, False, id="sent before, entered after"),
        pytest.param(1, True, False, id="sent after, read late"),
    ],
)
def test_a_vote_of_a_backlog_that_was_sent_before_the_close_counts(
    town: Town,
    ana: Neighbour,
    minutes: int,
    backlog: bool,  # noqa: FBT001 - as listed above
    counted: bool,  # noqa: FBT001 - likewise
) -> None:
    yan = town.member("Yan", on="matrix")
    closed_at = town.clock.now()
    ana.says("/cloturer 1")
    town.move(timedelta(minutes=5))

    answered = yan.says(
        "!voter 1 2", sent_at=closed_at + timedelta(minutes=minutes), backlog=backlog
    )

    result = town.said_in(yan.square)[-1].text
    assert "Quelle date ?" in result
    if counted:
        assert "Votre vote : jeudi." in answered
        assert "« jeudi » arrive en tête, avec 1 vote." in result
    else:
        assert answered.startswith("Le sondage « Quelle date ? » est clos, les votes sont comptés.")
        assert "personne n'a voté" in result


def test_a_network_whose_clock_is_ahead_loses_no_vote(town: Town) -> None:
    ana, yan = town.gardener("territory"), town.member("Yan", on="matrix")
    ana.publishes(f"{ASKED} --fin vendredi 18h")

    voted = yan.says("!voter 1 2", sent_at=town.clock.now() + timedelta(days=5))

    assert "Votre vote : jeudi." in voted
