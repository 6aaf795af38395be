"""Addresses that want no invitation, as keyed hashes: they are not written to again."""

import hmac
from datetime import date, timedelta
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base
from storage.folder import FileGone, secret_at
from storage.invitations.imports import KEY
from storage.repository import Repository
from storage.restored_backups import email_trace
from storage.retention import kept_for

REMEMBERED = timedelta(days=3 * 365)
"""As long as the CNIL has objections be kept (deliberation 2021-131)."""


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
