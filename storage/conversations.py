"""Conversations of members with the gardeners. Their words are kept nowhere."""

from datetime import datetime

from sqlalchemy import ForeignKey, and_, delete, false, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.roles import Seat
from storage.base import Base, Choice
from storage.members import Membership
from storage.outbound import Delivery, DeliveryState
from storage.ownership import owned_by_member
from storage.repository import Repository, Unlinked


class Conversation(Base):
    """A conversation by replies; `seat` is the gardener's who answered last, else was written to.

    `account` is where its member wrote from last: the answer goes there. The words are in the
    outbox until they are sent. `topic` is its own place in the team's forum; the forum itself as
    long as that is asked for, or was refused.
    """

    __tablename__ = "conversations"

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="by_method", told_as="conversations"),
    )
    account: Mapped[str]
    seat: Mapped[Seat] = mapped_column(Choice(Seat))
    opened_at: Mapped[datetime]
    waiting_since: Mapped[datetime | None] = mapped_column(index=True)
    """Time of the member's first message that nobody has answered."""
    topic: Mapped[str | None]
    topic_closed: Mapped[bool] = mapped_column(default=False, server_default=false())


class Conversations(Repository):
    """The conversations."""

    def open(
        self,
        community_id: int,
        member_id: int,
        *,
        account: str,
        seat: Seat,
        at: datetime,
        waits: bool = True,
    ) -> Conversation:
        """Begin a conversation, in which the member `waits` for an answer."""
        conversation = Conversation(
            community_id=community_id,
            member_id=member_id,
            account=account,
            seat=seat,
            opened_at=at,
            waiting_since=at if waits else None,
        )
        self._session.add(conversation)
        self._session.flush()
        return conversation

    def get(self, conversation_id: int) -> Conversation | None:
        """The conversation with this number, unless its member was erased."""
        return self._session.get(Conversation, conversation_id)

    def wait(self, conversation: Conversation, at: datetime) -> None:
        """Note that its member wrote: they wait since then, or since before."""
        conversation.waiting_since = conversation.waiting_since or at

    def settle(self, community_id: int, member_id: int) -> None:
        """Note that a member was answered: in whichever conversation, they wait no more."""
        self._session.execute(
            update(Conversation)
            .where(
                Conversation.community_id == community_id,
                Conversation.member_id == member_id,
                Conversation.waiting_since.is_not(None),
            )
            .values(waiting_since=None)
        )

    def waiting(self, community_id: int, most: int) -> list[tuple[Conversation, datetime]]:
        """The latest conversation of each member who waits, and since when: the longest first."""
        waiting = (
            select(
                func.max(Conversation.id).label("id"),
                func.min(Conversation.waiting_since).label("since"),
            )
            .join(
                Membership,
                and_(
                    Membership.member_id == Conversation.member_id,
                    Membership.community_id == Conversation.community_id,
                ),
            )
            .where(
                Conversation.community_id == community_id, Conversation.waiting_since.is_not(None)
            )
            .group_by(Conversation.member_id)
            .order_by(func.min(Conversation.waiting_since), func.max(Conversation.id))
            .limit(most)
        )
        return [
            (conversation, row.since)
            for row in self._session.execute(waiting).all()
            if (conversation := self.get(row.id)) is not None
        ]

    def unlink(self, unlinked: Unlinked) -> None:
        """Answer a member at another account than the one they wrote from."""
        theirs = (
            Conversation.member_id == unlinked.member_id,
            Conversation.account == unlinked.account,
        )
        self._session.execute(
            update(Conversation).where(*theirs).values(account=unlinked.other_account)
        )

    def erase(self, member_id: int) -> None:
        """Forget a person's conversations, and the words that did not leave yet."""
        of = self._session.scalars(
            delete(Conversation)
            .where(Conversation.member_id == member_id)
            .returning(Conversation.id)
        ).all()
        if of:
            self._session.execute(
                delete(Delivery).where(
                    Delivery.about.in_([about_conversation(each) for each in of]),
                    Delivery.state == DeliveryState.WAITING,
                )
            )


def about_conversation(conversation_id: int) -> str:
    """The key of a conversation's messages, for replies."""
    return f"letter:{conversation_id}"
