"""Audit rows: acts, reading, exports and refusals; appended, never changed.

A row holds nothing that may have to be erased: who acted lies in `audit_actors`, on whom or on what
in `audit_facts`, each with a salt, and the row has only their hashes. So a person can be forgotten
while the chain of the rows stays whole: see `bot/domain/audit.py` for what is hashed, and
`storage/audit/chain.py` for who chains, verifies and purges. Nothing outside these two files writes
to these tables, and what they give away are copies.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Select,
    bindparam,
    delete,
    exists,
    insert,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.audit import salted
from storage.base import Base, BigId, table
from storage.members import Identity, Member
from storage.ownership import Held, Whom, owned_by_member
from storage.repository import Repository

SALT_BYTES = 16


class AuditRow(Base):
    """One act or one refusal; `actor` and `facts` are hashes of the rows beside, or empty.

    `position` and `hash` are set once, when the row is chained.
    """

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    action: Mapped[str]
    community_id: Mapped[int | None]
    outcome: Mapped[str]
    actor: Mapped[str] = mapped_column(server_default="")
    facts: Mapped[str] = mapped_column(server_default="")
    position: Mapped[int | None] = mapped_column(BigId, index=True, unique=True)
    hash: Mapped[str | None]


class AuditActor(Base):
    """By which account; `member_id` is whose it is now, follows a merge, and is not hashed."""

    __tablename__ = "audit_actors"

    audit_id: Mapped[int] = mapped_column(BigId, ForeignKey("audit.id"), primary_key=True)
    account: Mapped[str] = mapped_column(index=True)
    member_id: Mapped[int | None] = mapped_column(
        index=True, info=owned_by_member(on_erase="delete")
    )
    salt: Mapped[str]


class AuditFacts(Base):
    """On whom or on what, and how many; `member_id` is whom it tells of, likewise."""

    __tablename__ = "audit_facts"

    audit_id: Mapped[int] = mapped_column(BigId, ForeignKey("audit.id"), primary_key=True)
    facts: Mapped[dict[str, Any]]
    member_id: Mapped[int | None] = mapped_column(
        index=True, info=owned_by_member(on_erase="delete")
    )
    salt: Mapped[str]


@dataclass(frozen=True, slots=True)
class About:
    """Details of an act: numbers and names of things, and the member concerned."""

    facts: Mapping[str, str | int]
    member_id: int | None = None


@dataclass(frozen=True, slots=True)
class Trace:
    """A row with the details still known beside it; `actor` is empty once its person was erased.

    `name` is what its member is called now, `facts` is None where they were erased.
    """

    id: int
    at: datetime
    action: str
    community_id: int | None
    outcome: str
    actor: str
    member_id: int | None
    name: str | None
    facts: Mapping[str, Any] | None
    position: int | None
    hash: str | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """The traces that are looked for, from a moment on and before another one.

    Those of a member tell what they did, and what was done to them.
    """

    member_id: int | None = None
    account: str | None = None
    actions: frozenset[str] | None = None
    community_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None


rows, actors, facts = table(AuditRow), table(AuditActor), table(AuditFacts)
_TRACES = (
    select(
        rows,
        actors.c.account,
        actors.c.member_id,
        Member.name,
        facts.c.facts.label("told"),
    )
    .outerjoin(actors, actors.c.audit_id == rows.c.id)
    .outerjoin(facts, facts.c.audit_id == rows.c.id)
    .outerjoin(Member, Member.id == actors.c.member_id)
)


class Audit(Repository):
    """The traces of acts that need a role, of reads and of exports."""

    def note(  # noqa: PLR0913 - a row has all that at once
        self,
        actor: str,
        action: str,
        community_id: int | None,
        outcome: str,
        at: datetime,
        *,
        member_id: int | None = None,
        about: About | None = None,
    ) -> int:
        """Append a row; `outcome` is `done` or `refused`, `member_id` who holds the account.

        Gives the row's id.
        """
        noted_facts = dict(about.facts) if about is not None else {}
        by, of = token_hex(SALT_BYTES), token_hex(SALT_BYTES)
        noted = {
            "at": at,
            "action": action,
            "community_id": community_id,
            "outcome": outcome,
            "actor": salted(by, actor) if actor else "",
            "facts": salted(of, noted_facts) if noted_facts else "",
        }
        self._session.flush()
        row: int = self._session.execute(
            insert(rows).values(**noted).returning(rows.c.id)
        ).scalar_one()
        if actor:
            who = {"audit_id": row, "account": actor, "member_id": member_id, "salt": by}
            self._session.execute(insert(actors).values(**who))
        if noted_facts and about is not None:
            what = {"audit_id": row, "facts": noted_facts, "member_id": about.member_id, "salt": of}
            self._session.execute(insert(facts).values(**what))
        return row

    def latest(self, most: int) -> Sequence[Trace]:
        """The last rows, newest first."""
        return self.page(Wanted(), most=most)

    def page(
        self, wanted: Wanted, *, most: int, before: int | None = None, after: int | None = None
    ) -> Sequence[Trace]:
        """At most so many of those wanted, newest first: before a row, or the nearest after it."""
        found = _TRACES.where(*_conditions(wanted)).limit(most)
        if before is not None:
            found = found.where(rows.c.id < before)
        if after is None:
            return self._traces(found.order_by(rows.c.id.desc()))
        upwards = found.where(rows.c.id > after).order_by(rows.c.id)
        return self._traces(upwards)[::-1]

    def get(self, row_id: int) -> Trace | None:
        """One trace."""
        return next(iter(self._traces(_TRACES.where(rows.c.id == row_id))), None)

    def people(self) -> Sequence[tuple[int, str]]:
        """Ids and names of the members who appear in audit rows."""
        member_ids = select(actors.c.member_id).union(select(facts.c.member_id))
        found = select(Member.id, Member.name).where(Member.id.in_(member_ids)).order_by(Member.id)
        return [(row.id, row.name) for row in self._session.execute(found)]

    def actions(self) -> Sequence[str]:
        """The names of all actions."""
        return self._session.scalars(select(rows.c.action).distinct().order_by(rows.c.action)).all()

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """Acts by a person and to them, without the names of others."""
        theirs = or_(_of_member(whom.member_id), actors.c.account.in_(whom.accounts))
        traces = _TRACES.add_columns(facts.c.member_id.label("about")).where(theirs)
        for row in self._session.execute(traces.order_by(rows.c.id)):
            by_them = row.member_id == whom.member_id or row.account in whom.accounts
            about_them = row.about == whom.member_id
            yield (
                "audit",
                {
                    "at": row.at,
                    "community_id": row.community_id,
                    "action": row.action,
                    "outcome": row.outcome,
                    "by_you": by_them,
                    "account": row.account if by_them else None,
                    "about_you": about_them,
                    "facts": {
                        name: value
                        for name, value in (row.told or {}).items()
                        if about_them or name != "name"
                    },
                },
            )

    def forget(self, accounts: Collection[str]) -> None:
        """Keep what was done, and no longer by which of these accounts."""
        self._session.execute(delete(actors).where(actors.c.account.in_(accounts)))

    def _traces(self, found: Select[Any]) -> Sequence[Trace]:
        return [
            Trace(
                id=row.id,
                at=row.at,
                action=row.action,
                community_id=row.community_id,
                outcome=row.outcome,
                actor=row.account or "",
                member_id=row.member_id,
                name=row.name,
                facts=row.told if row.facts else {},
                position=row.position,
                hash=row.hash,
            )
            for row in self._session.execute(found)
        ]


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.member_id is not None:
        found.append(_of_member(wanted.member_id))
    if wanted.account is not None:
        found.append(actors.c.account == wanted.account)
    if wanted.actions is not None:
        found.append(rows.c.action.in_(wanted.actions))
    if wanted.community_id is not None:
        found.append(rows.c.community_id == wanted.community_id)
    if wanted.since is not None:
        found.append(rows.c.at >= wanted.since)
    if wanted.until is not None:
        found.append(rows.c.at < wanted.until)
    return found


def _of_member(member_id: int) -> ColumnElement[bool]:
    """Acts of a member by any of their accounts, and acts to them."""
    theirs = exists().where(
        Identity.address == actors.c.account, Identity.member_id == bindparam("theirs", member_id)
    )
    return or_(actors.c.member_id == member_id, facts.c.member_id == member_id, theirs)
