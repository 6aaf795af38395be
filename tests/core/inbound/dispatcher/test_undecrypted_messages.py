"""Messages that wait for their key, and messages that come alone."""

import asyncio

import pytest
from sqlalchemy import event
from sqlalchemy.exc import StatementError

from bot.core.messages.ports import UndecryptedEvent
from tests.core.conftest import Make
from tests.core.engine import SQUARE, Engine
from tests.core.inbound.dispatcher.noting import notes, noting, rows


async def waiting(engine: Engine) -> list[str]:
    return [each.key for each in await engine.dispatcher.undecrypted("telegram")]


async def test_a_sealed_message_waits_and_enters_in_the_commit_that_opens_it(make: Make) -> None:
    engine = make(noting())
    opened = engine.heard("/note opened")
    undecrypted = [
        UndecryptedEvent(opened.key, SQUARE, '{"a": "\x00é"}'),
        UndecryptedEvent("$2", SQUARE, "{}"),
    ]

    await engine.dispatcher.receive("telegram", [], "1", undecrypted=undecrypted)
    assert await engine.dispatcher.undecrypted("telegram") == [
        UndecryptedEvent(opened.key, SQUARE, '{"a": "é"}'),
        UndecryptedEvent("$2", SQUARE, "{}"),
    ]
    await engine.dispatcher.receive("telegram", [opened], "2", opened=[opened.key])
    await engine.handle()

    assert notes(engine) == ["opened"]
    assert await waiting(engine) == ["$2"]
    assert await engine.dispatcher.position("telegram") == "2"


async def test_a_message_that_was_read_or_waits_is_not_sealed_again(make: Make) -> None:
    engine = make(noting())
    heard = engine.heard("/note once")
    await engine.handle(heard)

    for _ in range(2):
        undecrypted = [
            UndecryptedEvent(heard.key, SQUARE, "{}"),
            UndecryptedEvent("$2", SQUARE, "{}"),
        ]
        await engine.dispatcher.receive("telegram", [], None, undecrypted=undecrypted)

    assert await waiting(engine) == ["$2"]


async def test_a_sealed_message_is_kept_with_its_position_or_not_at_all(make_light: Make) -> None:
    engine = make_light(noting())
    unstorable, undecrypted = object(), [UndecryptedEvent("$1", SQUARE, "{}")]

    with pytest.raises(StatementError):
        await engine.dispatcher.receive("telegram", [], unstorable, undecrypted=undecrypted)  # type: ignore[arg-type]

    assert await waiting(engine) == []
    assert await engine.dispatcher.position("telegram") is None


async def test_a_message_that_comes_while_nothing_is_handled_takes_two_commits(
    make_light: Make,
) -> None:
    engine = make_light(noting())
    await engine.handle(engine.heard("/note before"))
    commits: list[object] = []
    event.listen(engine.lanes.database.writer, "commit", commits.append)
    running = asyncio.create_task(engine.dispatcher.run())
    await engine.dispatcher._idle.wait()
    commits.clear()

    await engine.receive(engine.heard("/note after"))
    assert [row.attempts for row in rows(engine)] == [1, 1], "it is claimed as it is kept"
    await engine.dispatcher._idle.wait()

    running.cancel()
    assert notes(engine) == ["before", "after"]
    assert len(commits) == 2 + 2, "one that keeps, one that handles; two looks of this test"


async def test_a_message_that_comes_alone_is_answered_once_it_is_kept(make_light: Make) -> None:
    engine = make_light(noting())
    running = asyncio.create_task(engine.dispatcher.run())
    await engine.dispatcher._idle.wait()

    await engine.receive(engine.pressed("toast"))
    assert len(engine.answers) == 1, "before anybody else has run"
    await engine.receive(engine.pressed("toast"), engine.pressed("toast"))
    assert len(engine.answers) == 1, "several wait for their turn"
    await engine.dispatcher._idle.wait()

    running.cancel()
    assert len(engine.answers) == len(notes(engine)) == 3


@pytest.mark.crashes("failed")
async def test_a_message_that_comes_alone_and_fails_is_tried_again(make_light: Make) -> None:
    engine = make_light(noting())
    running = asyncio.create_task(engine.dispatcher.run())
    await engine.dispatcher._idle.wait()

    await engine.receive(engine.pressed("limp"))
    await engine.dispatcher._idle.wait()

    running.cancel()
    assert notes(engine) == ["try 2"]
    assert len(engine.answers) == 1
