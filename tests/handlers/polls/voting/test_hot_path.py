"""The number of statements of a vote: the most frequent way stays short."""

import asyncio
from datetime import timedelta

import pytest

from tests.town import Neighbour, Town
from tests.traffic import traffic

ASKED = "/sondage On se voit quand ? | mardi | jeudi"


@pytest.fixture
def zoe(town: Town) -> Neighbour:
    """A member who has voted once in a poll, some time ago."""
    town.gardener("territory").publishes(ASKED)
    zoe = town.member("Zoé")
    assert town.app.transports, "the application that knows this vote goes on"
    zoe.presses("mardi", town.said_in(zoe.square)[-1], zoe.square)
    town.move(timedelta(minutes=1))
    return zoe


def test_a_vote_takes_few_statements_until_its_card_is_refreshed_in_two_rooms(
    town: Town, zoe: Neighbour
) -> None:
    card = town.said_in(zoe.square)[-1]

    with traffic(town.database) as seen:
        assert zoe.presses("jeudi", card, zoe.square).startswith("Votre vote : jeudi.")

    assert len(seen.statements) <= 34, seen.statements
    assert seen.commits <= 7, "received, claimed, handled; two rooms, each sent and recorded"


def test_a_typed_vote_that_waits_nowhere_is_not_looked_at_for_secrets(
    town: Town, zoe: Neighbour
) -> None:
    with traffic(town.database) as seen:
        assert "Votre vote : jeudi." in zoe.says("/voter 1 jeudi")

    assert len(seen.statements) <= 45, seen.statements
    assert not any("poll_entitlements" in each for each in seen.statements)
    assert sum("FROM memberships" in each for each in seen.statements) == 1, seen.statements


@pytest.mark.slow
def test_the_own_card_of_a_secret_poll_asks_for_the_turnout_once(town: Town) -> None:
    zoe = town.member("Zoé")
    town.crowd(4)
    town.gardener("territory").publishes(ASKED + " --secret")

    with traffic(town.database) as seen:
        assert "Personne ne pourra savoir" in zoe.says("/sondage 1")

    assert sum("count(*)" in each and "poll_entitlements" in each for each in seen.statements) == 1


def test_a_lone_vote_is_answered_after_one_commit(town: Town, zoe: Neighbour) -> None:
    card = town.said_in(zoe.square)[-1]
    dispatcher = town.app.dispatcher

    async def press() -> None:
        running = asyncio.create_task(dispatcher.run())
        await dispatcher._idle.wait()
        dispatcher.caught_up("telegram")
        with traffic(town.database) as seen:
            await zoe.playground.presses(
                zoe.address, zoe.name, card, "jeudi", room=zoe.square, locale="fr"
            )
        running.cancel()
        assert len(seen.statements) <= 10, seen.statements
        assert seen.commits == 1, "kept and handled"

    town._runner.run(press())


@pytest.mark.slow
def test_another_vote_of_a_batch_takes_five_statements(
    town: Town, zoe: Neighbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.core.inbound.batches.BATCH_SECONDS", 600)  # one batch, however slow
    card = town.said_in(zoe.square)[-1]
    people = [town.member(f"Person {nth}") for nth in range(4)]
    dispatcher = town.app.dispatcher

    async def press_and_handle(voters: list[Neighbour]) -> None:
        for each in voters:
            await each.playground.presses(
                each.address, each.name, card, "jeudi", room=each.square, locale="fr"
            )
        while await dispatcher.step():
            continue

    counts = []
    for voters in ([zoe, people[0]], people[1:]):
        with traffic(town.database) as seen:
            town._runner.run(press_and_handle(voters))
        counts.append(sum(not _is_of_the_batch(each) for each in seen.statements))
    assert counts[1] - counts[0] <= 5, "standing, revision, poll, ballot, cards; and two savepoints"


def _is_of_the_batch(statement: str) -> bool:
    """True for statements that keep and mark rows, and for savepoints, told by SQLite alone."""
    return statement.startswith(("SAVEPOINT", "RELEASE")) or any(
        f"{verb} {table}" in statement
        for verb in ("INTO", "FROM", "UPDATE")
        for table in ("inbox", "positions")
    )
