"""Presses that show in a room, such as reactions: kept so that taking one back can be understood.

Who takes a reaction back names the reaction only, and not what it pressed.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, table
from storage.holdings import Held, Whom, held
from storage.protocols import Unlinked
from storage.repository import Repository
from storage.retention import kept_for
from storage.statements import insert_into


class PressRow(Base):
    """A press under the network's own name for it; `about` is the message that was pressed."""

    __tablename__ = "presses"

    network: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    sender: Mapped[str] = mapped_column(index=True)
    press: Mapped[str]
    about: Mapped[str | None]
    at: Mapped[datetime] = mapped_column(index=True, info=kept_for(lambda ages: ages.sent))


@dataclass(frozen=True, slots=True)
class Press:
    """A press, and its message."""

    press: str
    about: str | None


_presses = table(PressRow)


class Presses(Repository):
    """The presses that may be taken back."""

    def add(self, network: str, key: str, sender: str, press: Press, at: datetime) -> None:
        """Keep a press; one that is known already stays as it is."""
        self._session.execute(
            insert_into(self._session, _presses)
            .values(
                network=network,
                key=key,
                sender=sender,
                press=press.press,
                about=press.about,
                at=at,
            )
            .on_conflict_do_nothing()
        )

    def take(self, network: str, key: str, sender: str) -> Press | None:
        """Forget a press that its sender takes back, and tell what it was; None for any other."""
        gone = self._session.execute(
            delete(_presses)
            .where(
                _presses.c.network == network,
                _presses.c.key == key,
                _presses.c.sender == sender,
            )
            .returning(_presses.c.press, _presses.c.about)
        ).first()
        return None if gone is None else Press(gone.press, gone.about)

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """A person's visible presses."""
        yield from held(self._session, PressRow, PressRow.sender.in_(whom.accounts))

    def forget(self, senders: Collection[str]) -> None:
        """Forget what these accounts pressed."""
        self._session.execute(delete(_presses).where(_presses.c.sender.in_(senders)))

    def unlink(self, unlinked: Unlinked) -> None:
        """Forget what an account pressed that left its member."""
        self.forget({unlinked.account})
