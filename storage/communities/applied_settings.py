"""Values of the configuration file as they were applied last."""

from collections.abc import Iterator

from sqlalchemy import (
    or_,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base
from storage.holdings import Held, Whom
from storage.repository import Repository


class AppliedSetting(Base):
    """A value of the configuration file as it was applied last: what was changed since stays."""

    __tablename__ = "applied_settings"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class AppliedSettings(Repository):
    """The values applied last."""

    def get(self, key: str) -> str | None:
        """The value of a key as it was applied last; None if it never was."""
        row = self._session.get(AppliedSetting, key)
        return None if row is None else row.value

    def change(self, key: str, value: str) -> bool:
        """Apply the file's value of a key; True if it differs from the one applied last."""
        row = self._session.get(AppliedSetting, key)
        if row is not None and row.value == value:
            return False
        if row is None:
            self._session.add(AppliedSetting(key=key, value=value))
        else:
            row.value = value
        return True

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """Values that name a person's accounts."""
        named = or_(*(AppliedSetting.value.contains(it, autoescape=True) for it in whom.accounts))
        for row in self._session.scalars(select(AppliedSetting).where(named)):
            for account in whom.accounts.intersection(row.value.split(",")):
                yield "applied_settings", {"key": row.key, "value": account}
