"""The secret addresses of personal calendars, which people subscribe to."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, select, update
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, changed
from storage.ownership import not_told, owned_by_member
from storage.repository import Repository
from storage.retention import kept_for

KNOWN_AFTER_END = timedelta(days=90)
"""The time for which the address of a calendar stays known once it is void."""


class CalendarAddress(Base):
    """An address of a member's calendar. Only the hash of its token is kept.

    One that was ended is known for a while: programs go on asking for it, and guess nothing.
    """

    __tablename__ = "calendar_feeds"

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(unique=True, info=not_told())
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="delete", told_as="calendar_feeds"),
    )
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(index=True, info=kept_for(KNOWN_AFTER_END))


class CalendarAddresses(Repository):
    """The addresses that work, and those that were ended."""

    def open(self, token: str, member_id: int, at: datetime) -> CalendarAddress:
        """Add the address with this token's hash to a member's calendar."""
        return self._added(CalendarAddress(token=token, member_id=member_id, made_at=at))

    def with_token(self, token: str) -> CalendarAddress | None:
        """The address with this token's hash, ended or not."""
        return self._session.scalar(select(CalendarAddress).where(CalendarAddress.token == token))

    def living(self, member_id: int) -> CalendarAddress | None:
        """The address that a member was given last, if it works."""
        return self._session.scalar(
            select(CalendarAddress)
            .where(CalendarAddress.member_id == member_id, CalendarAddress.ended_at.is_(None))
            .order_by(CalendarAddress.made_at.desc(), CalendarAddress.id.desc())
            .limit(1)
        )

    def is_living(self, address_id: int, member_id: int) -> bool:
        """True if an address is a member's, and works."""
        address = self._session.get(CalendarAddress, address_id)
        return address is not None and address.member_id == member_id and address.ended_at is None

    def end(self, member_id: int, at: datetime) -> int:
        """End the addresses of a member; returns how many worked."""
        return changed(
            self._session,
            update(CalendarAddress)
            .where(CalendarAddress.member_id == member_id, CalendarAddress.ended_at.is_(None))
            .values(ended_at=at),
        )

    def restored(self, now: datetime) -> None:
        """End all: one that was ended since the backup must not work again."""
        self._session.execute(
            update(CalendarAddress).where(CalendarAddress.ended_at.is_(None)).values(ended_at=now)
        )
