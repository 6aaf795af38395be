"""Run the mutants: `make mutants`, or `make mutants ONLY="secret"` for those with these words.

Each is put into a copy of the tree, and the tests that it names are run there: one of them has to
fail. So do all without any mutant: a test that fails anyhow notices nothing.
"""

import os
import subprocess
import sys
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from importlib.util import cache_from_source
from pathlib import Path
from shutil import copytree, ignore_patterns
from tempfile import TemporaryDirectory

from tests.mutants.mutants import MUTANTS, ROOT, Mutant

_LEFT_OUT = ignore_patterns(".*", "node_modules", "__pycache__")
_PASSED, _FAILED = 0, 1
"""What pytest ends with; other numbers say that it ran no test."""


def main(words: Sequence[str]) -> int:
    """Run those whose names have all these words; 1 if one of them survives."""
    chosen = [each for each in MUTANTS if all(word in each.name for word in words)]
    if not chosen:
        print("No mutant has these words in its name.")
        return 1
    with TemporaryDirectory(prefix="terreau-mutants-") as folder:
        copy = Path(folder) / "terreau"
        copytree(ROOT, copy, ignore=_LEFT_OUT)
        tests = sorted({test for each in chosen for test in each.tests})
        if _run(copy, tests, told=True) != _PASSED:
            print("One of these tests does not pass without any mutant.")
            return 1
        bad = [each for each in chosen if not _is_killed(each, copy)]
    print(f"{len(chosen) - len(bad)} of {len(chosen)} mutants were noticed.")
    return 1 if bad else 0


def _is_killed(mutant: Mutant, copy: Path) -> bool:
    """True if a test that it names fails; tells what became of it."""
    if mutant.places != 1:
        print(f"NOT FOUND {mutant.name}: its text is {mutant.places} times in {mutant.file}")
        return False
    with _put_into(copy, mutant):
        ended = _run(copy, mutant.tests)
    told = {_FAILED: "noticed  ", _PASSED: "SURVIVED "}.get(ended, f"NOT RUN ({ended}) ")
    print(f"{told} {mutant.name}", flush=True)
    return ended == _FAILED


@contextmanager
def _put_into(copy: Path, mutant: Mutant) -> Iterator[None]:
    """Change the copy of a file, and change it back."""
    file = copy / mutant.file
    text = file.read_text(encoding="utf-8")
    compiled = Path(cache_from_source(str(file)))
    try:
        file.write_text(text.replace(mutant.old, mutant.new), encoding="utf-8")
        compiled.unlink(missing_ok=True)  # it is known by second and size, which may be the same
        yield
    finally:
        file.write_text(text, encoding="utf-8")
        compiled.unlink(missing_ok=True)


def _run(copy: Path, tests: Collection[str], *, told: bool = False) -> int:
    """Run tests in the copy, on SQLite, up to the first that fails; `told` how that went."""
    command = [sys.executable, "-m", "pytest", "--quiet", "--exitfirst", "-p", "no:cacheprovider"]
    ran = subprocess.run(
        [*command, "-m", "not postgres", *tests],
        cwd=copy,
        env={**os.environ, "PYTHONPATH": str(copy)},
        stdout=None if told else subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return ran.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
