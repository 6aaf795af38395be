"""The program as a host runs it: ready, with its first code, and private to its owner."""

import asyncio
import os
import re
import signal
import stat
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from storage.communities import Cultivators
from storage.unit_of_work import Database
from tests.emulator import BotApi, Person
from tests.patience import HANG
from tests.running.programs import Start, ended, read_until, written


@pytest.mark.slow
async def test_the_program_becomes_ready_shows_its_menus_and_ends(
    tmp_path: Path, start: Start
) -> None:
    async with BotApi(limits=False) as api:
        ana = api.person("Ana", language="fr")
        child = await start(written(tmp_path, api.url))
        said = await read_until(child, "ready")
        await api.until(ana.menu)
        ana.says("/start")
        await ana.private.expect(lambda message: "Bonjour" in message.text)

        said += await ended(child)

        assert "sondage" in " ".join(ana.menu())
        assert "123:abc" not in said
        assert api.violations == []


@pytest.mark.slow
async def test_the_bringer_of_the_printed_code_runs_it(tmp_path: Path, start: Start) -> None:
    config = written(tmp_path, "{api}")
    async with BotApi(limits=False) as api:
        config.write_text(config.read_text().replace("{api}", api.url))
        ida, eve = api.person("Ida", language="fr"), api.person("Ève", language="fr")
        child = await start(config)
        said = await read_until(child, "ready")
        kept = tmp_path / "data" / "first-cultivator"
        (code,) = re.findall(r"/start (\S+) \(Telegram\)", kept.read_text())
        eve.says("/start 222-222-222-222")
        await eve.private.expect(lambda message: "Ce code est faux" in message.text)
        ida.says(f"/start {code}")
        asked = await ida.private.expect(lambda message: "Gérer" in message.text)
        await ida.taps(asked, "J'accepte")
        await ida.private.expect(
            lambda message: "Vous êtes désormais responsable du service" in message.text
        )
        eve.says(f"/start {code}")
        await api.until(lambda: len(_refusals(eve)) > 1)
        said += await ended(child)
        again = await start(config)
        later = await read_until(again, "ready") + await ended(again)

    assert f"is in {kept}" in said, "a log is read by others too"
    assert code not in said
    assert code not in later
    assert "Nobody runs this bot yet." not in later
    assert not kept.exists(), "the next start forgets it"
    database = Database(f"sqlite:///{tmp_path}/terreau.db")
    with database.unit() as store:
        assert list(store[Cultivators].all()) == [f"telegram:{ida.id}"]
    database.close()


@pytest.mark.slow
async def test_others_on_the_machine_can_read_nothing_of_it(tmp_path: Path, start: Start) -> None:
    (tmp_path / "data").mkdir()  # by hand, for all to see
    async with BotApi(limits=False) as api:
        child = await start(written(tmp_path, api.url))
        await read_until(child, "ready")
        modes = _modes(tmp_path)
        await ended(child)

    made = {"terreau.db", "terreau.db-wal", "terreau.db-shm", "terreau.db.lock"}
    assert made | {"data/first-cultivator"} <= modes.keys()
    assert {name for name, mode in modes.items() if mode & 0o077} == set()


def _modes(folder: Path) -> dict[str, int]:
    return {
        each.relative_to(folder).as_posix(): stat.S_IMODE(each.stat().st_mode)
        for each in folder.rglob("*")
        if each.is_file() and each.name != "config.toml"
    }


@pytest.mark.slow
async def test_the_first_code_is_shown_on_a_terminal_and_kept_nowhere(tmp_path: Path) -> None:
    """A real terminal: a pseudo one, as a person has it."""
    ours, theirs = os.openpty()
    async with BotApi(limits=False) as api:
        child = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "bot", "run", "--config", str(written(tmp_path, api.url))),
            stderr=theirs,
            cwd=Path(__file__).parents[2],
        )
        os.close(theirs)
        try:
            shown = await asyncio.wait_for(asyncio.to_thread(_shown, ours, b"ready"), HANG)
            child.send_signal(signal.SIGTERM)
            await asyncio.wait_for(asyncio.to_thread(_shown, ours, b""), HANG)
            await asyncio.wait_for(child.wait(), HANG)
        finally:
            if child.returncode is None:
                child.kill()
            os.close(ours)

    assert re.search(r"/start (\S+) \(Telegram\)", shown)
    assert not (tmp_path / "data" / "first-cultivator").exists()


def _shown(terminal: int, word: bytes) -> str:
    """Read what a terminal shows until a word comes, or until its end."""
    said = b""
    with suppress(OSError):  # its other end is closed
        while not word or word not in said:
            said += os.read(terminal, 4096)
    return said.decode(errors="replace")


def _refusals(person: Person) -> list[str]:
    return [it.text for it in person.private.said if "Ce code est faux" in it.text]
