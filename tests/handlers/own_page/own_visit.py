"""A member's browser on their own page: its cookies, and the forms that the page shows."""

import re
from dataclasses import dataclass, field
from html import unescape

import aiohttp

from tests.handlers.gardeners_page.page_visit import BROWSER, Answer, words_of
from tests.plain_text import plain
from tests.town import Neighbour, Town
from tests.web.own_pages import PAGE, serving

LINK = re.compile(rf"{PAGE}(/f/me/\w{{32}}(?:/[\w-]+)?)")
CODE = re.compile(r"\b\w{3}-\w{3}-\w{2}\b")
CLOSED = "Cette page est fermée"


@dataclass(slots=True)
class OwnVisit:
    """A browser."""

    town: Town
    cookies: dict[str, str] = field(default_factory=dict)
    latest: Answer = field(default_factory=lambda: Answer(0, "", "", {}))

    def asks(
        self, method: str, path: str, form: dict[str, str] | None = None, /, **headers: str
    ) -> Answer:
        """Make a request, as a browser on our own page unless `headers` say otherwise."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()} or BROWSER
        if self.cookies:
            sent = {**sent, "Cookie": "; ".join(f"{n}={v}" for n, v in self.cookies.items())}

        async def ask() -> Answer:
            async with (
                serving(self.town) as url,
                aiohttp.request(
                    method, f"{url}{path}", data=form, headers=sent, allow_redirects=False
                ) as answer,
            ):
                html = await answer.text()
                for name, morsel in answer.cookies.items():
                    self.cookies[name] = morsel.value
                said = " | ".join(answer.headers.getall("Set-Cookie", []))
                headers = {**answer.headers, "Set-Cookie": said}
                return Answer(answer.status, words_of(html), html, headers)

        self.latest = self.town.do(ask())
        self.cookies = {name: value for name, value in self.cookies.items() if value}
        return self.latest

    def follows(self, link: str) -> str:
        """Open a link, come to the address without the token, and read what is there."""
        there = self.asks("GET", link, Sec_Fetch_Site="cross-site")
        return self.opens(there.headers["Location"].rpartition("/")[2])

    def opens(self, place: str = "mypage") -> str:
        return self.asks("GET", f"/f/me/{place}").text

    def presses(self, label: str, place: str = "mypage") -> str:
        """Press the button with this label on the page that is shown."""
        return self.sends({"press": self.press(label)}, place)

    def press(self, label: str) -> str:
        """The press that a button of the shown page sends."""
        found = re.findall(r'name="press" value="([^"]*)"[^>]*>([^<]*)<', self.latest.html)
        named = {plain(unescape(words)): unescape(press) for press, words in found}
        assert label in named, (label, sorted(named))
        return named[label]

    def sends(self, form: dict[str, str], place: str = "mypage") -> str:
        return self.asks("POST", f"/f/me/{place}", form).text

    def answers(self, words: str, place: str = "mypage") -> str:
        """Answer the question that the page shows."""
        (question,) = re.findall(r'name="question" value="([^"]*)"', self.latest.html)
        return self.sends({"question": unescape(question), "words": words}, place)

    def goes_on(self, place: str = "mypage", **more: str) -> str:
        """Send the form in which a press waits: for a code, or with it."""
        (press,) = re.findall(r'type="hidden" name="press" value="([^"]*)"', self.latest.html)
        return self.sends({"press": unescape(press), **more}, place)


def link_for(member: Neighbour) -> str:
    """The path of the link that a member asks for where they talk with the bot."""
    member.says("!mapage" if member.network == "matrix" else "/mapage")
    return link_in(member)


def link_in(member: Neighbour) -> str:
    shown = " ".join(span.url for each in member.direct[-1:] for span in each.said.spans)
    found = LINK.search(shown)
    assert found is not None, member.inbox[-1]
    return found[1]


def code_for(member: Neighbour) -> str:
    """The code that was sent to a member last."""
    return next(found[0] for each in reversed(member.inbox) if (found := CODE.search(each)))


def visit(member: Neighbour) -> OwnVisit:
    """A browser in which a member has opened their page."""
    here = OwnVisit(member.town)
    here.follows(link_for(member))
    assert here.latest.status == 200, here.latest.text
    return here
