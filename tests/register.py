"""The members of a community, looked at one by one as no feature does."""

from collections.abc import Sequence

from sqlalchemy import select

from storage.members import Member, Membership
from storage.unit_of_work import Store


def members_of(store: Store, community_id: int) -> Sequence[Member]:
    """Every member of a community, by name."""
    return store._session.scalars(
        select(Member)
        .join(Membership, Membership.member_id == Member.id)
        .where(Membership.community_id == community_id)
        .order_by(Member.name, Member.id)
    ).all()
