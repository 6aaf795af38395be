"""The page about security names a test for each control, and each of them exists."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ENGLISH, FRENCH = (
    (ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("security.md", "fr/security.md")
)
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", ENGLISH)))


def rows(page: str, heading: str) -> list[list[str]]:
    """The rows of the tables below this heading: a threat, its control, its tests."""
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for table in page.split(f"{heading}\n")[1:]
        for line in table.partition("\n\n")[0].splitlines()[1:]
    ]


@pytest.mark.parametrize(("file", "name"), NAMED, ids=[name for _, name in NAMED])
def test_a_named_test_exists(file: str, name: str) -> None:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    functions = [
        each for each in tree.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    assert name in {each.name for each in functions}


def test_each_threat_has_a_control_and_a_test_in_both_languages() -> None:
    english = rows(ENGLISH, "| threat | control | test |")
    french = rows(FRENCH, "| menace | parade | test |")

    assert len(english) > 20
    for (threat, control, tests), (menace, parade, same_tests) in zip(english, french, strict=True):
        assert all((threat, control, menace, parade))
        assert re.fullmatch(r"(`tests/[\w/]+\.py::test_\w+`(, )?)+", tests), threat
        assert tests == same_tests


def test_readers_are_led_there() -> None:
    assert "(SECURITY.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert "(docs/security.md)" in (ROOT / "SECURITY.md").read_text(encoding="utf-8")
