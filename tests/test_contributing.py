"""What CONTRIBUTING.md says can be typed, and works."""

import re
from pathlib import Path
from types import ModuleType

import pytest

import bot.app
from bot.core import Router
from bot.core.declarations.router import collect
from tests.town import Town

PAGE = Path(__file__).parent.parent / "CONTRIBUTING.md"


def code_blocks() -> list[str]:
    return re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)


def module(name: str, source: str) -> ModuleType:
    made = ModuleType(name)
    exec(compile(source, f"CONTRIBUTING.md:{name}", "exec"), made.__dict__)  # noqa: S102 - our own page
    return made


def test_the_command_of_five_minutes_works(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    feature, its_test = code_blocks()
    router: Router = module("handlers.thanks", feature).router
    everything = [*bot.app.routers(), router]
    monkeypatch.setattr(bot.app, "declarations", lambda: collect(everything))
    town = Town(database_url)
    try:
        module("tests.thanks", its_test).test_the_thanked_person_is_told(town)
    finally:
        town.close()
