"""A gardener's browser on their page: a cookie, the forms that the page shows, and headers."""

import re
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser

import aiohttp

from tests.plain_text import plain
from tests.town import Neighbour, Town
from tests.web.own_pages import PAGE, serving

LINK = re.compile(rf"{PAGE}(/f/garden/\w+)")
BROWSER = {"Sec-Fetch-Site": "same-origin", "Origin": PAGE}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request was answered."""

    status: int
    text: str
    """As it is read, without the tags."""
    html: str
    headers: dict[str, str]


@dataclass(slots=True)
class Visit:
    """A browser."""

    town: Town
    cookie: str = ""
    latest: Answer = field(default_factory=lambda: Answer(0, "", "", {}))

    def asks(
        self, method: str, path: str, form: dict[str, str] | None = None, /, **headers: str
    ) -> Answer:
        """Make a request, as a browser on our own page unless `headers` say otherwise."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()} or BROWSER
        if self.cookie:
            sent = {**sent, "Cookie": f"__Host-garden={self.cookie}"}

        async def ask() -> Answer:
            async with (
                serving(self.town) as url,
                aiohttp.request(
                    method, f"{url}{path}", data=form, headers=sent, allow_redirects=False
                ) as answer,
            ):
                html = await answer.text()
                said = answer.headers.getall("Set-Cookie", [])
                headers = {**answer.headers, "Set-Cookie": " | ".join(said)}
                return Answer(answer.status, words_of(html), html, headers)

        self.latest = self.town.do(ask())
        return self.latest

    def enters(self, link: str) -> Answer:
        """Press the button of a link's page, and keep the cookie."""
        answer = self.asks("POST", link)
        found = re.search(r"__Host-garden=(\w+)", answer.headers["Set-Cookie"])
        self.cookie = found[1] if found else self.cookie
        return answer

    def opens(self, tab: str) -> str:
        return self.asks("GET", f"/f/garden/{tab}").text

    def presses(self, label: str, tab: str = "todo") -> str:
        """Press the button with this label on the page that is shown."""
        return self.sends(self.press(label), tab)

    def press(self, label: str) -> str:
        """What a button of the shown page sends."""
        found = re.findall(r'name="press" value="([^"]*)"[^>]*>([^<]*)<', self.latest.html)
        named = {plain(unescape(words)): unescape(press) for press, words in found}
        assert label in named, (label, sorted(named))
        return named[label]

    def sends(self, press: str, tab: str = "todo") -> str:
        return self.asks("POST", f"/f/garden/{tab}", {"press": press}).text

    def answers(self, words: str, tab: str = "todo") -> str:
        """Answer the question that the page shows."""
        (question,) = re.findall(r'name="question" value="([^"]*)"', self.latest.html)
        form = {"question": unescape(question), "words": words}
        return self.asks("POST", f"/f/garden/{tab}", form).text


def link_for(gardener: Neighbour) -> str:
    """The path of the link that a gardener asks for in chat."""
    gardener.says("/ecran" if gardener.network == "telegram" else "!ecran")
    shown = " ".join(span.url for each in gardener.direct[-1:] for span in each.said.spans)
    found = LINK.search(shown)
    assert found is not None, gardener.inbox[-1]
    return found[1]


def visit(gardener: Neighbour) -> Visit:
    """A browser in which a gardener has opened their page."""
    here = Visit(gardener.town)
    assert here.enters(link_for(gardener)).status == 303
    return here


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def words_of(html: str) -> str:
    """The words of a page."""
    reading = _Words()
    reading.feed(html)
    return plain(" ".join(" ".join(reading.found).split()))
