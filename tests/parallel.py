"""Tests in several processes, forked when all is imported and collected: `pytest --workers 3`.

Each worker has a part of the tests, of which it is given a few at a time; when none is left, it is
given some from the end of the longest part.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess

import pytest

from tests.forked_worker import work
from tests.run import make_folder

AT_ONCE = 12
"""How many tests of a file a worker is given at a time, at most."""

PATIENCE = 20.0
"""Seconds within which a worker that is told to end has ended."""

Group = list[int]
"""Tests of one file, by their place among all."""

_FORK = get_context("fork")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--workers", type=int, default=0, metavar="N", help="run the tests in N forked processes"
    )


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    option = session.config.option
    if not option.workers or option.collectonly or session.testsfailed:
        return None
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None:
        reporter.showfspath = False  # tests of several files are told in turns
    Workers(session, option.workers).run()
    return True


@dataclass(slots=True, eq=False)
class Worker:
    """A process, and what it is at."""

    name: str
    part: deque[Group]
    """What is to be given to it."""
    process: ForkProcess
    given: deque[int] = field(default_factory=deque)
    """What it has not begun yet."""
    test: int | None = None
    """What it is at."""


class Workers:
    """The processes of one run."""

    def __init__(self, session: pytest.Session, count: int) -> None:
        self._session = session
        self._hook = session.config.hook
        self._parts = _parts(session.items, count)
        self._workers: dict[Connection, Worker] = {}

    def run(self) -> None:
        """Let all tests run; stops early where the session is to stop."""
        make_folder(self._session.config)
        for number, part in enumerate(self._parts, 1):
            self._start(f"worker{number}", part)
        try:
            while self._workers:
                for line in wait([*self._workers]):
                    assert isinstance(line, Connection)
                    self._hear(line, self._workers[line])
                    self._stop_if_told()
        finally:
            for line, worker in self._workers.items():
                line.close()
                worker.process.terminate()
            for worker in self._workers.values():
                worker.process.join(PATIENCE)
                worker.process.kill()

    def _start(self, name: str, part: deque[Group]) -> None:
        line, their_line = _FORK.Pipe()
        others = [line, *self._workers]
        process = _FORK.Process(target=work, args=(self._session, name, their_line, others))
        process.start()
        their_line.close()
        self._workers[line] = Worker(name, part, process)
        self._give(line, self._workers[line])

    def _hear(self, line: Connection, worker: Worker) -> None:
        try:
            said = line.recv()
        except (EOFError, ConnectionResetError):
            self._ended(line, worker)
            return
        if isinstance(said, int):
            worker.test = said
            worker.given.popleft()
            if worker.given:
                return
            self._give(line, worker)  # before it needs them
        else:
            self._report(said, worker)

    def _give(self, line: Connection, worker: Worker) -> None:
        group = self._next(worker)
        worker.given.extend(group)
        line.send(group)

    def _next(self, worker: Worker) -> Group:
        if worker.part:
            return worker.part.popleft()
        longest = max(self._parts, key=len)
        return longest.pop() if longest else []

    def _report(self, said: list[pytest.TestReport | dict[str, object]], worker: Worker) -> None:
        for each in said:
            report = each
            if isinstance(each, dict):
                config = self._session.config
                report = self._hook.pytest_report_from_serializable(config=config, data=each)
            self._hook.pytest_runtest_logreport(report=report)
        self._finished(worker)

    def _finished(self, worker: Worker) -> None:
        assert worker.test is not None
        item, worker.test = self._session.items[worker.test], None
        self._hook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)

    def _ended(self, line: Connection, worker: Worker) -> None:
        """Tell of the test that ended the worker, if one did, and let another go on."""
        del self._workers[line]
        line.close()
        worker.process.join()
        left = [*worker.given]
        if worker.test is not None:
            self._tell_of_crash(worker)
        elif worker.process.exitcode or left:
            raise RuntimeError(f"{worker.name} ended with {worker.process.exitcode}")
        if left:
            worker.part.appendleft(left)
            self._start(f"{worker.name}x", worker.part)

    def _tell_of_crash(self, worker: Worker) -> None:
        assert worker.test is not None
        item, code = self._session.items[worker.test], worker.process.exitcode

        def fail() -> None:
            raise RuntimeError(f"{worker.name} ended with {code} during this test")

        call = pytest.CallInfo.from_call(fail, "call")
        report = self._hook.pytest_runtest_makereport(item=item, call=call)
        self._hook.pytest_runtest_logreport(report=report)
        self._finished(worker)

    def _stop_if_told(self) -> None:
        if self._session.shouldfail:
            raise self._session.Failed(self._session.shouldfail)
        if self._session.shouldstop:
            raise self._session.Interrupted(self._session.shouldstop)


def _parts(items: list[pytest.Item], count: int) -> list[deque[Group]]:
    """A part of all tests for each worker, about as many for each, in groups."""
    groups = [*_groups(items)]
    most, parts = -(-len(items) // count), [deque[Group]() for _ in range(count)]
    for group in groups:
        parts[min(group[0] // most, count - 1)].append(group)
    return parts


def _groups(items: list[pytest.Item]) -> Iterator[Group]:
    for _, found in groupby(range(len(items)), key=lambda place: items[place].path):
        places = [*found]
        for start in range(0, len(places), AT_ONCE):
            yield places[start : start + AT_ONCE]
