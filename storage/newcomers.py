"""What newcomers are asked: whether a member may welcome them, and how their first week was."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, and_, delete, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.newcomers import MOST_GREETED
from bot.domain.personal_data import GREETING, MESSAGES
from storage.base import Base, Choice
from storage.members import Member, Membership, agreed, gets_fewer
from storage.ownership import Held, Whom, held, owned_by_member
from storage.repository import Repository, Unlinked
from storage.retention import kept_for


class GreetingAnswer(StrEnum):
    """Answers to the question whether a member may write to a newcomer."""

    ASKED = "asked"
    YES = "yes"
    NO = "no"


class FirstWeek(StrEnum):
    """Answers to the question whether a newcomer found what they were looking for."""

    FOUND = "found"
    NOT_YET = "not yet"
    NOT_FOR_ME = "not for me"


class Greeting(Base):
    """A newcomer of a community: what they were asked and answered, and who was to welcome them."""

    __tablename__ = "greetings"

    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"), primary_key=True, info=owned_by_member(on_erase="delete")
    )
    community_id: Mapped[int] = mapped_column(
        ForeignKey("communities.id"), primary_key=True, index=True
    )
    since: Mapped[datetime] = mapped_column(index=True, info=kept_for(timedelta(days=365)))
    answer: Mapped[GreetingAnswer | None] = mapped_column(Choice(GreetingAnswer))
    """None: they were not asked."""
    answered_at: Mapped[datetime | None]
    account: Mapped[str | None]
    """Where they said yes: the account that a greeter is given."""
    greeter_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"), index=True, info=owned_by_member(on_erase="untie")
    )
    greeted_at: Mapped[datetime | None]
    """Time at which somebody was asked to welcome them, or the team did."""
    week_asked_at: Mapped[datetime | None]
    week: Mapped[FirstWeek | None] = mapped_column(Choice(FirstWeek))
    week_answered_at: Mapped[datetime | None]


@dataclass(frozen=True, slots=True)
class Greeter:
    """A member who would welcome a newcomer, and how many they were asked to welcome lately."""

    member: Member
    lately: int


_HERE = and_(
    Membership.member_id == Greeting.member_id, Membership.community_id == Greeting.community_id
)


class Greetings(Repository):
    """The newcomers of all communities."""

    def of(self, member_id: int, community_id: int) -> Greeting | None:
        """What a member of a community was asked as a newcomer."""
        return self._session.get(Greeting, (member_id, community_id))

    def begin(self, member_id: int, community_id: int, at: datetime) -> Greeting:
        """The row of a newcomer, made if there is none."""
        return self.of(member_id, community_id) or self._added(
            Greeting(member_id=member_id, community_id=community_id, since=at)
        )

    def waiting(
        self, community_id: int, since: datetime, most: int, member_id: int | None = None
    ) -> list[Member]:
        """Newcomers since then who said yes and were not welcomed, the longest waiting first."""
        one = () if member_id is None else (Member.id == member_id,)
        return list(
            self._session.scalars(
                select(Member)
                .join(Greeting, Greeting.member_id == Member.id)
                .join(Membership, _HERE)
                .where(
                    Greeting.community_id == community_id,
                    Greeting.since >= since,
                    Greeting.answer == GreetingAnswer.YES,
                    Greeting.greeted_at.is_(None),
                    Member.stopped_at.is_(None),
                    *one,
                )
                .order_by(Greeting.answered_at, Member.id)
                .limit(most)
            )
        )

    def greeters(
        self, community_id: int, newcomer_id: int, since: datetime, most: int
    ) -> list[Greeter]:
        """Adults who agreed to welcome: who did so least since then comes first.

        Never who welcomed the last newcomer, nor who has welcomed as many as one does.
        """
        last = (
            select(Greeting.greeter_id)
            .where(Greeting.community_id == community_id, Greeting.greeted_at.is_not(None))
            .order_by(Greeting.greeted_at.desc(), Greeting.member_id.desc())
            .limit(1)
        )
        lately = (
            select(Greeting.greeter_id, func.count().label("count"))
            .where(Greeting.community_id == community_id, Greeting.greeted_at >= since)
            .group_by(Greeting.greeter_id)
            .subquery()
        )
        count = func.coalesce(lately.c.count, 0)
        rows = self._session.execute(
            select(Member, count)
            .join(Membership, Membership.member_id == Member.id)
            .outerjoin(lately, lately.c.greeter_id == Member.id)
            .where(
                Membership.community_id == community_id,
                Member.id != newcomer_id,
                Member.id != func.coalesce(last.scalar_subquery(), 0),
                Member.adult.is_(True),
                Member.stopped_at.is_(None),
                ~gets_fewer(),
                agreed(community_id, GREETING),
                agreed(community_id, MESSAGES),
                count < MOST_GREETED,
            )
            .order_by(count, Member.id)
            .limit(most)
        )
        return [Greeter(member, number) for member, number in rows]

    def to_ask_after_week(
        self,
        community_id: int,
        since: datetime,
        until: datetime,
        *,
        without: Collection[int],
        most: int,
    ) -> list[Member]:
        """Members who joined between two moments, get messages, and were not asked yet."""
        asked = and_(_HERE, Greeting.week_asked_at.is_not(None))
        return list(
            self._session.scalars(
                select(Member)
                .join(Membership, Membership.member_id == Member.id)
                .where(
                    Membership.community_id == community_id,
                    Membership.joined_at >= since,
                    Membership.joined_at < until,
                    Member.id.not_in(without),
                    Member.stopped_at.is_(None),
                    agreed(community_id, MESSAGES),
                    ~select(Greeting.member_id).where(asked).correlate(Membership).exists(),
                )
                .order_by(Membership.joined_at, Member.id)
                .limit(most)
            )
        )

    def week_answers(
        self, community_id: int, since: datetime, most: int
    ) -> list[tuple[Member, FirstWeek]]:
        """What newcomers answered about their first week since then, the newest first."""
        rows = self._session.execute(
            select(Member, Greeting.week)
            .join(Greeting, Greeting.member_id == Member.id)
            .join(Membership, _HERE)
            .where(Greeting.community_id == community_id, Greeting.week_answered_at >= since)
            .order_by(Greeting.week_answered_at.desc(), Member.id.desc())
            .limit(most)
        )
        return [(member, week) for member, week in rows if week is not None]

    def counts(
        self, community_id: int, since: datetime, until: datetime
    ) -> tuple[int, dict[FirstWeek, int]]:
        """How many were welcomed in a time, and how many answered what about their week."""
        greeted = select(func.count()).where(
            Greeting.community_id == community_id,
            Greeting.greeted_at >= since,
            Greeting.greeted_at < until,
        )
        answered = (
            select(Greeting.week, func.count())
            .where(
                Greeting.community_id == community_id,
                Greeting.week_answered_at >= since,
                Greeting.week_answered_at < until,
            )
            .group_by(Greeting.week)
        )
        weeks = {week: count for week, count in self._session.execute(answered) if week is not None}
        return self._session.scalar(greeted) or 0, weeks

    def forget_newcomer(self, member_id: int, community_id: int) -> None:
        """Forget a newcomer who leaves the community."""
        self._session.execute(
            delete(Greeting).where(
                Greeting.member_id == member_id, Greeting.community_id == community_id
            )
        )

    def unlink(self, unlinked: Unlinked) -> None:
        """Give nobody an account that is no longer the newcomer's."""
        theirs = Greeting.member_id == unlinked.member_id, Greeting.account == unlinked.account
        self._session.execute(update(Greeting).where(*theirs).values(account=None))

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """What a person said as a newcomer; and when they welcomed others, not who these are."""
        yield from held(self._session, Greeting, Greeting.member_id == whom.member_id)
        others = ("since", "answer", "answered_at", "account", "week_asked_at", "week")
        yield from held(
            self._session,
            Greeting,
            Greeting.greeter_id == whom.member_id,
            without=(*others, "week_answered_at"),
            section="greetings_given",
        )
