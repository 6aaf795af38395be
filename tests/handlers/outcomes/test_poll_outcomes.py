"""“And now?” of a poll: gardeners say what comes of it, members read it, and it is followed up."""

from datetime import datetime, timedelta

import pytest

from tests.town import BACK_ROOM, SQUARE, Neighbour, Town, labels
from tests.traffic import traffic

ON_ITS_DAY = datetime(2026, 12, 4, 10, 5)  # noqa: DTZ001 - local, as the town takes it
WORDS = "L'atelier a lieu le jeudi 10."


@pytest.fixture
def ana(town: Town) -> Neighbour:
    """The gardener of the territory, whose poll is closed with one vote."""
    ana = town.gardener("territory")
    ana.publishes("/sondage Quel jour ? | mardi | jeudi")
    zoe = town.member("Zoé")
    zoe.presses("jeudi", town.said_in(zoe.square)[-1], zoe.square)
    ana.says("/cloturer 1")
    return ana


@pytest.mark.slow
def test_the_outcome_of_a_poll_is_published_read_and_followed_up(
    town: Town, ana: Neighbour
) -> None:
    assert "Et maintenant ?" in town.said_in(BACK_ROOM)[-1].text
    assert labels(ana) == ["Annoncer la suite"]
    assert "Et maintenant ? 📊 La suite de « Quel jour ? »" in ana.says("/afaire")
    result = town.said_in(ana.square)[-1]

    assert "« Quel jour ? » : quelle est la suite ?" in ana.presses("Annoncer la suite")
    ana.says(WORDS)
    page = ana.says("vendredi 4 décembre")
    assert page.startswith(f"📊 La suite de « Quel jour ? »\n{WORDS}\nPour le vendredi 4 décembre.")
    assert "Personne d'autre ne le voit encore." in page
    assert town.said_in(ana.square)[-1] is result

    ana.presses("Publier")
    assert "Et maintenant" not in ana.says("/afaire")
    for room in SQUARE.values():
        assert town.said_in(room)[-1].text.startswith(f"📊 La suite de « Quel jour ? »\n{WORDS}")
    assert town.said_in(ana.square)[-1].reply_to == result.id
    letter = ana.reviews_letter()
    assert letter.index("Ce que ça a changé") < letter.index(WORDS)
    assert WORDS in town.member("Zoé").says("/sondage 1")

    town.move_to(ON_ITS_DAY)
    asked = town.said_in(BACK_ROOM)[-1]
    assert asked.text.endswith(f"{WORDS}\nEst-ce fait ?")
    town.restart()
    assert town.said_in(BACK_ROOM)[-1] is asked
    assert "Est-ce fait ?" in ana.says("/afaire")
    assert ana.presses("Oui, c'est fait").endswith("C'est noté : fait.")
    assert "✅ C'est fait." in town.said_in(ana.square)[-1].text


@pytest.mark.slow
def test_the_to_do_list_takes_as_many_statements_for_many_polls(town: Town, ana: Neighbour) -> None:
    counts = []
    for number in (2, 3, 4):
        ana.publishes("/sondage Et quelle heure ? | 18 h | 20 h")
        ana.presses("18 h", town.said_in(ana.square)[-1], ana.square)
        ana.says(f"/cloturer {number}")
        with traffic(town.database) as seen:
            assert ana.says("/afaire").count("Et maintenant ?") == number
        assert {"La suite de « Quel jour ? »", "La suite de « Et quelle heure ? »"} <= {
            *labels(ana)
        }
        counts.append(len(seen.statements))

    assert counts[-1] == counts[0]


@pytest.mark.slow
def test_a_late_button_asks_for_its_own_poll(town: Town, ana: Neighbour) -> None:
    ana.publishes("/sondage Quelle heure ? | 14 h | 18 h")
    ana.presses("18 h", town.said_in(ana.square)[-1], ana.square)
    closed = ana.says("/cloturer 2")
    hours = ana.direct[-1]

    assert "« Quel jour ? »" in ana.says("/suite sondage 1")
    assert "« Quelle heure ? »" in ana.presses("Annoncer la suite", hours)
    ana.says("Nous commençons à 18 h.")
    page = ana.presses("Passer")

    assert closed.startswith("Le sondage « Quelle heure ? » est clos")
    assert page.startswith("📊 La suite de « Quelle heure ? »\nNous commençons à 18 h.")
    ana.presses("Publier")
    todo = ana.says("/afaire")
    assert "La suite de « Quel jour ? »" in todo
    assert "La suite de « Quelle heure ? »" not in todo


def test_the_outcome_of_no_poll_by_name_asks_which(town: Town, ana: Neighbour) -> None:
    asked = ana.says("/suite sondage")
    words = ana.presses("1 · Quel jour ?")
    ana.presses("Annuler")
    ana.presses("Rien à raconter", town.latest_with(BACK_ROOM, "Rien à raconter"), BACK_ROOM)

    assert (
        asked
        == "Pour quel sondage ?\nEn une fois : /suite sondage 7 | l'atelier a lieu | 10 décembre"
    )
    assert words.startswith("« Quel jour ? » : quelle est la suite ?")
    assert ana.says("/suite sondage").startswith("Aucun sondage clos n'attend de suite.")


def test_the_outcome_of_a_poll_can_be_written_in_one_message(town: Town, ana: Neighbour) -> None:
    page = ana.says(f"/suite sondage 1 | {WORDS} | vendredi 4 décembre")
    again = ana.says("/suite sondage 1 | Il a lieu le 17.")
    ana.presses("Publier")

    assert page.startswith(f"📊 La suite de « Quel jour ? »\n{WORDS}\nPour le vendredi 4 décembre.")
    assert "Personne d'autre ne le voit encore." in page
    assert again.startswith("📊 La suite de « Quel jour ? »\nIl a lieu le 17.\n")
    assert "Il a lieu le 17." in town.said_in(ana.square)[-1].text


@pytest.mark.slow
def test_words_change_until_and_after_they_are_published(town: Town, ana: Neighbour) -> None:
    ana.says("/suite sondage 1")
    ana.says("Rien")
    ana.presses("Passer")
    ana.presses("Changer le texte")
    ana.says(WORDS)
    assert "Rien" not in ana.presses("Passer")
    ana.presses("Publier")

    ana.says("/sondage 1")
    ana.presses("Changer la suite donnée")
    ana.presses("Changer le texte")
    ana.says("Il a lieu le 17.")
    ana.presses("Passer")

    assert "Il a lieu le 17." in town.said_in(ana.square)[-1].text
    assert WORDS not in ana.reviews_letter()
    assert "déjà publiée" in ana.forges("poll_outcome_publish:1", ana.direct[-1])


def test_nothing_is_asked_where_nothing_is_to_tell(town: Town, ana: Neighbour) -> None:
    ana.publishes("/sondage Quelle heure ? | 14 h | 18 h")
    assert "n'est pas encore clos" in ana.says("/suite sondage 2")
    ana.says("/cloturer 2")
    assert labels(ana) == []

    ana.says("/afaire")
    ana.presses("Rien à raconter")
    assert "Et maintenant" not in ana.says("/afaire")
    assert "« Quel jour ? » : quelle est la suite ?" in ana.says("/suite sondage 1")


@pytest.mark.slow
def test_the_outcome_of_a_poll_that_ended_before_a_restored_backup_is_asked_for(town: Town) -> None:
    ana = town.gardener("territory")
    ana.publishes("/sondage Quel jour ? | mardi | jeudi --fin demain 18h")
    town.member("Zoé").says("/voter 1 jeudi")
    with town.database.unit() as store:
        town.app.jobs.give_up(store, town.clock.now() + timedelta(days=2))
    town.move(timedelta(days=2, minutes=1))

    lost, asked = town.said_in(BACK_ROOM)[-2:]
    assert "Le sondage « Quel jour ? » s'est terminé" in lost.text
    assert "Et maintenant ?" in asked.text
    assert "Et maintenant ? 📊 La suite de « Quel jour ? »" in ana.says("/afaire")
