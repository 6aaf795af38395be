"""Results of requests, recorded in the outbox: arrived, to be sent again later, or given up."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

import structlog

from bot.core.context.audience import leave_exposed_room, lose_mailbox
from bot.core.context.clock import Clock
from bot.core.declarations.registry import (
    doubtful_deliveries,
    long_waits,
    lost_rooms,
    removals,
    rooms_opened,
    topics_opened,
    uninvited_people,
)
from bot.core.files import note_taking
from bot.core.messages.ports import (
    FateUnknown,
    NotInvited,
    NotSent,
    Rejected,
    RoomExposed,
    RoomGone,
    RoomMoved,
    SendError,
    Transport,
    TryLater,
)
from bot.core.outbound.request_renderer import RequestRenderer, SendRequest
from bot.core.tasks import retry_delay
from bot.domain.send_limits import Limits
from storage.communities import Communities, RoomKind
from storage.members import Members
from storage.outbound import (
    OPEN_ROOM,
    OPEN_TOPIC,
    PIN,
    REACT,
    UNPIN,
    Cards,
    Delivery,
    Outbox,
    Paces,
    Priority,
    SentMessages,
    UncertainDeliveries,
)
from storage.unit_of_work import Store


def count_unasked(store: Store, rows: Sequence[Delivery], now: datetime) -> None:
    """Note for their people that the day's unasked messages went out."""
    for row in rows:
        if row.unasked and row.member_id is not None:
            member = store[Members].get(row.member_id)
            if member is not None:
                zone = ZoneInfo(member.timezone or row.zone)
                member.unasked_on = now.astimezone(zone).date()


class Fate(StrEnum):
    """The result of one request, in a word for the operator."""

    ARRIVED = "arrived"
    PUT_OFF = "put off"
    """The network asked us to wait."""
    UNREACHED = "unreached"
    """The network was away, or cut the connection."""
    MOVED = "moved"
    """The room has another address."""
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class SendResult:
    """The result of one request."""

    outgoing: SendRequest
    at: datetime
    """Time at which it was known."""
    message_id: str | None = None
    error: SendError | None = None

    @property
    def leaves_more(self) -> bool:
        """True if it may leave something to send.

        That is itself again, its next piece, its card as it is now, what is said in a new topic,
        or news of a removal.
        """
        posted = self.outgoing.card_id is not None and not self.outgoing.is_refresh
        removed = self.outgoing.action == "delete" and self.outgoing.card_id is None
        more = self.outgoing.more_pieces or self.outgoing.action in {OPEN_TOPIC, OPEN_ROOM}
        return self.error is not None or more or posted or removed

    @property
    def fate(self) -> Fate:
        match self.error:
            case None:
                return Fate.ARRIVED
            case TryLater():
                return Fate.PUT_OFF
            case NotSent() | FateUnknown():
                return Fate.UNREACHED
            case RoomMoved():
                return Fate.MOVED
            case _:
                return Fate.REFUSED


MOVES_AT_ONCE = 2
"""A direct room whose person left it is looked for at the person, who leads to another room."""
MOST_MOVES = 6
ASKED_AGAIN = timedelta(days=1)
"""How often a person who takes no invitation is asked to write first, at most."""
_LONG_AGO = datetime.min.replace(tzinfo=UTC)

log = structlog.get_logger()


class ResultRecorder:
    """Records the results of one network's requests, and the limits learned from them."""

    def __init__(
        self, transport: Transport, renderer: RequestRenderer, limits: Limits, clock: Clock
    ) -> None:
        self._transport = transport
        self._renderer = renderer
        self._limits = limits
        self._clock = clock
        self._failures = 0
        self._card_tries: Counter[int | None] = Counter()
        self._moves: Counter[str] = Counter()
        self._not_invited: dict[str, datetime] = {}
        self._resting_until = _LONG_AGO
        clock.on_jump(self._follow_clock)

    def _follow_clock(self, by: timedelta) -> None:
        if self._resting_until > _LONG_AGO:
            self._resting_until += by

    @property
    def is_failing(self) -> bool:
        """True if the network failed since a message arrived last."""
        return self._failures > 0

    def recover(self, store: Store) -> None:
        """Settle requests interrupted by the end of the process, or by a restore."""
        now, network = self._clock.now(), self._transport.network
        lost = store[Outbox].in_flight(network)
        again = [each.id for each in lost if self._may_repeat(each)]
        store[Outbox].later(again, now, count=True)
        store[UncertainDeliveries].suspect(again)
        self._doubt(store, [each for each in lost if not self._may_repeat(each)])
        restored = store[UncertainDeliveries].doubted_by_restore(network)
        self._tell_doubts(store, restored, now)
        store[UncertainDeliveries].told_of([each.id for each in restored])

    def _may_repeat(self, delivery: Delivery) -> bool:
        return delivery.again or self._transport.capabilities.resends

    def _doubt(self, store: Store, deliveries: Sequence[Delivery]) -> None:
        if not deliveries:
            return
        now = self._clock.now()
        store[UncertainDeliveries].doubt([each.id for each in deliveries], now)
        count_unasked(store, deliveries, now)
        self._tell_doubts(store, deliveries, now)

    def _tell_doubts(self, store: Store, deliveries: Sequence[Delivery], now: datetime) -> None:
        for community_id in dict.fromkeys(each.community_id for each in deliveries):
            theirs = [each for each in deliveries if each.community_id == community_id]
            if community_id is not None:
                self._renderer.tell(store, doubtful_deliveries, community_id, now, theirs)

    def record(self, store: Store, result: SendResult) -> None:
        now, outgoing = self._clock.now(), result.outgoing
        self._limits.answered(outgoing.room, result.at)
        match result.error:
            case None:
                self._arrived(store, outgoing, result.message_id, now)
            case TryLater() as asked:
                self._put_off(store, result, asked, now)
            case NotSent() | FateUnknown() as unreached:
                self._unreached(store, outgoing, unreached, now)
            case RoomMoved(address=address) as moved:
                self._limits.undone(result.at)
                if isinstance(moved, RoomExposed):
                    leave_exposed_room(store, outgoing.room, address, now)
                self._moved(store, outgoing, address, now)
            case refused:
                self._refused(store, outgoing, refused, now)

    def _put_off(self, store: Store, result: SendResult, asked: TryLater, now: datetime) -> None:
        """Wait as long as the network asks, in one room or in all of them."""
        until = now + asked.after
        room = None if asked.whole else result.outgoing.room
        if self._limits.asked_to_wait(room, until, now):
            log.warning("asked to wait for long", network=self._transport.network)
            here, network = result.outgoing.community_id, self._transport.network
            self._renderer.tell(store, long_waits, here, now, network, room, until)
        if asked.whole:
            self._limits.pause_all(until)
            pace = self._limits.refused(result.at, asked.after)
            if pace is not None:
                store[Paces].keep(self._transport.network, pace)
        else:
            self._limits.undone(result.at)  # no message was refused
        self._retry(store, result.outgoing, until, count=False)

    def _moved(self, store: Store, outgoing: SendRequest, address: str, now: datetime) -> None:
        """Follow a moved room, a limited number of times: each could make a new room."""
        if outgoing.action == "delete":  # earlier messages stay in the old room
            store.move_room(outgoing.room, address)
            self._not_deleted(store, outgoing, "its room moved", now)
            return
        if outgoing.action in {REACT, PIN, UNPIN}:  # the message that it is about stays there, too
            store.move_room(outgoing.room, address)
            store[Outbox].fail(outgoing.row_ids, "its room moved", now)
            _say_instead(store, outgoing, now, room=address)
            return
        self._moves[outgoing.txn] += 1
        if self._is_shared(store, address):
            self._refused(store, outgoing, Rejected("what is for one person is for no room"), now)
            return
        more = self._moves[outgoing.txn] - MOVES_AT_ONCE
        if more > MOST_MOVES - MOVES_AT_ONCE:
            self._refused(store, outgoing, Rejected("its room moved again and again"), now)
            return
        at = now + retry_delay(more) if more > 0 else now
        self._retry(store, outgoing, at, count=more > 0)
        self._limits.pause(address, at)
        store.move_room(outgoing.room, address)

    def _is_shared(self, store: Store, address: str) -> bool:
        """True if a direct room's new address belongs to a shared room."""
        room = store[Communities].room(address.partition("/")[0])
        direct = self._transport.is_direct(address)
        return direct and room is not None and room.kind != RoomKind.DIRECT

    def _unreached(
        self, store: Store, outgoing: SendRequest, error: NotSent | FateUnknown, now: datetime
    ) -> None:
        """Wait for a network that is unreachable or cut the connection."""
        # It waits longer than its network, for others to try.
        failures = outgoing.attempts
        if outgoing.is_refresh:
            failures = self._card_tries[outgoing.card_id]
        at = self._back_off(now) + retry_delay(failures)
        repeats = outgoing.may_repeat or self._transport.capabilities.resends
        if isinstance(error, NotSent) or repeats:
            self._retry(store, outgoing, at, count=True)
            if isinstance(error, FateUnknown):
                store[UncertainDeliveries].suspect(outgoing.row_ids)
        else:
            self._doubt(store, outgoing.rows)

    def _refused(
        self, store: Store, outgoing: SendRequest, error: SendError, now: datetime
    ) -> None:
        """Give up a message that the network will never take; record a dead room once."""
        log.warning("refused", network=self._transport.network, why=str(error))
        self._moves.pop(outgoing.txn, None)
        if outgoing.action == "delete":
            self._not_deleted(store, outgoing, str(error), now)
            if isinstance(error, Rejected):
                _say_instead(store, outgoing, now)
            return
        store[Outbox].fail(outgoing.row_ids, str(error), now)
        if outgoing.action in {REACT, OPEN_TOPIC} and isinstance(error, Rejected):
            _say_instead(store, outgoing, now)
        if outgoing.said.file is not None and not isinstance(error, RoomGone):
            self._renderer.apologise(store, outgoing, now)
        if outgoing.card_id is not None:
            store[Cards].show(outgoing.card_id, outgoing.state)
        by_mail = self._transport.capabilities.by_mail
        lose = lose_mailbox if by_mail else Store.lose_room
        is_lost = isinstance(error, RoomGone) and lose(store, outgoing.room, str(error), now)
        if is_lost and (by_mail or outgoing.community_id is not None):
            self._renderer.tell(store, lost_rooms, outgoing.community_id, now, outgoing.room)
        if isinstance(error, NotInvited):
            self._tell_not_invited(store, outgoing, now)

    def _tell_not_invited(self, store: Store, outgoing: SendRequest, now: datetime) -> None:
        """Have a person who waits for an answer asked, where they are, to write first."""
        person = outgoing.room
        asked_at = self._not_invited.get(person)
        awaited = any(row.priority == Priority.ANSWER for row in outgoing.rows)
        if awaited and (asked_at is None or now - asked_at >= ASKED_AGAIN):
            self._not_invited[person] = now
            self._renderer.tell(store, uninvited_people, outgoing.community_id, now, person)

    def _not_deleted(self, store: Store, outgoing: SendRequest, why: str, now: datetime) -> None:
        """Give up the deletion of a message."""
        store[Outbox].fail(outgoing.row_ids, why, now)
        if outgoing.card_id is not None:
            store.drop_card(outgoing.card_id)
        self._tell_removal(store, outgoing, now, is_done=False)

    def _tell_removal(
        self, store: Store, outgoing: SendRequest, now: datetime, *, is_done: bool
    ) -> None:
        """Tell the feature that wanted a person's message removed."""
        for row in outgoing.rows:
            if row.about is not None and row.card_id is None:
                self._renderer.tell(store, removals, row.community_id, now, row.about, is_done)

    def _arrived(
        self, store: Store, outgoing: SendRequest, message_id: str | None, now: datetime
    ) -> None:
        self._failures = 0
        self._card_tries.pop(outgoing.card_id, None)
        self._moves.pop(outgoing.txn, None)
        count_unasked(store, outgoing.rows, now)
        if outgoing.action == "delete":
            store[Outbox].sent(outgoing.row_ids, message_id, now)
            if outgoing.card_id is not None:
                store.drop_card(outgoing.card_id)
            self._tell_removal(store, outgoing, now, is_done=True)
            return
        if outgoing.action in {OPEN_TOPIC, OPEN_ROOM} and message_id is not None:
            self._room_opened(store, outgoing, message_id, now)
            return
        if outgoing.card_id is not None and outgoing.is_refresh:
            store[Cards].arrived(outgoing.card_id, outgoing.state, outgoing.revision)
            if outgoing.target is not None and outgoing.buttons is not None:
                store[SentMessages].keep_shown(outgoing.room, outgoing.target, outgoing.buttons)
        elif outgoing.card_id is not None and message_id is not None:
            store[Cards].posted(outgoing.card_id, message_id, outgoing.state, outgoing.revision)
        if outgoing.said.file is not None and outgoing.said.file.traced:
            row = outgoing.rows[0]
            note_taking(store, outgoing.said.file.kind, row.member_id, row.community_id, now)
        if outgoing.more_pieces:
            store[Outbox].piece_sent(outgoing.row_ids, outgoing.piece + 1, message_id, now)
        elif any(row.parting for row in outgoing.rows):
            store[Outbox].let_go(outgoing.row_ids)
        else:
            store[Outbox].sent(outgoing.row_ids, message_id, now)

    def _room_opened(self, store: Store, outgoing: SendRequest, room: str, now: datetime) -> None:
        """Send a new topic its first message, and tell the feature the new address."""
        _say_instead(store, outgoing, now, room=room)
        store[Outbox].sent(outgoing.row_ids, None, now)
        to = topics_opened if outgoing.action == OPEN_TOPIC else rooms_opened
        for row in outgoing.rows:
            self._renderer.tell(store, to, row.community_id, now, row.about or "", room)

    def _retry(self, store: Store, outgoing: SendRequest, at: datetime, *, count: bool) -> None:
        if outgoing.is_refresh and outgoing.card_id is not None:
            store[Cards].later(outgoing.card_id, at)
            self._card_tries[outgoing.card_id] += count
        else:
            store[Outbox].later(outgoing.row_ids, at, count=count)
        self._limits.pause(outgoing.room, at)

    def _back_off(self, now: datetime) -> datetime:
        """Pause the network, longer after each failure."""
        if now >= self._resting_until:  # those that were on their way together fail once
            self._resting_until = now + retry_delay(self._failures)
            self._limits.pause_all(self._resting_until)
            self._failures += 1
        return self._resting_until


def _say_instead(
    store: Store, outgoing: SendRequest, now: datetime, *, room: str | None = None
) -> None:
    """Say the words of a refused deletion or reaction: in the message itself, or below it.

    Those of a topic are said in it, or in the room where it cannot be opened.
    """
    is_edit = outgoing.action == "delete"
    for row in outgoing.rows:
        if row.payload is not None:
            store[Outbox].put(
                room=room or outgoing.room,
                priority=Priority(row.priority),
                at=now,
                action="edit" if is_edit else "send",
                target=outgoing.target if is_edit else None,
                payload=row.payload,
                locale=row.locale,
                zone=row.zone,
                community_id=row.community_id,
                member_id=row.member_id,
                quiet=row.quiet,
                parting=row.parting,
                about=row.about,
                buttons=row.buttons,
            )
