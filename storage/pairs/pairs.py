"""Coffees: who takes part, whose turn it is in a round, who was proposed to whom."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, delete, exists, func, or_, select, update
from sqlalchemy.orm import aliased

from bot.domain.introductions import Consent
from bot.domain.pairs import (
    CONTACTS_KEPT_FOR,
    FOLLOWED_UP_AFTER,
    OPEN_FOR,
    Acquaintances,
    Couple,
    Participant,
    Step,
    couple,
    is_round_due,
    month_of,
)
from bot.domain.personal_data import MESSAGES, PAIRS, RetentionPeriods
from storage.base import changed
from storage.communities import Community
from storage.introductions import Introduction, Side
from storage.members import Consent as GivenConsent
from storage.members import Identity, Member, MemberDomain, Membership
from storage.outbound import Outbox
from storage.ownership import Held, Whom
from storage.pairs.pair_tables import PairMeeting, PairMember, PairRefusal, PairRound, PairSide
from storage.repository import Repository, move_stamps
from storage.retention import Purged
from storage.statements import insert_into

Query = TypeVar("Query", bound=Select[Any])
_other, _other_side = aliased(PairSide, name="other"), aliased(Side, name="other_side")


class PairMembers(Repository):
    """Who takes part, in all communities."""

    def get(self, community_id: int, member_id: int) -> PairMember | None:
        """A member's part in a community's coffees; None if they take none."""
        return self._session.get(PairMember, (member_id, community_id))

    def join(self, community_id: int, member_id: int) -> None:
        """Let a member take part; a second time changes nothing."""
        if self.get(community_id, member_id) is None:
            row = PairMember(member_id=member_id, community_id=community_id, placed="")
            self._session.add(row)
            self._session.flush()

    def leave(self, community_id: int, member_id: int) -> None:
        """Let a member take part no longer."""
        own = PairMember.member_id == member_id, PairMember.community_id == community_id
        self._session.execute(delete(PairMember).where(*own))

    def count(self, community_id: int) -> int:
        """The number of members who take part, in a pause or not."""
        counted = select(func.count()).where(PairMember.community_id == community_id)
        return self._session.scalar(counted) or 0

    def next_ones(self, community_id: int, month: str, most: int) -> Sequence[int]:
        """The ids of members whose turn in a round did not come yet."""
        return self._session.scalars(
            select(PairMember.member_id)
            .where(PairMember.community_id == community_id, PairMember.placed < month)
            .order_by(PairMember.placed, PairMember.member_id)
            .limit(most)
        ).all()

    def place(self, community_id: int, month: str, members: Collection[int]) -> None:
        """Note that the turn of these members came."""
        these = PairMember.community_id == community_id, PairMember.member_id.in_(members)
        self._session.execute(update(PairMember).where(*these).values(placed=month))

    def present(self, of: PairRound, members: Collection[int], today: date) -> Sequence[int]:
        """The ones of these members who can be proposed to others today.

        They are adults in the community, with an account, a yes to coffees and to messages, and
        neither paused nor silent, nor in this round already: they may have left and come back.
        """
        return self._session.scalars(
            select(Member.id)
            .join(PairMember, PairMember.member_id == Member.id)
            .where(
                PairMember.community_id == of.community_id,
                Member.id.in_(members),
                Member.adult.is_(True),
                Member.stopped_at.is_(None),
                or_(PairMember.paused_until.is_(None), PairMember.paused_until <= today),
                exists().where(
                    Membership.member_id == Member.id,
                    Membership.community_id == of.community_id,
                ),
                exists().where(Identity.member_id == Member.id),
                ~exists().where(PairSide.member_id == Member.id, PairSide.round_id == of.id),
                *(_has_agreed(of.community_id, each) for each in (PAIRS, MESSAGES)),
            )
        ).all()

    def described(self, community_id: int, members: Collection[int]) -> list[Participant]:
        """Where these members live, and the domains that they care for."""
        domains: dict[int, set[str]] = {each: set() for each in members}
        of = MemberDomain.community_id == community_id, MemberDomain.member_id.in_(members)
        for member_id, domain in self._session.execute(
            select(MemberDomain.member_id, MemberDomain.domain).where(*of)
        ):
            domains[member_id].add(domain)
        rows = self._session.execute(
            select(Member.id, Member.commune, Member.territory)
            .where(Member.id.in_(members))
            .order_by(Member.id)
        )
        return [
            Participant(row.id, row.commune, row.territory, frozenset(domains[row.id]))
            for row in rows
        ]


def _has_agreed(community_id: int, purpose: str) -> ColumnElement[bool]:
    return exists().where(
        GivenConsent.member_id == Member.id,
        GivenConsent.community_id == community_id,
        GivenConsent.purpose == purpose,
        GivenConsent.withdrawn_at.is_(None),
    )


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
