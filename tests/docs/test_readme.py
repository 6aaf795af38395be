"""READMEs show what happens; pages lead somewhere, and say the same in both languages."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.patience import HANG
from tests.plain_text import plain
from tests.plugins.run import Run

ROOT = Path(__file__).parents[2]
PAGES = ("README.md", "README.fr.md")
MOST_WORDS = 450
"""Words of a screen."""


@pytest.fixture(scope="session")
def demo(run: Run) -> tuple[int, str, str]:
    """Exit code and output of the demo without a terminal, played once a run."""
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
        timeout=HANG,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.slow
def test_the_demo_checks_its_story_and_ends_well(demo: tuple[int, str, str]) -> None:
    code, said, errors = demo

    assert code == 0
    assert "tout a été vérifié" in said
    assert errors == ""


@pytest.mark.slow
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
def test_each_of_four_readers_has_one_screen(page: str) -> None:
    """What is folded away does not count, nor do addresses and descriptions of pictures."""
    text = (ROOT / page).read_text(encoding="utf-8")
    unfolded = re.sub(r"<details>.*?</details>|\]\([^)]*\)|<img [^>]*>", "", text, flags=re.DOTALL)
    _, *sections = re.split(r"^## ", unfolded, flags=re.MULTILINE)

    assert len(sections) == 4
    assert [len(each.split()) <= MOST_WORDS for each in sections] == [True] * 4


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    titles = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


def broken_links(page: Path) -> set[tuple[str, str]]:
    """Links of a page to files, pictures or headings that are not there."""
    text = page.read_text(encoding="utf-8")
    linked = re.findall(r"\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)", text)
    pictures = [(each, "") for each in re.findall(r'src="(.+?)"', text)]
    broken = set()
    for target, anchor in [*linked, *pictures]:
        there = page.parent / target if target else page
        if not there.exists() or (anchor and anchor not in anchors(there)):
            broken.add((str(page.relative_to(ROOT)), f"{target}#{anchor}"))
    return broken


def test_everything_that_a_page_links_is_there() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]

    assert ROOT / "README.fr.md" in pages
    assert set().union(*map(broken_links, pages)) == set()


def parts(page: Path) -> list[str]:
    """The levels of headings, and the beginnings of rows, of lists and of blocks of code."""
    text = page.read_text(encoding="utf-8")
    return re.findall(r"^ *(#+ |\||- |\d+\.|```)", text, re.MULTILINE)


def figures(page: Path) -> list[list[str]]:
    """The numbers in each row of the tables, code apart: periods, limits, exit codes."""
    rows = re.findall(r"^\|.*$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return [sorted(re.findall(r"\d+", re.sub(r"`[^`]*`", "", row))) for row in rows]


def test_both_languages_have_the_same_parts_and_lead_to_each_other() -> None:
    french = sorted((ROOT / "docs" / "fr").glob("*.md"))
    pairs = [(each, ROOT / "docs" / each.name) for each in french]

    assert len(french) >= len(("install", "members", "gardeners", "cultivators", "dpo"))
    for ours, other in [*pairs, (ROOT / "README.fr.md", ROOT / "README.md")]:
        assert parts(ours) == parts(other), ours.name
        assert figures(ours) == figures(other), ours.name
        assert f"({os.path.relpath(other, ours.parent)})" in ours.read_text(encoding="utf-8")
        assert f"({os.path.relpath(ours, other.parent)})" in other.read_text(encoding="utf-8")


def test_french_pages_lead_to_french_pages() -> None:
    french = {each.resolve() for each in (ROOT / "docs" / "fr").glob("*.md")}
    english = {each.parents[1] / each.name for each in french}

    for page in [ROOT / "README.fr.md", *sorted(french)]:
        text = re.sub(r"\*?\[This page in English.*", "", page.read_text(encoding="utf-8"))
        linked = {(page.parent / each).resolve() for each in re.findall(r"\]\(([^):#]+)", text)}
        assert page.is_file()
        assert linked & english == set(), page.name
