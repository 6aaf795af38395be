"""Declared files, drawn when they are sent, in a unit of work that only reads."""

import asyncio
import gc
from asyncio import CancelledError
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial

import structlog

from bot.core.context.contact import Contact
from bot.core.context.job_context import JobContext
from bot.core.context.lanes import CancelledItself, Lanes
from bot.core.declarations.registry import Declared
from bot.core.messages.content import Document, File
from bot.domain.roles import Role
from bot.domain.text.filenames import plain_name
from storage.communities import Communities
from storage.unit_of_work import DATABASE_TROUBLE, Store

AT_ONCE = 2
"""Number of files drawn at the same time."""

log = structlog.get_logger()


class NotDrawn(Exception):
    """A file cannot be drawn: its feature failed, or does not know it any more."""


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
        document: Document = declared.files[file.kind].call(ctx, *file.arguments)
    except (*DATABASE_TROUBLE, CancelledError):
        raise
    except Exception as error:
        log.exception("a file cannot be drawn", kind=file.kind)
        raise NotDrawn(file.kind) from error
    return replace(document, name=plain_name(document.name))
