"""Calendars that programs subscribe to: a community's, for all, and a person's, for them alone.

A person's is found by a secret address. What was never there and what was ended look the same.
"""

import asyncio
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from hashlib import sha256
from http import HTTPStatus
from urllib.parse import urlsplit

from aiohttp import ETag, web
from aiohttp.helpers import ETAG_ANY

from bot.config.kinds import Network
from bot.core.context.clock import Clock
from bot.core.context.contact import CALENDARS, Contact
from bot.core.context.job_context import JobContext
from bot.core.context.lanes import Lanes
from bot.core.messages.content import Text, text
from bot.domain import codes
from bot.domain.calendars import MEDIA_TYPE
from bot.web.login_attempts import WITHIN, LoginAttempts, address_of
from bot.web.pages import attachment, html, reader_of
from handlers.calendars import CalendarFile, community_calendar, event_calendar, member_calendar
from storage.calendars import CalendarFeeds
from storage.communities import Communities, Community
from storage.events import Events
from storage.members import Members
from storage.unit_of_work import DATABASE_TROUBLE, Store

_FOR_ALL = "public, max-age=900"
_FOR_ONE = "private, no-cache"
_SLUG = "{slug:[a-z0-9-]{1,64}}"
_TOKEN = f"{{token:[A-Za-z0-9]{{{codes.TOKEN_LENGTH}}}}}"
_SOON = "60"


def add_calendar_pages(
    page: web.Application,
    lanes: Lanes,
    contact: Contact,
    clock: Clock,
    *,
    trusted: Collection[Network] = (),
) -> None:
    """Serve calendars, below the path that our public address has too."""
    pages = _CalendarPages(lanes, contact, clock, trusted)
    for start in dict.fromkeys(("", urlsplit(contact.public_url).path.rstrip("/"))):
        below = f"{start}{CALENDARS}"
        page.router.add_get(f"{below}/{_SLUG}/events.ics", pages.give_community)
        page.router.add_get(f"{below}/{_SLUG}/events/{{number:\\d{{1,9}}}}.ics", pages.give_event)
        page.router.add_get(f"{below}/feed/{_TOKEN}.ics", pages.give_feed)


class _CalendarPages:
    def __init__(
        self, lanes: Lanes, contact: Contact, clock: Clock, trusted: Collection[Network]
    ) -> None:
        self._trusted = trusted
        self._lanes = lanes
        self._contact = contact
        self._clock = clock
        self._guesses = LoginAttempts()
        self._turn = asyncio.Semaphore(1)

    async def give_community(self, request: web.Request) -> web.Response:
        """All events of a community that are for everyone."""

        def look(store: Store) -> CalendarFile | None:
            ctx = self._context(store, _community(store, request))
            return (
                None
                if ctx is None
                else community_calendar(ctx, ctx.community.locale, subscribed=True)
            )

        return await self._for_all(request, look)

    async def give_event(self, request: web.Request) -> web.Response:
        """One of them."""
        number = int(request.match_info["number"])

        def look(store: Store) -> CalendarFile | None:
            ctx = self._context(store, _community(store, request))
            event = None if ctx is None else store[Events].numbered(ctx.community.id, number)
            if ctx is None or event is None or not event.audience.is_everyone:
                return None
            return event_calendar(ctx, event, ctx.community.locale)

        answer = await self._for_all(request, look)
        if answer.status == HTTPStatus.OK:
            name = f"{request.match_info['slug']}-{number}.ics"
            answer.headers["Content-Disposition"] = attachment(name)
        return answer

    async def give_feed(self, request: web.Request) -> web.Response:
        """Answer with one person's events, at their secret address."""
        asker, now = address_of(request, self._trusted), self._clock.now()
        if self._guesses.are_too_many(asker, now):
            headers = {"Retry-After": str(int(WITHIN.total_seconds()))}
            return web.Response(status=HTTPStatus.TOO_MANY_REQUESTS, headers=headers)
        digest, was_one = codes.digest_of_token(request.match_info["token"]), False

        def look(store: Store) -> CalendarFile | None:
            nonlocal was_one
            feed = store[CalendarFeeds].with_token(digest)
            was_one = feed is not None
            if feed is None or feed.ended_at is not None:
                return None
            member = store[Members].get(feed.member_id)
            ctx = JobContext(store, now=now, community=None, contact=self._contact)
            if member is None:
                return None
            locale = member.locale or self._contact.locale
            return member_calendar(ctx, member, locale, subscribed=True)

        try:
            written = await self._look(look)
        except DATABASE_TROUBLE:
            return _later()
        if written is None:
            if not was_one:
                self._guesses.was_wrong(asker, now)
            return web.Response(status=HTTPStatus.NOT_FOUND, text="404: Not Found")
        return _answer(request, written, _FOR_ONE)

    async def _for_all(
        self, request: web.Request, look: Callable[[Store], CalendarFile | None]
    ) -> web.Response:
        try:
            written = await self._look(look)
        except DATABASE_TROUBLE:
            return _later()
        return self._nothing(request) if written is None else _answer(request, written, _FOR_ALL)

    async def _look(self, look: Callable[[Store], CalendarFile | None]) -> CalendarFile | None:
        """Write one calendar at a time: several at once would leave the loop few turns."""
        async with self._turn:
            return await self._lanes.read(look)

    def _context(self, store: Store, community: Community | None) -> JobContext | None:
        if community is None:
            return None
        now = self._clock.now()
        return JobContext(store, now=now, community=community, contact=self._contact)

    def _nothing(self, request: web.Request) -> web.Response:
        reader = reader_of(request.headers.get("Accept-Language", ""), self._contact.locale)
        title: Text = text("There is no calendar here")
        why = text("Its address is not whole, or the event is not for all to see.")
        return web.Response(
            status=HTTPStatus.NOT_FOUND,
            text=html(reader, title, why),
            content_type="text/html",
            headers={"Content-Language": reader.locale, "Vary": "Accept-Language"},
        )


def _community(store: Store, request: web.Request) -> Community | None:
    return store[Communities].named(request.match_info["slug"])


def _answer(request: web.Request, written: CalendarFile, kept: str) -> web.Response:
    """The calendar, or 304 if the client has it already."""
    etag = ETag(sha256(written.content).hexdigest()[:32])
    known = request.if_none_match or ()
    is_known = any(each.value in (etag.value, ETAG_ANY) for each in known)
    answer = web.Response(status=HTTPStatus.NOT_MODIFIED if is_known else HTTPStatus.OK)
    if not is_known:
        answer.body = written.content
        answer.headers["Content-Type"] = f"{MEDIA_TYPE}; charset=utf-8"
    answer.etag = etag
    answer.headers["Cache-Control"] = kept
    answer.last_modified = written.changed_at or datetime.fromtimestamp(0, UTC)
    return answer


def _later() -> web.Response:
    return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE, headers={"Retry-After": _SOON})
