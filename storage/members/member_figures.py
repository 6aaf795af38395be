"""Figures of members: how many, by circle, and how many of them are new."""

from datetime import datetime

from sqlalchemy import func, select

from bot.domain.roles import Circle
from storage.members.member_tables import Membership
from storage.repository import Repository


class MemberFigures(Repository):
    """Figures of the members of communities."""

    def by_circle(self, community_id: int) -> dict[Circle, int]:
        """The number of members in each circle of a community; empty circles are left out."""
        counted = (
            select(Membership.circle, func.count().label("members"))
            .where(Membership.community_id == community_id)
            .group_by(Membership.circle)
        )
        return {row.circle: row.members for row in self._session.execute(counted)}

    def joined(self, community_id: int, since: datetime, until: datetime) -> int:
        """The number of members who joined between two moments and are still there."""
        counted = select(func.count()).where(
            Membership.community_id == community_id,
            Membership.joined_at >= since,
            Membership.joined_at < until,
        )
        return self._session.scalar(counted) or 0
