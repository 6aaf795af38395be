"""A lone message that comes while nothing is handled: kept and handled in one commit."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import pytest
from sqlalchemy import select

from bot.core import Context, Router
from storage.inbound.inbox import InboxRow
from tests.core.conftest import Make
from tests.core.engine import Engine
from tests.core.inbound.dispatcher.noting import SORRY, note, notes, noting, rows, told
from tests.patience import patient
from tests.traffic import traffic

ANA, BEN = "telegram:1", "telegram:2"


async def running(engine: Engine) -> Engine:
    """The dispatcher runs, has read the backlog, and knows that nothing waits."""
    engine.dispatcher.begin()
    engine.dispatcher.caught_up("telegram")
    await engine.dispatcher.step()
    return engine


async def test_it_takes_one_commit(make: Make) -> None:
    engine = await running(make(noting()))

    with traffic(engine.lanes.database) as seen:
        await engine.receive(engine.heard("/note alone"))

    assert (notes(engine), [row.state for row in rows(engine)]) == (["alone"], ["done"])
    assert seen.commits == 1


async def test_one_of_the_backlog_is_kept_before_it_is_handled(make: Make) -> None:
    engine = make(noting())
    engine.dispatcher.begin()
    old = replace(engine.heard("/note old"), backlog=True)

    with traffic(engine.lanes.database) as seen:
        await engine.receive(engine.heard("/note first"))
        engine.dispatcher.caught_up("telegram")
        await engine.receive(old)

    assert notes(engine) == ["first", "old"]
    assert seen.commits == 4


async def test_the_next_ones_take_one_commit_each_and_two_where_others_may_wait(make: Make) -> None:
    engine = await running(make(noting()))

    with traffic(engine.lanes.database) as seen:
        for words in "abc":
            await engine.receive(engine.heard(f"/note {words}"))
    lone = seen.commits
    with engine.lanes.database.unit() as store:
        store.set_aside_unread("telegram", "odd", {}, engine.clock.now())
    with traffic(engine.lanes.database) as seen:
        for words in "de":
            await engine.receive(engine.heard(f"/note {words}"))

    assert (lone, seen.commits) == (3, 3)
    assert notes(engine) == [*"abcde"]
    assert [(row.state, row.attempts, row.payload) for row in rows(engine)][:3] == [
        ("done", 1, None)
    ] * 3


async def test_it_is_handled_once_although_it_comes_again(make: Make) -> None:
    engine = await running(make(noting()))
    heard = engine.heard("/note once")

    await engine.receive(heard)
    await engine.receive(heard)
    await engine.handle(heard)

    assert notes(engine) == ["once"]


async def test_several_are_kept_first_and_handled_in_their_order(make: Make) -> None:
    engine = await running(make(noting()))

    await engine.receive(engine.heard("/note a", sender=ANA), engine.heard("/note b", sender=BEN))
    await engine.receive(engine.heard("/note c", sender=ANA))
    await engine.handle()

    assert notes(engine) == ["a", "b", "c"]


@pytest.mark.crashes("failed", "set aside")
async def test_one_that_always_fails_is_kept_then_set_aside_and_its_person_told(
    make: Make,
) -> None:
    engine = await running(make(noting()))

    await engine.receive(engine.heard("/fail an exception"))
    await engine.receive(engine.heard("/note behind"))
    await engine.handle()

    assert notes(engine) == ["behind"]
    assert [(row.state, row.attempts) for row in rows(engine)] == [("quarantined", 3), ("done", 1)]
    assert await told(engine) == [SORRY]


async def test_a_press_is_answered_once_its_effect_is_committed(make: Make) -> None:
    engine = await running(make(noting()))

    await engine.receive(engine.pressed("toast"))

    assert notes(engine) == ["pressed"]
    assert [each.words for each in engine.answers] == ["Annuler"]


async def test_its_answer_is_begun_before_others_are_woken(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = await running(make(noting()))
    loop, order = asyncio.get_running_loop(), list[str]()
    # As a task that begins at the loop's next turn.
    begin = partial(loop.call_soon, order.append, "answered")
    monkeypatch.setattr(engine.dispatcher, "_answer", lambda _: begin())
    monkeypatch.setattr(engine.dispatcher, "_on_commit", lambda: order.append("woken"))

    await engine.receive(engine.pressed("toast"))
    async with patient():
        while len(order) < 2:
            await asyncio.sleep(0)

    assert order == ["answered", "woken"]


async def test_what_is_read_apart_for_it_is_read(make: Make) -> None:
    router = noting()

    @router.command("count", fr="compter")
    def count(ctx: Context) -> None:
        """Read beside the writer, then note it."""
        note(ctx.store, f"read {ctx.apart(lambda _: 7)}", ctx)

    engine = await running(make(router))
    await engine.receive(engine.heard("/count"))
    await engine.handle()

    assert notes(engine) == ["read 7"]


async def test_one_that_ends_the_process_is_counted_once_it_comes_again(make: Make) -> None:
    router = Router()
    attempts: list[Sequence[int]] = []

    @router.command("look", fr="regarder")
    def look(ctx: Context) -> None:
        """Note the attempts that would be known if the process ended now."""
        with engine.lanes.database.reading() as committed:
            attempts.append(
                committed._session.scalars(
                    select(InboxRow.attempts).where(InboxRow.key == ctx.incoming.key)
                ).all()
            )

    engine = await running(make(router))
    await engine.receive(engine.heard("/look"))
    await engine.receive(replace(engine.heard("/look"), backlog=True))

    assert attempts == [[], [1]]
