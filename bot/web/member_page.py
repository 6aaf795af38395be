"""Members' own pages: a link sets a cookie and leaves the address, and a day later it does again.

Opening a link changes nothing, and uses nothing up: programs open links of e-mails.
"""

from collections.abc import Collection
from dataclasses import dataclass

from aiohttp import web

from bot.config.kinds import Network
from bot.core.context.clock import Clock
from bot.core.context.job_context import OWN_PAGE, PAGE_LIFE, PROOF_LIFE, Contact
from bot.core.inbound.own_page import OwnPage
from bot.core.inbound.page_acts import PageAct, Shown
from bot.core.messages.content import text
from bot.web.chat_pages import TOKEN, ChatPages
from bot.web.html import start_of

_PLACE = "{place:[A-Za-z0-9_-]{1,64}}"


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
            answer.set_cookie(
                self.proof,
                shown.proof,
                max_age=int(PROOF_LIFE.total_seconds()),
                path="/",
                secure=self.is_secure,
                httponly=True,
                samesite="Strict",
            )
        return answer

    def _set_link(self, answer: web.Response, token: str) -> None:
        # Not `Strict`: it would not be sent on the way from a mail program's link to the page.
        answer.set_cookie(
            self.cookie,
            token,
            max_age=int(PAGE_LIFE.total_seconds()),
            path="/",
            secure=self.is_secure,
            httponly=True,
            samesite="Lax",
        )

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
