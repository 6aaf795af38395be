"""A link of a letter on a real server: its page is not read, and no inner address is asked.

`127.0.0.2` plays the internet, as in `test_safe_fetch.py`.
"""

import pytest
from aiohttp import web

from tests.handlers.digest.news.writing import add_news
from tests.town import Town
from tests.web.safe_fetch.test_followed_feeds import Gazette, serving

pytestmark = pytest.mark.slow


class Site(Gazette):
    """A site with a large page, one that is not there, and one for people only."""

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.known.append((request.path, None))
        match request.path:
            case "/gone":
                return web.Response(status=404)
            case "/people-only":
                return web.Response(status=403)
            case "/moved":
                inner = f"http://inner.example:{request.url.port}/large"
                return web.Response(status=302, headers={"Location": inner})
        return web.Response(body=b"x" * 5_000_000)


@pytest.mark.parametrize(
    ("path", "name", "said"),
    [
        ("/large", "gazette.example", "Rien à signaler."),
        ("/people-only", "gazette.example", "Rien à signaler."),
        (
            "/gone",
            "gazette.example",
            "Un lien à vérifier : Bal (gazette.example), il n'y a rien à cette adresse.",
        ),
        (
            "/moved",
            "gazette.example",
            "Un lien à vérifier : Bal (gazette.example), cette adresse mène dans un réseau privé.",
        ),
        (
            "/large",
            "inner.example",
            "Un lien à vérifier : Bal (inner.example), cette adresse mène dans un réseau privé.",
        ),
    ],
    ids=["large", "for people only", "gone", "leads inside", "inside"],
)
def test_a_link_of_the_letter_is_looked_up(town: Town, path: str, name: str, said: str) -> None:
    ana, site = town.gardener("territory"), Site()
    with serving(town, site) as here:
        add_news(ana, f"/actu Bal | Venez | {here.url(path, name)}")
        ana.reviews_letter()

        assert f"{said}\n" in ana.reviews_letter()

    asked = [] if name == "inner.example" else [(path, None)]
    assert site.known == asked
