"""The pages that features declare, and our own: self-contained HTML, with safe headers."""

import asyncio
from base64 import b64encode
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from html import escape
from http import HTTPStatus
from unicodedata import normalize
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from aiohttp import ETag, web
from aiohttp.helpers import ETAG_ANY

from bot.config.kinds import Network
from bot.core.context.clock import Clock
from bot.core.context.job_context import Contact, JobContext
from bot.core.declarations.arguments import Param
from bot.core.declarations.declaration import PLACEHOLDER, NothingHere, Page, PageCall, UnknownToken
from bot.core.declarations.registry import Declared
from bot.core.messages.content import Text
from bot.core.messages.i18n import Reader, spoken
from bot.core.tasks import Lanes
from bot.domain import codes
from bot.locales import LOCALES
from bot.web.internet_addresses import WITHIN, LoginAttempts, address_of
from storage.unit_of_work import DATABASE_TROUBLE, Store

_STYLE = """
:root { color-scheme: light dark }
body { margin: 0; font: 1.125rem/1.5 system-ui, sans-serif }
main { max-width: 34rem; margin: 0 auto; padding: 3rem 1.25rem }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 1rem }
button { font: inherit; font-weight: 600; padding: .75rem 1.5rem; margin: 1rem 0; cursor: pointer;
  border: 0; border-radius: .5rem; background: #1d5c38; color: #fff }
button:focus-visible { outline: 3px solid currentColor; outline-offset: 3px }
"""
_STYLE_HASH = b64encode(sha256(_STYLE.encode()).digest()).decode()
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}
"""Headers of every answer, refusals included."""
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
            site.router.add_get(start + _route(page), pages.handler_of(page))


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

    def handler_of(self, page: PageCall) -> Callable[[web.Request], Awaitable[web.Response]]:
        """The request handler of one page."""

        async def answer(request: web.Request) -> web.Response:
            asker, now = address_of(request, self.trusted), self.clock.now()
            if page.secret and self.guesses.are_too_many(asker, now):
                headers = {"Retry-After": str(int(WITHIN.total_seconds()))}
                return web.Response(status=HTTPStatus.TOO_MANY_REQUESTS, headers=headers)
            try:
                found = await self._read(page, request)
            except NothingHere as nothing:
                if isinstance(nothing, UnknownToken):
                    self.guesses.was_wrong(asker, now)
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
                now=self.clock.now(),
                community=None,
                contact=self.contact,
                declared=self.declared,
            )
            found: Page = page.call(ctx, **words)
            return found

        async with self.turn:
            return await self.lanes.read(read)

    def _not_found(self, request: web.Request, nothing: NothingHere) -> web.Response:
        if nothing.title is None:
            return web.Response(status=HTTPStatus.NOT_FOUND, text="404: Not Found")
        lines = () if nothing.why is None else (nothing.why,)
        locale = self.contact.locale
        return html_page(request, locale, HTTPStatus.NOT_FOUND, nothing.title, *lines)


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


def html_page(
    request: web.Request,
    default: str,
    status: int,
    title: Text,
    *lines: Text,
    button: Text | None = None,
) -> web.Response:
    """A page in the language of the browser, or in the `default` one."""
    reader = reader_of(request.headers.get("Accept-Language", ""), default)
    return web.Response(
        status=status,
        text=_html(reader, title, lines, button),
        content_type="text/html",
        headers={"Content-Language": reader.locale, "Vary": "Accept-Language"},
    )


def _html(reader: Reader, title: Text, lines: Sequence[Text], button: Text | None) -> str:
    """A page with a title, a paragraph a line, and at most one button, which posts to itself."""
    said = escape(reader.say(title), quote=False)
    body = "".join(f"<p>{escape(reader.say(line), quote=False)}</p>\n" for line in lines)
    if button is not None:
        label = escape(reader.say(button), quote=False)
        body += f'<form method="post"><button type="submit">{label}</button></form>\n'
    return f"""<!doctype html>
<html lang="{reader.locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<title>{said}</title>
<style>{_STYLE}</style>
</head>
<body>
<main>
<h1>{said}</h1>
{body}</main>
</body>
</html>
"""


def reader_of(accepted: str, default: str) -> Reader:
    """The reader whose browser sends `Accept-Language: accepted`."""
    return Reader(language(accepted, default), ZoneInfo("UTC"), datetime.now(UTC).date())


def language(accepted: str, default: str) -> str:
    """The preferred language among those that we have."""
    liked = [_preference(each) for each in accepted.split(",")]
    spoken_ones = [(weight, spoken(tag, "")) for tag, weight in liked if weight > 0]
    known = [(weight, each) for weight, each in spoken_ones if each in LOCALES]
    return max(known, key=lambda each: each[0], default=(0.0, default))[1]


def _preference(header_part: str) -> tuple[str, float]:
    """`fr-CA;q=0.8` as the tag and its weight."""
    tag, _, weight = header_part.strip().partition(";")
    try:
        return tag.strip(), float(weight.strip().removeprefix("q=")) if weight else 1.0
    except ValueError:
        return tag.strip(), 0.0


def attachment(name: str) -> str:
    """The header that has a file saved under its name: see RFC 6266."""
    plain = normalize("NFKD", name).encode("ascii", "ignore").decode()
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
