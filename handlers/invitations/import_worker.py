"""Import lists of people outside the lanes, in small transactions.

Each step is a state of the import, so that a restart continues where it was. A list is read in a
worker process, twice: for the preview, and to invite. People count as invited once the last of
them is stored, and no transaction is longer than some hundred rows.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from functools import partial
from time import monotonic
from typing import TypeVar

import structlog

from bot.core import Heartbeat, Lanes, keep_looking
from bot.domain.invitations import Header, ListResult, Preview
from bot.workers.tables import ListReading, ReadFailure, Unreadable
from handlers.invitations.lists import CARD, list_to_read
from storage.communities import Communities
from storage.files import Files
from storage.folder import FileGone
from storage.invitations import IMPORTS, Import, Imports, ImportState, Invitees
from storage.outbound import Cards
from storage.unit_of_work import DATABASE_TROUBLE, Store

LONGEST_SLEEP = 30.0
SHOWN_EVERY = 3.0
"""Seconds between two updates of the card."""
LET_GO_AT_ONCE = 250

Result = TypeVar("Result")

log = structlog.get_logger()


class ImportWorker:
    """Works on imports, one after another."""

    def __init__(self, lanes: Lanes, *, on_commit: Callable[[], None]) -> None:
        """Call `on_commit` after each commit that changed what is shown."""
        self._lanes = lanes
        self._on_commit = on_commit
        self.wake = asyncio.Event()
        """Set when something was committed: it may be an import."""
        self.heartbeat = Heartbeat("imports")

    async def run(self) -> None:
        """Work until cancelled; unfinished imports continue at the next start."""
        news = partial(self._lanes.database.changes.count, IMPORTS)
        looking = keep_looking(self.wake, self._look, log, news=news, heartbeat=self.heartbeat)
        await self.heartbeat.keep(looking)

    async def _look(self) -> float:
        await self.flush()
        return LONGEST_SLEEP

    async def flush(self) -> bool:
        """Do all work that is due; True if there was any."""
        did = False
        while import_ := await self._lanes.read(lambda store: store[Imports].next_work()):
            await self._work(import_)
            did = True
        return did

    async def _work(self, import_: Import) -> None:
        try:
            match import_.state:
                case ImportState.READING:
                    await self._read(import_)
                case ImportState.WRITING:
                    await self._invite(import_)
                case _:
                    while await self._in_lane(partial(_delete_some, import_id=import_.id)):
                        pass
        except (Unreadable, FileGone) as error:
            why = error.why if isinstance(error, Unreadable) else ReadFailure.GONE
        except DATABASE_TROUBLE:
            raise
        except Exception as error:  # noqa: BLE001 - its text may name people
            log.warning("an import failed", row=import_.id, error=type(error).__name__)
            why = ReadFailure.BROKEN
        else:
            return
        await self._in_lane(partial(_fail, import_id=import_.id, why=why, state=import_.state))

    async def _read(self, import_: Import) -> None:
        """Read a whole list and store its preview."""
        preview, last_line, shown = Preview(), 0, monotonic()
        async with aclosing(self._list_results(import_)) as results:
            async for each in results:
                if isinstance(each, Header):
                    preview.begin(each)
                    continue
                preview.take(each)
                last_line = each.last_line
                if monotonic() - shown > SHOWN_EVERY:
                    shown = monotonic()
                    note = partial(_update_progress, import_id=import_.id, line=last_line)
                    if not await self._in_lane(note):
                        return
        ended = partial(_show_preview, import_id=import_.id, line=last_line, preview=preview)
        await self._in_lane(ended)

    async def _invite(self, import_: Import) -> None:
        """Store the people of a list, after the last one stored."""
        shown = monotonic()
        async with aclosing(self._list_results(import_)) as results:
            async for each in results:
                if isinstance(each, Header) or each.last_line <= import_.written_line:
                    continue
                is_time = monotonic() - shown > SHOWN_EVERY
                shown = monotonic() if is_time else shown
                store_part = partial(_store_people, import_id=import_.id, result=each, show=is_time)
                if not await self._in_lane(store_part):
                    return
        await self._in_lane(partial(_finish, import_id=import_.id))

    async def _list_results(self, import_: Import) -> AsyncGenerator[Header | ListResult, None]:
        request = await self._lanes.read(
            lambda store: list_to_read(store, import_, store[Communities].get(import_.community_id))
        )
        reading = await asyncio.to_thread(ListReading, request)
        try:
            while (result := await asyncio.to_thread(reading.next)) is not None:
                self.heartbeat.beat()
                yield result
        finally:
            reading.close()

    async def _in_lane(self, work: Callable[[Store], Result]) -> Result:
        result = await self._lanes.run(work)
        self.heartbeat.beat()
        self._on_commit()
        return result


def _update_progress(store: Store, *, import_id: int, line: int) -> bool:
    import_ = _import_in_state(store, import_id, ImportState.READING)
    if import_ is not None:
        import_.seen = line
        store[Cards].refresh(CARD, import_id)
    return import_ is not None


def _show_preview(store: Store, *, import_id: int, line: int, preview: Preview) -> None:
    import_ = _import_in_state(store, import_id, ImportState.READING)
    if import_ is not None:
        import_.seen, import_.told, import_.people = line, preview.kept(), preview.people
        import_.state = ImportState.SHOWN
        store[Cards].refresh(CARD, import_id)


def _store_people(store: Store, *, import_id: int, result: ListResult, show: bool) -> bool:
    import_ = _import_in_state(store, import_id, ImportState.WRITING)
    if import_ is None:
        return False
    people = [each for each in result.people if each.line > import_.written_line]
    store[Invitees].add(import_, people)
    import_.written_line, import_.seen = result.last_line, import_.seen + len(people)
    if show:
        store[Cards].refresh(CARD, import_id)
    return True


def _finish(store: Store, *, import_id: int) -> None:
    import_ = _import_in_state(store, import_id, ImportState.WRITING)
    if import_ is None:
        return
    import_.state, import_.people = ImportState.DONE, import_.seen
    _drop_file(store, import_)
    store[Cards].refresh(CARD, import_id)


def _delete_some(store: Store, *, import_id: int) -> bool:
    """Forget some people of an import, or the import after the last; True if more are left."""
    if store[Invitees].drop_some(import_id, LET_GO_AT_ONCE):
        return True
    import_ = store[Imports].get(import_id)
    if import_ is not None:
        _drop_file(store, import_)
    store[Imports].drop(import_id)
    return False


def _fail(store: Store, *, import_id: int, why: ReadFailure, state: str) -> None:
    """Store the reason why a list cannot be read; people already stored are deleted."""
    import_ = _import_in_state(store, import_id, ImportState(state))
    if import_ is None:
        return
    import_.failure = why.value
    is_begun = state == ImportState.WRITING
    import_.state = ImportState.ENDING if is_begun else ImportState.FAILED
    _drop_file(store, import_)
    store[Cards].refresh(CARD, import_id)


def _import_in_state(store: Store, import_id: int, state: ImportState) -> Import | None:
    """The import, unless it was given up meanwhile."""
    import_ = store[Imports].held(import_id)
    return import_ if import_ is not None and import_.state == state else None


def _drop_file(store: Store, import_: Import) -> None:
    if import_.file_id is not None:
        store[Files].drop(import_.file_id)
        import_.file_id = None
