"""The thread that the Matrix client runs in."""

import asyncio
from threading import Event

import pytest

from bot.transports.matrix.transport import LoopThread
from tests.patience import HANG, patient


async def test_a_task_running_when_the_thread_ends_is_cancelled() -> None:
    thread, began, cut = LoopThread("thread"), Event(), Event()

    async def long() -> None:
        began.set()
        try:
            await asyncio.sleep(HANG)
        finally:
            cut.set()

    waiting = asyncio.create_task(thread.run(long()))
    await asyncio.to_thread(began.wait, HANG)

    thread.end()

    assert cut.is_set()
    async with patient():
        with pytest.raises(asyncio.CancelledError):
            await waiting


async def test_a_task_begun_while_the_thread_ends_is_cancelled_too() -> None:
    thread, began, cut = LoopThread("thread"), Event(), Event()
    late: list[asyncio.Task[None]] = []

    async def last() -> None:
        try:
            await asyncio.sleep(HANG)
        finally:
            cut.set()

    async def long() -> None:
        began.set()
        try:
            await asyncio.sleep(HANG)
        finally:
            late.append(asyncio.create_task(last()))
            await asyncio.sleep(0)

    waiting = asyncio.create_task(thread.run(long()))
    await asyncio.to_thread(began.wait, HANG)

    thread.end()

    assert cut.is_set()
    assert late[0].cancelled()
    await asyncio.wait([waiting], timeout=HANG)
