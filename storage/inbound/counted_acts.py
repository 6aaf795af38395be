"""Acts of the last hour that a rate limits: see `bot.domain.rates`."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, delete, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.rates import LONGEST
from storage.base import Base
from storage.clock_jumps import move_stamps
from storage.holdings import Held, Whom, held
from storage.ownership import owned_by_member
from storage.repository import Repository
from storage.retention import kept_for


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
