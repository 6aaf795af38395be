"""One of several processes that run tests: what it does between its fork and its end."""

import os
from collections.abc import Sequence
from multiprocessing.connection import Connection

import pytest
from _pytest.terminal import TerminalReporter

from tests.run import become_worker


def work(
    session: pytest.Session, name: str, line: Connection, others: Sequence[Connection]
) -> None:
    """Run the tests that are given over the line, until none is; tell what became of each."""
    for each in others:  # of our parent, who is to be missed if it ends
        each.close()
    become_worker(session.config, name)
    _use_own_output(session.config)
    reports = _Reports(session.config)
    session.config.pluginmanager.register(reports)
    try:
        _run(session, line, reports)
    except (pytest.exit.Exception, KeyboardInterrupt, EOFError, BrokenPipeError):
        session._setupstate.teardown_exact(None)


class _Reports:
    """What is to be told of the test in hand."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._reports: list[pytest.TestReport | dict[str, object]] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.passed:
            self._reports.append(report)
            return
        hook = self._config.hook
        self._reports.append(hook.pytest_report_to_serializable(config=self._config, report=report))

    def take(self) -> list[pytest.TestReport | dict[str, object]]:
        """The reports since the last time."""
        taken, self._reports = self._reports, []
        return taken


def _run(session: pytest.Session, line: Connection, reports: _Reports) -> None:
    given: list[int] = line.recv()
    while given:
        place = given.pop(0)
        line.send(place)
        if not given:  # what comes next says which fixtures stay
            given = line.recv()
        item = session.items[place]
        following = session.items[given[0]] if given else None
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        line.send(reports.take())


def _use_own_output(config: pytest.Config) -> None:
    """Capture what tests write apart from others, and show no results."""
    capturing = config.pluginmanager.get_plugin("capturemanager")
    if capturing is not None and capturing.is_globally_capturing():
        capturing.stop_global_capturing()
        capturing.start_global_capturing()
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    assert isinstance(reporter, TerminalReporter)
    reporter._tw._file = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - to the end
