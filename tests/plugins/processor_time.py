"""The processor time of a run: in all, for a test, and of the files that cost most.

Of what the tests start, it counts what has ended by then: not the servers that all of them share.
"""

import resource
from collections import defaultdict
from collections.abc import Generator
from dataclasses import dataclass, field

import pytest

FILES = 10
"""The number of files that are named."""
SPENT = "processor seconds"


@dataclass(slots=True)
class Spent:
    """The figures of the run until now, in seconds."""

    tests: int = 0
    by_file: dict[str, float] = field(default_factory=lambda: defaultdict(float))


_RUN = pytest.StashKey[Spent]()
_BEGAN = pytest.StashKey[float]()


def _so_far() -> float:
    """By this process and by those that it started and that ended."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(each.ru_utime + each.ru_stime for each in map(resource.getrusage, kinds))


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_RUN] = Spent()
    config.pluginmanager.register(_Reports(config.stash[_RUN]))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    item.stash[_BEGAN] = _so_far()
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when == "teardown":  # the last report of a test
        spent = _so_far() - item.stash[_BEGAN]
        report.user_properties = [*report.user_properties, (SPENT, spent)]
    return report


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    spent = config.stash[_RUN]
    if not spent.tests:
        return
    whole = _so_far()  # the workers have ended
    write = terminalreporter.write_line
    terminalreporter.section("processor time")
    write(f"{whole:.0f} s in all, {whole / spent.tests:.3f} s a test; most of it in")
    costly = sorted(spent.by_file.items(), key=lambda each: each[1], reverse=True)
    for file, seconds in costly[:FILES]:
        write(f"{seconds:7.1f} s  {file}")


class _Reports:
    """Counts what each test took, wherever it ran."""

    def __init__(self, spent: Spent) -> None:
        self._spent = spent

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._spent.tests += report.when == "call"
        for name, seconds in report.user_properties:
            if name == SPENT and isinstance(seconds, float):
                self._spent.by_file[report.location[0]] += seconds
