"""Posts beside the two seats of a community, offers of seats and posts, absences of gardeners."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    UniqueConstraint,
    delete,
    false,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.dates.moments import Days
from bot.domain.roles import Post
from storage.base import Base, Choice
from storage.ownership import Held, Whom, held, owned_by_member
from storage.repository import Repository, Unlinked
from storage.retention import NO_LONGER, kept_for
from storage.schedules import Schedules
from storage.statements import remembered


class PostRow(Base):
    """A post held by an identity; like a seat, it counts once its holder has joined."""

    __tablename__ = "posts"
    __table_args__ = (UniqueConstraint("community_id", "post", "address"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    post: Mapped[Post] = mapped_column(Choice(Post))
    address: Mapped[str] = mapped_column(index=True)


class Posts(Repository):
    """The deputies and the agents of all communities."""

    def of(self, community_id: int, post: Post | None = None) -> Sequence[PostRow]:
        """The posts of a community, or those of one kind, the oldest first."""
        return [each for each in self._all_of(community_id) if post in (None, each.post)]

    @remembered()
    def _all_of(self, community_id: int) -> Sequence[PostRow]:
        return self._session.scalars(
            select(PostRow).where(PostRow.community_id == community_id).order_by(PostRow.id)
        ).all()

    def get(self, post_id: int) -> PostRow | None:
        """The post with this id."""
        return self._session.get(PostRow, post_id)

    def held(self, addresses: Collection[str], community_id: int | None = None) -> set[Post]:
        """The posts that one of these accounts holds, in a community or anywhere."""
        if community_id is not None:
            here = self._all_of(community_id)
            return {each.post for each in here if each.address in addresses}
        wanted = select(PostRow.post).where(PostRow.address.in_(addresses))
        return set(self._session.scalars(wanted))

    def give(self, community_id: int, post: Post, address: str) -> None:
        """Give a post to an identity that does not hold it."""
        self._session.add(PostRow(community_id=community_id, post=post, address=address))
        self._session.flush()

    def take(self, row: PostRow) -> None:
        """Leave a post vacant."""
        self._session.delete(row)
        self._session.flush()

    def leave(self, community_id: int, addresses: Collection[str]) -> None:
        """Take from these accounts every post of a community."""
        self._session.execute(
            delete(PostRow).where(
                PostRow.community_id == community_id, PostRow.address.in_(addresses)
            )
        )

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """The posts of a person's accounts."""
        yield from held(self._session, PostRow, PostRow.address.in_(whom.accounts))

    def forget(self, addresses: Collection[str]) -> None:
        """Forget what a person's accounts held."""
        self._session.execute(delete(PostRow).where(PostRow.address.in_(addresses)))


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
        return self._added(offer)

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


KNOWN_AFTERWARDS = timedelta(days=7)
"""The time for which a past absence is kept."""


class Absence(Base):
    """The days that a gardener is away; `told` once the rooms know that nobody is there."""

    __tablename__ = "absences"

    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"),
        primary_key=True,
        info=owned_by_member(on_erase="delete", told_as="absences"),
    )
    community_id: Mapped[int] = mapped_column(
        ForeignKey("communities.id"), primary_key=True, index=True
    )
    first: Mapped[date]
    last: Mapped[date] = mapped_column(info=kept_for(KNOWN_AFTERWARDS))
    told: Mapped[bool] = mapped_column(server_default=false())

    @property
    def days(self) -> Days:
        """From when to when."""
        return Days(self.first, self.last)


class Absences(Repository):
    """The absences in all communities."""

    def put(self, member_id: int, community_id: int, days: Days) -> Absence:
        """Keep an absence; it replaces the one before it."""
        absence = self._session.get(Absence, (member_id, community_id))
        if absence is None:
            absence = Absence(member_id=member_id, community_id=community_id)
            self._session.add(absence)
        absence.first, absence.last, absence.told = days.first, days.last, False
        self._session.flush()
        return absence

    @remembered()
    def get(self, member_id: int, community_id: int, today: date) -> Absence | None:
        """The absence of a member, unless it is over."""
        absence = self._session.get(Absence, (member_id, community_id))
        return None if absence is None or absence.last < today else absence

    def end(self, member_id: int, community_id: int) -> bool:
        """End an absence; False if there was none."""
        gone = self._session.execute(
            delete(Absence)
            .where(Absence.member_id == member_id, Absence.community_id == community_id)
            .returning(Absence.member_id)
        )
        return gone.first() is not None

    def erase(self, member_id: int) -> None:
        """Cancel the announcements of an absence."""
        Schedules(self._session).forget_like(f"absence/%/{member_id}")
