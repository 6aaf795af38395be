"""Messages of a delivery or a stale card, drawn and put into their reader's language."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.context.contact import Contact
from bot.core.context.job_context import JobContext
from bot.core.declarations.live_cards import buttons_of, draw_card
from bot.core.declarations.registry import Declared
from bot.core.messages.answers import Message
from bot.core.messages.content import Buttons
from bot.core.messages.encoding.message_encoding import decode, encode, encode_buttons
from bot.core.messages.encoding.word_encoding import Json
from bot.core.messages.language.i18n import Reader
from bot.core.messages.ports import Transport
from bot.core.messages.rendering import Rendered, Span, render, with_ways
from bot.core.messages.typed_buttons import Place
from bot.core.outbound.private_messages import is_private
from storage.communities import Communities
from storage.inbound import Forms
from storage.outbound import CardRow, Delivery, Mailings, SentMessages, StaleCard
from storage.revisions import Revisions
from storage.unit_of_work import Store


class NotForAllToSee(Exception):
    """A file about people, or the link to one, was to go into a shared room."""


class MessageRenderer:
    """Renders the messages of one network's rooms, as they stand now.

    Buttons that a person may press in writing are kept beside the message.
    """

    def __init__(self, transport: Transport, declared: Declared, contact: Contact) -> None:
        self._transport = transport
        self._declared = declared
        self._contact = contact

    def refreshed(self, store: Store, card: StaleCard, now: datetime) -> tuple[Rendered, Buttons]:
        """A card's latest state for the room in which it stands, and its buttons."""
        reader = self._reader(store, card, now)
        drawn = self._drawn(store, card, now)
        return render(drawn, reader, self._place(card.room)), buttons_of(drawn)

    def revision_of(self, store: Store, card: CardRow | StaleCard) -> int:
        """The revision of the thing that a card shows; 0 where it has none."""
        if card.kind not in self._declared.revised:
            return 0
        return store[Revisions].of(card.kind, card.key)

    def payload_of(self, store: Store, row: Delivery, now: datetime) -> dict[str, Json]:
        """The message of a row as the outbox keeps it."""
        return encode(self._message(store, row, now))

    def rendered(
        self, store: Store, rows: Sequence[Delivery], card: CardRow | None, now: datetime
    ) -> Rendered:
        """The messages of these rows as one, or the card; raises `NotForAllToSee`."""
        first = rows[0]
        reader = self._reader(store, first, now)
        if card is not None:
            messages = [self._drawn(store, card, now)]
        else:
            messages = [self._message(store, row, now) for row in rows]
        buttons = encode_buttons(tuple(row for each in messages for row in buttons_of(each)))
        last = max(rows, key=lambda row: row.id)  # the one of a gathered message that is looked up
        if buttons != (last.buttons or []):
            store[SentMessages].keep_buttons(last.id, buttons)
        private = any(is_private(each, self._declared, self._contact) for each in messages)
        if private and not self._transport.is_direct(first.room):
            raise NotForAllToSee
        place = self._place(first.room)
        rendered = [render(each, reader, place) for each in messages]
        whole = rendered[0] if len(rendered) == 1 else with_ways(_gathered(rendered), reader, place)
        return replace(whole, quiet=all(row.quiet for row in rows))

    def _message(self, store: Store, row: Delivery, now: datetime) -> Message:
        """The message of a row: its own, its mailing's, or one that is drawn for its reader."""
        payload = row.payload or {"words": ""}
        if row.mailing_id is not None and row.payload is None:
            payload = store[Mailings].get(row.mailing_id).payload
        if "drawn" in payload:
            kind, key = payload["drawn"], payload["key"]
            return self._draw(store, kind, key, row.community_id, now, reader_id=row.member_id)
        return decode(payload)

    def _drawn(self, store: Store, card: CardRow | StaleCard, now: datetime) -> Message:
        return self._draw(store, card.kind, card.key, card.community_id, now)

    def _draw(
        self,
        store: Store,
        kind: str,
        key: int,
        community_id: int | None,
        now: datetime,
        *,
        reader_id: int | None = None,
    ) -> Message:
        community = None if community_id is None else store[Communities].get(community_id)
        ctx = JobContext(
            store,
            now=now,
            community=community,
            contact=self._contact,
            declared=self._declared,
            reader_id=reader_id,
        )
        return draw_card(ctx, self._declared, kind, key)

    def _place(self, room: str) -> Place:
        can = self._transport.capabilities
        is_direct = self._transport.is_direct(room)
        return Place(can.buttons, can.deep_links, is_direct, self._transport.start_link(""))

    def _reader(self, store: Store, to: Delivery | StaleCard, now: datetime) -> Reader:
        place = ZoneInfo(to.zone)
        community = None if to.community_id is None else store[Communities].find(to.community_id)
        home = None if community is None else community.zone
        mark = self._transport.capabilities.mark
        return Reader(
            to.locale,
            place,
            now.astimezone(place).date(),
            mark,
            home=home,
            unsent=lambda room, draft: store[Forms].kept_words(room, draft, now),
        )


def _gathered(rendered: Sequence[Rendered]) -> Rendered:
    """Several messages as one, a blank line between them."""
    spans = [span for each in rendered for span in (*each.spans, Span("\n\n"))]
    choices = tuple(row for each in rendered for row in each.choices)
    return replace(rendered[0], spans=tuple(spans[:-1]), choices=choices)
