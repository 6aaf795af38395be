"""A reader who follows an act through the program opens few files."""

from collections.abc import Callable

import pytest

from tests.house.walks import ACTS, walked

MOST = {"a vote": 55, "a sign-up": 58, "sending a question": 67}
"""Files of the program that run while the act is handled on the playground."""


@pytest.mark.parametrize("act", ACTS)
def test_an_act_runs_through_few_files(fresh_database: Callable[[str], str], act: str) -> None:
    walk = walked(ACTS[act], fresh_database("sqlite"))

    assert "bot/core/inbound/dispatcher.py" in walk.files
    assert len(walk.files) <= MOST[act], sorted(walk.files)
