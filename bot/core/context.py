"""All that a handler or a job may touch: what is stored, the time, and ways to be heard."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.core.audience import direct_room, living_room
from bot.core.encoding import encode, encode_buttons
from bot.core.messages import Answer, Card, Incoming, Message, Picture
from bot.core.ports import Capabilities
from bot.core.routing import Declared
from bot.domain.quiet import next_unasked
from bot.domain.recurrence import Once, Rule
from bot.domain.refusals import Refusal
from bot.domain.roles import Circle, Role, Seat
from storage.communities import Community, Room, RoomKind
from storage.members import Member
from storage.outbox import Priority
from storage.schedules import Planned
from storage.unit_of_work import Store

LINK_WORD = re.compile(r"[A-Za-z0-9_-]{1,64}")


class JobContext:
    """What a job is given: a unit of work, the time, a community, and the outbox."""

    def __init__(
        self, store: Store, *, now: datetime, community: Community | None, contact: "Contact"
    ) -> None:
        self.store = store
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

    @property
    def zone(self) -> ZoneInfo:
        """The community's zone."""
        return self.community.zone

    @property
    def today(self) -> date:
        """The day it is in the community."""
        return self.now.astimezone(self.zone).date()

    def tell(
        self,
        member: Member,
        message: Message,
        *,
        about: str | None = None,
        unasked: bool = False,
        on: str | None = None,
    ) -> bool:
        """Write to a person's direct room; False when they have none.

        An `unasked` message waits for the day and for its turn, gathered with the others. `about`
        names what a reply to this message is a reply to, `on` the account to write to rather than
        the one last used.
        """
        identity = None if on is None else self.store.members.identity(on)
        room = None if identity is None else living_room(self.store, identity)
        room = room or direct_room(self.store, member)
        if room is None or (unasked and member.stopped_at is not None):
            return False
        self._put(
            room,
            message,
            Priority.ANNOUNCEMENT if unasked else Priority.ANSWER,
            at=next_unasked(self.now, self.zone, member.unasked_on) if unasked else self.now,
            locale=member.locale or self.community.locale,
            member_id=member.id,
            about=about,
            unasked=unasked,
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
    ) -> None:
        """Say something in a room, in its community's language unless it has one of its own.

        `again` False is for what must not be said twice, even if nobody knows whether it was said.
        What is `quiet` calls nobody.
        """
        self._put(room, message, priority, locale=locale, about=about, again=again, quiet=quiet)

    def post_card(
        self,
        room: str,
        kind: str,
        key: int,
        *,
        again: bool = True,
        priority: Priority = Priority.CARD,
    ) -> None:
        """Post a live card in a room: it is drawn when it leaves, and follows what it shows.

        `again` False is for what must not be said twice, as in `post`.
        """
        card = self.store.cards.add(
            kind,
            key,
            room=room,
            community_id=self.community.id,
            locale=self.community.locale,
            zone=self.community.timezone,
        )
        self._put(room, None, priority, card_id=card.id, again=again)

    def adopt_card(self, kind: str, key: int, room: str, message_id: str) -> None:
        """Let a message that shows a card follow it too, if it was not known to.

        It is a copy whose fate nobody knew when it was sent, until somebody pressed a button of it.
        """
        if self.store.cards.knows(kind, key, room, message_id):
            return
        card = self.store.cards.add(
            kind,
            key,
            room=room,
            community_id=self.community.id,
            locale=self.community.locale,
            zone=self.community.timezone,
        )
        self.store.cards.posted(card.id, message_id, shown=0)

    def refresh(self, kind: str, key: int) -> None:
        """Show the latest state wherever this card is posted, at the pace that rooms bear."""
        self.store.cards.refresh(kind, key)

    def mail(self, purpose: str, message: Message) -> None:
        """Send a message privately to all who said yes to `purpose`, once each."""
        self.store.mailings.add(self.community.id, purpose, encode(message), self.now)

    def mail_card(self, purpose: str, kind: str, key: int) -> None:
        """Send a declared card privately to all who said yes to `purpose`, once each.

        It is drawn for each person when it leaves, and does not follow what it shows.
        """
        drawn = {"drawn": kind, "key": key}
        self.store.mailings.add(self.community.id, purpose, drawn, self.now)

    def plan(self, key: str, job: str, rule: Rule | Once, argument: int | None = None) -> None:
        """Let a declared job follow a rule from now on; the same key replaces the plan."""
        self.store.schedules.put(
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
        self.store.schedules.drop(key)

    def gardeners(self) -> dict[Seat, Member]:
        """Who tends the community: a seat acts once its holder has joined."""
        seated: dict[Seat, Member] = {}
        for seat, address in self.store.communities.seats(self.community).items():
            standing = self.store.members.standing(address, self.community.id)
            if standing is not None and standing.circle is not None:
                seated[seat] = standing.member
        return seated

    def rooms(self, *kinds: RoomKind) -> list[Room]:
        """The community's living rooms of these kinds."""
        return list(self.store.communities.rooms(self.community, *kinds))

    def tell_gardeners(self, message: Message, *, about: str | None = None) -> None:
        """Write to the gardeners' back room, else to each of them."""
        rooms = self.rooms(RoomKind.GARDENERS)
        for room in rooms:
            self.post(room.address, message, about=about)
        if not rooms:
            for member in self.gardeners().values():
                self.tell(member, message, about=about)

    def tell_in_person(self, gardener: Member, message: Message) -> None:
        """Write to one gardener in private, in the back room when they have no direct room."""
        if not self.tell(gardener, message):
            for room in self.rooms(RoomKind.GARDENERS):
                self.post(room.address, message)

    def _put(
        self,
        room: str,
        message: Message | None,
        priority: Priority,
        *,
        at: datetime | None = None,
        locale: str | None = None,
        **values: Any,  # noqa: ANN401 - the columns of a delivery
    ) -> None:
        buttons = message.buttons if isinstance(message, Card | Picture) else ()
        self.store.outbox.put(
            room=room,
            priority=priority,
            at=at or self.now,
            payload=None if message is None else encode(message),
            buttons=encode_buttons(buttons) if buttons else None,
            locale=locale or self.community.locale,
            zone="UTC" if self._community is None else self._community.timezone,
            community_id=None if self._community is None else self._community.id,
            **values,
        )


class NoCommunity(Refusal):
    """This room belongs to no community yet, so I cannot do that here."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Who holds the data, whom to write to about it, and where; set for the whole instance.

    `locale` is the language for those of whom nothing else is known.
    """

    instance: str
    controller: str
    address: str
    notice_url: str
    doors: Mapping[str, "Door"] = field(default_factory=dict)
    locale: str = "fr"


@dataclass(frozen=True, slots=True)
class Door:
    """How one writes to Terreau on a network: the mark of commands, and deep links.

    `start_link` gives the address that brings `/start word`; it is empty where there is none.
    """

    mark: str
    start_link: Callable[[str], str]


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
        declared: Declared,
        ask: Callable[["Context", str, dict[str, str]], Answer],
        follow: Callable[["Context", str], Answer],
    ) -> None:
        super().__init__(store, now=now, community=community, contact=contact)
        self.incoming = incoming
        self.person = person
        self.room = room
        self.network = network
        self.declared = declared
        self._ask = ask
        self._follow = follow

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
    def private_room(self) -> str | None:
        """Where this person can be written to in private; None when they must come first.

        It is this account's, though the person may hold others. On a network without deep links
        the bot may write first, at the account's own address.
        """
        if self.direct:
            return self.incoming.room
        identity = self.store.members.identity(self.person.address)
        known = None if identity is None else living_room(self.store, identity)
        if known is None and not self.network.deep_links and not self.incoming.anonymous:
            return self.person.address
        return known

    def whisper(self, message: Message) -> bool:
        """Say something to whoever wrote, in private; False when they must come first."""
        room = self.private_room
        if room is None:
            return False
        self._put(room, message, Priority.ANSWER, locale=self.person.locale, quiet=True)
        return True

    def tell_other_gardeners(self, message: Message) -> None:
        """Write to the gardeners in private, except to whoever wrote."""
        others = {each.id: each for each in self.gardeners().values()}
        if self.person.member is not None:
            others.pop(self.person.member.id, None)
        for gardener in others.values():
            self.tell_in_person(gardener, message)

    @property
    def role(self) -> Role:
        """What this person is in the community."""
        if self.person.member is None or self.person.circle is None:
            return Role.CULTIVATOR if self._cultivates() else Role.ANYONE
        if self._cultivates():
            return Role.CULTIVATOR
        return Role.GARDENER if self.seats else Role.MEMBER

    @property
    def seats(self) -> set[Seat]:
        """The seats that this person holds in the community, by whichever account."""
        if self.person.member is None or self.person.circle is None or self._community is None:
            return set()
        mine = self._addresses()
        held = self.store.communities.seats(self._community)
        return {seat for seat, address in held.items() if address in mine}

    def enter(self, community_id: int) -> None:
        """Go on in the name of this community: a link from one of its rooms led here."""
        communities = [each for each in self.store.communities.all() if each.id == community_id]
        if communities:
            self._community = communities[0]
            standing = self.store.members.standing(self.person.address, community_id)
            member = None if standing is None else standing.member
            circle = None if standing is None else standing.circle
            self.person = replace(self.person, member=member, circle=circle)

    def ask(self, form: str, **answers: str) -> Answer:
        """Open a declared form in the direct room, with what is already known."""
        return self._ask(self, form, answers)

    def follow(self, word: str) -> Answer:
        """Go on with what somebody came for: a pressed button in the form `vote-7-2`."""
        return self._follow(self, word)

    def start_word(self, action: str, *arguments: object) -> str:
        """The deep link's word for a declared button or, with `cmd`, for what was typed here.

        What a link cannot bear (64 letters, digits and hyphens) is cut to its first words.
        """
        place = [] if self._community is None else [f"in{self._community.id}"]
        word = "-".join([*place, action, *map(str, arguments)])
        if LINK_WORD.fullmatch(word):
            return word
        return "-".join([*place, action, *map(str, arguments[:1])])

    def audit(self, action: str, outcome: str = "done") -> None:
        """Keep a trace of an act that needs a role."""
        community_id = None if self._community is None else self._community.id
        self.store.audit.note(self.person.address, action, community_id, outcome, self.now)

    def _cultivates(self) -> bool:
        return self.store.communities.is_cultivator(self._addresses())

    def _addresses(self) -> set[str]:
        if self.person.member is None:
            return {self.person.address}
        return {each.address for each in self.store.members.identities(self.person.member)}


class NotAMember(LookupError):
    """The person in hand is no member."""
