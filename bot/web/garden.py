"""The gardeners' page: entered by a link from chat, then a session by a cookie for a day.

Opening the link only shows a button, which sets the cookie.
"""

from collections.abc import Collection
from dataclasses import dataclass

from aiohttp import web

from bot.config.kinds import Network
from bot.core.context.clock import Clock
from bot.core.context.job_context import GARDEN, PAGE_LIFE, PAGE_LINK_LIFE, Contact
from bot.core.inbound.page_acts import GardenersPage, PageAct
from bot.core.messages.content import text
from bot.web.chat_pages import TOKEN, ChatPages
from bot.web.html import start_of

_TAB = "{tab:[a-z]{1,20}}"


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
