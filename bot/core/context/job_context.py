"""Everything a job may use: storage, the time, a community, messages, contact data."""

import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Self, TypeVar, cast
from zoneinfo import ZoneInfo

from bot.core.context.audience import (
    direct_room,
    expand,
    living_room,
    may_tell,
    pace_of,
    quiet_of,
    zone_of,
)
from bot.core.context.gardeners_on_duty import (
    SeatStatuses,
    acting_gardeners,
    seat_statuses_of,
    unattended,
)
from bot.core.context.revisions import stamped
from bot.core.messages.content import Card, Message, buttons_of
from bot.core.messages.encoding import encode, encode_buttons
from bot.core.messages.ports import NewRoom
from bot.domain import codes
from bot.domain.circles import Audience
from bot.domain.dates.local_time import next_unasked
from bot.domain.dates.recurrence import Once, Rule
from bot.domain.links import LINK_WORD, link_word
from bot.domain.personal_data import RetentionPeriods
from bot.domain.refusals import Final
from bot.domain.roles import Seat
from storage.communities import Communities, Community, Room, RoomKind
from storage.inbound import OwnPageLinks
from storage.members import Identities, Member
from storage.outbound import (
    CLOSE_TOPIC,
    INVITE,
    JOIN_RULE,
    OPEN_ROOM,
    OPEN_TOPIC,
    REMOVE,
    REOPEN_TOPIC,
    Mailing,
    Mailings,
    Outbox,
    Priority,
)
from storage.schedules import Planned, Schedules
from storage.store import IN_PLACE
from storage.unit_of_work import Store

Found = TypeVar("Found")

FILES = "/f"
"""Path of the pages that give files, below `public_url`."""
MAIL_PAGES = f"{FILES}/mail"
"""The path of the pages about e-mails; below it, that of the page which stops them."""
STOP_MAIL = f"{MAIL_PAGES}/stop"
JOIN_FORM = f"{MAIL_PAGES}/ask"
"""The path to which a form sends the mailbox of who wants to join: see `mail_joinings_asked`."""
JOIN_BY_MAIL = f"{MAIL_PAGES}/join"
LANGUAGE = "lang"
"""The parameter of pages that chooses their language: `?lang=en`."""
GARDEN = f"{FILES}/garden"
"""Path of the gardeners' page, below one that web servers pass on."""
OWN_PAGE = f"{FILES}/me"
"""Path of members' own pages."""
OWN_LINK_LIFE = timedelta(days=30)
"""Time for which a link to a member's own page works, as an e-mail can be answered."""
PROOF_LIFE = timedelta(minutes=15)
"""Time after a code in which personal acts need no other one there."""
PAGE_LINK_LIFE = timedelta(minutes=5)
"""Time for which a link to the gardeners' page works."""
PAGE_LIFE = timedelta(days=1)
"""Time for which that page stays open in a browser."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """A purpose of processing, in the words of the controller where they gave any."""

    key: str
    """A word of `bot.domain.personal_data`, or one of the controller's own."""
    name: str
    """Empty where a known `key` has a name of ours."""
    basis: str
    """The legal basis."""
    duration: str
    """The time for which data is kept for it."""
    transfers: str
    """Transfers of data to others."""


@dataclass(frozen=True, slots=True)
class NetworkLinks:
    """Command syntax and deep links of one network."""

    mark: str
    """The character in front of a command: `/` or `!`."""
    start_link: Callable[[str], str]
    """Makes the link that opens the direct room with `/start word`; empty where there is none."""
    topics: bool = False
    """True if its rooms can have topics."""
    rooms: bool = False
    """True if the bot makes rooms there: see `Capabilities`."""
    room_link: Callable[[], str] = str
    """Gives the link that brings the bot into a room; empty where there is none."""
    by_mail: bool = False
    """True if each message is an e-mail: see `Capabilities`."""
    refused_since: Callable[[], datetime | None] = lambda: None
    """Time since which the network refuses our account, as long as it does."""


@dataclass(frozen=True, slots=True)
class Contact:
    """The controller of the data, how to reach them, and the settings of the whole instance."""

    instance: str
    controller: str
    """Name of the controller of the data."""
    address: str
    """Address to write to about the data."""
    notice_url: str
    """Address of the full privacy notice."""
    networks: Mapping[str, NetworkLinks] = field(default_factory=dict)
    """Command syntax by network."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Names of networks as people read them; others are called as in addresses."""
    servers: Mapping[str, str] = field(default_factory=dict)
    """Matrix servers by network: `example.org`."""
    steps: Mapping[str, timedelta] = field(default_factory=dict)
    """Time that a message takes on networks that ask for a pace."""
    locale: str = "fr"
    """Language of readers whose language is unknown."""
    public_url: str = ""
    """Address of our own pages; empty where they are not public."""
    timezone: str = "Europe/Paris"
    """Zone of readers whose zone is unknown."""
    purposes: tuple[Purpose, ...] = ()
    """Purposes that the data is used for."""
    ages: RetentionPeriods = field(default_factory=RetentionPeriods)
    link_key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    """Key that signs links: see `bot.domain.links`."""

    @property
    def mail_networks(self) -> list[str]:
        """The networks whose messages are e-mails."""
        return [name for name, each in self.networks.items() if each.by_mail]

    def network_name(self, address: str) -> str:
        """Name of a network, also of that of an address: “Tchap”."""
        network = address.partition(":")[0]
        return self.names.get(network) or network.capitalize()

    @property
    def matrix_names(self) -> str:
        """Names of the Matrix servers."""
        return ", ".join(map(self.network_name, self.servers)) or "Matrix"

    def file_link(self, token: str) -> str:
        """Address of the page that gives a file."""
        return f"{self.public_url}{FILES}/{token}"

    def garden_link(self, token: str) -> str:
        """Address by which a gardener enters their page."""
        return f"{self.public_url}{GARDEN}/{token}"

    def joining_link(self, token: str, locale: str = "") -> str:
        """Address of the page on which the person of a mailbox joins, in a language if known."""
        query = f"?{LANGUAGE}={locale}" if locale else ""
        return f"{self.public_url}{JOIN_BY_MAIL}/{token}{query}"

    def own_page_link(self, token: str, place: str = "") -> str:
        """Address by which a member enters their own page, at one of its places."""
        return "/".join(filter(None, (f"{self.public_url}{OWN_PAGE}", token, place)))

    def is_file_link(self, url: str) -> bool:
        """True for the address of a page that gives a file, or of a page of one person."""
        return bool(self.public_url) and url.startswith(self.file_link(""))


class NoCommunity(Final):
    """This room belongs to no community yet, so I cannot do that here."""


class NotForReader(Exception):
    """A mailed card has nothing for its reader: they are sent none."""


class JobContext:
    """Storage, the time, a community, and the outbox."""

    def __init__(
        self,
        store: Store,
        *,
        now: datetime,
        community: Community | None,
        contact: Contact,
        declared: object = None,
        reader_id: int | None = None,
    ) -> None:
        self.store = store
        self.reader_id = reader_id
        """The member for whom a mailed card is drawn; None for a card in a room."""
        self.declared = declared
        """All declarations of all features; read it with `bot.core.declarations_of`."""
        self.now = now
        self.contact = contact
        self.slice_number = 0
        """Which slice of a job in slices is done now, counted from 0."""
        self.composed: set[tuple[str, int]] = set()
        """Kinds and ids of things that were stored as they are shown: see `stamped`."""
        self._community = community

    @property
    def community(self) -> Community:
        """The community that this is about; raises `NoCommunity` without one."""
        if self._community is None:
            raise NoCommunity
        return self._community

    @property
    def community_or_none(self) -> Community | None:
        return self._community

    @property
    def said_for(self) -> int | None:
        """The community of a message, for its answers."""
        return None if self._community is None else self._community.id

    @property
    def _locale(self) -> str:
        """The language of people who chose none."""
        return self.contact.locale if self._community is None else self._community.locale

    def within(self, community_id: int) -> "JobContext":
        """A context for one community, in a job that belongs to none."""
        community = self.store[Communities].get(community_id)
        return JobContext(
            self.store,
            now=self.now,
            community=community,
            contact=self.contact,
            declared=self.declared,
        )

    def apart(self, read: Callable[[Self], Found]) -> Found:
        """Give what `read` finds, beside the writer: for what takes long in a large community.

        `read` sees what is committed, and changes nothing. A message that comes to it is given up
        and handled again once that is read, so that others go on meanwhile. What it gives are
        values: rows of the database are not followed any more.
        """
        if self.store.readings is None:
            return read(self)

        def read_in(store: Store) -> Found:
            other = copy(self)
            other.store = store
            return read(other)

        found = self.store.readings.take(read_in)
        return read(self) if found is IN_PLACE else cast("Found", found)

    @property
    def zone(self) -> ZoneInfo:
        """The community's time zone."""
        return self.community.zone

    @property
    def today(self) -> date:
        """The date in the community."""
        return self.now.astimezone(self.zone).date()

    def rooms(self, *kinds: RoomKind) -> list[Room]:
        """The community's living rooms of these kinds."""
        return list(self.store[Communities].rooms(self.community, *kinds))

    def tell(  # noqa: PLR0913 - ways to say it, named where it is called
        self,
        member: Member,
        message: Message,
        *,
        about: str | None = None,
        unasked: bool = False,
        calm: bool = False,
        until: datetime | None = None,
        priority: Priority = Priority.CARD,
        on: str | None = None,
    ) -> bool:
        """Write to a person's direct room; False when they have none.

        `about` is the subject of replies to this message, `on` the account to write to instead of
        the one last used. A `calm` message waits for the end of the person's quiet hours; one
        that cannot be sent by `until` is dropped. Use a lower `priority` for messages to many; it
        is never an answer, so that a bare “yes” does not press its buttons.

        An `unasked` message needs the person's consent to such messages (False without it), and
        waits for their hours and for its turn among the others.
        """
        identity = None if on is None else self.store[Identities].get(on)
        theirs = identity is not None and identity.member_id == member.id
        room = living_room(self.store, identity) if identity is not None and theirs else None
        room = room or direct_room(self.store, member)
        if room is None or (unasked and not may_tell(self.store, member, self.community.id)):
            return False
        zone, quiet = zone_of(member, self._community), quiet_of(member)
        at = quiet.over(self.now, ZoneInfo(zone)) if calm else self.now
        if unasked:
            last, pace = member.unasked_on, pace_of(member)
            at = next_unasked(self.now, ZoneInfo(zone), last, quiet, pace=pace)
        self.enqueue(
            room,
            message,
            Priority.ANNOUNCEMENT if unasked else priority,
            at=at,
            locale=member.locale or self._locale,
            zone=zone,
            member_id=member.id,
            about=about,
            unasked=unasked,
            not_after=until,
        )
        return True

    def post(  # noqa: PLR0913 - ways to say it, named where it is called
        self,
        room: str,
        message: Message,
        *,
        about: str | None = None,
        again: bool = True,
        priority: Priority = Priority.ANNOUNCEMENT,
        locale: str | None = None,
        quiet: bool = False,
        until: datetime | None = None,
    ) -> int:
        """Say something in a room, in its community's language unless `locale` names another.

        `again` False: do not send it twice, even if nobody knows whether it arrived. A `quiet`
        message notifies nobody; one that cannot be sent by `until` is dropped. Gives the id of
        its delivery.
        """
        return self.enqueue(
            room,
            message,
            priority,
            locale=locale,
            about=about,
            again=again,
            quiet=quiet,
            not_after=until,
        )

    def open_topic(self, room: str, name: str, message: Message, *, about: str) -> None:
        """Open a topic in a forum and say something in it; in the room where there can be none.

        The contribution to `topics_opened` is told `about` and the address of the topic.
        """
        self.enqueue(
            room, message, Priority.ANNOUNCEMENT, action=OPEN_TOPIC, target=name, about=about
        )

    def close_topic(self, topic: str, *, closed: bool) -> None:
        """Close a topic of a forum, or open it again."""
        action = CLOSE_TOPIC if closed else REOPEN_TOPIC
        self.enqueue(topic, None, Priority.ANNOUNCEMENT, action=action)

    def open_room(self, network: str, new: NewRoom, *, about: str) -> None:
        """Make a shared room; the contribution to `rooms_opened` hears `about` and its address."""
        at, words = new.space or f"{network}:{about}", new.words
        self.enqueue(at, None, Priority.CARD, action=OPEN_ROOM, target=words, about=about)

    def invite(self, room: str, member: Member, account: str) -> None:
        """Invite a member's account to a shared room of ours."""
        self.enqueue(room, None, Priority.CARD, action=INVITE, target=account, member_id=member.id)

    def remove(self, room: str, account: str) -> None:
        """Take an account out of a shared room of ours; nothing of it is kept."""
        self.enqueue(room, None, Priority.CARD, action=REMOVE, target=account, parting=True)

    def set_join_rule(self, room: str, freely_from: Sequence[str]) -> None:
        """Change the rooms whose members enter a shared room of ours without an invitation."""
        rule = json.dumps(list(freely_from))
        self.enqueue(room, None, Priority.CARD, action=JOIN_RULE, target=rule)

    def mail(
        self,
        purpose: str,
        message: Message,
        *,
        audience: Audience | None = None,
        settled: bool = False,
    ) -> Mailing:
        """Send a message privately to all who consented to `purpose`, once each.

        With a `Sending` as purpose it goes to the circles that get it; with an `audience` too, to
        those of it who consented to messages, as one of their unasked messages. Of a `settled` one
        the rows are written at once, so that it goes to nobody who comes later.
        """
        to = None if audience is None else asdict(audience)
        words = encode(stamped(self, message))
        mailing = self.store[Mailings].add(self.community.id, purpose, words, self.now, audience=to)
        while settled and not mailing.done:
            expand(self.store, mailing, self.now)
        return mailing

    def plan(self, key: str, job: str, rule: Rule | Once, argument: int | None = None) -> None:
        """Run a declared job by a rule from now on; the same key replaces the plan."""
        self.store[Schedules].put(
            Planned(
                key=key,
                job=job,
                argument=argument,
                community_id=self.community.id,
                rule=str(rule),
                zone=self.community.timezone,
                since=self.now,
            )
        )

    def unplan(self, key: str) -> None:
        """Cancel a planned job."""
        self.store[Schedules].drop(key)

    def start_word(self, action: str, *arguments: object, revision: int = 0) -> str:
        """The word of a deep link to a declared button or, with `cmd`, to a command.

        It carries the `revision` that was shown, if any. A word longer than a link takes (64
        letters, digits and hyphens) keeps its first argument.
        """
        here = None if self._community is None else self._community.id
        word = link_word(here, action, *arguments, revision=revision)
        return word if LINK_WORD.fullmatch(word) else link_word(here, action, *arguments[:1])

    def seat_statuses(self) -> SeatStatuses:
        """Both seats of the community as they are today."""
        return seat_statuses_of(self.store, self.community, self.today)

    def seat_holders(self) -> list[Member]:
        """The holders of both seats, away or not."""
        held = (each.holder for each in self.seat_statuses().values())
        return [each for each in held if each is not None]

    def unattended_seats(self) -> frozenset[Seat]:
        """Seats whose holder is away without a deputy: the other seat decides alone."""
        return unattended(self.seat_statuses())

    def gardeners(self) -> dict[Seat, Member]:
        """One acting gardener for each seat; holders who are away only if nobody else is left."""
        statuses = self.seat_statuses().items()
        acting = {seat: each.acting[0] for seat, each in statuses if each.acting}
        return acting or {seat: each.holder for seat, each in statuses if each.holder is not None}

    def tell_gardeners(self, message: Message, *, about: str | None = None) -> None:
        """Write to the gardeners' back room, or to each of them if there is none."""
        rooms = self.rooms(RoomKind.GARDENERS)
        for room in rooms:
            self.post(room.address, message, about=about)
        if not rooms:
            for member in acting_gardeners(self.seat_statuses()):
                self.tell(member, message, about=about)

    def tell_in_person(self, gardener: Member, message: Message) -> None:
        """Write to one gardener in private, or in the back room if they have no direct room."""
        if not self.tell(gardener, message):
            for room in self.rooms(RoomKind.GARDENERS):
                self.post(room.address, message)

    def sent_to(self, room: str) -> str:
        """The room in which a message for this one is sent: the same, except on a page."""
        return room

    def enqueue(
        self,
        room: str,
        message: Message | None,
        priority: Priority,
        *,
        at: datetime | None = None,
        locale: str | None = None,
        zone: str | None = None,
        **values: Any,  # noqa: ANN401 - the columns of a delivery
    ) -> int:
        """Add a row to the outbox and give its id; `values` are more columns of the delivery."""
        message = None if message is None else stamped(self, message)
        buttons = buttons_of(message)
        if isinstance(message, Card) and message.about is not None:
            values = {**values, "about": values.get("about") or message.about}
        return self.store[Outbox].put(
            room=self.sent_to(room),
            priority=priority,
            at=at or self.now,
            payload=None if message is None else encode(message),
            buttons=encode_buttons(buttons) if buttons else None,
            locale=locale or self._locale,
            zone=zone or zone_of(None, self._community),
            community_id=self.said_for,
            **values,
        )


def mail_place(delivery_id: int, number: int = 0) -> str:
    """The place of an e-mail on the page, or of one of its choices, counted from 1."""
    return f"mail-{delivery_id}-{number}" if number else f"mail-{delivery_id}"


def new_own_link(ctx: JobContext, member_id: int, account: str, place: str = "") -> str:
    """A new link to the page of a member, for one account."""
    token = codes.new_token()
    ctx.store[OwnPageLinks].add(
        codes.digest_of_token(token),
        member_id=member_id,
        account=account,
        community_id=ctx.community.id,
        at=ctx.now,
        expires_at=ctx.now + OWN_LINK_LIFE,
    )
    return ctx.contact.own_page_link(token, place)
