"""Recent acts of people: presses that show in a room, and acts under a rate limit.

Presses, such as reactions, are kept so that taking one back can be understood; for rates see
`bot.domain.rates`.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, delete, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.rates import LONGEST
from storage.base import Base, table
from storage.ownership import Held, Whom, held, owned_by_member
from storage.repository import Repository, Unlinked, move_stamps
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


class CountedAct(Base):
    """One act of a member, or of the `account` of a person who is no member."""

    __tablename__ = "counted_acts"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"), index=True, info=owned_by_member(on_erase="delete")
    )
    account: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(index=True, info=kept_for(LONGEST))


class CountedActs(Repository):
    """The acts that count."""

    def add(self, kind: str, *, member_id: int | None, account: str, at: datetime) -> None:
        """Count an act; that of a member is not counted by account."""
        counted = "" if member_id is not None else account
        self._session.add(CountedAct(kind=kind, member_id=member_id, account=counted, at=at))
        self._session.flush()

    def times(
        self, kind: str, *, member_id: int | None, account: str, since: datetime, most: int
    ) -> Sequence[datetime]:
        """When a person did it since then, newest first, `most` at most."""
        theirs = CountedAct.member_id == member_id
        if member_id is None:
            theirs = CountedAct.account == account
        return self._session.scalars(
            select(CountedAct.at)
            .where(CountedAct.kind == kind, theirs, CountedAct.at > since)
            .order_by(CountedAct.at.desc())
            .limit(most)
        ).all()

    def clock_set_back(self, by: timedelta, now: datetime) -> None:
        """Nobody waits longer than the window of a rate."""
        move_stamps(self._session, CountedAct.at, by, now)

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """The acts of a person."""
        theirs = or_(CountedAct.member_id == whom.member_id, CountedAct.account.in_(whom.accounts))
        yield from held(self._session, CountedAct, theirs)

    def forget(self, accounts: Collection[str]) -> None:
        """Forget the acts of these accounts."""
        self._session.execute(delete(CountedAct).where(CountedAct.account.in_(accounts)))
