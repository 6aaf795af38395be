"""Consents of members, and the members whom a message reaches: by circle, audience or consent."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    column,
    exists,
    func,
    or_,
    select,
    table,
)

from bot.domain.circles import Audience, near_parts
from bot.domain.communes import codes_around
from bot.domain.groups import GroupStanding
from bot.domain.personal_data import EMAIL, MESSAGES
from bot.domain.roles import Circle
from storage.members.member_tables import Consent, Identity, Member, MemberDomain, Membership
from storage.repository import Repository


class Consents(Repository):
    """The consents."""

    def of(
        self, member: Member, community_id: int, purpose: str | None = None
    ) -> Sequence[Consent]:
        """The consents in force, the oldest first."""
        wanted = (
            select(Consent)
            .where(
                Consent.member_id == member.id,
                Consent.community_id == community_id,
                Consent.withdrawn_at.is_(None),
            )
            .order_by(Consent.given_at)
        )
        if purpose is not None:
            wanted = wanted.where(Consent.purpose == purpose)
        return self._session.scalars(wanted).all()

    def give(
        self,
        member: Member,
        community_id: int,
        purpose: str,
        *,
        version: str,
        channel: str,
        at: datetime,
    ) -> None:
        """Record a consent to the words of a `version`; it replaces one to an older version."""
        given = self.of(member, community_id, purpose)
        if any(each.version == version for each in given):
            return
        for each in given:
            each.withdrawn_at = at
        self._session.add(
            Consent(
                member_id=member.id,
                community_id=community_id,
                purpose=purpose,
                version=version,
                channel=channel,
                given_at=at,
            )
        )
        self._session.flush()

    def withdraw(self, member: Member, community_id: int, purpose: str, at: datetime) -> None:
        """End a consent; its row stays. An e-mail address kept by no other consent is deleted."""
        for consent in self.of(member, community_id, purpose):
            consent.withdrawn_at = at
        self._session.flush()
        if purpose == EMAIL and not self.still_agreed(member, EMAIL):
            member.email = None
            self._session.flush()

    def still_agreed(self, member: Member, purpose: str) -> bool:
        """True if a consent to this is in force in any community."""
        found = select(Consent.id).where(
            Consent.member_id == member.id,
            Consent.purpose == purpose,
            Consent.withdrawn_at.is_(None),
        )
        return self._session.scalar(found.limit(1)) is not None


_ATTENDANCES = table("attendances", column("event_id"), column("member_id"), column("came_at"))
"""Of `storage.events`, which builds on members."""
_GROUPS = table(
    "group_members", column("group_id"), column("member_id"), column("standing"), column("muted")
)
"""Of `storage.groups`, which builds on members."""
_ENTRIES = table("call_entries", column("call_id"), column("member_id"))
"""Of `storage.calls`, which builds on members."""
_ROOMS = table("rooms", column("address"), column("gone_at"))
"""Of `storage.communities`, without a class of its own here: one statement for a whole audience."""


class Audiences(Repository):
    """The members to write to, page by page."""

    def in_circles(
        self, community_id: int, circles: Collection[Circle], *, after: int, limit: int
    ) -> Sequence[int]:
        """Ids above `after` of members in one of these circles who did not ask for silence."""
        return self._session.scalars(
            select(Member.id)
            .join(Membership, Membership.member_id == Member.id)
            .where(
                Membership.community_id == community_id,
                Membership.circle.in_(circles),
                Member.stopped_at.is_(None),
                Member.id > after,
            )
            .order_by(Member.id)
            .limit(limit)
        ).all()

    def in_audience(
        self, community_id: int, audience: Audience, *, after: int, limit: int
    ) -> Sequence[int]:
        """Ids above `after` of an audience: they consented to messages and did not ask for silence.

        A circle has to be named; domains and territories may be left open.
        """
        return self._session.scalars(
            _in_audience(select(Member.id), community_id, audience)
            .where(Member.id > after)
            .order_by(Member.id)
            .limit(limit)
        ).all()

    def count(self, community_id: int, audience: Audience) -> int:
        """The size of an audience."""
        counted = _in_audience(select(func.count(Member.id)), community_id, audience)
        return self._session.scalar(counted) or 0

    def count_all(self, community_id: int, audience: Audience) -> int:
        """The number of members of an audience, with or without consents."""
        belong = belonging(community_id, audience).order_by(None).subquery()
        return self._session.scalar(select(func.count()).select_from(belong)) or 0

    def includes(self, community_id: int, member_id: int, audience: Audience) -> bool:
        """True if a member of the community belongs to the audience, with or without consents."""
        found = belonging(community_id, audience).where(Membership.member_id == member_id)
        return self._session.scalar(found) is not None

    def direct_rooms(self, community_id: int, audience: Audience) -> Sequence[tuple[int, str]]:
        """The living direct rooms of an audience with their members' ids, those used last first."""
        members = _in_audience(select(Member.id), community_id, audience)
        return self._living_rooms(Identity.member_id.in_(members))

    def rooms_of(self, member_ids: Collection[int]) -> dict[int, list[str]]:
        """The living direct rooms of these members by their ids, those used last first."""
        found: dict[int, list[str]] = {}
        for member_id, room in self._living_rooms(Identity.member_id.in_(member_ids)):
            found.setdefault(member_id, []).append(room)
        return found

    def _living_rooms(self, whose: ColumnElement[bool]) -> Sequence[tuple[int, str]]:
        lost = exists().where(_ROOMS.c.address == Identity.direct, _ROOMS.c.gone_at.is_not(None))
        rows = self._session.execute(
            select(Identity.member_id, Identity.direct)
            .where(whose, Identity.direct.is_not(None), ~lost)
            .order_by(Identity.seen_at.desc(), Identity.address)
        )
        return [(member_id, room) for member_id, room in rows if room is not None]

    def members(self, member_ids: Collection[int]) -> Sequence[Member]:
        """These members, by id."""
        these = select(Member).where(Member.id.in_(member_ids)).order_by(Member.id)
        return self._session.scalars(these).all()

    def with_consent(
        self, community_id: int, purpose: str, *, after: int, limit: int
    ) -> Sequence[int]:
        """Ids above `after` of members who consented to `purpose` and did not ask for silence."""
        agreed = exists().where(
            Consent.member_id == Member.id,
            Consent.community_id == community_id,
            Consent.purpose == purpose,
            Consent.withdrawn_at.is_(None),
        )
        return self._session.scalars(
            select(Member.id)
            .where(Member.id > after, Member.stopped_at.is_(None), agreed)
            .order_by(Member.id)
            .limit(limit)
        ).all()


def belonging(community_id: int, audience: Audience) -> Select[tuple[int]]:
    """The ids of a community's members who belong to an audience, in order."""
    here = Membership.community_id == community_id
    members = select(Member.id).join(Membership, Membership.member_id == Member.id).where(here)
    if audience.circles:
        members = members.where(Membership.circle.in_(audience.circles))
    return _restricted(members, community_id, audience).order_by(Member.id)


def _in_audience(wanted: Select[tuple[int]], community_id: int, audience: Audience) -> Select[Any]:
    """The reachable members of an audience, without those who muted its group.

    Authors are written to about their entries without another consent.
    """
    here, said = Membership.community_id == community_id, Consent.member_id == Member.id
    if audience.groups:
        muted = exists().where(
            _GROUPS.c.member_id == Member.id,
            _GROUPS.c.group_id.in_(audience.groups),
            _GROUPS.c.muted.is_(True),
        )
        wanted = wanted.where(~muted)
    agreed = exists().where(
        said,
        Consent.community_id == community_id,
        Consent.purpose == MESSAGES,
        Consent.withdrawn_at.is_(None),
    )
    if not audience.calls:
        wanted = wanted.where(agreed)
    wanted = wanted.join(Membership, Membership.member_id == Member.id).where(
        here, Membership.circle.in_(audience.circles), Member.stopped_at.is_(None)
    )
    return _restricted(wanted, community_id, audience)


def _restricted(wanted: Select[Any], community_id: int, audience: Audience) -> Select[Any]:
    """Restrict to an audience's domains, places, events and groups."""
    cares = exists().where(
        MemberDomain.member_id == Member.id,
        MemberDomain.community_id == community_id,
        MemberDomain.domain.in_(audience.domains),
    )
    if audience.domains:
        wanted = wanted.where(cares)
    if audience.territories or audience.near:
        around = (codes_around(*near_parts(each)) for each in audience.near)
        communes = sorted(frozenset().union(*around))
        home = Member.commune.in_(communes)
        wanted = wanted.where(or_(Member.territory.in_(audience.territories), home))
    if audience.events:
        came = exists().where(
            _ATTENDANCES.c.member_id == Member.id,
            _ATTENDANCES.c.event_id.in_(audience.events),
            _ATTENDANCES.c.came_at.is_not(None),
        )
        wanted = wanted.where(came)
    if audience.groups:
        belongs = exists().where(
            _GROUPS.c.member_id == Member.id,
            _GROUPS.c.group_id.in_(audience.groups),
            _GROUPS.c.standing != GroupStanding.ASKS,
        )
        wanted = wanted.where(belongs)
    if audience.calls:
        entered = exists().where(
            _ENTRIES.c.member_id == Member.id, _ENTRIES.c.call_id.in_(audience.calls)
        )
        wanted = wanted.where(entered)
    return wanted
