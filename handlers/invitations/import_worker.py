"""Lists of people are read, their people kept and let go: beside the lanes, some at a time.

Each step is a state of the import, so that a restart goes on where it was. A list is read in a
process of its own, twice: to show what it says, and to invite. Nobody counts as invited before the
last of them is kept, and no transaction is longer than some hundred rows.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from functools import partial
from time import monotonic
from typing import TypeVar

import structlog

from bot.core import Lanes, keep_looking
from bot.domain.invitations.list_header import Header
from bot.domain.invitations.people_list import ListResult
from bot.domain.invitations.preview import Preview
from bot.workers.list_reader import ListReading, ListRequest
from bot.workers.table_lines import ReadFailure, Unreadable
from handlers.invitations.lists import CARD, list_to_read
from storage.communities import Communities
from storage.files import Files
from storage.folder import FileGone
from storage.invitations import Import, Imports, ImportState, Invitees
from storage.outbound import Cards
from storage.unit_of_work import DATABASE_TROUBLE, Store

LONGEST_SLEEP = 30.0
SHOWN_EVERY = 3.0
"""After how many seconds the card shows how far it is."""
LET_GO_AT_ONCE = 500

Result = TypeVar("Result")

log = structlog.get_logger()


class Importing:
    """Does what there is to do on imports, one after another."""

    def __init__(self, lanes: Lanes, *, on_commit: Callable[[], None]) -> None:
        """Call `on_commit` after each commit that changed what is shown."""
        self._lanes = lanes
        self._on_commit = on_commit
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """Look again: something was committed."""
        self._wake.set()

    async def run(self) -> None:
        """Do what there is to do until cancelled; what is half done goes on at the next start."""
        await keep_looking(self._wake, self._look, log)

    async def _look(self) -> float:
        await self.flush()
        return LONGEST_SLEEP

    async def flush(self) -> bool:
        """Do all that there is to do now; whether there was anything."""
        did = False
        while (
            found := await self._lanes.read(lambda store: store[Imports].next_work())
        ) is not None:
            await self._work(found)
            did = True
        return did

    async def _work(self, found: Import) -> None:
        try:
            match found.state:
                case ImportState.READING:
                    await self._read(found)
                case ImportState.WRITING:
                    await self._invite(found)
                case _:
                    await self._let_go(found)
        except (Unreadable, FileGone) as error:
            why = error.why if isinstance(error, Unreadable) else ReadFailure.GONE
            await self._in_lane(partial(_fail, import_id=found.id, why=why, state=found.state))
        except DATABASE_TROUBLE:
            raise
        except Exception as error:  # noqa: BLE001 - its text may name people
            log.warning("an import failed", row=found.id, error=type(error).__name__)
            broken = partial(_fail, import_id=found.id, why=ReadFailure.BROKEN, state=found.state)
            await self._in_lane(broken)

    # Reading

    async def _read(self, found: Import) -> None:
        """Read a list through, and keep what is to be told of it."""
        preview, seen, shown = Preview(), 0, monotonic()
        async with aclosing(self._sifted(found)) as told:
            async for each in told:
                if isinstance(each, Header):
                    preview.begin(each)
                    continue
                preview.take(each)
                seen = each.last_line
                if monotonic() - shown > SHOWN_EVERY:
                    shown = monotonic()
                    if not await self._in_lane(partial(_seen, import_id=found.id, line=seen)):
                        return
        ended = partial(_read_through, import_id=found.id, line=seen, preview=preview)
        await self._in_lane(ended)

    # Inviting

    async def _invite(self, found: Import) -> None:
        """Keep the people of a list, from behind the last that is kept already."""
        shown = monotonic()
        async with aclosing(self._sifted(found)) as told:
            async for each in told:
                if isinstance(each, Header) or each.last_line <= found.written_line:
                    continue
                is_time = monotonic() - shown > SHOWN_EVERY
                shown = monotonic() if is_time else shown
                kept = partial(_keep, import_id=found.id, sifted=each, show=is_time)
                if not await self._in_lane(kept):
                    return
        await self._in_lane(partial(_finish, import_id=found.id))

    # Letting go

    async def _let_go(self, found: Import) -> None:
        """Forget the people of an import, then the import."""
        while await self._in_lane(partial(_drop_some, import_id=found.id)):
            pass

    # What all need

    async def _sifted(self, found: Import) -> AsyncGenerator[Header | ListResult, None]:
        asked = await self._lanes.read(partial(_asked, found=found))
        sifting = await asyncio.to_thread(ListReading, asked)
        try:
            while (told := await asyncio.to_thread(sifting.next)) is not None:
                yield told
        finally:
            sifting.close()

    async def _in_lane(self, work: Callable[[Store], Result]) -> Result:
        result = await self._lanes.run(work)
        self._on_commit()
        return result


def _asked(store: Store, *, found: Import) -> ListRequest:
    return list_to_read(store, found, store[Communities].get(found.community_id))


def _in(store: Store, import_id: int, state: ImportState) -> Import | None:
    """The import, unless somebody gave it up meanwhile."""
    found = store[Imports].held(import_id)
    return found if found is not None and found.state == state else None


def _seen(store: Store, *, import_id: int, line: int) -> bool:
    found = _in(store, import_id, ImportState.READING)
    if found is not None:
        found.seen = line
        store[Cards].refresh(CARD, import_id)
    return found is not None


def _read_through(store: Store, *, import_id: int, line: int, preview: Preview) -> None:
    found = _in(store, import_id, ImportState.READING)
    if found is not None:
        found.seen, found.told, found.people = line, preview.kept(), preview.people
        found.state = ImportState.SHOWN
        store[Cards].refresh(CARD, import_id)


def _keep(store: Store, *, import_id: int, sifted: ListResult, show: bool) -> bool:
    found = _in(store, import_id, ImportState.WRITING)
    if found is None:
        return False
    people = [each for each in sifted.people if each.line > found.written_line]
    store[Invitees].add(found, people)
    found.written_line, found.seen = sifted.last_line, found.seen + len(people)
    if show:
        store[Cards].refresh(CARD, import_id)
    return True


def _finish(store: Store, *, import_id: int) -> None:
    found = _in(store, import_id, ImportState.WRITING)
    if found is None:
        return
    found.state, found.people = ImportState.DONE, found.seen
    if found.file_id is not None:
        store[Files].drop(found.file_id)
        found.file_id = None
    store[Cards].refresh(CARD, import_id)


def _drop_some(store: Store, *, import_id: int) -> bool:
    if store[Invitees].drop_some(import_id, LET_GO_AT_ONCE):
        return True
    found = store[Imports].get(import_id)
    if found is not None and found.file_id is not None:
        store[Files].drop(found.file_id)
    store[Imports].drop(import_id)
    return False


def _fail(store: Store, *, import_id: int, why: ReadFailure, state: str) -> None:
    """Say why a list cannot be read; of one that was being written, nobody is kept."""
    found = _in(store, import_id, ImportState(state))
    if found is None:
        return
    found.failure = why.value
    begun = state == ImportState.WRITING
    found.state = ImportState.ENDING if begun else ImportState.FAILED
    if found.file_id is not None:
        store[Files].drop(found.file_id)
        found.file_id = None
    store[Cards].refresh(CARD, import_id)
