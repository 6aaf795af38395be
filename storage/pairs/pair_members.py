"""Members who take part in the coffees of a community, and the opening questions that they get."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    UniqueConstraint,
    delete,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.pairs import Participant
from bot.domain.personal_data import MESSAGES, PAIRS
from bot.domain.words import fold
from storage.base import Base
from storage.members import Consent as GivenConsent
from storage.members import Identity, Member, MemberDomain, Membership
from storage.ownership import not_told, owned_by_member
from storage.pairs.pairs import PairRound, PairSide
from storage.repository import Repository


class PairMember(Base):
    """A member who takes part in the coffees of a community."""

    __tablename__ = "pair_members"
    __table_args__ = (Index("ix_pair_members_placed", "community_id", "placed", "member_id"),)

    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"),
        primary_key=True,
        info=owned_by_member(on_erase="delete", told_as="pair_members", newest_by="placed"),
    )
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), primary_key=True)
    paused_until: Mapped[date | None]
    placed: Mapped[str] = mapped_column(info=not_told())
    """The last round in which their turn came, as `2026-12`; empty before the first."""


class PairMembers(Repository):
    """Who takes part, in all communities."""

    def get(self, community_id: int, member_id: int) -> PairMember | None:
        """A member's part in a community's coffees; None if they take none."""
        return self._session.get(PairMember, (member_id, community_id))

    def join(self, community_id: int, member_id: int) -> None:
        """Enrol a member; a second time changes nothing."""
        if self.get(community_id, member_id) is None:
            row = PairMember(member_id=member_id, community_id=community_id, placed="")
            self._session.add(row)
            self._session.flush()

    def leave(self, community_id: int, member_id: int) -> None:
        """Remove a member from the participants."""
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


class PairQuestion(Base):
    """An opening question."""

    __tablename__ = "pair_questions"
    __table_args__ = (UniqueConstraint("community_id", "folded"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    words: Mapped[str]
    folded: Mapped[str] = mapped_column(info=not_told())
    """Its words without accents, capitals and marks."""
    added_by: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="untie", told_as="pair_questions"),
    )
    added_at: Mapped[datetime]


class PairQuestions(Repository):
    """The lists of all communities."""

    def add(self, community_id: int, words: str, *, by: int | None, at: datetime) -> None:
        """Put a question at the end of a list."""
        self._added(
            PairQuestion(
                community_id=community_id,
                words=words,
                folded=fold(words),
                added_by=by,
                added_at=at,
            )
        )

    def of(self, community_id: int) -> Sequence[PairQuestion]:
        """A community's questions, in order."""
        here = select(PairQuestion).where(PairQuestion.community_id == community_id)
        return self._session.scalars(here.order_by(PairQuestion.id)).all()

    def drop(self, question: PairQuestion) -> None:
        """Take a question off the list."""
        self._session.delete(question)
        self._session.flush()
