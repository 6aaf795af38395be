"""The page beside `terreau demo`: served at a terminal, for as long as somebody types there."""

import re
from pathlib import Path

import aiohttp
import pytest

from tests.operations.at_a_terminal import AtATerminal

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("ends", ["fin", "Ctrl-C"])
async def test_the_page_goes_on_as_long_as_the_demo(tmp_path: Path, ends: str) -> None:
    terminal = await AtATerminal.starts(
        "demo", folder=tmp_path, env={"LANG": "fr_FR.UTF-8", "COLUMNS": "200", "NO_COLOR": "1"}
    )
    shown = await terminal.shows("À vous de jouer")
    found = re.findall(r"http://127\.0\.0\.1:\d+/\S+", shown)
    assert len(found) == 2

    async with aiohttp.ClientSession() as client:
        async with client.get(found[0]) as answer:
            assert "Essayez Terreau" in await answer.text()
        if ends == "fin":
            terminal.types("fin")
            code = await terminal.ends()
        else:
            code = await terminal.is_interrupted()
        with pytest.raises(aiohttp.ClientConnectorError):
            await client.get(found[0])

    assert code == 0
