"""The pages that features declare, below the path that our public address has too."""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from hashlib import sha256
from http import HTTPStatus
from urllib.parse import urlsplit

from aiohttp import ETag, web
from aiohttp.helpers import ETAG_ANY

from bot.config.kinds import Network
from bot.core.context.clock import Clock
from bot.core.context.contact import Contact
from bot.core.context.job_context import JobContext
from bot.core.context.lanes import Lanes
from bot.core.declarations.arguments.parameters import Param
from bot.core.declarations.pages import PLACEHOLDER, NothingHere, Page, PageCall, UnknownToken
from bot.core.declarations.registry import Declared
from bot.domain import codes
from bot.web.login_attempts import WITHIN, LoginAttempts, address_of
from bot.web.pages import attachment, html, reader_of
from storage.unit_of_work import DATABASE_TROUBLE, Store

_FOR_ALL = "public, max-age=900"
_FOR_ONE = "private, no-cache"
_SLUG = "[a-z0-9-]{1,64}"
_NUMBER = r"\d{1,9}"
_TOKEN = f"[A-Za-z0-9]{{{codes.TOKEN_LENGTH}}}"
_SOON = "60"


def add_declared_pages(
    site: web.Application,
    declared: Declared,
    lanes: Lanes,
    contact: Contact,
    clock: Clock,
    *,
    trusted: Collection[Network] = (),
) -> None:
    """Serve them; wrong tokens are counted over all of them."""
    pages = _DeclaredPages(declared, lanes, contact, clock, trusted)
    for start in dict.fromkeys(("", urlsplit(contact.public_url).path.rstrip("/"))):
        for page in declared.pages.values():
            site.router.add_get(start + _route(page), pages.answering(page))


def first_segments(declared: Declared) -> list[str]:
    """First parts of the declared paths, such as `/c`: a web server before ours passes it on."""
    return sorted({f"/{page.path.split('/')[1]}" for page in declared.pages.values()})


class _DeclaredPages:
    def __init__(
        self,
        declared: Declared,
        lanes: Lanes,
        contact: Contact,
        clock: Clock,
        trusted: Collection[Network],
    ) -> None:
        self._declared = declared
        self._lanes = lanes
        self._contact = contact
        self._clock = clock
        self._trusted = trusted
        self._guesses = LoginAttempts()
        self._turn = asyncio.Semaphore(1)

    def answering(self, page: PageCall) -> Callable[[web.Request], Awaitable[web.Response]]:
        """The request handler of one page."""

        async def answer(request: web.Request) -> web.Response:
            asker, now = address_of(request, self._trusted), self._clock.now()
            if page.secret and self._guesses.are_too_many(asker, now):
                headers = {"Retry-After": str(int(WITHIN.total_seconds()))}
                return web.Response(status=HTTPStatus.TOO_MANY_REQUESTS, headers=headers)
            try:
                found = await self._read(page, request)
            except NothingHere as nothing:
                if isinstance(nothing, UnknownToken):
                    self._guesses.was_wrong(asker, now)
                return self._not_found(request, nothing)
            except DATABASE_TROUBLE:
                headers = {"Retry-After": _SOON}
                return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE, headers=headers)
            return _response(request, found, _FOR_ONE if page.secret else _FOR_ALL)

        return answer

    async def _read(self, page: PageCall, request: web.Request) -> Page:
        """Make one page at a time: several at once would leave the loop few turns."""
        words = {each.name: each.kind(request.match_info[each.name]) for each in page.params}

        def read(store: Store) -> Page:
            ctx = JobContext(
                store,
                now=self._clock.now(),
                community=None,
                contact=self._contact,
                declared=self._declared,
            )
            found: Page = page.call(ctx, **words)
            return found

        async with self._turn:
            return await self._lanes.read(read)

    def _not_found(self, request: web.Request, nothing: NothingHere) -> web.Response:
        if nothing.title is None:
            return web.Response(status=HTTPStatus.NOT_FOUND, text="404: Not Found")
        reader = reader_of(request.headers.get("Accept-Language", ""), self._contact.locale)
        lines = () if nothing.why is None else (nothing.why,)
        return web.Response(
            status=HTTPStatus.NOT_FOUND,
            text=html(reader, nothing.title, *lines),
            content_type="text/html",
            headers={"Content-Language": reader.locale, "Vary": "Accept-Language"},
        )


def _route(page: PageCall) -> str:
    """The path as the server's router reads it, with a pattern for each word."""
    patterns = {each.name: f"{{{each.name}:{_pattern(page, each)}}}" for each in page.params}
    return PLACEHOLDER.sub(lambda word: patterns[word[1]], page.path)


def _pattern(page: PageCall, param: Param) -> str:
    if param.kind is int:
        return _NUMBER
    return _TOKEN if page.secret else _SLUG


def _response(request: web.Request, page: Page, kept: str) -> web.Response:
    """The page, or 304 if the client has it already."""
    etag = ETag(sha256(page.content).hexdigest()[:32])
    known = request.if_none_match or ()
    is_known = any(each.value in (etag.value, ETAG_ANY) for each in known)
    answer = web.Response(status=HTTPStatus.NOT_MODIFIED if is_known else HTTPStatus.OK)
    if not is_known:
        answer.body = page.content
        answer.headers["Content-Type"] = f"{page.media_type}; charset=utf-8"
        if page.name:
            answer.headers["Content-Disposition"] = attachment(page.name)
    answer.etag = etag
    answer.headers["Cache-Control"] = kept
    answer.last_modified = page.changed_at
    return answer
