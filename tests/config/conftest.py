"""The path of a configuration file."""

from pathlib import Path

import pytest


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"
