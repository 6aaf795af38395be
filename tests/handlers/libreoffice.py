"""Real LibreOffice, without a window: a sheet as a person sees it who opens it."""

import csv
import shutil
import subprocess
from io import StringIO
from pathlib import Path

import pytest

_OFFICE = shutil.which("soffice")
_WITHIN = 200
# UTF-8, all cells as they are shown but formulas as such, and the first sheet.
_SHOWN = 'csv:"Text - txt - csv (StarCalc)":59,34,76,1,,0,false,true,false,true,false,1'
# The settings that LibreOffice proposes for our sheets when it asks.
_PROPOSED = "Text - txt - csv (StarCalc):59,34,76,1"

needs_libreoffice = [
    pytest.mark.office,
    pytest.mark.timeout(600),
    pytest.mark.skipif(
        _OFFICE is None, reason="LibreOffice is not here: apt install libreoffice-calc"
    ),
]
"""The marks of tests that open a sheet as people do: `pytestmark`."""


def opened(name: str, content: bytes, folder: Path) -> list[list[str]]:
    """The cells of a sheet, as LibreOffice shows them."""
    assert _OFFICE is not None
    written = folder / name
    written.write_bytes(content)
    asks = [f"--infilter={_PROPOSED}"] if written.suffix == ".csv" else []
    shown = folder / "shown"
    subprocess.run(
        [
            _OFFICE,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            *asks,
            "--convert-to",
            _SHOWN.replace('"', ""),
            "--outdir",
            str(shown),
            str(written),
        ],
        check=True,
        capture_output=True,
        timeout=_WITHIN,
    )
    [made] = shown.glob("*.csv")
    cells = made.read_text("utf-8")
    return list(csv.reader(StringIO(cells, newline=""), delimiter=";"))
