"""Pages entered by a link from chat: the gardeners' page, and members' own pages.

Each request is an act of the person whose cookie comes with it, see `bot.core.inbound.page_acts`;
nothing of these pages needs a script. A gardener's link only shows a button, which sets the cookie
for a day. A member's link sets it, leaves the address, and a day later does it again: opening it
changes nothing, and uses nothing up, since programs open links of e-mails.
"""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus

import structlog
from aiohttp import web

from bot.config.kinds import Network
from bot.core.context.clock import Clock
from bot.core.context.job_context import (
    GARDEN,
    OWN_PAGE,
    PAGE_LIFE,
    PAGE_LINK_LIFE,
    PROOF_LIFE,
    Contact,
)
from bot.core.inbound.own_page import OwnPage
from bot.core.inbound.page_acts import GardenersPage, PageAct, Shown
from bot.core.messages.content import Text, text
from bot.core.messages.encoding import storable
from bot.domain.codes import TOKEN_LENGTH
from bot.web.html import draw, html_page, start_of
from bot.web.internet_addresses import WITHIN, LoginAttempts, address_of, is_from_own_page
from storage.unit_of_work import DATABASE_TROUBLE

MOST_ACTS = 120
"""Requests that one session may make in a minute."""
LONGEST_PRESS = 200
_MINUTE = timedelta(minutes=1)
TOKEN = f"{{token:[A-Za-z0-9]{{{TOKEN_LENGTH}}}}}"
_TAB = "{tab:[a-z]{1,20}}"
_PLACE = "{place:[A-Za-z0-9_-]{1,64}}"
# Not `no-referrer`: a form would then hide where it comes from.
_HEADERS = {"Referrer-Policy": "same-origin"}

_NOT_NOW = text("That did not work")
_AGAIN = text("Go back, look whether it was done, and try again in a moment.")
_NOTED = text("Something went wrong with that, and it was noted. Please try again later.")

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class ChatPages:
    """The requests of one kind of page: forms, limits, headers, refusals."""

    contact: Contact
    clock: Clock
    trusted: Collection[Network]
    guesses: LoginAttempts = field(default_factory=LoginAttempts)
    acts: LoginAttempts = field(default_factory=lambda: LoginAttempts(MOST_ACTS, _MINUTE))

    @property
    def is_secure(self) -> bool:
        return self.contact.public_url.startswith("https://")

    def cookie_name(self, name: str) -> str:
        """The name of a cookie; with its prefix, browsers take it from our own host alone."""
        return f"__Host-{name}" if self.is_secure else name

    def set_cookie(
        self,
        answer: web.Response,
        name: str,
        value: str,
        *,
        lasts: timedelta,
        same_site: str = "Strict",
    ) -> None:
        """Set a cookie that no script reads."""
        answer.set_cookie(
            name,
            value,
            max_age=int(lasts.total_seconds()),
            path="/",
            secure=self.is_secure,
            httponly=True,
            samesite=same_site,
        )

    async def read_act(self, request: web.Request, tab: str) -> PageAct:
        """The act that a form of the page sent."""
        try:
            form = await request.post()
        except (LookupError, ValueError) as malformed:
            raise web.HTTPBadRequest from malformed
        said = {name: storable(str(value)) for name, value in form.items()}
        return PageAct(
            tab,
            press=said.get("press", "")[:LONGEST_PRESS],
            words=said.get("words", "").replace("\r\n", "\n"),
            question=said.get("question", "")[:LONGEST_PRESS],
            code=said.get("code", "")[:LONGEST_PRESS],
        )

    async def guarded(
        self, request: web.Request, act: Callable[[], Awaitable[web.StreamResponse | None]]
    ) -> web.StreamResponse:
        """The answer of `act`; one that finds no link or session counts as a guess."""
        asker, now = address_of(request, self.trusted), self.clock.now()
        if self.guesses.are_too_many(asker, now):
            wait = text("Please wait {time}, then open your link again.", time=WITHIN)
            return self.message(request, 429, text("Too many tries"), wait)
        try:
            answer = await act()
        except web.HTTPException:
            raise
        except DATABASE_TROUBLE:
            return self.message(request, 503, _NOT_NOW, _AGAIN)
        except Exception:
            log.exception("an act on a page failed")
            return self.message(request, 500, _NOT_NOW, _NOTED)
        if answer is None:
            self.guesses.was_wrong(asker, now)
            return self.closed_page(request)
        for name, value in _HEADERS.items():
            answer.headers.setdefault(name, value)
        return answer

    async def shown_act(
        self,
        request: web.Request,
        token: str,
        act: Callable[[], Awaitable[Shown | None]],
        draw_page: Callable[[Shown], web.Response],
    ) -> web.Response | None:
        """The answer to an act of a session; None for a token that is none."""
        now = self.clock.now()
        if self.acts.are_too_many(token, now):
            wait = text("Please wait a minute.")
            return self.message(request, 429, text("Too fast"), wait)
        shown = await act() if token else None
        if shown is None:
            return None if token else self.closed_page(request)
        self.acts.was_wrong(token, now)
        return draw_page(shown)

    def drawn(self, request: web.Request, template: str, shown: Shown, path: str) -> web.Response:
        """A page as its template shows it; its forms are sent below `path`."""
        values = {"shown": shown, "here": f"{start_of(self.contact.public_url)}{path}"}
        drawn = draw(template, values, shown.reader, contact=self.contact, path=request.path)
        headers = {"Content-Language": shown.reader.locale}
        return web.Response(text=drawn, content_type="text/html", headers=headers)

    def lead_to(self, path: str) -> web.Response:
        where = f"{start_of(self.contact.public_url)}{path}"
        return web.Response(status=HTTPStatus.SEE_OTHER, headers={"Location": where})

    def closed_page(self, request: web.Request) -> web.Response:
        """The page for a browser without a session."""
        raise NotImplementedError

    def foreign_page(self, request: web.Request) -> web.Response:
        why = text("This page must be opened by its link, and the button pressed there.")
        return self.message(request, 403, text("Open the link itself"), why)

    def message(
        self,
        request: web.Request,
        status: int,
        title: Text,
        *lines: Text,
        button: Text | None = None,
    ) -> web.Response:
        """A page of a few words."""
        answer = html_page(request, self.contact, status, title, *lines, button=button)
        answer.headers.update(_HEADERS)
        return answer

    def is_ours(self, request: web.Request) -> bool:
        return is_from_own_page(request, self.contact.public_url, may_hide_origin=False)


def add_gardeners_page(
    site: web.Application,
    page: GardenersPage,
    contact: Contact,
    clock: Clock,
    *,
    trusted: Collection[Network] = (),
) -> None:
    """Serve it, below the path that our public address has too."""
    pages = _GardenersPages(contact, clock, trusted, page=page)
    for start in dict.fromkeys(("", start_of(contact.public_url))):
        here = f"{start}{GARDEN}"
        site.router.add_get(f"{here}/{TOKEN}", pages.offer)
        site.router.add_post(f"{here}/{TOKEN}", pages.enter)
        site.router.add_post(f"{here}/leave", pages.leave)
        site.router.add_get(f"{here}/{_TAB}", pages.show)
        site.router.add_post(f"{here}/{_TAB}", pages.act)


@dataclass(frozen=True, slots=True, kw_only=True)
class _GardenersPages(ChatPages):
    page: GardenersPage

    @property
    def cookie(self) -> str:
        return self.cookie_name("garden")

    async def offer(self, request: web.Request) -> web.StreamResponse:
        """The page with the button; opening it changes nothing."""
        return await self.guarded(request, lambda: self._offered(request))

    async def enter(self, request: web.Request) -> web.StreamResponse:
        """Set the cookie, where the button of our own page was pressed."""
        if not self.is_ours(request):
            return self.foreign_page(request)
        return await self.guarded(request, lambda: self._entered(request))

    async def leave(self, request: web.Request) -> web.StreamResponse:
        """End the session."""
        if not self.is_ours(request):
            return self.foreign_page(request)
        return await self.guarded(request, lambda: self._left(request))

    async def show(self, request: web.Request) -> web.StreamResponse:
        """A tab."""
        act = PageAct(request.match_info["tab"])
        return await self.guarded(request, lambda: self._done(request, act))

    async def act(self, request: web.Request) -> web.StreamResponse:
        """Press a button, or answer a question."""
        if not self.is_ours(request):
            return self.foreign_page(request)
        act = await self.read_act(request, request.match_info["tab"])
        return await self.guarded(request, lambda: self._done(request, act))

    async def _offered(self, request: web.Request) -> web.Response | None:
        community = await self.page.community_of(request.match_info["token"])
        if community is None:
            return None
        return self.message(
            request,
            200,
            text("The gardeners' page of {community}", community=community),
            text("It stays open in this browser for {time} at most.", time=PAGE_LIFE),
            text("Open it on a device of your own only. You can close it here, or in chat."),
            button=text("Open the page"),
        )

    async def _entered(self, request: web.Request) -> web.Response | None:
        token = await self.page.enter(request.match_info["token"])
        if token is None:
            return None
        answer = self.lead_to(f"{GARDEN}/{self.page.tabs[0]}")
        self.set_cookie(answer, self.cookie, token, lasts=PAGE_LIFE)
        return answer

    async def _left(self, request: web.Request) -> web.Response:
        await self.page.leave(request.cookies.get(self.cookie, ""))
        return self.closed_page(request)

    async def _done(self, request: web.Request, act: PageAct) -> web.Response | None:
        if act.tab not in self.page.tabs:
            raise web.HTTPNotFound
        token = request.cookies.get(self.cookie, "")
        return await self.shown_act(
            request,
            token,
            lambda: self.page.act(token, act),
            lambda shown: self.drawn(request, "gardeners_page/page.html", shown, GARDEN),
        )

    def closed_page(self, request: web.Request) -> web.Response:
        """The page for a browser without a session; its cookie is deleted."""
        ask = text(
            "A link works once, within {time}. Ask for a new one where you talk with {instance}.",
            time=PAGE_LINK_LIFE,
            instance=self.contact.instance,
        )
        answer = self.message(request, 403, text("This page is closed"), ask)
        answer.del_cookie(
            self.cookie, path="/", secure=self.is_secure, httponly=True, samesite="Strict"
        )
        return answer


def add_own_pages(
    site: web.Application,
    page: OwnPage,
    contact: Contact,
    clock: Clock,
    *,
    trusted: Collection[Network] = (),
) -> None:
    """Serve them, below the path that our public address has too."""
    pages = _OwnPages(contact, clock, trusted, page=page)
    for start in dict.fromkeys(("", start_of(contact.public_url))):
        here = f"{start}{OWN_PAGE}"
        site.router.add_get(f"{here}/{TOKEN}", pages.enter)
        site.router.add_get(f"{here}/{TOKEN}/{_PLACE}", pages.enter)
        site.router.add_post(f"{here}/-close", pages.close)
        site.router.add_post(f"{here}/-others", pages.end_others)
        site.router.add_get(f"{here}/{_PLACE}", pages.show)
        site.router.add_post(f"{here}/{_PLACE}", pages.act)


@dataclass(frozen=True, slots=True, kw_only=True)
class _OwnPages(ChatPages):
    page: OwnPage

    @property
    def cookie(self) -> str:
        return self.cookie_name("me")

    @property
    def proof(self) -> str:
        """The cookie of a browser in which a code was given."""
        return self.cookie_name("proof")

    async def enter(self, request: web.Request) -> web.StreamResponse:
        """Set the cookie, and lead to the address without the token."""
        return await self.guarded(request, lambda: self._entered(request))

    async def close(self, request: web.Request) -> web.StreamResponse:
        """Delete the cookies; the link works again."""
        return self.closed_page(request) if self.is_ours(request) else self.foreign_page(request)

    async def end_others(self, request: web.Request) -> web.StreamResponse:
        """End all links but the one of this browser."""
        if not self.is_ours(request):
            return self.foreign_page(request)
        return await self.guarded(request, lambda: self._alone(request))

    async def show(self, request: web.Request) -> web.StreamResponse:
        """A tab, or what a link leads to."""
        act = PageAct(request.match_info["place"], does=False)
        return await self.guarded(request, lambda: self._done(request, act))

    async def act(self, request: web.Request) -> web.StreamResponse:
        """Press a button, answer a question, or give a code."""
        if not self.is_ours(request):
            return self.foreign_page(request)
        act = await self.read_act(request, request.match_info["place"])
        return await self.guarded(request, lambda: self._done(request, act))

    async def _entered(self, request: web.Request) -> web.Response | None:
        token = request.match_info["token"]
        if not await self.page.works(token):
            return None
        place = request.match_info.get("place", self.page.tabs[0])
        answer = self.lead_to(f"{OWN_PAGE}/{place}")
        # The address that the browser leaves has the token in it.
        answer.headers["Referrer-Policy"] = "no-referrer"
        self._set_link(answer, token)
        answer.del_cookie(self.proof, path="/", secure=self.is_secure)
        return answer

    async def _alone(self, request: web.Request) -> web.Response | None:
        token = await self.page.end_others(request.cookies.get(self.cookie, ""))
        if token is None:
            return None
        answer = self.lead_to(f"{OWN_PAGE}/{self.page.tabs[0]}")
        self._set_link(answer, token)
        return answer

    async def _done(self, request: web.Request, act: PageAct) -> web.Response | None:
        token, proof = (request.cookies.get(each, "") for each in (self.cookie, self.proof))
        return await self.shown_act(
            request,
            token,
            lambda: self.page.act(token, proof, act),
            lambda shown: self._drawn(request, shown),
        )

    def _drawn(self, request: web.Request, shown: Shown) -> web.Response:
        answer = self.drawn(request, "own_page/page.html", shown, OWN_PAGE)
        if shown.proof:
            self.set_cookie(answer, self.proof, shown.proof, lasts=PROOF_LIFE)
        return answer

    def _set_link(self, answer: web.Response, token: str) -> None:
        # Not `Strict`: it would not be sent on the way from a mail program's link to the page.
        self.set_cookie(answer, self.cookie, token, lasts=PAGE_LIFE, same_site="Lax")

    def closed_page(self, request: web.Request) -> web.Response:
        """The page for a browser without a link that works; its cookies are deleted."""
        ask = text(
            "Open your link again, or ask {instance} for a new one: write “my page” in your chat, "
            "or in answer to one of its e-mails.",
            instance=self.contact.instance,
        )
        answer = self.message(request, 403, text("This page is closed"), ask)
        for name in (self.cookie, self.proof):
            answer.del_cookie(name, path="/", secure=self.is_secure, httponly=True)
        return answer
