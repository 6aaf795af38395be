"""Tests run in several forked processes: none is lost, and what fails is told."""

import re
import subprocess
import sys
from pathlib import Path

SAMPLE = """
import os, time
import pytest

def test_fails():
    print("seen before it fails")
    assert [1] == [2]

@pytest.mark.parametrize("number", range(40))
def test_passes(number, tmp_path):
    time.sleep(0.005)
    (tmp_path / "mine").touch(exist_ok=False)
    with open({log!r}, "a") as log:
        log.write(f"{{os.getpid()}} {{number}}\\n")

def test_ends_its_process():
    os._exit(7)

def test_is_left_out():
    pytest.skip("not today")

def test_after_all():
    with open({log!r}, "a") as log:
        log.write(f"{{os.getpid()}} after\\n")
"""


def run(folder: Path, *arguments: str) -> tuple[str, list[list[str]]]:
    """Run the sample in two processes; gives what was said, and who ran which."""
    log = folder / "log"
    log.touch()
    (folder / "test_sample.py").write_text(SAMPLE.format(log=str(log)), encoding="utf-8")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-p", "tests.run", "-p", "tests.parallel"),
            *("-p", "no:cacheprovider", "--workers", "2", "--rootdir", str(folder)),
            *("-c", "/dev/null", "-ra", *arguments, str(folder)),
        ],
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stdout, [line.split() for line in log.read_text(encoding="utf-8").splitlines()]


def test_each_test_runs_once_though_a_process_ends(tmp_path: Path) -> None:
    said, ran = run(tmp_path)

    assert sorted(name for _, name in ran) == sorted([*map(str, range(40)), "after"])
    assert 2 <= len({process for process, _ in ran}) <= 3
    assert re.search(r"2 failed, 41 passed, 1 skipped", said)
    assert "seen before it fails" in said
    assert "assert [1] == [2]" in said
    assert re.search(r"worker\d ended with 7 during this test", said)
    assert "not today" in said


def test_after_a_failure_it_stops_where_it_is_told_to(tmp_path: Path) -> None:
    said, ran = run(tmp_path, "-x", "-k", "fails or passes")

    assert "stopping after 1 failures" in said
    assert len(ran) < 40
