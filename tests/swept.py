"""The declarations at the last whole sweep: `make sweep` notes them, `python -m tests.swept`.

One that is another one since has all its cases tried in each run, until the next whole sweep.
"""

import sys
from collections.abc import Mapping
from functools import cache
from inspect import getsource
from pathlib import Path
from zlib import crc32

from bot.app import declarations
from bot.core.declarations.declaration import Declaration

NOTED = Path(__file__).with_suffix(".txt")


def is_changed(declared: Declaration) -> bool:
    """True if it was another one, or none, at the last whole sweep."""
    return _label(declared) in _changed()


def _label(declared: Declaration) -> str:
    return f"{type(declared).__name__} {declared.name}"


@cache
def _changed() -> frozenset[str]:
    noted = set(NOTED.read_text(encoding="utf-8").splitlines())
    return frozenset(label for label, now in _all().items() if f"{label} {now}" not in noted)


def _all() -> Mapping[str, str]:
    """All commands, buttons and forms, with a checksum of their code."""
    found, sums = declarations(), dict[str, int]()
    for each in (*found.all_commands(), *found.buttons.values(), *found.forms.values()):
        label = _label(each)  # a command may be declared for each of several ways to type it
        sums[label] = crc32(getsource(each.call).encode(), sums.get(label, 0))
    return {label: f"{checksum:08x}" for label, checksum in sums.items()}


def _note() -> None:
    lines = sorted(f"{label} {now}" for label, now in _all().items())
    NOTED.write_text("".join(f"{each}\n" for each in lines), encoding="utf-8")
    sys.stdout.write(f"{len(lines)} declarations were tried whole.\n")


if __name__ == "__main__":
    _note()
