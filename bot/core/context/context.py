"""All that a handler or a job may touch: what is stored, the time, and ways to be heard."""

import re
import secrets
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from bot.core.context.audience import direct_room, living_room, may_tell, quiet_of, zone_of
from bot.core.context.audit_details import ActUnderWay
from bot.core.context.gardeners_on_duty import Keepers, hands_of, keepers_of, unattended
from bot.core.messages.content import (
    Answer,
    Card,
    File,
    Incoming,
    Link,
    Message,
    Picture,
    Text,
    Upload,
    Words,
    button,
    text,
)
from bot.core.messages.encoding import encode, encode_buttons, encode_upload
from bot.core.messages.ports import Capabilities
from bot.domain import codes, signed_links
from bot.domain.dates.quiet_hours import next_unasked
from bot.domain.dates.recurrence import Once, Rule
from bot.domain.events.rules import Audience
from bot.domain.rates import Rate
from bot.domain.refusals import Refusal
from bot.domain.retention import Ages
from bot.domain.roles import Circle, Hand, Post, Role, Seat
from storage.communities import Communities, Community, Room, RoomKind
from storage.files import Handouts
from storage.members import Member, Members
from storage.outbound import Cards, Fetches, Mailings, Outbox, Priority
from storage.schedules import Planned, Schedules
from storage.seats import Posts
from storage.unit_of_work import Store

FILES = "/f"
"""Where our own pages give files, below `public_url`."""
CALENDARS = "/c"
"""Where they give calendars, and below `feed` those of one person."""
FILE_LIFE = timedelta(hours=1)
"""How long the link to a file works."""
FETCHED_LIFE = timedelta(days=1)
"""How long a file that somebody sent is kept, unless its feature says otherwise."""
WEB = "web"
"""The network of what is fetched from the web; nobody writes there."""
LINK_WORD = re.compile(r"[A-Za-z0-9_-]{1,64}")


class JobContext:
    """What a job is given: a unit of work, the time, a community, and the outbox."""

    def __init__(
        self,
        store: Store,
        *,
        now: datetime,
        community: Community | None,
        contact: "Contact",
        declared: object = None,
    ) -> None:
        self.store = store
        self.declared = declared
        """All that features declare: `bot.core.declarations_of` reads it."""
        self.now = now
        self.contact = contact
        self._community = community

    @property
    def community(self) -> Community:
        """The community in whose name this happens."""
        if self._community is None:
            raise NoCommunity
        return self._community

    @property
    def community_or_none(self) -> Community | None:
        """The community, where there is one."""
        return self._community

    def within(self, community_id: int) -> "JobContext":
        """The same, in the name of a community: what recurs by itself is of none."""
        community = self.store[Communities].get(community_id)
        return JobContext(
            self.store,
            now=self.now,
            community=community,
            contact=self.contact,
            declared=self.declared,
        )

    @property
    def zone(self) -> ZoneInfo:
        """The community's zone."""
        return self.community.zone

    @property
    def today(self) -> date:
        """The day it is in the community."""
        return self.now.astimezone(self.zone).date()

    def tell(  # noqa: PLR0913 - ways to say it, named where it is called
        self,
        member: Member,
        message: Message,
        *,
        about: str | None = None,
        unasked: bool = False,
        calm: bool = False,
        until: datetime | None = None,
        priority: Priority = Priority.ANSWER,
        on: str | None = None,
    ) -> bool:
        """Write to a person's direct room; False when they have none.

        What is `calm` waits for the end of their quiet hours. What could not leave by `until` is
        told no more; what many people are told at once has a lower `priority` than answers.

        An `unasked` message needs their yes to such messages, and is False without it; it waits
        for their hours and for its turn, gathered with the others. `about` names what a reply to
        this message is a reply to, `on` the account to write to rather than the one last used.
        """
        identity = None if on is None else self.store[Members].identity(on)
        theirs = identity is not None and identity.member_id == member.id
        room = living_room(self.store, identity) if identity is not None and theirs else None
        room = room or direct_room(self.store, member)
        if room is None or (unasked and not may_tell(self.store, member, self.community.id)):
            return False
        zone = zone_of(member, self.community)
        at = quiet_of(member).over(self.now, ZoneInfo(zone)) if calm else self.now
        self._put(
            room,
            message,
            Priority.ANNOUNCEMENT if unasked else priority,
            at=self._unasked_at(member, ZoneInfo(zone)) if unasked else at,
            locale=member.locale or self.community.locale,
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
    ) -> None:
        """Say something in a room, in its community's language unless it has one of its own.

        `again` False is for what must not be said twice, even if nobody knows whether it was said.
        What is `quiet` calls nobody, and what could not leave by `until` is said no more.
        """
        self._put(
            room,
            message,
            priority,
            locale=locale,
            about=about,
            again=again,
            quiet=quiet,
            not_after=until,
        )

    def post_card(
        self,
        room: str,
        kind: str,
        key: int,
        *,
        again: bool = True,
        priority: Priority = Priority.CARD,
        quiet: bool = False,
    ) -> None:
        """Post a live card in a room: it is drawn when it leaves, and follows what it shows.

        `again` False is for what must not be said twice, and what is `quiet` calls nobody, as in
        `post`.
        """
        card = self.store[Cards].add(
            kind,
            key,
            room=room,
            community_id=self.community.id,
            locale=self.community.locale,
            zone=self.community.timezone,
        )
        self._put(room, None, priority, card_id=card.id, again=again, quiet=quiet)

    def adopt_card(self, kind: str, key: int, room: str, message_id: str) -> None:
        """Let a message that shows a card follow it too, if it was not known to.

        It is a copy whose fate nobody knew when it was sent, until somebody pressed a button of it.
        """
        if self.store[Cards].knows(kind, key, room, message_id):
            return
        card = self.store[Cards].add(
            kind,
            key,
            room=room,
            community_id=self.community.id,
            locale=self.community.locale,
            zone=self.community.timezone,
        )
        self.store[Cards].posted(card.id, message_id, shown=0)

    def refresh(self, kind: str, key: int) -> None:
        """Show the latest state wherever this card is posted, at the pace that rooms bear."""
        self.store[Cards].refresh(kind, key)

    def take_away(self, kind: str, key: int, *, instead: Message) -> None:
        """Take every posted card of this thing away; one that did not leave yet never will.

        What a network does not let us delete any more says `instead` from then on.
        """
        for card in self.store[Cards].living(kind, key):
            self.store[Cards].end(card.id)
            self._put(
                card.room,
                instead,
                Priority.CARD,
                locale=card.locale,
                action="delete",
                card_id=card.id,
                quiet=True,
            )

    def mail(self, purpose: str, message: Message) -> None:
        """Send a message privately to all who said yes to `purpose`, once each.

        The purpose may be a `Sending` instead, for the circles that get it.
        """
        self.store[Mailings].add(self.community.id, purpose, encode(message), self.now)

    def mail_card(
        self, purpose: str, kind: str, key: int, *, audience: Audience | None = None
    ) -> None:
        """Send a declared card privately to all who said yes to `purpose`, once each.

        It is drawn for each person when it leaves, and does not follow what it shows. With an
        `audience` it goes to those of it who get such a `Sending` and said yes to messages: it is
        one of their unasked messages.
        """
        drawn = {"drawn": kind, "key": key}
        to = None if audience is None else asdict(audience)
        self.store[Mailings].add(self.community.id, purpose, drawn, self.now, audience=to)

    def plan(self, key: str, job: str, rule: Rule | Once, argument: int | None = None) -> None:
        """Let a declared job follow a rule from now on; the same key replaces the plan."""
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
        """Let a planned job happen no more."""
        self.store[Schedules].drop(key)

    def fetch_page(
        self,
        url: str,
        *,
        outcome: str,
        key: object,
        media_type: str,
        kept: timedelta = FETCHED_LIFE,
        **more: str,
    ) -> None:
        """Have a page of the web fetched and read; the declared `page` called `outcome` goes on.

        `key` is the feature's own word for it, `more` is what whoever reads it wants to know. What
        was read is erased after `kept`.
        """
        upload = Upload(WEB, "", media_type, None, {"url": url, **more})
        self.store[Fetches].put(
            WEB,
            {
                "upload": encode_upload(upload),
                "outcome": outcome,
                "key": str(key),
                "kept": kept.total_seconds(),
            },
            room=f"{WEB}:",
            locale=self.contact.locale,
            zone=zone_of(None, self._community),
            community_id=self.said_for,
            member_id=None,
            at=self.now,
        )

    def start_word(self, action: str, *arguments: object) -> str:
        """The deep link's word for a declared button or, with `cmd`, for what was typed here.

        What a link cannot bear (64 letters, digits and hyphens) is cut to its first words.
        """
        place = [] if self._community is None else [f"in{self._community.id}"]
        word = "-".join([*place, action, *map(str, arguments)])
        if LINK_WORD.fullmatch(word):
            return word
        return "-".join([*place, action, *map(str, arguments[:1])])

    @property
    def keepers(self) -> Keepers:
        """Both seats of the community as they are today."""
        return keepers_of(self.store, self.community, self.today)

    @property
    def unattended(self) -> frozenset[Seat]:
        """The seats whose holder is away with nobody in their place: the other key is enough."""
        return unattended(self.keepers)

    def gardeners(self) -> dict[Seat, Member]:
        """Who tends the community today: a deputy for a holder who is away.

        Somebody who is away is named only where nobody else is left.
        """
        keepers = self.keepers
        acting = {seat: each.acting[0] for seat, each in keepers.items() if each.acting}
        held = {seat: each.holder for seat, each in keepers.items() if each.holder is not None}
        return acting or held

    def acting(self) -> list[Member]:
        """All who tend the community today, each once; those who are away if nobody else does."""
        keepers = self.keepers.values()
        found = [member for each in keepers for member in each.acting]
        found = found or [each.holder for each in keepers if each.holder is not None]
        return list({each.id: each for each in found}.values())

    def rooms(self, *kinds: RoomKind) -> list[Room]:
        """The community's living rooms of these kinds."""
        return list(self.store[Communities].rooms(self.community, *kinds))

    def tell_gardeners(self, message: Message, *, about: str | None = None) -> None:
        """Write to the gardeners' back room, else to each of them."""
        rooms = self.rooms(RoomKind.GARDENERS)
        for room in rooms:
            self.post(room.address, message, about=about)
        if not rooms:
            for member in self.acting():
                self.tell(member, message, about=about)

    def tell_in_person(self, gardener: Member, message: Message) -> None:
        """Write to one gardener in private, in the back room when they have no direct room."""
        if not self.tell(gardener, message):
            for room in self.rooms(RoomKind.GARDENERS):
                self.post(room.address, message)

    def _unasked_at(self, member: Member, zone: ZoneInfo) -> datetime:
        return next_unasked(self.now, zone, member.unasked_on, quiet_of(member))

    def _put(
        self,
        room: str,
        message: Message | None,
        priority: Priority,
        *,
        at: datetime | None = None,
        locale: str | None = None,
        zone: str | None = None,
        **values: Any,  # noqa: ANN401 - the columns of a delivery
    ) -> None:
        buttons = message.buttons if isinstance(message, Card | Picture) else ()
        self.store[Outbox].put(
            room=room,
            priority=priority,
            at=at or self.now,
            payload=None if message is None else encode(message),
            buttons=encode_buttons(buttons) if buttons else None,
            locale=locale or self.community.locale,
            zone=zone or zone_of(None, self._community),
            community_id=self.said_for,
            **values,
        )

    @property
    def said_for(self) -> int | None:
        """The community in whose name something is said, for whoever answers it."""
        return None if self._community is None else self._community.id


class NoCommunity(Refusal):
    """This room belongs to no community yet, so I cannot do that here."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Who holds the data, whom to write to about it, and where; set for the whole instance.

    `locale` and `timezone` are for those of whom nothing else is known, `public_url` is where our
    own pages are seen, empty where they are not, `purposes` what the data is used for, `ages`
    how long what is kept, and `link_key` signs links: see `bot.domain.signed_links`.
    """

    instance: str
    controller: str
    address: str
    notice_url: str
    doors: Mapping[str, "Door"] = field(default_factory=dict)
    locale: str = "fr"
    public_url: str = ""
    timezone: str = "Europe/Paris"
    purposes: tuple["Purpose", ...] = ()
    ages: Ages = field(default_factory=Ages)
    link_key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)

    def file_link(self, token: str) -> str:
        """The address of the page that gives a file."""
        return f"{self.public_url}{FILES}/{token}"

    def calendar_link(self, slug: str) -> str:
        """The address of a community's calendar, which everybody may have."""
        return f"{self.public_url}{CALENDARS}/{slug}/events.ics"

    def feed_link(self, token: str) -> str:
        """The address of a person's own calendar, which is theirs alone."""
        return f"{self.public_url}{CALENDARS}/feed/{token}.ics"

    def is_secret(self, url: str) -> bool:
        """Whether an address leads to a file or a calendar for one person."""
        feeds = f"{self.public_url}{CALENDARS}/feed/"
        return bool(self.public_url) and url.startswith((self.file_link(""), feeds))


@dataclass(frozen=True, slots=True)
class Purpose:
    """What data is used for, and what whoever answers for it set: in their words, or empty.

    A `key` of `bot.domain.purposes` has a name of ours where `name` is empty.
    """

    key: str
    name: str
    basis: str
    duration: str
    transfers: str


@dataclass(frozen=True, slots=True)
class Door:
    """How one writes to Terreau on a network: the mark of commands, and deep links.

    `start_link` gives the address that brings `/start word`; it is empty where there is none.
    """

    mark: str
    start_link: Callable[[str], str]


class Meant(StrEnum):
    """How it is known in the name of which community somebody writes.

    A room, a message or a link said it; or it is the only one, or the one chosen before; or it is
    open between several, and the context has the one joined last, to have a language and a zone.
    """

    SAID = "said"
    KNOWN = "known"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Ways:
    """What a handler may hand on to: a form's questions, a link's word, a button's press."""

    ask: Callable[["Context", str, dict[str, str]], Answer]
    follow: Callable[["Context", str], Answer]
    press: Callable[["Context", str], Answer]


@dataclass(frozen=True, slots=True)
class Person:
    """Who is behind what came in. `seats` and `cultivator` are looked up when first asked for."""

    address: str
    name: str
    member: Member | None
    circle: Circle | None
    locale: str


class Context(JobContext):
    """What a handler is given: a job's means, and the message in hand."""

    def __init__(  # noqa: PLR0913 - made by the dispatcher only
        self,
        store: Store,
        *,
        now: datetime,
        community: Community | None,
        contact: Contact,
        incoming: Incoming,
        person: Person,
        room: Room | None,
        network: Capabilities,
        declared: object,
        ways: Ways,
        meant: Meant = Meant.SAID,
    ) -> None:
        super().__init__(store, now=now, community=community, contact=contact, declared=declared)
        self.incoming = incoming
        self.person = person
        self.room = room
        self.network = network
        self.meant = meant
        self.act: ActUnderWay | None = None
        self.counted: set[Rate] = set()
        self.parting = False
        self._ways = ways

    @property
    def member(self) -> Member:
        """The member who wrote; a declaration that lets anyone in looks at `person.member`."""
        if self.person.member is None:
            raise NotAMember
        return self.person.member

    @property
    def direct(self) -> bool:
        """Whether this is said between the bot and one person."""
        return self.incoming.direct

    @property
    def reading_zone(self) -> ZoneInfo:
        """The zone in which dates are read and said here: in private, the person's own."""
        member = self.person.member if self.direct else None
        return ZoneInfo(zone_of(member, self._community))

    @property
    def private_room(self) -> str | None:
        """Where this person can be written to in private; None when they must come first.

        It is this account's, though the person may hold others. On a network without deep links
        the bot may write first, at the account's own address.
        """
        if self.direct:
            return self.incoming.room
        identity = self.store[Members].identity(self.person.address)
        known = None if identity is None else living_room(self.store, identity)
        if known is None and not self.network.deep_links and not self.incoming.anonymous:
            return self.person.address
        return known

    def whisper(self, message: Message, *, about: str | None = None) -> bool:
        """Say something to whoever wrote, in private; False when they must come first.

        `about` names what the message is about, as in `tell`.
        """
        room = self.private_room
        if room is None:
            return False
        self._put(
            room,
            message,
            Priority.ANSWER,
            locale=self.person.locale,
            zone=zone_of(self.person.member, self._community),
            about=about,
            quiet=True,
            parting=self.parting,
        )
        return True

    def tell_other_gardeners(self, message: Message) -> None:
        """Write to the gardeners in private, except to whoever wrote."""
        me = self.person.member
        for gardener in self.acting():
            if me is None or gardener.id != me.id:
                self.tell_in_person(gardener, message)

    @property
    def role(self) -> Role:
        """What this person is in the community."""
        if self.cultivates:
            return Role.CULTIVATOR
        if self.person.member is None or self.person.circle is None:
            return Role.ANYONE
        return Role.GARDENER if self.seats else Role.MEMBER

    @property
    def cultivates(self) -> bool:
        """Whether this person runs the instance, by whichever account; a group does not."""
        if self.incoming.anonymous:
            return False
        return self.store[Communities].is_cultivator(self._addresses())

    @property
    def seats(self) -> set[Seat]:
        """The seats that this person acts for in the community, by whichever account."""
        return set(self.hands)

    @property
    def hands(self) -> dict[Seat, Hand]:
        """The same, and whether they hold the seat or stand in for a holder who is away."""
        member = self.person.member
        if member is None or self.person.circle is None or self._community is None:
            return {}
        return hands_of(self.store, self._community, self.today, member)

    @property
    def posts(self) -> set[Post]:
        """The posts beside the seats that this person holds in the community: deputy, agent."""
        if self.person.circle is None or self._community is None:
            return set()
        return self.store[Posts].held(self._addresses(), self._community.id)

    def enter(self, community_id: int) -> None:
        """Go on in the name of this community: a link from one of its rooms led here."""
        community = self.store[Communities].find(community_id)
        if community is not None:
            self._community = community
            standing = self.store[Members].standing(self.person.address, community_id)
            member = None if standing is None else standing.member
            circle = None if standing is None else standing.circle
            self.person = replace(self.person, member=member, circle=circle)
            self.meant = Meant.SAID

    def part(self) -> None:
        """Whoever wrote is erased: of what answers them nothing is kept once it is sent."""
        self.person = replace(self.person, member=None, circle=None)
        self.parting = True

    def elsewhere(self, community_id: int) -> "Context":
        """The same person in another community; nothing here changes."""
        there = copy(self)
        there.enter(community_id)
        return there

    @property
    def said_for(self) -> int | None:
        """The community of an answer; none where several may be meant: its buttons ask again."""
        return None if self.meant is Meant.OPEN else super().said_for

    def own_word(self, word: str) -> str:
        """A link's word that goes on with what this account just chose, without asking again.

        Where the signature leaves no room for it, it stays a word that shows and asks.
        """
        signed = signed_links.sign(word, self.person.address, self.contact.link_key, self.now)
        return signed if LINK_WORD.fullmatch(signed) else word

    def read_word(self, word: str) -> tuple[str, bool]:
        """The word of a link that was opened, and whether it is this account's own fresh choice."""
        return signed_links.read(word, self.person.address, self.contact.link_key, self.now)

    def ask(self, form: str, **answers: str) -> Answer:
        """Open a declared form in the direct room, with what is already known."""
        return self._ways.ask(self, form, answers)

    def follow(self, word: str) -> Answer:
        """Go on with this person's own choice, in a link's form: `vote-7-2`."""
        return self._ways.follow(self, word)

    def press(self, action: str, *arguments: object) -> Answer:
        """Do what a declared button does, for those who may press it."""
        return self._ways.press(self, button("", action, *arguments).press)

    def hand_out(
        self, kind: str, *arguments: object, caption: Words, own: bool = False
    ) -> Card | File | Text:
        """Give a declared file to whoever wrote, in private: by a link that works once.

        Without pages of ours it goes into the direct room, where that network may carry files
        about others, or the file tells of its reader alone (`own`). Elsewhere, words say where
        else it is found.
        """
        given = tuple(map(str, arguments))
        given_out = self.contact.public_url or self.network.private_files or own
        if given_out and not own:
            self.trace(file=kind)
        if self.contact.public_url:
            token = codes.new_token()
            self.store[Handouts].add(
                codes.digest_of_token(token),
                kind,
                given,
                member_id=None if self.person.member is None else self.person.member.id,
                account=self.person.address,
                community_id=None if self._community is None else self._community.id,
                expires_at=self.now + FILE_LIFE,
            )
            url = self.contact.file_link(token)
            once = text("The link works once, within {time}.", time=FILE_LIFE)
            return Card(None, (caption, Link(text("Fetch the file"), url), once))
        if self.network.private_files or own:
            return File(kind, given, caption)
        return text(
            "Files that tell of people do not pass through {network}. Ask me on Matrix, or ask "
            "whoever runs this bot.",
            network=self.incoming.network.capitalize(),
        )

    def fetch(
        self,
        upload: Upload,
        *,
        outcome: str,
        key: object = "",
        kept: timedelta = FETCHED_LIFE,
        photo: bool = False,
    ) -> None:
        """Have a file fetched that whoever wrote has sent; the declared `outcome` is called then.

        `key` is the feature's own word for it. The file is erased after `kept`, or with its person.
        Of a `photo`, only what there is to see is ever kept.
        """
        came, member = self.incoming, self.person.member
        who = {
            "sender": came.sender,
            "name": came.name,
            "handle": came.handle,
            "locale": came.locale,
        }
        self.store[Fetches].put(
            upload.network,
            {
                "upload": encode_upload(upload),
                "outcome": outcome,
                "key": str(key),
                "kept": kept.total_seconds(),
                "photo": photo,
                "who": who,
            },
            room=self.private_room or came.sender,
            locale=self.person.locale,
            zone="UTC" if self._community is None else self._community.timezone,
            community_id=None if self._community is None else self._community.id,
            member_id=None if member is None else member.id,
            at=self.now,
        )

    def audit(
        self,
        action: str,
        outcome: str = "done",
        *,
        about: Member | None = None,
        **facts: str | int,
    ) -> None:
        """Keep a trace of an act that needs a role, of a read or of an export.

        `facts` are numbers and names of things; words of people do not belong there, and a person
        only as the member whom it is `about`, so that both can be forgotten.
        """
        act = self.begin()
        act.tell(about, facts)
        act.leave(self.store, action, outcome, self.now)

    def trace(self, *, about: Member | None = None, **facts: str | int) -> None:
        """Tell more in the trace of what is being done; it leaves one even if no role asks for it.

        So a handler that reads or exports a register says how much of it: see `audit`.
        """
        act = self.act or self.begin()
        act.tell(about, facts)
        if act is not self.act:
            act.leave(self.store, "read", "done", self.now)

    def begin(self) -> ActUnderWay:
        """Something that is about to be done here, by whoever wrote."""
        community = self._community
        here = None if community is None else community.id
        return ActUnderWay(self.person.address, self.person.member, here)

    def _addresses(self) -> set[str]:
        if self.person.member is None:
            return {self.person.address}
        return {each.address for each in self.store[Members].identities(self.person.member)}


class NotAMember(LookupError):
    """The person in hand is no member."""
