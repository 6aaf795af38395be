"""Requests to a transport: deliveries and stale cards, rendered just before they are sent."""

from asyncio import CancelledError
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import ParamSpec
from uuid import uuid4
from zoneinfo import ZoneInfo

import structlog

from bot.core.context.audience import is_held_back, may_leave_at, still_wanted
from bot.core.context.job_context import Contact, JobContext, NotForReader, mail_place, new_own_link
from bot.core.declarations.registry import Contributions, Declared
from bot.core.messages.content import (
    Button,
    Buttons,
    Card,
    File,
    Link,
    Message,
    Picture,
    buttons_of,
    split_revision,
    text,
)
from bot.core.messages.encoding import Json, decode, encode, encode_buttons
from bot.core.messages.i18n import Reader
from bot.core.messages.ports import Transport
from bot.core.messages.rendering import Choice, Place, Rendered, Span, render, told_apart, with_ways
from storage.communities import Communities, Community
from storage.inbound import Forms
from storage.members import Identities, Members
from storage.outbound import (
    PERHAPS,
    PIN,
    UNPIN,
    CardRow,
    Cards,
    Delivery,
    DueRow,
    Mailings,
    Outbox,
    Priority,
    SentMessages,
    StaleCard,
)
from storage.revisions import Revisions
from storage.unit_of_work import DATABASE_TROUBLE, Store


@dataclass(frozen=True, slots=True)
class SendRequest:
    """One request: a delivery's next piece, or the refresh of a card."""

    room: str
    action: str
    said: Rendered
    txn: str
    target: str | None = None
    reply_to: str | None = None
    rows: tuple[Delivery, ...] = ()
    piece: int = 0
    more_pieces: bool = False
    card_id: int | None = None
    state: int = 0
    """The state of the card that it shows: see `CardRow`."""
    revision: int = 0
    """The revision of the card's thing, where that has any."""
    community_id: int | None = None
    buttons: list[Json] | None = None
    """The buttons of a refreshed card, for those who press in writing once it arrived; None if
    the same ones are kept already."""

    @property
    def row_ids(self) -> list[int]:
        """Ids of the deliveries that this request carries out."""
        return [row.id for row in self.rows]

    @property
    def is_refresh(self) -> bool:
        """True if it only shows a card's latest state."""
        return not self.rows

    @property
    def may_repeat(self) -> bool:
        """True if it may be sent again when nobody knows if it arrived."""
        return all(row.again for row in self.rows)

    @property
    def attempts(self) -> int:
        return max((row.attempts for row in self.rows), default=0)


def deletion_of(row: Delivery, card: CardRow | None) -> SendRequest:
    """The deletion of a message: of a card where it was posted, even if its room moved."""
    return SendRequest(
        room=row.room if card is None else card.room,
        action="delete",
        said=Rendered(()),
        txn=f"{row.txn}-0",
        target=row.target if card is None else card.message_id,
        rows=(row,),
        card_id=row.card_id,
        community_id=row.community_id,
    )


def pinning_of(row: Delivery, card: CardRow) -> SendRequest:
    """The pinning or unpinning of a card, which leaves its message as it is."""
    return SendRequest(
        room=card.room,
        action=row.action,
        said=Rendered(()),
        txn=f"{row.txn}-0",
        target=card.message_id,
        rows=(row,),
        community_id=row.community_id,
    )


P = ParamSpec("P")
log = structlog.get_logger()

_OF_WHAT_WAS_SENT = frozenset({"delete", PIN, UNPIN})
"""The actions of rows that change a message where it stands."""
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

    def prepare(
        self, store: Store, rows: Sequence[DueRow], cards: Sequence[StaleCard], now: datetime
    ) -> Iterator[SendRequest | None]:
        """Prepare the requests for these rows and cards, one a room, the most urgent first.

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
        to: Contributions[JobContext, P, None],
        community_id: int | None,
        now: datetime,
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> None:
        """Tell features of an incident in a community or in none; one that fails stops nothing."""
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
                to.first(ctx, *args, **kwargs)
        except DATABASE_TROUBLE:
            raise
        except (Exception, CancelledError):
            log.exception("an incident was not told", kind=to.name)

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
                if self._transport.capabilities.by_mail:
                    store[Cards].show(each.id, each.wanted)  # it stays as it was sent
                    return None
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
        if self._transport.capabilities.by_mail and row.action in _OF_WHAT_WAS_SENT:
            store[Outbox].fail([row.id], "an e-mail stays as it is", now)
            if row.action == "delete" and card is not None:
                store.drop_card(card.id)
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
        return [
            each
            for each in store[Outbox].gathered_with(row, now)
            if still_wanted(store, each)
            and not is_held_back(store, each)
            and self._messages.is_for_reader(store, each, now)
        ]

    def _next_piece(
        self, store: Store, rows: Sequence[Delivery], card: CardRow | None, now: datetime
    ) -> SendRequest:
        """The request for the next piece of these rows, which are one message."""
        row = rows[0]
        rendered = self._messages.rendered(store, rows, card, now)
        is_mail = self._transport.capabilities.by_mail and row.action == "edit"
        action = "send" if is_mail else row.action
        pieces = self._transport.pieces(rendered) if action == "send" else [rendered]
        if len(pieces) > 1 and row.mailing_id is not None and row.payload is None:
            # Its content may change before its next piece.
            store[Outbox].keep_words(row.id, self._messages.payload_of(store, row, now))
        piece = min(row.piece, len(pieces) - 1)
        return SendRequest(
            room=row.room,
            action=action,
            said=pieces[piece],
            txn=f"{row.txn}-{piece}",
            target=None if is_mail else row.target,
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


_OWN_PAGE = text("See it on your page")
"""The words of the link that each e-mail to a member has."""
_WAY_OUT = text("To get no more e-mails, answer STOP.")
"""The last line of an e-mail that nobody asked for."""


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
        drawn = self._drawn_message(store, card, now)
        return render(drawn, reader, self._place(card.room)), buttons_of(drawn)

    def revision_of(self, store: Store, card: CardRow | StaleCard) -> int:
        """The revision of the thing that a card shows; 0 where it has none."""
        if card.kind not in self._declared.revised:
            return 0
        return store[Revisions].of(card.kind, card.key)

    def payload_of(self, store: Store, row: Delivery, now: datetime) -> dict[str, Json]:
        """The message of a row as the outbox keeps it."""
        return encode(self._message(store, row, now))

    def is_for_reader(self, store: Store, row: Delivery, now: datetime) -> bool:
        """False for a message that is drawn for its reader, and has nothing for them any more."""
        try:
            self._message(store, row, now)
        except NotForReader:
            return False
        return True

    def rendered(
        self, store: Store, rows: Sequence[Delivery], card: CardRow | None, now: datetime
    ) -> Rendered:
        """The messages of these rows as one, or the card; raises `NotForAllToSee`."""
        first = rows[0]
        reader = self._reader(store, first, now)
        if card is not None:
            messages = [self._drawn_message(store, card, now)]
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
        quiet = all(row.quiet for row in rows)
        if self._transport.capabilities.by_mail:
            offered = [each for one in messages for shown in buttons_of(one) for each in shown]
            whole = self._leading_to_page(store, last, whole, offered, reader, now)
        if self._transport.capabilities.by_mail and not quiet:
            way_out = Span("\n\n", small=True), Span(reader.say(_WAY_OUT), small=True)
            whole = replace(whole, spans=(*whole.spans, *way_out))
        return replace(whole, quiet=quiet, locale=reader.locale)

    def _leading_to_page(
        self,
        store: Store,
        row: Delivery,
        rendered: Rendered,
        offered: Sequence[Button],
        reader: Reader,
        now: datetime,
    ) -> Rendered:
        """An e-mail whose choices lead to its reader's own page, where they work there."""
        page = self._new_page_link(store, row, now)
        if page is None:
            return rendered
        community, url = page
        numbers = {each.press: number for number, each in enumerate(offered, start=1)}

        def leading(choice: Choice) -> Choice:
            does = self._declared.done_by(choice.press) if choice.press in numbers else None
            if not choice.press or does is None or not does.works_on_own_page(community):
                return choice
            return replace(choice, url=f"{url}/{mail_place(row.id, numbers[choice.press])}")

        door = Span(reader.say(_OWN_PAGE), small=True, url=f"{url}/{mail_place(row.id)}")
        choices = tuple(tuple(map(leading, each)) for each in rendered.choices)
        spans = (*rendered.spans, Span("\n\n", small=True), door)
        return replace(rendered, spans=spans, choices=choices)

    def _new_page_link(
        self, store: Store, row: Delivery, now: datetime
    ) -> tuple[Community, str] | None:
        """A new link to the page of a row's reader, and its community; None without such a page."""
        if not self._contact.public_url or row.parting:
            return None
        account = store[Identities].get(row.room)
        member = None if account is None else store[Members].get(account.member_id)
        if account is None or member is None:
            return None
        own = store[Members].communities_of(member)
        here = next((each for each in (row.community_id, member.here, *own) if each in own), None)
        if here is None:
            return None
        community = store[Communities].get(here)
        ctx = JobContext(store, now=now, community=community, contact=self._contact)
        return community, new_own_link(ctx, member.id, account.address)

    def _message(self, store: Store, row: Delivery, now: datetime) -> Message:
        """The message of a row: its own, its mailing's, or one that is drawn for its reader."""
        payload = row.payload or {"words": ""}
        if row.mailing_id is not None and row.payload is None:
            payload = store[Mailings].get(row.mailing_id).payload
        if "drawn" in payload:
            kind, key = payload["drawn"], payload["key"]
            return self._draw(store, kind, key, row.community_id, now, reader_id=row.member_id)
        return decode(payload)

    def _drawn_message(self, store: Store, card: CardRow | StaleCard, now: datetime) -> Message:
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
        return self._declared.draw_card(ctx, kind, key)

    def _place(self, room: str) -> Place:
        can = self._transport.capabilities
        is_direct = self._transport.is_direct(room)
        door = self._transport.start_link("")
        return Place(can.buttons, can.deep_links, is_direct, door, can.disabled_buttons)

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
    choices = told_apart(row for each in rendered for row in each.choices)
    return replace(rendered[0], spans=tuple(spans[:-1]), choices=choices)


def is_private(message: Message, declared: Declared, contact: Contact) -> bool:
    """True if the reader gets a file about people, or the link to one."""
    if isinstance(message, Card | Picture):
        return any(
            _is_secret(line.url, declared, contact)
            for line in message.lines
            if isinstance(line, Link)
        )
    return isinstance(message, File)


def _is_secret(url: str, declared: Declared, contact: Contact) -> bool:
    """True for the address of a file, or of a page of one person."""
    secret = (each for each in declared.pages.values() if each.secret)
    return contact.is_file_link(url) or any(each.is_at(url, contact) for each in secret)
