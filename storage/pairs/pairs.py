"""Coffees: whose turn it is in a round, who was proposed to whom, and who refused whom."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import (
    ForeignKey,
    Select,
    UniqueConstraint,
    delete,
    exists,
    false,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, aliased, mapped_column

from bot.domain.introductions import Consent
from bot.domain.pairs import (
    CONTACTS_KEPT_FOR,
    FOLLOWED_UP_AFTER,
    OPEN_FOR,
    REMEMBERED_FOR,
    Acquaintances,
    Couple,
    Step,
    couple,
    is_round_due,
    month_of,
)
from bot.domain.personal_data import RetentionPeriods
from storage.base import Base, Choice, changed
from storage.communities import Community
from storage.introductions import Introduction, Side
from storage.outbound import Outbox
from storage.ownership import Held, Whom, not_told, owned_by_member
from storage.repository import Repository, move_stamps
from storage.retention import Purged, kept_for
from storage.revisions import RaisedBy, Revised
from storage.statements import insert_into

Query = TypeVar("Query", bound=Select[Any])


class PairRound(Base):
    """A month's round of a community: there is one at most. All that was in it goes with it."""

    __tablename__ = "pair_rounds"
    __table_args__ = (UniqueConstraint("community_id", "month"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    month: Mapped[str]
    begun_at: Mapped[datetime] = mapped_column(index=True, info=kept_for(REMEMBERED_FOR))
    complete: Mapped[bool] = mapped_column(default=False, server_default=false())
    """True once everybody had their turn."""


class PairMeeting(Base):
    """A coffee of two or three people; one of whom only one is left is over."""

    __tablename__ = "pair_meetings"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(
        ForeignKey("pair_rounds.id", ondelete="CASCADE"), index=True
    )
    question: Mapped[str]
    """The gardeners' opening question; empty: the usual one."""


class PairSide(Base):
    """One of the people of a coffee.

    An id is never given twice, since buttons bear it: SQLite has to be told.
    """

    __revised__ = Revised(
        "pair_side",
        by=("member_id", "reached_by"),
        apart=(*("id", "round_id", "meeting_id", "made_at", "step", "answer", "accounts", "met"),),
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
    __tablename__ = "pair_sides"
    __table_args__ = (UniqueConstraint("round_id", "member_id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("pair_rounds.id", ondelete="CASCADE"))
    meeting_id: Mapped[int] = mapped_column(
        ForeignKey("pair_meetings.id", ondelete="CASCADE"), index=True
    )
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="delete", told_as="pair_sides"),
    )
    made_at: Mapped[datetime]
    step: Mapped[Step] = mapped_column(Choice(Step), index=True, info=not_told())
    answer: Mapped[Consent | None] = mapped_column(Choice(Consent))
    reached_by: Mapped[str]
    """The contact that they give, in words; empty: their `accounts`."""
    accounts: Mapped[list[str]]
    """The accounts that their yes covers: one that is linked later needs another yes."""
    met: Mapped[bool | None]


class PairRefusal(Base):
    """A member does not want to be proposed to another one, in any community; nobody is told."""

    __tablename__ = "pair_refusals"

    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"),
        primary_key=True,
        info=owned_by_member(on_erase="delete", on_merge="by_method", told_as="pair_refusals"),
    )
    refused_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"),
        primary_key=True,
        index=True,
        info=owned_by_member(on_erase="delete", on_merge="by_method"),
    )
    refused_at: Mapped[datetime]


_other, _other_side = aliased(PairSide, name="other"), aliased(Side, name="other_side")


@dataclass(frozen=True, slots=True)
class Proposed:
    """A coffee as one of its people sees it."""

    own: PairSide
    others: Sequence[PairSide]
    meeting: PairMeeting
    community_id: int

    def is_open(self, now: datetime) -> bool:
        """True while answers count."""
        return now < self.own.made_at + OPEN_FOR

    @property
    def agreed(self) -> Sequence[PairSide]:
        """The others who said yes, once this person said yes, too: they give their contacts."""
        if self.own.answer is not Consent.YES:
            return []
        return [each for each in self.others if each.answer is Consent.YES]


def subject_of(side_id: int) -> str:
    """The subject of messages about a coffee to one of its people."""
    return f"coffee:{side_id}"


class Pairs(Repository):
    """The rounds and coffees of all communities."""

    covers = (PairRound, PairMeeting, PairSide, PairRefusal)

    def has(self, community_id: int, month: str) -> bool:
        """True if a month's round began."""
        same = exists().where(PairRound.community_id == community_id, PairRound.month == month)
        return bool(self._session.scalar(select(same)))

    def begin(self, community_id: int, month: str, now: datetime) -> None:
        """Begin a month's round; a second time changes nothing."""
        row = {"community_id": community_id, "month": month, "begun_at": now, "complete": False}
        begun = insert_into(self._session, PairRound).values(row)
        self._session.execute(begun.on_conflict_do_nothing())

    def unfinished(self, since: datetime) -> PairRound | None:
        """A round begun since then in which some wait for their turn."""
        return self._session.scalar(
            _switched_on(select(PairRound))
            .where(PairRound.complete.is_(False), PairRound.begun_at > since)
            .order_by(PairRound.id)
            .limit(1)
        )

    def acquaintances(self, members: Collection[int]) -> Acquaintances:
        """Who of these members knows whom, and who refused whom.

        A no to an introduction counts as a refusal; people whom one brought together have met.
        """
        met: dict[Couple, datetime] = {}
        refused: set[Couple] = set()
        both = PairSide.member_id.in_(members), _other.member_id.in_(members)
        proposed = self._session.execute(
            select(PairSide.member_id, _other.member_id, PairSide.made_at)
            .join(_other, _other.meeting_id == PairSide.meeting_id)
            .where(PairSide.member_id < _other.member_id, *both)
        )
        for one, other, made_at in proposed:
            two = couple(one, other)
            met[two] = max(met.get(two, made_at), made_at)
        introduced = self._session.execute(
            select(Side.member_id, _other_side.member_id, Introduction.met_at, Side.answer)
            .join(_other_side, _other_side.introduction_id == Side.introduction_id)
            .join(Introduction, Introduction.id == Side.introduction_id)
            .where(
                Side.member_id != _other_side.member_id,
                Side.member_id.in_(members),
                _other_side.member_id.in_(members),
            )
        )
        for one, other, met_at, answer in introduced:
            if met_at is not None:
                met.setdefault(couple(one, other), met_at)
            elif answer is Consent.NO:
                refused.add(couple(one, other))
        for one, other in self._session.execute(
            select(PairRefusal.member_id, PairRefusal.refused_id).where(
                PairRefusal.member_id.in_(members), PairRefusal.refused_id.in_(members)
            )
        ):
            refused.add(couple(one, other))
        return Acquaintances(met, frozenset(refused))

    def propose(
        self,
        of: PairRound,
        groups: Sequence[Sequence[int]],
        questions: Sequence[str],
        now: datetime,
    ) -> None:
        """Keep who is proposed to whom; each coffee gets the next question."""
        meetings = [
            PairMeeting(
                round_id=of.id,
                question=questions[(of.id + nth) % len(questions)] if questions else "",
            )
            for nth in range(len(groups))
        ]
        self._session.add_all(meetings)
        self._session.flush()
        self._session.add_all(
            PairSide(
                round_id=of.id,
                meeting_id=meeting.id,
                member_id=each,
                made_at=now,
                step=Step.WAITING,
                reached_by="",
                accounts=[],
            )
            for meeting, group in zip(meetings, groups, strict=True)
            for each in group
        )

    def to_tell(self, since: datetime, most: int) -> list[Proposed]:
        """People of rounds begun since then who were not told yet."""
        untold = select(PairSide).join(PairRound, PairRound.id == PairSide.round_id)
        return self._proposed(
            _switched_on(untold)
            .where(PairSide.step == Step.WAITING, PairSide.made_at > since)
            .order_by(PairSide.id)
            .limit(most)
        )

    def to_follow_up(self, now: datetime, most: int) -> list[Proposed]:
        """People who were told long enough ago to be asked whether they met."""
        told = select(PairSide).join(PairRound, PairRound.id == PairSide.round_id)
        return self._proposed(
            _switched_on(told)
            .where(PairSide.step == Step.TOLD, PairSide.made_at <= now - FOLLOWED_UP_AFTER)
            .order_by(PairSide.id)
            .limit(most)
        )

    def of_member(self, side_id: int, community_id: int, member_id: int) -> Proposed | None:
        """A coffee by the number of a member's own side, in this community."""
        own = select(PairSide).where(PairSide.id == side_id, PairSide.member_id == member_id)
        found = (each for each in self._proposed(own) if each.community_id == community_id)
        return next(found, None)

    def latest(self, community_id: int, member_id: int) -> Proposed | None:
        """The last coffee that was proposed to a member."""
        here = PairRound.community_id == community_id, PairSide.member_id == member_id
        own = select(PairSide).join(PairRound, PairRound.id == PairSide.round_id).where(*here)
        found = self._proposed(own.order_by(PairSide.made_at.desc(), PairSide.id.desc()).limit(1))
        return next(iter(found), None)

    def from_side(self, proposed: Proposed, side: PairSide) -> Proposed:
        """The same coffee as another of its people sees it."""
        everybody = (proposed.own, *proposed.others)
        others = [each for each in everybody if each is not side]
        return Proposed(side, others, proposed.meeting, proposed.community_id)

    def refuse(self, member_id: int, refused_id: int, at: datetime) -> None:
        """Note that a member is not to be proposed to another one again."""
        row = {"member_id": member_id, "refused_id": refused_id, "refused_at": at}
        refused = insert_into(self._session, PairRefusal).values(row)
        self._session.execute(refused.on_conflict_do_nothing())

    def has_refused(self, member_id: int, others: Collection[int]) -> bool:
        """True if a member refused one of these."""
        refused = exists().where(
            PairRefusal.member_id == member_id, PairRefusal.refused_id.in_(others)
        )
        return bool(self._session.scalar(select(refused)))

    def _proposed(self, which: Select[PairSide]) -> list[Proposed]:
        self._session.flush()
        sides = self._session.scalars(which).all()
        if not sides:
            return []
        meetings = [each.meeting_id for each in sides]
        by_meeting: dict[int, list[PairSide]] = {each: [] for each in meetings}
        people = select(PairSide).where(PairSide.meeting_id.in_(meetings)).order_by(PairSide.id)
        for each in self._session.scalars(people):
            by_meeting[each.meeting_id].append(each)
        rows = self._session.execute(
            select(PairMeeting, PairRound.community_id)
            .join(PairRound, PairRound.id == PairMeeting.round_id)
            .where(PairMeeting.id.in_(meetings))
        )
        known = {row.PairMeeting.id: row for row in rows}
        return [
            Proposed(
                own,
                [each for each in by_meeting[own.meeting_id] if each is not own],
                known[own.meeting_id].PairMeeting,
                known[own.meeting_id].community_id,
            )
            for own in sides
        ]

    def erase(self, member_id: int) -> None:
        """Take back what was to tell others of a member; the rows go by their rule."""
        mine = select(PairSide.meeting_id).where(PairSide.member_id == member_id)
        met = select(PairSide.id).where(PairSide.meeting_id.in_(mine))
        subjects = [subject_of(each) for each in self._session.scalars(met)]
        Outbox(self._session).withdraw_subjects(subjects)

    def held_of(self, _whom: Whom) -> Iterator[Held]:
        """Tell nothing more than the rules on columns do: never who refused a person."""
        yield from ()

    def merge(self, kept_id: int, gone_id: int) -> None:
        """Two members are one: they keep all refusals, and refuse not themselves."""
        both = kept_id, gone_id
        mine, theirs = PairRefusal.member_id, PairRefusal.refused_id
        rows = self._session.execute(
            delete(PairRefusal)
            .where(or_(mine == gone_id, theirs == gone_id))
            .returning(mine, theirs, PairRefusal.refused_at)
        ).all()
        for member_id, refused_id, at in rows:
            if member_id not in both or refused_id not in both:
                one, other = (
                    kept_id if each == gone_id else each for each in (member_id, refused_id)
                )
                self.refuse(one, other, at)

    def purge(self, now: datetime, _ages: RetentionPeriods) -> Iterator[Purged]:
        """Delete the contacts that were given for coffees of long ago."""
        before = now - CONTACTS_KEPT_FOR
        given = or_(PairSide.reached_by != "", PairSide.answer == Consent.YES)
        old = update(PairSide).where(PairSide.made_at <= before, given)
        emptied = old.values(reached_by="", accounts=[], answer=None)
        yield Purged("pair_sides.reached_by", before, changed(self._session, emptied))

    def restored(self, now: datetime) -> None:
        """Take what may have been said since the backup as said, and this month's round as held."""
        told = update(PairSide).where(PairSide.step == Step.WAITING).values(step=Step.TOLD)
        is_old = PairSide.made_at <= now - FOLLOWED_UP_AFTER
        asked = update(PairSide).where(PairSide.step == Step.TOLD, is_old).values(step=Step.ASKED)
        for each in (told, asked):
            self._session.execute(each)
        for community in self._session.scalars(select(Community).where(Community.pairs.is_(True))):
            if is_round_due(now, community.zone):
                self.begin(community.id, month_of(now.astimezone(community.zone).date()), now)
        self._session.execute(update(PairRound).values(complete=True))

    def clock_set_back(self, by: timedelta, now: datetime) -> None:
        """Count what was proposed in the future as proposed now."""
        move_stamps(self._session, PairSide.made_at, by, now)


def _switched_on(query: Query) -> Query:
    """Leave out communities without coffees."""
    return query.join(Community, Community.id == PairRound.community_id).where(
        Community.pairs.is_(True)
    )


@dataclass(frozen=True, slots=True)
class PairCounts:
    """Numbers of coffees in a period."""

    people: int
    """To whom others were proposed."""
    met: int
    """Of these, in coffees of which somebody said that they met."""


class PairFigures(Repository):
    """The figures of coffees."""

    def counts(self, community_id: int, since: datetime, until: datetime) -> PairCounts:
        """Count the people of a community's coffees in a period."""
        people = (
            select(func.count())
            .select_from(PairSide)
            .join(PairRound, PairRound.id == PairSide.round_id)
            .where(
                PairRound.community_id == community_id,
                PairSide.made_at >= since,
                PairSide.made_at < until,
            )
        )
        is_met = exists().where(_other.meeting_id == PairSide.meeting_id, _other.met.is_(True))
        return PairCounts(
            people=self._session.scalar(people) or 0,
            met=self._session.scalar(people.where(is_met)) or 0,
        )
