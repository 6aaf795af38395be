"""Letters that another may have written: they wait for days until their sender confirms them."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base
from storage.ownership import Held, Whom, held, not_told
from storage.repository import Repository, Unlinked
from storage.retention import NO_LONGER, kept_for


class UnprovenLetter(Base):
    """A letter as it would have been handled; of the token in its sender's link only the hash."""

    __tablename__ = "unproven_letters"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - as SQLAlchemy reads it

    id: Mapped[int] = mapped_column(primary_key=True)
    """Never given again: a button confirms no later letter."""
    token: Mapped[str] = mapped_column(unique=True, info=not_told())
    account: Mapped[str] = mapped_column(index=True)
    payload: Mapped[dict[str, Any]]
    received_at: Mapped[datetime] = mapped_column(index=True)
    expires_at: Mapped[datetime] = mapped_column(index=True, info=kept_for(NO_LONGER))


class UnprovenLetters(Repository):
    """The letters that wait."""

    def add(
        self,
        token: str,
        account: str,
        payload: dict[str, Any],
        *,
        at: datetime,
        expires_at: datetime,
    ) -> UnprovenLetter:
        """Keep a letter, with the hash of its link's token."""
        return self._added(
            UnprovenLetter(
                token=token,
                account=account,
                payload=payload,
                received_at=at,
                expires_at=expires_at,
            )
        )

    def count(self, since: datetime, account: str | None = None) -> int:
        """The number of letters that waited since then, of one account or of all."""
        which = [UnprovenLetter.received_at > since]
        if account is not None:
            which.append(UnprovenLetter.account == account)
        return self._session.scalar(select(func.count()).where(*which)) or 0

    def with_token(self, token: str, now: datetime) -> UnprovenLetter | None:
        """The letter whose link has this token's hash; looking uses nothing up."""
        return self._waiting(UnprovenLetter.token == token, now)

    def of(self, letter_id: int, account: str, now: datetime) -> UnprovenLetter | None:
        """A letter of this account."""
        found = self._waiting(UnprovenLetter.id == letter_id, now)
        return found if found is not None and found.account == account else None

    def confirmed(self, letter_id: int) -> None:
        """Forget a letter that was confirmed."""
        self._session.execute(delete(UnprovenLetter).where(UnprovenLetter.id == letter_id))

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """The letters of a person."""
        yield from held(self._session, UnprovenLetter, UnprovenLetter.account.in_(whom.accounts))

    def forget(self, accounts: Collection[str]) -> None:
        """Forget the letters of these accounts."""
        self._session.execute(delete(UnprovenLetter).where(UnprovenLetter.account.in_(accounts)))

    def unlink(self, unlinked: Unlinked) -> None:
        """Forget the letters of an account that left its member."""
        self.forget({unlinked.account})

    def restored(self, _now: datetime) -> None:
        """Forget all: some may have been confirmed since the backup was made."""
        self._session.execute(delete(UnprovenLetter))

    def _waiting(self, which: Any, now: datetime) -> UnprovenLetter | None:  # noqa: ANN401 - a condition
        return self._session.scalar(
            select(UnprovenLetter).where(which, UnprovenLetter.expires_at > now)
        )
