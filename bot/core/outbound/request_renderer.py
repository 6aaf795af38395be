"""Requests to a transport, rendered from a delivery or a stale card just before they are sent."""

from asyncio import CancelledError
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from uuid import uuid4

import structlog

from bot.core.context.audience import is_held_back, may_leave_at, still_wanted
from bot.core.context.contact import Contact
from bot.core.context.job_context import JobContext, NotForReader
from bot.core.declarations.registry import Declared
from bot.core.messages.content import Buttons, split_revision, text
from bot.core.messages.encoding.message_encoding import encode, encode_buttons
from bot.core.messages.ports import Transport
from bot.core.outbound.message_renderer import MessageRenderer
from bot.core.outbound.send_requests import SendRequest, deletion_of, pinning_of
from storage.communities import Communities
from storage.outbound import (
    PERHAPS,
    PIN,
    UNPIN,
    CardRow,
    Cards,
    Delivery,
    DueRow,
    Outbox,
    Priority,
    StaleCard,
)
from storage.unit_of_work import DATABASE_TROUBLE, Store

log = structlog.get_logger()

PINNED_AFTER = timedelta(seconds=5)
"""The time that a pin waits for its card to be posted."""


class RequestRenderer:
    """Prepares one network's requests just before they are sent, or settles those not wanted."""

    def __init__(self, transport: Transport, declared: Declared, contact: Contact) -> None:
        self._transport = transport
        self._declared = declared
        self._contact = contact
        self._messages = MessageRenderer(transport, declared, contact)

    def is_direct(self, room: str) -> bool:
        """True if only one person is in a room: limits differ."""
        return self._transport.is_direct(room)

    def in_order(
        self,
        store: Store,
        rows: Sequence[DueRow],
        cards: Sequence[StaleCard],
        now: datetime,
    ) -> Iterator[SendRequest | None]:
        """The requests for these rows and cards, one a room, the most urgent first.

        None stands for one that may not be sent any more, or not yet: it is settled.
        """
        taken: set[str] = set()
        urgent = [row for row in rows if row.priority == Priority.ANSWER]
        others = [row for row in rows if row.priority != Priority.ANSWER]
        queue: list[DueRow | StaleCard] = [*urgent, *cards, *others]
        for each in queue:
            if each.room not in taken:
                prepared = self._request(store, each, now)
                if prepared is not None:
                    taken.add(each.room)
                yield prepared

    def tell(
        self,
        store: Store,
        moment: str,
        about: Delivery | SendRequest,
        now: datetime,
        *words: object,
    ) -> None:
        """Call the feature that handles an incident, for its community."""
        if about.community_id is not None:
            self._call(store, moment, about.community_id, now, *words)

    def tell_operators(
        self, store: Store, moment: str, about: SendRequest, now: datetime, *words: object
    ) -> None:
        """Call the feature that handles an incident of the instance, in a community or in none."""
        self._call(store, moment, about.community_id, now, *words)

    def _call(
        self, store: Store, moment: str, community_id: int | None, now: datetime, *words: object
    ) -> None:
        """Call a hook; a failing feature stops no message."""
        hook = self._declared.hooks.get(moment)
        if hook is None:
            return
        try:
            with store.savepoint():
                communities = store[Communities]
                ctx = JobContext(
                    store,
                    now=now,
                    community=None if community_id is None else communities.get(community_id),
                    contact=self._contact,
                    declared=self._declared,
                )
                hook(ctx, *words)
        except DATABASE_TROUBLE:
            raise
        except (Exception, CancelledError):
            log.exception("a hook failed", moment=moment)

    def apologise(self, store: Store, outgoing: SendRequest, now: datetime) -> None:
        """Tell the person who waits for a file that they will not get it."""
        row = outgoing.rows[0]
        sorry = text(
            "I could not send you this file. Please ask for it again; if this continues, tell the "
            "team that runs this bot."
        )
        store[Outbox].put(
            room=row.room,
            priority=Priority.ANSWER,
            at=now,
            payload=encode(sorry),
            locale=row.locale,
            zone=row.zone,
            community_id=row.community_id,
            member_id=row.member_id,
            quiet=True,
        )

    def _request(self, store: Store, each: DueRow | StaleCard, now: datetime) -> SendRequest | None:
        """The request for a row; one that cannot be drawn is given up."""
        try:
            if isinstance(each, StaleCard):
                return self._refresh(store, each, now)
            row = store[Outbox].waiting(each.id)
            return None if row is None else self._delivery(store, row, now)
        except DATABASE_TROUBLE:
            raise
        except NotForReader:
            store[Outbox].fail([each.id], "not wanted any more", now)
            return None
        except (Exception, CancelledError):
            log.exception("cannot be drawn", kind=type(each).__name__, row=each.id)
            if isinstance(each, StaleCard):
                store[Cards].show(each.id, each.wanted)
            else:
                store[Outbox].fail([each.id], "cannot be drawn", now)
            return None

    def _delivery(self, store: Store, row: Delivery, now: datetime) -> SendRequest | None:
        """The request for a row; None if it is not wanted any more, or not yet."""
        too_late = row.not_after is not None and row.not_after <= now
        if too_late or not still_wanted(store, row):
            store[Outbox].fail([row.id], "not wanted any more", now)
            return None
        if is_held_back(store, row):
            store[Outbox].hold_back([row.id])
            return None
        card = None if row.card_id is None else store[Cards].get(row.card_id)
        if card is not None and card.ended and self._is_settled(store, row, card, now):
            return None
        if row.action == "delete":
            return deletion_of(row, card)
        if row.action in {PIN, UNPIN}:
            return self._pinning(store, row, card, now)
        at = may_leave_at(store, row, now) if row.unasked and not row.piece else now
        if at > now:
            store[Outbox].put_off([row.id], at)
            return None
        gathered = self._gathered_with(store, row, now) if row.unasked else []
        return self._next_piece(store, [row, *gathered], card, now)

    def _gathered_with(self, store: Store, row: Delivery, now: datetime) -> list[Delivery]:
        """The unasked rows that go out in one message with this one."""
        waiting = store[Outbox].gathered_with(row, now)
        return [
            each for each in waiting if still_wanted(store, each) and not is_held_back(store, each)
        ]

    def _next_piece(
        self, store: Store, rows: Sequence[Delivery], card: CardRow | None, now: datetime
    ) -> SendRequest:
        """The request for the next piece of these rows, which are one message."""
        row = rows[0]
        rendered = self._messages.rendered(store, rows, card, now)
        pieces = self._transport.pieces(rendered) if row.action == "send" else [rendered]
        if len(pieces) > 1 and row.mailing_id is not None and row.payload is None:
            # Its content may change before its next piece.
            store[Outbox].keep_words(row.id, self._messages.payload_of(store, row, now))
        piece = min(row.piece, len(pieces) - 1)
        return SendRequest(
            room=row.room,
            action=row.action,
            said=pieces[piece],
            txn=f"{row.txn}-{piece}",
            target=row.target,
            reply_to=row.reply_to if piece == 0 else None,
            rows=tuple(rows),
            piece=piece,
            more_pieces=piece < len(pieces) - 1,
            card_id=row.card_id,
            state=0 if card is None else card.wanted,
            revision=0 if card is None else self._messages.revision_of(store, card),
            community_id=row.community_id,
        )

    def _pinning(
        self, store: Store, row: Delivery, card: CardRow | None, now: datetime
    ) -> SendRequest | None:
        """The request to pin or unpin a card, once it is posted."""
        if card is not None and card.message_id is not None:
            return pinning_of(row, card)
        waiting = [] if card is None else store[Outbox].waiting_for_card(card.id)
        posts = [each.not_before for each in waiting if each.action == "send"]
        if posts:
            store[Outbox].put_off([row.id], max(*posts, now + PINNED_AFTER))
        else:
            store[Outbox].fail([row.id], "its card was not posted", now)
        return None

    def _is_settled(self, store: Store, row: Delivery, card: CardRow, now: datetime) -> bool:
        """Settle a row of a card that is taken away; False if it must be asked for.

        An unsent one is cancelled. One that may have arrived is sent once more, where that
        is the same message, to learn which one to delete.
        """
        if card.message_id is not None:
            return False
        waiting = store[Outbox].waiting_for_card(card.id)
        posting = [each for each in waiting if each.action == "send"]
        perhaps = [each.not_before for each in posting if each.error == PERHAPS]
        if perhaps and self._transport.capabilities.resends:
            if row.action == "send":
                return False
            store[Outbox].put_off([row.id], max(perhaps))
            return True
        store[Outbox].fail([each.id for each in posting], "not wanted any more", now)
        store[Outbox].sent([each.id for each in waiting if each not in posting], None, now)
        store.drop_card(card.id)
        return True

    def _refresh(self, store: Store, card: StaleCard, now: datetime) -> SendRequest:
        """The edit that shows a card's latest state."""
        said, buttons = self._messages.refreshed(store, card, now)
        revision = self._messages.revision_of(store, card)
        is_known = (
            self._transport.capabilities.buttons
            and revision == card.revision
            and not self._shows_other_things(card, buttons)
        )
        return SendRequest(
            room=card.room,
            action="edit",
            said=said,
            buttons=None if is_known else encode_buttons(buttons),
            txn=uuid4().hex,
            target=card.message_id,
            card_id=card.id,
            state=card.wanted,
            revision=revision,
            community_id=card.community_id,
        )

    def _shows_other_things(self, card: StaleCard, buttons: Buttons) -> bool:
        """True if a card's buttons alone say which revisions it shows: those of other things."""
        return card.kind not in self._declared.revised and any(
            split_revision(each.press)[1] for row in buttons for each in row
        )
