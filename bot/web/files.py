"""Files about people, fetched by a link that works once.

Opening the link only shows a button, since link previews open it too: pressing it gives the file.
Links that never existed, were used, or expired all look the same.
"""

import secrets
from collections.abc import Awaitable, Callable, Collection, Iterable
from dataclasses import dataclass, field

from aiohttp import web

from bot.config.kinds import Network
from bot.core.context.clock import Clock
from bot.core.context.job_context import FILES, Contact
from bot.core.declarations.references import FILE_LIFE
from bot.core.files import FileLinks, NotDrawn
from bot.core.messages.content import Document, Text, text
from bot.web.html import html_page, start_of
from bot.web.internet_addresses import (
    WITHIN,
    LoginAttempts,
    address_of,
    is_from_own_page,
    is_unnamed_proxy,
)
from bot.web.pages import attachment
from storage.unit_of_work import DATABASE_TROUBLE

HERE = "/here"
"""The page that names its process, for a check of where an address leads."""
NAME_BYTES = 8
UNNAMED = " unnamed"
"""Suffix of the name for requests through a proxy that is not trusted."""
_ROBOTS = """\
User-agent: *
Disallow: /
Allow: /c/
Allow: /f/static/
Disallow: /c/feed/
Disallow: /c/figures/
"""
"""Rules for robots; each page has its own on being listed."""


def add_file_pages(
    page: web.Application,
    file_links: FileLinks,
    contact: Contact,
    clock: Clock,
    *,
    trusted: Collection[Network] = (),
) -> None:
    """Serve files, below the path that our public address has too."""
    pages = _FilePages(file_links, contact, clock, trusted)
    for start in dict.fromkeys(("", start_of(contact.public_url))):
        page.router.add_get(f"{start}{FILES}/{{token}}", pages.show)
        page.router.add_post(f"{start}{FILES}/{{token}}", pages.give)
    page.router.add_get("/robots.txt", _tell_robots)


def add_here(
    page: web.Application,
    below: Iterable[str],
    public_url: str = "",
    trusted: Collection[Network] = (),
) -> str:
    """Serve a name that no other process has, and give it; marked behind an undeclared proxy.

    It stands `below` each first part of our paths, in a place of its own: a page with a variable
    part there does not hide it.
    """
    name = secrets.token_hex(NAME_BYTES)

    async def tell(request: web.Request) -> web.Response:
        return web.Response(text=name + UNNAMED * is_unnamed_proxy(request, trusted))

    for start in dict.fromkeys(("", start_of(public_url))):
        for each in below:
            page.router.add_get(f"{start}{each}{HERE}", tell)
    return name


@dataclass(frozen=True, slots=True)
class _FilePages:
    file_links: FileLinks
    contact: Contact
    clock: Clock
    trusted: Collection[Network]
    guesses: LoginAttempts = field(default_factory=LoginAttempts)

    async def show(self, request: web.Request) -> web.StreamResponse:
        """The page with the button; opening it does not use the link up."""

        async def look(token: str) -> web.StreamResponse | None:
            return self._waiting(request) if await self.file_links.waits(token) else None

        return await self._answer(request, look)

    async def give(self, request: web.Request) -> web.StreamResponse:
        """The file, where the button of our own page was pressed."""
        if not is_from_own_page(request, self.contact.public_url):
            return self._page(
                request,
                403,
                text("Open the link itself"),
                text("This page must be opened by its link, and the button pressed there."),
            )

        async def take(token: str) -> web.StreamResponse | None:
            # It is used up only while the client still waits for the answer.
            document = await self.file_links.take(
                token,
                lambda: request.transport is not None and not request.transport.is_closing(),
            )
            return None if document is None else _download(document)

        return await self._answer(request, take)

    async def _answer(
        self, request: web.Request, act: Callable[[str], Awaitable[web.StreamResponse | None]]
    ) -> web.StreamResponse:
        address, now = address_of(request, self.trusted), self.clock.now()
        if self.guesses.are_too_many(address, now):
            wait = text("Please wait {time}, then open your link again.", time=WITHIN)
            return self._page(request, 429, text("Too many tries"), wait)
        try:
            answer = await act(request.match_info["token"])
        except (NotDrawn, *DATABASE_TROUBLE):
            return self._page(
                request,
                503,
                text("The file is not ready"),
                text("Something went wrong, and your link still works: try again in a moment."),
                button=text("Fetch the file"),
            )
        if answer is None:
            self.guesses.was_wrong(address, now)
            return self._gone_page(request)
        return answer

    def _waiting(self, request: web.Request) -> web.Response:
        return self._page(
            request,
            200,
            text("A file for you"),
            text("{instance} has made a file ready for you.", instance=self.contact.instance),
            text("The button gives it to you once; after that, this link no longer works."),
            text(
                "If it contains personal data, keep it where only people who need it can read it."
            ),
            button=text("Fetch the file"),
        )

    def _gone_page(self, request: web.Request) -> web.Response:
        return self._page(
            request,
            404,
            text("There is no file here"),
            text(
                "A link works once, within {time}. This one was used, has expired, or is "
                "incomplete.",
                time=FILE_LIFE,
            ),
            text(
                "Ask for the file again where you talk with {instance}.",
                instance=self.contact.instance,
            ),
        )

    def _page(
        self,
        request: web.Request,
        status: int,
        title: Text,
        *lines: Text,
        button: Text | None = None,
    ) -> web.Response:
        return html_page(request, self.contact, status, title, *lines, button=button)


def _download(document: Document) -> web.Response:
    kind = document.media_type
    kind = f"{kind}; charset=utf-8" if kind.startswith("text/") and ";" not in kind else kind
    return web.Response(
        body=document.content,
        headers={"Content-Type": kind, "Content-Disposition": attachment(document.name)},
    )


async def _tell_robots(_request: web.Request) -> web.Response:
    return web.Response(text=_ROBOTS)
