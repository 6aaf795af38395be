"""Cultivators: the identities that run the instance."""

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import (
    delete,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, table
from storage.holdings import Held, Whom, held
from storage.repository import Repository
from storage.statements import Prepared, remembered


class Cultivator(Base):
    """An identity that runs the instance."""

    __tablename__ = "cultivators"

    address: Mapped[str] = mapped_column(primary_key=True)
    here: Mapped[int | None]
    """The community that it means in private, for one that belongs to none."""


_rows = table(Cultivator)
_ALL = Prepared(select(_rows.c.address).order_by(_rows.c.address))


class Cultivators(Repository):
    """The identities that run the instance."""

    @remembered
    def all(self) -> Sequence[str]:
        """Their addresses."""
        self._session.flush()
        return [address for (address,) in _ALL.rows(self._session)]

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

    def drop_community(self, community_id: int) -> None:
        """Forget that cultivators mean this community in private."""
        self._session.execute(
            update(Cultivator).where(Cultivator.here == community_id).values(here=None)
        )
