"""Outgoing messages: one row a message and room, in the transaction of their cause.

Fetches from a network are rows without a message.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import uuid4

from sqlalchemy import (
    ColumnElement,
    bindparam,
    case,
    delete,
    exists,
    func,
    insert,
    literal,
    select,
    update,
)

from storage.base import table
from storage.outbound.cards import CardRow
from storage.outbound.deliveries import (
    EMPTIED,
    FETCH,
    HELD,
    PENDING,
    UNSETTLED,
    Delivery,
    DeliveryState,
    Priority,
)
from storage.repository import Repository
from storage.statements import (
    Prepared,
    changing_part,
    connection_of,
    entity_of,
    insert_into,
    note_change,
    random_hex,
)

_rows, _cards = table(Delivery), table(CardRow)
_NOT_OF_A_PIECE = {"id", "payload", "buttons", "mailing_id", "card_id"}


_WAITS = (
    Delivery.network == bindparam("network"),
    Delivery.state == DeliveryState.WAITING,
    Delivery.action != FETCH,
)
_DUE = (
    select(_rows.c.id, _rows.c.room, _rows.c.priority)
    .where(*_WAITS, Delivery.not_before <= bindparam("now"))
    .order_by(_rows.c.priority, _rows.c.id)
    .limit(bindparam("most"))
)
_NEXT = Prepared(_DUE)
_NEXT_WITHOUT = _DUE.where(_rows.c.room.not_in(bindparam("without", expanding=True)))
_LATER = case((Delivery.not_before > bindparam("now"), Delivery.not_before))
_NEXT_TIMES = Prepared(
    select(func.min(Delivery.not_before).label("first"), func.min(_LATER).label("later")).where(
        *_WAITS
    )
)
_THIS = _rows.c.id == bindparam("row_id")
_WAITING = Prepared(select(*_rows.c).where(_THIS, _rows.c.state == DeliveryState.WAITING))
_SENDING = Prepared(
    update(_rows).where(_THIS).values(state=DeliveryState.SENDING, attempts=_rows.c.attempts + 1)
)
_SENT = Prepared(
    update(_rows)
    .where(_THIS)
    .values(
        state=DeliveryState.SENT,
        message_id=bindparam("message"),
        sent_at=bindparam("at"),
        payload=None,
        error=None,
    )
)


@cache
def _put(*columns: str) -> Prepared:
    """The statement that adds a row with these columns."""
    return Prepared(insert(_rows).returning(_rows.c.id), *columns)


def _new_row(
    room: str, priority: Priority, at: datetime, values: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        "network": room.partition(":")[0],
        "room": room,
        "action": "send",
        "priority": int(priority),
        "state": DeliveryState.WAITING,
        "again": True,
        "unasked": False,
        "txn": uuid4().hex,
        "piece": 0,
        "attempts": 0,
        "not_before": at,
        "created_at": at,
        **values,
    }


class DueRow(NamedTuple):
    """The part of a row that decides its turn."""

    id: int
    room: str
    priority: int


class Outbox(Repository):
    """The deliveries, the mailings behind them and the cards that stay live."""

    order = -1  # before the cards that it points to

    def put(self, *, room: str, priority: Priority, at: datetime, **values: Any) -> int:  # noqa: ANN401 - the columns of a delivery
        """Add a delivery that may leave from `at` on; gives its id."""
        row = _new_row(room, priority, at, values)
        # Other networks need not look for it.
        with changing_part(connection_of(self._session), _rows.name, row["network"]):
            return int(_put(*row).one(self._session, **row)["id"])

    def put_in_each(
        self,
        cards: Mapping[int, str],
        *,
        priority: Priority,
        at: datetime,
        **values: Any,  # noqa: ANN401 - likewise
    ) -> None:
        """Add a delivery for each card, by its id and room, in one statement for a network.

        What all have in common is sent once, and the rest is taken from the cards.
        """
        by_network: dict[str, list[int]] = defaultdict(list)
        for card_id, room in cards.items():
            by_network[room.partition(":")[0]].append(card_id)
        for network, card_ids in by_network.items():
            common = _new_row(f"{network}:", priority, at, values)
            del common["room"], common["txn"]
            each: dict[str, ColumnElement[Any]] = {
                name: literal(it, _rows.c[name].type) for name, it in common.items()
            }
            each |= {
                "room": _cards.c.room,
                "card_id": _cards.c.id,
                "txn": random_hex(self._session),
            }
            of = select(*each.values()).where(_cards.c.id.in_(card_ids)).order_by(_cards.c.id)
            with changing_part(connection_of(self._session), _rows.name, network):
                self._session.execute(insert(_rows).from_select(list(each), of))

    def next_for(
        self, network: str, now: datetime, *, without: Collection[str], most: int
    ) -> Sequence[DueRow]:
        """Rows that may be sent now, the most urgent first, one a room, except `without`."""
        self._session.flush()
        asked: dict[str, Any] = {"network": network, "now": now, "most": most}
        found = [DueRow(**row) for row in _NEXT.rows(self._session, **asked)]
        if len(found) >= most and without:  # others wait behind these
            found = self._values(DueRow, _NEXT_WITHOUT, **asked, without=list(without))
        by_room: dict[str, DueRow] = {}
        for row in found:
            if row.room not in without:
                by_room.setdefault(row.room, row)
        return list(by_room.values())

    def waiting(self, row_id: int) -> Delivery | None:
        """The row with this id, if it still waits to be sent."""
        self._session.flush()
        row = _WAITING.first(self._session, row_id=row_id)
        return None if row is None else entity_of(self._session, Delivery, row)

    def next_times(self, network: str, now: datetime) -> tuple[datetime | None, datetime | None]:
        """Since when the first waiting row may leave, and when the next that has to wait may."""
        times = _NEXT_TIMES.one(self._session, network=network, now=now)
        return times["first"], times["later"]

    def held(self, network: str, now: datetime) -> Sequence[tuple[str, datetime]]:
        """The rooms that hold back what the network would not take yet, and until when."""
        rows = self._session.execute(
            select(_rows.c.room, _rows.c.not_before).where(
                _rows.c.network == network,
                _rows.c.state == DeliveryState.WAITING,
                _rows.c.action != FETCH,
                _rows.c.not_before > now,
                _rows.c.not_before > _rows.c.created_at,
                ~_rows.c.unasked,
            )
        )
        return [(room, at) for room, at in rows]

    def gathered_with(self, row: Delivery, now: datetime) -> Sequence[Delivery]:
        """The other unasked messages that wait for the same person: they leave with `row`."""
        return self._session.scalars(
            select(Delivery)
            .where(
                Delivery.room == row.room,
                Delivery.state == DeliveryState.WAITING,
                Delivery.unasked,
                Delivery.id != row.id,
                Delivery.not_before <= now,
            )
            .order_by(Delivery.id)
        ).all()

    def sending(self, ids: Sequence[int]) -> None:
        """Mark rows as on their way, before they leave."""
        if ids:
            _SENDING.run(self._session, *({"row_id": each} for each in ids))

    def sent(self, ids: Sequence[int], message_id: str | None, at: datetime) -> None:
        """Mark rows as arrived; their words go."""
        if ids:
            told = {"message": message_id, "at": at}
            _SENT.run(self._session, *({"row_id": each, **told} for each in ids))

    def let_go(self, ids: Sequence[int]) -> None:
        """Keep nothing of rows that arrived."""
        self._session.execute(delete(_rows).where(_rows.c.id.in_(ids)))

    def piece_sent(
        self, ids: Sequence[int], piece: int, message_id: str | None, at: datetime
    ) -> None:
        """Mark that the first pieces of a long message arrived: the next is `piece`.

        Where this one stands is kept in a row of its own, if it may be replied to.
        """
        self._set(ids, state=DeliveryState.WAITING, piece=piece, attempts=0)
        fresh = {"state": DeliveryState.SENT, "message_id": message_id, "sent_at": at}
        columns = [each for each in _rows.c if each.name not in _NOT_OF_A_PIECE]
        values = [
            literal(fresh[each.name], each.type) if each.name in fresh else each for each in columns
        ]
        pieces = select(*values).where(_rows.c.id.in_(ids), _rows.c.about.is_not(None))
        self._session.execute(insert(_rows).from_select(columns, pieces))

    def keep_words(self, row_id: int, payload: dict[str, Any]) -> None:
        """Save the words of a mailed message for its person while its pieces go out."""
        self._set([row_id], payload=payload)

    def later(self, ids: Sequence[int], at: datetime, *, count: bool) -> None:
        """Delay rows until `at`, but for those held back; a wait of the network is no attempt."""
        attempts = _rows.c.attempts if count else _rows.c.attempts - 1
        state = case((_rows.c.error == HELD, DeliveryState.PAUSED), else_=DeliveryState.WAITING)
        self._set(ids, state=state, not_before=at, attempts=attempts)

    def put_off(self, ids: Sequence[int], at: datetime) -> None:
        """Delay untried rows until `at`."""
        self._set(ids, not_before=at)

    def hold_back(self, ids: Sequence[int]) -> None:
        """Pause rows of a paused mailing, which were on their way when it was."""
        self._set(ids, state=DeliveryState.PAUSED)

    def fail(self, ids: Sequence[int], why: str, at: datetime) -> None:
        """Give rows up."""
        self._set(ids, state=DeliveryState.FAILED, error=why, sent_at=at, **EMPTIED)

    def _set(self, ids: Sequence[int], **values: Any) -> None:  # noqa: ANN401 - the columns of a delivery
        if not ids:
            return
        self._session.execute(update(_rows).where(_rows.c.id.in_(ids)).values(**values))

    def in_flight(self, network: str) -> Sequence[Delivery]:
        """Rows that were being sent when the process ended."""
        return self._session.scalars(
            select(Delivery).where(
                Delivery.network == network,
                Delivery.state == DeliveryState.SENDING,
                Delivery.action != FETCH,
            )
        ).all()

    def lose_room(self, room: str, why: str, at: datetime) -> None:
        """Give up on everything that waits for a dead room."""
        self._session.execute(
            update(_rows)
            .where(_rows.c.room == room, _rows.c.state.in_(PENDING))
            .values(state=DeliveryState.FAILED, error=why, sent_at=at, **EMPTIED)
        )

    def move_room(self, old: str, new: str) -> None:
        """Send what waits for a room to its new address."""
        self._session.execute(
            update(_rows).where(_rows.c.room == old, _rows.c.state.in_(PENDING)).values(room=new)
        )

    def withdraw(self, delivery_id: int) -> bool:
        """Take back a delivery that did not leave yet."""
        gone = self._session.execute(
            delete(_rows)
            .where(_rows.c.id == delivery_id, _rows.c.state == DeliveryState.WAITING)
            .returning(_rows.c.id)
        )
        return gone.first() is not None

    def withdraw_about(self, room: str, about: str) -> None:
        """Take back the deliveries to a room on a subject that did not leave yet."""
        self._session.execute(
            delete(_rows).where(
                _rows.c.room == room,
                _rows.c.about == about,
                _rows.c.state == DeliveryState.WAITING,
            )
        )

    def withdraw_subjects(self, subjects: Collection[str]) -> None:
        """Take back the deliveries on these subjects, to whichever room, that did not leave yet."""
        is_waiting = _rows.c.state == DeliveryState.WAITING
        self._session.execute(delete(_rows).where(_rows.c.about.in_(subjects), is_waiting))

    def waiting_for_card(self, card_id: int) -> Sequence[Delivery]:
        """Waiting posts and deletions of a card."""
        return self._session.scalars(
            select(Delivery).where(
                Delivery.card_id == card_id, Delivery.state == DeliveryState.WAITING
            )
        ).all()

    def let_go_of_card(self, card_id: int) -> None:
        """Detach deliveries from a card that is about to be deleted."""
        self._session.execute(update(_rows).where(_rows.c.card_id == card_id).values(card_id=None))

    def count(
        self, state: DeliveryState, *, network: str | None = None, due: datetime | None = None
    ) -> int:
        """Count the rows in this state; with `due`, only those that may leave by then."""
        counted = select(func.count()).where(_rows.c.state == state)
        if due is not None:
            counted = counted.where(_rows.c.not_before <= due)
        if network is not None:
            counted = counted.where(_rows.c.network == network)
        return self._session.scalar(counted) or 0

    def oldest_answer(self, networks: Collection[str]) -> datetime | None:
        """Creation time of the oldest unsent answer for these networks."""
        return self._session.scalar(
            select(func.min(Delivery.created_at)).where(
                _rows.c.network.in_(networks),
                _rows.c.state.in_([DeliveryState.WAITING, DeliveryState.SENDING]),
                _rows.c.priority == Priority.ANSWER,
                _rows.c.action != FETCH,
            )
        )

    def put_mailed(self, rows: Iterable[dict[str, Any]]) -> None:
        """Add a mailing's rows; a person who has one already is passed over."""
        listed = list(rows)
        if listed:
            self._session.execute(
                insert_into(self._session, Delivery).on_conflict_do_nothing(), listed
            )


FETCHES = "fetches"
"""The key under which `Changes` counts fetches: their table changes with each message."""


class Fetches(Repository):
    """The files that are wanted."""

    def put(  # noqa: PLR0913 - all that is known of a fetch
        self,
        network: str,
        payload: dict[str, Any],
        *,
        room: str,
        locale: str,
        zone: str,
        community_id: int | None,
        member_id: int | None,
        at: datetime,
    ) -> None:
        """Request a file of a network; the asker is answered in `room`."""
        self._session.execute(
            insert(_rows).values(
                network=network,
                room=room,
                action=FETCH,
                priority=int(Priority.ANSWER),
                state=DeliveryState.WAITING,
                payload=payload,
                locale=locale,
                zone=zone,
                community_id=community_id,
                member_id=member_id,
                again=True,
                unasked=False,
                quiet=True,
                txn=uuid4().hex,
                piece=0,
                attempts=0,
                not_before=at,
                created_at=at,
            )
        )
        note_change(self._session.connection(), FETCHES)

    def claim(
        self, network: str, now: datetime, *, without: Collection[int], most: int
    ) -> Sequence[Delivery]:
        """Fetches due now, oldest first, marked as under way."""
        claimed = self._session.scalars(
            select(Delivery)
            .where(
                Delivery.network == network,
                Delivery.state == DeliveryState.WAITING,
                Delivery.action == FETCH,
                Delivery.not_before <= now,
                Delivery.id.not_in(list(without)),
            )
            .order_by(Delivery.id)
            .limit(most)
        ).all()
        self._session.execute(
            update(_rows)
            .where(_rows.c.id.in_([each.id for each in claimed]))
            .values(state=DeliveryState.SENDING, attempts=_rows.c.attempts + 1)
        )
        return claimed

    def next_at(self, network: str) -> datetime | None:
        """Since when, or from when on, the next one may be fetched."""
        return self._session.scalar(
            select(func.min(Delivery.not_before)).where(
                _rows.c.network == network,
                _rows.c.state == DeliveryState.WAITING,
                _rows.c.action == FETCH,
            )
        )

    def wanted(self, fetch_id: int) -> Delivery | None:
        """A fetch that is on its way, unless nobody wants it any more."""
        return self._session.scalar(
            select(Delivery)
            .where(Delivery.id == fetch_id, Delivery.state == DeliveryState.SENDING)
            .with_for_update()
        )

    def rooms(self) -> Collection[str]:
        """The rooms about which a fetch waits or is under way."""
        wanted = select(Delivery.room).where(
            Delivery.action == FETCH, Delivery.state.in_(UNSETTLED)
        )
        return set(self._session.scalars(wanted))

    def is_wanted(self, room: str) -> bool:
        """True if a fetch about this room waits or is under way."""
        wanted = exists().where(
            Delivery.room == room, Delivery.action == FETCH, Delivery.state.in_(UNSETTLED)
        )
        return bool(self._session.scalar(select(wanted)))

    def recover(self, network: str, now: datetime) -> None:
        """Want again what was on its way when the process ended."""
        self._session.execute(
            update(_rows)
            .where(
                _rows.c.network == network,
                _rows.c.action == FETCH,
                _rows.c.state == DeliveryState.SENDING,
            )
            .values(state=DeliveryState.WAITING, not_before=now)
        )
