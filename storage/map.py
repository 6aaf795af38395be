"""Snapshots of where members are: rounded counts, kept without the people behind them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ForeignKey, Select, func, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.map import AreaCount, AreaLevel, PlacedPeople
from storage.base import Base, table
from storage.members import CHOSE_TO_BE_FOUND, Member, MemberDomain, Membership
from storage.repository import Repository
from storage.retention import kept_for
from storage.statements import insert_into

KEPT = timedelta(days=31)
"""The longest month: a later look has another one taken anyway."""
EVERYBODY = ""
"""Stands for no domain: the counts of all members."""


class MapSnapshotRow(Base):
    """The latest snapshot of a community."""

    __tablename__ = "map_snapshots"

    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), primary_key=True)
    taken_on: Mapped[date] = mapped_column(info=kept_for(KEPT))
    counts: Mapped[list[Any]]
    """Lists of a domain (empty: everybody), an area's level and code, and a rounded number."""


@dataclass(frozen=True, slots=True)
class MemberSnapshot:
    """Rounded counts of members by area, for everybody and for each domain."""

    taken_on: date
    counts: Mapping[str, Sequence[AreaCount]]
    """By domain; only those with an area to show."""


_snapshots = table(MapSnapshotRow)
_members, _memberships, _domains = table(Member), table(Membership), table(MemberDomain)


class MapSnapshots(Repository):
    """The latest snapshots of all communities."""

    def latest(self, community_id: int) -> MemberSnapshot | None:
        """The latest snapshot of a community."""
        row = self._session.execute(
            select(_snapshots.c.taken_on, _snapshots.c.counts).where(
                _snapshots.c.community_id == community_id
            )
        ).first()
        if row is None:
            return None
        counts: dict[str, list[AreaCount]] = defaultdict(list)
        for domain, level, code, count in row.counts:
            counts[domain].append(AreaCount(AreaLevel(level), code, count))
        return MemberSnapshot(row.taken_on, counts)

    def put(self, community_id: int, snapshot: MemberSnapshot) -> None:
        """Keep a snapshot in the place of the one before."""
        counts = [
            [domain, each.level.value, each.code, each.count]
            for domain, areas in snapshot.counts.items()
            for each in areas
        ]
        values = {"taken_on": snapshot.taken_on, "counts": counts}
        self._session.execute(
            insert_into(self._session, _snapshots)
            .values(community_id=community_id, **values)
            .on_conflict_do_update(index_elements=["community_id"], set_=values)
        )

    def placed(self, community_id: int) -> Mapping[str, Sequence[PlacedPeople]]:
        """The places of members who chose to be found, by domain, with `EVERYBODY` for all."""
        found: dict[str, list[PlacedPeople]] = defaultdict(list)
        for commune, territory, count in self._session.execute(_placed(community_id)):
            found[EVERYBODY].append(PlacedPeople(commune, territory, count))
        by_domain = self._session.execute(_placed_by_domain(community_id))
        for domain, commune, territory, count in by_domain:
            found[domain].append(PlacedPeople(commune, territory, count))
        return found


_PLACE = (_members.c.commune, _members.c.territory)


def _placed(community_id: int) -> Select[str | None, str | None, int]:
    """Count the adults who chose to be found, by the place that they gave."""
    return (
        select(*_PLACE, func.count())
        .join(_memberships, _memberships.c.member_id == _members.c.id)
        .where(_memberships.c.community_id == community_id, CHOSE_TO_BE_FOUND)
        .group_by(*_PLACE)
    )


def _placed_by_domain(community_id: int) -> Select[str, str | None, str | None, int]:
    of_member = _domains.c.member_id == _members.c.id
    here = _domains.c.community_id == community_id
    return (
        _placed(community_id)
        .with_only_columns(_domains.c.domain, *_PLACE, func.count(), maintain_column_froms=True)
        .join(_domains, of_member & here)
        .group_by(None)
        .group_by(_domains.c.domain, *_PLACE)
    )
