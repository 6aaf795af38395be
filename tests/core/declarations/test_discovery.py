"""Declarations of features are found anywhere in their packages."""

import importlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from bot.core import Router
from bot.core.declarations.router import declared_in, modules

ROUTER = "from bot.core import Router\nrouter = Router()\n"
Planted = Callable[[dict[str, str]], ModuleType]


@pytest.fixture
def planted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Planted]:
    """Makes a package `planted` of these files, and imports it."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def plant(files: dict[str, str]) -> ModuleType:
        for name, source in {"__init__.py": "", **files}.items():
            file = tmp_path / "planted" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(source)
        return importlib.import_module("planted")

    yield plant
    for name in [each for each in sys.modules if each.partition(".")[0] == "planted"]:
        del sys.modules[name]


def test_a_module_is_found_at_any_depth(planted: Planted) -> None:
    package = planted(
        {
            "flat.py": ROUTER,
            "polls/__init__.py": "",
            "polls/voting.py": ROUTER,
            "polls/cards/__init__.py": "",
            "polls/cards/drawing.py": ROUTER,
            "polls/words.py": "",
        }
    )

    found = declared_in(package, "router", Router)

    polls = sys.modules["planted.polls.voting"], sys.modules["planted.polls.cards.drawing"]
    assert {id(each) for each in found} == {
        id(each.router) for each in (sys.modules["planted.flat"], *polls)
    }
    assert "planted.polls.words" in [each.__name__ for each in modules(package)]


def test_a_router_imported_from_another_module_counts_once(planted: Planted) -> None:
    package = planted(
        {
            "polls/__init__.py": "from planted.polls.voting import router",
            "polls/voting.py": ROUTER,
            "polls/closing.py": "from planted.polls.voting import router",
        }
    )

    assert len(declared_in(package, "router", Router)) == 1


def test_a_module_that_cannot_be_imported_is_not_passed_over(planted: Planted) -> None:
    package = planted({"polls/__init__.py": "", "polls/voting.py": "import nothing_of_this_name"})

    with pytest.raises(ModuleNotFoundError, match="nothing_of_this_name"):
        declared_in(package, "router", Router)
