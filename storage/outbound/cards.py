"""Live messages: where each card stands, and which state of its thing it shows."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Index,
    and_,
    bindparam,
    delete,
    exists,
    false,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base, table
from storage.communities import Room
from storage.outbound.deliveries import Delivery
from storage.ownership import Held, Whom, held
from storage.repository import Repository, Unlinked, move_waits
from storage.statements import Prepared

_SHOWN_IN = "the kinds of cards that show a thing"


class CardRow(Base):
    """A live message in a room: edited whenever `wanted` is ahead of `shown`, until it `ended`."""

    __tablename__ = "cards"
    __table_args__ = (
        Index("ix_cards_of", "kind", "key"),
        Index("ix_cards_message", "room", "message_id"),
        # Results of requests are written by card id: an id must never be given to another card.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    key: Mapped[int]
    network: Mapped[str]
    room: Mapped[str]
    community_id: Mapped[int | None]
    locale: Mapped[str]
    zone: Mapped[str]
    message_id: Mapped[str | None]
    wanted: Mapped[int]
    shown: Mapped[int]
    not_before: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(default=0, server_default="0")
    """The revision of its thing that arrived last, where it has any: see `storage.revisions`."""
    ended: Mapped[bool] = mapped_column(default=False, server_default=false())


_cards, _rooms = table(CardRow), table(Room)
_REFRESH = Prepared(
    update(_cards)
    .where(_cards.c.kind == bindparam("of_kind"), _cards.c.key == bindparam("of_key"))
    .values(wanted=_cards.c.wanted + 1)
)

_KNOWN = Prepared(
    select(_cards.c.id)
    .where(
        _cards.c.room == bindparam("room"),
        or_(
            _cards.c.message_id == bindparam("message_id"),
            and_(
                _cards.c.message_id.is_(None),
                _cards.c.kind == bindparam("of_kind"),
                _cards.c.key == bindparam("of_key"),
            ),
        ),
    )
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class StaleCard:
    """A posted card that is to be shown as its thing is now; each field is a column."""

    id: int
    kind: str
    key: int
    room: str
    community_id: int | None
    locale: str
    zone: str
    message_id: str
    wanted: int
    revision: int
    not_before: datetime | None


_STALE_ONES = (
    select(*(_cards.c[each.name] for each in fields(StaleCard)))
    .where(
        _cards.c.network == bindparam("network"),
        _cards.c.message_id.is_not(None),
        _cards.c.wanted > _cards.c.shown,
        ~_cards.c.ended,
        ~exists().where(Room.address == _cards.c.room, Room.gone_at.is_not(None)),
    )
    .order_by(_cards.c.id)
    .limit(bindparam("most"))
)
_STALE = Prepared(_STALE_ONES)


_ARRIVED = Prepared(
    update(_cards)
    .where(_cards.c.id == bindparam("card"))
    .values(shown=bindparam("state"), not_before=None, revision=bindparam("of"))
)


def _new_row(kind: str, key: int, room: str) -> dict[str, Any]:
    """The columns of a card that is to be posted."""
    network = room.partition(":")[0]
    return {"kind": kind, "key": key, "network": network, "room": room, "wanted": 1, "shown": 0}


class Cards(Repository):
    """The posted cards."""

    def add(
        self, kind: str, key: int, *, room: str, community_id: int | None, locale: str, zone: str
    ) -> CardRow:
        """Remember that a card is posted in a room."""
        spoken = {"community_id": community_id, "locale": locale, "zone": zone}
        card = CardRow(**_new_row(kind, key, room), **spoken)
        self._session.add(card)
        self._session.flush()
        return card

    def add_in_each(
        self, kind: str, key: int, rooms: Sequence[Room], **spoken: str | int | None
    ) -> Mapping[int, str]:
        """Remember that a card is posted in each room, a statement a network; rooms by card."""
        by_network: dict[str, list[int]] = defaultdict(list)
        for room in rooms:
            by_network[room.address.partition(":")[0]].append(room.id)
        added: dict[int, str] = {}
        for network, room_ids in by_network.items():
            common = _new_row(kind, key, f"{network}:") | spoken
            each: dict[str, ColumnElement[Any]] = {
                name: literal(it, _cards.c[name].type) for name, it in common.items()
            }
            each["room"] = _rooms.c.address
            of = select(*each.values()).where(_rooms.c.id.in_(room_ids)).order_by(_rooms.c.id)
            made = insert(_cards).from_select(list(each), of)
            returned = self._session.execute(made.returning(_cards.c.id, _cards.c.room))
            added.update((row.id, row.room) for row in returned)
        return added

    def get(self, card_id: int) -> CardRow:
        """The card with this id, which must exist."""
        return self._session.get_one(CardRow, card_id)

    def living(self, kind: str, key: int) -> Sequence[CardRow]:
        """The cards of this thing that are posted, or to be, and not taken away."""
        return self._session.scalars(
            select(CardRow)
            .where(CardRow.kind == kind, CardRow.key == key, ~CardRow.ended)
            .order_by(CardRow.id)
        ).all()

    def end(self, card_id: int) -> None:
        """Stop refreshing a card that is deleted."""
        self._session.execute(update(_cards).where(_cards.c.id == card_id).values(ended=True))

    def drop(self, card_id: int) -> None:
        """Forget a card that is nowhere any more."""
        self._session.execute(delete(_cards).where(_cards.c.id == card_id))

    def knows(self, kind: str, key: int, room: str, message_id: str) -> bool:
        """True if this message is a card's, or may be the one of this card that is on its way."""
        asked = {"of_kind": kind, "of_key": key, "room": room, "message_id": message_id}
        return _KNOWN.first(self._session, **asked) is not None

    def at(self, room: str, message_id: str) -> CardRow | None:
        """The card that stands in this message, unless it was taken away."""
        return self._session.scalar(
            select(CardRow).where(
                CardRow.room == room, CardRow.message_id == message_id, ~CardRow.ended
            )
        )

    def refresh(self, kind: str, key: int) -> None:
        """Ask that every posted card of this thing be shown anew."""
        _REFRESH.run(self._session, {"of_kind": kind, "of_key": key})

    def refresh_all(self, kinds: Collection[str], keys: Collection[int]) -> None:
        """Ask that every posted card of these things, of any of these kinds, be shown anew."""
        if not kinds or not keys:
            return
        of_these = (_cards.c.kind.in_(kinds), _cards.c.key.in_(keys))
        self._session.execute(update(_cards).where(*of_these).values(wanted=_cards.c.wanted + 1))

    def stale(
        self, network: str, *, without: Collection[str] = (), most: int
    ) -> Sequence[StaleCard]:
        """Posted cards in living rooms whose message is behind what they show."""
        asked: dict[str, Any] = {"network": network, "most": most}
        if without:
            elsewhere = _STALE_ONES.where(_cards.c.room.not_in(without))
            return self._values(StaleCard, elsewhere, **asked)
        return [StaleCard(**row) for row in _STALE.rows(self._session, **asked)]

    def posted(self, card_id: int, message_id: str, shown: int, revision: int = 0) -> None:
        """Record where a card now stands, and which revision of its thing it shows."""
        self._session.execute(
            update(_cards)
            .where(_cards.c.id == card_id)
            .values(message_id=message_id, shown=shown, revision=revision)
        )

    def show(self, card_id: int, shown: int) -> None:
        """Record which state a card's message shows."""
        self._session.execute(
            update(_cards).where(_cards.c.id == card_id).values(shown=shown, not_before=None)
        )

    def arrived(self, card_id: int, shown: int, revision: int) -> None:
        """Record that a state of a card arrived, with a revision of its thing."""
        _ARRIVED.run(self._session, {"card": card_id, "state": shown, "of": revision})

    def shown_revision(self, kind: str, key: int, rooms: Collection[str]) -> int:
        """The newest revision of a thing that its cards in these rooms show; 0 for none."""
        found = select(func.max(_cards.c.revision)).where(
            _cards.c.kind == kind, _cards.c.key == key, _cards.c.room.in_(rooms)
        )
        return self._session.scalar(found) or 0

    def later(self, card_id: int, at: datetime) -> None:
        """Try to show a card again, not before `at`."""
        self._session.execute(update(_cards).where(_cards.c.id == card_id).values(not_before=at))

    def clock_set_back(self, by: timedelta, now: datetime) -> None:
        """A card waits no longer than it was to."""
        move_waits(self._session, CardRow.not_before, by, now)

    def speak(self, community_id: int, *, locale: str, zone: str) -> None:
        """Draw a community's cards in this language and zone from their next change."""
        self._session.execute(
            update(_cards)
            .where(
                _cards.c.community_id == community_id,
                or_(_cards.c.locale != locale, _cards.c.zone != zone),
            )
            .values(locale=locale, zone=zone)
        )

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """The cards posted in a person's direct rooms."""
        yield from held(self._session, CardRow, CardRow.room.in_(whom.rooms))

    def forget(self, rooms: Collection[str]) -> None:
        """Forget the cards posted in a person's direct rooms."""
        self._session.execute(delete(_cards).where(_cards.c.room.in_(rooms)))

    def restored(self, _now: datetime) -> None:
        """Refresh the latest cards: their messages may be ahead of the database."""
        late = select(Delivery.card_id).where(
            Delivery.card_id.is_not(None), Delivery.sent_at.is_not(None)
        )
        self._session.execute(
            update(_cards)
            .where(_cards.c.id.in_(late), _cards.c.message_id.is_not(None))
            .values(wanted=_cards.c.wanted + 1)
        )

    def lose_room(self, room: str, _why: str, _at: datetime) -> None:
        """Refresh nothing any more in a room that is dead."""
        self._end(room)

    def unlink(self, unlinked: Unlinked) -> None:
        """Refresh nothing any more in the room of an account that left its member."""
        self._end(unlinked.room)

    def _end(self, room: str) -> None:
        self._session.execute(
            update(_cards).where(_cards.c.room == room).values(shown=_cards.c.wanted)
        )

    def move_room(self, old: str, new: str) -> None:
        """Move waiting cards with their room; the others end."""
        self._session.execute(
            update(_cards)
            .where(_cards.c.room == old, _cards.c.message_id.is_(None))
            .values(room=new)
        )
        self._end(old)


ShownIn = Mapping[type, Collection[str]]
"""The kinds of cards that show a thing, by its class: `Router.card` declares them."""


def know_cards(session: Session, shown_in: ShownIn) -> None:
    """Tell a session which cards show what its repositories change."""
    session.info[_SHOWN_IN] = shown_in


def report_change(session: Session, thing: type, keys: Collection[int]) -> None:
    """Report that things of a class changed: the posted cards that show them are drawn anew."""
    Cards(session).refresh_all(_kinds_showing(session, thing), keys)


def is_card_of(session: Session, thing: type, key: ColumnElement[int] | int) -> ColumnElement[bool]:
    """True for the cards that show the thing with this key."""
    return and_(CardRow.kind.in_(_kinds_showing(session, thing)), CardRow.key == key)


def _kinds_showing(session: Session, thing: type) -> Collection[str]:
    shown_in: ShownIn = session.info.get(_SHOWN_IN, {})
    return shown_in.get(thing, ())
