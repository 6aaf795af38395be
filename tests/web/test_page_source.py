"""Pages of the web, fetched and read in a worker process, and reports of failures."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.core import JobContext, Outcome, Router
from bot.core.context.clock import MovableClock
from bot.core.declarations.router import collect
from bot.core.messages.incoming import Upload
from bot.core.messages.ports import FileTooBig, SendError
from bot.domain.external_calendars.events import MOST_BYTES, unpack_calendar
from bot.operations.stage import read_in_this_process
from bot.web.safe_fetch import PageSource, PretendedWeb, Unchanged
from bot.workers.worker_process import READING_MEMORY, WorkFailed, read_in_worker
from handlers.external_calendars.calendar_import import router as calendars_of_others
from tests.web.wrong_readers import (
    break_down,
    fill_memory,
    processor_seconds,
    read_for_ever,
    return_too_much,
    stall,
)

pytestmark = pytest.mark.slow

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
SAMPLES = Path(__file__).parents[1] / "domain" / "external_calendars" / "calendars"
SAMPLE = SAMPLES / "openagenda.ics"
URL = "https://agenda.example/a.ics"
DECLARED = collect([calendars_of_others])


def wanted(**more: str) -> Upload:
    where = {"url": URL, "download": "feed", "zone": "Europe/Paris", **more}
    return Upload("web", "", "text/calendar", None, where)


@pytest.fixture
def web() -> PretendedWeb:
    return PretendedWeb()


def calendars(web: PretendedWeb) -> PageSource:
    return PageSource(web, MovableClock(NOW), DECLARED, run=read_in_this_process)


async def test_a_calendar_is_read_in_a_process_of_its_own(web: PretendedWeb) -> None:
    web.pages[URL] = SAMPLE.read_bytes()

    parsed = unpack_calendar(
        await PageSource(web, MovableClock(NOW), DECLARED).fetch(wanted(), MOST_BYTES)
    )

    assert [each.title for each in parsed.found] == ["Visite du composteur de quartier"]
    assert parsed.name == "Agenda de la transition"


async def test_an_unchanged_page_is_not_read_again(web: PretendedWeb) -> None:
    web.pages[URL] = SAMPLE.read_bytes()
    source = calendars(web)

    parsed = unpack_calendar(await source.fetch(wanted(), MOST_BYTES))
    with pytest.raises(Unchanged):
        await source.fetch(wanted(etag=parsed.etag), MOST_BYTES)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        pytest.param(b"<html>", "no calendar", id="a page"),
        pytest.param(
            b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VEVENT\r\n", "unreadable", id="broken"
        ),
    ],
)
async def test_a_page_that_is_no_calendar_is_reported_in_a_word(
    web: PretendedWeb, content: bytes, word: str
) -> None:
    web.pages[URL] = content

    with pytest.raises(SendError) as raised:
        await calendars(web).fetch(wanted(), MOST_BYTES)

    assert raised.value.word == word


async def test_too_large_a_calendar_is_not_fetched(web: PretendedWeb) -> None:
    web.pages[URL] = b" " * (MOST_BYTES + 1)

    with pytest.raises(FileTooBig):
        await calendars(web).fetch(wanted(), 4 * MOST_BYTES)


async def test_an_endless_reading_is_ended(web: PretendedWeb) -> None:
    web.pages[URL] = SAMPLE.read_bytes()
    router = Router()

    @router.download("feed", read=read_for_ever)
    def handle(_ctx: JobContext, _outcome: Outcome) -> None: ...

    source = PageSource(web, MovableClock(NOW), collect([router]), seconds=2.0)

    with pytest.raises(SendError) as raised:
        await source.fetch(wanted(), MOST_BYTES)

    assert raised.value.word == "unreadable"


def test_a_page_that_breaks_its_reader_is_not_read() -> None:
    with pytest.raises(WorkFailed):
        read_in_worker(break_down, 20.0)


def test_an_answer_that_stops_in_the_middle_is_ended() -> None:

    with pytest.raises(WorkFailed):
        read_in_worker(stall, 3.0)


def test_a_page_that_takes_too_much_memory_is_not_read() -> None:
    with pytest.raises(WorkFailed):
        read_in_worker(fill_memory, 20.0, READING_MEMORY)


def test_a_reader_that_returns_too_much_is_not_heard() -> None:
    with pytest.raises(WorkFailed):
        read_in_worker(return_too_much, 20.0)


def test_a_reader_has_little_time_of_the_processor() -> None:
    assert read_in_worker(processor_seconds, 60.5) == b"61 61"
