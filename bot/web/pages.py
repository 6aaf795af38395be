"""The pages that features declare: how they are asked for, drawn, and kept."""

import asyncio
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from http import HTTPStatus
from unicodedata import normalize
from urllib.parse import quote

from aiohttp import ETag, web
from aiohttp.helpers import ETAG_ANY

from bot.config.kinds import Network
from bot.core.context.clock import Clock
from bot.core.context.job_context import Contact, JobContext
from bot.core.declarations.arguments import Param
from bot.core.declarations.declaration import (
    PLACEHOLDER,
    HtmlPage,
    NothingHere,
    Page,
    PageCall,
    UnknownToken,
)
from bot.core.declarations.registry import Declared
from bot.core.files import NotDrawn, shown
from bot.core.messages.content import Map
from bot.core.messages.i18n import Reader
from bot.core.tasks import Lanes
from bot.domain import codes
from bot.web.html import (
    content_security_policy,
    draw,
    html_page,
    language_of,
    robots_of,
    start_of,
)
from bot.web.internet_addresses import WITHIN, LoginAttempts, address_of
from storage.unit_of_work import DATABASE_TROUBLE, Store

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": content_security_policy(),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": robots_of(indexed=False),
}
"""Headers of every answer, refusals included."""
_FOR_ALL = "public, max-age=900"
_FOR_ONE = "private, no-cache"
_REVALIDATED = "no-cache"
_DRAWN_LIFE = timedelta(minutes=1)
"""Time for which a drawn page is right if nothing changed: it may tell what is to come."""
_MOST_DRAWN = 200
_LONGEST_WORD = 200
_SLUG = "[a-z0-9-]{1,64}"
_NUMBER = r"\d{1,9}"
_NUMBER_ALONE = re.compile(_NUMBER, re.ASCII)
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
    for start in dict.fromkeys(("", start_of(contact.public_url))):
        for page in declared.pages.values():
            site.router.add_get(start + _route(page), pages.handler_of(page))


def too_many_tries() -> web.Response:
    """The answer to an address that tried too many wrong tokens."""
    headers = {"Retry-After": str(int(WITHIN.total_seconds()))}
    return web.Response(status=HTTPStatus.TOO_MANY_REQUESTS, headers=headers)


def not_now() -> web.Response:
    """The answer while the database, or the drawing, is in trouble."""
    return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE, headers={"Retry-After": _SOON})


def first_segments(declared: Declared) -> list[str]:
    """First parts of the declared paths, such as `/c`: a web server before ours passes it on."""
    return sorted({f"/{page.path.split('/')[1]}" for page in declared.pages.values()})


@dataclass(frozen=True, slots=True)
class _DeclaredPages:
    declared: Declared
    lanes: Lanes
    contact: Contact
    clock: Clock
    trusted: Collection[Network]
    guesses: LoginAttempts = field(default_factory=LoginAttempts)
    turn: asyncio.Semaphore = field(default_factory=partial(asyncio.Semaphore, 1))
    drawing: asyncio.Semaphore = field(default_factory=partial(asyncio.Semaphore, 1))
    known: OrderedDict["_Request", tuple[int, datetime, "_Drawn"]] = field(
        default_factory=OrderedDict
    )
    """Drawn pages, each with the number of changes before, and when it was drawn."""

    def handler_of(self, page: PageCall) -> Callable[[web.Request], Awaitable[web.Response]]:
        """The request handler of one page."""

        async def answer(request: web.Request) -> web.Response:
            asker, now = address_of(request, self.trusted), self.clock.now()
            if page.secret and self.guesses.are_too_many(asker, now):
                return too_many_tries()
            try:
                found = await self._drawn(_Request.of(page, request))
            except NothingHere as nothing:
                if isinstance(nothing, UnknownToken):
                    self.guesses.was_wrong(asker, now)
                return self._not_found(request, nothing)
            except (NotDrawn, *DATABASE_TROUBLE):
                return not_now()
            return found.response(request)

        return answer

    async def _drawn(self, request: "_Request") -> "_Drawn":
        """Make one page at a time: several at once would leave the loop few turns.

        One that was drawn before is right while nothing was committed since.
        """
        known = self._known(request)
        if known is not None:
            return known
        async with self.turn:
            known = self._known(request)
            if known is not None:
                return known
            # Counted before it is read: what is committed meanwhile has it drawn again.
            changes, now = self.lanes.database.changes.total, self.clock.now()
            found = await self._read(request, now)
        drawn = found if isinstance(found, _Drawn) else await self._with_picture(request, found)
        if not request.page.secret:
            self.known[request] = (changes, now, drawn)
            while len(self.known) > _MOST_DRAWN:
                self.known.popitem(last=False)
        return drawn

    def _known(self, request: "_Request") -> "_Drawn | None":
        changes, drawn_at, drawn = self.known.get(request, (-1, self.clock.now(), None))
        is_right = changes == self.lanes.database.changes.total
        is_new = timedelta(0) <= self.clock.now() - drawn_at < _DRAWN_LIFE
        return drawn if is_right and is_new else None

    async def _read(self, request: "_Request", now: datetime) -> "Page | _Drawn":
        def read(store: Store) -> "Page | _Drawn":
            ctx = JobContext(
                store, now=now, community=None, contact=self.contact, declared=self.declared
            )
            found: Page | HtmlPage = request.page.call(ctx, **dict(request.words))
            return self._draw_html(request, found, now) if isinstance(found, HtmlPage) else found

        return await self.lanes.read(read)

    async def _with_picture(self, request: "_Request", found: Page) -> "_Drawn":
        """A page as it is given; a picture is drawn beside the others, which do not wait for it."""
        page, content = request.page, found.content
        if isinstance(content, Map):
            async with self.drawing:
                content = (await asyncio.to_thread(shown, content)).content
        is_text = found.media_type.partition("/")[0] != "image"
        headers = {"Content-Type": found.media_type + "; charset=utf-8" * is_text}
        if found.name:
            headers["Content-Disposition"] = attachment(found.name)
        kept = _REVALIDATED if found.revalidated else _FOR_ALL
        headers["Cache-Control"] = _FOR_ONE if page.secret else kept
        return _Drawn(content, headers, found.changed_at)

    def _draw_html(self, request: "_Request", page: HtmlPage, now: datetime) -> "_Drawn":
        locale = request.locale or page.locale
        reader = Reader(locale, page.zone, now.astimezone(page.zone).date(), home=page.zone)
        words = draw(
            page.template,
            page.values,
            reader,
            contact=self.contact,
            path=request.path,
            query=dict(request.query),
            indexed=page.indexed,
        )
        headers = {
            "Content-Type": "text/html; charset=utf-8",
            "Content-Language": reader.locale,
            "Cache-Control": _FOR_ONE if request.page.secret else _REVALIDATED,
            "Vary": "Accept-Language",
            "X-Robots-Tag": robots_of(indexed=page.indexed),
        }
        return _Drawn(words.encode(), headers)

    def _not_found(self, request: web.Request, nothing: NothingHere) -> web.Response:
        if nothing.title is None:
            return web.Response(status=HTTPStatus.NOT_FOUND, text="404: Not Found")
        lines = () if nothing.why is None else (nothing.why,)
        return html_page(request, self.contact, HTTPStatus.NOT_FOUND, nothing.title, *lines)


@dataclass(frozen=True, slots=True)
class _Request:
    """The key of a drawn page."""

    page: PageCall
    path: str
    words: tuple[tuple[str, object], ...]
    """The arguments of the page's function."""
    query: tuple[tuple[str, str], ...]
    locale: str
    """The reader's language; empty if they stated none that there is."""

    def __hash__(self) -> int:
        return hash((self.path, self.words, self.locale))

    @classmethod
    def of(cls, page: PageCall, request: web.Request) -> "_Request":
        """Read the words of the path, and of what stands behind it what the page knows."""
        words = [(each.name, each.kind(request.match_info[each.name])) for each in page.params]
        query = [
            (each.name, said[:_LONGEST_WORD])
            for each in page.query
            if (said := request.query.get(each.name, ""))
            and (each.kind is str or _NUMBER_ALONE.fullmatch(said))
        ]
        kinds = {each.name: each.kind for each in page.query}
        words += [(name, kinds[name](said)) for name, said in query]
        return cls(page, request.path, tuple(words), tuple(query), language_of(request, ""))


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A page as it is given to everybody who asks the same."""

    content: bytes
    headers: Mapping[str, str]
    changed_at: datetime | None = None

    def response(self, request: web.Request) -> web.Response:
        """The page, or 304 if the client has it already."""
        etag = ETag(sha256(self.content).hexdigest()[:32])
        known = request.if_none_match or ()
        if any(each.value in (etag.value, ETAG_ANY) for each in known):
            answer = web.Response(status=HTTPStatus.NOT_MODIFIED)
            kept = ("Cache-Control", "Vary")
            answer.headers.update(
                {each: self.headers[each] for each in kept if each in self.headers}
            )
        else:
            answer = web.Response(body=self.content, headers=self.headers)
        answer.etag = etag
        answer.last_modified = self.changed_at
        return answer


def _route(page: PageCall) -> str:
    """The path as the server's router reads it, with a pattern for each word."""
    patterns = {each.name: f"{{{each.name}:{_pattern(page, each)}}}" for each in page.params}
    return PLACEHOLDER.sub(lambda word: patterns[word[1]], page.path)


def _pattern(page: PageCall, param: Param) -> str:
    if param.kind is int:
        return _NUMBER
    return _TOKEN if page.secret else _SLUG


def attachment(name: str) -> str:
    """The header that has a file saved under its name: see RFC 6266."""
    plain = normalize("NFKD", name).encode("ascii", "ignore").decode()
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
