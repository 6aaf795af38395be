"""CONTRIBUTING.md can be followed to the letter; paths named in pages and docstrings exist."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from filecmp import dircmp
from pathlib import Path
from types import ModuleType

import pytest

import bot.app
from bot.core import Router
from bot.core.declarations.router import collect
from bot.operations import stage
from tests.town import Town

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
TREE = ("bot", "docs", "handlers", "schedules", "storage", "tests", "pyproject.toml")
MADE_BY_TOOLS = ["__pycache__", "node_modules"]

NAMED = r"`((?:\.ci|bot|docs|handlers|schedules|storage|tests)/[\w./]*)`"
"""A path between backticks."""

ONCE_THERE = (
    "tests/handlers/loans/test_lending.py",
    "tests/web/test_declared_pages.py",
    "tests/storage/test_everything.py",
    "tests/storage/test_ownership.py::test_each_column_to_members_declares_its_erasure_and_merge",
    "tests/storage/operations/test_migrations.py::test_the_migrated_schema_is_the_one_of_the_code",
    "tests/house/test_house.py::test_the_house_is_in_order",
    "tests/house/test_house.py::test_every_reference_made_ahead_is_bound",
)
"""Tests that a feature has to pass, beside the look of its code and its imports."""


def section(title: str) -> str:
    return PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def files_of(text: str) -> Mapping[str, str]:
    """The files that a section has written: the path named last before each block."""
    found = {}
    before = text
    while "```python\n" in before:
        said, _, rest = before.partition("```python\n")
        code, _, before = rest.partition("```")
        found[re.findall(r"`(\w+/[\w/]+\.py)`", said)[-1]] = code
    return found


def module(name: str, source: str) -> ModuleType:
    made = ModuleType(name)
    exec(compile(source, f"CONTRIBUTING.md:{name}", "exec"), made.__dict__)  # noqa: S102 - our own page
    return made


def test_the_command_of_five_minutes_works(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = files_of(section("Add a command in five minutes"))
    router: Router = module("handlers.thanks", files["handlers/thanks.py"]).router
    everything = [*bot.app.routers(), router]
    monkeypatch.setattr(stage, "declarations", lambda: collect(everything))
    town = Town(database_url)
    try:
        its_test = module("tests.thanks", files["tests/handlers/test_thanks.py"])
        its_test.test_the_thanked_person_is_told(town)
    finally:
        town.close()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The tree, in a place where it may be changed; its compiled files are as good there."""
    for each in TREE:
        if (ROOT / each).is_dir():
            shutil.copytree(
                ROOT / each, tmp_path / each, ignore=shutil.ignore_patterns("node_modules")
            )
        else:
            shutil.copyfile(ROOT / each, tmp_path / each)
    return tmp_path


def run(copy: Path, *command: str) -> None:
    """Run something in the copy, which finds its own code there and not ours."""
    outer = ("PYTEST_", "COVERAGE_")
    environment = {name: each for name, each in os.environ.items() if not name.startswith(outer)}
    done = subprocess.run(
        command,
        cwd=copy,
        env={**environment, "PYTHONPATH": str(copy)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def added(ours: Path, theirs: Path) -> set[str]:
    """The files that only the copy has; none may differ from ours or be missing."""
    found: set[str] = set()

    def walk(compared: dircmp[str], at: Path) -> None:
        assert (compared.left_only, compared.diff_files) == ([], []), at
        for name in compared.right_only:
            new = theirs / at / name
            inside = new.rglob("*.*") if new.is_dir() else [new]
            paths = {each.relative_to(theirs) for each in inside if each.is_file()}
            found.update(str(each) for each in paths if "__pycache__" not in each.parts)
        for name, below in compared.subdirs.items():
            walk(below, at / name)

    for each in TREE:
        if (ours / each).is_dir():
            walk(dircmp(ours / each, theirs / each, ignore=MADE_BY_TOOLS), Path(each))
        else:
            assert (ours / each).read_bytes() == (theirs / each).read_bytes()
    return found


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_feature_of_the_page_works_and_touches_nothing_else(copy: Path) -> None:
    """In a copy of the tree, as one would write it."""
    text = section("Add a feature")
    files = files_of(text)
    written = {*files, "tests/handlers/loans/__init__.py"}
    python = sys.executable
    tools = Path(python).parent

    for name in written:
        (copy / name).parent.mkdir(exist_ok=True)
        (copy / name).write_text(files.get(name, '"""Loans."""\n'), encoding="utf-8")
    [says] = re.findall(r'make migration SAYS="(.*?)"', text)
    run(copy, python, "-m", "storage.operations.new_migration", says)
    run(copy, python, "-m", "pytest", "-q", "-n0", "-k", "not postgresql", *ONCE_THERE)
    run(copy, str(tools / "lint-imports"), "--no-cache")
    run(copy, str(tools / "ruff"), "check", "--no-cache", *written)
    run(copy, str(tools / "ruff"), "format", "--no-cache", "--check", *written)

    [migration] = added(ROOT, copy) - written
    assert re.fullmatch(r"storage/migrations/versions/\d{4}_things_to_borrow\.py", migration)


def test_the_paths_named_in_pages_and_docstrings_exist() -> None:
    """A path between backticks is a file or a folder, unless CONTRIBUTING.md has it written."""
    sources = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    for each in ("bot", "handlers", "schedules", "storage"):
        sources += (ROOT / each).rglob("*.py")
    examples = {
        *files_of(section("Add a command in five minutes")),
        *files_of(section("Add a feature")),
    }
    missing = {
        f"{source.relative_to(ROOT)}: {path}"
        for source in sources
        for path in re.findall(NAMED, source.read_text(encoding="utf-8"))
        if not (ROOT / path).exists() and path not in examples
    }

    assert len(sources) > 100
    assert missing == set()


@pytest.mark.parametrize(
    ("page", "before"),
    [
        ("architecture.md", "The drawers of `handlers/`"),
        ("fr/architecture.md", "Les tiroirs de `handlers/`"),
    ],
)
def test_the_plan_names_every_drawer(page: str, before: str) -> None:
    plan = (ROOT / "docs" / page).read_text(encoding="utf-8")
    named = re.findall(r"`(\w+)`", plan.partition(before)[2].partition("##")[0])
    files = [*(ROOT / "handlers").glob("*/__init__.py"), *(ROOT / "handlers").glob("[!_]*.py")]
    drawers = {each.parent.name if each.stem == "__init__" else each.stem for each in files}

    assert sorted(named) == sorted(drawers)
