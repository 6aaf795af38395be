"""Polls: proposed, opened, before a member, closed; their events, and questions of the week."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ForeignKey,
    UniqueConstraint,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.circles import Audience
from bot.domain.polls.rules import Choices, PollKind, Rules, rules_of
from bot.domain.words import fold
from storage.base import Base, table
from storage.communities import hold
from storage.groups import groups_with
from storage.inbound import PROPOSED, FormRow, Forms, OpenForm
from storage.members import Member, Membership
from storage.outbound import report_change
from storage.ownership import not_told, owned_by_member
from storage.polls.ballot_boxes import BallotBoxes, SecretVotes
from storage.polls.ballots import BallotCounts
from storage.polls.poll_tables import (
    COLUMNS,
    IS_OPEN,
    BallotRow,
    EntitlementRow,
    Poll,
    PollRow,
    SecretCountRow,
    read_choices,
    read_poll,
)
from storage.repository import Repository
from storage.statements import Prepared


@dataclass(frozen=True, slots=True)
class NewPoll:
    """A poll to open."""

    question: str
    options: Sequence[str]
    public: bool = False
    ends_at: datetime | None = None
    kind: str = PollKind.ONE
    least: int = 1
    most: int = 1
    secret: bool = False
    hidden: bool = False
    whom: Audience = field(default_factory=Audience)
    """The people who may vote."""
    quorum: int | None = None
    close_at_quorum: bool = False
    member_days: int | None = None
    proposal: int = 0
    """Mark of the member's proposal that it is made from; 0 for none."""

    @property
    def rules(self) -> Rules:
        """Limits of the number of choices of a ballot."""
        return rules_of(self.kind, len(self.options), self.least, self.most)


@dataclass(frozen=True, slots=True)
class Turn:
    """A poll before one member, with their choices so far; a secret one's are not known."""

    poll: Poll
    ballot: Choices


@dataclass(frozen=True, slots=True)
class ListedTurn(Turn):
    """A poll of a member's list."""

    has_voted: bool
    awaits: bool
    """True if the member may vote and has not."""


_polls, _ballots = table(PollRow), table(BallotRow)
_entitled = table(EntitlementRow)
_MINE = and_(_ballots.c.poll_id == _polls.c.id, _ballots.c.member_id == bindparam("me"))
_MY_TURN = and_(_entitled.c.poll_id == _polls.c.id, _entitled.c.member_id == bindparam("me"))
# One look tells all that a vote needs; the poll cannot be closed between it and the ballot.
_TURN = (
    select(*COLUMNS, _ballots.c.choices)
    .select_from(_polls.outerjoin(_ballots, _MINE))
    .where(_polls.c.community_id == bindparam("here"))
    .with_for_update(read=True, of=_polls)
)
_TURN_BY_ID = Prepared(_TURN.where(_polls.c.id == bindparam("poll")))
_TURN_BY_NUMBER = Prepared(_TURN.where(_polls.c.number == bindparam("poll")))
_GET = Prepared(select(*COLUMNS).where(_polls.c.id == bindparam("poll")))


class Polls(Repository):
    """The polls of all communities."""

    def open(self, community_id: int, maker_id: int, new: NewPoll, at: datetime) -> Poll:
        """Open a poll under the community's next number."""
        hold(self._session, community_id)
        following = select(func.coalesce(func.max(_polls.c.number), 0) + 1).where(
            _polls.c.community_id == community_id
        )
        made = self._session.execute(
            insert(_polls)
            .values(
                community_id=community_id,
                number=self._session.scalar(following),
                maker_id=maker_id,
                question=new.question,
                options=list(new.options),
                kind=new.kind,
                least=new.least,
                most=new.most,
                public=new.public,
                secret=new.secret,
                hidden=new.hidden,
                quorum=new.quorum,
                close_at_quorum=new.close_at_quorum,
                member_days=new.member_days,
                audience=None if new.whom.is_everyone else asdict(new.whom),
                opened_at=at,
                ends_at=new.ends_at,
            )
            .returning(*COLUMNS)
        )
        poll = read_poll(made.one()._asdict())
        if poll.has_list:
            SecretVotes(self._session).settle_list(poll)
        return poll

    def close(self, poll_id: int, at: datetime) -> bool:
        """End an open poll; False if it was over. Secret ballots are counted, then deleted.

        The others are counted again, one by one.
        """
        ended = self._end(poll_id, closed_at=at)
        if ended:
            BallotBoxes(self._session).count(poll_id)
            SecretVotes(self._session).close_list(poll_id)
            BallotCounts(self._session).mend(self.get(poll_id))
        return ended

    def withdraw(self, poll_id: int, at: datetime) -> bool:
        """Withdraw an open poll that has no ballot."""
        if self.has_votes(poll_id):
            return False
        return self._end(poll_id, withdrawn_at=at)

    def has_votes(self, poll_id: int) -> bool:
        """True after the first vote in a poll; no vote comes until this unit of work ends."""
        self._session.execute(select(_polls.c.id).where(_polls.c.id == poll_id).with_for_update())
        openly = select(_ballots.c.id).where(_ballots.c.poll_id == poll_id).limit(1)
        secretly = select(_entitled.c.id).where(_entitled.c.poll_id == poll_id, _entitled.c.voted)
        return any(self._session.scalar(each) is not None for each in (openly, secretly.limit(1)))

    def correct(self, poll_id: int, **values: object) -> None:
        """Change these columns of an open poll."""
        self._session.execute(
            update(_polls).where(_polls.c.id == poll_id, IS_OPEN).values(**values)
        )

    def replace_options(self, poll: Poll, options: Sequence[str]) -> None:
        """Give an open poll without votes other options, with ids that it never had."""
        base = poll.choice_base + len(poll.options)
        self.correct(poll.id, options=list(options), choice_base=base)

    def rename_option(self, poll_id: int, number: int, words: str) -> None:
        """Give an option of any poll other words: its author took them back. Its votes stay."""
        options = list(self.get(poll_id).options)
        options[number - 1] = words
        renamed = update(_polls).where(_polls.c.id == poll_id).values(options=options)
        self._session.execute(renamed)
        report_change(self._session, Poll, [poll_id])

    def _end(self, poll_id: int, **when: datetime) -> bool:
        ended = self._session.execute(
            update(_polls)
            .where(_polls.c.id == poll_id, IS_OPEN)
            .values(**when)
            .returning(_polls.c.id)
        )
        return ended.first() is not None

    def get(self, poll_id: int) -> Poll:
        """The poll with this id, which must exist."""
        return read_poll(_GET.one(self._session, poll=poll_id))

    def these(self, poll_ids: Collection[int]) -> list[Poll]:
        """The polls with these ids."""
        return self._values(Poll, select(*COLUMNS).where(_polls.c.id.in_(poll_ids)))

    def turn(
        self, community_id: int, member_id: int, *, number: int = 0, poll_id: int = 0
    ) -> Turn | None:
        """A poll of this community, by number or by id, before a member."""
        look, poll = (_TURN_BY_ID, poll_id) if poll_id else (_TURN_BY_NUMBER, number)
        row = look.first(self._session, here=community_id, me=member_id, poll=poll)
        return None if row is None else Turn(read_poll(row), read_choices(row["choices"]))

    def open_in(self, community_id: int) -> list[Poll]:
        """The open polls of a community without those of its groups, the oldest first."""
        here = select(*COLUMNS).where(_polls.c.community_id == community_id, IS_OPEN)
        return _for_community(self._values(Poll, here.order_by(_polls.c.number)))

    def short_of_time(
        self, community_id: int, *, ends_by: datetime, opened_by: datetime, most: int
    ) -> list[Poll]:
        """Open polls with a quorum that end by a moment, or have no end and were opened by one."""
        due = or_(
            _polls.c.ends_at <= ends_by,
            and_(_polls.c.ends_at.is_(None), _polls.c.opened_at <= opened_by),
        )
        here = _polls.c.community_id == community_id, IS_OPEN, _polls.c.quorum.is_not(None), due
        in_order = select(*COLUMNS).where(*here).order_by(_polls.c.number)
        return _for_community(self._values(Poll, in_order))[:most]

    def closed_since(self, community_id: int, since: datetime) -> list[Poll]:
        """The polls of a community that were closed since then and have votes, the oldest first.

        Those of its groups are not among them.
        """
        secretly = table(SecretCountRow)
        voted = or_(
            select(_ballots.c.id).where(_ballots.c.poll_id == _polls.c.id).exists(),
            select(secretly.c.poll_id).where(secretly.c.poll_id == _polls.c.id).exists(),
        )
        closed = (_polls.c.community_id == community_id, _polls.c.closed_at >= since, voted)
        in_order = select(*COLUMNS).where(*closed).order_by(_polls.c.closed_at, _polls.c.id)
        return _for_community(self._values(Poll, in_order))

    def open_among(self, poll_ids: Collection[int]) -> set[int]:
        """Ids of the open ones among these polls."""
        return set(
            self._session.scalars(select(_polls.c.id).where(_polls.c.id.in_(poll_ids), IS_OPEN))
        )

    def open_turns(self, community_id: int, member_id: int) -> list[ListedTurn]:
        """The open polls before a member: first those that await their vote, the oldest first.

        Of groups, only those that the member is in.
        """
        listed = (
            select(*COLUMNS, _ballots.c.choices, _entitled.c.voted)
            .select_from(_polls.outerjoin(_ballots, _MINE).outerjoin(_entitled, _MY_TURN))
            .where(_polls.c.community_id == community_id, IS_OPEN)
            .order_by(_polls.c.number)
        )
        rows = self._session.execute(listed, {"me": member_id})
        turns = [_listed_turn(row._asdict()) for row in rows]
        if any(turn.poll.group_id is not None for turn in turns):
            own = {None, *groups_with(self._session, member_id)}
            turns = [turn for turn in turns if turn.poll.group_id in own]
        return sorted(turns, key=lambda turn: not turn.awaits)


def _for_community(polls: Sequence[Poll]) -> list[Poll]:
    """Leave out the polls of working groups."""
    return [each for each in polls if each.group_id is None]


def _listed_turn(row: Mapping[str, Any]) -> ListedTurn:
    poll, ballot, voted = read_poll(row), read_choices(row["choices"]), row["voted"]
    may_vote = not poll.has_list or voted is not None
    has_voted = bool(ballot) or bool(voted)
    return ListedTurn(poll, ballot, has_voted, may_vote and not has_voted)


PROPOSED_BY = "by"
"""The answer of a proposal that has its member's id."""
_NAME = "proposed_poll"
_rows = table(FormRow)
_ALL = select(*_rows.c).where(_rows.c.form == _NAME)


class PollProposals(Repository):
    """The undecided proposals, one a room; `Forms` moves and forgets them with the room."""

    def keep(
        self, room: str, community_id: int, poll: dict[str, Any], *, by: int, expires_at: datetime
    ) -> int:
        """Keep a poll that the member of this room proposes; returns its mark."""
        kept = OpenForm(_NAME, community_id, {"poll": poll, PROPOSED_BY: by})
        return self._forms.put(f"{room}{PROPOSED}", kept, expires_at)

    def of_room(self, room: str, now: datetime) -> OpenForm | None:
        """The proposal by the person of this room."""
        return self._forms.open_in(f"{room}{PROPOSED}", now)

    def waiting(
        self, community_id: int, now: datetime, most: int | None = None
    ) -> dict[str, OpenForm]:
        """The proposals to a community, by where they are kept, the oldest first."""
        self._session.flush()
        here = _ALL.where(_rows.c.community_id == community_id, _rows.c.expires_at > now)
        rows = self._session.execute(here.order_by(_rows.c.expires_at, _rows.c.room).limit(most))
        return {
            each.room: OpenForm(
                each.form, each.community_id, each.answers, each.expires_at, each.mark
            )
            for each in rows
        }

    def leave(self, member_id: int, community_id: int) -> None:
        """Forget the proposals of a member who leaves a community."""
        for proposal in self._proposals_by(member_id):
            if proposal.community_id == community_id:
                self._forms.close(proposal.room)

    def erase(self, member_id: int) -> None:
        """Forget a member's proposals, in whichever room they were made."""
        for proposal in self._proposals_by(member_id):
            self._forms.close(proposal.room)

    def merge(self, kept_id: int, gone_id: int) -> None:
        """Give the proposals of one member to another."""
        for proposal in self._proposals_by(gone_id):
            signed = {**proposal.answers, PROPOSED_BY: kept_id}
            here = _rows.c.room == proposal.room
            self._session.execute(update(_rows).where(here).values(answers=signed))

    @property
    def _forms(self) -> Forms:
        return Forms(self._session)

    def _proposals_by(self, member_id: int) -> list[Any]:
        """The rows of a member's proposals."""
        self._session.flush()
        rows = self._session.execute(_ALL)
        return [each for each in rows if each.answers.get(PROPOSED_BY) == member_id]


class PollEventRow(Base):
    """An event and the poll that found its date."""

    __tablename__ = "poll_events"

    event_id: Mapped[int] = mapped_column(
        ForeignKey("events.id"), primary_key=True, autoincrement=False
    )
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"), index=True, unique=True)


_poll_events = table(PollEventRow)


class PollEvents(Repository):
    """The events that were made from polls."""

    covers = (PollEventRow,)

    def put(self, event_id: int, poll_id: int) -> None:
        """Keep which event was made from a poll, in place of an earlier one that was given up."""
        self._session.execute(delete(_poll_events).where(_poll_events.c.poll_id == poll_id))
        self._session.add(PollEventRow(event_id=event_id, poll_id=poll_id))
        self._session.flush()

    def poll_of(self, event_id: int) -> int | None:
        """The poll from which an event was made."""
        return self._session.scalar(
            select(_poll_events.c.poll_id).where(_poll_events.c.event_id == event_id)
        )

    def event_of(self, poll_id: int) -> int | None:
        """The event that was made from a poll."""
        return self._session.scalar(
            select(_poll_events.c.event_id).where(_poll_events.c.poll_id == poll_id)
        )

    def answers(self, poll_id: int, member_id: int | None = None) -> list[tuple[int, Choices]]:
        """Members with their ballots in a poll, in the order of voting, or one of them.

        Those who left the community, or want no more messages, are left out.
        """
        answered = (
            select(_ballots.c.member_id, _ballots.c.choices)
            .join(_polls, _polls.c.id == _ballots.c.poll_id)
            .join(Member, Member.id == _ballots.c.member_id)
            .join(
                Membership,
                and_(
                    Membership.member_id == Member.id,
                    Membership.community_id == _polls.c.community_id,
                ),
            )
            .where(_ballots.c.poll_id == poll_id, Member.stopped_at.is_(None))
            .order_by(_ballots.c.id)
        )
        if member_id is not None:
            answered = answered.where(Member.id == member_id)
        rows = self._session.execute(answered)
        return [(row.member_id, read_choices(row.choices)) for row in rows]


class WeeklyQuestion(Base):
    """A question of the list. It stays once it was asked, so that it is never asked twice."""

    __tablename__ = "weekly_questions"
    __table_args__ = (UniqueConstraint("community_id", "folded"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    words: Mapped[str]
    folded: Mapped[str] = mapped_column(info=not_told())
    """Its words without accents, capitals and marks."""
    added_by: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="untie", told_as="weekly_questions"),
    )
    added_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]


class WeeklyQuestions(Repository):
    """The lists of all communities."""

    def add(self, community_id: int, words: str, *, by: int | None, at: datetime) -> None:
        """Put a question at the end of a list."""
        self._added(
            WeeklyQuestion(
                community_id=community_id,
                words=words,
                folded=fold(words),
                added_by=by,
                added_at=at,
            )
        )

    def has(self, community_id: int, words: str) -> bool:
        """True if a question is on the list, or was asked."""
        same = exists().where(
            WeeklyQuestion.community_id == community_id, WeeklyQuestion.folded == fold(words)
        )
        return bool(self._session.scalar(select(same)))

    def waiting(self, community_id: int, most: int) -> Sequence[WeeklyQuestion]:
        """The next questions, in order."""
        return self._session.scalars(
            select(WeeklyQuestion)
            .where(WeeklyQuestion.community_id == community_id, WeeklyQuestion.asked_at.is_(None))
            .order_by(WeeklyQuestion.id)
            .limit(most)
        ).all()

    def count(self, community_id: int) -> int:
        """The number of questions that wait."""
        return (
            self._session.scalar(
                select(func.count()).where(
                    WeeklyQuestion.community_id == community_id, WeeklyQuestion.asked_at.is_(None)
                )
            )
            or 0
        )

    def get(self, community_id: int, question_id: int) -> WeeklyQuestion | None:
        """A question of a community that was not asked yet."""
        return self._session.scalar(
            select(WeeklyQuestion).where(
                WeeklyQuestion.id == question_id,
                WeeklyQuestion.community_id == community_id,
                WeeklyQuestion.asked_at.is_(None),
            )
        )

    def drop(self, question: WeeklyQuestion) -> None:
        """Take a question off the list."""
        self._session.delete(question)
        self._session.flush()
