"""One process works on a database: the program itself, started twice, and where it cannot know."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest

from storage.operations.instance_lock import shares_connections
from storage.unit_of_work import Database
from tests.crash_watch import WATCH
from tests.databases import Fresh
from tests.emulator import BotApi
from tests.patience import HANG, patient
from tests.running.pooler import Pooler

CONFIG = """
[instance]
database = "{url}"
data = "{folder}/data"
contact = "dpo@region.example"
[telegram]
token = "123:abc"
api_base = "{api}"
[http]
listen = "127.0.0.1:0"
[privacy]
controller = "Région"
[[communities]]
slug = "energie"
name = "Énergie"
"""
IN_USE = "Un autre Terreau utilise cette base de données : arrêtez-le d'abord.\n"
OTHER_FOLDER = (
    "Un autre Terreau utilise cette base de données, avec un autre dossier de données. Une machine "
    "de secours partage celui de l'instance qui tourne ([instance] data) : voir docs/fr/scale.md.\n"
)


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi(token="123:abc", limits=False) as made:
        yield made


def written(folder: Path, url: str, api: str) -> Path:
    path = folder / "config.toml"
    path.write_text(CONFIG.format(url=url, folder=folder, api=api))
    path.chmod(0o600)
    return path


@asynccontextmanager
async def started(command: str, config: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """Start a command of the program; it never outlives us."""
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot", command, "--config", str(config)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    WATCH.follows(child.stderr)
    try:
        yield child
    finally:
        if child.returncode is None:
            child.kill()
        await child.communicate()


async def ready(child: asyncio.subprocess.Process) -> None:
    assert child.stderr is not None
    async with patient():
        while line := await child.stderr.readline():
            if b"ready" in line:
                return
    raise AssertionError("it ended")


async def outcome(command: str, config: Path) -> tuple[int | None, str, str]:
    """Run a command to its end: its status, and its output on both streams."""
    async with started(command, config) as child, patient():
        out, err = await child.communicate()
        return child.returncode, out.decode(), err.decode()


@pytest.mark.slow
async def test_a_second_instance_is_told_to_try_later(
    tmp_path: Path, api: BotApi, database_url: str
) -> None:
    config = written(tmp_path, database_url, api.url)
    async with started("run", config) as first:
        await ready(first)

        assert await outcome("run", config) == (75, "", IN_USE)

        status, _, told = await outcome("backup", config)
        assert (status, told) == (0, "")
        status, looked, _ = await outcome("check", config)
        assert "Another Terreau" not in looked

        first.send_signal(signal.SIGTERM)
        await asyncio.wait_for(first.wait(), HANG)
        assert first.returncode == 0


@pytest.mark.slow
@pytest.mark.postgres
async def test_a_standby_shares_the_data_folder(
    tmp_path: Path, api: BotApi, fresh_database: Fresh
) -> None:
    """With another one it would have another device on Matrix, and none of the files."""
    url = fresh_database("postgresql")
    here, elsewhere = tmp_path / "one", tmp_path / "other"
    for folder in (here, elsewhere):
        folder.mkdir()
    config = written(elsewhere, url, api.url)
    async with started("run", written(here, url, api.url)) as first:
        await ready(first)

        status, _, told = await outcome("run", config)
        assert (status, told) == (2, OTHER_FOLDER)
        assert not (elsewhere / "data" / "links.key").exists()

        config.write_text(config.read_text().replace(str(elsewhere), str(here)))
        assert await outcome("run", config) == (75, "", IN_USE)
    config = written(elsewhere, url, api.url)
    async with started("run", config) as second:  # the folder of the first is lost
        await ready(second)


@pytest.mark.slow
@pytest.mark.postgres
async def test_an_empty_postgresql_is_made_ready(
    tmp_path: Path, api: BotApi, fresh_database: Fresh
) -> None:
    url = fresh_database("postgresql")
    _change(url, "DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    config = written(tmp_path, url, api.url)
    async with started("run", config) as child:
        await ready(child)


@pytest.mark.slow
@pytest.mark.postgres
async def test_tables_of_another_release_are_not_touched_unasked(
    tmp_path: Path, api: BotApi, fresh_database: Fresh
) -> None:
    url = fresh_database("postgresql")
    _change(url, "DELETE FROM alembic_version")  # as if they were of an older one
    try:
        said = await outcome("run", written(tmp_path, url, api.url))
    finally:
        _change(url, "DROP TABLE alembic_version")
    assert said[0] == 2
    assert "lancez d'abord « terreau migrate »" in said[2]


def _change(url: str, statement: str) -> None:
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(statement.encode())


@asynccontextmanager
async def pooled(url: str, *, in_turn: bool = False) -> AsyncIterator[str]:
    """The address of a pooler in transaction mode before a database."""
    folder = parse_qs(urlsplit(url).query)["host"][0]
    pooler = Pooler(f"{folder}/.s.PGSQL.5432", in_turn=in_turn)
    server = await asyncio.start_server(pooler.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    parts = urlsplit(url)
    yield f"{parts.scheme}://{parts.username}@127.0.0.1:{port}{parts.path}"
    server.close()
    await server.wait_closed()
    await pooler.close()


async def use_two_sessions(url: str) -> None:
    """Be in two transactions at once, so that a pooler has two sessions to lend."""
    first = await psycopg.AsyncConnection.connect(url.replace("+psycopg", ""))
    second = await psycopg.AsyncConnection.connect(url.replace("+psycopg", ""))
    async with first, second:
        await first.execute("SELECT 1", prepare=False)
        await second.execute("SELECT 1", prepare=False)


@pytest.mark.postgres
@pytest.mark.parametrize("in_turn", [False, True])
async def test_a_pooler_in_transaction_mode_is_found(
    fresh_database: Fresh, *, in_turn: bool
) -> None:
    direct = fresh_database("postgresql")
    async with pooled(direct, in_turn=in_turn) as url:
        await use_two_sessions(url)
        for address, shares in ((url, True), (direct, False)):
            with closing(Database(address)) as database:
                assert await asyncio.to_thread(shares_connections, database) is shares


@pytest.mark.postgres
@pytest.mark.slow
async def test_a_pooler_in_transaction_mode_is_refused(
    tmp_path: Path, api: BotApi, fresh_database: Fresh
) -> None:
    async with pooled(fresh_database("postgresql")) as url:
        config = written(tmp_path, url, api.url)

        status, looked, _ = await outcome("check", config)
        assert status == 1
        assert "pooler en mode transaction" in looked

        status, _, told = await outcome("run", config)
        assert status == 2
        assert told.startswith("[instance] database : un répartiteur (pooler)")
