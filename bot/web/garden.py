"""The gardeners' page: entered by a link from chat, then a session by a cookie for a day.

Opening the link only shows a button, which sets the cookie. Each request is an act of its gardener,
see `bot.core.inbound.page_acts`; nothing of the page needs a script.
"""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus

import structlog
from aiohttp import web

from bot.config.kinds import Network
from bot.core.context.clock import Clock
from bot.core.context.job_context import GARDEN, PAGE_LIFE, PAGE_LINK_LIFE, Contact
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
_TOKEN = f"{{token:[A-Za-z0-9]{{{TOKEN_LENGTH}}}}}"
_TAB = "{tab:[a-z]{1,20}}"
# Not `no-referrer`: a form would then hide where it comes from.
_HEADERS = {"Referrer-Policy": "same-origin"}

log = structlog.get_logger()


def add_gardeners_page(
    site: web.Application,
    page: GardenersPage,
    contact: Contact,
    clock: Clock,
    *,
    trusted: Collection[Network] = (),
) -> None:
    """Serve it, below the path that our public address has too."""
    pages = _Pages(page, contact, clock, trusted)
    for start in dict.fromkeys(("", start_of(contact.public_url))):
        here = f"{start}{GARDEN}"
        site.router.add_get(f"{here}/{_TOKEN}", pages.offer)
        site.router.add_post(f"{here}/{_TOKEN}", pages.enter)
        site.router.add_post(f"{here}/leave", pages.leave)
        site.router.add_get(f"{here}/{_TAB}", pages.show)
        site.router.add_post(f"{here}/{_TAB}", pages.act)


@dataclass(frozen=True, slots=True)
class _Pages:
    page: GardenersPage
    contact: Contact
    clock: Clock
    trusted: Collection[Network]
    guesses: LoginAttempts = field(default_factory=LoginAttempts)
    acts: LoginAttempts = field(default_factory=lambda: LoginAttempts(MOST_ACTS, _MINUTE))

    @property
    def is_secure(self) -> bool:
        return self.contact.public_url.startswith("https://")

    @property
    def cookie(self) -> str:
        """The name of the cookie; with its prefix, browsers take it from our own host alone."""
        return "__Host-garden" if self.is_secure else "garden"

    async def offer(self, request: web.Request) -> web.StreamResponse:
        """The page with the button; opening it changes nothing."""
        return await self._guarded(request, lambda: self._offered(request))

    async def enter(self, request: web.Request) -> web.StreamResponse:
        """Set the cookie, where the button of our own page was pressed."""
        if not self._is_ours(request):
            return self._foreign_page(request)
        return await self._guarded(request, lambda: self._entered(request))

    async def leave(self, request: web.Request) -> web.StreamResponse:
        """End the session."""
        if not self._is_ours(request):
            return self._foreign_page(request)
        return await self._guarded(request, lambda: self._left(request))

    async def show(self, request: web.Request) -> web.StreamResponse:
        """A tab."""
        act = PageAct(request.match_info["tab"])
        return await self._guarded(request, lambda: self._done(request, act))

    async def act(self, request: web.Request) -> web.StreamResponse:
        """Press a button, or answer a question."""
        if not self._is_ours(request):
            return self._foreign_page(request)
        try:
            form = await request.post()
        except (LookupError, ValueError) as malformed:
            raise web.HTTPBadRequest from malformed
        said = {name: storable(str(value)) for name, value in form.items()}
        act = PageAct(
            request.match_info["tab"],
            press=said.get("press", "")[:LONGEST_PRESS],
            words=said.get("words", "").replace("\r\n", "\n"),
            question=said.get("question", "")[:LONGEST_PRESS],
        )
        return await self._guarded(request, lambda: self._done(request, act))

    async def _guarded(
        self, request: web.Request, act: Callable[[], Awaitable[web.StreamResponse | None]]
    ) -> web.StreamResponse:
        """The answer of `act`; one that finds no link or session counts as a guess."""
        asker, now = address_of(request, self.trusted), self.clock.now()
        if self.guesses.are_too_many(asker, now):
            wait = text("Please wait {time}, then open your link again.", time=WITHIN)
            return self._page(request, 429, text("Too many tries"), wait)
        try:
            answer = await act()
        except web.HTTPException:
            raise
        except DATABASE_TROUBLE:
            return self._page(request, 503, _NOT_NOW, _AGAIN)
        except Exception:
            log.exception("an act on the gardeners' page failed")
            return self._page(request, 500, _NOT_NOW, _NOTED)
        if answer is None:
            self.guesses.was_wrong(asker, now)
            return self._closed_page(request)
        answer.headers.update(_HEADERS)
        return answer

    async def _offered(self, request: web.Request) -> web.Response | None:
        community = await self.page.community_of(request.match_info["token"])
        if community is None:
            return None
        return self._page(
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
        answer = self._lead_to(self.page.tabs[0])
        answer.set_cookie(
            self.cookie,
            token,
            max_age=int(PAGE_LIFE.total_seconds()),
            path="/",
            secure=self.is_secure,
            httponly=True,
            samesite="Strict",
        )
        return answer

    async def _left(self, request: web.Request) -> web.Response:
        await self.page.leave(request.cookies.get(self.cookie, ""))
        return self._closed_page(request)

    async def _done(self, request: web.Request, act: PageAct) -> web.Response | None:
        if act.tab not in self.page.tabs:
            raise web.HTTPNotFound
        token, now = request.cookies.get(self.cookie, ""), self.clock.now()
        if self.acts.are_too_many(token, now):
            return self._page(request, 429, text("Too fast"), text("Please wait a minute."))
        shown = await self.page.act(token, act) if token else None
        if shown is None:
            return None if token else self._closed_page(request)
        self.acts.was_wrong(token, now)
        return self._drawn(request, shown)

    def _drawn(self, request: web.Request, shown: Shown) -> web.Response:
        values = {"shown": shown, "here": f"{start_of(self.contact.public_url)}{GARDEN}"}
        drawn = draw(
            "gardeners_page/page.html",
            values,
            shown.reader,
            contact=self.contact,
            path=request.path,
        )
        headers = {"Content-Language": shown.reader.locale}
        return web.Response(text=drawn, content_type="text/html", headers=headers)

    def _lead_to(self, tab: str) -> web.Response:
        where = f"{start_of(self.contact.public_url)}{GARDEN}/{tab}"
        return web.Response(status=HTTPStatus.SEE_OTHER, headers={"Location": where})

    def _closed_page(self, request: web.Request) -> web.Response:
        """The page for a browser without a session; its cookie is deleted."""
        ask = text(
            "A link works once, within {time}. Ask for a new one where you talk with {instance}.",
            time=PAGE_LINK_LIFE,
            instance=self.contact.instance,
        )
        answer = self._page(request, 403, text("This page is closed"), ask)
        answer.del_cookie(
            self.cookie, path="/", secure=self.is_secure, httponly=True, samesite="Strict"
        )
        return answer

    def _foreign_page(self, request: web.Request) -> web.Response:
        why = text("This page must be opened by its link, and the button pressed there.")
        return self._page(request, 403, text("Open the link itself"), why)

    def _page(
        self,
        request: web.Request,
        status: int,
        title: Text,
        *lines: Text,
        button: Text | None = None,
    ) -> web.Response:
        answer = html_page(request, self.contact, status, title, *lines, button=button)
        answer.headers.update(_HEADERS)
        return answer

    def _is_ours(self, request: web.Request) -> bool:
        return is_from_own_page(request, self.contact.public_url, may_hide_origin=False)


_NOT_NOW = text("That did not work")
_AGAIN = text("Go back, look whether it was done, and try again in a moment.")
_NOTED = text("Something went wrong with that, and it was noted. Please try again later.")
