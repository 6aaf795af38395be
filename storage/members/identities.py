"""Accounts of members on the networks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    bindparam,
    or_,
    select,
    update,
)

from storage.base import table
from storage.members.member_tables import Identity, Member
from storage.repository import Repository
from storage.restored_backups import member_trace
from storage.statements import Prepared, entity_of, remembered


@dataclass(frozen=True, slots=True)
class KnownBy:
    """Traces by which an erased member is recognised."""

    member_id: int
    joined_at: datetime
    traces: Sequence[str]


_rows = table(Identity)
_COLUMNS = tuple(each.name for each in _rows.c)
_OF = Prepared(
    select(*_rows.c)
    .where(_rows.c.member_id == bindparam("whose"))
    .order_by(_rows.c.seen_at.desc(), _rows.c.address)
)


class Identities(Repository):
    """The accounts."""

    def get(self, address: str) -> Identity | None:
        """The registered account at this address."""
        return self._session.get(Identity, address)

    def of(self, member: Member) -> Sequence[Identity]:
        """A member's accounts, the last used first."""
        return self._of(member.id)

    @remembered
    def _of(self, member_id: int) -> Sequence[Identity]:
        self._session.flush()
        rows = _OF.rows(self._session, whose=member_id)
        columns = (dict(zip(_COLUMNS, row, strict=True)) for row in rows)
        return [entity_of(self._session, Identity, each, key="address") for each in columns]

    def all(self) -> Iterator[KnownBy]:
        """Every account of every member, with the member's own trace."""
        rows = self._session.execute(
            select(Member.id, Member.joined_at, Identity.address)
            .outerjoin(Identity, Identity.member_id == Member.id)
            .execution_options(yield_per=1000)
        )
        for row in rows:
            traces = [member_trace(row.id, row.joined_at)]
            traces += [] if row.address is None else [row.address]
            yield KnownBy(row.id, row.joined_at, traces)

    def direct_rooms(self, network: str) -> Sequence[str]:
        """The direct rooms of all accounts on a network."""
        of_network = Identity.direct.startswith(f"{network}:", autoescape=True)
        found = self._session.scalars(select(Identity.direct).where(of_network))
        return [each for each in found if each is not None]

    def with_handle(self, network: str, handle: str) -> Identity | None:
        """The account last seen under this user name."""
        return self._session.scalar(
            select(Identity)
            .where(Identity.handle == handle.casefold(), Identity.address.startswith(f"{network}:"))
            .order_by(Identity.seen_at.desc())
        )

    def add(self, member: Member, address: str, *, direct: str | None, at: datetime) -> None:
        """Add an account to a member."""
        self._session.add(Identity(address=address, member_id=member.id, direct=direct, seen_at=at))
        self._session.flush()

    def reread(self) -> None:
        """Read known accounts again: their members may have changed."""
        for each in list(self._session.identity_map.values()):
            if isinstance(each, Identity):
                self._session.expire(each)

    def remove(self, identity: Identity) -> None:
        """Detach an account from its member."""
        self._session.delete(identity)
        self._session.flush()

    def seen(self, address: str, *, handle: str | None, direct: str | None, at: datetime) -> None:
        """Keep an account's user name and direct room as they are now.

        A user name is one account's at a time: whoever had it before has it no more.
        """
        name = handle and handle.casefold()
        values: dict[str, object] = {"handle": name}
        if name:
            same_network = Identity.address.startswith(f"{address.partition(':')[0]}:")
            others = update(Identity).where(
                Identity.handle == name, same_network, Identity.address != address
            )
            self._session.execute(others.values(handle=None))
        if direct is not None:
            values |= {"direct": direct, "seen_at": at}
        self._session.execute(update(Identity).where(Identity.address == address).values(**values))

    def move_direct(self, old: str, new: str) -> bool:
        """Follow an account's direct room, known by its address or by the account's own."""
        moved = self._session.execute(
            update(Identity)
            .where(or_(Identity.direct == old, Identity.address == old))
            .values(direct=new)
            .returning(Identity.address)
        )
        return moved.first() is not None
