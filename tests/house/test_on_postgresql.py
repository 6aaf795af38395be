"""Of each drawer at most one conversation is listed to run on PostgreSQL, and there it is."""

from tests.house.source_tree import ROOT
from tests.postgresql_share import drawer, on_postgresql


def test_each_drawer_has_one_conversation_on_postgresql() -> None:
    listed = on_postgresql()
    missing = [each for each in listed if not _is_there(each)]

    assert len({drawer(each) for each in listed}) == len(listed) > 1
    assert missing == []


def _is_there(test: str) -> bool:
    file, _, name = test.partition("::")
    return f"def {name}(" in (ROOT / file).read_text(encoding="utf-8")
