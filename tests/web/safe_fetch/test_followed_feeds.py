"""A feed on a real server, from a gardener's command to the room, and its limits.

`127.0.0.2` plays the internet, as in `test_safe_fetch.py`.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest
from aiohttp import web

from bot.web.safe_fetch import SafeFetcher
from storage.feeds import WebFeeds
from tests.handlers.feeds.feeds import LONG_ENOUGH, feed, item
from tests.patience import HANG
from tests.town import BACK_ROOM, SQUARE, Town
from tests.web.safe_fetch.sites import INSIDE, OUTSIDE, Site, pretended, site

pytestmark = pytest.mark.slow

NAMES = {"gazette.example": [OUTSIDE], "inner.example": [INSIDE]}


async def resolve(host: str, _port: int) -> Sequence[str]:
    return NAMES[host]


class Gazette:
    """A server, its answers and the requests it got."""

    def __init__(self) -> None:
        self.content = feed(item(1, "Bal"))
        self.modified = "Mon, 23 Nov 2026 09:00:00 GMT"
        self.known: list[tuple[str | None, str | None]] = []

    async def handle(self, request: web.Request) -> web.StreamResponse:
        if request.path == "/moved.xml":
            return web.Response(status=301, headers={"Location": "/feed.xml"})
        if request.path == "/leads-inside.xml":
            inner = {"Location": f"http://inner.example:{request.url.port}/feed.xml"}
            return web.Response(status=302, headers=inner)
        asked = request.headers
        self.known.append((asked.get("If-None-Match"), asked.get("If-Modified-Since")))
        if self.known[-1][1] == self.modified:
            return web.Response(status=304)
        marks = {"ETag": f'"{len(self.content)}"', "Last-Modified": self.modified}
        return web.Response(body=self.content, content_type="application/rss+xml", headers=marks)


@contextmanager
def serving(town: Town, gazette: Gazette) -> Iterator[Site]:
    """A server that answers while the town does something."""
    server = site(gazette.handle)
    here = town._runner.run(server.__aenter__())
    town.stage.web = SafeFetcher(public=pretended, resolve=resolve, ports={here.port}, seconds=HANG)
    town.restart()
    try:
        yield here
    finally:
        town._runner.run(server.__aexit__(None, None, None))


def test_an_item_goes_from_its_server_to_the_square(town: Town) -> None:
    ana, gazette = town.gardener("territory"), Gazette()
    with serving(town, gazette) as here:
        ana.says(f"/flux {here.url('/moved.xml', 'gazette.example')}")
        ana.presses("Suivre")
        mark = f'"{len(gazette.content)}"'
        town.move(LONG_ENOUGH)
        gazette.content, gazette.modified = feed(item(1), item(2, "Fête")), "Tue, 24 Nov 2026"
        town.move(LONG_ENOUGH)
        said = town.said_in(BACK_ROOM)[-1].text
        ana.says("/afaire")
        ana.presses("Voir ce que propose")
        ana.presses("Publier")
        ana.presses("Publier dans 3 salons")

    before = "Mon, 23 Nov 2026 09:00:00 GMT"
    assert gazette.known == [(None, None), (None, None), (mark, before), (mark, before)]
    assert said.startswith("📰 Fête")
    assert "Source : La Gazette" in town.said_in(SQUARE["telegram"])[-1].text


def test_nothing_inside_is_asked(town: Town) -> None:
    ana, gazette = town.gardener("territory"), Gazette()
    with serving(town, gazette) as here:
        for path, name in (
            ("/leads-inside.xml", "gazette.example"),
            ("/feed.xml", "inner.example"),
        ):
            ana.says(f"/flux {here.url(path, name)}")

            assert ana.inbox[-1].endswith("cette adresse mène dans un réseau privé.")

    assert gazette.known == []
    with town.database.unit() as store:
        assert store[WebFeeds].followed(1) == []
