"""Calendars on our own pages: for all the events that are for all, for one person theirs."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from multidict import CIMultiDict

from bot.core.files.drawn_files import FileDrawer
from bot.core.files.file_links import FileLinks
from bot.domain import codes
from bot.domain.audience import Audience
from bot.domain.events.rules import EventState, Rsvp
from bot.web import login_attempts
from bot.web.declared_pages import add_declared_pages
from bot.web.files import add_file_pages
from bot.web.health import serve
from handlers.calendars.pages import router as pages
from storage.calendars import CalendarFeeds
from storage.events import Attendances, Events
from storage.events.event_table import Event, NewEvent
from storage.unit_of_work import Store
from tests.core.engine import CONTACT, Engine
from tests.databases import Fresh
from tests.handlers.calendars.reading import read
from tests.plain_text import plain
from tests.web.file_pages import PROXIES
from tests.web.file_pages import check as check_headers

pytestmark = pytest.mark.slow

ALL = "/c/energie/events.ics"


@dataclass(slots=True)
class Site:
    """The pages, and what is behind them."""

    engine: Engine
    url: str
    session: aiohttp.ClientSession

    def event(self, title: str = "Visite", **values: Any) -> Event:  # noqa: ANN401 - of a new event
        now = self.engine.clock.now()
        usual: dict[str, Any] = {
            "starts_at": now + timedelta(days=10),
            "zone": "Europe/Paris",
            "state": EventState.PUBLISHED,
        }
        new = NewEvent(title, **usual | values)
        return self.engine.store(lambda store: store[Events].add(1, None, new, now))

    def feed(self) -> str:
        """The path of a new secret address of Zoé's."""
        token = codes.new_token()
        now = self.engine.clock.now()
        self.engine.store(
            lambda store: store[CalendarFeeds].open(codes.digest_of_token(token), 1, now)
        )
        return f"/c/feed/{token}.ics"

    def does(self, work: Callable[[Store], object]) -> None:
        self.engine.store(work)

    async def asks(
        self, path: str, method: str = "GET", **headers: str
    ) -> tuple[int, bytes, CIMultiDict[str]]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.session.request(method, self.url + path, headers=named) as answer:
            told = answer.headers.copy()
            assert told["X-Content-Type-Options"] == "nosniff"
            assert told["X-Robots-Tag"] == "noindex, nofollow"
            assert told["Server"] == "Terreau"
            return answer.status, await answer.read(), told

    async def titles(self, path: str) -> list[str | None]:
        status, content, _ = await self.asks(path)
        assert status == 200
        return [each.summary for each in read(content).events]


@pytest.fixture
async def site(fresh_database: Fresh) -> AsyncIterator[Site]:
    engine = Engine(fresh_database("sqlite"), pages)
    engine.member("Zoé", "telegram:7")
    contact = replace(CONTACT, public_url="https://terreau.example/bot")
    page = web.Application()
    drawing = FileDrawer(engine.lanes, engine.declared, contact)
    add_file_pages(page, FileLinks(engine.lanes, drawing, engine.clock), contact, engine.clock)
    add_declared_pages(page, engine.declared, engine.lanes, contact, engine.clock, trusted=PROXIES)
    runner = await serve(page, "127.0.0.1", 0)
    async with aiohttp.ClientSession() as session:
        yield Site(engine, f"http://127.0.0.1:{runner.addresses[0][1]}", session)
    await runner.cleanup()
    engine.close()


async def test_a_community_s_calendar_has_what_is_for_everyone(site: Site) -> None:
    now = site.engine.clock.now()
    site.event("Visite")
    site.event("Annulée", state=EventState.PUBLISHED)
    site.does(lambda store: store[Events].become(store[Events].get(2), EventState.CANCELLED, now))
    site.event("Passée", starts_at=now - timedelta(days=300))
    site.event("Ancienne", starts_at=now - timedelta(days=400))
    site.event("Brouillon", state=EventState.DRAFT)
    site.event("Proposée", state=EventState.PROPOSED)
    site.event("Du premier cercle", audience=Audience(circles=["engaged"]))
    site.event("D'un domaine", audience=Audience(domains=["waste"]))
    site.event("D'un lieu", audience=Audience(territories=["25"]))

    assert await site.titles(ALL) == ["Passée", "Visite", "ANNULÉ · Annulée"]


async def test_it_comes_as_a_calendar_that_programs_follow(site: Site) -> None:
    site.event()

    status, content, told = await site.asks(ALL)

    assert status == 200
    assert told["Content-Type"] == "text/calendar; charset=utf-8"
    assert told["Cache-Control"] == "public, max-age=900"
    assert parsedate_to_datetime(told["Last-Modified"]) == site.engine.clock.now()
    assert b"X-WR-CALNAME:Pionniers de l'\xc3\xa9nergie\r\n" in content
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in content


async def test_whoever_has_it_already_is_told_so(site: Site) -> None:
    event = site.event()
    _, _, told = await site.asks(ALL)
    etag = told["ETag"]

    for known in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        status, content, again = await site.asks(ALL, If_None_Match=known)
        assert (status, content) == (304, b"")
        assert (again["ETag"], again["Cache-Control"]) == (etag, told["Cache-Control"])
        assert again["Last-Modified"] == told["Last-Modified"]
    assert (await site.asks(ALL, If_None_Match='"other"'))[0] == 200

    site.engine.clock.move(timedelta(minutes=1))
    now = site.engine.clock.now()
    site.does(lambda store: store[Events].change(event.id, now, title="Visite remise"))
    status, _, changed = await site.asks(ALL, If_None_Match=etag)
    assert status == 200
    assert changed["ETag"] != etag
    assert parsedate_to_datetime(changed["Last-Modified"]) == now


async def test_an_empty_calendar_is_one_too(site: Site) -> None:
    status, content, told = await site.asks(ALL)

    assert status == 200
    assert content.startswith(b"BEGIN:VCALENDAR\r\n")
    assert read(content).events == []
    assert parsedate_to_datetime(told["Last-Modified"]) == datetime(1970, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("path", [ALL, "/c/energie/events/1.ics", "feed"])
async def test_looking_at_the_head_gives_no_body(site: Site, path: str) -> None:
    site.event()
    path = site.feed() if path == "feed" else path

    status, content, told = await site.asks(path, "HEAD")
    _, whole, same = await site.asks(path)

    assert (status, content) == (200, b"")
    assert told["ETag"] == same["ETag"]
    assert int(told["Content-Length"]) == len(whole)


async def test_one_event_comes_as_a_file(site: Site) -> None:
    site.event("Visite ; du composteur")

    status, content, told = await site.asks("/c/energie/events/1.ics")

    assert status == 200
    assert [each.summary for each in read(content).events] == ["Visite ; du composteur"]
    assert told["Content-Type"] == "text/calendar; charset=utf-8"
    assert 'filename="energie-1.ics"' in told["Content-Disposition"]
    assert b"X-WR-CALNAME" not in content
    status, _, _ = await site.asks("/c/energie/events/1.ics", If_None_Match=told["ETag"])
    assert status == 304


@pytest.mark.parametrize(
    "path",
    [
        "/c/elsewhere/events.ics",
        "/c/elsewhere/events/1.ics",
        "/c/energie/events/1.ics",
        "/c/energie/events/2.ics",
        "/c/energie/events/999999999.ics",
        "/c/feed/events.ics",
    ],
)
async def test_what_is_not_there_or_not_for_all_has_one_page(site: Site, path: str) -> None:
    site.event("Brouillon", state=EventState.DRAFT)
    site.event("Du premier cercle", audience=Audience(circles=["engaged"]))

    status, page, told = await site.asks(path, Accept_Language="fr")

    check_headers(told)
    assert status == 404
    assert "Aucun calendrier ici" in plain(page.decode())
    assert "Brouillon" not in plain(page.decode())


@pytest.mark.parametrize(
    "path",
    [
        "/c/",
        "/c/energie",
        "/c/energie/",
        "/c/energie/events",
        "/c/energie/events/.ics",
        "/c/energie/events/-1.ics",
        "/c/energie/events/1",
        "/c/energie/events/12345678901234567890.ics",
        "/c/%00/events.ics",
        "/c/Énergie/events.ics",
        "/c/a%2fb/events.ics",
        "/c/feed/.ics",
        "/c/feed/short.ics",
        f"/c/feed/{'a' * 33}.ics",
        f"/c/feed/{'é' * 32}.ics",
    ],
)
async def test_nothing_else_is_there(site: Site, path: str) -> None:
    assert (await site.asks(path))[0] == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
async def test_nothing_else_is_done(site: Site, method: str) -> None:
    assert (await site.asks(ALL, method))[0] == 405
    assert (await site.asks(site.feed(), method))[0] == 405


async def test_a_proxy_may_keep_the_path_of_our_address(site: Site) -> None:
    site.event()
    assert await site.titles(f"/bot{ALL}") == ["Visite"]
    assert await site.titles(f"/bot{site.feed()}") == []


async def test_one_s_own_calendar_is_kept_by_no_one_between(site: Site) -> None:
    event, path = site.event(), site.feed()
    now = site.engine.clock.now()
    site.does(lambda store: store[Attendances].put(event.id, 1, Rsvp.GOING, now))

    status, content, told = await site.asks(path)

    assert status == 200
    assert [each.summary for each in read(content).events] == ["Visite"]
    assert told["Cache-Control"] == "private, no-cache"
    assert told["Content-Type"] == "text/calendar; charset=utf-8"
    assert (await site.asks(path, If_None_Match=told["ETag"]))[0] == 304


async def test_what_one_answers_changes_one_s_own_calendar(site: Site) -> None:
    event, path = site.event(), site.feed()
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
    ended, never = site.feed(), f"/c/feed/{codes.new_token()}.ics"
    site.does(lambda store: store[CalendarFeeds].end(1, site.engine.clock.now()))

    for path in (ended, never):
        status, said, told = await site.asks(path)
        assert (status, said) == (404, b"404: Not Found")
        assert told["Content-Type"].startswith("text/plain")
        assert told["Cache-Control"] == "no-store"


async def test_who_guesses_has_to_wait_and_others_do_not(site: Site) -> None:
    path, mine = site.feed(), {"X_Forwarded_For": "203.0.113.7"}
    wrong = [f"/c/feed/{codes.new_token()}.ics" for _ in range(login_attempts.MOST + 5)]

    guessed = [(await site.asks(each, **mine))[0] for each in wrong]

    assert guessed == [404] * login_attempts.MOST + [429] * 5
    status, _, told = await site.asks(path, **mine)
    assert (status, told["Retry-After"]) == (429, "600")
    assert (await site.asks(path, X_Forwarded_For="203.0.113.8"))[0] == 200
    assert (await site.asks(ALL, **mine))[0] == 200, "what is for all is no secret to guess"

    site.engine.clock.move(login_attempts.WITHIN)
    assert (await site.asks(path, **mine))[0] == 200


async def test_who_asks_for_what_was_ended_guesses_nothing(site: Site) -> None:
    """Programs of many people ask from one address, and go on asking."""
    ended = site.feed()
    site.does(lambda store: store[CalendarFeeds].end(1, site.engine.clock.now()))
    path = site.feed()

    for _ in range(login_attempts.MOST + 5):
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


async def test_while_the_database_is_away_one_is_asked_to_come_later(site: Site) -> None:
    path = site.feed()
    ruin(site.engine)

    for asked in (ALL, path):
        status, _, told = await site.asks(asked)
        assert (status, told["Retry-After"]) == (503, "60")
