"""Welcomes that go away again, and newcomers of whom nothing is kept."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.domain.roles import Circle
from storage.joining import Newcomer
from storage.members import Members
from tests.handlers.joining.welcomes import (
    HOUR,
    MINUTE,
    greeting,
    greetings,
    kept,
    newcomers,
    on_both,
    standing,
    traces,
)
from tests.handlers.linking.accounts import linked
from tests.town import SQUARE, Neighbour, Town


@pytest.mark.slow
@on_both
def test_a_welcome_is_deleted_when_all_have_joined(town: Town, network: str) -> None:
    people = newcomers(town, *(f"N{number}" for number in range(7)), on=network)
    town.move(MINUTE)
    for person in people[:-1]:
        person.joins()
    town.move(MINUTE)
    assert len(standing(town, network)) == 1, "one who is only counted has not joined"

    people[-1].joins()
    town.move(MINUTE)

    assert (standing(town, network), kept(town)) == ([], 0)


def test_joining_by_another_account_counts_once_both_are_linked(town: Town) -> None:
    [zoe] = newcomers(town, "Zoé", on="matrix")
    town.move(MINUTE)
    assert len(standing(town, "matrix")) == 1
    on_telegram = town.member("Zoé")
    linked(on_telegram, zoe)
    town.move(MINUTE)

    assert standing(town, "matrix") == []


@on_both
def test_a_person_who_leaves_the_room_is_no_longer_named_in_it(town: Town, network: str) -> None:
    [zoe, max_] = newcomers(town, "Zoé", "Max", on=network)
    town.move(MINUTE)
    [welcome] = standing(town, network)

    zoe.exits()
    assert greeting(welcome) == "Bienvenue, Max."
    assert traces(town, "Zoé", zoe.address) == []
    max_.exits()

    assert (welcome.deleted, kept(town)) == (True, 0)


@pytest.mark.slow
@on_both
def test_a_welcome_is_deleted_after_two_days_at_the_latest(town: Town, network: str) -> None:
    newcomers(town, "Zoé", on=network)
    town.move(MINUTE)
    town.move(46 * HOUR)
    assert len(standing(town, network)) == 1

    town.move(HOUR)

    assert (standing(town, network), kept(town)) == ([], 0)
    assert traces(town, "Zoé") == []


@pytest.mark.slow
@on_both
def test_a_welcome_that_can_no_longer_be_deleted_says_one_line_without_names(
    town: Town, network: str
) -> None:
    newcomers(town, "Zoé", on=network)
    town.move(MINUTE)
    [welcome] = town.said_in(SQUARE[network])

    town.sleep_until((town.clock.now() + 60 * HOUR).replace(tzinfo=None))
    town.move(MINUTE)

    if network == "telegram":
        assert not welcome.deleted
        assert welcome.text == (
            "Bienvenue aux personnes qui viennent d'arriver. Pour rejoindre : /rejoindre"
        )
        assert welcome.choices == []
    else:
        assert welcome.deleted, "there is no such limit"
    assert traces(town, "Zoé") == []


@pytest.mark.slow
@on_both
def test_a_welcome_that_waits_while_all_join_is_never_sent(town: Town, network: str) -> None:
    [zoe] = newcomers(town, "Zoé", on=network)
    playground = town.networks[network]
    assert kept(town) == 1
    with playground.cut():
        town.move(MINUTE)
        with town.database.unit() as store:  # by another way: this one is cut
            now = town.clock.now()
            member = store[Members].register(zoe.address, "Zoé", direct=None, at=now)
            store[Members].join(member, 1, Circle.INFORMED, now)
        town.move(MINUTE)
    town.move(HOUR)

    assert town.said_in(SQUARE[network]) == []


@pytest.mark.slow
def test_a_restart_between_loses_nobody_and_doubles_nothing(town: Town) -> None:
    [zoe] = newcomers(town, "Zoé")
    town.restart()
    town.move(MINUTE)
    town.restart()
    town.move(HOUR)
    assert greetings(town) == ["Bienvenue, Zoé."]

    zoe.joins()
    town.restart()
    town.move(MINUTE)
    assert standing(town) == []


def declines(zoe: Neighbour) -> None:
    zoe.says("/rejoindre")
    zoe.presses("Non merci")


def forgets(zoe: Neighbour) -> None:
    zoe.says("/effacer")


@pytest.mark.parametrize("act", [declines, forgets])
def test_a_person_who_declines_is_named_no_longer(
    town: Town, act: Callable[[Neighbour], None]
) -> None:
    [zoe, _] = newcomers(town, "Zoé", "Max")
    town.move(MINUTE)

    act(zoe)

    assert [greeting(each) for each in standing(town)] == ["Bienvenue, Max."]
    with town.database.unit() as store:
        known = store._session.scalars(select(Newcomer.address)).all()
    assert zoe.address not in known


@pytest.mark.parametrize("choice", ["Effacer mes données", "Quitter la communauté"])
def test_a_person_who_joins_and_goes_again_is_named_no_longer(town: Town, choice: str) -> None:
    [zoe, _] = newcomers(town, "Zoé", "Max")
    town.move(MINUTE)
    zoe.joins()
    town.move(MINUTE)

    zoe.says("/quitter")
    zoe.presses(choice)
    zoe.presses("Oui")

    assert [greeting(each) for each in standing(town)] == ["Bienvenue, Max."]


def test_a_welcome_whose_last_newcomer_was_erased_is_deleted(town: Town) -> None:
    [zoe] = newcomers(town, "Zoé")
    town.move(MINUTE)
    assert (len(standing(town)), kept(town)) == (1, 1)

    zoe.says("/effacer")
    town.move(MINUTE)

    assert (standing(town), kept(town)) == ([], 0)


def test_a_room_that_is_lost_keeps_nobody(town: Town) -> None:
    newcomers(town, "Zoé")
    town.move(MINUTE)
    newcomers(town, "Max")
    town.do(town.networks["telegram"].put_out(SQUARE["telegram"]))
    town.move(HOUR)

    assert kept(town) == 0
    assert greetings(town) == ["Bienvenue, Zoé."]


@pytest.mark.slow
@pytest.mark.parametrize("away", [HOUR, 72 * HOUR])
def test_a_welcome_left_in_a_room_is_taken_away_once_we_are_back(
    town: Town, away: timedelta
) -> None:
    newcomers(town, "Zoé")
    town.move(MINUTE)
    [welcome] = standing(town)
    playground, square = town.networks["telegram"], SQUARE["telegram"]
    town.do(playground.put_out(square))
    town.move(away)
    town.do(playground.let_in(square))
    town.move(MINUTE)

    assert welcome.deleted or "Zoé" not in welcome.text
    assert welcome.deleted == (away == HOUR)
