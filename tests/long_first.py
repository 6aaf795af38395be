"""The order of tests: those that may take minutes first, so that none of them ends a run alone.

pytest-xdist gives each worker one part of the list; a worker that is done takes from others' ends.
"""

from itertools import chain

import pytest

_USUAL = 120.0
"""Seconds that a test may take where no mark says otherwise, as pyproject.toml has it."""


@pytest.hookimpl(trylast=True)  # after those that are left out have gone
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    workers = getattr(config, "workerinput", {"workercount": 1})["workercount"]
    longest = sorted((each for each in items if _most(each) > _USUAL), key=_most, reverse=True)
    others = [each for each in items if _most(each) <= _USUAL]
    parts = [
        longest[nth::workers]
        + others[len(others) * nth // workers : len(others) * (nth + 1) // workers]
        for nth in range(workers)
    ]
    items[:] = chain.from_iterable(parts)


def _most(item: pytest.Item) -> float:
    """Seconds that a test may take."""
    mark = item.get_closest_marker("timeout")
    return _USUAL if mark is None else float(mark.args[0])
