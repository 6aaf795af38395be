"""Offers of seats and posts that wait for a yes: by a code, or by the giver."""

from collections.abc import Collection, Iterator
from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, delete, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.roles import Post
from storage.base import Base
from storage.holdings import Held, Whom, held
from storage.protocols import Unlinked
from storage.repository import Repository
from storage.retention import NO_LONGER, kept_for

CULTIVATOR = "cultivator"
"""The post of a cultivator: offered by a code while there is none."""


class SeatOffer(Base):
    """A change that waits for a yes.

    With a `digest` it waits for a code, then for the yes of the account that brought it, which is
    then its `address`. Without one it waits for the yes of a cultivator: `address` is to get the
    post, or nobody. `instead` is who held the seat when it was asked: if another person does by
    then, it is void. The code for a first cultivator has no community, no giver and no end.
    """

    __tablename__ = "seat_offers"

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int | None] = mapped_column(ForeignKey("communities.id"), index=True)
    post: Mapped[str]
    digest: Mapped[str | None] = mapped_column(unique=True)
    giver: Mapped[str]
    address: Mapped[str]
    instead: Mapped[str]
    expires_at: Mapped[datetime | None] = mapped_column(info=kept_for(NO_LONGER))


class SeatOffers(Repository):
    """The offers of all communities."""

    def add(self, offer: SeatOffer) -> SeatOffer:
        """Keep an offer; a new code ends the one before it for the same post."""
        if offer.digest is not None:
            self._session.execute(
                delete(SeatOffer).where(
                    SeatOffer.community_id.is_not_distinct_from(offer.community_id),
                    SeatOffer.post == offer.post,
                    SeatOffer.digest.is_not(None),
                )
            )
        self._session.add(offer)
        self._session.flush()
        return offer

    def with_code(self, digest: str, now: datetime) -> SeatOffer | None:
        """The offer of a code that nobody brought yet; nobody else can bring it meanwhile."""
        return self._session.scalar(
            select(SeatOffer)
            .where(SeatOffer.digest == digest, SeatOffer.address == "", _lasts(now))
            .with_for_update()
        )

    def claim(self, offer: SeatOffer, address: str) -> None:
        """Remember which account brought the code: nobody can bring it again."""
        offer.address = address
        self._session.flush()

    def get(self, offer_id: int, now: datetime) -> SeatOffer | None:
        """The offer with this id, if it still waits; nobody else can say yes meanwhile."""
        return self._session.scalar(
            select(SeatOffer).where(SeatOffer.id == offer_id, _lasts(now)).with_for_update()
        )

    def end(self, offer: SeatOffer) -> None:
        """Use an offer up."""
        self._session.delete(offer)
        self._session.flush()

    def end_all(self, community_id: int, post: Post) -> None:
        """A post was given or taken: earlier offers are void."""
        self._session.execute(
            delete(SeatOffer).where(
                SeatOffer.community_id == community_id, SeatOffer.post == post.value
            )
        )

    def end_cultivators(self) -> None:
        """The code for a first cultivator is void."""
        self._session.execute(delete(SeatOffer).where(SeatOffer.post == CULTIVATOR))

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """Offers by and to a person's accounts, without the other accounts."""
        is_mine = or_(*(each.in_(whom.accounts) for each in _ACCOUNTS))
        for section, row in held(self._session, SeatOffer, is_mine, without=("digest",)):
            others = {each.key for each in _ACCOUNTS if row[each.key] not in whom.accounts}
            yield section, {name: value for name, value in row.items() if name not in others}

    def forget(self, addresses: Collection[str]) -> None:
        """Forget what a person's accounts offered or were offered."""
        self._session.execute(
            delete(SeatOffer).where(or_(*(each.in_(addresses) for each in _ACCOUNTS)))
        )

    def unlink(self, unlinked: Unlinked) -> None:
        """Forget what an account offered or was offered that left its member."""
        self.forget({unlinked.account})

    def restored(self, _now: datetime) -> None:
        """Delete all offers, so that none is taken twice."""
        self._session.execute(delete(SeatOffer))


_ACCOUNTS = (SeatOffer.giver, SeatOffer.address, SeatOffer.instead)


def _lasts(now: datetime) -> ColumnElement[bool]:
    return or_(SeatOffer.expires_at.is_(None), SeatOffer.expires_at > now)
