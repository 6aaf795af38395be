"""Personal invitations, one code a member and community, and addresses that want none.

Of these only a keyed hash is kept.
"""

import hmac
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    UniqueConstraint,
    and_,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base
from storage.folder import FileGone, secret_at
from storage.invitations.imports import KEY
from storage.members import Member, Membership
from storage.ownership import Held, Whom, held, owned_by_member
from storage.repository import Repository
from storage.restored_backups import email_trace
from storage.retention import kept_for

REMEMBERED = timedelta(days=3 * 365)
"""As long as the CNIL has objections be kept (deliberation 2021-131)."""


class Invitation(Base):
    """The code that a member gives away. It opens nothing: anybody may join."""

    __tablename__ = "invitations"
    __table_args__ = (UniqueConstraint("member_id", "community_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"), info=owned_by_member(on_erase="delete")
    )
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    made_at: Mapped[datetime]


class Invitations(Repository):
    """The invitations in use."""

    def of(self, member_id: int, community_id: int) -> Invitation | None:
        """A member's invitation into a community, if they ever asked for one."""
        return self._session.scalar(
            select(Invitation).where(
                Invitation.member_id == member_id, Invitation.community_id == community_id
            )
        )

    def make(self, code: str, member_id: int, community_id: int, at: datetime) -> Invitation:
        """Give a member a code for a community; an earlier one is worth nothing any more."""
        self.end(member_id, community_id)
        return self._added(
            Invitation(code=code, member_id=member_id, community_id=community_id, made_at=at)
        )

    def end(self, member_id: int, community_id: int) -> None:
        """Delete a member's invitation into a community: they leave it, or want another code."""
        self._session.execute(
            delete(Invitation).where(
                Invitation.member_id == member_id, Invitation.community_id == community_id
            )
        )

    def with_code(self, code: str) -> Invitation | None:
        """The invitation with this code."""
        return self._session.scalar(select(Invitation).where(Invitation.code == code))

    def came(self, invitation: Invitation, newcomer_id: int) -> None:
        """Record who invited a new member."""
        self._session.execute(
            update(Membership)
            .where(
                Membership.member_id == newcomer_id,
                Membership.community_id == invitation.community_id,
            )
            .values(invited_by=invitation.member_id)
        )

    def count_of(self, member_id: int, community_id: int) -> int:
        """The number of members who came by this one."""
        return (
            self._session.scalar(
                select(func.count()).where(_is_invited_by(member_id, community_id))
            )
            or 0
        )

    def names_of(self, member_id: int, community_id: int, most: int) -> Sequence[str]:
        """The names of the latest people who came by this member."""
        return self._session.scalars(
            select(Member.name)
            .join(Membership, Membership.member_id == Member.id)
            .where(_is_invited_by(member_id, community_id))
            .order_by(Membership.joined_at.desc(), Member.id.desc())
            .limit(most)
        ).all()

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """A person's codes, with the number of people who came by each; their names are theirs."""
        own = Invitation.member_id == whom.member_id
        for section, row in held(self._session, Invitation, own):
            yield section, {**row, "came": self.count_of(whom.member_id, row["community_id"])}

    def merge(self, kept_id: int, gone_id: int) -> None:
        """Two members are one: nobody came by themselves."""
        both = (kept_id, gone_id)
        self._session.execute(
            update(Membership)
            .where(Membership.member_id.in_(both), Membership.invited_by.in_(both))
            .values(invited_by=None)
        )


def _is_invited_by(member_id: int, community_id: int) -> ColumnElement[bool]:
    return and_(Membership.invited_by == member_id, Membership.community_id == community_id)


class RefusedAddress(Base):
    """The keyed hash of an address; the address itself is kept nowhere."""

    __tablename__ = "refused_addresses"

    digest: Mapped[str] = mapped_column(primary_key=True)
    refused_on: Mapped[date] = mapped_column(info=kept_for(REMEMBERED))


class RefusedAddresses(Repository):
    """The addresses to which no list invites any more."""

    @cached_property
    def _key(self) -> bytes:
        if self._folder is None:
            raise FileGone(KEY)
        return secret_at(self._folder.path.parent / KEY)

    def add(self, email: str, on: date) -> None:
        """Remember that the person of this address said no."""
        self._session.merge(RefusedAddress(digest=self._digest(email), refused_on=on))
        self._session.flush()

    def has(self, email: str) -> bool:
        """True if the person of this address said no."""
        asked = select(RefusedAddress.digest).where(RefusedAddress.digest == self._digest(email))
        return self._session.scalar(asked) is not None

    def _digest(self, email: str) -> str:
        said = f"refused {email_trace(email)}"
        return hmac.digest(self._key, said.encode(), "sha256").hex()
