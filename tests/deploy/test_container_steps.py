"""The steps of the Containerfile, done one by one in a clean folder by a person without rights."""

import asyncio
import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.emulator import BotApi
from tests.patience import HANG
from tests.running.programs import free_port, read_until, written

REPOSITORY = Path(__file__).parents[2]
SOURCE = (REPOSITORY / "deploy" / "Containerfile").read_text()
NOBODY = 65534 if os.geteuid() == 0 else None
pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


def instructions() -> Iterator[tuple[str, str]]:
    """The instructions of all stages and what follows each, on one line."""
    code = re.sub(r"^#.*\n", "", SOURCE, flags=re.MULTILINE).replace("\\\n", " ")
    for line in filter(None, code.splitlines()):
        word, _, rest = line.partition(" ")
        yield word, rest


def last(word: str) -> list[str]:
    """The words of the last instruction of this kind."""
    words: list[str] = json.loads([rest for each, rest in instructions() if each == word][-1])
    return words


def build(folder: Path) -> None:
    """Do the first stage's steps."""
    for word, rest in instructions():
        *sources, target = rest.split()
        if word == "COPY" and not rest.startswith("--from"):
            for source in sources:
                _copy(REPOSITORY / source, folder / target)
        elif word == "RUN":
            done = subprocess.run(
                ["sh", "-c", rest],
                cwd=folder,
                user=NOBODY,
                env={"PATH": os.environ["PATH"], "HOME": str(folder)},
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, f"{rest}\n{done.stdout}{done.stderr}"


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        target.mkdir(exist_ok=True)
        shutil.copy(source, target)
    if NOBODY is not None:
        for each in (target, *target.rglob("*")):
            os.chown(each, NOBODY, NOBODY)


@pytest.fixture
def folder() -> Iterator[Path]:
    """An empty folder of nobody's."""
    with tempfile.TemporaryDirectory(prefix="terreau-") as made:
        if NOBODY is not None:
            os.chown(made, NOBODY, NOBODY)
        yield Path(made)


async def test_the_built_program_runs_and_is_healthy(folder: Path) -> None:
    await asyncio.to_thread(build, folder)
    data, port = folder / "data", free_port()
    env = {
        "PATH": f"{folder}/.venv/bin:{os.environ['PATH']}",
        "TERREAU_HTTP__LISTEN": f"127.0.0.1:{port}",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    async with BotApi(limits=False) as api:
        config = written(data, api.url)
        config.chmod(0o644)
        command = [*last("ENTRYPOINT"), *last("CMD")]
        child = await asyncio.create_subprocess_exec(
            *command, cwd=data, env=env, user=NOBODY, stderr=asyncio.subprocess.PIPE
        )
        try:
            await read_until(child, "ready")
            program, *look = health_check(port)
            healthy = await asyncio.create_subprocess_exec(
                folder / ".venv" / "bin" / program, *look, env=env, user=NOBODY
            )
            assert await healthy.wait() == 0
        finally:
            child.terminate()
            assert await asyncio.wait_for(child.wait(), HANG) == 0


def health_check(port: int) -> list[str]:
    [check] = [rest for word, rest in instructions() if word == "HEALTHCHECK"]
    words: list[str] = json.loads(check.partition(" CMD ")[2])
    assert any("127.0.0.1:8080/healthz" in each for each in words)
    return [each.replace("8080", str(port)) for each in words]
