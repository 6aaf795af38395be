"""An installation on an emulated Telegram, in order."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.databases import SQLiteFiles
from tests.emulator import BotApi, Channel, Group
from tests.operations.check.checking import TOKEN
from tests.running.programs import free_port, start
from tests.storage.next_version import next_version

__all__ = ["next_version", "start"]


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi(token=TOKEN, limits=False) as api:
        yield api
        assert [each for each in api.violations if each != "wrong token"] == []


@pytest.fixture
def group(api: BotApi) -> Group:
    return api.group("Énergie", supergroup=True)


@pytest.fixture
def channel(api: BotApi) -> Channel:
    return api.channel("Annonces")


@pytest.fixture
def database(tmp_path: Path, sqlite_files: SQLiteFiles) -> str:
    """A database at work: its tables are up to date."""
    url = sqlite_files.copy_to(tmp_path / "terreau.db")
    (tmp_path / "terreau.db").chmod(0o600)
    return url


@pytest.fixture
def settings(api: BotApi, group: Group, channel: Channel, database: str) -> dict[str, Any]:
    """The configuration of an installation that is in order."""
    return {
        "instance": {"database": database, "cultivators": ["telegram:42"]},
        "telegram": {"token": TOKEN, "api_base": api.url},
        "http": {"listen": f"127.0.0.1:{free_port()}"},
        "communities": [
            {
                "slug": "energie",
                "name": "Énergie",
                "rooms": [f"telegram:{group.id}"],
                "channels": [f"telegram:{channel.id}"],
                "gardeners": {"territory": "telegram:43"},
            }
        ],
    }
