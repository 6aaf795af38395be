"""Choose the conversations that run on PostgreSQL, too: `python -m tests.postgresql_share FOLDER`.

A conversation says the same on both databases, and PostgreSQL is asked to understand each statement
of those on SQLite (`tests/plugins/postgresql_grammar.py`). So one conversation of each drawer runs
there whole: the one whose statements are shared least with those chosen before (`LISTED`).

    mkdir FOLDER
    python -m pytest --statements=FOLDER -m "not (crash or live or bench)" tests/handlers \
        tests/core/inbound/words
    python -m tests.postgresql_share FOLDER
"""

import json
import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

LISTED = Path(__file__).parent / "on_postgresql.txt"
WORDS = "tests/core/inbound/words"
HANDLERS = "tests/handlers"


def on_postgresql() -> frozenset[str]:
    """The conversations that run on PostgreSQL, each as its node without parameters."""
    return frozenset(LISTED.read_text(encoding="utf-8").splitlines())


def drawer(node: str) -> str | None:
    """The drawer of a conversation: a folder or file of `tests/handlers`, or the words."""
    parts = node.partition("::")[0].split("/")
    if node.startswith(f"{WORDS}/"):
        return WORDS
    return "/".join(parts[:3]) if node.startswith(f"{HANDLERS}/") else None


def representatives(executed: dict[str, frozenset[str]]) -> list[str]:
    """One conversation of each drawer: in each round the one that adds most statements."""
    waiting: dict[str, list[str]] = defaultdict(list)
    for test in sorted(executed):
        waiting[drawer(test) or ""].append(test)
    waiting.pop("", None)
    seen: set[str] = set()
    chosen: list[str] = []
    while waiting:
        best = max(
            (each for tests in waiting.values() for each in tests), key=_added(executed, seen)
        )
        waiting.pop(drawer(best) or "")
        seen |= executed[best]
        chosen.append(best)
    return sorted(chosen)


def _added(executed: dict[str, frozenset[str]], seen: set[str]) -> Callable[[str], int]:
    return lambda test: len(executed[test] - seen)


def _read(folder: Path) -> dict[str, frozenset[str]]:
    """The statements of each conversation that both databases can have, with its first words.

    What a browser looks at is left out: it takes long.
    """
    files = [each.read_text(encoding="utf-8") for each in folder.glob("*.jsonl")]
    found: dict[str, frozenset[str]] = {}
    for _, node, statements in sorted(
        json.loads(line) for each in files for line in each.splitlines()
    ):
        test, _, parameters = node.partition("[")
        is_short = "test_in_browser" not in test
        if is_short and "sqlite" in parameters.rstrip("]").split("-"):
            found.setdefault(test, frozenset(statements))
    return found


if __name__ == "__main__":
    executed = _read(Path(sys.argv[1]))
    listed = representatives(executed)
    LISTED.write_text("".join(f"{each}\n" for each in listed), encoding="utf-8")
    sys.stdout.write(f"{len(listed)} of {len(executed)} conversations run on PostgreSQL, too.\n")
