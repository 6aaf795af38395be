"""Calendars of communities on our own pages."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest

from bot.domain.events.rules import EventState
from storage.events import Events
from tests.handlers.calendars.pages import ALL, Site
from tests.handlers.calendars.reading import read
from tests.plain_text import plain
from tests.web.file_pages import check as check_headers

pytestmark = pytest.mark.slow


async def test_the_calendar_of_a_community_has_its_public_events(site: Site) -> None:
    now = site.engine.clock.now()
    site.event("Visite")
    site.event("Annulée", state=EventState.PUBLISHED)
    site.does(lambda store: store[Events].become(store[Events].get(2), EventState.CANCELLED, now))
    site.event("Passée", starts_at=now - timedelta(days=300))
    site.event("Ancienne", starts_at=now - timedelta(days=400))
    site.event("Brouillon", state=EventState.DRAFT)
    site.event("Proposée", state=EventState.PROPOSED)
    site.event("Du premier cercle", circles=["engaged"])
    site.event("D'un domaine", domains=["waste"])
    site.event("D'un lieu", territories=["25"])

    assert await site.titles(ALL) == ["Passée", "Visite", "ANNULÉ · Annulée"]


async def test_a_calendar_is_served_as_programs_want_it(site: Site) -> None:
    site.event()

    status, content, told = await site.asks(ALL)

    assert status == 200
    assert told["Content-Type"] == "text/calendar; charset=utf-8"
    assert told["Cache-Control"] == "public, max-age=900"
    assert parsedate_to_datetime(told["Last-Modified"]) == site.engine.clock.now()
    assert b"X-WR-CALNAME:Pionniers de l'\xc3\xa9nergie\r\n" in content
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in content


async def test_an_unchanged_calendar_is_not_sent_again(site: Site) -> None:
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


async def test_a_community_without_events_has_an_empty_calendar(site: Site) -> None:
    status, content, told = await site.asks(ALL)

    assert status == 200
    assert content.startswith(b"BEGIN:VCALENDAR\r\n")
    assert read(content).events == []
    assert parsedate_to_datetime(told["Last-Modified"]) == datetime(1970, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("path", [ALL, "/c/energie/events/1.ics", "feed"])
async def test_looking_at_the_head_gives_no_body(site: Site, path: str) -> None:
    site.event()
    path = site.new_address() if path == "feed" else path

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
async def test_absent_and_private_events_have_one_page(site: Site, path: str) -> None:
    site.event("Brouillon", state=EventState.DRAFT)
    site.event("Du premier cercle", circles=["engaged"])

    status, page, told = await site.asks(path, Accept_Language="fr")

    check_headers(told)
    assert status == 404
    assert "Aucun agenda ici" in plain(page.decode())
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
    assert (await site.asks(site.new_address(), method))[0] == 405


async def test_a_proxy_may_keep_the_path_of_our_address(site: Site) -> None:
    site.event()
    assert await site.titles(f"/bot{ALL}") == ["Visite"]
    assert await site.titles(f"/bot{site.new_address()}") == []
