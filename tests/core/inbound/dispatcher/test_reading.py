"""What takes long is read beside the writer: others go on, and each person's order is kept."""

import asyncio
import threading

import pytest

from bot.core import Context, JobContext, Router, Text, text
from storage.audit import Audit
from storage.members import Members
from tests.core.conftest import Make
from tests.core.inbound.dispatcher.noting import note
from tests.patience import patient

ANA, BEN = "telegram:1", "telegram:2"
DONE = threading.Event()


def _count(ctx: JobContext) -> int:
    DONE.wait(60)
    return ctx.store[Members].count(1)


def _change(ctx: JobContext) -> int:
    ctx.store[Audit].note("", "counted", None, "done", ctx.now)
    ctx.store.flush()
    return 7


def counting() -> Router:
    """Commands that read a lot, among others."""
    router = Router()

    @router.command("count", fr="compter")
    def count(ctx: Context) -> Text:
        """Count."""
        note(ctx.store, "counts", ctx)
        first, second = ctx.apart(_count), ctx.apart(_count)
        return text("{first} and {second}", first=first, second=second)

    @router.command("change", fr="changer")
    def change(ctx: Context) -> Text:
        """Change something where nothing can be changed."""
        return text("changed {count}", count=ctx.apart(_change))

    @router.command("say", fr="dire")
    def say(ctx: Context, words: str) -> Text:
        """Say something."""
        note(ctx.store, words, ctx)
        return text("said {words}", words=words)

    return router


async def test_others_go_on_while_something_is_read_and_the_same_person_waits(make: Make) -> None:
    engine = make(counting())
    DONE.clear()
    await engine.receive(
        engine.heard("/compter", sender=ANA),
        engine.heard("/dire a", sender=ANA),
        engine.heard("/dire b", sender=BEN),
    )
    while await engine.dispatcher.step():
        pass
    await engine.delivering.flush()

    assert engine.network.said_in(BEN) == ["said b"]
    assert engine.network.said_in(ANA) == []
    DONE.set()
    await engine.handle()
    await engine.delivering.flush()

    assert engine.network.said_in(ANA) == ["0 and 0", "said a"]


async def test_what_was_begun_before_something_is_read_is_done_once(make: Make) -> None:
    engine = make(counting())
    DONE.set()
    assert await engine.says("/compter", sender=ANA) == "0 and 0"
    traces = engine.store(lambda store: [each.action for each in store[Audit].latest(9)])
    assert traces.count("counts") == 1


async def test_what_cannot_be_read_beside_the_writer_is_read_by_it(make: Make) -> None:
    engine = make(counting())
    assert await engine.says("/changer", sender=ANA) == "changed 7"


@pytest.mark.slow
async def test_a_running_dispatcher_answers_what_was_read(make: Make) -> None:
    engine = make(counting())
    DONE.set()
    running = asyncio.create_task(engine.dispatcher.run())
    await engine.receive(engine.heard("/compter", sender=ANA))
    async with patient():
        while not engine.network.said_in(ANA):
            await engine.delivering.flush()
            await asyncio.sleep(0)
    running.cancel()
    assert engine.network.said_in(ANA) == ["0 and 0"]
