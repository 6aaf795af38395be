"""Tasks that hang are told, tasks that end end the program, and the system's supervisor knows."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

import pytest
import structlog

from bot import app as composition
from bot.app import App, Observer
from bot.config import Settings
from bot.core import tasks
from bot.core.context.clock import Clock
from bot.core.messages.ports import Transport
from bot.core.tasks import Heartbeat, TaskEnded
from bot.operations.run import Supervisor
from bot.transports.matrix import MatrixTransport
from bot.transports.matrix.account import MatrixAccount
from bot.transports.telegram import TelegramTransport, polling
from storage.unit_of_work import Database
from tests.databases import Fresh
from tests.emulator import BotApi
from tests.patience import HANG, patient
from tests.running.programs import ENGLISH, written
from tests.synapse import Synapse

SETTINGS = Settings.model_validate({"communities": [{"slug": "energie", "name": "Énergie"}]})
NAMES = (
    *("telegram", "telegram presses", "telegram deliveries", "telegram downloads"),
    *("telegram menus", "inbox", "imports", "schedule", "watch", "log"),
)


@dataclass(slots=True)
class Running:
    """The application on an emulated Telegram."""

    app: App
    living: asyncio.Task[None]
    before: set[asyncio.Task[object]]
    """The tasks that were there before it began."""
    signs: list[str] = field(default_factory=list)
    """What its observer was told."""

    def heartbeat(self, name: str) -> Heartbeat:
        return next(each for each in self.app.heartbeats if each.name == name)

    async def until(self, fact: Callable[[], object]) -> None:
        async with patient():
            while not fact():
                await asyncio.sleep(0.02)
                self.app.dispatcher.wake()
                self.app.wake()


@asynccontextmanager
async def running_on(url: str, *transports: Transport, clock: Clock) -> AsyncIterator[Running]:
    signs: list[str] = []
    observer = Observer(
        *(lambda word=word: signs.append(word) for word in ("ready", "alive", "ending"))
    )
    app = App(SETTINGS, Database(url), transports, clock, observer=observer)
    before, stop = asyncio.all_tasks(), asyncio.Event()
    living = asyncio.create_task(app.run(stop))
    made = Running(app, living, before, signs)
    try:
        await made.until(lambda: living.done() or "ready" in signs)
        await made.until(lambda: all(each.task is not None for each in app.heartbeats))
        yield made
    finally:
        stop.set()
        await asyncio.wait([living], timeout=HANG)
        if living.done() and not living.cancelled():
            living.exception()


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "BEAT_EVERY", 0.05)
    monkeypatch.setattr(polling, "POLL_SECONDS", 1)
    for name, seconds in (("WATCH_SECONDS", 0.05), ("FORGET_SECONDS", 0.05), ("END_SECONDS", 0.5)):
        monkeypatch.setattr(composition, name, seconds)


@pytest.fixture
async def running(fresh_database: Fresh) -> AsyncIterator[Running]:
    clock = Clock()
    with structlog.testing.capture_logs():
        async with BotApi(limits=False) as api:
            telegram = TelegramTransport(api.token, api_base=api.url, clock=clock)
            async with running_on(fresh_database("sqlite"), telegram, clock=clock) as made:
                yield made


async def test_each_task_that_the_application_starts_has_a_heartbeat(running: Running) -> None:
    kept = {each.task for each in running.app.heartbeats}
    assert {each.name for each in running.app.heartbeats} == set(NAMES)

    def without() -> list[asyncio.Task[object]]:
        begun = asyncio.all_tasks() - running.before - {running.living}
        return [task for task in begun - kept if not is_brief(task)]

    async with patient():
        while without():  # what is under way ends
            await asyncio.sleep(0.05)
    assert without() == [], "a task that runs as long as the program keeps a heartbeat"


def is_brief(task: asyncio.Task[object]) -> bool:
    """True for the wait for the end, and for what is not of ours."""
    coroutine = task.get_coro()
    name = getattr(coroutine, "__qualname__", "")
    return (
        name == "_wait_until_set"
        or "bot" not in getattr(coroutine, "cr_code", is_brief.__code__).co_filename
    )


async def hang(*_: object, **__: object) -> bool:
    await asyncio.Event().wait()
    return True


@pytest.mark.parametrize("name", [each for each in NAMES if each != "schedule"])
async def test_a_task_that_hangs_is_unwell_and_not_alive(
    running: Running, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(tasks, "LONGEST_SILENCE", 1.0)
    heartbeat = running.heartbeat(name)
    monkeypatch.setattr(heartbeat, "wait", hang)
    monkeypatch.setattr(heartbeat, "sleep", hang)

    monkeypatch.setattr(tasks, "monotonic", later(60.0))
    await running.until(lambda: heartbeat.is_silent)
    while name not in (await running.app.health()).unwell:  # what was under way gave a last sign
        await running.until(lambda: heartbeat.is_silent)
    while not await is_quiet(running):
        await running.until(lambda: heartbeat.is_silent)


async def is_quiet(running: Running) -> bool:
    """True if the supervisor hears nothing, so that it starts us again."""
    told = len(running.signs)
    await asyncio.sleep(0.3)
    return len(running.signs) == told


def later(seconds: float) -> Callable[[], float]:
    return lambda: monotonic() + seconds


@pytest.mark.parametrize("name", NAMES)
async def test_a_cancelled_task_ends_the_program(running: Running, name: str) -> None:
    task = running.heartbeat(name).task
    assert task is not None
    task.get_loop().call_soon_threadsafe(task.cancel)

    async with patient():
        with pytest.raises(TaskEnded):
            await running.living
    assert running.signs[-1] == "ending"


@pytest.mark.parametrize("name", [each for each in NAMES if each != "schedule"])
async def test_a_task_that_fails_ends_the_program(
    running: Running, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    async def fail(*_: object) -> bool:
        raise RuntimeError("broken")

    heartbeat = running.heartbeat(name)
    monkeypatch.setattr(heartbeat, "wait", fail)
    monkeypatch.setattr(heartbeat, "sleep", fail)
    await running.until(running.living.done)

    error = running.living.exception()
    while error is not None and not isinstance(error, RuntimeError):
        error = error.exceptions[0] if isinstance(error, ExceptionGroup) else error.__cause__
    assert isinstance(error, RuntimeError)


async def test_a_request_that_hangs_is_told(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    hanging = Heartbeat("telegram downloads")
    hanging.begin(hang()).add_done_callback(lambda _: None)
    running.app.fetches["telegram"]._under_way[1] = hanging

    monkeypatch.setattr(tasks, "monotonic", later(tasks.LONGEST_SILENCE + 1))

    assert "telegram downloads" in (await running.app.health()).unwell
    del running.app.fetches["telegram"]._under_way[1]
    assert hanging.task is not None
    hanging.task.cancel()


@pytest.fixture
def listener(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> socket.socket:
    """A datagram socket, as systemd has it."""
    path = tmp_path / "notify"
    monkeypatch.setenv("NOTIFY_SOCKET", str(path))
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    listening.bind(str(path))
    listening.settimeout(HANG)
    return listening


def test_the_supervisor_is_told_on_its_socket(listener: socket.socket) -> None:
    with listener:
        supervisor = Supervisor()
        for tell in (supervisor.ready, supervisor.alive, supervisor.stopping):
            tell()
        told = [listener.recv(100) for _ in range(3)]

    assert told == [b"READY=1", b"WATCHDOG=1", b"STOPPING=1"]
    supervisor.ready()  # nobody listens any more: that is no trouble


PROGRAM = """
import asyncio
from {module} import {owner}
from bot.core.tasks import kept

async def broken(self, *_):
    {how}

{owner}.run = kept(broken)
from bot.__main__ import cli
cli()
"""
BROKEN = {
    "the dispatcher": ("bot.core.inbound.dispatcher", "Dispatcher"),
    "a delivery": ("bot.core.outbound.delivery", "DeliveryLoop"),
}
WAYS = {
    "cancelled": "asyncio.current_task().cancel(); await asyncio.sleep(1)",
    "failed": "raise RuntimeError",
    "over": "return",
}


@pytest.mark.slow
@pytest.mark.parametrize("how", WAYS)
@pytest.mark.parametrize("what", BROKEN)
async def test_a_program_whose_task_ended_ends_with_one(
    tmp_path: Path, what: str, how: str
) -> None:
    module, owner = BROKEN[what]
    program = PROGRAM.format(module=module, owner=owner, how=WAYS[how])
    async with BotApi(limits=False) as api:
        config = written(tmp_path, api.url)
        child = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-c", program, "run", "--config", str(config)),
            stderr=asyncio.subprocess.PIPE,
            cwd=Path(__file__).parents[2],
            env={**os.environ, **ENGLISH},
        )
        _, said = await asyncio.wait_for(child.communicate(), 120)

    assert child.returncode == 1
    assert "ended by an error" in said.decode()


@pytest.mark.slow
async def test_the_program_tells_its_supervisor(tmp_path: Path, listener: socket.socket) -> None:
    async with BotApi(limits=False) as api:
        child = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "bot", "run", "--config", str(written(tmp_path, api.url))),
            cwd=Path(__file__).parents[2],
            env={**os.environ, **ENGLISH},
        )
        told = [await asyncio.to_thread(listener.recv, 100)]
        while told.count(b"WATCHDOG=1") < 2:
            told.append(await asyncio.to_thread(listener.recv, 100))
        child.send_signal(signal.SIGTERM)
        while told[-1] != b"STOPPING=1":
            told.append(await asyncio.to_thread(listener.recv, 100))
        assert await asyncio.wait_for(child.wait(), HANG) == 0
        listener.close()

    assert b"READY=1" in told


@pytest.fixture
async def on_matrix(
    fresh_database: Fresh, synapse: Synapse, tmp_path: Path
) -> AsyncIterator[Running]:
    clock, bot = Clock(), await synapse.register("Terreau")
    account = MatrixAccount(synapse.url, bot.user_id, password=bot.password)
    with structlog.testing.capture_logs():
        matrix = MatrixTransport(account, folder=tmp_path, pickle_key="k" * 40, clock=clock)
        async with running_on(fresh_database("sqlite"), matrix, clock=clock) as made:
            yield made


MATRIX_NAMES = ("matrix", "matrix keys", "matrix invitations", "matrix strangers")


@pytest.mark.slow
async def test_each_task_of_the_matrix_thread_has_a_heartbeat(on_matrix: Running) -> None:
    beats = on_matrix.app.transports["matrix"].heartbeats
    here, *there = beats
    assert [each.name for each in there] == list(MATRIX_NAMES)
    assert here.task is not None
    loop = there[0].task.get_loop() if there[0].task else None
    assert loop not in {None, asyncio.get_running_loop()}
    assert loop is not None

    kept = {each.task for each in there}

    def without() -> list[asyncio.Task[object]]:
        return [task for task in asyncio.all_tasks(loop) - kept if not is_brief(task)]

    async with patient():
        while without():  # what is under way ends
            await asyncio.sleep(0.05)


@pytest.mark.slow
@pytest.mark.parametrize("nth", range(len(MATRIX_NAMES)), ids=MATRIX_NAMES)
async def test_a_cancelled_task_of_matrix_ends_the_program(on_matrix: Running, nth: int) -> None:
    task = on_matrix.app.transports["matrix"].heartbeats[nth + 1].task
    assert task is not None
    task.get_loop().call_soon_threadsafe(task.cancel)

    async with patient():
        with pytest.raises(TaskEnded):
            await on_matrix.living


@pytest.mark.slow
async def test_a_hanging_sync_is_unwell(
    on_matrix: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A commit that never comes holds the sync: its task gives no sign."""
    monkeypatch.setattr(on_matrix.app.dispatcher, "receive", hang)
    monkeypatch.setattr(tasks, "LONGEST_SILENCE", 3.0)
    sync = on_matrix.app.transports["matrix"].heartbeats[1]
    await on_matrix.until(lambda: sync.is_silent)

    assert "matrix" in (await on_matrix.app.health()).unwell
