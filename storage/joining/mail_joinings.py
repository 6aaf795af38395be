"""Mailboxes that were sent a link to join by a page."""

from collections.abc import Collection, Iterator
from datetime import datetime

from sqlalchemy import ForeignKey, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base
from storage.ownership import Held, Whom, held, not_told
from storage.repository import Repository, Unlinked
from storage.retention import NO_LONGER, kept_for


class MailJoining(Base):
    """An e-mail with a link to join; of the link's token only the hash."""

    __tablename__ = "mail_joinings"

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(unique=True, info=not_told())
    account: Mapped[str] = mapped_column(index=True)
    """The mailbox as an account: `mail:zoe@example.org`."""
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    invitee_id: Mapped[int | None] = mapped_column(
        ForeignKey("invitees.id", ondelete="CASCADE"), index=True, info=not_told()
    )
    """The person of a list who was written to; None for who asked on the page."""
    asked_at: Mapped[datetime] = mapped_column(index=True)
    expires_at: Mapped[datetime] = mapped_column(index=True, info=kept_for(NO_LONGER))


class MailJoinings(Repository):
    """The links that wait."""

    def add(
        self,
        token: str,
        account: str,
        community_id: int,
        *,
        at: datetime,
        expires_at: datetime,
        invitee_id: int | None = None,
    ) -> None:
        """Keep the hash of a link's token, with its mailbox."""
        self._added(
            MailJoining(
                token=token,
                account=account,
                community_id=community_id,
                invitee_id=invitee_id,
                asked_at=at,
                expires_at=expires_at,
            )
        )

    def count(self, since: datetime, account: str | None = None) -> int:
        """The number of those asked for on a page since then, of one mailbox or of all."""
        which = [MailJoining.asked_at > since, MailJoining.invitee_id.is_(None)]
        if account is not None:
            which.append(MailJoining.account == account)
        return self._session.scalar(select(func.count()).where(*which)) or 0

    def with_token(self, token: str, now: datetime) -> MailJoining | None:
        """The joining with this token's hash; looking uses nothing up."""
        return self._session.scalar(
            select(MailJoining).where(MailJoining.token == token, MailJoining.expires_at > now)
        )

    def used(self, token: str) -> None:
        """Forget a link that was used."""
        self._session.execute(delete(MailJoining).where(MailJoining.token == token))

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """The links of a person."""
        yield from held(self._session, MailJoining, MailJoining.account.in_(whom.accounts))

    def forget(self, accounts: Collection[str]) -> None:
        """Forget the links of these accounts."""
        self._session.execute(delete(MailJoining).where(MailJoining.account.in_(accounts)))

    def unlink(self, unlinked: Unlinked) -> None:
        """Forget the links of an account that left its member."""
        self.forget({unlinked.account})

    def restored(self, _now: datetime) -> None:
        """Forget all: some may have been used or refused since the backup was made."""
        self._session.execute(delete(MailJoining))
