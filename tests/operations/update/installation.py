"""A clone of the repository that a bot runs from, its origin, and a supervisor of the bot."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import sysconfig
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.operations.running import Running, running_in
from tests.patience import HANG, patient
from tests.running.programs import ENGLISH, written

REPOSITORY = Path(__file__).parents[3]
SUPERVISOR = """
while true; do
    INVOCATION_ID=1 "$1" -m bot run --config "$2"
    case $? in
        2) exit ;;
        75) flock --shared data/.updating true ;; # each start costs seconds of the processor
    esac
    sleep 1
done
"""
MIGRATION = '''"""Things."""

import sqlalchemy as sa
from alembic import op

revision: str = "{revision}"
down_revision: str | None = "{before}"


def upgrade() -> None:
    op.create_table("things_{revision}", sa.Column("id", sa.Integer(), primary_key=True))
    {upgrade}


def downgrade() -> None:
    {downgrade}
'''
UPDATE = 5 * HANG
"""Seconds in which an update hangs: it starts many programs."""
PERSON = ("-c", "user.name=Ana", "-c", "user.email=ana@example.org")


@dataclass(frozen=True, slots=True)
class Installation:
    """The folders of an installation: the origin, the clone, and what is the operator's."""

    origin: Path
    clone: Path
    home: Path
    database: str

    @property
    def config(self) -> Path:
        return self.home / "config.toml"

    @property
    def python(self) -> Path:
        return self.clone / ".venv" / "bin" / "python"

    def publishes(self, number: str, news: str, **migration: str) -> str:
        """Publish a version with a line of the changelog; gives its commit."""
        project = self.origin / "pyproject.toml"
        named = [
            f'version = "{number}"' if each.startswith("version = ") else each
            for each in project.read_text().splitlines()
        ]
        project.write_text("\n".join([*named, ""]))
        changelog = self.origin / "CHANGELOG.md"
        title = "## [Unreleased]\n"
        changelog.write_text(changelog.read_text().replace(title, f"{title}\n- {news}\n", 1))
        if migration:
            name = f"{migration['revision']}_things.py"
            file = self.origin / "storage" / "migrations" / "versions" / name
            file.write_text(MIGRATION.format(**{"upgrade": "", "downgrade": "pass", **migration}))
        git(self.origin, "add", "--all")
        git(self.origin, "commit", "--quiet", "--message", number)
        return git(self.origin, "rev-parse", "HEAD").strip()

    def head(self) -> str:
        return git(self.clone, "rev-parse", "HEAD").strip()

    async def types(self, *words: str) -> tuple[int, str]:
        """Type a command of `terreau`; gives its status and all that it says."""
        child = await asyncio.create_subprocess_exec(
            *(str(self.python.with_name("terreau")), *words, "--config", str(self.config)),
            cwd=self.home,
            env=self.env,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        out, _ = await asyncio.wait_for(child.communicate(), UPDATE)
        assert child.returncode is not None
        return child.returncode, out.decode()

    @property
    def env(self) -> dict[str, str]:
        bins = f"{self.clone}/.venv/bin:{os.environ['PATH']}"
        changed = {"PATH": bins, "HOME": str(self.home), "PYTHONPATH": str(self.clone)}
        return {**os.environ, **ENGLISH, **changed}

    @asynccontextmanager
    async def supervised(self) -> AsyncIterator[None]:
        """Have the bot started again whenever it ends, as the unit of `deploy/` does."""
        child = await asyncio.create_subprocess_exec(
            *("sh", "-c", SUPERVISOR, "sh", self.python, self.config),
            cwd=self.home,
            env=self.env,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            await self.runs()
            yield
        finally:
            os.killpg(child.pid, signal.SIGKILL)
            await child.wait()

    async def runs(self, other_than: Running | None = None) -> Running:
        """Wait until the bot runs, in another process than before."""
        async with patient():
            while (found := running_in(self.home / "data")) in {None, other_than}:
                await asyncio.sleep(0.1)
        assert found is not None
        return found


def git(folder: Path, *words: str) -> str:
    done = subprocess.run(
        ["git", "-C", folder, *PERSON, *words], capture_output=True, text=True, check=True
    )
    return done.stdout


def installed(folder: Path, api: str, database: str = "") -> Installation:
    """Clone the sources of this test, with an environment of the libraries that it has.

    The database is a file of SQLite, unless one is given.
    """
    origin, clone, home = folder / "origin", folder / "opt", folder / "home"
    listed = git(REPOSITORY, "ls-files", "--cached", "--others", "--exclude-standard").splitlines()
    for name in listed:
        if (file := REPOSITORY / name).is_file() and not name.startswith(("tests/", "docs/")):
            _copy(file, origin / name)
            for compiled in file.parent.glob(
                f"__pycache__/{file.stem}.{sys.implementation.cache_tag}.pyc"
            ):
                _copy(
                    compiled,
                    origin / file.parent.relative_to(REPOSITORY) / "__pycache__" / compiled.name,
                )
    git(folder, "init", "--quiet", str(origin))
    git(origin, "add", "--all")
    git(origin, "commit", "--quiet", "--message", "All")
    shutil.copytree(origin, clone)
    git(clone, "remote", "add", "origin", str(origin))
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", clone / ".venv"], check=True)
    [packages] = (clone / ".venv" / "lib").glob("python*/site-packages")
    (packages / "all.pth").write_text(f"{clone}\n{sysconfig.get_path('purelib')}\n")
    uv = clone / ".venv" / "bin" / "uv"
    uv.write_text('#!/bin/sh\necho "$@" >> "$(dirname "$0")/installed"\n')
    uv.chmod(0o755)
    shutil.copy(clone / "deploy" / "terreau.sh", clone / ".venv" / "bin" / "terreau")
    for name in ("uv", "installed"):
        (clone / ".venv" / name).touch()
    home.mkdir()
    config, sqlite = written(home, api), f"sqlite:///{home}/terreau.db"
    config.write_text(config.read_text().replace(sqlite, database or sqlite))
    return Installation(origin, clone, home, database or sqlite)


def _copy(file: Path, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(file, to)
