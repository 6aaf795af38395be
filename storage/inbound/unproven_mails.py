"""E-mails that another may have written: they wait for days until their sender confirms them."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base
from storage.ownership import Held, Whom, held, not_told
from storage.repository import Repository, Unlinked
from storage.retention import NO_LONGER, kept_for


class UnprovenMail(Base):
    """An e-mail as it would have been handled; of the token in its sender's link only the hash."""

    __tablename__ = "unproven_mails"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - as SQLAlchemy reads it

    id: Mapped[int] = mapped_column(primary_key=True)
    """Never given again: a button confirms no later e-mail."""
    token: Mapped[str] = mapped_column(unique=True, info=not_told())
    account: Mapped[str] = mapped_column(index=True)
    payload: Mapped[dict[str, Any]]
    received_at: Mapped[datetime] = mapped_column(index=True)
    expires_at: Mapped[datetime] = mapped_column(index=True, info=kept_for(NO_LONGER))


class UnprovenMails(Repository):
    """The e-mails that wait."""

    def add(
        self,
        token: str,
        account: str,
        payload: dict[str, Any],
        *,
        at: datetime,
        expires_at: datetime,
    ) -> UnprovenMail:
        """Keep an e-mail, with the hash of its link's token."""
        return self._added(
            UnprovenMail(
                token=token,
                account=account,
                payload=payload,
                received_at=at,
                expires_at=expires_at,
            )
        )

    def count(self, since: datetime, account: str | None = None) -> int:
        """The number of e-mails that waited since then, of one account or of all."""
        which = [UnprovenMail.received_at > since]
        if account is not None:
            which.append(UnprovenMail.account == account)
        return self._session.scalar(select(func.count()).where(*which)) or 0

    def with_token(self, token: str, now: datetime) -> UnprovenMail | None:
        """The e-mail whose link has this token's hash; looking uses nothing up."""
        return self._waiting(UnprovenMail.token == token, now)

    def of(self, mail_id: int, account: str, now: datetime) -> UnprovenMail | None:
        """An e-mail of this account."""
        found = self._waiting(UnprovenMail.id == mail_id, now)
        return found if found is not None and found.account == account else None

    def confirmed(self, mail_id: int) -> None:
        """Forget an e-mail that was confirmed."""
        self._session.execute(delete(UnprovenMail).where(UnprovenMail.id == mail_id))

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """The e-mails of a person."""
        yield from held(self._session, UnprovenMail, UnprovenMail.account.in_(whom.accounts))

    def forget(self, accounts: Collection[str]) -> None:
        """Forget the e-mails of these accounts."""
        self._session.execute(delete(UnprovenMail).where(UnprovenMail.account.in_(accounts)))

    def unlink(self, unlinked: Unlinked) -> None:
        """Forget the e-mails of an account that left its member."""
        self.forget({unlinked.account})

    def restored(self, _now: datetime) -> None:
        """Forget all: some may have been confirmed since the backup was made."""
        self._session.execute(delete(UnprovenMail))

    def _waiting(self, which: Any, now: datetime) -> UnprovenMail | None:  # noqa: ANN401 - a condition
        return self._session.scalar(
            select(UnprovenMail).where(which, UnprovenMail.expires_at > now)
        )
