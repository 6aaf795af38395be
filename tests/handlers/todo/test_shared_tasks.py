"""Tasks that a gardener takes on or puts off, and what the colleague sees of it."""

from datetime import timedelta

import pytest

from tests.handlers.audit.traces import audited, presses_forged
from tests.handlers.digest.news.writing import propose_news
from tests.town import Neighbour, Town, labels

BIKE = "– Actualité proposée : 1 · Le vélo (Zoé)"
GARDEN = "– Actualité proposée : 2 · Le jardin (Zoé)"


def proposes(town: Town, *titles: str) -> None:
    """Have a member propose news."""
    zoe = town.member("Zoé")
    for each in titles:
        propose_news(zoe, f"/actu {each} | Il est là")


def test_the_colleague_sees_who_takes_care_of_a_task(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    proposes(town, "Le vélo", "Le jardin")

    ana.says("/afaire")
    asked = ana.presses("Je m'occupe de…")
    mine = ana.presses("Je m'occupe de : Voir l'actualité 1")
    hers = luc.says("!afaire")
    offered = labels(luc)

    assert asked.startswith("De quoi vous occupez-vous ?")
    assert mine == f"À faire\n{BIKE} (vous vous en occupez)\n{GARDEN}"
    assert hers == f"À faire\n{GARDEN}\n{BIKE} (Ana s'en occupe)"
    assert offered == ["Voir l'actualité 2", "Voir l'actualité 1", "Je m'en occupe", "Plus tard"]
    assert ("todo_take", "done") in audited(town, ana)


def test_a_task_that_a_colleague_took_is_not_taken_twice(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    proposes(town, "Le vélo")
    luc.says("!afaire")
    shown = luc.direct[-1]
    ana.says("/afaire")
    ana.presses("Je m'en occupe")

    refused = luc.presses("Je m'en occupe", shown)
    ana.presses("Je ne m'en occupe plus")
    taken = luc.presses("Je m'en occupe", shown)

    assert refused.startswith("Ana s'en occupe déjà.")
    assert taken == f"À faire\n{BIKE} (vous vous en occupez)"
    assert ana.says("/afaire") == f"À faire\n{BIKE} (Luc s'en occupe)"


@pytest.mark.slow
def test_what_is_put_off_comes_back_the_next_day(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    proposes(town, "Le vélo", "Le jardin")

    ana.says("/afaire")
    ana.presses("Plus tard…")
    left = ana.presses("Demain : Voir l'actualité 1")
    other = luc.says("!afaire")
    town.move(timedelta(days=1))

    assert left == f"À faire\n{GARDEN}\n1 autre chose attend demain."
    assert other == f"À faire\n{BIKE}\n{GARDEN}"
    assert f"{BIKE}\n" in ana.says("/afaire")


def test_what_is_put_off_is_shown_again_on_request(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    proposes(town, "Le vélo")

    ana.says("/afaire")
    nothing = ana.presses("Plus tard")
    menu = ana.says("/menu") and labels(ana)
    ana.says("/afaire")
    again = ana.presses("Voir ce qui attend demain")

    assert nothing == (
        "À faire\nRien ne vous attend aujourd'hui. Profitez du jardin.\n"
        "1 autre chose attend demain."
    )
    assert "À faire" in menu
    assert again == f"À faire\n{BIKE}"


def test_a_task_that_is_done_cannot_be_taken(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    proposes(town, "Le vélo")
    luc.says("!afaire")
    shown = luc.direct[-1]
    ana.says("/actu 1")
    ana.presses("Refuser")
    ana.presses("Passer")

    assert luc.presses("Je m'en occupe", shown) == ("Cela n'attend plus. Ce qui attend : !afaire.")
    assert presses_forged(ana, "todo_seen:0123456789ab").startswith("Cela n'attend plus.")


def test_members_share_no_tasks(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    zoe = town.member("Zoé")

    for press in ("todo_take:0123456789ab:0", "todo_later:0123456789ab:0", "todo_page:0"):
        assert presses_forged(zoe, press).startswith("Seule l'équipe de jardinage")


@pytest.mark.slow
def test_newcomers_are_told_from_the_next_day_until_they_are_seen(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    for name in ("Zoé", "Yan", "Max", "Léa"):
        town.member(name)

    first = ana.says("/afaire")
    town.move(timedelta(days=1))
    told = ana.says("/afaire")
    shown = ana.presses("Voir les nouveaux membres")
    people = labels(ana)
    ana.says("/afaire")
    seen = ana.presses("J'ai vu les nouveaux membres")
    hers = luc.says("!afaire")
    town.member("Eva")
    town.move(timedelta(days=1))

    assert "rejoint" not in first
    assert "– 4 personnes ont rejoint cette semaine : Léa, Max, Yan et 1 autre" in told
    assert shown == "👋 Nouveaux membres\n4 personnes ont rejoint cette semaine."
    assert people == ["Léa", "Max", "Yan", "Zoé", "Tous les membres"]
    assert "rejoint" not in seen
    assert "ont rejoint cette semaine" in hers
    assert "5 personnes ont rejoint cette semaine" in ana.says("/afaire")
