"""Members with the domain of a need, by place."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select

from bot.domain.needs import Need
from storage.base import table
from storage.members import CHOSE_TO_BE_FOUND, Member, MemberDomain, Membership
from storage.repository import Repository

_members, _memberships = table(Member), table(Membership)
_domains = table(MemberDomain)


@dataclass(frozen=True, slots=True)
class NearMember:
    """A member with the domain of a need."""

    id: int
    name: str
    commune: str | None
    """INSEE code."""


class NearMembers(Repository):
    """Adult members of communities by domain and place."""

    def communes(self, need: Need, *, found_only: bool) -> Sequence[str | None]:
        """The communes where other members have the domain of a need, each once.

        `found_only`: only those who chose to be found.
        """
        found = (
            select(_members.c.commune)
            .where(*_reader_conditions(need, found_only=found_only))
            .distinct()
        )
        return self._session.scalars(found).all()

    def living_in(
        self, need: Need, communes: Collection[str | None], most: int, *, found_only: bool
    ) -> Sequence[NearMember]:
        """Some of them in these communes, the latest to join first; None: of an unknown place."""
        known = [each for each in communes if each is not None]
        place = _members.c.commune
        where = place.in_(known) | place.is_(None) if None in communes else place.in_(known)
        some = select(_members.c.id, _members.c.name, place)
        near = some.where(*_reader_conditions(need, found_only=found_only), where)
        return self._values(NearMember, near.order_by(_members.c.id.desc()).limit(most))


def _reader_conditions(need: Need, *, found_only: bool) -> list[ColumnElement[bool]]:
    here = select(_memberships.c.member_id).where(_memberships.c.community_id == need.community_id)
    if found_only:
        here = here.where(CHOSE_TO_BE_FOUND)
    about = select(_domains.c.member_id).where(
        _domains.c.community_id == need.community_id, _domains.c.domain == need.domain
    )
    return [
        _members.c.adult.is_(True),
        _members.c.id != need.author_id,
        _members.c.id.in_(here),
        _members.c.id.in_(about),
    ]
