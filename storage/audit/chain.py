"""The rows of the audit, chained once they are committed; verified, and purged at their limit."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, Select, bindparam, delete, func, or_, select, true, update
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.audit import BEGINNING, ChainEntry, ChainHead, linked, salted
from bot.domain.personal_data import RetentionPeriods
from storage.audit.rows import About, Audit, actors, facts, rows
from storage.base import Base, BigId, table
from storage.repository import Repository
from storage.retention import Purged
from storage.statements import insert_into


class BreakKind(StrEnum):
    """Kinds of breaks of the chain."""

    CHANGED = "changed"  # the row, or the one before it
    MISSING = "missing"  # no row has this position
    BESIDE = "beside"  # the row's details differ from those recorded
    START = "start"  # no purge is noted of the rows that are missing before it
    END = "end"  # the chain does not end where it is said to


@dataclass(frozen=True, slots=True)
class Break:
    """A break: its position, its kind, and the time of the row there."""

    position: int
    why: BreakKind
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Walk:
    """A walk along the chain from its beginning, in steps, so that nobody waits for all of it."""

    noted: ChainHead | None = None
    """A head that a person wrote down."""
    position: int = 0
    """The last position that was verified."""
    hash: str = BEGINNING
    """Its link."""
    count: int = 0
    """Rows that were verified."""
    since: datetime | None = None
    """The time of the first one."""
    erased: int = 0
    """Rows of which details were erased."""
    waiting: int = 0
    """Rows that are not chained yet."""
    noted_holds: bool | None = None
    """The chain still has the noted head; None where its row was purged."""
    broken: Break | None = None
    ended: bool = False

    @property
    def head(self) -> ChainHead | None:
        """The head, as far as the walk has come."""
        return ChainHead(self.position, self.hash) if self.position else None


def entry_of(row: Row[Any]) -> ChainEntry:
    """A row as it is hashed."""
    return ChainEntry(
        row.id, row.at, row.action, row.community_id, row.outcome, row.actor, row.facts
    )


def verified(walk: Walk, row: Row[Any]) -> Walk:
    """The walk after one more row."""
    place = walk.position + 1
    if row.position != place:
        return replace(walk, broken=Break(place, BreakKind.MISSING, row.at))
    link = linked(walk.hash, place, entry_of(row))
    if link != row.hash:
        return replace(walk, broken=Break(place, BreakKind.CHANGED, row.at))
    beside = (
        (row.actor, row.actor_salt, row.account),
        (row.facts, row.facts_salt, row.told),
    )
    if any(salt is not None and salted(salt, what) != hash_ for hash_, salt, what in beside):
        return replace(walk, broken=Break(place, BreakKind.BESIDE, row.at))
    gone = any(hash_ and salt is None for hash_, salt, _ in beside)
    return _moved_to(
        replace(walk, count=walk.count + 1, since=walk.since or row.at, erased=walk.erased + gone),
        place,
        link,
    )


def past_purged(walk: Walk, ends: Row[Any]) -> Walk:
    """The walk from the last purged row on, where that is further."""
    if walk.count and walk.position >= ends.purged:
        return walk
    return _moved_to(walk, ends.purged, ends.purged_hash)


def checked_against_noted(walk: Walk) -> Walk:
    """The walk at its end: a chain that ends before the noted head is not the same one."""
    if walk.noted is not None and walk.noted.position > walk.position:
        return replace(walk, noted_holds=False)
    return walk


def _moved_to(walk: Walk, position: int, link: str) -> Walk:
    holds = walk.noted_holds
    if walk.noted is not None and walk.noted.position == position:
        holds = walk.noted.agrees(link)
    return replace(walk, position=position, hash=link, noted_holds=holds)


ONLY = 1
"""The id of the one row that tells of the chain."""
AT_ONCE = 2000
"""Rows that are chained or verified in one go."""
PURGED = "traces purged"
"""The action of the row that tells of a purge: the position and the link of the last row gone."""


class AuditChain(Base):
    """The end of the chain, and the last row of it that was purged; one row."""

    __tablename__ = "audit_chain"

    id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(BigId)
    hash: Mapped[str]
    purged: Mapped[int] = mapped_column(BigId)
    purged_hash: Mapped[str]


_chain = table(AuditChain)
# Rows and ends in one statement: a purge or a longer chain between two would look like a break.
_CHAINED = (
    select(
        rows,
        actors.c.account,
        actors.c.salt.label("actor_salt"),
        facts.c.facts.label("told"),
        facts.c.salt.label("facts_salt"),
        _chain.c.purged,
        _chain.c.purged_hash,
    )
    .select_from(rows)
    .join(_chain, true())
    .outerjoin(actors, actors.c.audit_id == rows.c.id)
    .outerjoin(facts, facts.c.audit_id == rows.c.id)
    .where(rows.c.position <= _chain.c.position)
    .order_by(rows.c.position)
)
_ENDS = select(
    _chain,
    select(func.max(rows.c.position)).scalar_subquery().label("last"),
)
_LINK = (
    update(rows)
    .where(rows.c.id == bindparam("row"))
    .values(position=bindparam("place"), hash=bindparam("link"))
)


_WAITS = rows.c.position.is_(None) & (rows.c.action != PURGED)


class Chain(Repository):
    """The chain of the audit's rows."""

    def head(self) -> ChainHead | None:
        """Its end, to be noted elsewhere; None while it is empty."""
        end = self._value(ChainHead, select(_chain.c.position, _chain.c.hash))
        return end if end and end.position else None

    def extend(self, most: int = AT_ONCE) -> int:
        """Chain the committed rows that are in no chain yet; tells how many.

        A purge chains its own row: one that waits here was put in by hand, and stays out.
        """
        self._session.flush()
        if self._session.scalar(select(rows.c.id).where(_WAITS).limit(1)) is None:
            return 0
        return self._append(select(rows).where(_WAITS).order_by(rows.c.id).limit(most))

    def _append(self, waiting: Select[Any]) -> int:
        """Chain these rows in this order."""
        ends = self._locked_end()
        place, link = ends.position, ends.hash
        links: list[dict[str, Any]] = []
        for row in self._session.execute(waiting):
            place += 1
            link = linked(link, place, entry_of(row))
            links.append({"row": row.id, "place": place, "link": link})
        if links:
            self._session.connection().execute(_LINK, links)
            self._session.execute(update(_chain).values(position=place, hash=link))
        return len(links)

    def verify(self, noted: ChainHead | None = None) -> Walk:
        """Walk along the whole chain within this unit of work."""
        walk = Walk(noted)
        while not walk.ended:
            walk = self.go_on(walk)
        return walk

    def go_on(self, walk: Walk, most: int = AT_ONCE) -> Walk:
        """Verify the next rows; the walk has `ended` when it came to the end, or to a break."""
        ahead = _CHAINED.limit(most)
        if walk.count:  # at the beginning a position of nowhere is looked at as well
            ahead = ahead.where(rows.c.position > walk.position)
        found = self._session.execute(ahead).all()
        for row in found:
            walk = verified(past_purged(walk, row), row)
            if walk.broken is not None:
                return replace(walk, ended=True)
        return walk if found else self._end(walk)

    def purge(self, now: datetime, ages: RetentionPeriods) -> Iterable[Purged]:
        """Delete the rows that are older than the set age."""
        before = ages.audit_since(now)
        return [Purged("audit", before, self.purge_before(before, now))]

    def purge_before(self, before: datetime, now: datetime) -> int:
        """Delete the chained rows that are older and chain a row that tells of it; gives how many.

        Actors and facts of older rows go whether these are chained or not. A chain that is broken
        or cut off there keeps its rows, as evidence.
        """
        ends = self._locked_end()
        kept = select(func.min(rows.c.position)).where(rows.c.at >= before)
        last = (self._session.scalar(kept) or ends.position + 1) - 1
        link = self._session.scalar(select(rows.c.hash).where(rows.c.position == last))
        if last <= ends.purged or link is None or not self._start_is_noted(ends):
            last = ends.purged
        old = or_(rows.c.position <= last, (rows.c.at < before) & (rows.c.action != PURGED))
        for beside in (actors, facts):
            gone = select(rows.c.id).where(old)
            self._session.execute(delete(beside).where(beside.c.audit_id.in_(gone)))
        if last == ends.purged or link is None:
            return 0
        deleted = delete(rows).where(rows.c.position <= last).returning(rows.c.id)
        count = len(self._session.execute(deleted).all())
        self._session.execute(update(_chain).values(purged=last, purged_hash=link))
        about = About({"rows": count, "position": last, "hash": link})
        row = Audit(self._session).note("", PURGED, None, "done", now, about=about)
        self._append(select(rows).where(rows.c.id == row))
        return count

    def _start_is_noted(self, ends: Row[Any]) -> bool:
        """True if the chain begins at its first row, or behind a purge that a chained row tells."""
        if not ends.purged:
            return True
        noted = (
            select(facts.c.facts)
            .join(rows, rows.c.id == facts.c.audit_id)
            .where(rows.c.action == PURGED, rows.c.position > ends.purged)
            .order_by(rows.c.position.desc())
        )
        start = (ends.purged, ends.purged_hash)
        return any(
            (told.get("position"), told.get("hash")) == start
            for told in self._session.scalars(noted)
        )

    def _locked_end(self) -> Row[Any]:
        """The end of the chain, held so that nobody else moves it meanwhile."""
        held = select(_chain).with_for_update()
        found = self._session.execute(held).first()
        if found is None:
            begun: dict[str, Any] = {"id": ONLY, "position": 0, "purged": 0}
            begun |= {"hash": BEGINNING, "purged_hash": BEGINNING}
            self._session.execute(
                insert_into(self._session, _chain).on_conflict_do_nothing(), begun
            )
            found = self._session.execute(held).one()
        return found

    def _end(self, walk: Walk) -> Walk:
        """Look whether the chain ends where it is said to end; it may have grown meanwhile."""
        unchained = select(func.count()).where(rows.c.position.is_(None))
        walk = replace(walk, waiting=self._session.scalar(unchained) or 0)
        ends = self._session.execute(_ENDS).first()
        if ends is None:
            lost = self._session.scalar(select(func.max(rows.c.position)))
            broken = None if lost is None else Break(walk.position + 1, BreakKind.END)
            return checked_against_noted(replace(walk, broken=broken, ended=True))
        walk = past_purged(walk, ends)
        if walk.position < (ends.last or 0) <= ends.position:
            return walk
        if (ends.position, ends.hash) != (walk.position, walk.hash) or (
            ends.last is not None and ends.last > walk.position
        ):
            walk = replace(walk, broken=Break(walk.position + 1, BreakKind.END))
        elif not self._start_is_noted(ends):
            walk = replace(walk, broken=Break(ends.purged + 1, BreakKind.START, walk.since))
        return checked_against_noted(replace(walk, ended=True))
