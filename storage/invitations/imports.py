"""Lists of people that gardeners bring, from the file to the day when nobody of them waits."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, delete, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, Choice, table
from storage.holdings import not_told
from storage.ownership import owned_by_member
from storage.repository import Repository
from storage.retention import NO_LONGER, kept_for
from storage.statements import Prepared


class ImportState(StrEnum):
    """The state of an import; its people count only once it is `done`."""

    FETCHING = "fetching"
    READING = "reading"
    SHOWN = "shown"
    WRITING = "writing"
    DONE = "done"
    ENDING = "ending"
    FAILED = "failed"


WORKED_ON = (ImportState.READING, ImportState.WRITING, ImportState.ENDING)
"""The states in which Terreau itself has the next thing to do."""
OPEN = (ImportState.FETCHING, ImportState.READING, ImportState.SHOWN, ImportState.WRITING)
"""The states in which a list may still be given up by the gardener who brought it."""


class Import(Base):
    """A list that a gardener brought, and the `source` that they state for it.

    `seen` is how many of its lines were read in this state, `written_line` up to which one people
    are kept, `people` how many those are. What there is to tell of the whole list is `told`. An id
    is never given twice, since buttons bear it: SQLite has to be told.
    """

    __tablename__ = "imports"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="by_method", told_as="imports"),
    )
    source: Mapped[str]
    file_name: Mapped[str]
    file_id: Mapped[int | None] = mapped_column(info=not_told())
    state: Mapped[ImportState] = mapped_column(Choice(ImportState))
    seen: Mapped[int]
    written_line: Mapped[int]
    people: Mapped[int]
    told: Mapped[dict[str, Any]] = mapped_column(info=not_told())
    failure: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True, info=kept_for(NO_LONGER))


_imports = table(Import)
IMPORTS = _imports.name
"""The table whose changes tell that there may be something to import."""
# Asked after each message, and there is nearly never one.
_WORK = Prepared(
    select(_imports.c.id)
    .where(or_(*(_imports.c.state == each for each in WORKED_ON)))
    .order_by(_imports.c.id)
    .limit(1)
)


class Imports(Repository):
    """The lists that people brought."""

    def add(
        self,
        community_id: int,
        member_id: int,
        *,
        source: str,
        file_name: str,
        at: datetime,
        expires_at: datetime,
    ) -> Import:
        """Add a list."""
        made = Import(
            community_id=community_id,
            member_id=member_id,
            source=source,
            file_name=file_name,
            state=ImportState.FETCHING,
            seen=0,
            written_line=0,
            people=0,
            told={},
            failure="",
            created_at=at,
            expires_at=expires_at,
        )
        self._session.add(made)
        self._session.flush()
        return made

    def get(self, import_id: int) -> Import | None:
        """The import with this id."""
        return self._session.get(Import, import_id)

    def held(self, import_id: int) -> Import | None:
        """The import with this id; nobody else changes it meanwhile."""
        return self._session.scalar(select(Import).where(Import.id == import_id).with_for_update())

    def next_work(self) -> Import | None:
        """The oldest import on which there is something to do."""
        self._session.flush()
        found = _WORK.first(self._session)
        return None if found is None else self._session.get(Import, found[0])

    def done(self, community_id: int, most: int) -> Sequence[Import]:
        """The imports by which people of a community are invited, the latest first."""
        return self._session.scalars(
            select(Import)
            .where(Import.community_id == community_id, Import.state == ImportState.DONE)
            .order_by(Import.id.desc())
            .limit(most)
        ).all()

    def drop(self, import_id: int) -> None:
        """Forget an import of which nobody is kept any more."""
        self._session.execute(delete(Import).where(Import.id == import_id))

    def erase(self, member_id: int) -> None:
        """Untie a person from the lists that they brought; unfinished ones end."""
        own = update(_imports).where(_imports.c.member_id == member_id)
        unfinished = _imports.c.state.in_(OPEN)
        self._session.execute(
            own.where(unfinished).values(state=ImportState.ENDING, member_id=None)
        )
        self._session.execute(own.values(member_id=None))

    def restored(self, _now: datetime) -> None:
        """Delete all imports: none of a backup goes on."""
        self._session.execute(delete(Import))
