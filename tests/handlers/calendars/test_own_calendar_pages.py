"""Calendars of one person on our own pages, and people who guess their addresses."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.domain import codes
from bot.domain.events.rules import Rsvp
from bot.web import internet_addresses
from storage.calendars import CalendarAddresses
from storage.events import Attendances
from storage.unit_of_work import Store
from tests.core.engine import Engine
from tests.handlers.calendars.pages import ALL, Site
from tests.handlers.calendars.reading import read

pytestmark = pytest.mark.slow


async def test_a_personal_calendar_is_cached_by_no_proxy(site: Site) -> None:
    event, path = site.event(), site.new_address()
    now = site.engine.clock.now()
    site.does(lambda store: store[Attendances].put(event.id, 1, Rsvp.GOING, now))

    status, content, told = await site.asks(path)

    assert status == 200
    assert [each.summary for each in read(content).events] == ["Visite"]
    assert told["Cache-Control"] == "private, no-cache"
    assert told["Content-Type"] == "text/calendar; charset=utf-8"
    assert (await site.asks(path, If_None_Match=told["ETag"]))[0] == 304


async def test_answers_change_a_personal_calendar(site: Site) -> None:
    event, path = site.event(), site.new_address()
    etags = set()
    for answer in (Rsvp.GOING, Rsvp.MAYBE, Rsvp.WAITING, Rsvp.DECLINED):
        site.engine.clock.move(timedelta(minutes=1))
        now = site.engine.clock.now()
        site.does(answers(event.id, answer, now))
        _, content, told = await site.asks(path)
        etags.add(told["ETag"])
        found = read(content).events
        assert [each.last_modified for each in found] == ([now] if found else [])
        assert bool(found) == (answer is not Rsvp.DECLINED)

    assert len(etags) == 4


def answers(event_id: int, answer: Rsvp, at: datetime) -> Callable[[Store], object]:
    return lambda store: store[Attendances].put(event_id, 1, answer, at)


async def test_an_address_that_was_ended_or_never_was_is_plainly_not_there(site: Site) -> None:
    ended, never = site.new_address(), f"/c/feed/{codes.new_token()}.ics"
    site.does(lambda store: store[CalendarAddresses].end(1, site.engine.clock.now()))

    for path in (ended, never):
        status, said, told = await site.asks(path)
        assert (status, said) == (404, b"404: Not Found")
        assert told["Content-Type"].startswith("text/plain")
        assert told["Cache-Control"] == "no-store"


async def test_a_guesser_has_to_wait_and_others_do_not(site: Site) -> None:
    path, mine = site.new_address(), {"X_Forwarded_For": "203.0.113.7"}
    wrong = [f"/c/feed/{codes.new_token()}.ics" for _ in range(internet_addresses.MOST + 5)]

    guessed = [(await site.asks(each, **mine))[0] for each in wrong]

    assert guessed == [404] * internet_addresses.MOST + [429] * 5
    status, _, told = await site.asks(path, **mine)
    assert (status, told["Retry-After"]) == (429, "600")
    assert (await site.asks(path, X_Forwarded_For="203.0.113.8"))[0] == 200
    assert (await site.asks(ALL, **mine))[0] == 200, "what is for all is no secret to guess"

    site.engine.clock.move(internet_addresses.WITHIN)
    assert (await site.asks(path, **mine))[0] == 200


async def test_asking_for_an_ended_address_is_no_guess(site: Site) -> None:
    """Programs of many people ask from one address, and go on asking."""
    ended = site.new_address()
    site.does(lambda store: store[CalendarAddresses].end(1, site.engine.clock.now()))
    path = site.new_address()

    for _ in range(internet_addresses.MOST + 5):
        assert (await site.asks(ended))[0] == 404

    assert (await site.asks(path))[0] == 200


async def test_a_long_calendar_holds_nobody_up(site: Site) -> None:
    """It is read and written beside the loop, and what everybody fetches once for all."""
    for number in range(300):
        site.event(f"Visite {number}", description="Mot " * 200)
    asked = asyncio.gather(*(site.asks(ALL) for _ in range(8)))

    turns = 0
    while not asked.done():
        await asyncio.sleep(0.001)
        turns += 1

    assert {status for status, _, _ in await asked} == {200}
    assert turns > 20


def ruin(engine: Engine) -> None:
    database = engine.lanes.database
    database.close()
    assert database.url.database is not None
    Path(database.url.database).write_bytes(b"nothing that a database is")


async def test_a_page_asks_to_come_later_while_the_database_is_away(site: Site) -> None:
    path = site.new_address()
    ruin(site.engine)

    for asked in (ALL, path):
        status, _, told = await site.asks(asked)
        assert (status, told["Retry-After"]) == (503, "60")
