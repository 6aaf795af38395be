"""Lists of people that gardeners bring, and those people: invited, not registered.

They go when they come, say no, or in time. Of a code only a keyed hash is kept, and the salt of
which the same key makes the code again, so that it can be printed. The key lies beside the
database: a copy of it gives no codes.
"""

import hmac
import secrets
from array import array
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    ForeignKey,
    Integer,
    Select,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain import codes
from bot.domain.invitations import KnownPeople, Person, email_key, place_key
from bot.domain.personal_data import RetentionPeriods
from bot.domain.roles import Circle
from storage.base import Base, Choice, changed, table
from storage.folder import FileGone, secret_at
from storage.members import Member, Membership
from storage.ownership import Held, Whom, held, not_told, owned_by_member
from storage.repository import Repository
from storage.restored_backups import email_trace
from storage.retention import NO_LONGER, Purged, kept_for


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
    file_id: Mapped[int | None] = mapped_column(
        ForeignKey("files.id", ondelete="SET NULL"), index=True, info=not_told()
    )
    state: Mapped[ImportState] = mapped_column(Choice(ImportState))
    seen: Mapped[int]
    written_line: Mapped[int]
    people: Mapped[int]
    told: Mapped[dict[str, Any]] = mapped_column(info=not_told())
    failure: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True, info=kept_for(NO_LONGER))
    letters_at: Mapped[datetime | None]
    """When e-mails to its people were asked for; None: nobody is written to."""
    letters: Mapped[int] = mapped_column(default=0, server_default="0")
    refusals: Mapped[int] = mapped_column(default=0, server_default="0")
    """E-mails written, and those of them that were answered with a no."""


_imports = table(Import)
IMPORTS = _imports.name
"""The table whose changes tell that there may be something to import."""


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
        return self._added(
            Import(
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
        )

    def get(self, import_id: int) -> Import | None:
        """The import with this id."""
        return self._session.get(Import, import_id)

    def held(self, import_id: int) -> Import | None:
        """The import with this id; nobody else changes it meanwhile."""
        return self._session.scalar(select(Import).where(Import.id == import_id).with_for_update())

    def next_work(self) -> Import | None:
        """The oldest import on which there is something to do."""
        return self._session.scalar(
            select(Import).where(Import.state.in_(WORKED_ON)).order_by(Import.id).limit(1)
        )

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


KEY = "invitees.key"
AT_ONCE = 1000
"""Rows that are read at a time where all are."""


class Invitee(Base):
    """A person invited by a list, as the list describes them.

    `commune` is its INSEE code. Once it was used, `taken_by` is the new member, who is
    asked which of this they want to take over, and the code works no more. An id is never given
    twice, since buttons bear it: SQLite has to be told.
    """

    __tablename__ = "invitees"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id"), index=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    name: Mapped[str]
    email: Mapped[str | None] = mapped_column(index=True)
    commune: Mapped[str | None]
    circle: Mapped[Circle | None] = mapped_column(Choice(Circle))
    domains: Mapped[list[str]]
    locale: Mapped[str | None]
    salt: Mapped[str] = mapped_column(info=not_told())
    digest: Mapped[str | None] = mapped_column(unique=True, info=not_told())
    taken_by: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"), index=True, info=owned_by_member(on_erase="delete")
    )
    expires_at: Mapped[datetime] = mapped_column(index=True)
    written_at: Mapped[datetime | None]
    """When the one e-mail was written to them."""


_rows = table(Invitee)


class Invitees(Repository):
    """The people who are invited."""

    order = -1  # before the imports, which name them

    # Codes

    @cached_property
    def _key(self) -> bytes:
        if self._folder is None:
            raise FileGone(KEY)
        return secret_at(self._folder.path.parent / KEY)

    def code_of(self, invitee: Invitee) -> str:
        """The code that this person was given, or is to be given."""
        return self._code(invitee.salt)

    def _new_salt(self) -> str:
        """A salt whose code is known from words, even if it is typed without its hyphens."""
        while not codes.is_no_word(self._code(salt := secrets.token_hex(12))):
            pass
        return salt

    def _code(self, salt: str) -> str:
        return codes.long_code_of(hmac.digest(self._key, f"code {salt}".encode(), "sha256"))

    def _digest(self, code: str) -> str:
        return hmac.digest(self._key, f"digest {code}".encode(), "sha256").hex()

    def with_code(self, code: str, now: datetime) -> Invitee | None:
        """The person invited by this code."""
        return self._session.scalar(
            select(Invitee)
            .join(Import, Import.id == Invitee.import_id)
            .where(
                Invitee.digest == self._digest(code),
                Invitee.expires_at > now,
                Import.state == ImportState.DONE,
            )
        )

    def renew(self, invitee: Invitee) -> str:
        """Give a person another code; the one before is worth nothing any more."""
        invitee.salt = self._new_salt()
        code = self._code(invitee.salt)
        invitee.digest = self._digest(code)
        self._session.flush()
        return code

    # Coming and going

    def add(self, of: Import, people: Sequence[Person]) -> None:
        """Keep people of an import; they do not count before it is done."""
        if people:
            self._session.execute(insert(_rows), [self._row(of, each) for each in people])

    def _row(self, of: Import, person: Person) -> dict[str, object]:
        salt = self._new_salt()
        return {
            "import_id": of.id,
            "community_id": of.community_id,
            "name": person.name,
            "email": person.email,
            "commune": person.commune,
            "circle": person.circle,
            "domains": list(person.domains),
            "locale": person.locale,
            "salt": salt,
            "digest": self._digest(self._code(salt)),
            "expires_at": of.expires_at,
        }

    def take(self, invitee: Invitee, member_id: int, until: datetime) -> None:
        """Mark this invitation as used."""
        invitee.taken_by, invitee.digest = member_id, None
        invitee.expires_at = min(until, invitee.expires_at)
        self._session.flush()

    def taken(self, invitee_id: int, member_id: int) -> Invitee | None:
        """The entry of a new member's invitation, while they are asked about it."""
        return self._session.scalar(
            select(Invitee)
            .where(Invitee.id == invitee_id, Invitee.taken_by == member_id)
            .with_for_update()
        )

    def drop(self, invitee_id: int) -> None:
        """Delete an invitee."""
        self._session.execute(delete(Invitee).where(Invitee.id == invitee_id))

    def drop_some(self, import_id: int, most: int) -> int:
        """Delete some people of an import; returns how many."""
        some = select(Invitee.id).where(Invitee.import_id == import_id).limit(most)
        return changed(self._session, delete(Invitee).where(Invitee.id.in_(some)))

    # Writing to them

    def unwritten(self, most: int) -> Sequence[tuple[Invitee, Import]]:
        """People with an address whose e-mail was asked for and is not written yet."""
        found = self._session.execute(
            select(Invitee, Import)
            .join(Import, Import.id == Invitee.import_id)
            .where(Import.letters_at.is_not(None), _may_be_written())
            .order_by(Invitee.id)
            .limit(most)
        )
        return [(invitee, import_) for invitee, import_ in found]

    def count_addresses(self, import_id: int) -> int:
        """The number of people of an import who can be written to, and were not yet."""
        which = (Invitee.import_id == import_id, _may_be_written())
        asked = select(func.count()).select_from(Invitee).join(Import).where(*which)
        return self._session.scalar(asked) or 0

    def of_email(self, email: str) -> Sequence[Invitee]:
        """The entries of this address on all lists."""
        same = Invitee.email == email_trace(email)
        return self._session.scalars(select(Invitee).where(same)).all()

    # Looking

    def get(self, invitee_id: int, community_id: int) -> Invitee | None:
        """A person invited to a community."""
        return self._session.scalar(
            _inviting().where(Invitee.id == invitee_id, Invitee.community_id == community_id)
        )

    def page(
        self, community_id: int, *, after: int, most: int, import_id: int | None = None
    ) -> Sequence[Invitee]:
        """People invited to a community after an id; of one import, or of all."""
        wanted = _inviting().where(Invitee.community_id == community_id, Invitee.id > after)
        if import_id is not None:
            wanted = wanted.where(Invitee.import_id == import_id)
        return self._session.scalars(wanted.order_by(Invitee.id).limit(most)).all()

    def each(self, community_id: int, import_id: int) -> Iterator[Invitee]:
        """All people invited by an import, in batches."""
        after = 0
        while some := self.page(community_id, after=after, most=AT_ONCE, import_id=import_id):
            yield from some
            after = some[-1].id
            self._session.expunge_all()

    def count(self, community_id: int, import_id: int | None = None) -> int:
        """The number of people that a community invites, by one import or by all."""
        wanted = _inviting().where(Invitee.community_id == community_id)
        if import_id is not None:
            wanted = wanted.where(Invitee.import_id == import_id)
        return self._session.scalar(select(func.count()).select_from(wanted.subquery())) or 0

    def known(self, community_id: int, *, but: int) -> KnownPeople:
        """By what those are known again who are members or invited, `but` by this import."""
        known = KnownPeople(array("q"), array("q"), array("q"), array("q"))
        members = (
            select(Member.name, Member.commune, Member.email)
            .join(Membership, Membership.member_id == Member.id)
            .where(Membership.community_id == community_id)
        )
        counting = (ImportState.DONE, ImportState.WRITING)
        invited = (
            select(Invitee.name, Invitee.commune, Invitee.email)
            .join(Import, Import.id == Invitee.import_id)
            .where(
                Invitee.community_id == community_id,
                Invitee.import_id != but,
                Import.state.in_(counting),
            )
        )
        for rows, emails, places in (
            (members, known.member_emails, known.member_places),
            (invited, known.invited_emails, known.invited_places),
        ):
            read = self._session.execute(rows.execution_options(yield_per=AT_ONCE))
            for name, commune, email in read:
                places.append(place_key(name, commune or ""))
                if email:
                    emails.append(email_key(email))
        return known

    # Forgetting

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """Entries of lists about a person: by invitation, or by e-mail address."""
        email = self._session.scalar(select(Member.email).where(Member.id == whom.member_id))
        own = Invitee.taken_by == whom.member_id
        if email:
            own = or_(own, Invitee.email == email_trace(email))
        yield from held(self._session, Invitee, own)

    def forget(self, traces: Collection[str]) -> None:
        """Forget those who are invited under these addresses of e-mail, or mailboxes."""
        emails = [email_trace(each.rpartition(":")[2]) for each in traces if "@" in each]
        if emails:
            self._session.execute(delete(Invitee).where(Invitee.email.in_(emails)))

    def restored(self, _now: datetime) -> None:
        """Delete all: a backup does not know who came since, or was erased."""
        self._session.execute(delete(Invitee))

    def purge(self, now: datetime, _ages: RetentionPeriods) -> Iterable[Purged]:
        """Delete those who did not come in time, and those of imports whose time is over."""
        over = select(Import.id).where(Import.expires_at <= now)
        late = or_(Invitee.expires_at <= now, Invitee.import_id.in_(over))
        return [Purged("invitees", now, changed(self._session, delete(Invitee).where(late)))]


def _may_be_written() -> ColumnElement[bool]:
    is_open = and_(Import.state == ImportState.DONE, Invitee.taken_by.is_(None))
    return and_(is_open, Invitee.email.is_not(None), Invitee.written_at.is_(None))


def _inviting() -> Select[Invitee]:
    return (
        select(Invitee)
        .join(Import, Import.id == Invitee.import_id)
        .where(Import.state == ImportState.DONE, Invitee.taken_by.is_(None))
    )
