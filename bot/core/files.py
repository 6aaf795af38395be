"""Files and pictures: drawn when they are sent, or fetched by a link that works once.

A link works while the person it was given to still has the role that the file needs.
"""

import asyncio
import gc
from asyncio import CancelledError
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from functools import lru_cache, partial
from io import BytesIO
from weakref import WeakValueDictionary

import structlog

from bot.core.context.clock import Clock
from bot.core.context.gardeners_on_duty import hands_of
from bot.core.context.job_context import Contact, JobContext
from bot.core.declarations.declaration import PrintedPage
from bot.core.declarations.registry import Declared
from bot.core.messages.content import (
    Bar,
    Chart,
    Document,
    Drawing,
    File,
    Map,
    Photo,
    PictureContent,
)
from bot.core.messages.i18n import Reader
from bot.core.tasks import CancelledItself, Lanes
from bot.domain import codes, communes
from bot.domain.files import plain_name
from bot.domain.map import Mark
from bot.domain.roles import Role
from bot.workers.pictures import Area, DrawnBar, Key, draw_bar, draw_chart, draw_map
from bot.workers.printed_pages import print_page
from bot.workers.worker_process import draw_in_worker
from storage.audit import Audit
from storage.communities import Communities, Cultivators
from storage.files import OneTimeLink, OneTimeLinks
from storage.members import Identities, Members
from storage.unit_of_work import DATABASE_TROUBLE, Store

AT_ONCE = 2
"""Number of files drawn at the same time."""

log = structlog.get_logger()


class NotDrawn(Exception):
    """A file or picture cannot be drawn: its feature failed, or its worker did."""


class FileDrawer:
    """Draws declared files."""

    def __init__(self, lanes: Lanes, declared: Declared, contact: Contact) -> None:
        self._lanes = lanes
        self._declared = declared
        self._contact = contact
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._drawn_now = 0

    def for_whom(self, kind: str) -> Role | None:
        """The least role that may have such a file; None for an unknown kind."""
        declared = self._declared.files.get(kind)
        return None if declared is None else declared.who

    async def draw(self, file: File, community_id: int | None, now: datetime) -> Document:
        """Draw a file; raises `NotDrawn`, or a database error."""
        drawing = partial(
            drawn,
            declared=self._declared,
            contact=self._contact,
            file=file,
            community_id=community_id,
            now=now,
        )
        try:
            async with self._turns, self._without_collector():
                return await self._lanes.read(drawing)
        except CancelledItself as error:
            raise NotDrawn(file.kind) from error

    @asynccontextmanager
    async def _without_collector(self) -> AsyncIterator[None]:
        """Keep the garbage collector out: among 100,000 members it stops all work for 0.5 s."""
        if not self._drawn_now:
            gc.disable()
        self._drawn_now += 1
        try:
            yield
        finally:
            self._drawn_now -= 1
            if not self._drawn_now:
                gc.enable()


def drawn(
    store: Store,
    declared: Declared,
    contact: Contact,
    *,
    file: File,
    community_id: int | None,
    now: datetime,
) -> Document:
    """Draw a file in this thread."""
    try:
        community = None if community_id is None else store[Communities].get(community_id)
        ctx = JobContext(store, now=now, community=community, contact=contact, declared=declared)
        document = _document(ctx, declared, declared.files[file.kind].call(ctx, *file.arguments))
    except (*DATABASE_TROUBLE, CancelledError):
        raise
    except Exception as error:
        log.exception("a file cannot be drawn", kind=file.kind)
        raise NotDrawn(file.kind) from error
    return replace(document, name=plain_name(document.name))


def _document(ctx: JobContext, declared: Declared, found: Document | PrintedPage) -> Document:
    """A file as its function gives it, or printed of the page that it gives."""
    if isinstance(found, Document):
        return found
    page = found.page
    reader = Reader(page.locale, page.zone, ctx.now.astimezone(page.zone).date(), home=page.zone)
    assert declared.draw_html is not None  # noqa: S101 - see `bot.app.declarations`
    drawn = declared.draw_html(page.template, page.values, reader, contact=ctx.contact)
    title = reader.say(found.title)
    printed = print_page(drawn, title, page.locale, ctx.now, one_sheet=found.one_sheet)
    return Document(found.name, "application/pdf", printed)


class FileLinks:
    """Files behind links. Looking and drawing do not use a link up."""

    def __init__(self, lanes: Lanes, drawing: FileDrawer, clock: Clock) -> None:
        self._lanes = lanes
        self._drawing = drawing
        self._clock = clock
        self._in_hand: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def waits(self, token: str) -> bool:
        """True if a file waits behind a link."""
        digest, now = codes.digest_of_token(token), self._clock.now()
        return await self._lanes.read(lambda store: bool(self._waiting(store, digest, now)))

    async def take(self, token: str, wanted: Callable[[], bool]) -> Document | None:
        """Use up a link and return its file; None if there is none.

        A link whose file could not be drawn (`NotDrawn`) or is not `wanted` any more still
        works. Of two requests at once, one gets the file.
        """
        digest = codes.digest_of_token(token)
        in_hand = self._in_hand.setdefault(digest, asyncio.Lock())
        async with in_hand:
            now = self._clock.now()
            found = await self._lanes.read(lambda store: self._waiting(store, digest, now))
            if found is None:
                return None
            file = File(found.kind, tuple(found.arguments), "")
            drawn = await self._drawing.draw(file, found.community_id, now)
            if not wanted():
                return None
            taken = await self._lanes.run(lambda store: self._taken(store, digest, now))
            return drawn if taken else None

    def _waiting(self, store: Store, digest: str, now: datetime) -> OneTimeLink | None:
        """The file behind a link, if its person may still have it."""
        found = store[OneTimeLinks].waiting(digest, now)
        return found if found is not None and self._is_theirs(store, found, now) else None

    def _taken(self, store: Store, digest: str, now: datetime) -> bool:
        """Use the link up; False if the role ended or the link was used meanwhile."""
        found = store[OneTimeLinks].take(digest, now)
        if found is None or not self._is_theirs(store, found, now):
            return False
        note_taking(
            store, found.kind, found.member_id, found.community_id, now, account=found.account
        )
        return True

    def _is_theirs(self, store: Store, found: OneTimeLink, now: datetime) -> bool:
        """True while the person has the role that the file needs."""
        role = self._drawing.for_whom(found.kind)
        return role is None or has_role(store, found, role, now)


def has_role(store: Store, found: OneTimeLink, role: Role, now: datetime) -> bool:
    """True if the person who was given a link has at least this role now."""
    member = None if found.member_id is None else store[Members].get(found.member_id)
    accounts = [found.account]
    if member is not None:
        accounts = [each.address for each in store[Identities].of(member)]
    runs_it = store[Cultivators].is_any(accounts)
    if role in (Role.ANYONE, Role.CULTIVATOR):
        return role is Role.ANYONE or runs_it
    if member is None or found.community_id is None:
        return False
    if store[Members].membership(member, found.community_id) is None:
        return False
    community = store[Communities].get(found.community_id)
    today = now.astimezone(community.zone).date()
    return role is Role.MEMBER or runs_it or bool(hands_of(store, community, today, member))


def note_taking(
    store: Store,
    kind: str,
    member_id: int | None,
    community_id: int | None,
    now: datetime,
    *,
    account: str = "",
) -> None:
    """Audit that a person got a file, under the account that the member used last."""
    member = None if member_id is None else store[Members].get(member_id)
    accounts = [] if member is None else store[Identities].of(member)
    actor = accounts[0].address if accounts else account
    store[Audit].note(actor, f"{kind} file", community_id, "done", now, member_id=member_id)


KEPT_MAPS = 16
"""Drawn maps that are kept: everybody who looks at one in a month gets the same."""
DRAWING_SECONDS = 60.0
"""Limits of a drawing, on a machine that has other work."""


def shown(content: PictureContent | Document) -> Document:
    """A picture with its name and its kind, as a network takes it; to be called in a thread.

    Raises `NotDrawn`.
    """
    match content:
        case Document():
            return content
        case Photo(file_id):
            raise AssertionError(file_id)  # its bytes are read before it leaves
        case _:
            try:
                return Document("picture.png", "image/png", draw(content))
            except Exception as error:
                kind = type(content).__name__.lower()
                log.exception("a picture cannot be drawn", kind=kind)
                raise NotDrawn(kind) from error


def draw(content: str | Drawing) -> bytes:
    """A QR code of a text, a bar, a chart, or a map, as PNG; to be called in a thread.

    Bars and maps are drawn in a process of their own, which takes a second to load, and 60 MiB.
    """
    if isinstance(content, Map):
        areas = tuple((each.departments, each.count, each.hatched) for each in content.areas)
        marks = tuple(
            (each.longitude, each.latitude, each.count, each.name) for each in content.marks
        )
        legend = tuple((each.sign, str(each.words)) for each in content.legend)
        return _drawn_map(str(content.words), content.departments, areas, marks, legend)
    if isinstance(content, Bar):
        return draw_in_worker(
            draw_bar, DRAWING_SECONDS, content.done, content.goal, str(content.words)
        )
    if isinstance(content, Chart):
        bars = [
            DrawnBar(str(each.label), each.value, str(each.words), each.leads, each.goal)
            for each in content.bars
        ]
        return draw_in_worker(draw_chart, DRAWING_SECONDS, str(content.words), bars)
    import segno  # noqa: PLC0415 - only where something is drawn

    drawn = BytesIO()
    segno.make(content, micro=False).save(drawn, kind="png", scale=8, border=4)
    return drawn.getvalue()


@lru_cache(maxsize=KEPT_MAPS)
def _drawn_map(
    words: str,
    departments: tuple[str, ...],
    areas: tuple[Area, ...],
    marks: tuple[Mark, ...],
    legend: tuple[Key, ...],
) -> bytes:
    known = communes.departments()
    named = {code: known[code].name for code in departments}
    return draw_in_worker(draw_map, DRAWING_SECONDS, words, named, areas, marks, legend)
