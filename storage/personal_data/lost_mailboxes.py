"""Members whose direct room on a network of e-mails is dead: their mailbox takes none any more."""

from collections.abc import Sequence

from sqlalchemy import select

from storage.communities import Room
from storage.members import Identity, Member, Membership
from storage.repository import Repository


class LostMailboxes(Repository):
    """The mailboxes from which e-mails came back."""

    def members(self, community_id: int, network: str, most: int) -> Sequence[Member]:
        """The members of a community whose mailbox is one of them."""
        return self._session.scalars(
            select(Member)
            .where(
                Member.id.in_(
                    select(Identity.member_id)
                    .join(Room, Room.address == Identity.direct)
                    .join(Membership, Membership.member_id == Identity.member_id)
                    .where(
                        Membership.community_id == community_id,
                        Identity.address.startswith(f"{network}:", autoescape=True),
                        Room.gone_at.is_not(None),
                    )
                )
            )
            .order_by(Member.id)
            .limit(most)
        ).all()
