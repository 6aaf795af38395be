"""The command line loads what a command needs when it runs."""

import subprocess
import sys

import pytest

HEAVY = ("sqlalchemy", "alembic", "telegram", "nio", "aiohttp", "pydantic", "structlog", "bot.core")
LOADED = f"print([each for each in {HEAVY} if each in __import__('sys').modules])"


def test_help_loads_neither_a_database_nor_a_network() -> None:
    done = subprocess.run(
        [sys.executable, "-c", f"import bot.__main__; {LOADED}"],
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout == "[]\n"


@pytest.mark.parametrize(
    "command",
    ["run", "demo", "migrate", "init", "check", "export", "purge", "backup", "restore"],
)
def test_each_command_is_explained(command: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", command, "--help"], capture_output=True, text=True, check=True
    )

    assert f"Usage: python -m bot {command} " in done.stdout
