"""Working groups: their members, requests, monthly reports, spaces and figures."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, ForeignKey, Index, delete, exists, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, mapped_column

from bot.domain.groups import GroupStanding, GroupState, Joining
from storage.base import Base, Choice
from storage.communities import Room, RoomKind
from storage.digest import LetterItems
from storage.members import Member, Membership
from storage.outbound import report_change
from storage.ownership import owned_by_member, told_number
from storage.repository import Repository
from storage.revisions import Revised

REPORT_KIND, END_KIND = "group_line", "group_end"
"""Kinds of the letter's items about groups."""


class Group(Base):
    """A working group; one that is closed keeps its number.

    An id is never given twice, since people type it: SQLite has to be told.
    """

    __revised__ = Revised(
        "group",
        by=("name", "purpose", "joining", "state"),
        apart=(
            *("id", "community_id", "proposer_id", "created_at", "opened_at", "closed_at"),
            *("outcome", "asked_on"),
        ),
    )
    __tablename__ = "working_groups"
    __table_args__ = (
        Index("ix_working_groups_listed", "community_id", "state", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    proposer_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="untie", told_as="working_groups"),
    )
    name: Mapped[str]
    purpose: Mapped[str]
    joining: Mapped[Joining] = mapped_column(Choice(Joining))
    state: Mapped[GroupState] = mapped_column(Choice(GroupState))
    created_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    outcome: Mapped[str]
    """The closing report; empty while it is open."""
    asked_on: Mapped[date | None]
    """When its leads were last asked for a report."""


class GroupMember(Base):
    """A membership of a group, or a request; a merge keeps the higher standing."""

    __tablename__ = "group_members"

    group_id: Mapped[int] = mapped_column(
        ForeignKey("working_groups.id", ondelete="CASCADE"), primary_key=True, info=told_number()
    )
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"),
        primary_key=True,
        index=True,
        info=owned_by_member(on_erase="delete", told_as="group_members", newest_by="standing"),
    )
    standing: Mapped[GroupStanding] = mapped_column(Choice(GroupStanding))
    muted: Mapped[bool] = mapped_column(default=False, server_default=false())
    since: Mapped[datetime]


class GroupReport(Base):
    """A line of report on a group, for the letter."""

    __tablename__ = "group_reports"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(
        ForeignKey("working_groups.id", ondelete="CASCADE"), index=True, info=told_number()
    )
    author_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="untie", told_as="group_reports"),
    )
    words: Mapped[str]
    said_at: Mapped[datetime]


class GroupSpace(Base):
    """The space on a network in which the rooms of a community's groups are made."""

    __tablename__ = "group_spaces"

    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), primary_key=True)
    network: Mapped[str] = mapped_column(primary_key=True)
    address: Mapped[str]


_IN = GroupMember.standing != GroupStanding.ASKS
_LEADS = GroupMember.standing == GroupStanding.LEADS


def groups_with(session: Session, member_id: int) -> Sequence[int]:
    """The numbers of the groups that a member is in, of all communities."""
    inside = GroupMember.member_id == member_id, _IN
    return session.scalars(select(GroupMember.group_id).where(*inside)).all()


class Groups(Repository):
    """The groups of all communities, with their reports."""

    covers = (Group, GroupReport, GroupSpace)

    def add(self, group: Group) -> Group:
        """Keep a new group and give it its number."""
        return self._added(group)

    def find(self, community_id: int, group_id: int) -> Group | None:
        """The group of a community with this number, in whichever state."""
        group = self._session.get(Group, group_id)
        return None if group is None or group.community_id != community_id else group

    def community_of(self, group_id: int) -> int | None:
        """The id of the community that a group is of."""
        return self._session.scalar(select(Group.community_id).where(Group.id == group_id))

    def erase(self, member_id: int) -> None:
        """Delete a member's proposals that were not opened."""
        waiting = (Group.proposer_id == member_id, Group.state == GroupState.PROPOSED)
        self._session.execute(delete(Group).where(*waiting))

    def hold(self, group_id: int) -> None:
        """Lock a group until this unit of work ends."""
        self._session.execute(select(Group.id).where(Group.id == group_id).with_for_update())

    def drop(self, group: Group) -> None:
        """Delete a proposal that was not opened."""
        self._session.delete(group)
        self._session.flush()

    def listed(
        self, community_id: int, state: GroupState, most: int, after: int = 0
    ) -> Sequence[Group]:
        """The groups of a community in a state, by number; `after` so many."""
        here = Group.community_id == community_id, Group.state == state
        found = select(Group).where(*here).order_by(Group.id)
        return self._session.scalars(found.limit(most).offset(after)).all()

    def count(self, community_id: int, state: GroupState) -> int:
        """The number of groups of a community in a state."""
        here = Group.community_id == community_id, Group.state == state
        return self._session.scalar(select(func.count()).where(*here)) or 0

    def joined(self, community_id: int, member_id: int) -> list[Group]:
        """The open groups of a community that a member is in, by number."""
        found = (
            select(Group)
            .join(GroupMember, GroupMember.group_id == Group.id)
            .where(Group.community_id == community_id, Group.state == GroupState.OPEN)
            .where(GroupMember.member_id == member_id, _IN)
        )
        return list(self._session.scalars(found.order_by(Group.id)))

    def proposed_by(self, community_id: int, member_id: int) -> int:
        """The number of a member's groups that wait for a gardener."""
        waiting = (Group.community_id == community_id, Group.state == GroupState.PROPOSED)
        counted = select(func.count()).where(*waiting, Group.proposer_id == member_id)
        return self._session.scalar(counted) or 0

    def without_lead(self, community_id: int, most: int) -> Sequence[Group]:
        """The open groups that nobody leads."""
        led = exists().where(GroupMember.group_id == Group.id, _LEADS)
        here = (Group.community_id == community_id, Group.state == GroupState.OPEN)
        found = select(Group).where(*here, ~led).order_by(Group.id).limit(most)
        return self._session.scalars(found).all()

    def to_ask(self, before: date, most: int) -> Sequence[Group]:
        """Open groups, of all communities, whose leads were not asked for a report since a day."""
        unasked = or_(Group.asked_on.is_(None), Group.asked_on < before)
        found = select(Group).where(Group.state == GroupState.OPEN, unasked)
        return self._session.scalars(found.order_by(Group.id).limit(most)).all()

    def change(self, group: Group, **values: object) -> None:
        """Change columns of a group, and its cards."""
        for name, value in values.items():
            setattr(group, name, value)
        self._session.flush()
        report_change(self._session, Group, [group.id])

    def space(self, community_id: int, network: str) -> str | None:
        """The address of the space of a community's groups on a network."""
        row = self._session.get(GroupSpace, (community_id, network))
        return None if row is None else row.address

    def keep_space(self, community_id: int, network: str, address: str) -> None:
        """Keep the space of a community's groups, unless there is one."""
        if self.space(community_id, network) is None:
            row = GroupSpace(community_id=community_id, network=network, address=address)
            self._added(row)

    def rooms(self, group: Group) -> Sequence[Room]:
        """The living rooms of a group."""
        return self._session.scalars(
            select(Room)
            .where(
                Room.group_id == group.id,
                Room.community_id == group.community_id,
                Room.kind == RoomKind.WORKING_GROUP,
                Room.gone_at.is_(None),
            )
            .order_by(Room.id)
        ).all()

    # Reports

    def report(self, group: Group, author_id: int, words: str, at: datetime) -> GroupReport:
        """Keep a line of report."""
        report = GroupReport(group_id=group.id, author_id=author_id, words=words, said_at=at)
        return self._added(report)

    def take_back(self, report: GroupReport) -> None:
        """Delete a report, in letters too that were not sent."""
        LetterItems(self._session).take_out(REPORT_KIND, [report.id], sent=False)
        self._session.delete(report)
        self._session.flush()

    def find_report(self, report_id: int) -> GroupReport | None:
        """The report with this id."""
        return self._session.get(GroupReport, report_id)

    def reports(self, community_id: int, since: datetime) -> Sequence[tuple[Group, GroupReport]]:
        """The reports of a community's groups since a moment, the oldest first."""
        rows = self._session.execute(
            select(Group, GroupReport)
            .join(GroupReport, GroupReport.group_id == Group.id)
            .where(Group.community_id == community_id, GroupReport.said_at >= since)
            .order_by(GroupReport.id)
        )
        return [(group, report) for group, report in rows]

    def closed_since(self, community_id: int, since: datetime) -> Sequence[Group]:
        """The groups of a community that were closed since a moment, the first one first."""
        closed = (Group.community_id == community_id, Group.closed_at >= since)
        return self._session.scalars(select(Group).where(*closed).order_by(Group.closed_at)).all()


class GroupMembers(Repository):
    """The memberships of the groups of all communities, and the requests."""

    covers = (GroupMember,)

    def get(self, group_id: int, member_id: int) -> GroupMember | None:
        """A member's part in a group, or their request."""
        return self._session.get(GroupMember, (group_id, member_id))

    def put(
        self, group_id: int, member_id: int, standing: GroupStanding, at: datetime
    ) -> GroupMember:
        """Set a member's standing in a group; a request that is accepted counts from now on."""
        row = self.get(group_id, member_id)
        if row is None:
            row = GroupMember(group_id=group_id, member_id=member_id, muted=False, since=at)
            self._session.add(row)
        elif row.standing == GroupStanding.ASKS:
            row.since = at
        row.standing = standing
        self._session.flush()
        self._changed([group_id])
        return row

    def drop(self, row: GroupMember) -> None:
        """End a member's part in a group, or their request."""
        self._session.delete(row)
        self._session.flush()
        self._changed([row.group_id])

    def drop_all(self, community_id: int, member_id: int) -> None:
        """End a member's part in all groups of a community."""
        here = select(Group.id).where(Group.community_id == community_id)
        self._drop(GroupMember.member_id == member_id, GroupMember.group_id.in_(here))

    def drop_requests(self, group_id: int) -> None:
        """End all requests to join a group."""
        self._drop(GroupMember.group_id == group_id, GroupMember.standing == GroupStanding.ASKS)

    def _drop(self, *which: ColumnElement[bool]) -> None:
        left = delete(GroupMember).where(*which).returning(GroupMember.group_id)
        self._changed(self._session.scalars(left).all())

    def people(self, group_id: int, *standings: GroupStanding) -> list[Member]:
        """The members of a group with one of these standings, the earliest first."""
        found = self._session.scalars(
            select(Member)
            .join(GroupMember, GroupMember.member_id == Member.id)
            .where(GroupMember.group_id == group_id, GroupMember.standing.in_(standings))
            .order_by(GroupMember.since, Member.id)
        )
        return list(found)

    def groups_of(self, community_id: int, member_id: int) -> dict[int, GroupStanding]:
        """A member's groups in a community, their requests too, by number."""
        rows = self._session.execute(
            select(GroupMember.group_id, GroupMember.standing)
            .join(Group, Group.id == GroupMember.group_id)
            .where(Group.community_id == community_id, GroupMember.member_id == member_id)
            .order_by(GroupMember.group_id)
        )
        return {group_id: GroupStanding(standing) for group_id, standing in rows}

    def counts(self, group_ids: Collection[int]) -> dict[int, int]:
        """The numbers of people in these groups."""
        counted = (
            select(GroupMember.group_id, func.count())
            .where(GroupMember.group_id.in_(group_ids), _IN)
            .group_by(GroupMember.group_id)
        )
        found = {row[0]: row[1] for row in self._session.execute(counted)}
        return dict.fromkeys(group_ids, 0) | found

    def erase(self, member_id: int) -> None:
        """Report the groups of a member as changed: the rows go by their rule."""
        of = select(GroupMember.group_id).where(GroupMember.member_id == member_id)
        self._changed(self._session.scalars(of).all())

    def _changed(self, group_ids: Collection[int]) -> None:
        report_change(self._session, Group, group_ids)


@dataclass(frozen=True, slots=True)
class GroupCounts:
    """Numbers of groups in a period."""

    open: int
    closed: int
    reports: int
    people: int
    """Members in a group now, each once."""


class GroupFigures(Repository):
    """Figures of the groups of communities."""

    def counts(self, community_id: int, since: datetime, until: datetime) -> GroupCounts:
        """Figures of a community's groups between two moments."""
        here = Group.community_id == community_id

        def within(column: InstrumentedAttribute[datetime]) -> ColumnElement[bool]:
            return (column >= since) & (column < until)

        is_open = here & (Group.state == GroupState.OPEN)
        people = (
            select(func.count(GroupMember.member_id.distinct()))
            .join(Group, Group.id == GroupMember.group_id)
            .join(Membership, Membership.member_id == GroupMember.member_id)
            .where(is_open, _IN, Membership.community_id == community_id)
        )
        reports = (
            select(func.count())
            .select_from(GroupReport)
            .join(Group, Group.id == GroupReport.group_id)
            .where(here, within(GroupReport.said_at))
        )
        closed = (Group.closed_at >= since) & (Group.closed_at < until)
        return GroupCounts(
            open=self._session.scalar(select(func.count()).where(is_open)) or 0,
            closed=self._session.scalar(select(func.count()).where(here, closed)) or 0,
            reports=self._session.scalar(reports) or 0,
            people=self._session.scalar(people) or 0,
        )
