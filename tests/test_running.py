"""The program as a host runs it: it says when it is ready, and ends when it is told to."""

import asyncio
import os
import re
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

import pytest
from typer.testing import CliRunner

from bot import app
from bot.__main__ import cli
from bot.core import text
from bot.core.context.audience import LETTER
from bot.core.messages.encoding.message_encoding import encode
from bot.domain.roles import Circle
from bot.operations import log
from bot.operations.run import ending
from bot.operations.terminal.exits import TRY_LATER
from bot.vocabulary.community.applied_settings import apply
from storage.communities import Communities, Cultivators
from storage.members import Consents, Members
from storage.operations.migrating import migrate
from storage.outbound import Mailings
from storage.unit_of_work import Database
from tests.awake import stay_awake
from tests.crash.child import crash_settings
from tests.crash.forked_child import ForkedChild
from tests.crash.telegram_world import TelegramWorld
from tests.crash.test_telegram_storm import SENDERS
from tests.databases import SQLiteFiles
from tests.emulator import BotApi, Person

CONFIG = """
[instance]
database = "sqlite:///{folder}/terreau.db"
data = "{folder}/data"
locale = "fr"
[telegram]
token = "{token}"
api_base = "{api}"
[http]
listen = "127.0.0.1:{port}"
[[communities]]
slug = "energie"
name = "Énergie"
"""


ENGLISH = {"LC_ALL": "en_US.UTF-8"}
"""What a terminal says that reads English."""


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


Start = Callable[[Path], Awaitable[asyncio.subprocess.Process]]


@pytest.fixture
async def start() -> AsyncIterator[Start]:
    """Start the program; whatever happens, it does not outlive the test."""
    started: list[asyncio.subprocess.Process] = []

    async def start_one(config: Path) -> asyncio.subprocess.Process:
        child = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "bot", "run", "--config", str(config)),
            stderr=asyncio.subprocess.PIPE,
            cwd=Path(__file__).parent.parent,
            env={**os.environ, **ENGLISH, "PYTHONUNBUFFERED": "1"},
        )
        started.append(child)
        return child

    yield start_one
    for child in started:
        if child.returncode is None:
            child.kill()
        await child.wait()


def written(folder: Path, api: str, port: int = 0) -> Path:
    path = folder / "config.toml"
    filled = CONFIG.format(folder=folder, api=api, token="123:abc", port=port or free_port())
    path.write_text(filled)
    return path


async def read_until(child: asyncio.subprocess.Process, word: str) -> str:
    assert child.stderr is not None
    said = ""
    async with asyncio.timeout(60):
        while word not in said:
            line = await child.stderr.readline()
            assert line, f"it ended, having said: {said}"
            said += line.decode()
    return said


async def ended(child: asyncio.subprocess.Process) -> str:
    """Tell it to end; it must within ten seconds, in peace."""
    began = monotonic()
    child.send_signal(signal.SIGTERM)
    _, said = await asyncio.wait_for(child.communicate(), 15)
    assert monotonic() - began < 10
    assert child.returncode == 0
    return said.decode()


@pytest.mark.slow
async def test_it_is_ready_shows_its_menus_and_ends(tmp_path: Path, start: Start) -> None:
    async with BotApi(limits=False) as api:
        ana = api.person("Ana", language="fr")
        child = await start(written(tmp_path, api.url))
        said = await read_until(child, "ready")
        await api.until(ana.menu, within=10)
        ana.says("/start")
        await ana.private.expect(lambda message: "Bonjour" in message.text, within=10)

        said += await ended(child)

        assert "sondage" in " ".join(ana.menu())
        assert "123:abc" not in said
        assert api.violations == []


@pytest.mark.slow
async def test_whoever_brings_the_code_that_it_prints_runs_it(tmp_path: Path, start: Start) -> None:
    config = written(tmp_path, "{api}")
    async with BotApi(limits=False) as api:
        config.write_text(config.read_text().replace("{api}", api.url))
        ida, eve = api.person("Ida", language="fr"), api.person("Ève", language="fr")
        child = await start(config)
        said = await read_until(child, "ready")
        kept = tmp_path / "data" / "first-cultivator"
        (code,) = re.findall(r"/start (\S+) \(Telegram\)", kept.read_text())
        eve.says("/start 222-222-222-222")
        await eve.private.expect(lambda message: "Ce code est faux" in message.text, within=10)
        ida.says(f"/start {code}")
        asked = await ida.private.expect(lambda message: "Gérer" in message.text, within=10)
        await ida.taps(asked, "J'accepte")
        await ida.private.expect(
            lambda message: "Vous êtes désormais responsable du service" in message.text, within=10
        )
        eve.says(f"/start {code}")
        await api.until(lambda: len(_refusals(eve)) > 1, within=10)
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
async def test_on_a_terminal_the_code_is_shown_and_nowhere_kept(tmp_path: Path) -> None:
    """A real terminal: a pseudo one, as a person has it."""
    ours, theirs = os.openpty()
    async with BotApi(limits=False) as api:
        child = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "bot", "run", "--config", str(written(tmp_path, api.url))),
            stderr=theirs,
            cwd=Path(__file__).parent.parent,
        )
        os.close(theirs)
        try:
            shown = await asyncio.wait_for(asyncio.to_thread(_shown, ours, b"ready"), 60)
            child.send_signal(signal.SIGTERM)
            await asyncio.wait_for(asyncio.to_thread(_shown, ours, b""), 15)
            await asyncio.wait_for(child.wait(), 15)
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


@pytest.mark.slow
async def test_it_waits_for_a_network_that_is_away(tmp_path: Path, start: Start) -> None:
    async with BotApi(limits=False) as api:
        ana = api.person("Ana")
        async with api.faults.outage():
            child = await start(written(tmp_path, api.url))
            assert "network=telegram" in await read_until(child, "unwell")
            assert child.returncode is None
        await read_until(child, "ready")
        ana.says("/start")
        await ana.private.expect(lambda message: bool(message.text), within=40)
        await ended(child)


@pytest.mark.slow
async def test_a_refused_token_is_told_once_in_the_terminals_language(
    tmp_path: Path, start: Start
) -> None:
    async with BotApi(token="1:another", limits=False) as api:
        child = await start(written(tmp_path, api.url))
        said = await read_until(child, "Telegram refuses the bot's token.")
        said += await ended(child)

    assert "send /token to @BotFather" in said
    assert said.count("Telegram refuses") == said.count("token refused") == 1
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("spoil", "told", "status"),
    [
        pytest.param(('locale = "fr"', 'locale = "xx"'), "instance.locale", 2, id="a wrong key"),
        pytest.param(("[telegram]", "[signal]"), "signal", 2, id="a wrong section"),
        pytest.param(
            ("sqlite:///", "postgresql://ana:hush@127.0.0.1:1/"),
            "[instance] database",
            TRY_LATER,
            id="no database",
        ),
        pytest.param(('terreau.db"', 'newer.db"'), "newer Terreau", 2, id="newer tables"),
    ],
)
@pytest.mark.parametrize("command", ["run", "migrate"])
def test_what_is_wrong_at_the_start_is_told_in_a_line(  # noqa: PLR0913, PLR0917 - the cases
    tmp_path: Path,
    command: str,
    spoil: tuple[str, str],
    told: str,
    status: int,
    quiet_log: None,
    sqlite_files: SQLiteFiles,
) -> None:
    config = written(tmp_path, "http://127.0.0.1:9")
    config.write_text(config.read_text().replace(*spoil))
    _make_newer(Database(sqlite_files.copy_to(tmp_path / "newer.db")))

    result = CliRunner().invoke(cli, [command, "--config", str(config)])

    assert result.exit_code == status
    assert told in result.stderr
    assert "hush" not in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_data_folder_that_cannot_be_made_is_told(tmp_path: Path, quiet_log: None) -> None:
    config = written(tmp_path, "http://127.0.0.1:9")
    config.write_text(config.read_text().replace('\ndata = "', '\ndata = "/proc'))

    result = CliRunner().invoke(cli, ["run", "--config", str(config)])

    assert result.exit_code == 2
    assert result.stderr.startswith("[instance] data: /proc/")
    assert "Allow it to Terreau" in result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize("command", ["run", "migrate", "check"])
def test_a_damaged_file_is_told_as_one(tmp_path: Path, command: str, quiet_log: None) -> None:
    config = written(tmp_path, "http://127.0.0.1:9")
    (tmp_path / "terreau.db").write_text("this is a letter, not a database " * 1000)

    result = CliRunner().invoke(cli, [command, "--config", str(config)])

    damaged = {"check": "est endommagé"}.get(command, "The database is damaged.")
    assert damaged in result.output
    assert "running" not in result.output


@pytest.mark.slow
@pytest.mark.parametrize("folder", [0o755, 0o555])
@pytest.mark.parametrize("command", ["run", "check"])
def test_a_file_that_takes_no_changes_is_told_as_one(
    tmp_path: Path, command: str, folder: int, quiet_log: None, sqlite_files: SQLiteFiles
) -> None:
    config, file = written(tmp_path, "http://127.0.0.1:9"), tmp_path / "terreau.db"
    sqlite_files.copy_to(file)
    file.chmod(0o444)
    Path(f"{file}.lock").unlink(missing_ok=True)
    tmp_path.chmod(folder)

    done = subprocess.run(
        [*AS_OTHERS, sys.executable, "-m", "bot", command, "--config", str(config)],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parent.parent,
        env=os.environ | ENGLISH,
    )

    tmp_path.chmod(0o755)
    assert done.returncode == (1 if command == "check" else TRY_LATER)
    only_read = {"check": "read-only"}.get(command, "can be read but not")
    assert only_read in done.stdout + done.stderr
    assert "running" not in done.stderr


def test_a_data_folder_that_is_full_is_told_as_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quiet_log: None
) -> None:
    config = written(tmp_path, "http://127.0.0.1:9")

    def write(*_: object) -> None:
        full = Path("/dev/full")  # as a disk is that takes no more
        full.write_text("a code for the first cultivator")

    monkeypatch.setattr("bot.operations.run.command.run_app", write)
    result = CliRunner().invoke(cli, ["run", "--config", str(config)])

    assert result.exit_code == TRY_LATER
    assert "The disk is full. Free some space" in result.stderr


# Root writes wherever it likes, unless it gives that up.
_CAPABILITIES = "--bounding-set=-dac_override,-dac_read_search"
AS_OTHERS = [] if os.getuid() else ["setpriv", _CAPABILITIES, "--inh-caps=-all"]


@pytest.mark.slow
@pytest.mark.postgres
def test_tables_of_an_older_postgresql_are_brought_up_to_date_by_command(
    tmp_path: Path, fresh_database: Callable[[str], str], quiet_log: None
) -> None:
    url = fresh_database("postgresql")
    database = Database(url)
    migrate(database, "base")
    database.close()
    config = written(tmp_path, "http://127.0.0.1:9")
    config.write_text(config.read_text().replace(f"sqlite:///{tmp_path}/terreau.db", url))

    result = CliRunner().invoke(cli, ["run", "--config", str(config)])

    assert result.exit_code == 2
    assert "terreau migrate" in result.stderr
    assert CliRunner().invoke(cli, ["migrate", "--config", str(config)]).exit_code == 0


@pytest.fixture
def quiet_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the log of the tests alone."""
    monkeypatch.setattr(log, "configure", lambda *_, **__: None)
    monkeypatch.setattr(log, "watch", lambda: None)


def _make_newer(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'from_the_future'")
    database.close()


@pytest.mark.slow
async def test_a_port_that_is_taken_is_told(tmp_path: Path, start: Start) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        config = written(tmp_path, "http://127.0.0.1:9", port=taken.getsockname()[1])

        child = await start(config)
        _, said = await asyncio.wait_for(child.communicate(), 60)

    assert child.returncode == 2
    assert said.decode().startswith("[http] listen: 127.0.0.1:")
    assert len(said.splitlines()) == 1


LETTER_READERS = 150


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[TelegramWorld]:
    async with (
        BotApi(limits=False, checked=False) as api,
        TelegramWorld(api, tmp_path, people=50) as made,
    ):
        yield made


def mail_a_letter(world: TelegramWorld) -> list[Person]:
    """Let many wait for a letter that is on its way; gives them."""
    database = Database(world.url)
    now = datetime.now(UTC)
    readers = [world.api.person(f"L{n}") for n in range(LETTER_READERS)]
    with database.unit() as store:
        apply(store, crash_settings(*world.rooms), now)
        community = store[Communities].all()[0].id
        for person in readers:
            person.private.started = True
            address = f"telegram:{person.id}"
            member = store[Members].register(address, person.name, direct=address, at=now)
            store[Members].join(member, community, Circle.INFORMED, now)
            store[Consents].give(member, community, LETTER, version="1", channel="test", at=now)
            stay_awake(member, now)
        store[Mailings].add(community, LETTER, encode(text("The letter.")), now)
    database.close()
    return readers


async def stopped(child: ForkedChild, *, again_after: float = 0.05) -> float:
    """Tell it to end, twice, as an impatient host does; gives the seconds that it took."""
    began = monotonic()
    child.terminate()
    await asyncio.sleep(again_after)
    if child.returncode is None:
        child.terminate()
    await asyncio.wait_for(child.wait(), 15)
    return monotonic() - began


async def polling(world: TelegramWorld, *arguments: str) -> ForkedChild:
    """Start it, and wait until it has asked for what waits."""
    child = await world.start(*arguments)
    await world.api.until(lambda: world.polled(times=2), within=60)
    return child


async def check_nothing_lost(world: TelegramWorld) -> None:
    counts = await world.counts()
    assert (counts.lost_in, counts.twice_in) == (0, 0)
    assert counts.answers_lost == 0
    assert counts.announced_twice == 0
    assert counts.announced_lost <= counts.uncertain
    assert counts.stuck == 0


@pytest.mark.slow
@pytest.mark.timeout(240)
async def test_a_stop_amid_five_hundred_updates_and_a_letter_loses_nothing(
    world: TelegramWorld,
) -> None:
    readers = mail_a_letter(world)
    await world.write(500)
    child = await polling(world)
    await world.api.until(lambda: world.api.count("sendMessage") > 20, within=60)

    assert await stopped(child) < 10
    assert child.returncode == 0
    assert world.left() > 0, "it was to be stopped amid its work"

    await world.finish()
    await check_nothing_lost(world)
    counts = await world.counts()
    assert (counts.answers_repeated, counts.uncertain) == (0, 0)
    assert [len(each.private.said) for each in readers] == [1] * LETTER_READERS


@pytest.mark.slow
async def test_a_stop_does_not_wait_for_a_network_that_is_slow(world: TelegramWorld) -> None:
    await world.write(20)
    world.api.faults.latency("sendMessage", 60)
    child = await polling(world, "--impatient")
    await world.api.until(lambda: world.api.count("sendMessage") >= SENDERS, within=60)

    assert await stopped(child) < 6
    assert child.returncode == 0
    with world.database() as rows:
        cut = rows.execute("SELECT count(*) FROM deliveries WHERE state = 'sending'").fetchone()
    assert cut == (0,), "what became of those that were cut is recorded"

    world.api.faults.clear()
    await world.finish()
    await check_nothing_lost(world)


@pytest.mark.slow
async def test_a_stop_does_not_wait_for_a_database_that_is_stuck(world: TelegramWorld) -> None:
    await world.write(50)
    child = await polling(world, "--impatient")
    with world.database() as other:
        other.execute("BEGIN EXCLUSIVE")
        await world.write(50)
        await asyncio.sleep(0.5)
        assert await stopped(child) < 6

    await world.finish()
    await check_nothing_lost(world)


def test_a_stop_takes_less_than_ten_seconds() -> None:
    assert app.END_SECONDS + app.ANSWER_SECONDS + app.FATE_SECONDS < ending.CUT_SECONDS < 9
