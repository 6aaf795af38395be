"""Introductions of two members: asked once, met when both agree; the accounts that they give."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, delete, exists, func, insert, select, true, update
from sqlalchemy.orm import Mapped, aliased, mapped_column

from bot.domain.introductions import (
    CONTACT_DELETED,
    OPEN_FOR,
    RIDE_OPEN_FOR,
    WORDS_KEPT_FOR,
    Asked,
    Consent,
    Helped,
)
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


_other = aliased(Side, name="other")


def introduced_since(
    community_id: int, member_id: ColumnElement[int], moment: ColumnElement[datetime]
) -> ColumnElement[bool]:
    """A gardener has proposed a member to somebody since then.

    What members ask for between themselves tells nothing here.
    """
    asked_for_themselves = exists().where(
        _other.introduction_id == Introduction.id, _other.member_id == Introduction.asker_id
    )
    return exists().where(
        Side.member_id == member_id,
        Introduction.id == Side.introduction_id,
        Introduction.community_id == community_id,
        Introduction.asker_id.is_not(None),
        Introduction.event_id.is_(None),
        Introduction.created_at >= moment,
        ~asked_for_themselves,
    )


class Introductions(Repository):
    """The introductions of all communities."""

    covers = (Introduction, Side)

    def add(
        self,
        community_id: int,
        asker_id: int,
        members: Sequence[int],
        *,
        why: str,
        now: datetime,
        event_id: int | None = None,
    ) -> Introduction:
        """Begin an introduction of two members, or of two who may share a ride to an event."""
        made = Introduction(
            community_id=community_id,
            asker_id=asker_id,
            event_id=event_id,
            why=why,
            created_at=now,
            expires_at=now + (OPEN_FOR if event_id is None else RIDE_OPEN_FOR),
            followed_up=False,
        )
        self._session.add(made)
        self._session.flush()
        self._session.add_all(
            Side(
                introduction_id=made.id,
                number=side_number(made.id, place),
                member_id=each,
                asked_about=Asked.NOTHING,
                reached_by="",
            )
            for place, each in enumerate(members)
        )
        self._session.flush()
        return made

    def between(
        self, community_id: int, own_id: int, other_id: int, event_id: int | None = None
    ) -> Pair | None:
        """The introduction of these two, or that for a ride to an event, in any state."""
        found = self._pairs(
            Introduction.community_id == community_id,
            Introduction.event_id.is_not_distinct_from(event_id),
            Side.member_id == own_id,
            _other.member_id == other_id,
        )
        return next(iter(found), None)

    def of_member(self, introduction_id: int, community_id: int, member_id: int) -> Pair | None:
        """An introduction of this community, for one of its two members."""
        found = self._pairs(
            Introduction.id == introduction_id,
            Introduction.community_id == community_id,
            Side.member_id == member_id,
        )
        return next(iter(found), None)

    def listed(self, community_id: int, member_id: int) -> list[Pair]:
        """A member's introductions in a community, the latest first."""
        return self._pairs(Introduction.community_id == community_id, Side.member_id == member_id)

    def requests(self, community_id: int, member_id: int, now: datetime) -> int:
        """The number of open requests of a member to meet others, without withdrawn ones."""
        return (
            self._session.scalar(
                select(func.count())
                .select_from(Introduction)
                .join(Side, Side.introduction_id == Introduction.id)
                .where(
                    Introduction.community_id == community_id,
                    Introduction.asker_id == member_id,
                    Introduction.event_id.is_(None),
                    Introduction.expires_at > now,
                    Introduction.met_at.is_(None),
                    Side.member_id == member_id,
                    Side.answer.is_distinct_from(Consent.NO),
                )
            )
            or 0
        )

    def unasked(self, now: datetime) -> list[Introduction]:
        """Open introductions of which one side was not asked yet."""
        is_waiting = Side.asked_about != Asked.MEETING, Side.answer.is_(None)
        return list(
            self._session.scalars(
                select(Introduction)
                .join(Side, Side.introduction_id == Introduction.id)
                .where(Introduction.expires_at > now, Introduction.met_at.is_(None), *is_waiting)
                .distinct()
                .order_by(Introduction.id)
            )
        )

    def unreached(
        self, community_id: int, asker_id: int, now: datetime, *, most: int | None = None
    ) -> list[Pair]:
        """Introductions of others that a gardener proposed, from the side that gets no message."""
        return self._pairs(
            Introduction.community_id == community_id,
            Introduction.asker_id == asker_id,
            Introduction.expires_at > now,
            Side.asked_about == Asked.UNREACHED,
            Side.member_id != asker_id,
            _other.member_id != asker_id,
            most=most,
        )

    def pair(self, introduction_id: int) -> Pair | None:
        """An introduction, from either side."""
        return next(iter(self._pairs(Introduction.id == introduction_id)), None)

    def to_follow_up(self, met_before: datetime) -> list[Pair]:
        """Pairs in contact for long enough who were not asked yet whether it helped, once each."""
        return self._pairs(
            Introduction.met_at <= met_before,
            Introduction.followed_up.is_(False),
            Introduction.event_id.is_(None),
            Side.member_id < _other.member_id,
        )

    def withdraw(
        self, community_id: int, member_id: int, event_id: int | None = None
    ) -> list[Pair]:
        """End a member's open introductions and all rides in a community, or those for one event.

        Returns the rides that were agreed.
        """
        is_ending = Introduction.met_at.is_(None) | Introduction.event_id.is_not(None)
        is_meant = true() if event_id is None else Introduction.event_id == event_id
        mine = Introduction.community_id == community_id, Side.member_id == member_id
        pairs = self._pairs(*mine, is_ending, is_meant)
        agreed = [each for each in pairs if each.introduction.met_at is not None]
        if pairs:
            self._end(member_id, pairs)
        return agreed

    def end(self, pair: Pair) -> None:
        """Note a no of one side, which gives no contact any more."""
        self._end(pair.own.member_id, [pair])

    def _end(self, member_id: int, pairs: Sequence[Pair]) -> None:
        for each in pairs:
            each.own.answer, each.own.reached_by = Consent.NO, ""
            each.own.contact_given_at = None
            each.introduction.met_at = None
        GivenAccounts(self._session).drop([each.introduction.id for each in pairs], member_id)
        self._session.flush()

    def agreed_rides(self, event_id: int) -> list[Pair]:
        """The agreed rides to an event, from both sides."""
        return self._pairs(Introduction.event_id == event_id, Introduction.met_at.is_not(None))

    def agreed_counts(self, events: Collection[int]) -> dict[int, int]:
        """The numbers of agreed rides to each of some events that has any."""
        found = self._session.execute(
            select(Introduction.event_id, func.count())
            .where(Introduction.event_id.in_(events), Introduction.met_at.is_not(None))
            .group_by(Introduction.event_id)
        )
        return {event_id: count for event_id, count in found if event_id is not None}

    def delete_rides(self, events: Collection[int]) -> None:
        """Delete the introductions for rides to some events."""
        self._delete(Introduction.event_id.in_(events))

    def _pairs(self, *which: ColumnElement[bool], most: int | None = None) -> list[Pair]:
        self._session.flush()
        found = self._session.execute(
            select(Introduction, Side, _other)
            .join(Side, Side.introduction_id == Introduction.id)
            .join(_other, _other.introduction_id == Introduction.id)
            .where(Side.member_id != _other.member_id, *which)
            .order_by(Introduction.id.desc())
            .limit(most)
        )
        return [Pair(row.Introduction, row.Side, row.other) for row in found]

    # When people link or go

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """The introductions of a person to others: not who the others are, nor their answers."""
        found = self._session.execute(
            select(Introduction.why, Introduction.created_at, Side)
            .join(Side, Side.introduction_id == Introduction.id)
            .where(Side.member_id == whom.member_id)
            .order_by(Introduction.id)
        )
        for why, created_at, side in found:
            yield (
                "introduction_sides",
                {
                    "why": why,
                    "created_at": created_at,
                    "answer": side.answer,
                    "reached_by": "" if side.reached_by == CONTACT_DELETED else side.reached_by,
                    "contact_given_at": side.contact_given_at,
                    "helped": side.helped,
                },
            )

    def erase(self, member_id: int) -> None:
        """Delete a member's introductions; those between others whom they asked lose their words.

        An open one that a gardener proposed ends with the gardener; that both were asked stays.
        """
        mine = select(Side.introduction_id).where(Side.member_id == member_id)
        self._delete(Introduction.id.in_(mine))
        proposed = update(Introduction).where(Introduction.asker_id == member_id)
        ended = proposed.where(Introduction.met_at.is_(None))
        self._session.execute(ended.values(expires_at=Introduction.created_at))
        self._session.execute(proposed.values(asker_id=None, why=""))

    def merge(self, kept_id: int, gone_id: int) -> None:
        """Two members are one: nobody is introduced to oneself, nor twice to another."""
        for pair in self._pairs(Side.member_id == gone_id):
            here = pair.introduction.community_id
            rivals = [
                each
                for each in self.listed(here, kept_id)
                if each.other.member_id == pair.other.member_id
                and each.introduction.event_id == pair.introduction.event_id
            ]
            if pair.other.member_id == kept_id or any(each.outranks(pair) for each in rivals):
                self._delete(Introduction.id == pair.introduction.id)
                continue
            for each in rivals:
                self._delete(Introduction.id == each.introduction.id)
            is_own = Side.introduction_id == pair.introduction.id, Side.member_id == gone_id
            self._session.expunge(pair.own)  # its key changes
            self._session.execute(update(Side).where(*is_own).values(member_id=kept_id))

    def _delete(self, *which: ColumnElement[bool]) -> None:
        ids = list(self._session.scalars(select(Introduction.id).where(*which)))
        self._session.execute(delete(Side).where(Side.introduction_id.in_(ids)))
        self._session.execute(delete(Introduction).where(Introduction.id.in_(ids)))

    def purge(self, now: datetime, _ages: RetentionPeriods) -> Iterator[Purged]:
        """Delete the words of introductions that are over; that two were introduced stays.

        A contact that replaces a lost one is kept as long as the first.
        """
        before = now - WORDS_KEPT_FOR
        is_old = Introduction.created_at <= before, Introduction.met_at.is_(None)
        is_met = (Introduction.met_at <= before,)
        given_at = Side.contact_given_at
        is_old_contact = given_at.is_(None) | (given_at <= before)
        has_words = Side.reached_by.not_in(("", CONTACT_DELETED))
        for which, words in ((is_old, (has_words,)), (is_met, (has_words, is_old_contact))):
            ids = select(Introduction.id).where(*which)
            worded = update(Side).where(Side.introduction_id.in_(ids), *words)
            gone = worded.values(reached_by=CONTACT_DELETED, contact_given_at=None)
            yield Purged("introduction_sides.reached_by", before, changed(self._session, gone))
            reasoned = update(Introduction).where(*which, Introduction.why != "")
            yield Purged(
                "introductions.why", before, changed(self._session, reasoned.values(why=""))
            )


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
