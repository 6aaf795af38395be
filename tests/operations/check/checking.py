"""Checks of an installation, and their sentences."""

from pathlib import Path
from typing import Any

from bot.config import Settings
from bot.core.context.clock import Clock
from bot.operations.check import lines
from bot.operations.check.command import look_at_all

TOKEN = "123456789:AAF-kx3_secret"


async def seen(settings: dict[str, Any], clock: Clock | None = None) -> list[str]:
    found = await look_at_all(Settings(**settings), Path("config.toml"), clock or Clock())
    shown = list(lines(found, settings["instance"].get("locale", "fr")))
    assert TOKEN.partition(":")[2] not in "\n".join(shown)
    return shown
