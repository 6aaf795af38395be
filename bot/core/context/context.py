"""Everything a handler may use: a job's means, the message in hand, and its sender."""

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Generic, NoReturn, TypeVar
from zoneinfo import ZoneInfo

from bot.core.context.audience import living_room, zone_of
from bot.core.context.gardeners_on_duty import acting_gardeners, hands_of
from bot.core.context.job_context import Contact, JobContext
from bot.core.messages.content import Answer, Message, button, split_revision
from bot.core.messages.incoming import Incoming, Kind
from bot.core.messages.ports import Capabilities
from bot.domain import links
from bot.domain.dates.recurrence import Recurring
from bot.domain.links import LINK_WORD
from bot.domain.rates import Rate
from bot.domain.roles import Circle, Hand, Post, Role, Seat
from storage.audit import About, Audit
from storage.communities import Communities, Community, Cultivators, Room, RoomKind
from storage.inbound import OpenForm
from storage.members import Identities, Member, Members
from storage.outbound import LET_IN, Priority
from storage.seats import Posts
from storage.unit_of_work import Store


class CommunityChoice(StrEnum):
    """Ways in which the community of a message is known."""

    NAMED = "said"
    """A room, a message or a link names it."""
    KNOWN = "known"
    """It is the sender's only one, or the one that they chose before."""
    OPEN = "open"
    """Several are possible; the context has the one joined last, for its language and zone."""


@dataclass(frozen=True, slots=True)
class Person:
    """The sender of a message."""

    address: str
    """The account that wrote: `telegram:42`."""
    name: str
    """The name that the network shows."""
    member: Member | None
    """The member behind the account; None for others."""
    circle: Circle | None
    """Their circle in the community; None if they do not belong to it."""
    locale: str
    """The language in which they read."""

    @property
    def member_id(self) -> int | None:
        return None if self.member is None else self.member.id


class NotAMember(LookupError):
    """The sender is no member."""


C = TypeVar("C")
"""The context: `Context` is made of these, so they cannot name it."""


@dataclass(frozen=True, slots=True)
class FollowUps(Generic[C]):
    """Calls into the dispatcher that a context offers to handlers."""

    ask: Callable[[C, str, dict[str, str]], Answer]
    """Open a form, with the answers known so far."""
    answer: Callable[[C, str, str, bool], Answer]
    """Open a form with words that answer its first question, surely or perhaps."""
    follow: Callable[[C, str], Answer]
    """Follow a link's word."""
    press: Callable[[C, str], Answer]
    run: Callable[[C, str], Answer]
    """Run a command by its words."""
    resume: Callable[[C, Answer, OpenForm], Answer]
    """Give an answer, then go on with a request that was held."""


@dataclass(slots=True)
class ActUnderWay:
    """An act to be audited."""

    account: str
    member: Member | None
    """Its member; a row about a member who is erased meanwhile names nobody."""
    community_id: int | None
    about: Member | None = None
    """The member whom it is about."""
    facts: dict[str, str | int] = field(default_factory=dict)
    """Numbers and names of things."""
    asked_for: bool = False
    """True if it is audited even where no role asks for it."""
    only_asks: bool = False
    """True if nothing was done yet: the person is asked first, and no row is written."""

    def take(self, values: Mapping[str, object]) -> None:
        """Add the arguments of the call; words are left out, since they may name anybody."""
        for name, value in values.items():
            match value:
                case Member():
                    self.about = self.about or value
                case bool():
                    self.facts |= {name: "yes"} if value else {}
                case int():
                    self.facts[name] = value
                case date() | timedelta() | Recurring():
                    self.facts[name] = str(value)
                case [int(), *_]:
                    self.facts[name] = ", ".join(map(str, value))

    def tell(self, about: Member | None, facts: Mapping[str, str | int]) -> None:
        """Add details, and ask for a row."""
        self.asked_for = True
        self.about = about or self.about
        self.facts |= facts

    def leave(self, store: Store, action: str, outcome: str, at: datetime) -> None:
        """Write the audit row."""
        erased = self.member is not None and store[Members].get(self.member.id) is None
        about = self.about
        told = About(self.facts)
        if about is not None and store[Members].get(about.id) is not None:
            told = About({**self.facts, "name": about.name}, about.id)
        store[Audit].note(
            "" if erased else self.account,
            action,
            self.community_id,
            outcome,
            at,
            member_id=None if erased or self.member is None else self.member.id,
            about=told,
        )


class Context(JobContext):
    """A job's means, and the message in hand."""

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
        follow_ups: FollowUps["Context"],
        community_choice: CommunityChoice = CommunityChoice.NAMED,
    ) -> None:
        super().__init__(store, now=now, community=community, contact=contact, declared=declared)
        self.incoming = incoming
        self.person = person
        self.room = room
        self.network = network
        self.community_choice = community_choice
        self.act: ActUnderWay | None = None
        """The act that is audited when it ends."""
        self.counted: set[Rate] = set()
        """Limits that this message counted against already."""
        self.parting = False
        """True once the sender is erased: sent answers to them are not kept."""
        self.typed_at: int | None = None
        """`Revisions.of_all` when the command in hand was typed; 0 if it was not.

        None for this message's own words.
        """
        self.beside: list[Message] = []
        """Private messages to a sender who is on the page, shown below the answer."""
        self._follow_ups = follow_ups

    @property
    def member(self) -> Member:
        """The member who wrote; raises `NotAMember`: where anyone may, use `person.member`."""
        if self.person.member is None:
            raise NotAMember
        return self.person.member

    @property
    def direct(self) -> bool:
        """True in a direct room: between the bot and one person."""
        return self.incoming.direct

    @property
    def on_page(self) -> bool:
        """True on a page: the gardeners', or a member's own."""
        return self.incoming.on_page

    @property
    def form_room(self) -> str:
        """The room of what the sender has in progress: their direct room, or their page."""
        return self.incoming.room if self.direct else self.private_room() or self.incoming.room

    @property
    def answers_alone(self) -> bool:
        """True in a shared room where this message can be answered so that no other sees it."""
        return not self.direct and bool(self.incoming.ephemeral or self.incoming.ephemeral_id)

    def has_tapped(self, press: str) -> bool:
        """True if this very button was tapped, whatever revision it carries."""
        came = self.incoming
        return bool(came.press_id) and split_revision(came.press)[0] == press

    @property
    def reading_zone(self) -> ZoneInfo:
        """The zone for dates read and shown here: in private, the person's own."""
        member = self.person.member if self.direct else None
        return ZoneInfo(zone_of(member, self._community))

    def private_room(self) -> str | None:
        """The sender's direct room; None if they have to open one first.

        It belongs to this account, though the person may have others. On a network without deep
        links the bot may write first, to the account's own address.
        """
        if self.direct and not self.on_page:
            return self.incoming.room
        if self.incoming.chosen:
            return self.person.address
        identity = self.store[Identities].get(self.person.address)
        known = None if identity is None else living_room(self.store, identity)
        if known is None and not self.network.deep_links and not self.incoming.anonymous:
            return self.person.address
        return known

    @property
    def said_for(self) -> int | None:
        """The community of an answer; None if several are possible: its buttons ask again."""
        return None if self.community_choice is CommunityChoice.OPEN else super().said_for

    def whisper(self, message: Message, *, about: str | None = None) -> bool:
        """Write to the sender in private; False if they have to open a direct room first.

        `about` names what a reply to this message answers, as in `tell`.
        """
        if self.on_page:
            self.beside.append(message)
            return True
        room = self.private_room()
        if room is None:
            return False
        self.enqueue(
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

    def sent_to(self, room: str) -> str:
        """The room to send to: the page has none, what is sent there goes to the direct room."""
        is_page = self.on_page and room == self.incoming.room
        return self.private_room() or self.person.address if is_page else room

    def let_in(self, room: str) -> None:
        """Grant the sender's request to join a room, where they made one."""
        member = self.person.member
        self.enqueue(
            room,
            None,
            Priority.ANSWER,
            action=LET_IN,
            target=self.person.address,
            member_id=None if member is None else member.id,
        )

    def tell_other_gardeners(self, message: Message) -> None:
        """Write to each gardener in private, except to the sender."""
        me = self.person.member
        for gardener in acting_gardeners(self.seat_statuses()):
            if me is None or gardener.id != me.id:
                self.tell_in_person(gardener, message)

    def tell_back_room(self, message: Message, *, quiet: bool = False) -> None:
        """Post in the gardeners' room, unless the sender wrote there: they are answered there."""
        for room in self.rooms(RoomKind.GARDENERS):
            if room.address != self.incoming.room:
                self.post(room.address, message, quiet=quiet)

    def role(self) -> Role:
        """The sender's role in the community."""
        if self.cultivates():
            return Role.CULTIVATOR
        if self.person.member is None or self.person.circle is None:
            return Role.ANYONE
        return Role.GARDENER if self.seats() else Role.MEMBER

    def cultivates(self) -> bool:
        """True if the sender runs the instance, by any of their accounts; a group never does."""
        if self.incoming.anonymous:
            return False
        return self.store[Cultivators].is_any(self._addresses())

    def seats(self) -> set[Seat]:
        """Seats that the sender acts for in the community, by any of their accounts."""
        return set(self.hands())

    def hands(self) -> dict[Seat, Hand]:
        """The sender's seats, each with the capacity in which they act: holder or deputy."""
        member = self.person.member
        if member is None or self.person.circle is None or self._community is None:
            return {}
        return hands_of(self.store, self._community, self.today, member)

    def posts(self) -> set[Post]:
        """Posts that the sender holds beside the seats in the community: deputy, agent."""
        if self.person.circle is None or self._community is None:
            return set()
        return self.store[Posts].held(self._addresses(), self._community.id)

    def enter(self, community_id: int) -> None:
        """Continue in another community, to which a link or a choice led."""
        community = self.store[Communities].find(community_id)
        if community is not None:
            self._community = community
            standing = self.store[Members].standing(self.person.address, community_id)
            member = None if standing is None else standing.member
            circle = None if standing is None else standing.circle
            self.person = replace(self.person, member=member, circle=circle)
            self.community_choice = CommunityChoice.NAMED

    def elsewhere(self, community_id: int) -> "Context":
        """A copy of this context for the same sender in another community."""
        there = copy(self)
        there.enter(community_id)
        return there

    def part(self) -> None:
        """Note that the sender was erased: answers to them are not kept after sending."""
        self.person = replace(self.person, member=None, circle=None)
        self.parting = True

    def own_word(self, word: str) -> str:
        """A link's word, signed as this account's own choice so that it acts without asking again.

        Without room for the signature it stays a word that shows and asks.
        """
        signed = links.sign_word(word, self.person.address, self.contact.link_key, self.now)
        return signed if LINK_WORD.fullmatch(signed) else word

    def read_word(self, word: str) -> tuple[str, bool]:
        """The word of an opened link, and whether this account's own choice signed it."""
        return links.split_signature(word, self.person.address, self.contact.link_key, self.now)

    def ask(self, form: str, **answers: str) -> Answer:
        """Open a declared form in the direct room, with the answers known so far."""
        return self._follow_ups.ask(self, form, answers)

    def answer(self, form: str, words: str, *, is_sure: bool) -> Answer:
        """Open a form with words that answer its first question; ask before, if not sure."""
        return self._follow_ups.answer(self, form, words, is_sure)

    def follow(self, word: str) -> Answer:
        """Follow a link's word (`vote-7-2`) as this person's own choice."""
        return self._follow_ups.follow(self, word)

    def press(self, action: str, *arguments: object) -> Answer:
        """Press a declared button, with its permission checked."""
        return self._follow_ups.press(self, button("", action, *arguments).press)

    def run(self, words: str) -> Answer:
        """Run a command as if its words were typed, without the mark."""
        return self._follow_ups.run(self, words)

    def resume(self, first: Answer, held: OpenForm) -> Answer:
        """Give a first answer, then go on with a request that was held."""
        return self._follow_ups.resume(self, first, held)

    def audit(
        self, action: str, outcome: str = "done", *, about: Member | None = None, **facts: str | int
    ) -> None:
        """Write an audit row: an act that needs a role, a read, or an export.

        `facts` are numbers and names of things, never words of people; a person appears only as
        the member whom it is `about`. So both can be erased.
        """
        act = self.begin()
        act.tell(about, facts)
        act.leave(self.store, action, outcome, self.now)

    def trace(self, *, about: Member | None = None, **facts: str | int) -> None:
        """Add details to the audit row of the act in hand, which is then always written.

        A handler that reads or exports a register states how much of it: see `audit`.
        """
        act = self.act or self.begin()
        act.tell(about, facts)
        if act is not self.act:
            act.leave(self.store, "read", "done", self.now)

    def only_ask(self) -> None:
        """Write no audit row of the current act: it only asks for a confirmation."""
        if self.act is not None:
            self.act.only_asks = True

    def trace_here(self) -> None:
        """Audit the act in hand in the community that was entered meanwhile."""
        if self.act is not None and self._community is not None:
            self.act.community_id = self._community.id

    def begin(self) -> ActUnderWay:
        """A new act of the sender, to be audited."""
        community = self._community
        here = None if community is None else community.id
        return ActUnderWay(self.person.address, self.person.member, here)

    def _addresses(self) -> set[str]:
        if self.person.member is None:
            return {self.person.address}
        return {each.address for each in self.store[Identities].of(self.person.member)}


def reader_context(ctx: JobContext, member: Member, room: str) -> Context:
    """The context in which a job reads for a member what it then writes to their direct room.

    Nobody acts in it: it opens no form, and presses nothing.
    """
    network = room.partition(":")[0]
    address = next(
        (each.address for each in ctx.store[Identities].of(member) if each.direct == room), room
    )
    belonging = ctx.store[Members].membership(member, ctx.community.id)
    return Context(
        ctx.store,
        now=ctx.now,
        community=ctx.community,
        contact=ctx.contact,
        incoming=Incoming(Kind.WORDS, network, "", room, direct=True, sender=address),
        person=Person(
            address,
            member.name,
            member,
            None if belonging is None else belonging.circle,
            member.locale or ctx.community.locale,
        ),
        room=None,
        network=_UNKNOWN_NETWORK,
        declared=ctx.declared,
        follow_ups=FollowUps(*[_nobody_acts] * 6),
    )


_UNKNOWN_NETWORK = Capabilities(
    mark="/",
    resends=False,
    buttons=False,
    deep_links=False,
    whole=(),
    shared=(),
    direct=(),
    card_pace=timedelta(),
)


def _nobody_acts(*_: object) -> NoReturn:
    msg = "a job reads for a member, and does nothing in their name"
    raise RuntimeError(msg)
