"""Which statements each test has the database execute: `pytest --statements=FOLDER`.

Each worker writes a file there, a line a test; `python -m tests.postgresql_share FOLDER` reads it.
"""

import json
import re
from collections.abc import Generator
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

_REPEATED = re.compile(r"\(\?(?:, \?)*\)(?:, \(\?(?:, \?)*\))*")
"""Places of parameters, as many as a test has values."""
_executed: set[str] = set()
_FILE = pytest.StashKey[Path]()
_PLACES = pytest.StashKey[dict[str, int]]()
"""Where each test stands among those collected."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--statements", type=Path, help="write here what each test has executed")


def pytest_configure(config: pytest.Config) -> None:
    folder = config.getoption("--statements")
    if folder is not None:
        worker = getattr(config, "workerinput", {}).get("workerid", "main")
        config.stash[_FILE] = folder / f"{worker}.jsonl"
        event.listen(Engine, "before_cursor_execute", _note)


def pytest_collection_finish(session: pytest.Session) -> None:
    session.config.stash[_PLACES] = {each.nodeid: nth for nth, each in enumerate(session.items)}


def _note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
    _executed.add(statement)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    _executed.clear()
    result = yield
    if _FILE in item.config.stash:
        shapes = {_REPEATED.sub("(?)", each) for each in _executed}
        found = sorted(sha256(each.encode()).hexdigest()[:16] for each in shapes)
        with item.config.stash[_FILE].open("a", encoding="utf-8") as file:
            place = item.config.stash[_PLACES][item.nodeid]
            file.write(json.dumps([place, item.nodeid, found]) + "\n")
    return result
