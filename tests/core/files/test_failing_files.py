"""Files that cannot be drawn, or take long."""

import asyncio
import gc
from collections.abc import Callable
from dataclasses import replace
from threading import Event
from typing import Any

import pytest

from bot.core import (
    Answer,
    Context,
    Document,
    File,
    JobContext,
    Router,
    text,
)
from bot.core.declarations.references import FileRef
from bot.core.files import FileDrawer, NotDrawn
from bot.domain.roles import Role
from storage.audit import Audit
from tests.core.conftest import Make
from tests.core.engine import CONTACT
from tests.core.files.listing import DRAWN, ZOE, link_given, listing, yes
from tests.core.scripted_network import FREE


def failing(spoil: Callable[[JobContext], object]) -> tuple[Router, list[str]]:
    """A list that cannot be drawn as long as there is trouble."""
    trouble, router = ["trouble"], Router()

    @router.command("list", fr="liste")
    def give_list(ctx: Context, which: str) -> Answer:
        return FileRef[..., Any]("list").hand_out(ctx, which, caption=text("Members"))

    @router.file("list", who=Role.MEMBER)
    def draw_list(ctx: JobContext, which: str) -> Document:
        if trouble:
            spoil(ctx)
        return DRAWN

    return router, trouble


def writes(ctx: JobContext) -> None:
    ctx.store[Audit].note("me", "wrote", None, "done", ctx.now)


def is_cancelled(_ctx: JobContext) -> None:
    raise asyncio.CancelledError


def breaks(_ctx: JobContext) -> None:
    raise ValueError


NOT_DRAWN = pytest.mark.crashes("a file cannot be drawn")
SPOILED = [
    pytest.param(writes, marks=NOT_DRAWN),
    pytest.param(breaks, marks=NOT_DRAWN),
    is_cancelled,
]


@pytest.mark.parametrize("spoil", SPOILED)
async def test_a_link_that_cannot_be_drawn_still_works(
    make: Make, spoil: Callable[[JobContext], object]
) -> None:
    router, trouble = failing(spoil)
    _, file_links, token = await link_given(make, router)

    with pytest.raises(NotDrawn):
        await file_links.take(token, yes)
    trouble.clear()

    assert await file_links.take(token, yes) == DRAWN


async def test_a_link_whose_reader_went_away_still_works(make_light: Make) -> None:
    _, file_links, token = await link_given(make_light)

    assert await file_links.take(token, lambda: False) is None
    assert await file_links.take(token, yes) == DRAWN


@pytest.mark.parametrize("spoil", SPOILED)
async def test_a_reader_of_a_file_that_cannot_be_drawn_is_told(
    make: Make, spoil: Callable[[JobContext], object]
) -> None:
    engine = make(failing(spoil)[0], capabilities=replace(FREE, private_files=True))
    engine.member("Zoé", ZOE)

    said = await engine.says("/liste all")

    assert said.startswith("Je n'ai pas pu vous envoyer ce fichier.")
    assert engine.network.documents == []


async def test_a_file_that_is_drawn_for_long_holds_nobody_up(make: Make) -> None:
    begun, may_end, router = Event(), Event(), listing()

    @router.command("all", fr="tous")
    def give_all(ctx: Context) -> Answer:
        return FileRef[..., Any]("all").hand_out(ctx, caption=text("Members"))

    @router.file("all", who=Role.MEMBER)
    def draw_all(ctx: JobContext) -> Document:
        begun.set()
        assert may_end.wait(20)
        return Document("all.csv", "text/csv", ctx.community.name.encode())

    engine = make(router, capabilities=replace(FREE, private_files=True))
    engine.member("Zoé", ZOE)
    engine.member("Luc", "telegram:8")
    await engine.handle(engine.heard("/tous"))
    await engine.delivering.step()
    await asyncio.to_thread(begun.wait, 20)

    await engine.handle(engine.heard("/liste mine", sender="telegram:8"))
    while not engine.network.documents:
        await engine.delivering.step()
        await asyncio.sleep(0.01)
    assert [room for room, _ in engine.network.documents] == ["telegram:8"]
    may_end.set()
    await engine.delivering.flush()

    assert [room for room, _ in engine.network.documents] == ["telegram:8", ZOE]


@pytest.mark.crashes("a file cannot be drawn")
async def test_the_collector_waits_until_the_file_is_drawn(make_light: Make) -> None:
    router = Router()

    @router.file("one", who=Role.MEMBER)
    def draw_one(ctx: JobContext) -> Document:
        return Document("collects" if gc.isenabled() else "waits", "text/csv", b"")

    engine = make_light(router)
    drawing = FileDrawer(engine.lanes, engine.declared, CONTACT)
    one, nothing = File("one", (), ""), File("nothing", (), "")
    drawn = await asyncio.gather(
        *(drawing.draw(each, 1, engine.clock.now()) for each in [one, nothing, one, one]),
        return_exceptions=True,
    )

    assert [each.name for each in drawn if isinstance(each, Document)] == ["waits"] * 3
    assert isinstance(drawn[1], NotDrawn)
    assert gc.isenabled()
