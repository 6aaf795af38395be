"""Choose the conversations that run on PostgreSQL, too: `python -m tests.postgresql_share FOLDER`.

A conversation says the same on both databases, and tests of the storage run on both. What it adds
on PostgreSQL is that its statements are understood there, which one conversation shows for all that
execute the same. Those whose every statement is executed by one that stays are left to SQLite:
`LEFT` lists them. A new conversation runs on both, until the list is made anew.

    mkdir FOLDER
    python -m pytest --statements=FOLDER -m "not (crash or live or bench)"
    python -m tests.postgresql_share FOLDER
"""

import json
import sys
from collections import Counter
from pathlib import Path

LEFT = Path(__file__).parent / "left_to_sqlite.txt"


def left_to_sqlite() -> frozenset[str]:
    """The tests that are not repeated on PostgreSQL, each as its node without parameters."""
    return frozenset(LEFT.read_text(encoding="utf-8").splitlines())


def superfluous(executed: dict[str, frozenset[str]]) -> list[str]:
    """Tests of which every statement is executed by another that stays.

    Those with the fewest statements go first: what stays is a few long conversations.
    """
    times = Counter(each for found in executed.values() for each in found)
    gone: list[str] = []
    for test, found in sorted(executed.items(), key=lambda it: (len(it[1]), it[0])):
        if all(times[each] > 1 for each in found):
            times.subtract(found)
            gone.append(test)
    return sorted(gone)


def _read(folder: Path) -> dict[str, frozenset[str]]:
    """The statements of each conversation that both databases can have, with its first words."""
    files = [each.read_text(encoding="utf-8") for each in folder.glob("*.jsonl")]
    found: dict[str, frozenset[str]] = {}
    for _, node, statements in sorted(
        json.loads(line) for each in files for line in each.splitlines()
    ):
        test, _, parameters = node.partition("[")
        is_talk = node.startswith(("tests/handlers/", "tests/core/inbound/words/"))
        if is_talk and "sqlite" in parameters.rstrip("]").split("-"):
            found.setdefault(test, frozenset(statements))
    return found


if __name__ == "__main__":
    executed = _read(Path(sys.argv[1]))
    left = superfluous(executed)
    LEFT.write_text("".join(f"{each}\n" for each in left), encoding="utf-8")
    kept = len(executed) - len(left)
    sys.stdout.write(f"{kept} of {len(executed)} conversations run on PostgreSQL, too.\n")
