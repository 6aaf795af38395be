"""Our own messages as people answer them: their buttons, their subject, their community."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Select, bindparam, func, select, update

from storage.base import table
from storage.outbound.deliveries import Delivery, DeliveryState, Offer, Priority
from storage.repository import Repository
from storage.statements import Prepared

_rows = table(Delivery)
_SHOWN = Prepared(
    update(_rows)
    .where(_rows.c.room == bindparam("in_room"), _rows.c.message_id == bindparam("message"))
    .values(buttons=bindparam("buttons", type_=_rows.c.buttons.type))
)
_LEFT = [DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.UNCERTAIN]


class SentMessages(Repository):
    """The deliveries that arrived, or may have, found by their message."""

    def keep_buttons(self, delivery_id: int, buttons: list[Any]) -> None:
        """Keep the buttons that a message turned out to have when it was drawn."""
        self._session.execute(
            update(_rows).where(_rows.c.id == delivery_id).values(buttons=buttons or None)
        )

    def keep_shown(self, room: str, message_id: str, buttons: list[Any]) -> None:
        """Keep the buttons that a message has since it was edited."""
        shown = {"in_room": room, "message": message_id, "buttons": buttons or None}
        _SHOWN.run(self._session, shown)

    def about(self, room: str, message_id: str) -> str | None:
        """The subject of a message of ours, for replies to it."""
        return self._session.scalar(
            select(Delivery.about).where(
                Delivery.room.in_(_rooms_around(room)),
                Delivery.message_id == message_id,
                Delivery.about.is_not(None),
            )
        )

    def community_of(self, room: str, message_id: str) -> int | None:
        """The community in whose name a message of ours was sent."""
        return self._session.scalar(
            select(Delivery.community_id).where(
                Delivery.room.in_(_rooms_around(room)), Delivery.message_id == message_id
            )
        )

    def mailbox_of(self, letter: str, networks: Collection[str]) -> str | None:
        """The room of an e-mail of ours on one of these networks: no other one has its id."""
        found = select(_rows.c.room).where(
            _rows.c.network.in_(networks),
            _rows.c.state.in_((DeliveryState.SENT, DeliveryState.UNCERTAIN, DeliveryState.FAILED)),
            _rows.c.message_id == letter,
        )
        return self._session.scalar(found.limit(1))

    def language_of(self, room: str) -> str | None:
        """The language of the last message of ours in a room."""
        return self._session.scalar(
            select(Delivery.locale)
            .where(Delivery.room == room, Delivery.action == "send")
            .order_by(Delivery.id.desc())
            .limit(1)
        )

    def knows(self, room: str, message_id: str) -> bool:
        """True if this is known to be a message of ours."""
        found = select(_rows.c.id).where(
            _rows.c.room.in_(_rooms_around(room)), _rows.c.message_id == message_id
        )
        return self._session.scalar(found.limit(1)) is not None

    def latest_buttons(self, room: str, most: int = 50) -> Sequence[list[Any]]:
        """The buttons of the latest messages with any that arrived in a room, newest first."""
        return self._session.scalars(
            select(_rows.c.buttons)
            .where(
                _rows.c.room == room,
                _rows.c.buttons.is_not(None),
                _rows.c.state.in_([DeliveryState.SENT, DeliveryState.UNCERTAIN]),
            )
            .order_by(_rows.c.id.desc())
            .limit(most)
        ).all()

    def offer(self, room: str, message_id: str) -> Offer | None:
        """The current buttons of a message of ours; None when it has none.

        A message that was edited has those of its latest edit.
        """
        found = self._value(
            Offer,
            select(_rows.c.buttons, _rows.c.community_id)
            .where(_rows.c.room.in_(_rooms_around(room)), _rows.c.message_id == message_id)
            .order_by(_rows.c.id.desc())
            .limit(1),
        )
        return found if found and found.buttons else None

    def offer_of(self, delivery_id: int, room: str) -> Offer | None:
        """The buttons of one message to a room; None when it has none, or is not kept any more."""
        found = self._value(
            Offer,
            select(_rows.c.buttons, _rows.c.community_id).where(
                _rows.c.id == delivery_id, _rows.c.room == room
            ),
        )
        return found if found and found.buttons else None

    def last_offer(self, room: str, *, answers: bool = False) -> Offer | None:
        """The last message with buttons that was sent to a room, for typed answers.

        Its buttons are those that it has now. With `answers`, the last one that answered its
        writer. An answer by an edit counts as if the message was sent again.
        """
        asked = (Delivery.priority == Priority.ANSWER,) if answers else ()
        found = self._session.execute(_shown_last(room).where(*asked).limit(1)).first()
        return None if found is None else self._present_offer(room, found)

    def recent_offers(self, room: str, most: int) -> Sequence[Offer]:
        """The last messages with buttons in a room, newest first, with the buttons of now."""
        found = self._session.execute(_shown_last(room).limit(most)).all()
        offers = (self._present_offer(room, each) for each in found)
        return [each for each in offers if each is not None]

    def _present_offer(self, room: str, found: Sequence[Any]) -> Offer | None:
        buttons, community_id, made_at, priority, message_id, state, sent_at = found
        if message_id is not None:  # edited in place, it has other buttons, or none
            now_there = self.offer(room, message_id)
            if now_there is None:
                return None
            buttons, community_id = now_there.buttons, now_there.community_id
        arrived = state != DeliveryState.SENDING
        answers = priority == Priority.ANSWER
        return Offer(buttons, community_id, made_at, answers, arrived, sent_at)

    def newest_about(self, room: str) -> str | None:
        """The subject of the newest message of ours in a room."""
        return self._session.scalar(
            select(_rows.c.about)
            .where(_rows.c.room == room, _rows.c.action == "send", _rows.c.state.in_(_LEFT))
            .order_by(_rows.c.sent_at.desc().nulls_first(), _rows.c.id.desc())
            .limit(1)
        )

    def came_since(self, room: str, since: datetime) -> bool:
        """True if another message went to a room after the answer that was made at this time.

        One that left before that answer did, as it was on its way already, is not in between.
        """
        return self._session.scalar(_sent_since(room, since, _rows.c.id).limit(1)) is not None

    def subjects_since(self, room: str, since: datetime) -> Sequence[str]:
        """The subjects of the messages that went to a room after that answer."""
        found = _sent_since(room, since, _rows.c.about).where(_rows.c.about.is_not(None))
        return self._session.scalars(found).all()


def _shown_last(room: str) -> Select[Any]:
    """The messages with buttons in a room, by the time at which they were sent or answered."""
    answered = (Delivery.action == "edit") & (Delivery.priority == Priority.ANSWER)
    return (
        select(
            Delivery.buttons,
            Delivery.community_id,
            Delivery.created_at,
            Delivery.priority,
            Delivery.message_id,
            Delivery.state,
            Delivery.sent_at,
        )
        .where(
            Delivery.room == room,
            Delivery.buttons.is_not(None),
            (Delivery.action == "send") | answered,
            Delivery.state.in_(_LEFT),
        )
        .order_by(Delivery.sent_at.desc().nulls_first(), Delivery.id.desc())
    )


def _sent_since(room: str, since: datetime, column: Column[Any]) -> Select[Any]:
    """The messages that went to a room after the answer that was made at this time."""
    answer = (_rows.c.created_at == since) & (_rows.c.priority == Priority.ANSWER)
    left_at = select(func.max(_rows.c.sent_at)).where(_rows.c.room == room, answer)
    left_after = _rows.c.sent_at > func.coalesce(left_at.scalar_subquery(), since)
    unasked = (_rows.c.priority != Priority.ANSWER) & left_after
    return select(column).where(
        _rows.c.room == room,
        _rows.c.action == "send",
        _rows.c.state.in_(_LEFT),
        unasked | (_rows.c.created_at > since),
    )


def _rooms_around(room: str) -> tuple[str, ...]:
    """The places of a message that is answered in a room: the room, and that around a topic."""
    return (room, room.partition("/")[0]) if "/" in room else (room,)
