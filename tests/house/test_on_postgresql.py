"""One conversation of each drawer runs on PostgreSQL, too."""

from tests.house.source_tree import ROOT
from tests.postgresql_share import HANDLERS, WORDS, drawer, on_postgresql

ON_SQLITE = {"tests/handlers/calls", "tests/handlers/directory", "tests/handlers/test_growth.py"}
"""Drawers whose fixtures make SQLite files alone."""


def test_each_drawer_has_one_conversation_on_postgresql() -> None:
    found = (ROOT / HANDLERS).rglob("test_*.py")
    drawers = {drawer(each.relative_to(ROOT).as_posix()) for each in found} | {WORDS}

    assert sorted(map(str, map(drawer, on_postgresql()))) == sorted(map(str, drawers - ON_SQLITE))
