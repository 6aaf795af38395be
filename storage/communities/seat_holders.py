"""Seats of communities, and the accounts that hold them."""

from collections.abc import Collection, Iterator, Mapping

from sqlalchemy import (
    ForeignKey,
    UniqueConstraint,
    bindparam,
    delete,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.roles import Seat
from storage.base import Base, Choice, table
from storage.communities.community_tables import Community
from storage.holdings import Held, Whom, held
from storage.repository import Repository
from storage.statements import Prepared, remembered


class SeatRow(Base):
    """A seat in a community, held by an identity; it acts once its holder has joined."""

    __tablename__ = "seats"
    __table_args__ = (UniqueConstraint("community_id", "seat"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    seat: Mapped[Seat] = mapped_column(Choice(Seat))
    address: Mapped[str] = mapped_column(index=True)


_rows = table(SeatRow)
_OF = Prepared(
    select(_rows.c.seat, _rows.c.address).where(_rows.c.community_id == bindparam("here"))
)


class SeatHolders(Repository):
    """The holders of seats in all communities."""

    def put(self, community: Community, seat: Seat, address: str) -> None:
        """Give a seat to an identity; an empty address leaves it vacant."""
        self._session.execute(
            delete(SeatRow).where(SeatRow.community_id == community.id, SeatRow.seat == seat)
        )
        if address:
            self._session.add(SeatRow(community_id=community.id, seat=seat, address=address))
        self._session.flush()

    def of(self, community: Community) -> dict[Seat, str]:
        """Addresses of the holders, by seat."""
        return dict(self._of(community.id))

    @remembered
    def _of(self, community_id: int) -> Mapping[Seat, str]:
        self._session.flush()
        return {row[0]: row[1] for row in _OF.rows(self._session, here=community_id)}

    def leave(self, community: Community, addresses: Collection[str]) -> set[Seat]:
        """Leave the seats of these accounts vacant; returns the seats."""
        left = self._session.scalars(
            delete(SeatRow)
            .where(SeatRow.community_id == community.id, SeatRow.address.in_(addresses))
            .returning(SeatRow.seat)
        )
        return set(left)

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """A person's seats."""
        yield from held(self._session, SeatRow, SeatRow.address.in_(whom.accounts))

    def forget(self, addresses: Collection[str]) -> None:
        """Leave the seats of these accounts vacant, everywhere."""
        self._session.execute(delete(SeatRow).where(SeatRow.address.in_(addresses)))

    def drop_community(self, community_id: int) -> None:
        """Delete the seats of a community."""
        self._session.execute(delete(SeatRow).where(SeatRow.community_id == community_id))
