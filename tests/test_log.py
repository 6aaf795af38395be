"""Logs tell what happened, and neither secrets nor what people wrote."""

import logging
import sqlite3
from collections.abc import Iterator

import pytest
import structlog
from sqlalchemy.exc import OperationalError

from bot import log
from bot.core import Context, Router, Text
from bot.core.messages import Kind
from bot.core.routing import collect
from tests.town import Town

TOKEN = "123456789:AAFcanaryCanaryCanaryCanaryCanary"
PASSWORD = "canary-password"
NAME = "Zoé Canari"
WORDS = "mon secret de canari"
CANARIES = (TOKEN, "canaryCanary", PASSWORD, NAME, "Canari", WORDS, "canari")
LEVELS = ("debug", "info", "warning", "error", "critical", "exception")


@pytest.fixture(autouse=True)
def configured(capsys: pytest.CaptureFixture[str]) -> Iterator[None]:
    """Write to what pytest captures, which therefore comes first."""
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
        told("request", url=url, rows=[database], exc_info=error)
    else:
        told = getattr(logging.getLogger("some.library"), level)
        told("request to %s, rows in %s", url, database, exc_info=error)

    said = capsys.readouterr().err
    assert "request" in said
    check(said)


def test_an_exception_is_told_by_its_type_and_place(capsys: pytest.CaptureFixture[str]) -> None:
    original = sqlite3.OperationalError(f"near {WORDS}")
    error = raised(OperationalError(f"INSERT {WORDS}", {"name": NAME}, original))

    structlog.get_logger().error("failed", exc_info=error)

    said = capsys.readouterr().err
    assert "OperationalError" in said
    assert "test_log.py" in said
    check(said)


def test_a_message_that_cannot_be_handled_is_not_quoted(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    router = Router()

    @router.command("explode", fr="exploser")
    def explode(_ctx: Context, words: str) -> Text:
        """Fail, quoting everything."""
        raise RuntimeError(f"{NAME}: {words} {TOKEN}")

    town.app.dispatcher._handling._declared.commands.update(collect([router]).commands)
    zoe = town.stranger(NAME)
    zoe.says(f"/exploser {WORDS}")
    zoe.says(WORDS)
    zoe.says(WORDS, kind=Kind.EDIT)

    said = capsys.readouterr().err
    assert "set aside" in said
    check(said)
