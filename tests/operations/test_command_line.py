"""The command line loads what a command needs when it runs."""

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("sqlalchemy", "alembic", "telegram", "nio", "aiohttp", "pydantic", "structlog", "bot.core")
RARE = (
    *("matplotlib", "numpy", "PIL", "fpdf", "openpyxl", "icalendar", "feedparser", "holidays"),
    *("alembic", "nio", "rapidfuzz", "telegram"),
)
UNUSED_ON_TELEGRAM = (
    *(each for each in RARE if each != "telegram"),
    *("cryptography", "rich", "sqlalchemy.dialects.postgresql"),
)


def loaded_of(names: tuple[str, ...], imports: str) -> str:
    """The ones of these that a new process has loaded after some imports."""
    shown = f"print([each for each in {names} if each in __import__('sys').modules])"
    done = subprocess.run(
        [sys.executable, "-c", f"{imports}; {shown}"], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_help_loads_neither_a_database_nor_a_network() -> None:
    assert loaded_of(HEAVY, "import bot.__main__") == "[]"


@pytest.mark.slow
def test_rare_modules_are_not_loaded_at_the_start() -> None:
    everything = "import bot.operations.run as it; it.declarations()"
    assert loaded_of(RARE, everything) == "[]"


@pytest.mark.slow
def test_unused_parts_of_libraries_are_not_loaded_on_telegram_alone(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text('[telegram]\ntoken = "123:abc"\n')
    started = (
        "import pathlib; from bot.operations.terminal import lean_imports\n"
        "with lean_imports('rich'):\n"
        "    import bot.operations.run as it\n"
        "it.declarations()\n"
        f"it.transports_of(it.settings_of(pathlib.Path({str(config)!r})), it.Clock())"
    )

    assert loaded_of(UNUSED_ON_TELEGRAM, started) == "[]"
    assert loaded_of(("telegram",), started) == "['telegram']"


@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    [
        "run",
        "demo",
        "migrate",
        "init",
        "check",
        "export",
        "purge",
        "erase",
        "backup",
        "restore",
        "update",
    ],
)
def test_each_command_is_explained(command: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", command, "--help"], capture_output=True, text=True, check=True
    )

    assert f"Usage: terreau {command} " in done.stdout
