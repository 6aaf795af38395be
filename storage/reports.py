"""Messages that members reported to the gardeners, apart from who reported them."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint, delete, exists, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.personal_data import RetentionPeriods
from bot.domain.reports import KEPT_FOR, ReportDecision
from storage.base import Base, Choice
from storage.outbound import report_change
from storage.ownership import Held, Whom, held, not_told, owned_by_member
from storage.repository import Repository
from storage.retention import Purged


class Report(Base):
    """A reported message; its author may be no member, or unknown.

    It goes 60 days after the decision, with its author, and with the last who reported it. An id
    is never given twice, since buttons bear it: SQLite has to be told.
    """

    __tablename__ = "reports"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    room: Mapped[str]
    """Where the message stands; empty where that is not known."""
    message_id: Mapped[str]
    link: Mapped[str]
    words: Mapped[str]
    """The words of the message."""
    author_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="by_method", told_as="reports"),
    )
    author_account: Mapped[str] = mapped_column(index=True)
    """Of an author who is no member."""
    author_name: Mapped[str]
    reported_at: Mapped[datetime]
    removal_asked: Mapped[bool] = mapped_column(info=not_told())
    removal_refused: Mapped[bool] = mapped_column(info=not_told())
    decision: Mapped[ReportDecision | None] = mapped_column(Choice(ReportDecision))
    decided_at: Mapped[datetime | None] = mapped_column(index=True)
    decided_by: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="untie"),
    )


class Reporter(Base):
    """A member who reported a message, which nobody is told, and their remark."""

    __tablename__ = "reporters"
    __table_args__ = (UniqueConstraint("report_id", "member_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="by_method", told_as="reporters"),
    )
    remark: Mapped[str]
    at: Mapped[datetime]


class Reports(Repository):
    """The reported messages of all communities."""

    def add(self, report: Report) -> Report:
        """Keep a new one, under a number of its own."""
        return self._added(report)

    def get(self, report_id: int) -> Report | None:
        return self._session.get(Report, report_id)

    def alike(self, report: Report) -> Report | None:
        """The latest report of the same message: of the same place, else of the same words."""
        here = select(Report).where(Report.community_id == report.community_id)
        if report.message_id:
            same = here.where(Report.room == report.room, Report.message_id == report.message_id)
        else:
            same = here.where(
                Report.message_id == "",
                Report.link == report.link,
                Report.words == report.words,
                Report.author_id.is_not_distinct_from(report.author_id),
                Report.author_account == report.author_account,
                Report.author_name == report.author_name,
            )
        return self._session.scalar(same.order_by(Report.id.desc()).limit(1))

    def join(self, report: Report, member_id: int, remark: str, at: datetime) -> None:
        """Note that a member reports it, too; a new remark takes the place of theirs."""
        mine = self._session.scalar(
            select(Reporter).where(Reporter.report_id == report.id, Reporter.member_id == member_id)
        )
        if mine is None:
            row = Reporter(report_id=report.id, member_id=member_id, remark=remark, at=at)
            self._session.add(row)
        elif remark:
            mine.remark = remark
        self._session.flush()
        report_change(self._session, Report, [report.id])

    def remarks(self, report_id: int) -> Sequence[str]:
        """The remarks of its reporters, the first one first."""
        found = select(Reporter.remark).where(Reporter.report_id == report_id)
        return self._session.scalars(found.where(Reporter.remark != "").order_by(Reporter.id)).all()

    def reporter_ids(self, report_id: int) -> Sequence[int]:
        """The members who reported it, to be told the decision."""
        found = select(Reporter.member_id).where(Reporter.report_id == report_id)
        return self._session.scalars(found.order_by(Reporter.id)).all()

    def undecided(
        self, community_id: int, but_of: int | None, accounts: Collection[str], most: int
    ) -> Sequence[Report]:
        """The oldest reports that await a decision, except those about one person."""
        others = or_(Report.author_id.is_(None), Report.author_id != but_of)
        here = select(Report).where(
            Report.community_id == community_id,
            Report.decision.is_(None),
            others,
            Report.author_account.not_in(list(accounts)),
        )
        return self._session.scalars(here.order_by(Report.id).limit(most)).all()

    def purge(self, now: datetime, _ages: RetentionPeriods) -> Iterator[Purged]:
        """Delete the reports that were decided long enough ago."""
        before = now - KEPT_FOR
        old = self._session.scalars(select(Report.id).where(Report.decided_at <= before)).all()
        self._delete(old)
        yield Purged("reports", before, len(old))

    def erase(self, member_id: int) -> None:
        """Delete the reports about a member, and those that nobody else made."""
        about = self._session.scalars(select(Report.id).where(Report.author_id == member_id)).all()
        self._delete(about)
        mine = delete(Reporter).where(Reporter.member_id == member_id)
        left = self._session.scalars(mine.returning(Reporter.report_id)).all()
        with_others = exists().where(Reporter.report_id == Report.id)
        alone = select(Report.id).where(Report.id.in_(left), ~with_others)
        self._delete(self._session.scalars(alone).all())
        report_change(self._session, Report, left)

    def forget(self, traces: Collection[str]) -> None:
        """Delete the reports about the accounts of somebody who is no member."""
        about = select(Report.id).where(Report.author_account.in_(list(traces)))
        self._delete(self._session.scalars(about).all())

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """The reports about a person who is no member, and what a gardener decided."""
        yield from held(self._session, Report, Report.author_account.in_(whom.accounts))
        decided = select(Report.community_id, Report.decision, Report.decided_at)
        mine = decided.where(Report.decided_by == whom.member_id).order_by(Report.id)
        yield from self._held("report_decisions", mine)

    def drop_community(self, community_id: int) -> None:
        """Delete the reports of a community."""
        self._session.execute(delete(Report).where(Report.community_id == community_id))

    def _delete(self, ids: Sequence[int]) -> None:
        self._session.execute(delete(Report).where(Report.id.in_(ids)))
        report_change(self._session, Report, ids)
