"""Values of the configuration file as they were applied last."""

from collections.abc import Iterator

from sqlalchemy import (
    or_,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base
from storage.folder import Folder
from storage.holdings import Held, Whom
from storage.repository import Repository


class AppliedSetting(Base):
    """A value of the configuration file as it was applied last: later changes stay."""

    __tablename__ = "applied_settings"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class AppliedSettings(Repository):
    """The values applied last, read once: a start asks for each of them."""

    def __init__(self, session: Session, folder: Folder | None = None) -> None:
        super().__init__(session, folder)
        self._rows: dict[str, AppliedSetting] | None = None

    def get(self, key: str) -> str | None:
        """The value of a key as it was applied last; None if it never was."""
        row = self._known().get(key)
        return None if row is None else row.value

    def change(self, key: str, value: str) -> bool:
        """Apply the file's value of a key; True if it differs from the one applied last."""
        row = self._known().get(key)
        if row is not None and row.value == value:
            return False
        if row is None:
            self._known()[key] = row = AppliedSetting(key=key, value=value)
            self._session.add(row)
        else:
            row.value = value
        return True

    def _known(self) -> dict[str, AppliedSetting]:
        if self._rows is None:
            self._rows = {row.key: row for row in self._session.scalars(select(AppliedSetting))}
        return self._rows

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """Values that name a person's accounts."""
        named = or_(*(AppliedSetting.value.contains(it, autoescape=True) for it in whom.accounts))
        for row in self._session.scalars(select(AppliedSetting).where(named)):
            for account in whom.accounts.intersection(row.value.split(",")):
                yield "applied_settings", {"key": row.key, "value": account}
