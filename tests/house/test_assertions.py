"""No test has negative assertions only."""

import ast
from pathlib import Path

import pytest

from tests.house.assertions import is_positive, only_negative
from tests.house.source_tree import ROOT


def test_no_test_asserts_only_what_is_not() -> None:
    files = [*(ROOT / "tests").rglob("test_*.py")]
    found = {
        f"{path.relative_to(ROOT).as_posix()}::{name}"
        for path in files
        for name in only_negative(ast.parse(path.read_text(encoding="utf-8")))
    }

    assert Path(__file__) in files
    assert found == set(), "assert also what is said or done: nothing would pass, too"


@pytest.mark.parametrize(
    "assertion",
    [
        *("'a' not in said", "said != 'a'", "inbox == []", "() == inbox", "found is None"),
        *("not said", "not said.startswith('a')", "count == 0", "len(said) == 0"),
        *("said == ''", "read(1) is False", "(said, kept) == ([], 0)", "found == set()"),
        *("said(1) == said(2) == []", "not any('a' in each for each in said)"),
        *("all('a' not in each for each in said)", "not said and 'a' not in told"),
        *("said == '' or 'a' not in said", "not (said == 'a')", "read(1) == {'a': None}"),
    ],
)
def test_an_assertion_that_nothing_would_pass_is_negative(assertion: str) -> None:
    test = f"def test_a(said):\n    assert {assertion}\n"

    assert only_negative(ast.parse(test)) == ["test_a"]


@pytest.mark.parametrize(
    "assertion",
    [
        *("'a' in said", "said == 'a'", "inbox == ['a']", "found is not None", "said", "x > 0"),
        *("inbox != []", "not said == []", "not said != 'a'", "said == 'a' and not told"),
        *("all('a' in each for each in said)", "{'a'} == {each for each in said}"),
        *("(said, kept) == ([], 1)", "said == 'a' or said == 'b'", "len(said) == 2"),
    ],
)
def test_an_assertion_that_nothing_would_fail_is_positive(assertion: str) -> None:
    test = ast.parse(f"def test_a(said):\n    assert not told\n    assert {assertion}\n")

    assert is_positive(ast.parse(assertion, mode="eval").body)
    assert only_negative(test) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("def check():\n    assert said == 'a'\ndef test_a():\n    check()\n    assert not x", []),
        ("def check():\n    assert not said\ndef test_a():\n    check()", ["test_a"]),
        ("async def test_a():\n    assert not said", ["test_a"]),
        ("def test_a():\n    with pytest.raises(Refusal):\n        go()\n    assert not x", []),
        ("class A:\n    def test_a(self):\n        assert not x", ["test_a"]),
        ("def test_a():\n    go()", []),
    ],
)
def test_what_a_test_calls_in_its_file_counts(source: str, found: list[str]) -> None:
    assert only_negative(ast.parse(source)) == found
