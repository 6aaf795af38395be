"""Pages that name tests name some that exist: a control, a measure, a promise each has its own."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
NAMED = sorted(
    {
        found
        for page in DOCS.rglob("*.md")
        for found in re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", page.read_text(encoding="utf-8"))
    }
)
LEAST = {"security": 60, "aipd": 25, "versions": 12, "region": 6}
"""The rows with a test that a page has at least."""


@cache
def functions(file: str) -> set[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return {
        each.name
        for each in tree.body
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)
        and each.name.startswith("test_")
    }


def rows(page: Path) -> list[list[str]]:
    """The rows of the tables whose last column is their test."""
    text = page.read_text(encoding="utf-8")
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for table in re.split(r"^\|.*\| test \|\n", text, flags=re.MULTILINE)[1:]
        for line in table.partition("\n\n")[0].splitlines()[1:]
    ]


@pytest.mark.parametrize(("file", "name"), NAMED, ids=[name for _, name in NAMED])
def test_a_named_test_exists(file: str, name: str) -> None:
    assert name in functions(file)


@pytest.mark.parametrize("page", LEAST)
def test_each_row_says_something_and_has_a_test_in_both_languages(page: str) -> None:
    english, french = rows(DOCS / f"{page}.md"), rows(DOCS / "fr" / f"{page}.md")

    assert len(english) >= LEAST[page]
    for ours, theirs in zip(english, french, strict=True):
        assert all((*ours, *theirs))
        assert re.fullmatch(r"(`tests/[\w/]+\.py::test_\w+`(, )?)+", ours[-1]), ours
        assert theirs[-1] == ours[-1]


def test_readers_are_led_there() -> None:
    assert "(SECURITY.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert "(docs/security.md)" in (ROOT / "SECURITY.md").read_text(encoding="utf-8")
