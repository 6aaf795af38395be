"""Pages for people: language, headers, and how long a drawn one is right."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import aiohttp
import pytest
from aiohttp import web
from multidict import CIMultiDict

from bot.core import HtmlPage, JobContext, Router, ntext, text
from bot.core.messages.extractor import extract_from_template
from bot.web.html import ASSETS, add_assets, asset_path
from bot.web.pages import add_declared_pages
from bot.web.server import serve
from storage.communities import Communities
from tests.core.engine import CONTACT, Engine
from tests.databases import Fresh
from tests.plain_text import plain

START = "/bot"
TEMPLATES = Path(__file__).parents[2] / "bot" / "web" / "templates"


@dataclass
class HtmlSite:
    engine: Engine
    url: str
    session: aiohttp.ClientSession
    drawn: list[str] = field(default_factory=list)

    async def opens(self, path: str, **headers: str) -> tuple[int, str, CIMultiDict[str]]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.session.get(f"{self.url}{path}", headers=named) as answer:
            return answer.status, plain(await answer.text()), answer.headers.copy()


@pytest.fixture
async def html_site(fresh_database: Fresh) -> AsyncIterator[HtmlSite]:
    router, drawn = Router(), list[str]()

    @router.page("/c/{slug}")
    def show(ctx: JobContext, slug: str, *, q: str = "", page: int = 1) -> HtmlPage:
        community = ctx.store[Communities].named(slug)
        assert community is not None
        drawn.append(q)
        lines = (
            text("{name} comes.", name="<b>Zoé</b> & @Luc"),
            ntext("{count} person", "{count} people", 2 * page),
            f"{q}<script>alert(1)</script>",
        )
        values = {"title": text("Upcoming events"), "lines": lines, "button": None}
        zone = ZoneInfo("Europe/Paris")
        return HtmlPage("message.html", values, community.locale, zone, indexed=not q)

    engine = Engine(fresh_database("sqlite"), router)
    contact = replace(CONTACT, public_url=f"https://terreau.example{START}")
    site = web.Application()
    add_assets(site, contact.public_url)
    add_declared_pages(site, engine.declared, engine.lanes, contact, engine.clock)
    runner = await serve(site, "127.0.0.1", 0)
    async with aiohttp.ClientSession() as session:
        url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield HtmlSite(engine, url, session, drawn)
    await runner.cleanup()
    engine.close()


async def test_words_of_people_stay_words(html_site: HtmlSite) -> None:
    status, page, _ = await html_site.opens("/c/energie?q=%3Cimg src=x%3E")

    assert status == 200
    assert "&lt;img src=x&gt;&lt;script&gt;" in page
    assert "&lt;b&gt;Zoé&lt;/b&gt; &amp;" in page
    assert "<script" not in page
    assert "<img" not in page


@pytest.mark.parametrize(
    ("query", "accepted", "lang"),
    [
        ("", "", "fr"),
        ("", "en-GB,fr;q=0.5", "en"),
        ("?lang=fr", "en", "fr"),
        ("?lang=en", "fr", "en"),
        ("?lang=pt", "de", "fr"),
    ],
    ids=["the community's", "the browser's", "chosen", "chosen English", "one we do not have"],
)
async def test_a_page_is_in_the_language_of_its_reader(
    html_site: HtmlSite, query: str, accepted: str, lang: str
) -> None:
    _, page, told = await html_site.opens(f"/c/energie{query}", Accept_Language=accepted)

    assert f'<html lang="{lang}">' in page
    assert told["Content-Language"] == lang
    assert told["Vary"] == "Accept-Language"
    assert f'lang="{lang}" hreflang="{lang}" aria-current="true"' in page


async def test_only_what_the_page_takes_stands_behind_its_path(html_site: HtmlSite) -> None:
    _, page, told = await html_site.opens("/c/energie?q=vélo&page=3&x=1")

    assert "6 " in page
    assert 'href="?q=v%C3%A9lo&amp;page=3&amp;lang=en"' in page
    assert "x=1" not in page
    assert told["X-Robots-Tag"] == "noindex, nofollow"
    assert (await html_site.opens("/c/energie?page=-3"))[0] == 200
    assert (await html_site.opens("/c/energie?page=²"))[0] == 200


async def test_a_drawn_page_is_given_until_something_changes(html_site: HtmlSite) -> None:
    _, _, told = await html_site.opens("/c/energie")
    assert told["Cache-Control"] == "no-cache"
    assert told["X-Robots-Tag"] == "index, follow"
    known = {"If_None_Match": told["ETag"]}
    assert (await html_site.opens("/c/energie", **known))[:2] == (304, "")
    assert len(html_site.drawn) == 1, "it was not drawn again"

    html_site.engine.member("Zoé", "telegram:7")
    assert (await html_site.opens("/c/energie", **known))[0] == 304
    assert len(html_site.drawn) == 2, "it was looked at again, and is the same"
    html_site.engine.clock.move(timedelta(minutes=1))
    await html_site.opens("/c/energie")
    assert len(html_site.drawn) == 3, "it may tell what is to come"


async def test_what_pages_need_may_be_kept_for_ever(html_site: HtmlSite) -> None:
    for start in ("", START):
        status, style, told = await html_site.opens(start + asset_path("style.css"))
        assert status == 200
        assert "prefers-color-scheme: dark" in style
        assert told["Content-Type"] == "text/css; charset=utf-8"
        assert "immutable" in told["Cache-Control"]
    for unknown in ("style.css", "style.000000000000.css", "..%2fhtml.py"):
        assert (await html_site.opens(f"{ASSETS}/{unknown}"))[0] == 404


def test_sentences_of_templates_are_found_for_the_catalogue() -> None:
    template = b'{{ text("One") }}<a title="{{ ntext("{count} b", "{count} bs", n) }}">{{ words }}'

    found = list(extract_from_template(BytesIO(template)))

    assert [each[:3] for each in found] == [
        (1, None, "One"),
        (1, "ngettext", ("{count} b", "{count} bs")),
    ]


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_a_template_needs_nothing_from_elsewhere(path: Path) -> None:
    source = path.read_text(encoding="utf-8")

    assert "{%" in source
    for never in ("<style", " style=", "<script>", " onclick=", "|safe", "| safe", "http://"):
        assert never not in source
