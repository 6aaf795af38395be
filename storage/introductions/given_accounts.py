"""Accounts that the members of an introduction give with their yes."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

from sqlalchemy import ForeignKey, delete, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.introductions import WORDS_KEPT_FOR
from bot.domain.retention import RetentionPeriods
from storage.base import Base, changed
from storage.holdings import Held, Whom
from storage.introductions.introduction_tables import Introduction
from storage.members import Identity
from storage.repository import Repository
from storage.retention import Purged


class GivenAccount(Base):
    """An account that a yes covers: one that is linked later needs another yes.

    It is given by the side whose account it is, and goes with the account.
    """

    __tablename__ = "introduction_accounts"

    introduction_id: Mapped[int] = mapped_column(
        ForeignKey("introductions.id", ondelete="CASCADE"), primary_key=True
    )
    address: Mapped[str] = mapped_column(
        ForeignKey("identities.address", ondelete="CASCADE"), primary_key=True, index=True
    )


class GivenAccounts(Repository):
    """The accounts given in introductions."""

    covers = (GivenAccount,)

    def put(self, introduction_id: int, member_id: int, addresses: Iterable[str]) -> None:
        """Keep the accounts that one side gives, in place of those that it gave before."""
        self.drop([introduction_id], member_id)
        rows = [{"introduction_id": introduction_id, "address": each} for each in addresses]
        if rows:
            self._session.execute(insert(GivenAccount), rows)

    def drop(self, introduction_ids: Collection[int], member_id: int) -> None:
        """Forget the accounts that a member gives in these introductions."""
        own = select(Identity.address).where(Identity.member_id == member_id)
        self._session.execute(
            delete(GivenAccount).where(
                GivenAccount.introduction_id.in_(introduction_ids), GivenAccount.address.in_(own)
            )
        )

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """The accounts that a person gave, with the reason of the introduction."""
        found = self._session.execute(
            select(Introduction.why, GivenAccount.address)
            .join(Introduction, Introduction.id == GivenAccount.introduction_id)
            .join(Identity, Identity.address == GivenAccount.address)
            .where(Identity.member_id == whom.member_id)
            .order_by(Introduction.id, GivenAccount.address)
        )
        for why, address in found:
            yield "introduction_accounts", {"why": why, "address": address}

    def purge(self, now: datetime, _ages: RetentionPeriods) -> Iterator[Purged]:
        """Forget the accounts given for introductions that led to no meeting."""
        before = now - WORDS_KEPT_FOR
        ended = select(Introduction.id).where(
            Introduction.created_at <= before,
            Introduction.expires_at <= now,
            Introduction.met_at.is_(None),
        )
        gone = delete(GivenAccount).where(GivenAccount.introduction_id.in_(ended))
        yield Purged("introduction_accounts", before, changed(self._session, gone))

    def of(self, introduction_id: int, member_id: int) -> Collection[str]:
        """The addresses of the accounts that one side gives."""
        return set(
            self._session.scalars(
                select(GivenAccount.address)
                .join(Identity, Identity.address == GivenAccount.address)
                .where(
                    GivenAccount.introduction_id == introduction_id,
                    Identity.member_id == member_id,
                )
            )
        )
