"""Each mutant still finds the line that it changes, and the tests that have to notice."""

import ast
from functools import cache

import pytest

from tests.house.source_tree import ROOT
from tests.mutants.mutants import MUTANTS, Mutant


@cache
def _tests(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return frozenset(each.name for each in tree.body if isinstance(each, functions))


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda each: each.name)
def test_a_mutant_has_its_place_and_its_tests(mutant: Mutant) -> None:
    named = [each.split("::") for each in mutant.tests]

    assert mutant.places == 1, f"this text is not once in {mutant.file}: {mutant.old}"
    assert mutant.old != mutant.new
    assert named != []
    assert [name for file, name in named if name not in _tests(file)] == []


def test_no_two_mutants_have_one_name() -> None:
    names = [each.name for each in MUTANTS]

    assert len(names) > 100
    assert sorted(set(names)) == sorted(names)
