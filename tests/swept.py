"""The declarations at the last whole sweep: `make sweep` notes them, `python -m tests.swept`.

One that is another one since has all its cases tried in each run, until the next whole sweep.
"""

import sys
from functools import cache
from inspect import getsource
from pathlib import Path
from zlib import crc32

from bot.app import declarations
from bot.core.declarations.declaration import Declaration

NOTED = Path(__file__).with_suffix(".txt")


@cache
def is_changed(declared: Declaration) -> bool:
    """True if it was another one, or none, at the last whole sweep."""
    return _line(declared) not in _noted()


def _line(declared: Declaration) -> str:
    return f"{type(declared).__name__} {declared.name} {crc32(getsource(declared.call).encode()):08x}"


@cache
def _noted() -> frozenset[str]:
    return frozenset(NOTED.read_text(encoding="utf-8").splitlines())


def _note() -> None:
    found = declarations()
    all_ = [*found.all_commands(), *found.buttons.values(), *found.forms.values()]
    lines = sorted({_line(each) for each in all_})
    NOTED.write_text("".join(f"{each}\n" for each in lines), encoding="utf-8")
    sys.stdout.write(f"{len(lines)} declarations were tried whole.\n")


if __name__ == "__main__":
    _note()
