"""Pictures that cannot be drawn or read: their words leave, and nothing is of unknown fate."""

import asyncio
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.context.clock import Clock, MovableClock
from bot.core.files import shown
from bot.core.messages.content import Chart, ChartBar, Photo, Picture, text
from bot.core.messages.rendering import Rendered
from bot.workers import worker_process
from storage.files import Files
from storage.folder import Folder
from tests.core.conftest import Make
from tests.core.engine import START, Engine
from tests.core.outbound.sending import ROOM, put, states
from tests.core.scripted_network import FREE, ScriptedNetwork

RESULT = Picture(Chart("Quel jour ?", (ChartBar("mardi", 3, "3 (100 %)"),)), text("Tuesday."))


class Gallery(ScriptedNetwork):
    """A network that draws pictures as the real ones do, right before it is asked."""

    def __init__(self, clock: Clock, *, captions: bool = True) -> None:
        super().__init__(FREE, clock)
        self.pictures: list[bytes | None] = []
        self._captions = captions

    def pieces(self, said: Rendered) -> list[Rendered]:
        if self._captions or said.picture is None:
            return [said]
        return [replace(said, spans=()), replace(said, picture=None)]

    async def send(self, room: str, said: Rendered, *, txn: str, reply_to: str | None) -> str:
        picture = None
        if said.picture is not None:
            picture = (await asyncio.to_thread(shown, said.picture)).content
        if picture is None and not said.plain:
            raise AssertionError("there is nothing to send")
        self.pictures.append(picture)
        return await super().send(room, said, txn=txn, reply_to=reply_to)


def little_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any worker process runs out of memory as it starts."""
    monkeypatch.setattr(worker_process, "DRAWING_MEMORY", 1)


def no_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """No worker process can be started: its environment was replaced."""
    monkeypatch.setattr(sys, "executable", "/nowhere/python")


@pytest.mark.crashes("a picture cannot be drawn")
@pytest.mark.parametrize("spoil", [little_memory, no_program])
@pytest.mark.parametrize("captions", [True, False])
async def test_a_result_whose_picture_cannot_be_drawn_is_sent_without_it(
    make_light: Make,
    monkeypatch: pytest.MonkeyPatch,
    spoil: Callable[[pytest.MonkeyPatch], None],
    *,
    captions: bool,
) -> None:
    spoil(monkeypatch)
    gallery = Gallery(MovableClock(START), captions=captions)
    engine = make_light(network=gallery, clock=gallery.clock)
    put(engine, RESULT)

    await engine.send()

    assert states(engine) == {"sent": 1}
    assert engine.network.said_in(ROOM) == ["Tuesday."]
    assert gallery.pictures == [None]


@pytest.mark.slow
async def test_a_result_is_sent_with_its_picture(make_light: Make) -> None:
    gallery = Gallery(MovableClock(START))
    engine = make_light(network=gallery, clock=gallery.clock)
    put(engine, RESULT)

    await engine.send()

    assert states(engine) == {"sent": 1}
    assert (gallery.pictures[0] or b"").startswith(b"\x89PNG")


@pytest.mark.crashes("a message cannot be prepared")
@pytest.mark.parametrize("is_mended", [True, False])
async def test_what_fails_before_the_network_is_asked_is_tried_again_then_given_up(
    make_light: Make, tmp_path: Path, *, is_mended: bool
) -> None:
    engine = make_light(data=tmp_path)
    file_id, file = a_photo(engine, tmp_path)
    file.unlink()
    file.mkdir()  # it cannot be read, in a way that nobody foresaw
    put(engine, Picture(Photo(file_id), text("Compost.")))

    await engine.send()
    assert states(engine) == {"waiting": 1}

    if is_mended:
        file.rmdir()
        file.write_bytes(b"a photo")
    await engine.send(within=timedelta(hours=1))

    assert states(engine) == ({"sent": 1} if is_mended else {"failed": 1})
    assert engine.network.said_in(ROOM) == ["Compost."] * is_mended


def a_photo(engine: Engine, data: Path) -> tuple[int, Path]:
    """A photo that a person sent: its number, and its file."""
    kept = Folder(data).write(b"a photo", engine.clock.now())
    number = engine.store(
        lambda store: store[Files].add(
            kept,
            kind="photo",
            name="photo.jpg",
            media_type="image/jpeg",
            reference={},
            member_id=None,
            community_id=1,
            at=engine.clock.now(),
            expires_at=engine.clock.now() + timedelta(days=30),
        )
    )
    return number, engine.store(lambda store: store[Files].path(number))
