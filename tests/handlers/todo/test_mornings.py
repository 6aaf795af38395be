"""The list of tasks that comes to each gardener by itself."""

from datetime import timedelta

import pytest

from tests.handlers.audit.traces import presses_forged
from tests.handlers.digest.news.writing import propose_news
from tests.town import PARIS, START, Neighbour, Town

TITLE = "☀️ Pionniers de l'énergie : à faire"
TOMORROW = START.astimezone(PARIS).replace(hour=0) + timedelta(days=1)


def lists(person: Neighbour) -> list[str]:
    """The lists that came to a gardener by themselves."""
    shown = person.town.shown_in(person.address)
    return [each.text for each in shown if each.text.startswith(TITLE)]


@pytest.fixture
def zoe(town: Town, ana: Neighbour, luc: Neighbour) -> Neighbour:
    """A member whose news item waits for the gardeners."""
    zoe = town.member("Zoé")
    propose_news(zoe, "/actu Le vélo | Il est là")
    return zoe


def test_the_list_comes_at_eight_and_once_a_day(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour
) -> None:
    town.move_to(TOMORROW.replace(hour=7, minute=59))
    before = lists(ana) + lists(luc)
    town.move_to(TOMORROW.replace(hour=8, minute=20))
    hers, his = lists(ana), lists(luc)
    town.move_to(TOMORROW.replace(hour=20))

    assert before == []
    assert hers[0].startswith(f"{TITLE}\n– Zoé a rejoint cette semaine.\n– Actualité proposée : 1")
    assert hers[0].endswith("Chaque jour à 8 h, si quelque chose attend. Pour changer : /reglages")
    assert his[0].endswith("Pour changer : !reglages")
    assert (lists(ana), lists(luc)) == (hers, his)
    assert lists(zoe) == []


def test_a_button_of_it_does_the_thing_on_both_networks(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour
) -> None:
    town.move_to(TOMORROW.replace(hour=8, minute=20))

    assert ana.presses("Voir l'actualité 1").startswith("Actualité 1\nLe vélo")
    assert luc.presses("Voir l'actualité 1").startswith("Actualité 1\nLe vélo")


def test_nothing_comes_where_nothing_waits(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    town.move(timedelta(days=2))

    assert lists(ana) + lists(luc) == []
    assert ana.says("/afaire").startswith("Rien ne vous attend")


def test_each_gardener_chooses_the_hour(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour
) -> None:
    ana.says("/reglages")
    ana.presses("Heure de ma liste")
    chosen = ana.presses("18 h")
    luc.says("!reglages")
    luc.presses("Heure de ma liste")
    never = luc.presses("Seulement à ma demande")
    town.move_to(TOMORROW.replace(hour=12))
    early = lists(ana)
    town.move_to(TOMORROW.replace(hour=18, minute=20))

    assert chosen == "C'est noté : votre liste arrive chaque jour à 18 h."
    assert never == "C'est noté : votre liste n'arrive que si vous la demandez."
    assert early == []
    assert len(lists(ana)) == 1
    assert lists(luc) == []
    assert "Votre liste À faire : seulement à votre demande." in luc.says("!reglages")


def test_an_absent_gardener_is_left_alone(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour
) -> None:
    ana.says("/absence aujourd'hui - 30 novembre")
    town.move_to(TOMORROW.replace(hour=9))

    assert lists(ana) == []
    assert len(lists(luc)) == 1


@pytest.mark.slow
def test_what_the_colleague_took_brings_no_list(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour
) -> None:
    town.move_to(TOMORROW.replace(hour=8, minute=20))
    for gardener in (ana, luc):
        gardener.presses("J'ai vu les nouveaux membres")
    luc.presses("Je m'en occupe")
    town.move(timedelta(days=1))

    assert lists(ana) == []  # that of the day before was replaced when she pressed
    assert len(lists(luc)) == 1


def test_members_have_no_hour(town: Town, zoe: Neighbour) -> None:
    assert "Votre liste" not in zoe.says("/reglages")
    assert presses_forged(zoe, "todo_hour:9").endswith("chaque jour à 9 h.")
    town.move(timedelta(days=1))
    assert lists(zoe) == []
