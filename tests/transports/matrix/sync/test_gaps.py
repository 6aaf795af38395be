"""Messages from while we were away come once, in order, despite any number of kills."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from random import Random

import pytest

from bot.core.messages.incoming import Incoming, Kind
from bot.core.messages.ports import UndecryptedEvent, Unreadable
from tests.crash_watch import WATCH
from tests.synapse import MatrixPerson
from tests.transports.contract import Shelf, until
from tests.transports.matrix_stage import Stage

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few events at once: a gap is soon there, and takes many requests to fill."""
    monkeypatch.setattr("bot.transports.matrix.sync_loop.PAGE", 10)


class FickleShelf(Shelf):
    """A receiver that now and then refuses, before it kept what it is given or after."""

    chance = Random(3)

    async def receive(
        self,
        network: str,
        arrivals: Sequence[Incoming],
        position: str | None,
        unreadable: Sequence[Unreadable] = (),
        *,
        undecrypted: Sequence[UndecryptedEvent] = (),
        opened: Sequence[str] = (),
    ) -> None:
        fate = self.chance.random()
        if fate < 0.2:
            raise ConnectionError("the database is down")
        await super().receive(
            network, arrivals, position, unreadable, undecrypted=undecrypted, opened=opened
        )
        if fate > 0.8:
            raise ConnectionError("whether it was kept, nobody knows")


async def say_all(person: MatrixPerson, room: str, count: int, start: int = 0) -> list[str]:
    said = [f"vote {number}" for number in range(start, start + count)]
    for each in said:
        await person.says(room, f"!{each}")
    return said


def by_room(shelf: Shelf) -> dict[str, list[str]]:
    heard = defaultdict(list)
    for each in shelf.of(Kind.WORDS):
        heard[each.room].append(each.words)
    return heard


@pytest.mark.crashes("not committed")
@pytest.mark.slow
async def test_nothing_is_lost_or_doubled_however_often_we_are_killed(
    stage: Stage, zoe: MatrixPerson, impatient: None
) -> None:
    stage.shelf = FickleShelf()
    async with stage.running():
        rooms = [await stage.shared(zoe) for _ in range(3)]
        await zoe.says(rooms[0], "!start")
        await stage.shelf.has(1)
    said = await asyncio.gather(
        *(say_all(zoe, room, count) for room, count in zip(rooms, (150, 60, 40), strict=True))
    )

    # A start asks for three things, then for page after page; before the last, nothing is kept.
    for requests in (2, 3, 5, 8, 12, 17, 23):
        asked = len(stage.proxy.asked)
        async with stage.running():
            await until(lambda: len(stage.proxy.asked) >= asked + requests)  # noqa: B023 - at once
    async with stage.running():
        await stage.shelf.has(251)

    heard = by_room(stage.shelf)
    assert heard.pop(f"matrix:{rooms[0]}") == ["start", *said[0]]
    assert [heard[f"matrix:{room}"] for room in rooms[1:]] == list(said[1:])


async def test_a_gap_while_we_run_is_filled(
    stage: Stage, zoe: MatrixPerson, luc: MatrixPerson, impatient: None
) -> None:
    us = MatrixPerson(stage.synapse.url, stage.us, "Terreau")
    async with stage.running():
        room = await stage.shared(zoe)
        async with stage.proxy.outage():
            before = await say_all(zoe, room, 15)
            # Our own new name is no new coming: what was said before it is for us.
            await us.is_renamed("Compost")
            await zoe.invites(room, luc.user_id)
            await luc.joins(room)
            after = await say_all(luc, room, 15, start=15)
        stage.proxy.faults.fail("*/messages")
        arrivals = await stage.shelf.has(30)

    assert [it.words for it in arrivals] == before + after
    assert {it.name for it in arrivals} == {"Zoé", "Luc"}
    assert len(stage.shelf.of(Kind.CAME)) == 1


@pytest.mark.crashes("not committed")
async def test_a_refused_commit_is_tried_again_before_anything_else_is_asked(
    stage: Stage, zoe: MatrixPerson, impatient: None
) -> None:
    async with stage.running():
        room = await stage.shared(zoe)
        stage.shelf.refusals, tried, told = 5, stage.shelf.attempts, stage.shelf.told
        await zoe.says(room, "!un")
        await until(lambda: stage.shelf.attempts > tried)
        syncs = len(stage.proxy.asked_for("*/sync"))
        await zoe.says(room, "!deux")
        await until(lambda: stage.shelf.attempts == tried + 5)
        assert len(stage.proxy.asked_for("*/sync")) == syncs
        assert stage.shelf.told == told
        await stage.nothing_but(["un"])
        assert stage.shelf.told != told
        await stage.nothing_but(["un", "deux"])


@pytest.mark.crashes("not committed")
async def test_a_receiver_that_is_cancelled_by_others_does_not_end_us(
    stage: Stage, zoe: MatrixPerson, impatient: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    receive, fates = stage.shelf.receive, [asyncio.CancelledError(), None]

    async def cancelled(*args: object, **how: object) -> None:
        fate = fates.pop() if fates else None
        if fate is not None:
            raise fate
        await receive(*args, **how)  # type: ignore[arg-type]

    async with stage.running():
        room = await stage.shared(zoe)
        monkeypatch.setattr(type(stage.shelf), "receive", staticmethod(cancelled))
        await zoe.says(room, "!un")
        await zoe.says(room, "!deux")
        await stage.nothing_but(["un", "deux"])


@pytest.mark.crashes("not committed")
async def test_a_position_is_kept_with_the_messages_before_it(
    stage: Stage, zoe: MatrixPerson
) -> None:
    """Killed between a sync and its commit, the next start asks for the same again."""
    async with stage.running():
        room = await stage.shared(zoe)
        stage.shelf.refusals = 99
        await zoe.says(room, "!un")
        await until(lambda: any(each.event == "not committed" for each in WATCH.crashes))
    stage.shelf.refusals = 0
    await zoe.says(room, "!deux")
    async with stage.running():
        await stage.nothing_but(["un", "deux"])
