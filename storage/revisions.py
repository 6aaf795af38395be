"""Revisions: which state of a thing a person was shown, in one place for all features.

Whatever can be changed and acted on has a revision. It is raised by changes of its words, choices,
date, place, audience or rules, never by votes, sign-ups, counts or redraws. A table names the
columns that do so:

    __revised__ = Revised("poll", by=("question", "options"), apart=("closed_at",))

Triggers raise it, so that no way of writing can forget to (`docs/decisions/0021-revisions.md`).
A revision is no checksum: it only grows, and a thing that is deleted leaves its number behind, for
an id may be given again.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, table
from storage.repository import Repository
from storage.statements import Prepared, insert_into, remembered

FIRST = 1
"""The revision of a thing that never changed: it has no row."""


@dataclass(frozen=True, slots=True)
class RaisedBy:
    """Columns of another table whose change is a new revision of the things that name its row."""

    table: str
    by: Collection[str]
    """Its columns that raise the revision."""
    named_in: str
    """The column of the things' own table that names its row."""
    column: str = "id"
    """Its column that is the same."""
    parts: bool = False
    """True if one row more, or one less, raises it, too."""


@dataclass(frozen=True, slots=True)
class Revised:
    """The columns of a table whose change is a new revision of a thing."""

    kind: str
    """The kind of thing, as buttons name it: `poll`."""
    by: Collection[str]
    """The columns that raise it."""
    apart: Collection[str]
    """All other columns."""
    key: str = "id"
    """The column with the thing's id."""
    parts: bool = False
    """True for rows that are parts of the thing: one more, or one less, raises it, too."""
    raised_by: Collection[RaisedBy] = ()
    """Columns of other tables shown with the thing, such as the rule of a repeated event."""


class RevisionRow(Base):
    """Number of changes and deletions of a thing."""

    __tablename__ = "revisions"

    kind: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    changes: Mapped[int]


_rows = table(RevisionRow)
_CHANGES = Prepared(
    select(_rows.c.changes).where(
        _rows.c.kind == bindparam("of_kind"), _rows.c.key == bindparam("of_key")
    )
)

_SERIAL = "serial "


class Revisions(Repository):
    """The revisions of all things."""

    def serial(self, of: str) -> int:
        """The next number of a sequence, which is never given twice."""
        number: int = self._session.execute(
            insert_into(self._session, RevisionRow)
            .values(kind=f"{_SERIAL}{of}", key=0, changes=1)
            .on_conflict_do_update(
                index_elements=["kind", "key"], set_={"changes": _rows.c.changes + 1}
            )
            .returning(_rows.c.changes)
        ).scalar_one()
        return number

    @remembered()
    def of(self, kind: str, key: int) -> int:
        """The present revision of a thing."""
        self._session.flush()
        found = _CHANGES.first(self._session, of_kind=kind, of_key=key)
        return FIRST if found is None else FIRST + int(found["changes"])

    def of_all(self) -> int:
        """The number of changes so far, of all things together: equal while nothing changes."""
        self._session.flush()
        changes = select(func.sum(_rows.c.changes)).where(~_rows.c.kind.startswith(_SERIAL))
        return FIRST + int(self._session.scalar(changes) or 0)

    def these(self, kind: str, keys: Collection[int]) -> dict[int, int]:
        """The present revisions of things of one kind, by their ids."""
        if len(keys) == 1:
            return {key: self.of(kind, key) for key in keys}
        self._session.flush()
        found = self._session.execute(
            select(_rows.c.key, _rows.c.changes).where(
                _rows.c.kind == kind, _rows.c.key.in_(list(keys))
            )
        )
        return dict.fromkeys(keys, FIRST) | {key: FIRST + changes for key, changes in found}


def revised_tables() -> Iterator[tuple[type[Base], Revised]]:
    """The tables whose changes raise revisions."""
    for mapper in sorted(Base.registry.mappers, key=lambda each: each.class_.__tablename__):
        declared = mapper.class_.__dict__.get("__revised__")
        if declared is not None:
            yield mapper.class_, declared
