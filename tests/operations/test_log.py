"""Logs tell what happened, and neither secrets nor what people wrote."""

import ast
import asyncio
import gc
import logging
import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import structlog
from sqlalchemy.exc import OperationalError

from bot.app import App, routers
from bot.config import Settings
from bot.core import Context, Router, Text
from bot.core.context.clock import Clock
from bot.core.declarations.router import collect
from bot.core.messages.incoming import Kind
from bot.operations import log
from bot.transports.telegram import TelegramTransport
from storage.unit_of_work import Database
from tests.crash_watch import WATCH
from tests.emulator import BotApi
from tests.town import Town

ROOT = Path(__file__).parents[2]
TOKEN = "123456789:AAFcanaryCanaryCanaryCanaryCanary"
PASSWORD = "canary-password"
NAME = "Zoé Canari"
WORDS = "mon secret de canari"
CANARIES = (TOKEN, "canaryCanary", PASSWORD, NAME, "Canari", WORDS, "canari")
COMMUNITY = {"slug": "energie", "name": "Énergie"}
REFUSAL = '{"ok": false, "error_code": 400, "description": "Bad Request: message is too long"}'
LEVELS = ("debug", "info", "warning", "error", "critical", "exception")


@pytest.fixture(autouse=True)
def configured(capsys: pytest.CaptureFixture[str]) -> Iterator[None]:
    """Write to the stream that pytest captures, which therefore comes first."""
    log.configure([TOKEN], level="DEBUG")
    yield
    structlog.reset_defaults()
    logging.getLogger().handlers = [
        each for each in logging.getLogger().handlers if not isinstance(each, log._Ours)
    ]


def raised(error: Exception) -> Exception:
    """The error, with the traceback of having been raised."""
    with pytest.raises(type(error)) as caught:
        _raise(error)
    return caught.value


def _raise(error: Exception) -> None:
    raise error


def check(said: str) -> None:
    """Something was said, and none of it is a canary."""
    assert said
    assert [canary for canary in CANARIES if canary in said] == []


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("whose", ["ours", "a library's"])
def test_no_level_tells_a_secret(
    level: str, whose: str, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"https://api.telegram.org/bot{TOKEN}/sendMessage"
    database = f"postgresql://terreau:{PASSWORD}@localhost/terreau"
    error = raised(ValueError(f"{NAME} wrote: {WORDS}"))
    if whose == "ours":
        told = getattr(structlog.get_logger(), level)
        told("request", url=url, rows=[database], name=NAME, words=WORDS, exc_info=error)
    else:
        told = getattr(logging.getLogger("some.library"), level)
        told("request to %s, rows in %s, by %s: %s", url, database, NAME, WORDS, exc_info=error)

    WATCH.crashes.clear()  # it logged on purpose
    said = capsys.readouterr().err
    assert "request" in said
    assert "ValueError" in said
    check(said)


@pytest.mark.crashes("refused")
@pytest.mark.parametrize(
    "token",
    [
        "syt_dGVycmVhdQ_AbCdEfGhIjKlMnOpQrSt_1a2B3c",
        "syr_dGVycmVhdQ_AbCdEfGhIj",
        "mat_AbCdEfGhIj_x",
        "mar_AbCdEfGhIj_x",
    ],
)
def test_an_access_token_of_matrix_is_known_by_its_shape(
    token: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The device's own is in no configuration."""
    structlog.get_logger().error("refused", why=f"Bearer {token}: M_UNKNOWN_TOKEN")

    said = capsys.readouterr().err
    assert "M_UNKNOWN_TOKEN" in said
    assert token[4:12] not in said


def test_messages_of_nio_are_never_shown(capsys: pytest.CaptureFixture[str]) -> None:
    """It writes what people say into the sentence itself."""
    for level in LEVELS[:4]:
        getattr(logging.getLogger("nio.client.async_client"), level)(f"event: {WORDS}")

    logging.getLogger("nio.client.async_client").critical("shown")

    assert [each.rpartition("=")[2] for each in capsys.readouterr().err.splitlines()] == ["shown"]


@pytest.mark.slow
async def test_a_task_that_failed_is_not_shown_with_what_it_held(
    capsys: pytest.CaptureFixture[str],
) -> None:
    failed = asyncio.create_task(_fail())
    await asyncio.wait([failed])
    del failed
    gc.collect()

    said = capsys.readouterr().err
    assert "Task exception was never retrieved" in said
    assert "ValueError" in said
    check(said)


@pytest.mark.crashes("a thread ended", "ignored")
def test_uncaught_exceptions_are_logged_without_secrets(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "unraisablehook", sys.unraisablehook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    log.watch()

    thread = threading.Thread(target=_raise, args=[ValueError(WORDS)])
    thread.start()
    thread.join()
    dying = Dying()
    del dying

    said = capsys.readouterr().err
    assert said.count("ValueError") == 2
    check(said)


class Dying:
    """An object whose end goes wrong."""

    def __del__(self) -> None:
        raise ValueError(f"{NAME}: {WORDS}")


async def _fail() -> None:
    raise ValueError(f"{NAME}: {WORDS}")


@pytest.mark.slow
def test_our_own_logs_tell_only_what_they_may() -> None:
    """Each is one written sentence, and its values have names that `TOLD` knows."""
    calls = [
        (f"{path.relative_to(ROOT)}:{node.lineno}", node)
        for package in ("bot", "handlers", "schedules", "storage")
        for path in sorted((ROOT / package).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and _logs(node.func)
    ]
    untold = [
        place
        for place, call in calls
        if {each.arg for each in call.keywords} - log.TOLD - {"exc_info"}
        or not all(isinstance(each, ast.Constant) for each in call.args)
        or len(call.args) > 1
    ]
    assert len(calls) > 10
    assert untold == [], "one sentence a log, and its values named in bot.operations.log.TOLD"


def _logs(call: ast.expr) -> bool:
    return (
        isinstance(call, ast.Attribute)
        and call.attr in {*LEVELS, "bind"}
        and ast.unparse(call.value) in {"log", "self._log", "structlog.get_logger()"}
    )


@pytest.mark.crashes("failed")
def test_an_exception_is_told_by_its_type_and_place(capsys: pytest.CaptureFixture[str]) -> None:
    original = sqlite3.OperationalError(f"near {WORDS}")
    error = raised(OperationalError(f"INSERT {WORDS}", {"name": NAME}, original))

    structlog.get_logger().error("failed", exc_info=error)

    said = capsys.readouterr().err
    assert "OperationalError" in said
    assert "test_log.py" in said
    check(said)


router = Router()


@router.command("explode", fr="exploser")
def explode(_ctx: Context, words: str) -> Text:
    """Fail, quoting everything."""
    raise RuntimeError(f"{NAME}: {words} {TOKEN}")


@pytest.mark.slow
async def test_a_network_full_of_faults_is_told_without_quoting(
    fresh_database: Callable[[str], str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.core.tasks.backoff", lambda _: 0.05)
    for module in (
        "bot.transports.telegram.bot_api",
        "bot.transports.telegram.polling",
    ):
        monkeypatch.setattr(f"{module}.SHORTEST_BACKOFF", 0.05)
    monkeypatch.setattr("bot.core.tasks.RETRY_SECONDS", (0.05,))
    async with BotApi(token=TOKEN, limits=False, checked=False) as api:
        zoe = api.person(NAME)
        settings, clock = Settings.model_validate({"communities": [COMMUNITY]}), Clock()
        app = App(
            settings,
            Database(fresh_database("sqlite")),
            [TelegramTransport(TOKEN, api_base=api.url, clock=clock)],
            clock,
            declared=collect([*routers(), router]),
        )
        stop = asyncio.Event()
        living = asyncio.create_task(app.run(stop))
        api.faults.fail("getMe", status=401)
        api.faults.fail("setMyCommands", status=500)
        api.faults.undecodable_update()
        api.faults.fail("sendMessage", status=400, body=REFUSAL)
        api.faults.fail("sendMessage", status=502, body=f"<html>{WORDS}")
        api.faults.garbage("sendMessage")
        api.faults.reset("sendMessage")
        for _ in range(3):
            zoe.says(f"/exploser {WORDS}")
        await api.until(lambda: api.count("sendMessage") >= 6)
        stop.set()
        await living

    said = capsys.readouterr().err
    for event in ("unwell", "ready", "set aside", "refused"):
        assert event in said
    assert "set aside" in WATCH.take()
    check(said)


@pytest.mark.crashes("failed", "set aside")
def test_a_message_that_cannot_be_handled_is_not_quoted(
    town: Town, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    commands = town.app.dispatcher._batches._request_handler._declared.commands
    for name, each in collect([router]).commands.items():
        monkeypatch.setitem(commands, name, each)  # declarations are shared by all tests
    zoe = town.stranger(NAME)
    zoe.says(f"/exploser {WORDS}")
    zoe.says(WORDS)
    zoe.says(WORDS, kind=Kind.EDIT)

    said = capsys.readouterr().err
    assert "set aside" in said
    check(said)


MEANT = pytest.mark.crashes("plain", "marked", "another's")


@pytest.mark.parametrize(
    ("level", "mark"),
    [
        pytest.param("critical", 2, marks=MEANT),
        pytest.param("error", 3, marks=MEANT),
        ("warning", 4),
        ("info", 6),
    ],
)
def test_the_journal_is_told_the_priority_of_a_line_and_nobody_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, level: str, mark: int
) -> None:
    with (tmp_path / "journal").open("w+") as stream:
        monkeypatch.setattr(sys, "stderr", stream)
        log.configure()
        getattr(structlog.get_logger(), level)("plain")
        is_what = os.fstat(stream.fileno())
        monkeypatch.setenv("JOURNAL_STREAM", f"{is_what.st_dev}:{is_what.st_ino}")
        getattr(structlog.get_logger(), level)("marked")
        monkeypatch.setenv("JOURNAL_STREAM", "1:2")
        getattr(structlog.get_logger(), level)("another's")
        stream.seek(0)
        plain, marked, anothers = stream.read().splitlines()

    assert marked.startswith(f"<{mark}>timestamp=")
    assert plain.startswith("timestamp=")
    assert anothers.startswith("timestamp=")


@pytest.mark.slow
def test_the_end_of_the_program_is_an_error_of_the_journal(tmp_path: Path) -> None:
    with (tmp_path / "journal").open("w+") as stream:
        is_what = os.fstat(stream.fileno())
        subprocess.run(
            [sys.executable, "-m", "bot", "run", "--config", tmp_path / "config.toml"],
            stderr=stream,
            env={**os.environ, "JOURNAL_STREAM": f"{is_what.st_dev}:{is_what.st_ino}"},
            check=False,
        )
        stream.seek(0)
        assert stream.read().startswith(f"<3>{tmp_path}/config.toml: ")
