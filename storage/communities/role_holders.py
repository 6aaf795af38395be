"""Accounts with a role: holders of a community's seats, and cultivators, who run the instance."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from sqlalchemy import (
    ForeignKey,
    UniqueConstraint,
    delete,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.roles import Seat
from storage.base import Base, Choice
from storage.communities.communities import Community
from storage.ownership import Held, Whom, held
from storage.repository import Repository
from storage.statements import remembered


class SeatRow(Base):
    """A seat in a community, held by an identity; it acts once its holder has joined."""

    __tablename__ = "seats"
    __table_args__ = (UniqueConstraint("community_id", "seat"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    seat: Mapped[Seat] = mapped_column(Choice(Seat))
    address: Mapped[str] = mapped_column(index=True)


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
        return dict(self._holders_of(community.id))

    @remembered()
    def _holders_of(self, community_id: int) -> Mapping[Seat, str]:
        here = select(SeatRow.seat, SeatRow.address).where(SeatRow.community_id == community_id)
        return {row.seat: row.address for row in self._session.execute(here)}

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


class Cultivator(Base):
    """An identity that runs the instance."""

    __tablename__ = "cultivators"

    address: Mapped[str] = mapped_column(primary_key=True)
    here: Mapped[int | None] = mapped_column(ForeignKey("communities.id", ondelete="SET NULL"))
    """The community that it means in private, for one that belongs to none."""


class Cultivators(Repository):
    """The identities that run the instance."""

    @remembered()
    def all(self) -> Sequence[str]:
        """Their addresses."""
        return self._session.scalars(select(Cultivator.address).order_by(Cultivator.address)).all()

    def add(self, address: str) -> None:
        """Add an identity."""
        self._session.add(Cultivator(address=address))
        self._session.flush()

    def replace_all(self, addresses: Iterable[str]) -> None:
        """Make exactly these identities the cultivators."""
        self._session.execute(delete(Cultivator))
        self._session.add_all(Cultivator(address=address) for address in set(addresses))
        self._session.flush()

    def is_any(self, addresses: Iterable[str]) -> bool:
        """True if one of a person's identities runs the instance."""
        return not set(self.all()).isdisjoint(addresses)

    def meant_by(self, cultivator: str) -> int | None:
        """The community that a cultivator means in private, once chosen."""
        return self._session.scalar(select(Cultivator.here).where(Cultivator.address == cultivator))

    def mean(self, cultivator: str, community_id: int) -> None:
        """Remember the community that a cultivator means in private."""
        self._session.execute(
            update(Cultivator).where(Cultivator.address == cultivator).values(here=community_id)
        )

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """That a person runs the instance."""
        yield from held(self._session, Cultivator, Cultivator.address.in_(whom.accounts))
