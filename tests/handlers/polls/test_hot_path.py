"""How many statements a vote takes: the way that is gone most often stays short."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import event

from tests.town import Neighbour, Town

ASKED = "/sondage On se voit quand ? | mardi | jeudi"


class Traffic:
    """What is said to the database through the connection that writes."""

    def __init__(self) -> None:
        self.statements: list[str] = []
        self.commits = 0

    def add(self, _connection: object, _cursor: object, statement: str, *_more: object) -> None:
        self.statements.append(" ".join(statement.split()[:3]))

    def commit(self, _connection: object) -> None:
        self.commits += 1


@contextmanager
def traffic(town: Town) -> Iterator[Traffic]:
    """Count statements and commits meanwhile."""
    seen = Traffic()
    writer = town.database.writer
    event.listen(writer, "after_cursor_execute", seen.add)
    event.listen(writer, "commit", seen.commit)
    yield seen
    event.remove(writer, "after_cursor_execute", seen.add)
    event.remove(writer, "commit", seen.commit)


@pytest.fixture
def zoe(town: Town) -> Neighbour:
    """Somebody who has voted once in a poll, some time ago."""
    town.gardener("territory").says(ASKED)
    zoe = town.member("Zoé")
    assert town.app.transports, "the application that knows this vote goes on"
    zoe.presses("mardi", town.said_in(zoe.square)[-1], zoe.square)
    town.move(timedelta(minutes=1))
    return zoe


def test_a_vote_takes_few_statements_until_its_card_is_refreshed_in_two_rooms(
    town: Town, zoe: Neighbour
) -> None:
    card = town.said_in(zoe.square)[-1]

    with traffic(town) as seen:
        assert zoe.presses("jeudi", card, zoe.square).startswith("Votre vote : jeudi.")

    begins = seen.statements.count("BEGIN IMMEDIATE")
    assert len(seen.statements) - begins <= 23, seen.statements
    assert seen.commits <= 7, "received, claimed, handled; two rooms, each sent and recorded"


def test_a_vote_is_answered_after_ten_statements(town: Town, zoe: Neighbour) -> None:
    card = town.said_in(zoe.square)[-1]
    dispatcher = town.app.dispatcher

    async def press_and_handle() -> None:
        await zoe.playground.presses(
            zoe.address, zoe.name, card, "jeudi", room=zoe.square, locale="fr"
        )
        await dispatcher.step()

    with traffic(town) as seen:
        town._runner.run(press_and_handle())

    asked = [each for each in seen.statements if each != "BEGIN IMMEDIATE"]
    assert len(asked) <= 10, asked
    assert seen.commits == 3


def test_another_vote_of_a_batch_takes_four_statements(town: Town, zoe: Neighbour) -> None:
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
        with traffic(town) as seen:
            town._runner.run(press_and_handle(voters))
        handled = [each for each in seen.statements if "inbox" not in each]
        counts.append(len([each for each in handled if "positions" not in each]))
    begins = 3
    assert counts[1] - counts[0] <= 4 + begins, "standing, poll, ballot, cards"
