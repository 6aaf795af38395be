"""Common base of the gardeners' page and members' own pages: forms, limits, headers, refusals.

Each request is an act of the person whose cookie comes with it, see `bot.core.inbound.page_acts`;
nothing of these pages needs a script.
"""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus

import structlog
from aiohttp import web

from bot.config.kinds import Network
from bot.core.context.clock import Clock
from bot.core.context.job_context import Contact
from bot.core.inbound.page_acts import PageAct, Shown
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
# Not `no-referrer`: a form would then hide where it comes from.
_HEADERS = {"Referrer-Policy": "same-origin"}

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class ChatPages:
    """The requests of one kind of page."""

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


_NOT_NOW = text("That did not work")
_AGAIN = text("Go back, look whether it was done, and try again in a moment.")
_NOTED = text("Something went wrong with that, and it was noted. Please try again later.")
