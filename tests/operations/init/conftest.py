"""An emulated Telegram, a person on it, and the path of a configuration."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.emulator import BotApi, Person
from tests.operations.init.installer import TOKEN


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi(token=TOKEN, limits=False) as api:
        yield api
        assert [each for each in api.violations if each != "wrong token"] == []


@pytest.fixture
def ana(api: BotApi) -> Person:
    return api.person("Ana", username="ana_b")


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"
