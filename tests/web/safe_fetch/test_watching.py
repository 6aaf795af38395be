"""A calendar on a real server, from a gardener's command to the announcement, and its limits.

`127.0.0.2` plays the internet, as in `test_safe_fetch.py`.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

import pytest
from aiohttp import web

from bot.web.safe_fetch import SafeFetcher
from tests.handlers.external_calendars.calendars import calendar, entry, states
from tests.patience import HANG
from tests.town import Town
from tests.web.safe_fetch.sites import INSIDE, OUTSIDE, Site, pretended, site

pytestmark = pytest.mark.slow

NAMES = {"agenda.example": [OUTSIDE], "inner.example": [INSIDE]}


async def resolve(host: str, _port: int) -> Sequence[str]:
    return NAMES[host]


class Told:
    """A server, its answers and the requests it got."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.version = 1
        self.known: list[str | None] = []

    async def handle(self, request: web.Request) -> web.StreamResponse:
        if request.path == "/leads-inside.ics":
            inner = {"Location": f"http://inner.example:{request.url.port}/secret.ics"}
            return web.Response(status=302, headers=inner)
        self.known.append(request.headers.get("If-None-Match"))
        mark = f'"{self.version}"'
        if self.known[-1] == mark:
            return web.Response(status=304)
        return web.Response(body=self.content, content_type="text/calendar", headers={"ETag": mark})


@contextmanager
def serving(town: Town, told: Told) -> Iterator[Site]:
    """A server that answers while the town does something."""
    server = site(told.handle)
    here = town._runner.run(server.__aenter__())
    safe_fetcher = SafeFetcher(public=pretended, resolve=resolve, ports={here.port}, seconds=HANG)
    town.stage.web = safe_fetcher
    town.restart()
    try:
        yield here
    finally:
        town._runner.run(server.__aexit__(None, None, None))


@pytest.fixture
def told() -> Told:
    return Told(calendar(entry(), entry("2", "Atelier", "20261206T090000Z")))


def test_an_event_goes_from_its_server_to_the_square(town: Town, told: Told) -> None:
    ana = town.gardener("territory")
    with serving(town, told) as here:
        ana.says(f"/evenement flux {here.url('/a.ics', 'agenda.example')}")
        ana.presses("Voir ce qu'il propose")
        ana.presses("Annoncer")
        town.move(timedelta(hours=8))
        told.content, told.version = calendar(entry(LOCATION="Dole")), 2
        town.move(timedelta(hours=8))
        ana.says("/afaire")
        ana.presses("Voir ce qui a changé")
        ana.presses("Appliquer ces changements")

    assert told.known == [None, '"1"', '"1"']
    assert "📍 Dole" in town.said_in("telegram:-1001")[-1].text
    assert states(town) == {"Visite": "published", "Atelier": "proposed"}


def test_nothing_inside_is_asked(town: Town, told: Told) -> None:
    ana = town.gardener("territory")
    with serving(town, told) as here:
        for path, name in (("/leads-inside.ics", "agenda.example"), ("/a.ics", "inner.example")):
            ana.says(f"/evenement flux {here.url(path, name)}")

            assert ana.inbox[-1].endswith(": cette adresse mène dans un réseau privé.")

    assert told.known == []
    assert states(town) == {}
