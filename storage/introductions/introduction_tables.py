"""Tables of introductions: the two sides, the accounts that they give, and their figures."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, delete, func, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.introductions import WORDS_KEPT_FOR, Asked, Consent, Helped
from bot.domain.personal_data import RetentionPeriods
from storage.base import Base, Choice, changed
from storage.members import Identity
from storage.ownership import Held, Whom, not_told, owned_by_member
from storage.repository import Repository
from storage.retention import Purged
from storage.revisions import RaisedBy, Revised


class Introduction(Base):
    """An introduction of two members.

    An id is never given twice, since buttons bear it: SQLite has to be told.
    """

    __tablename__ = "introductions"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    asker_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="by_method", told_as="introductions"),
    )
    """A gardener, or one of the two."""
    event_id: Mapped[int | None] = mapped_column(
        ForeignKey("events.id"), index=True, info=not_told()
    )
    """The event that the two ride to together; all of it goes after the event."""
    why: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True, info=not_told())
    met_at: Mapped[datetime | None] = mapped_column(index=True, info=not_told())
    """The answer of both sides: a gardener is not told it."""
    followed_up: Mapped[bool] = mapped_column(info=not_told())


def side_number(introduction_id: int, place: int) -> int:
    """The number of the first or second side of an introduction, by its place 0 or 1."""
    return introduction_id * 2 + place


def introduction_of(number: int) -> int:
    """The introduction of the side with this number."""
    return number // 2


class Side(Base):
    """One of the two members of an introduction."""

    __revised__ = Revised(
        "introduction_side",
        by=("member_id", "reached_by"),
        apart=(
            *("number", "introduction_id", "asked_about", "answer", "contact_given_at", "helped"),
        ),
        key="number",
        raised_by=(
            RaisedBy(
                "identities",
                by=("address", "member_id", "handle"),
                named_in="member_id",
                column="member_id",
                parts=True,
            ),
        ),
    )
    __tablename__ = "introduction_sides"

    introduction_id: Mapped[int] = mapped_column(
        ForeignKey("introductions.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"),
        primary_key=True,
        index=True,
        info=owned_by_member(on_erase="by_method", on_merge="by_method"),
    )
    number: Mapped[int] = mapped_column(unique=True, info=not_told())
    """A number of its own, which buttons carry: see `side_number`."""
    asked_about: Mapped[Asked] = mapped_column(Choice(Asked), info=not_told())
    answer: Mapped[Consent | None] = mapped_column(Choice(Consent))
    reached_by: Mapped[str]
    """The contact to share, in words, or that they were deleted; empty: `GivenAccount`s."""
    contact_given_at: Mapped[datetime | None]
    """The time of the last contact in words."""
    helped: Mapped[Helped | None] = mapped_column(Choice(Helped))


@dataclass(frozen=True, slots=True)
class Pair:
    """One side of an introduction, with the other."""

    introduction: Introduction
    own: Side
    other: Side

    @property
    def is_agreed(self) -> bool:
        """True if both said yes."""
        return self.own.answer is Consent.YES and self.other.answer is Consent.YES

    def from_other_side(self) -> "Pair":
        """The introduction as the other of the two sees it."""
        return Pair(self.introduction, own=self.other, other=self.own)

    def is_open(self, now: datetime) -> bool:
        """True while the answers can change."""
        return self.introduction.met_at is None and now < self.introduction.expires_at

    def outranks(self, other: "Pair") -> bool:
        """True if of two introductions to the same person this one stays.

        A contact that is shared stays so, and after a no nobody is asked again.
        """
        return _rank(self) > _rank(other)


def _rank(pair: Pair) -> tuple[bool, bool, int]:
    is_refused = Consent.NO in (pair.own.answer, pair.other.answer)
    return pair.introduction.met_at is not None, is_refused, -pair.introduction.id


class GivenAccount(Base):
    """An account that a yes covers: one that is linked later needs another yes.

    It is given by the side whose account it is, and goes with the account.
    """

    __tablename__ = "introduction_accounts"

    introduction_id: Mapped[int] = mapped_column(
        ForeignKey("introductions.id", ondelete="CASCADE"), primary_key=True
    )
    address: Mapped[str] = mapped_column(
        ForeignKey("identities.address", ondelete="CASCADE"), primary_key=True, index=True
    )


class GivenAccounts(Repository):
    """The accounts given in introductions."""

    covers = (GivenAccount,)

    def put(self, introduction_id: int, member_id: int, addresses: Iterable[str]) -> None:
        """Keep the accounts that one side gives, in place of those that it gave before."""
        self.drop([introduction_id], member_id)
        rows = [{"introduction_id": introduction_id, "address": each} for each in addresses]
        if rows:
            self._session.execute(insert(GivenAccount), rows)

    def drop(self, introduction_ids: Collection[int], member_id: int) -> None:
        """Forget the accounts that a member gives in these introductions."""
        own = select(Identity.address).where(Identity.member_id == member_id)
        self._session.execute(
            delete(GivenAccount).where(
                GivenAccount.introduction_id.in_(introduction_ids), GivenAccount.address.in_(own)
            )
        )

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """The accounts that a person gave, with the reason of the introduction."""
        found = self._session.execute(
            select(Introduction.why, GivenAccount.address)
            .join(Introduction, Introduction.id == GivenAccount.introduction_id)
            .join(Identity, Identity.address == GivenAccount.address)
            .where(Identity.member_id == whom.member_id)
            .order_by(Introduction.id, GivenAccount.address)
        )
        for why, address in found:
            yield "introduction_accounts", {"why": why, "address": address}

    def purge(self, now: datetime, _ages: RetentionPeriods) -> Iterator[Purged]:
        """Forget the accounts given for introductions that led to no meeting."""
        before = now - WORDS_KEPT_FOR
        ended = select(Introduction.id).where(
            Introduction.created_at <= before,
            Introduction.expires_at <= now,
            Introduction.met_at.is_(None),
        )
        gone = delete(GivenAccount).where(GivenAccount.introduction_id.in_(ended))
        yield Purged("introduction_accounts", before, changed(self._session, gone))

    def of(self, introduction_id: int, member_id: int) -> Collection[str]:
        """The addresses of the accounts that one side gives."""
        return set(
            self._session.scalars(
                select(GivenAccount.address)
                .join(Identity, Identity.address == GivenAccount.address)
                .where(
                    GivenAccount.introduction_id == introduction_id,
                    Identity.member_id == member_id,
                )
            )
        )


@dataclass(frozen=True, slots=True)
class IntroductionCounts:
    """Numbers of introductions in a period."""

    proposed: int
    met: int
    """In contact since the period."""
    rated: int
    """Answers to the question whether it helped, on those in contact since the period."""
    helped: int


class IntroductionFigures(Repository):
    """The figures of introductions."""

    def counts(self, community_id: int, since: datetime, until: datetime) -> IntroductionCounts:
        """Count the introductions of a community in a period."""
        here = (Introduction.community_id == community_id) & Introduction.event_id.is_(None)
        made_at, met_at = Introduction.created_at, Introduction.met_at
        proposed = select(func.count()).where(here, made_at >= since, made_at < until)
        is_met = (met_at >= since) & (met_at < until)
        met = select(func.count()).where(here, is_met)
        ratings = self._session.execute(
            select(Side.helped, func.count())
            .join(Introduction, Introduction.id == Side.introduction_id)
            .where(here, is_met, Side.helped.is_not(None))
            .group_by(Side.helped)
        )
        rated: dict[Helped | None, int] = {row[0]: row[1] for row in ratings}
        return IntroductionCounts(
            proposed=self._session.scalar(proposed) or 0,
            met=self._session.scalar(met) or 0,
            rated=sum(rated.values()),
            helped=rated.get(Helped.YES, 0),
        )
