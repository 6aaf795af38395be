"""What the READMEs show is what happens."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.plain_text import plain
from tests.run import Run

ROOT = Path(__file__).parent.parent
PAGES = ("README.md", "README.fr.md")


@pytest.fixture(scope="session")
def demo(run: Run) -> tuple[int, str, str]:
    """Exit code and output of the demo where nobody sits at the terminal, played once a run."""
    played = run.folder / "demo.json"
    with run.alone("demo"):
        if not played.exists():
            played.write_text(json.dumps(_play()))
    code, said, errors = json.loads(played.read_text())
    return code, said, errors


def _play() -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "demo"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "90"},
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def test_the_demo_checks_its_story_and_ends_well(demo: tuple[int, str, str]) -> None:
    code, said, errors = demo

    assert code == 0
    assert "tout a été vérifié" in said
    assert errors == ""


@pytest.mark.parametrize("page", PAGES)
def test_the_transcript_is_word_for_word(page: str, demo: tuple[int, str, str]) -> None:
    found = re.search(r"<!-- transcript -->\n```\n(.*?)```", (ROOT / page).read_text(), re.DOTALL)
    assert found is not None
    said = "\n".join(plain(line).rstrip() for line in demo[1].splitlines())

    for part in found[1].strip().split("\n\n"):
        assert part in said


@pytest.mark.parametrize("page", PAGES)
def test_the_two_commands_come_first(page: str) -> None:
    first = re.search(r"```\n(.*?)```", (ROOT / page).read_text(), re.DOTALL)

    assert first is not None
    assert [line.split("#")[0].strip() for line in first[1].splitlines()] == [
        "make demo",
        "make test",
    ]


@pytest.mark.parametrize("page", PAGES)
def test_every_file_that_is_linked_is_there(page: str) -> None:
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", (ROOT / page).read_text()):
        assert (ROOT / target).exists(), target
